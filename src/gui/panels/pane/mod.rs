//! The pane below the canvas: what is at fault, what couples the services, and what was accepted.
//!
//! A tab is a variant of [`PaneTab`] with its name and count in [`Tab::of`] and its content in [`ui`].

mod decisions;
mod detail;
mod gain;
mod list;
mod page;
mod parts;
mod paths;
mod row;
mod scenarios;

use eframe::egui::{
    Align, CornerRadius, Id, Layout, Rect, RichText, Sense, Stroke, Ui, UiBuilder, WidgetInfo,
    WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use crate::gui::analysis::{AnalysisCommand, AnalysisRequest};
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::panels::grouped;
use crate::gui::request::Request;
use crate::gui::theme::{self, Chrome, color, icons, regular, semi_bold};
use crate::gui::widgets::{focus_ring, icon_button, segmented};
use crate::model::Level;
use crate::scene::palette::{Palette, Rgba};
use crate::session::figures::Figures;
use crate::session::settings::{Grouping, PaneTab};
pub(in crate::gui) use gain::better;
pub use list::Problems;
pub(super) use paths::percent;
pub use paths::{FoundFailures, Paths, PathsRequest};
pub use scenarios::ScenariosPanel;

/// Height of the row of tabs.
const TABS: f32 = 32.0;
/// Width of the column that explains a problem.
const DETAIL: f32 = 400.0;
/// Width of the page of a rule, and of the list beside it.
const PAGE: f32 = 400.0;
const LEAST_LIST: f32 = 280.0;

/// What is known of a tab.
struct Tab {
    shows: PaneTab,
    name: &'static str,
    /// None where there is nothing to count.
    count: Option<usize>,
}

impl Tab {
    /// The tabs from left to right.
    const ALL: [PaneTab; 5] = [
        PaneTab::Problems,
        PaneTab::FailurePaths,
        PaneTab::Coupling,
        PaneTab::Scenarios,
        PaneTab::Decisions,
    ];

    fn of(tab: PaneTab, app: &App) -> Self {
        let counts = app.state.analysis.counts;
        let (name, count) = match tab {
            PaneTab::Problems => {
                let found = counts.errors + counts.warnings + counts.infos;
                ("Problems", Some(found))
            }
            PaneTab::FailurePaths => ("Failure paths", None),
            PaneTab::Coupling => ("Coupling", None),
            PaneTab::Scenarios => {
                let scenarios = app.state.document.design().scenarios();
                ("Scenarios", Some(scenarios.len()))
            }
            PaneTab::Decisions => {
                let decisions = app.state.document.design().decisions();
                ("Decisions", Some(decisions.len()))
            }
        };
        Self {
            shows: tab,
            name,
            count,
        }
    }
}

/// Shows the pane.
pub fn ui(ui: &mut Ui, app: &mut App, requests: &mut Vec<Request>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    // As high as it was made, however little there is to show.
    ui.set_min_height(ui.available_height());
    let chrome = theme::chrome(ui.ctx());
    head_ui(ui, app, &chrome, requests);
    let tab = app.state.settings.pane_tab;
    let space = ui.available_rect_before_wrap();
    match tab {
        PaneTab::Problems => problems_ui(ui, app, space, requests),
        PaneTab::FailurePaths => paths::ui(ui, app, requests),
        PaneTab::Coupling => coupling_ui(ui, app, requests),
        PaneTab::Scenarios => scenarios::ui(ui, app, requests),
        PaneTab::Decisions => decisions::ui(ui, &app.state, requests),
    }
}

/// Tabs at the left, what they have to offer at the right.
fn head_ui(ui: &mut Ui, app: &App, chrome: &Chrome, requests: &mut Vec<Request>) {
    let width = ui.available_width();
    let (bar, _) = ui.allocate_exact_size(vec2(width, TABS), Sense::hover());
    let stroke = Stroke::new(1.0, chrome.line);
    let around = ui.clip_rect();
    ui.painter()
        .hline(around.x_range(), bar.bottom() - 0.5, stroke);
    let shown = app.state.settings.pane_tab;
    let mut x = bar.left() + 6.0;
    for tab in Tab::ALL {
        let tab = Tab::of(tab, app);
        let rect = tab_ui(ui, &tab, pos2(x, bar.top()), tab.shows == shown, requests);
        x = rect.right() + 8.0;
    }
    let rest = Rect::from_min_max(pos2(x + 8.0, bar.top()), bar.max - vec2(4.0, 1.0));
    let layout = Layout::right_to_left(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(rest).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let close = icon_button(ui, icon::CARET_DOWN, "Hide the pane (Ctrl+J)", false, 22.0);
        if close.clicked() {
            let pane = Command::Analysis(AnalysisCommand::Pane);
            requests.push(Request::Command(pane));
        }
        if shown == PaneTab::Problems {
            list_controls_ui(ui, app, chrome, requests);
        }
        if shown == PaneTab::FailurePaths {
            paths::controls_ui(ui, app, requests);
        }
        if shown == PaneTab::Scenarios {
            scenarios::controls_ui(ui, app, requests);
        }
    });
}

fn tab_ui(
    ui: &Ui,
    tab: &Tab,
    at: eframe::egui::Pos2,
    is_shown: bool,
    requests: &mut Vec<Request>,
) -> Rect {
    let chrome = theme::chrome(ui.ctx());
    let layout = |text: String, font, hue| ui.fonts_mut(|f| f.layout_no_wrap(text, font, hue));
    // Both fonts have the same room, so that nothing moves when a tab is chosen.
    let widest = layout(tab.name.to_owned(), semi_bold(13.0), chrome.ink);
    let count = tab.count.map(grouped).unwrap_or_default();
    let label = match tab.count {
        Some(_) => format!("{}: {count}", tab.name),
        None => tab.name.to_owned(),
    };
    let count = layout(count, regular(12.0), chrome.muted);
    let size = vec2(widest.size().x + count.size().x + 24.0, TABS);
    let rect = Rect::from_min_size(at, size);
    let response = ui.interact(rect, Id::new(("pane tab", tab.name)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(WidgetType::RadioButton, true, is_shown, &label));
    let (font, hue) = match (is_shown, response.hovered()) {
        (true, _) => (semi_bold(13.0), chrome.ink),
        (false, true) => (regular(13.0), chrome.ink),
        (false, false) => (regular(13.0), chrome.muted),
    };
    let name = layout(tab.name.to_owned(), font, hue);
    let middle = rect.center().y;
    let left = rect.left() + 8.0;
    let painter = ui.painter();
    painter.galley(pos2(left, middle - name.size().y / 2.0), name, hue);
    let at = pos2(left + widest.size().x + 8.0, middle - count.size().y / 2.0);
    painter.galley(at, count, chrome.muted);
    if is_shown {
        let line = Rect::from_min_max(
            pos2(rect.left() + 4.0, rect.bottom() - 2.0),
            pos2(rect.right() - 4.0, rect.bottom()),
        );
        painter.rect_filled(line, CornerRadius::same(1), chrome.accent);
    }
    focus_ring(ui, &response, rect.shrink2(vec2(0.0, 4.0)));
    if response.clicked() && !is_shown {
        let command = AnalysisCommand::Tab(tab.shows);
        requests.push(Request::Command(Command::Analysis(command)));
    }
    rect
}

fn list_controls_ui(ui: &mut Ui, app: &App, chrome: &Chrome, requests: &mut Vec<Request>) {
    if ui.available_width() > 160.0 {
        let width = (ui.available_width() - 350.0).clamp(100.0, 200.0);
        let typed = parts::filter_ui(ui, &app.problems.filter, "Filter the problems", width);
        requests.extend(typed.map(|typed| Request::Analysis(AnalysisRequest::Filter(typed))));
    }
    if ui.available_width() > 300.0 {
        let choices = [
            ("Severity", Grouping::Severity),
            ("Rule", Grouping::Rule),
            ("Service", Grouping::Service),
            ("Gain", Grouping::Gain),
        ];
        let by = app.state.settings.problems_by;
        if let Some(by) = segmented(ui, "Group by", &choices, by) {
            let command = AnalysisCommand::GroupBy(by);
            requests.push(Request::Command(Command::Analysis(command)));
        }
        ui.label(
            RichText::new("Group by")
                .font(regular(12.0))
                .color(chrome.muted),
        );
    }
    let waits = |gains: &&Figures| !gains.is_ranked && gains.candidates > 0;
    if let Some(gains) = app.state.gains().filter(waits)
        && ui.available_width() > 170.0
    {
        let (tried, all) = (grouped(gains.tried()), grouped(gains.candidates));
        let text = RichText::new(format!("Trying fixes: {tried} of {all}"));
        let label = ui.label(text.font(regular(11.5)).color(chrome.muted));
        label.on_hover_text("What each fix does to the downtime of critical operations");
    }
}

/// What couples the services of the design as it was analyzed.
fn coupling_ui(ui: &mut Ui, app: &mut App, requests: &mut Vec<Request>) {
    let analysis = &app.state.analysis;
    let clicked = app.coupling.ui(ui, &analysis.design, &analysis.coupling);
    requests.extend(clicked.map(|click| Request::Analysis(AnalysisRequest::Coupling(click))));
}

/// The list, and beside it what there is to say about the problem that is shown.
fn problems_ui(ui: &mut Ui, app: &mut App, space: Rect, requests: &mut Vec<Request>) {
    let mut problems = std::mem::take(&mut app.problems);
    let shown = app.state.shown_problem();
    let has_page = shown.is_some() && problems.page;
    let room = space.width() - LEAST_LIST;
    // Where there is not enough room for all, the page takes that of the problem, and the problem that of the list.
    let page = if has_page {
        PAGE.min(space.width())
    } else {
        0.0
    };
    let detail = match shown {
        None => 0.0,
        Some(_) if room - page < DETAIL * 0.7 && has_page => 0.0,
        Some(_) if has_page => (room - page).clamp(0.0, DETAIL * 0.8),
        Some(_) => room.clamp(0.0, DETAIL),
    };
    let list = (space.width() - page - detail).max(0.0);
    let column = |from: f32, width: f32| {
        Rect::from_min_size(
            pos2(space.left() + from, space.top()),
            vec2(width, space.height()),
        )
    };
    let mut in_column = |from: f32, width: f32, content: &mut dyn FnMut(&mut Ui)| {
        if width >= 1.0 {
            parts::column_ui(ui, column(from, width), from <= 0.0, content);
        }
    };
    let state = &app.state;
    in_column(0.0, list, &mut |ui| problems.ui(ui, app, requests));
    if let Some((shown, diagnostic)) = state.shown_problem() {
        in_column(list, detail, &mut |ui| {
            detail::ui(ui, state, shown, diagnostic, has_page, requests);
        });
        in_column(list + detail, page, &mut |ui| {
            page::ui(ui, diagnostic.rule, requests);
        });
    }
    app.problems = problems;
}

/// The color and the sign of a level; the sign says the same to those who cannot tell the colors.
pub(in crate::gui) fn level_look(palette: &Palette, level: Level) -> (Rgba, &'static str) {
    match level {
        Level::Error => (palette.error, "Error"),
        Level::Warning => (palette.warning, "Warning"),
        Level::Info | Level::Off => (palette.info, "Note"),
    }
}

/// Paints the sign of a level: a disk, a triangle, a small ring; a check where it was accepted.
pub(in crate::gui) fn sign(ui: &Ui, at: eframe::egui::Pos2, level: Option<Level>, radius: f32) {
    use eframe::egui::{Align2, Shape};
    let palette = theme::palette(ui.ctx());
    let painter = ui.painter();
    match level {
        Some(level @ Level::Error) => {
            painter.circle_filled(at, radius, color(level_look(palette, level).0));
        }
        Some(level @ Level::Warning) => {
            let hue = color(level_look(palette, level).0);
            let points = vec![
                at + vec2(0.0, -radius),
                at + vec2(radius * 1.05, radius * 0.85),
                at + vec2(-radius * 1.05, radius * 0.85),
            ];
            painter.add(Shape::convex_polygon(points, hue, Stroke::NONE));
        }
        Some(level) => {
            let hue = color(level_look(palette, level).0);
            painter.circle_stroke(at, radius * 0.8, Stroke::new(1.6, hue));
        }
        None => {
            let hue = theme::chrome(ui.ctx()).muted;
            let font = icons(radius * 2.4);
            painter.text(at, Align2::CENTER_CENTER, icon::CHECK, font, hue);
        }
    }
}
