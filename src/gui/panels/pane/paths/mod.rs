//! Failure paths: from each thing that can happen to what it takes down, hop by hop, and where it stops; and from each operation
//! back to the smallest sets of causes that stop it. What is chosen is played on the canvas.

mod detail;
mod follow;
mod lists;
pub(super) mod rows;
mod words;

use std::sync::Arc;

use eframe::egui::{Align, Id, Layout, RichText, Ui, UiBuilder, vec2};
use egui_phosphor::regular as icon;

use super::parts;
use crate::analysis::dependencies::Subject;
use crate::gui::app::App;
use crate::gui::failing::FailuresRequest;
use crate::gui::request::Request;
use crate::gui::theme::{self, icons, regular, semi_bold};
use crate::gui::widgets::segmented;
use crate::model::{Design, OperationId, Tier};
use crate::session::causes::Listed;
use crate::session::consequences::Consequences;
use crate::session::stopping::Stopping;
use rows::{Did, Rows};
pub(in crate::gui::panels) use words::percent;

/// Widths of the lists.
const LEFT: (f32, f32) = (230.0, 330.0);
const MIDDLE: (f32, f32) = (240.0, 400.0);

/// What the lists start from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// What can happen.
    #[default]
    Causes,
    /// What can be stopped.
    Operations,
}

/// What is asked for in the head of the pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathsRequest {
    /// Start from these.
    Side(Side),
    /// Type this into the filter.
    Filter(String),
}

/// What a job has found out.
pub enum FoundFailures {
    /// Everything that can happen, for the analysis of this number; none: it was canceled.
    Overview(u64, Option<Overview>),
    /// What stops an operation, for the analysis of this number.
    Stopping(u64, Subject, Option<Box<Stopping>>),
}

/// What there is to choose from.
#[derive(Default)]
pub struct Overview {
    causes: Vec<Listed>,
    operations: Vec<(Subject, String, Tier)>,
}

/// Where a look at failures starts.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    /// What fails in failures mode.
    Now,
    /// Something that can happen, by its words.
    Cause(String),
    /// An operation.
    Operation(Subject),
}

/// What the tab keeps between frames.
#[derive(Default)]
pub struct Paths {
    side: Side,
    filter: String,
    /// What there is to choose from, and the analysis that it is of.
    overview: Arc<Overview>,
    overview_of: u64,
    /// The analysis that a job is looking at.
    asked: u64,
    job: Option<u64>,
    source: Option<Source>,
    /// What follows from the source, and what that was found for.
    follows: Arc<Consequences>,
    follows_of: Option<(u64, Source)>,
    /// What stops the operation, and what that was found for.
    stopping: Option<Arc<Stopping>>,
    stopping_of: Option<(u64, Subject)>,
    stopping_job: Option<u64>,
    /// What follows from the cut set that is chosen.
    from_set: Option<(usize, Arc<Consequences>)>,
    /// The row of the list in the middle.
    chosen: Option<lists::Chosen>,
    left: Rows,
    middle: Rows,
    /// The design that all of it is of.
    of: Design,
    /// What failed in the last frame, while failures mode is on.
    failing: Option<u64>,
}

fn left_id() -> Id {
    Id::new("failure causes")
}

fn middle_id() -> Id {
    Id::new("failure effects")
}

/// Shows the tab.
pub(super) fn ui(ui: &mut Ui, app: &mut App, requests: &mut Vec<Request>) {
    let mut paths = std::mem::take(&mut app.paths);
    paths.follow(app);
    paths.ui(ui, app, requests);
    app.paths = paths;
}

/// What the lists start from, and their filter.
pub(super) fn controls_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    if ui.available_width() > 160.0 {
        let typed = parts::filter_ui(ui, &app.paths.filter, "Filter the paths", 160.0);
        requests.extend(typed.map(|typed| Request::Paths(PathsRequest::Filter(typed))));
    }
    let choices = [("Causes", Side::Causes), ("Operations", Side::Operations)];
    if let Some(side) = segmented(ui, "Start from", &choices, app.paths.side) {
        requests.push(Request::Paths(PathsRequest::Side(side)));
    }
    let chrome = theme::chrome(ui.ctx());
    let text = RichText::new("Start from").font(regular(12.0));
    ui.label(text.color(chrome.muted));
}

impl App {
    pub(in crate::gui) fn take_paths_request(&mut self, request: PathsRequest) {
        match request {
            PathsRequest::Side(side) => {
                self.paths.side = side;
                self.paths.choose(None);
                self.state.playing = None;
            }
            PathsRequest::Filter(filter) => self.paths.filter = filter,
        }
    }
}

impl Paths {
    /// Another document comes.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Shows what stops an operation.
    pub(in crate::gui) fn show_operation(&mut self, id: OperationId) {
        self.side = Side::Operations;
        self.filter.clear();
        self.choose(Some(Source::Operation(Subject::Operation(id))));
        let all = &self.overview.operations;
        let place = all
            .iter()
            .position(|(of, _, _)| *of == Subject::Operation(id));
        self.left.go_to(place.unwrap_or(0));
    }

    fn choose(&mut self, source: Option<Source>) {
        self.source = source;
        self.chosen = None;
        self.from_set = None;
        self.middle = Rows::default();
    }

    fn ui(&mut self, ui: &mut Ui, app: &mut App, requests: &mut Vec<Request>) {
        let space = ui.available_rect_before_wrap();
        if let Some((title, more)) = self.nothing(app) {
            return empty_ui(ui, title, more);
        }
        let left = (space.width() * 0.26).clamp(LEFT.0, LEFT.1);
        let middle = (space.width() * 0.32).clamp(MIDDLE.0, MIDDLE.1);
        let [first, second, third] = parts::columns(space, [left, middle]);
        parts::column_ui(ui, first, true, |ui| self.left_ui(ui, app, requests));
        parts::column_ui(ui, second, false, |ui| self.middle_ui(ui, app, requests));
        parts::column_ui(ui, third, false, |ui| detail::ui(ui, self, app, requests));
    }

    /// Why there is nothing to show.
    fn nothing(&self, app: &App) -> Option<(&'static str, &'static str)> {
        let state = &app.state;
        if state.is_empty() {
            return Some((
                "Nothing in the design yet",
                "What a failure of each part takes down is listed here while you draw",
            ));
        }
        if self.overview_of == 0 {
            return Some(("Analyzing…", ""));
        }
        if self.overview.causes.is_empty() && state.failing.is_none() {
            return Some((
                "Nothing can fail yet",
                "Add a service (S) or a store (D): failures are those of services, stores and failure domains",
            ));
        }
        None
    }

    fn left_ui(&mut self, ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
        let palette = theme::palette(ui.ctx());
        let shown = self.left_rows(app);
        if shown.iter().all(|row| row.source().is_none()) {
            return empty_ui(ui, "Nothing has these words", "");
        }
        let is_chosen =
            |row: &lists::LeftRow| row.source().is_some_and(|it| Some(it) == self.source);
        let chosen = shown.iter().position(is_chosen);
        let name = match self.side {
            Side::Causes => "Causes",
            Side::Operations => "Operations",
        };
        let mut left = std::mem::take(&mut self.left);
        let overview = Arc::clone(&self.overview);
        let make = |place: usize| lists::left_row(&overview, app, shown.get(place), palette);
        let did = left.ui(ui, (left_id(), name), shown.len(), make, chosen);
        self.left = left;
        match did {
            Some(Did::Chose(place)) => {
                let source = shown.get(place).and_then(lists::LeftRow::source);
                self.choose(source);
                self.find(app);
                self.play(requests);
            }
            Some(Did::Go(true)) => {
                self.middle.go_to(1);
                ui.memory_mut(|memory| memory.request_focus(middle_id()));
            }
            Some(Did::Go(false)) | None => {}
        }
    }

    fn middle_ui(&mut self, ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
        let palette = theme::palette(ui.ctx());
        let Some(source) = self.source.clone() else {
            let (title, more) = match self.side {
                Side::Causes => (
                    "Choose what fails",
                    "Then this lists the operations that it takes down, and those that go on",
                ),
                Side::Operations => (
                    "Choose an operation",
                    "Then this lists the smallest sets of failures that stop it",
                ),
            };
            return empty_ui(ui, title, more);
        };
        let shown = self.middle_rows();
        if shown.is_empty() {
            let (title, more) = match source {
                Source::Now
                    if app
                        .state
                        .failing
                        .as_ref()
                        .is_some_and(|it| it.trials.is_empty()) =>
                {
                    (
                        "Everything works",
                        "Click a card, a service, a line, or a row of the outline to let it fail",
                    )
                }
                Source::Now | Source::Cause(_) => ("Every operation works as ever", ""),
                Source::Operation(_) if self.stopping.is_none() => ("Working it out…", ""),
                Source::Operation(_) => ("Nothing that is known stops it", ""),
            };
            return empty_ui(ui, title, more);
        }
        let chosen = shown.iter().position(|row| row.chosen() == self.chosen);
        let chosen = chosen.filter(|_| self.chosen.is_some());
        let (follows, stopping) = (Arc::clone(&self.follows), self.stopping.clone());
        let make = |place: usize| {
            let row = shown.get(place);
            lists::middle_row(&follows, stopping.as_deref(), row, palette)
        };
        let name = match source {
            Source::Operation(_) => "Minimal cut sets",
            Source::Now | Source::Cause(_) => "Affected operations",
        };
        let mut middle = std::mem::take(&mut self.middle);
        let did = middle.ui(ui, (middle_id(), name), shown.len(), make, chosen);
        self.middle = middle;
        match did {
            Some(Did::Chose(place)) => {
                self.chosen = shown.get(place).and_then(lists::MiddleRow::chosen);
                self.find_set(app);
                self.play(requests);
            }
            Some(Did::Go(false)) => {
                ui.memory_mut(|memory| memory.request_focus(left_id()));
            }
            Some(Did::Go(true)) | None => {}
        }
    }

    /// Shows on the canvas what is chosen.
    fn play(&self, requests: &mut Vec<Request>) {
        let request = match self.shown_effects() {
            Some(effects) => FailuresRequest::Play(effects),
            None => FailuresRequest::Stop,
        };
        requests.push(Request::Failures(request));
    }
}

fn empty_ui(ui: &mut Ui, title: &str, more: &str) {
    let chrome = theme::chrome(ui.ctx());
    let room = ui.available_rect_before_wrap().shrink2(vec2(16.0, 0.0));
    let top = (room.center().y - 40.0).max(room.top() + 6.0);
    let layout = Layout::top_down(Align::Center);
    ui.scope_builder(
        UiBuilder::new()
            .max_rect(room.with_min_y(top))
            .layout(layout),
        |ui| {
            let sign = RichText::new(icon::PATH).font(icons(22.0));
            ui.label(sign.color(chrome.faint));
            ui.add_space(3.0);
            let title = RichText::new(title).font(semi_bold(12.5));
            ui.label(title.color(chrome.text));
            if !more.is_empty() {
                let more = RichText::new(more).font(regular(12.0));
                ui.label(more.color(chrome.muted));
            }
        },
    );
}
