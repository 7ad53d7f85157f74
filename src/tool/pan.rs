//! The diagram is moved under the canvas.

use super::idle::Idle;
use super::{Effect, Event, State};
use crate::base::geometry::Point;

/// The view is being moved.
#[derive(Clone, Debug)]
pub(super) struct Pan {
    /// The point of the diagram that stays under the pointer.
    held: Point,
}

impl Pan {
    pub(super) fn start(held: Point) -> Self {
        Self { held }
    }

    pub(super) fn handle(self, event: Event, effects: &mut Vec<Effect>) -> State {
        match event {
            Event::Move(pointer) => {
                effects.push(Effect::Pan(self.held - pointer.at));
                State::Pan(self)
            }
            Event::Up(pointer) => {
                effects.push(Effect::Pan(self.held - pointer.at));
                State::Idle(Idle::over(pointer.hit))
            }
            Event::Cancel => State::Idle(Idle::default()),
            Event::Down(..) | Event::Leave => State::Pan(self),
        }
    }
}
