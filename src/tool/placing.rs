//! A new entity or note is put down where the button comes up.

use super::drag::Drag;
use super::stage::Stage;
use super::{Context, Effect, Mark, Pointer, State};
use crate::base::geometry::{Point, Rect, vector};
use crate::model::Reference;
use crate::session::text_slot::TextSlot;
use crate::session::{Selection, drawing};

/// What is put down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum New {
    Entity,
    Note,
}

/// Something is being put down.
#[derive(Clone, Debug)]
pub(super) struct Placing {
    new: New,
    at: Point,
}

impl Placing {
    pub(super) fn start(new: New, pointer: Pointer) -> Self {
        Self {
            new,
            at: pointer.at,
        }
    }

    pub(super) fn marks(&self) -> Vec<Mark> {
        vec![Mark::Ghost(ghost(self.new, self.at))]
    }

    pub(super) fn hint(&self) -> &'static str {
        match self.new {
            New::Entity => "Let go to put the entity here · Escape to cancel",
            New::Note => "Let go to put the note here · Escape to cancel",
        }
    }
}

/// Where what is put down would be.
pub(super) fn ghost(new: New, pointer: Point) -> Rect {
    let (at, (width, height)) = match new {
        New::Entity => (drawing::new_card_at(pointer), drawing::NEW_CARD),
        New::Note => (note_at(pointer), drawing::NEW_NOTE),
    };
    Rect::new(at.x, at.y, width, height)
}

/// Puts a new entity down, into the service whose boundary is there, and asks for its name.
pub(super) fn add_entity(pointer: Point, context: &Context, effects: &mut Vec<Effect>) {
    let service = context.picture.boundary_at(pointer);
    let stage = Stage::of(context.picture);
    let at = drawing::new_card_at(pointer);
    let (transaction, id) = drawing::add_entity(stage.sheet(context), at, service);
    effects.extend([
        Effect::Pend(transaction),
        Effect::Commit,
        Effect::Select(Selection::of(Reference::Entity(id))),
        Effect::Edit(TextSlot::EntityName(id)),
    ]);
}

fn add_note(pointer: Point, context: &Context, effects: &mut Vec<Effect>) {
    let stage = Stage::of(context.picture);
    let (transaction, note) = drawing::add_note(stage.sheet(context), note_at(pointer));
    effects.extend([
        Effect::Pend(transaction),
        Effect::Commit,
        Effect::Select(Selection::of_note(note)),
        Effect::Edit(TextSlot::NoteText(note)),
    ]);
}

fn note_at(pointer: Point) -> Point {
    pointer - vector(12.0, drawing::NEW_NOTE.1 / 2.0)
}

impl Drag for Placing {
    fn moved(mut self, pointer: Pointer, _: &Context, _: &mut Vec<Effect>) -> State {
        self.at = pointer.at;
        self.into()
    }

    fn done(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        match self.new {
            New::Entity => add_entity(pointer.at, context, effects),
            New::Note => add_note(pointer.at, context, effects),
        }
    }

    fn cancelled(self, _: &mut Vec<Effect>) {}
}
