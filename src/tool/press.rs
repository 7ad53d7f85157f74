//! The button is down on a part and the pointer has hardly moved: a click, or the start of a move.

use super::idle::Idle;
use super::moving::Moving;
use super::{Context, Effect, Event, Pointer, State};
use crate::base::geometry::Point;
use crate::model::Reference;
use crate::session::Selection;

/// The button went down on a part.
#[derive(Clone, Debug)]
pub(super) struct Press {
    start: Point,
    part: Reference,
    /// The part was selected already; what that means is known when the button comes up.
    was_selected: bool,
    extend: bool,
}

impl Press {
    pub(super) fn start(
        pointer: Pointer,
        part: Reference,
        context: &Context,
        effects: &mut Vec<Effect>,
    ) -> Self {
        let was_selected = context.selection.contains(part);
        let extend = pointer.keys.extend;
        if !was_selected {
            let mut selection = if extend {
                context.selection.clone()
            } else {
                Selection::default()
            };
            selection.add(part);
            effects.push(Effect::Select(selection));
        }
        Self {
            start: pointer.at,
            part,
            was_selected,
            extend,
        }
    }

    pub(super) fn handle(
        self,
        event: Event,
        context: &Context,
        effects: &mut Vec<Effect>,
    ) -> State {
        match event {
            Event::Move(pointer) => {
                if self.start.distance_squared(pointer.at) <= context.slop * context.slop {
                    return State::Press(self);
                }
                match Moving::start(self.start, context) {
                    Some(moving) => moving.handle(event, context, effects),
                    None => State::Press(self),
                }
            }
            Event::Up(pointer) => {
                if self.was_selected {
                    let mut selection = context.selection.clone();
                    if self.extend {
                        selection.toggle(self.part);
                    } else {
                        selection = Selection::of(self.part);
                    }
                    if selection != *context.selection {
                        effects.push(Effect::Select(selection));
                    }
                }
                State::Idle(Idle::over(pointer.hit))
            }
            Event::Cancel => State::Idle(Idle::over(Some(self.part))),
            Event::Down(..) | Event::Leave => State::Press(self),
        }
    }
}
