//! A rectangle is drawn from empty canvas; what it touches is selected.

use super::drag::Drag;
use super::{Context, Effect, Pointer, State};
use crate::base::geometry::{Point, Rect};
use crate::session::Selection;

/// A rectangle is being drawn.
#[derive(Clone, Debug)]
pub(super) struct Marquee {
    start: Point,
    end: Point,
    /// What was selected before, for adding to it and for Escape.
    before: Selection,
    extend: bool,
}

impl Marquee {
    pub(super) fn start(pointer: Pointer, context: &Context) -> Self {
        Self {
            start: pointer.at,
            end: pointer.at,
            before: context.selection.clone(),
            extend: pointer.keys.extend(),
        }
    }

    pub(super) fn rect(&self) -> Rect {
        Rect::from_corners(self.start, self.end)
    }

    fn select(&self, context: &Context, effects: &mut Vec<Effect>) {
        let mut selection = if self.extend {
            self.before.clone()
        } else {
            Selection::default()
        };
        // A click on empty canvas is a marquee of no size: it selects nothing, not what happens to be near.
        if !context.is_click(self.start, self.end) {
            for part in context.picture.touching(self.rect()) {
                selection.add(part);
            }
            for note in context.picture.notes_touching(self.rect()) {
                selection.add_note(note);
            }
        }
        if selection != *context.selection {
            effects.push(Effect::Select(selection));
        }
    }
}

impl Drag for Marquee {
    fn moved(mut self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> State {
        self.end = pointer.at;
        self.select(context, effects);
        self.into()
    }

    fn done(mut self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        self.end = pointer.at;
        self.select(context, effects);
    }

    fn cancelled(self, effects: &mut Vec<Effect>) {
        effects.push(Effect::Select(self.before));
    }
}
