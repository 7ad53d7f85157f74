//! The right edge of a note follows the pointer.

use super::drag::Drag;
use super::{Context, Effect, Pointer, State};
use crate::session::{NotePath, drawing};

/// A note is being made wider or narrower.
#[derive(Clone, Debug)]
pub(super) struct Widening {
    note: NotePath,
    /// From the pointer to the width.
    offset: f32,
}

impl Widening {
    pub(super) fn start(pointer: Pointer, note: NotePath, context: &Context) -> Option<Self> {
        let rect = context.picture.note(note.place)?;
        Some(Self {
            note,
            offset: rect.width() - pointer.at.x,
        })
    }

    fn pend(&self, pointer: Pointer, context: &Context) -> Effect {
        let width = pointer.at.x + self.offset;
        Effect::Pend(drawing::resize_note(context.design, self.note, width))
    }
}

impl Drag for Widening {
    fn moved(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> State {
        effects.push(self.pend(pointer, context));
        self.into()
    }

    fn done(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        effects.push(self.pend(pointer, context));
        effects.push(Effect::Commit);
    }

    fn cancelled(self, effects: &mut Vec<Effect>) {
        effects.push(Effect::RollBack);
    }
}
