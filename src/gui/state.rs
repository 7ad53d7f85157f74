//! Everything that the window shows, and what panels may ask for.
//!
//! Panels read the state and push [`super::request::Request`]s; [`super::perform`] carries them out after the frame's panels are drawn.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use crate::base::geometry::Rect;
use crate::edit::Transaction;
use crate::model::{ColorBy, Design, Reference, ViewId};
use crate::scene;
use crate::scene::palette::Theme;
use crate::session::Document;
use crate::session::analysis::Analysis;
use crate::session::camera::Camera;
use crate::session::figures::Figures;
use crate::session::picture::{Followed, Picture, Subject};
use crate::session::settings::Settings;
use crate::tool::{Context, Machine, MenuAt, Snap};

use super::drafts::Drafts;
use super::failing::{Failing, Playing};
use super::glide::Glide;
use super::jobs::{Jobs, give_back};
use super::panels::outline::Outline;
use super::request::{Editing, Modal, Notice, Severity};
use super::shown::Shown;
use super::typing::Typing;
use super::views::Views;

/// Designs with at most so many entities are arranged within a frame.
const AT_ONCE: usize = 60;

/// Everything that the window shows.
pub struct State {
    /// The open document.
    pub document: Document,
    /// Its picture.
    pub picture: Picture,
    /// The picture is of this state of the document, or better than nothing for it.
    pictured: Option<Key>,
    /// The document has never been pictured; nothing of it can be shown yet.
    pub unpictured: bool,
    /// Which views there are on the canvas, and how.
    pub views: Views,
    /// What a gesture would do if it ended now, and the design as it would leave it.
    pending: Option<(Transaction, Design)>,
    /// Rises with each change of `pending`.
    pending_number: u64,
    /// What part of the diagram is seen.
    pub camera: Camera,
    /// Size of the canvas in logical pixels, once it was drawn.
    pub canvas_size: Option<(f32, f32)>,
    /// The camera is to show everything as soon as it can.
    pub fit_wanted: bool,
    /// What the camera was when it showed everything: while it still is, it goes with the size of the canvas.
    pub fitted: Option<Camera>,
    /// Gestures.
    pub machine: Machine,
    /// The part under the pointer on the canvas.
    pub hovered: Option<Reference>,
    /// The part under the pointer in a list.
    pub hovered_in_list: Option<Reference>,
    /// Light or dark, as shown now.
    pub theme: Theme,
    /// The camera of the diagram, and what it was fitted to, while the service map is shown in its place: then `camera` is the
    /// map's.
    diagram: Option<(Camera, Option<Camera>)>,
    /// What is remembered between runs.
    pub settings: Settings,
    /// What the user should know, the oldest first.
    pub notices: Vec<Notice>,
    /// The filter of the outline.
    pub filter: String,
    /// The text that is being edited in place.
    pub editing: Option<Editing>,
    /// The line that is typed on a card or in a list of fields.
    pub typing: Typing,
    /// What is being typed into fields of the inspector.
    pub drafts: Drafts,
    /// Elements of lists in the inspector whose attributes are shown.
    pub opened: BTreeSet<String>,
    /// The one of them that the inspector is to scroll to.
    pub wanted_item: Option<String>,
    /// A question that has to be answered first.
    pub modal: Option<Modal>,
    /// When the document was saved last.
    pub saved_at: Option<Instant>,
    /// The name of the file that is being read.
    pub opening: Option<String>,
    /// A file is being dragged over the window.
    pub drop_hovers: bool,
    /// The list of all parts.
    pub outline: Outline,
    /// The outline scrolls to what was selected elsewhere.
    pub outline_follows: bool,
    /// The menu of something on the canvas is asked for.
    pub context_menu: Option<MenuAt>,
    /// What was found in the document, in a revision that it says.
    pub analysis: Arc<Analysis>,
    /// The exact figures of it, as far as they are known, or of the one before.
    pub figures: Arc<Figures>,
    /// Rises with each figures.
    pub figures_number: u64,
    /// Rises with each analysis; 0 as long as there is none.
    pub analysis_number: u64,
    /// The problem that is shown.
    pub problem: Option<Shown>,
    /// What fails, while failures mode is on.
    pub failing: Option<Failing>,
    /// The failure that is shown step by step.
    pub playing: Option<Playing>,
    /// Cards on their way to new places.
    pub glide: Option<Glide>,
}

/// Tells states of the design apart.
pub type DesignStamp = (u64, u64, u64);

/// What a picture depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    document: u64,
    revision: u64,
    pending: u64,
    view: Option<ViewId>,
    only: u64,
    theme: Theme,
    /// Of the analysis, where colors tell of it.
    risks: u64,
}

impl State {
    /// Shows a document.
    pub fn new(document: Document, settings: Settings) -> Self {
        let mut state = Self {
            document: Document::default(),
            picture: Picture::default(),
            pictured: None,
            unpictured: true,
            views: Views::default(),
            pending: None,
            pending_number: 0,
            camera: Camera::default(),
            diagram: None,
            canvas_size: None,
            fit_wanted: true,
            fitted: None,
            machine: Machine::default(),
            hovered: None,
            hovered_in_list: None,
            theme: Theme::Light,
            settings,
            notices: Vec::new(),
            filter: String::new(),
            editing: None,
            typing: Typing::default(),
            drafts: Drafts::default(),
            opened: BTreeSet::new(),
            wanted_item: None,
            modal: None,
            saved_at: None,
            opening: None,
            drop_hovers: false,
            outline: Outline::default(),
            outline_follows: false,
            context_menu: None,
            analysis: Arc::default(),
            figures: Arc::default(),
            figures_number: 0,
            analysis_number: 0,
            problem: None,
            failing: None,
            playing: None,
            glide: None,
        };
        state.show(document);
        state
    }

    /// Shows another document.
    pub fn show(&mut self, document: Document) {
        self.document = document;
        self.picture = Picture::default();
        self.pictured = None;
        self.unpictured = true;
        self.start_views();
        self.start_outline();
        self.pending = None;
        self.pending_number += 1;
        self.fit_wanted = true;
        self.camera = Camera::default();
        self.diagram = None;
        self.machine = Machine::default();
        self.hovered = None;
        self.context_menu = None;
        self.analysis = Arc::default();
        self.figures = Arc::default();
        self.analysis_number = 0;
        self.problem = None;
        self.failing = None;
        self.playing = None;
        self.glide = None;
        self.notices.clear();
        self.filter.clear();
        self.editing = None;
        self.typing = Typing::default();
        self.drafts.clear();
        self.opened.clear();
        self.wanted_item = None;
        self.saved_at = None;
    }

    /// The design as it is shown: with what the gesture that is going on would do.
    pub fn design(&self) -> &Design {
        match &self.pending {
            Some((_, design)) => design,
            None => self.document.design(),
        }
    }

    /// Shows what a gesture would do.
    pub fn pend(&mut self, transaction: Transaction) {
        let mut design = self.document.design().clone();
        if design.apply(&transaction).is_ok() {
            self.pending = Some((transaction, design));
            self.pending_number += 1;
        }
    }

    /// Takes back what a gesture would do, and says what it was.
    pub fn take_pending(&mut self) -> Option<Transaction> {
        self.pending_number += 1;
        self.pending.take().map(|(transaction, _)| transaction)
    }

    /// What gestures can see.
    pub fn with_context<R>(&mut self, f: impl FnOnce(&mut Machine, &Context) -> R) -> R {
        let (width, height) = self.canvas_size.unwrap_or_default();
        let context = Context {
            design: self.document.design(),
            view: self.document.view,
            selection: &self.document.selection,
            picture: &self.picture,
            seen: self.camera.visible(width, height),
            pixel: 1.0 / self.camera.zoom,
            snap: Snap {
                guides: self.settings.guides,
                grid: self.settings.grid,
            },
        };
        f(&mut self.machine, &context)
    }

    fn key(&self) -> Key {
        Key {
            document: self.document.history().state(),
            revision: self.document.revision(),
            pending: self.pending_number,
            view: self.document.view,
            only: self.views.only_number,
            theme: self.theme,
            risks: match self.color_by() {
                ColorBy::Risk => self.analysis_number,
                _ => 0,
            },
        }
    }

    /// A value that is another one whenever [`Self::design`] may be another.
    pub fn design_stamp(&self) -> DesignStamp {
        let history = self.document.history().state();
        (history, self.document.revision(), self.pending_number)
    }

    pub(super) fn subject(&self) -> Subject {
        let design = self.design().clone();
        let view = self.document.view.or_else(|| design.views().ids().next());
        Subject {
            base: self.views.bases.of(&design, view),
            design,
            view,
            only: self
                .views
                .only
                .as_ref()
                .map(|only| Arc::clone(&only.entities)),
            options: scene::Options {
                theme: self.theme,
                color_by: self.color_by(),
                risks: self.risks(),
                title: false,
                legend: false,
            },
        }
    }

    /// Brings the picture up to date: at once where that is quick, otherwise by a job.
    pub fn refresh_picture(&mut self, jobs: &mut Jobs) {
        self.follow_view(jobs);
        let key = self.key();
        if self.pictured == Some(key) {
            return;
        }
        self.pictured = Some(key);
        let subject = self.subject();
        let small = subject.design.entities().len() <= AT_ONCE;
        let followed = if self.unpictured {
            Followed::NotAtAll
        } else {
            self.picture.follow(subject.clone())
        };
        match followed {
            Followed::Exactly => {}
            // The next frame of the gesture would come before a better picture.
            Followed::Roughly if self.pending.is_some() => {}
            _ if small => {
                jobs.forget_pictures();
                let picture = Picture::new(subject, &crate::layout::Cancel::default());
                self.adopt_picture(picture);
            }
            _ => jobs.make_picture(subject),
        }
    }

    /// Shows a picture that was made for this document.
    pub fn adopt_picture(&mut self, picture: Picture) {
        give_back(self.exchange_picture(picture));
    }

    /// Shows a picture that was made for this document, and gives back the one before.
    pub(super) fn exchange_picture(&mut self, picture: Picture) -> Picture {
        self.views.bases.adopt(&picture);
        let before = std::mem::replace(&mut self.picture, picture);
        self.unpictured = false;
        // What happened since the job started.
        let subject = self.subject();
        if self.picture.subject().design != subject.design {
            self.picture.follow(subject);
        }
        before
    }

    /// Whether the service map is shown in place of the diagram.
    pub fn shows_map(&self) -> bool {
        self.diagram.is_some()
    }

    /// Shows the service map in place of the diagram, or the diagram again, each where it was left.
    pub fn show_map(&mut self, is_shown: bool) {
        if is_shown == self.shows_map() {
            return;
        }
        match self.diagram.take() {
            Some((camera, fitted)) => (self.camera, self.fitted) = (camera, fitted),
            None => {
                self.diagram = Some((self.camera, self.fitted));
                self.fit_wanted = true;
            }
        }
    }

    /// How large the canvas is, while the diagram is on it.
    fn diagram_size(&self) -> Option<(f32, f32)> {
        self.canvas_size.filter(|_| !self.shows_map())
    }

    /// Brings a part into the middle of the canvas, if it is in the picture.
    pub fn reveal(&mut self, part: Reference) {
        let (Some(bounds), Some((width, height))) =
            (self.picture.bounds_of(part), self.diagram_size())
        else {
            return;
        };
        let seen = self.camera.visible(width, height);
        if self.camera.zoom < 0.5
            || bounds.width() > seen.width()
            || bounds.height() > seen.height()
        {
            self.camera.fit(bounds.expand(40.0), width, height);
        } else if !seen.contains_rect(bounds) {
            self.camera.center_on(bounds.center(), width, height);
        }
    }

    /// Moves the canvas until all of these are seen, and only if they are not; where they do not fit, it shows them smaller.
    pub fn bring_all_into_sight(&mut self, parts: &[Reference]) {
        let bounds = parts
            .iter()
            .filter_map(|part| self.picture.bounds_of(*part));
        let (Some(bounds), Some((width, height))) =
            (bounds.reduce(Rect::union), self.diagram_size())
        else {
            return;
        };
        let seen = self.camera.visible(width, height);
        let (wide, high) = (
            bounds.width() > seen.width(),
            bounds.height() > seen.height(),
        );
        if wide || high {
            self.camera.fit(bounds.expand(20.0), width, height);
        } else if !seen.contains_rect(bounds) {
            self.camera.center_on(bounds.center(), width, height);
        }
    }

    /// Moves the canvas until a part is seen, at the zoom that it has.
    pub fn bring_into_sight(&mut self, part: Reference) {
        let (Some(bounds), Some((width, height))) =
            (self.picture.bounds_of(part), self.diagram_size())
        else {
            return;
        };
        let seen = self.camera.visible(width, height);
        if !seen.contains_rect(bounds) && !bounds.contains_rect(seen) {
            self.camera.center_on(bounds.center(), width, height);
        }
    }

    /// Around everything that is in the picture.
    pub fn bounds(&self) -> Rect {
        self.picture.scene().bounds
    }

    /// Tells the user something.
    pub fn notify(&mut self, severity: Severity, text: impl Into<String>, details: Vec<String>) {
        let notice = Notice {
            severity,
            text: text.into(),
            details,
        };
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Whether there is nothing in the design yet.
    pub fn is_empty(&self) -> bool {
        let design = self.design();
        design.entities().is_empty() && design.services().is_empty()
    }
}
