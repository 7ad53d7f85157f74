//! A rectangle is drawn from empty canvas; what it touches is selected.

use super::idle::Idle;
use super::{Context, Effect, Event, Pointer, State};
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
            extend: pointer.keys.extend,
        }
    }

    pub(super) fn rect(&self) -> Rect {
        Rect::from_corners(self.start, self.end)
    }

    pub(super) fn handle(
        mut self,
        event: Event,
        context: &Context,
        effects: &mut Vec<Effect>,
    ) -> State {
        match event {
            Event::Move(pointer) => {
                self.end = pointer.at;
                self.select(context, effects);
                State::Marquee(self)
            }
            Event::Up(pointer) => {
                self.end = pointer.at;
                self.select(context, effects);
                State::Idle(Idle::over(pointer.hit))
            }
            Event::Cancel => {
                if self.before != *context.selection {
                    effects.push(Effect::Select(self.before));
                }
                State::Idle(Idle::default())
            }
            Event::Down(..) | Event::Leave => State::Marquee(self),
        }
    }

    fn select(&self, context: &Context, effects: &mut Vec<Effect>) {
        let mut selection = if self.extend {
            self.before.clone()
        } else {
            Selection::default()
        };
        // A click on empty canvas is a marquee of no size: it selects nothing, not what happens to be near.
        if self.start.distance_squared(self.end) > context.slop * context.slop {
            for part in context.surface.touching(self.rect()) {
                selection.add(part);
            }
        }
        if selection != *context.selection {
            effects.push(Effect::Select(selection));
        }
    }
}
