//! The button is down on something and the pointer has hardly moved: a click, or the start of a drag.

use super::bending::Bending;
use super::drag::Drag;
use super::linking::Linking;
use super::moving::Moving;
use super::resizing::Resizing;
use super::widening::Widening;
use super::{Context, Effect, Pointer, State};
use crate::model::{FieldPath, Reference};
use crate::session::Selection;
use crate::session::picture::Hit;

/// The button went down on something.
#[derive(Clone, Debug)]
pub(super) struct Press {
    start: Pointer,
    /// It was selected already; what that means is known when the button comes up.
    was_selected: bool,
}

impl Press {
    pub(super) fn start(start: Pointer, context: &Context, effects: &mut Vec<Effect>) -> Self {
        let was_selected = is_selected(context.selection, start.hit);
        if !was_selected {
            let mut selection = if start.keys.extend() {
                context.selection.clone()
            } else {
                Selection::default()
            };
            toggle(&mut selection, start.hit);
            effects.push(Effect::Select(selection));
        }
        Self {
            start,
            was_selected,
        }
    }

    /// What a drag from here does.
    pub(super) fn hint(&self) -> &'static str {
        match self.start.hit {
            Hit::Row(_) | Hit::Handle(_) => {
                "Let go to select · drag to another card or row to relate them"
            }
            Hit::Outline(..) => "Let go to select · drag to resize",
            Hit::Line(Reference::Relationship(_), _) => "Let go to select · drag to bend the line",
            Hit::NoteEdge(_) => "Drag to make the note wider or narrower",
            Hit::Line(..) | Hit::Label(_) | Hit::Stub(_) => "Let go to select",
            _ => "Let go to select · drag to move",
        }
    }

    /// The drag that starts here, if there is one for what was pressed.
    fn drag(&self, context: &Context) -> Option<State> {
        let start = self.start;
        let several = context.selection.len() > 1;
        match start.hit {
            Hit::Handle(_) => Linking::start(start, false).map(State::from),
            // Several that are selected are moved by any of their rows.
            Hit::Row(_) if !several => Linking::start(start, false).map(State::from),
            Hit::Outline(service, sides) => {
                Resizing::start(start.at, (service, sides), context).map(State::from)
            }
            Hit::Line(Reference::Relationship(id), piece) => {
                Bending::start(start.at, (id, piece), context).map(State::from)
            }
            Hit::NoteEdge(note) => Widening::start(start, note, context).map(State::from),
            Hit::Line(..) | Hit::Label(_) | Hit::Stub(_) => None,
            _ => Moving::start(start.at, context).map(State::from),
        }
    }
}

impl Drag for Press {
    fn moved(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> State {
        if context.is_click(self.start.at, pointer.at) {
            return self.into();
        }
        match self.drag(context) {
            Some(drag) => drag.moved(pointer, context, effects),
            None => self.into(),
        }
    }

    fn done(self, _: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        if !self.was_selected {
            return;
        }
        let extend = self.start.keys.extend();
        let mut selection = if extend {
            context.selection.clone()
        } else {
            Selection::default()
        };
        match self.start.hit {
            // A second click goes from the card to the row.
            Hit::Row(path) if !extend && is_open(context.selection, path) => {
                selection.add(Reference::Field(path));
            }
            hit => toggle(&mut selection, hit),
        }
        if selection != *context.selection {
            effects.push(Effect::Select(selection));
        }
    }

    fn cancelled(self, _: &mut Vec<Effect>) {}
}

/// Whether the entity of a field, or one of its fields, is all that is selected.
fn is_open(selection: &Selection, path: FieldPath) -> bool {
    match selection.single() {
        Some(Reference::Entity(id)) => id == path.entity,
        Some(Reference::Field(other)) => other.entity == path.entity,
        _ => false,
    }
}

fn is_selected(selection: &Selection, hit: Hit) -> bool {
    match (hit, hit.part(), hit.note()) {
        (Hit::Row(path), Some(part), _) => selection.contains(part) || is_open(selection, path),
        (_, Some(part), _) => selection.contains(part),
        (_, _, Some(note)) => selection.contains_note(note),
        (_, None, None) => false,
    }
}

fn toggle(selection: &mut Selection, hit: Hit) {
    if let Some(part) = hit.part() {
        selection.toggle(part);
    }
    if let Some(note) = hit.note() {
        selection.toggle_note(note);
    }
}
