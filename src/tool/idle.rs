//! Nothing is going on; the pointer may be over a part.

use super::marquee::Marquee;
use super::pan::Pan;
use super::press::Press;
use super::{Button, Context, Effect, Event, State, Tool};
use crate::model::Reference;

/// No button is down.
#[derive(Clone, Debug, Default)]
pub(super) struct Idle {
    hovered: Option<Reference>,
}

impl Idle {
    /// Over a part, after a gesture.
    pub(super) fn over(hovered: Option<Reference>) -> Self {
        Self { hovered }
    }

    pub(super) fn hovers(&self) -> bool {
        self.hovered.is_some()
    }

    pub(super) fn handle(
        self,
        event: Event,
        tool: Tool,
        context: &Context,
        effects: &mut Vec<Effect>,
    ) -> State {
        match event {
            Event::Down(pointer, button) => {
                if button == Button::Middle || pointer.keys.pan || tool == Tool::Hand {
                    return State::Pan(Pan::start(pointer.at));
                }
                match pointer.hit {
                    Some(part) => State::Press(Press::start(pointer, part, context, effects)),
                    None => State::Marquee(Marquee::start(pointer, context)),
                }
            }
            Event::Move(pointer) => self.hover(pointer.hit, effects),
            Event::Leave => self.hover(None, effects),
            Event::Up(_) | Event::Cancel => State::Idle(self),
        }
    }

    fn hover(self, hovered: Option<Reference>, effects: &mut Vec<Effect>) -> State {
        if self.hovered != hovered {
            effects.push(Effect::Hover(hovered));
        }
        State::Idle(Self { hovered })
    }
}
