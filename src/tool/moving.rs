//! Entities follow the pointer.

use super::idle::Idle;
use super::{Context, Effect, Event, State};
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
        let positions = context.surface.positions();
        let mut entities = movable(context.design, context.selection.iter());
        entities.retain(|id| positions.cards.iter().any(|(placed, _)| placed == id));
        (!entities.is_empty()).then_some(Self {
            start,
            entities,
            positions,
        })
    }

    pub(super) fn handle(
        self,
        event: Event,
        context: &Context,
        effects: &mut Vec<Effect>,
    ) -> State {
        match event {
            Event::Move(pointer) => {
                effects.push(self.pend(pointer.at - self.start, context));
                State::Moving(self)
            }
            Event::Up(pointer) => {
                effects.push(self.pend(pointer.at - self.start, context));
                effects.push(Effect::Commit);
                State::Idle(Idle::over(pointer.hit))
            }
            Event::Cancel => {
                effects.push(Effect::RollBack);
                State::Idle(Idle::default())
            }
            Event::Down(..) | Event::Leave => State::Moving(self),
        }
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
