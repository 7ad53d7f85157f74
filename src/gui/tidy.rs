//! Tidying in the window: its commands, the work beside the window's own thread, and taking over what comes of it.
//!
//! The design can be used while the work goes on. What was worked out for another state of the design is never taken over: it
//! is worked out again, or dropped where a person has moved things meanwhile.

use crate::edit::Transaction;
use crate::layout::Style;
use crate::model::{Design, Reference, ViewId};
use crate::session::picture::{Picture, Subject};
use crate::session::positions::movable;
use crate::session::tidy::{Part, Wish, tidy};
use crate::session::views;

use super::app::App;
use super::glide::Glide;

/// A command that places things anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TidyCommand {
    /// Everything in the view, in its order.
    View,
    /// What is selected; all else stays.
    Selection,
    /// The service of what is selected.
    Service,
    /// Everything in the view, whatever its order.
    Scratch,
    /// Everything in the view, in a style that is used from then on.
    Style(Style),
}

/// What comes of tidying.
pub struct Tidied {
    /// The change of the design.
    pub transaction: Transaction,
    /// The view after it; none if nothing changes.
    pub picture: Option<Picture>,
}

/// What is being worked out.
pub(super) struct Tidying {
    /// The number of the job.
    number: u64,
    wish: Wish,
    /// The state of the document that it is for.
    revision: u64,
    view: Option<ViewId>,
    design: Design,
    /// What came of it, while a gesture is in the way.
    done: Option<Tidied>,
}

/// Works out what is wished for, and what it looks like. None if it was canceled.
pub fn work_out(subject: Subject, wish: &Wish, cancel: &crate::layout::Cancel) -> Option<Tidied> {
    let transaction = tidy(&subject, wish, cancel)?;
    if transaction.is_empty() {
        return Some(Tidied {
            transaction,
            picture: None,
        });
    }
    let mut design = subject.design.clone();
    design.apply(&transaction).ok()?;
    let view = subject.view.or_else(|| design.views().ids().next());
    let subject = Subject {
        design,
        view,
        ..subject
    };
    let picture = Picture::new(subject, cancel);
    (!cancel.is_cancelled()).then_some(Tidied {
        transaction,
        picture: Some(picture),
    })
}

impl App {
    /// Runs a command that tidies.
    pub(super) fn run_tidy(&mut self, command: TidyCommand) {
        if let TidyCommand::Style(style) = command {
            self.state.settings.tidy_style = style;
        }
        let document = &self.state.document;
        let design = document.design();
        let selection: Vec<Reference> = document.selection.iter().collect();
        let part = match command {
            TidyCommand::View | TidyCommand::Scratch | TidyCommand::Style(_) => Part::View,
            TidyCommand::Selection => Part::Cards(movable(design, selection)),
            TidyCommand::Service => {
                let service = views::service_of(design, selection).map(Reference::Service);
                Part::Cards(movable(design, service))
            }
        };
        let wish = Wish {
            part,
            from_scratch: command == TidyCommand::Scratch,
            ..Wish::of_view(self.state.settings.tidy_style)
        };
        // What is hidden for a while has a place among the rest, and all of it is to be seen.
        self.state.show_rest();
        self.state.show_map(false);
        self.start_tidying(wish);
    }

    /// Why a command that tidies would do nothing now.
    pub(super) fn tidy_obstacle(&self, command: TidyCommand) -> Option<&'static str> {
        let document = &self.state.document;
        let design = document.design();
        let (fine, why_not) = match command {
            TidyCommand::View | TidyCommand::Scratch | TidyCommand::Style(_) => {
                (!self.state.is_empty(), "The design is empty")
            }
            TidyCommand::Selection => (
                movable(design, document.selection.iter()).len() > 1,
                "Select two or more entities, or a service",
            ),
            TidyCommand::Service => (
                views::service_of(design, document.selection.iter()).is_some(),
                "Select a service or entities of one",
            ),
        };
        (!fine).then_some(why_not)
    }

    fn start_tidying(&mut self, wish: Wish) {
        self.cancel_tidying();
        let subject = self.state.subject();
        let document = &self.state.document;
        let (revision, view) = (document.revision(), document.view);
        let design = document.design().clone();
        self.tidying = Some(Tidying {
            number: self.jobs.tidy(subject, wish.clone()),
            wish,
            revision,
            view,
            design,
            done: None,
        });
    }

    /// Ends the work that goes on. Returns whether there was any.
    pub(super) fn cancel_tidying(&mut self) -> bool {
        let tidying = self.tidying.take();
        if let Some(tidying) = &tidying {
            self.jobs.cancel(tidying.number);
        }
        tidying.is_some()
    }

    /// Something came of the work; none: it was canceled.
    pub(super) fn tidied(&mut self, done: Option<Tidied>) {
        match (&mut self.tidying, done) {
            (Some(tidying), Some(done)) => tidying.done = Some(done),
            _ => self.tidying = None,
        }
    }

    /// Takes over what came of the work as soon as no gesture is in the way. `now` is the window's clock in seconds.
    pub(super) fn settle_tidying(&mut self, now: f64) {
        let is_done = self
            .tidying
            .as_ref()
            .is_some_and(|tidying| tidying.done.is_some());
        if !is_done || self.state.machine.is_busy() {
            return;
        }
        let Some(tidying) = self.tidying.take() else {
            return;
        };
        let Some(done) = tidying.done else { return };
        let document = &self.state.document;
        if document.revision() != tidying.revision {
            let is_placed_alike = document.view == tidying.view
                && document.design().views() == tidying.design.views();
            if is_placed_alike {
                self.start_tidying(tidying.wish);
            } else {
                self.tell("Not tidied: things were moved in the meantime");
            }
            return;
        }
        let Some(picture) = done.picture else {
            let text = match tidying.wish.part {
                Part::View => "The view is tidy already",
                Part::Cards(_) => "They stand well already",
            };
            return self.tell(text);
        };
        self.apply(&done.transaction);
        let is_shown = document_shows(self.state.document.view, tidying.view, &picture);
        if is_shown && !self.state.unpictured {
            self.show_tidied(picture, &tidying.wish.part, now);
        }
    }

    /// Shows the new picture; cards glide there, unless less motion is wanted.
    fn show_tidied(&mut self, picture: Picture, part: &Part, now: f64) {
        let is_still = self.state.settings.reduce_motion || self.comfort.system_reduces_motion();
        let state = &mut self.state;
        let camera = state.camera;
        let was_fitted = state.fit_wanted || state.fitted == Some(camera);
        let before = state.exchange_picture(picture);
        match part {
            Part::View => state.follow_all(&before, was_fitted),
            Part::Cards(cards) => {
                let parts: Vec<Reference> = cards.iter().copied().map(Reference::Entity).collect();
                if was_fitted {
                    state.fit_wanted = true;
                } else {
                    state.bring_all_into_sight(&parts);
                }
            }
        }
        state.glide = (!is_still).then(|| Glide::new(before, camera, now, state));
    }
}

/// Whether the view of a picture is the one that is shown. The first view may have come with the change.
fn document_shows(shown: Option<ViewId>, asked: Option<ViewId>, picture: &Picture) -> bool {
    shown == picture.subject().view || shown == asked
}
