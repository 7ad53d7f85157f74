//! Views in the window: which is shown, where the camera was in each, and the commands that change them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::geometry::Point;
use crate::edit::Transaction;
use crate::model::{Collapse, ColorBy, EntityId, Reference, Shows, ViewId};
use crate::session::camera::Camera;
use crate::session::picture::{Bases, Picture};
use crate::session::text_slot::TextSlot;
use crate::session::views;

use super::app::App;
use super::command::{Command, Scope};
use super::jobs::Jobs;
use super::request::Place;
use super::state::State;

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
struct Seen {
    camera: Camera,
    /// That was all of it, and is to stay so.
    fitted: bool,
}

impl State {
    /// What the cards' colors tell.
    pub fn color_by(&self) -> ColorBy {
        let design = self.design();
        let view = self.document.view.and_then(|view| design.get(view));
        view.map(|view| view.color_by).unwrap_or_default()
    }

    /// Where a new entity is to stand, until a view places it. It has to be in the design already, or to come next.
    pub fn place(&mut self, entity: EntityId, service: Option<crate::model::ServiceId>, at: Point) {
        let design = self.document.design().clone();
        let view = self.document.view;
        self.views.bases.place(&design, view, entity, service, at);
    }

    /// Starts with the view of a document that was shown last.
    pub(super) fn start_views(&mut self) {
        let design = self.document.design();
        let last = self.document.path().and_then(|path| {
            let name = self.settings.view_of(path)?;
            let mut views = design.views().iter();
            views.find(|(_, view)| view.name == name)
        });
        if let Some((view, _)) = last {
            self.document.view = Some(view);
        }
        self.views = Views {
            on_canvas: self.document.view,
            ..Views::default()
        };
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
        // The first change of a design without views makes one of what is on the canvas; undo takes it away again.
        if old.is_none() && is_first || new.is_none() {
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
        let mut parked = self.views.parked.iter();
        match parked.position(|(view, _)| *view == new) {
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
        match self.views.cameras.get(&new).copied() {
            Some(seen) => self.see(seen),
            None => self.fit_wanted = true,
        }
        self.remember_view();
    }

    /// Keeps for the next start which view of its file is shown.
    fn remember_view(&mut self) {
        let view = self.document.view.and_then(|view| self.document.design().get(view));
        if let (Some(view), Some(path)) = (view, self.document.path()) {
            self.settings.remember_view(path, &view.name);
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
        Seen {
            camera: self.camera,
            fitted: self.fit_wanted || self.fitted == Some(self.camera),
        }
    }

    fn see(&mut self, seen: Seen) {
        self.camera = seen.camera;
        self.fit_wanted = seen.fitted;
    }
}

impl App {
    /// Runs a command about views.
    pub(super) fn run_view_command(&mut self, command: Command) {
        let design = self.state.document.design();
        let view = self.state.document.view;
        match command {
            Command::NewView => {
                let added = views::add(design, view, "View", Shows::All);
                self.add_view(added);
            }
            Command::DuplicateView => {
                let (transaction, id) = views::duplicate(design, view);
                let original = view.or(id_of_first(&self.state));
                self.add_view((transaction, id));
                let design = self.state.document.design().clone();
                self.state.views.bases.copy(&design, original, id);
            }
            Command::RenameView => {
                if let Some(view) = view {
                    self.edit(Place::Views, TextSlot::ViewName(view));
                }
            }
            Command::DeleteView => {
                if let Some(view) = view {
                    self.apply(&views::delete(design, view));
                }
            }
            Command::NextView | Command::PreviousView => {
                let by = if command == Command::NextView { 1 } else { -1 };
                if let Some(next) = self.view_beside(by) {
                    self.state.document.show_view(next);
                }
            }
            Command::MoveViewLeft | Command::MoveViewRight => {
                let by = if command == Command::MoveViewRight { 1 } else { -1 };
                if let Some(view) = view
                    && let Some(place) = design.views().place(view)
                    && let Some(place) = place.checked_add_signed(by)
                {
                    self.apply(&views::reorder(design, view, place));
                }
            }
            Command::ColorBy(color_by) => self.apply(&views::color_by(design, view, color_by)),
            Command::Collapse(to, scope) => {
                let entities = self.cards(scope);
                self.apply(&views::collapse(design, view, &entities, to));
            }
            Command::Hide => {
                let entities = self.cards(Scope::Selection);
                self.apply(&views::hide(design, view, &entities));
            }
            Command::ShowHidden => self.apply(&views::show_hidden(design, view)),
            Command::ShowEverything => {
                self.state.show_rest();
                self.show(&Shows::All);
            }
            Command::ShowService => {
                let selected = self.state.document.selection.iter();
                if let Some(service) = views::service_of(design, selected) {
                    self.show(&Shows::Service(service));
                }
            }
            Command::ShowSelection => {
                let entities = self.chosen();
                self.show(&Shows::Only(entities));
            }
            Command::ShowAround(depth) => {
                let entities = self.chosen();
                let shows = views::around(design, &entities, u32::from(depth));
                self.show(&shows);
            }
            Command::Isolate => {
                if self.state.views.only.is_some() {
                    self.state.show_rest();
                } else {
                    let entities = self.cards(Scope::Selection);
                    self.state.show_only(entities.into_iter().collect());
                }
            }
            Command::IsolateInView => {
                let entities = self.chosen();
                let added = views::add_of(design, view, &entities);
                self.add_view(added);
            }
            Command::Arrange => {
                let transaction = views::arrange(design, view);
                let design = design.clone();
                self.state.views.bases.forget(&design, view);
                self.state.forget_picture();
                self.state.fit_wanted = true;
                self.apply(&transaction);
            }
            _ => {}
        }
    }

    /// Whether a command about views would do something now.
    pub(super) fn is_view_command_enabled(&self, command: Command) -> bool {
        let state = &self.state;
        let design = state.document.design();
        let view = state.document.view;
        let several = design.views().len() > 1;
        let shows = view.and_then(|view| design.get(view));
        match command {
            Command::DeleteView | Command::NextView | Command::PreviousView => several,
            Command::RenameView => view.is_some(),
            Command::MoveViewLeft => self.view_place().is_some_and(|place| place > 0),
            Command::MoveViewRight => self
                .view_place()
                .is_some_and(|place| place + 1 < design.views().len()),
            Command::Collapse(_, Scope::Selection) | Command::Hide => {
                !self.cards(Scope::Selection).is_empty()
            }
            Command::Isolate => {
                state.views.only.is_some() || !self.cards(Scope::Selection).is_empty()
            }
            Command::Collapse(_, Scope::All) | Command::Arrange => !state.is_empty(),
            Command::IsolateInView | Command::ShowSelection | Command::ShowAround(_) => {
                !self.chosen().is_empty()
            }
            Command::ShowService => {
                views::service_of(design, state.document.selection.iter()).is_some()
            }
            Command::ShowHidden => views::hidden(design, view) > 0,
            Command::ShowEverything => {
                state.views.only.is_some() || shows.is_some_and(|view| view.shows != Shows::All)
            }
            _ => true,
        }
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

    fn show(&mut self, shows: &Shows) {
        let document = &self.state.document;
        let transaction = views::show(document.design(), document.view, shows.clone());
        if !transaction.is_empty() {
            self.state.show_rest();
            self.state.fit_wanted = true;
            self.apply(&transaction);
        }
    }

    fn add_view(&mut self, (transaction, id): (Transaction, ViewId)) {
        self.apply(&transaction);
        self.state.document.show_view(id);
        self.edit(Place::Views, TextSlot::ViewName(id));
    }

    fn view_place(&self) -> Option<usize> {
        let document = &self.state.document;
        document.design().views().place(document.view?)
    }

    fn view_beside(&self, by: isize) -> Option<ViewId> {
        let views = self.state.document.design().views();
        let count = views.len() as isize;
        let place = (self.view_place()? as isize + by).rem_euclid(count.max(1));
        views.id_at(place as usize)
    }
}

fn id_of_first(state: &State) -> Option<ViewId> {
    state.document.design().views().ids().next()
}
