//! The diagram is moved under the canvas.

use super::drag::Drag;
use super::{Context, Effect, Pointer, State};
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
}

impl Drag for Pan {
    fn moved(self, pointer: Pointer, _: &Context, effects: &mut Vec<Effect>) -> State {
        effects.push(Effect::Pan(self.held - pointer.at));
        self.into()
    }

    fn done(self, pointer: Pointer, _: &Context, effects: &mut Vec<Effect>) {
        effects.push(Effect::Pan(self.held - pointer.at));
    }

    fn cancelled(self, _: &mut Vec<Effect>) {}
}
