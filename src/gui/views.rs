//! Views in the window: which is shown, where the camera was in each, and the commands that change them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::geometry::Point;
use crate::edit::Transaction;
use crate::model::{Collapse, ColorBy, EntityId, ServiceId, Shows, Stubs, ViewId};
use crate::session::camera::Camera;
use crate::session::picture::{Bases, Picture};
use crate::session::text_slot::TextSlot;
use crate::session::views;

use super::app::App;
use super::jobs::Jobs;
use super::panels::outline::Outline;
use super::request::Place;
use super::state::State;

/// Something that a person can have done to a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the registry of commands says what each is called"
)]
pub enum ViewCommand {
    New,
    Duplicate,
    Rename,
    Delete,
    Next,
    Previous,
    MoveLeft,
    MoveRight,
    Collapse(Option<Collapse>, Scope),
    Hide,
    ShowHidden,
    Isolate,
    IsolateInView,
    ShowEverything,
    ShowSelection,
    ShowService,
    ShowAround(u32),
    Stubs,
}

/// Which cards a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that are selected.
    Selection,
    /// All that are shown.
    All,
}

/// How many pictures of views are kept that are not shown.
const PARKED: usize = 3;

/// What the window knows of the views of its document.
#[derive(Default)]
pub struct Views {
    /// Where the program put what no view places.
    pub bases: Bases,
    /// Of what the view shows, these entities alone, for a while.
    pub only: Option<Only>,
    /// Rises with each change of `only`.
    pub only_number: u64,
    /// The view that is on the canvas.
    on_canvas: Option<ViewId>,
    /// Where the camera was in views that were shown before.
    cameras: BTreeMap<Option<ViewId>, Seen>,
    /// Pictures of views that were shown before, the last one last.
    parked: Vec<(Option<ViewId>, Picture)>,
}

/// Some entities alone, until the user wants to see the rest again.
#[derive(Clone, Debug)]
pub struct Only {
    /// Which.
    pub entities: Arc<BTreeSet<EntityId>>,
    before: Seen,
}

/// What was seen of a view.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    camera: Camera,
    /// That was all of it, on a canvas of this size, and is to stay so.
    fitted: Option<(f32, f32)>,
}

impl State {
    /// What the cards' colors tell.
    pub fn color_by(&self) -> ColorBy {
        let design = self.design();
        let view = self.document.view.and_then(|view| design.get(view));
        view.map(|view| view.color_by).unwrap_or_default()
    }

    /// Where a new entity is to stand, until a view places it. It has to be in the design already, or to come next.
    pub fn place(&mut self, entity: EntityId, service: Option<ServiceId>, at: Point) {
        let design = self.document.design().clone();
        let view = self.document.view;
        self.views.bases.place(&design, view, entity, service, at);
    }

    /// Starts with the view of a document that was shown last.
    pub(super) fn start_views(&mut self) {
        let design = self.document.design();
        let last = self.document.path().and_then(|path| {
            let name = &self.settings.file(path)?.view;
            let mut views = design.views().iter();
            views.find(|(_, view)| view.name == *name)
        });
        if let Some((view, _)) = last {
            self.document.view = Some(view);
        }
        self.views = Views {
            on_canvas: self.document.view,
            ..Views::default()
        };
    }

    /// Folds in the outline what was folded when the file was open last.
    pub(super) fn start_outline(&mut self) {
        let memory = self
            .document
            .path()
            .and_then(|path| self.settings.file(path));
        let folded = memory.map(|file| &file.folded);
        let nothing = BTreeSet::new();
        self.outline = Outline::start(self.document.design(), folded.unwrap_or(&nothing));
    }

    /// Keeps what is folded for the next time that the file is open.
    pub(super) fn remember_folds(&mut self) {
        let folded = self.outline.folded(self.document.design());
        if let Some(path) = self.document.path() {
            let known = self.settings.file(path).map(|file| &file.folded);
            if known.map_or(!folded.is_empty(), |known| *known != folded) {
                self.settings.remember_of(path, |file| file.folded = folded);
            }
        }
    }

    /// Brings the view onto the canvas that the document says is shown.
    pub(super) fn follow_view(&mut self, jobs: &mut Jobs) {
        let (old, new) = (self.views.on_canvas, self.document.view);
        if old == new {
            return;
        }
        self.views.on_canvas = new;
        let views = self.document.design().views();
        let is_first = new.is_some() && new == views.ids().next();
        let is_back = new.is_none() && self.views.cameras.contains_key(&None);
        // The first change of a design without views makes one of what is on the canvas; undo takes it away again.
        if old.is_none() && is_first || new.is_none() && !is_back {
            return;
        }
        jobs.forget_pictures();
        self.show_rest();
        let seen = self.seen();
        self.views.cameras.insert(old, seen);
        let picture = std::mem::take(&mut self.picture);
        if !self.unpictured {
            self.views.parked.retain(|(view, _)| *view != old);
            self.views.parked.push((old, picture));
        }
        // The first view goes on from what was there without one.
        let is_same = |view: Option<ViewId>| view == new || is_first && view.is_none();
        let mut parked = self.views.parked.iter();
        match parked.rposition(|(view, _)| is_same(*view)) {
            Some(place) => {
                self.picture = self.views.parked.remove(place).1;
                self.unpictured = false;
            }
            None => self.unpictured = true,
        }
        if self.views.parked.len() > PARKED {
            self.views.parked.remove(0);
        }
        self.hovered = None;
        let cameras = &self.views.cameras;
        let without = if is_first { cameras.get(&None) } else { None };
        match cameras.get(&new).or(without).copied() {
            Some(seen) => self.see(seen),
            None => self.fit_wanted = true,
        }
        if is_back {
            self.views.cameras.clear();
        }
        self.remember_view();
    }

    /// Keeps for the next start which view of its file is shown.
    fn remember_view(&mut self) {
        let view = self
            .document
            .view
            .and_then(|view| self.document.design().get(view));
        if let (Some(view), Some(path)) = (view, self.document.path()) {
            let name = view.name.clone();
            self.settings.remember_of(path, |file| file.view = name);
        }
    }

    /// Shows some entities alone until [`Self::show_rest`].
    pub(super) fn show_only(&mut self, entities: BTreeSet<EntityId>) {
        let before = match &self.views.only {
            Some(only) => only.before,
            None => self.seen(),
        };
        self.views.only = Some(Only {
            entities: Arc::new(entities),
            before,
        });
        self.views.only_number += 1;
        self.fit_wanted = true;
    }

    /// Shows everything of the view again, as it was seen before.
    pub(super) fn show_rest(&mut self) {
        if let Some(only) = self.views.only.take() {
            self.views.only_number += 1;
            self.see(only.before);
        }
    }

    fn seen(&self) -> Seen {
        let is_fitted = self.fit_wanted || self.fitted == Some(self.camera);
        let size = self.canvas_size.filter(|_| !self.fit_wanted);
        Seen {
            camera: self.camera,
            fitted: is_fitted.then(|| size.unwrap_or_default()),
        }
    }

    /// What is seen of the diagram, if that is all of it.
    pub(super) fn seen_whole(&self) -> Option<Seen> {
        Some(self.seen()).filter(|seen| seen.fitted.is_some() && !self.shows_map())
    }

    pub(super) fn see(&mut self, seen: Seen) {
        self.camera = seen.camera;
        self.fitted = seen.fitted.map(|_| seen.camera);
        self.fit_wanted = seen.fitted.is_some() && seen.fitted != self.canvas_size;
    }
}

impl App {
    /// Says what the cards' colors tell.
    pub(super) fn color_by(&mut self, by: ColorBy) {
        let document = &self.state.document;
        self.apply(&views::color_by(document.design(), document.view, by));
    }

    /// Whether lines into hubs are drawn as stubs.
    pub(super) fn draws_stubs(&self) -> bool {
        let document = &self.state.document;
        views::stubs_of(document.design(), document.view) != Stubs::Never
    }

    /// Runs a command about views.
    pub(super) fn run_view_command(&mut self, command: ViewCommand) {
        let design = self.state.document.design().clone();
        let view = self.state.document.view;
        match command {
            ViewCommand::New => self.add_view(views::add(&design, view, "View", Shows::All)),
            ViewCommand::Duplicate => {
                let (transaction, id) = views::duplicate(&design, view);
                self.add_view((transaction, id));
                let changed = self.state.document.design().clone();
                let original = view.or_else(|| design.views().ids().next());
                self.state.views.bases.copy(&changed, original, id);
            }
            ViewCommand::Rename => {
                if let Some(view) = view {
                    self.edit_in(Place::Views, TextSlot::ViewName(view));
                }
            }
            ViewCommand::Delete => {
                if let Some(view) = view {
                    self.apply(&views::delete(&design, view));
                }
            }
            ViewCommand::Next => self.show_view_beside(1),
            ViewCommand::Previous => self.show_view_beside(-1),
            ViewCommand::MoveLeft => self.move_view(-1),
            ViewCommand::MoveRight => self.move_view(1),
            ViewCommand::Collapse(to, scope) => {
                let entities = self.cards(scope);
                self.apply(&views::collapse(&design, view, &entities, to));
            }
            ViewCommand::Hide => {
                let entities = self.cards(Scope::Selection);
                self.apply(&views::hide(&design, view, &entities));
                self.state.document.selection.clear();
            }
            ViewCommand::ShowHidden => self.apply(&views::show_hidden(&design, view)),
            ViewCommand::Isolate => {
                if self.state.views.only.is_some() {
                    self.state.show_rest();
                } else {
                    let entities = self.cards(Scope::Selection);
                    self.state.show_only(entities.into_iter().collect());
                }
            }
            ViewCommand::IsolateInView => {
                self.add_view(views::add_of(&design, view, &self.chosen()));
            }
            ViewCommand::ShowEverything => {
                self.state.show_rest();
                self.show_in_view(Shows::All);
            }
            ViewCommand::ShowSelection => self.show_in_view(Shows::Only(self.chosen())),
            ViewCommand::ShowService => {
                let selected = self.state.document.selection.iter();
                if let Some(service) = views::service_of(&design, selected) {
                    self.show_in_view(Shows::Service(service));
                }
            }
            ViewCommand::ShowAround(depth) => {
                self.show_in_view(views::around(&design, &self.chosen(), depth));
            }
            ViewCommand::Stubs => {
                let stubs = match views::stubs_of(&design, view) {
                    Stubs::Never => Stubs::default(),
                    Stubs::Above(_) => Stubs::Never,
                };
                self.apply(&views::draw_stubs(&design, view, stubs));
            }
        }
    }

    /// Why a command about views would do nothing now.
    pub(super) fn view_obstacle(&self, command: ViewCommand) -> Option<&'static str> {
        let state = &self.state;
        let design = state.document.design();
        let view = state.document.view;
        let place = self.view_place();
        let isolated = state.views.only.is_some();
        let (fine, why_not) = match command {
            ViewCommand::New | ViewCommand::Duplicate | ViewCommand::Stubs => return None,
            ViewCommand::Delete | ViewCommand::Next | ViewCommand::Previous => {
                (design.views().len() > 1, "There is only one view")
            }
            ViewCommand::Rename => (view.is_some(), "The design has no view of its own yet"),
            ViewCommand::MoveLeft => (place.is_some_and(|place| place > 0), "It is the first view"),
            ViewCommand::MoveRight => (
                place.is_some_and(|place| place + 1 < design.views().len()),
                "It is the last view",
            ),
            ViewCommand::Collapse(_, Scope::Selection) | ViewCommand::Hide => (
                !self.cards(Scope::Selection).is_empty(),
                "Nothing that is shown is selected",
            ),
            ViewCommand::Isolate => (
                isolated || !self.cards(Scope::Selection).is_empty(),
                "Nothing that is shown is selected",
            ),
            ViewCommand::Collapse(_, Scope::All) => (!state.is_empty(), "The design is empty"),
            ViewCommand::IsolateInView
            | ViewCommand::ShowSelection
            | ViewCommand::ShowAround(_) => (!self.chosen().is_empty(), "Nothing is selected"),
            ViewCommand::ShowService => (
                views::service_of(design, state.document.selection.iter()).is_some(),
                "Select a service or entities of one",
            ),
            ViewCommand::ShowHidden => (views::hidden(design, view) > 0, "Nothing is hidden"),
            ViewCommand::ShowEverything => {
                let view = view.and_then(|view| design.get(view));
                let filtered = view.is_some_and(|view| view.shows != Shows::All);
                (isolated || filtered, "The view shows everything")
            }
        };
        (!fine).then_some(why_not)
    }

    /// The entities that the selection is about, seen or not.
    fn chosen(&self) -> Vec<EntityId> {
        let document = &self.state.document;
        views::entities_of(document.design(), document.selection.iter())
    }

    /// The cards that a command is about.
    fn cards(&self, scope: Scope) -> Vec<EntityId> {
        let diagram = self.state.picture.diagram();
        match scope {
            Scope::All => diagram.cards.iter().map(|card| card.entity).collect(),
            Scope::Selection => {
                let mut chosen = self.chosen();
                chosen.retain(|id| diagram.place(*id).is_some());
                chosen
            }
        }
    }

    /// Gives the view another filter.
    pub(super) fn show_in_view(&mut self, shows: Shows) {
        let document = &self.state.document;
        let transaction = views::show(document.design(), document.view, shows);
        if !transaction.is_empty() {
            self.state.show_rest();
            self.state.fit_wanted = true;
            self.apply(&transaction);
        }
    }

    fn add_view(&mut self, (transaction, id): (Transaction, ViewId)) {
        self.apply(&transaction);
        self.state.document.show_view(id);
        self.edit_in(Place::Views, TextSlot::ViewName(id));
    }

    fn view_place(&self) -> Option<usize> {
        let document = &self.state.document;
        document.design().views().place(document.view?)
    }

    fn show_view_beside(&mut self, by: isize) {
        let views = self.state.document.design().views();
        let Some(place) = self.view_place() else {
            return;
        };
        let next = (place as isize + by).rem_euclid(views.len().max(1) as isize);
        if let Some(view) = views.id_at(next as usize) {
            self.state.document.show_view(view);
        }
    }

    fn move_view(&mut self, by: isize) {
        let document = &self.state.document;
        if let Some(view) = document.view
            && let Some(place) = self.view_place()
            && let Some(place) = place.checked_add_signed(by)
        {
            let transaction = views::reorder(document.design(), view, place);
            self.apply(&transaction);
        }
    }
}
