//! What all gestures with a button held down have in common: they go on until the button comes up or a person backs out.

use super::idle::Idle;
use super::{Context, Effect, Event, Pointer, State};

/// A gesture with a button held down.
pub(super) trait Drag: Into<State> {
    /// The pointer moves. Returns what is going on from now on.
    fn moved(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> State;

    /// The button comes up: the gesture ends and takes effect.
    fn done(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>);

    /// A person backs out: everything is as it was before.
    fn cancelled(self, effects: &mut Vec<Effect>);
}

/// Takes an event during a gesture.
pub(super) fn handle(
    gesture: impl Drag,
    event: Event,
    context: &Context,
    effects: &mut Vec<Effect>,
) -> State {
    match event {
        Event::Move(pointer) => gesture.moved(pointer, context, effects),
        Event::Up(pointer) => {
            gesture.done(pointer, context, effects);
            Idle::at(pointer, effects)
        }
        Event::Cancel => {
            gesture.cancelled(effects);
            effects.push(Effect::Hover(None));
            State::default()
        }
        // A second button changes nothing, and a button that is down holds the pointer.
        Event::Down(..) | Event::Double(_) | Event::Leave => gesture.into(),
    }
}

/// Each gesture becomes the state of its name.
macro_rules! gestures {
    ($($name:ident $module:ident),* $(,)?) => {
        $(impl From<super::$module::$name> for State {
            fn from(gesture: super::$module::$name) -> Self {
                Self::$name(gesture)
            }
        })*
    };
}
gestures!(
    Press press,
    Marquee marquee,
    Moving moving,
    Pan pan,
    Menu menu,
);
