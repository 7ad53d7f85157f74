//! The button is down on something and the pointer has hardly moved: a click, or the start of a drag.

use super::drag::Drag;
use super::moving::Moving;
use super::{Context, Effect, Pointer, State};
use crate::session::Selection;

/// The button went down on something.
#[derive(Clone, Debug)]
pub(super) struct Press {
    start: Pointer,
    /// It was selected already; what that means is known when the button comes up.
    was_selected: bool,
}

impl Press {
    pub(super) fn start(start: Pointer, context: &Context, effects: &mut Vec<Effect>) -> Self {
        let was_selected = is_selected(context.selection, start);
        if !was_selected {
            let mut selection = if start.keys.extend() {
                context.selection.clone()
            } else {
                Selection::default()
            };
            toggle(&mut selection, start);
            effects.push(Effect::Select(selection));
        }
        Self {
            start,
            was_selected,
        }
    }
}

impl Drag for Press {
    fn moved(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> State {
        if context.is_click(self.start.at, pointer.at) {
            return self.into();
        }
        match Moving::start(self.start.at, context) {
            Some(moving) => moving.moved(pointer, context, effects),
            None => self.into(),
        }
    }

    fn done(self, _: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        if !self.was_selected {
            return;
        }
        let mut selection = if self.start.keys.extend() {
            context.selection.clone()
        } else {
            Selection::default()
        };
        toggle(&mut selection, self.start);
        if selection != *context.selection {
            effects.push(Effect::Select(selection));
        }
    }

    fn cancelled(self, _: &mut Vec<Effect>) {}
}

fn is_selected(selection: &Selection, pointer: Pointer) -> bool {
    match (pointer.hit.part(), pointer.hit.note()) {
        (Some(part), _) => selection.contains(part),
        (_, Some(note)) => selection.contains_note(note),
        (None, None) => false,
    }
}

fn toggle(selection: &mut Selection, pointer: Pointer) {
    if let Some(part) = pointer.hit.part() {
        selection.toggle(part);
    }
    if let Some(note) = pointer.hit.note() {
        selection.toggle_note(note);
    }
}
