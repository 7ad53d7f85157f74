//! Entities follow the pointer.

use super::drag::Drag;
use super::{Context, Effect, Pointer, State};
use crate::base::geometry::{Point, Vector};
use crate::model::EntityId;
use crate::session::positions::{Positions, movable, move_entities};

/// Selected entities are being moved.
#[derive(Clone, Debug)]
pub(super) struct Moving {
    start: Point,
    entities: Vec<EntityId>,
    /// Where everything was at the start.
    positions: Positions,
}

impl Moving {
    /// Starts to move what is selected; none if nothing of it can be moved.
    pub(super) fn start(start: Point, context: &Context) -> Option<Self> {
        let positions = context.picture.all_positions();
        let mut entities = movable(context.design, context.selection.iter());
        entities.retain(|id| positions.cards.iter().any(|(placed, _)| placed == id));
        (!entities.is_empty()).then_some(Self {
            start,
            entities,
            positions,
        })
    }

    fn pend(&self, by: Vector, context: &Context) -> Effect {
        Effect::Pend(move_entities(
            context.design,
            context.view,
            &self.positions,
            &self.entities,
            by,
        ))
    }
}

impl Drag for Moving {
    fn moved(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> State {
        effects.push(self.pend(pointer.at - self.start, context));
        self.into()
    }

    fn done(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        effects.push(self.pend(pointer.at - self.start, context));
        effects.push(Effect::Commit);
    }

    fn cancelled(self, effects: &mut Vec<Effect>) {
        effects.push(Effect::RollBack);
    }
}
