//! The right button is down: what is under it is selected, and gets its menu when the button comes up.

use super::drag::Drag;
use super::{Context, Effect, MenuAt, Pointer, State};
use crate::session::Selection;

/// The right button went down.
#[derive(Clone, Debug)]
pub(super) struct Menu {
    at: MenuAt,
}

impl Menu {
    pub(super) fn start(pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> Self {
        let selection = match (pointer.hit.part(), pointer.hit.note()) {
            (Some(part), _) if !context.selection.contains(part) => Selection::of(part),
            (_, Some(note)) if !context.selection.contains_note(note) => Selection::of_note(note),
            (None, None) => Selection::default(),
            // A menu of several parts is about all of them.
            _ => context.selection.clone(),
        };
        if selection != *context.selection {
            effects.push(Effect::Select(selection));
        }
        Self {
            at: MenuAt {
                at: pointer.at,
                hit: pointer.hit,
            },
        }
    }
}

impl Drag for Menu {
    fn moved(self, _: Pointer, _: &Context, _: &mut Vec<Effect>) -> State {
        self.into()
    }

    fn done(self, _: Pointer, _: &Context, effects: &mut Vec<Effect>) {
        effects.push(Effect::Menu(self.at));
    }

    fn cancelled(self, _: &mut Vec<Effect>) {}
}
