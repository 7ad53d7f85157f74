//! Gestures on the canvas as a state machine: events in, effects out.
//!
//! A gesture that changes the design keeps one pending transaction, made anew from the state at its start on every move;
//! letting go commits it as one step of the history, Escape takes it back.
//!
//! Invariant: nothing here knows about egui. Points are in diagram units; what was hit is part of the event.

mod idle;
mod marquee;
mod moving;
mod pan;
mod press;
#[cfg(test)]
mod tests;

use crate::base::geometry::{Point, Rect, Vector};
use crate::edit::Transaction;
use crate::model::{Design, Reference, ViewId};
use crate::session::Selection;
use crate::session::positions::Positions;

/// Which tool is picked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Selects and moves.
    #[default]
    Select,
    /// Moves the view.
    Hand,
}

/// What happens on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// A button goes down.
    Down(Pointer, Button),
    /// The pointer moves, with or without a button down.
    Move(Pointer),
    /// The button that went down comes up.
    Up(Pointer),
    /// The pointer leaves the canvas without a button down.
    Leave,
    /// Back out of whatever is going on.
    Cancel,
}

/// Where the pointer is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointer {
    /// In diagram units.
    pub at: Point,
    /// The part under it.
    pub hit: Option<Reference>,
    /// Keys that are held.
    pub keys: Keys,
}

/// Keys held during a gesture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Shift, Ctrl or Cmd: adds to the selection.
    pub extend: bool,
    /// Space: the pointer moves the view.
    pub pan: bool,
}

/// A pointer button that starts gestures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// The left one.
    Primary,
    /// The wheel.
    Middle,
}

/// What a gesture asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Select this and nothing else.
    Select(Selection),
    /// The pointer is over this part, or over none.
    Hover(Option<Reference>),
    /// Move the view over the diagram, in diagram units.
    Pan(Vector),
    /// Show the design as this transaction would leave it. It replaces the pending one before.
    Pend(Transaction),
    /// Make the pending transaction a step of the history.
    Commit,
    /// Forget the pending transaction.
    RollBack,
}

/// What a gesture can see.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The design without the pending transaction.
    pub design: &'a Design,
    /// The view that is shown.
    pub view: Option<ViewId>,
    /// What is selected.
    pub selection: &'a Selection,
    /// Where things are.
    pub surface: &'a dyn Surface,
    /// How far the pointer may stray during a click, in diagram units.
    pub slop: f32,
}

/// Where things are on the canvas.
pub trait Surface {
    /// The parts that a rectangle touches.
    fn touching(&self, rect: Rect) -> Vec<Reference>;
    /// Where everything stands.
    fn positions(&self) -> Positions;
}

/// The state machine.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    tool: Tool,
    state: State,
}

/// What the pointer is doing. Each state is a file.
#[derive(Clone, Debug)]
enum State {
    Idle(idle::Idle),
    Press(press::Press),
    Marquee(marquee::Marquee),
    Moving(moving::Moving),
    Pan(pan::Pan),
}

impl Default for State {
    fn default() -> Self {
        Self::Idle(idle::Idle::default())
    }
}

/// How the pointer should look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// An arrow.
    #[default]
    Arrow,
    /// Over something that can be picked.
    Pointing,
    /// A rectangle is being drawn.
    Cross,
    /// Something is being moved.
    Move,
    /// An open hand.
    Grab,
    /// A closed hand.
    Grabbing,
}

impl Machine {
    /// The picked tool.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// Picks a tool. A gesture that is going on is backed out of.
    pub fn pick(&mut self, tool: Tool, context: &Context) -> Vec<Effect> {
        let effects = self.handle(Event::Cancel, context);
        self.tool = tool;
        effects
    }

    /// Takes an event and says what should come of it.
    pub fn handle(&mut self, event: Event, context: &Context) -> Vec<Effect> {
        let mut effects = Vec::new();
        let state = std::mem::take(&mut self.state);
        self.state = match state {
            State::Idle(state) => state.handle(event, self.tool, context, &mut effects),
            State::Press(state) => state.handle(event, context, &mut effects),
            State::Marquee(state) => state.handle(event, context, &mut effects),
            State::Moving(state) => state.handle(event, context, &mut effects),
            State::Pan(state) => state.handle(event, &mut effects),
        };
        effects
    }

    /// Whether a gesture is going on, so that Escape would back out of it.
    pub fn is_busy(&self) -> bool {
        !matches!(self.state, State::Idle(_))
    }

    /// The rectangle that is being drawn to select what it touches.
    pub fn marquee(&self) -> Option<Rect> {
        match &self.state {
            State::Marquee(state) => Some(state.rect()),
            _ => None,
        }
    }

    /// How the pointer should look; `keys` are those held now.
    pub fn cursor(&self, keys: Keys) -> Cursor {
        match &self.state {
            State::Idle(_) if keys.pan || self.tool == Tool::Hand => Cursor::Grab,
            State::Idle(state) if state.hovers() => Cursor::Pointing,
            State::Idle(_) => Cursor::Arrow,
            State::Press(_) => Cursor::Pointing,
            State::Marquee(_) => Cursor::Cross,
            State::Moving(_) => Cursor::Move,
            State::Pan(_) => Cursor::Grabbing,
        }
    }

    /// What the gesture that is going on, or the next one, will do.
    pub fn hint(&self, keys: Keys) -> &'static str {
        match &self.state {
            State::Idle(_) if keys.pan || self.tool == Tool::Hand => "Drag to move the view",
            State::Idle(state) if state.hovers() => {
                "Click to select · Shift-click to add · drag to move"
            }
            State::Idle(_) => "Drag to select · Space-drag to move the view · Ctrl+wheel to zoom",
            State::Press(_) => "Let go to select · drag to move",
            State::Marquee(_) => "Selects all that the rectangle touches · Escape to cancel",
            State::Moving(_) => "Let go to place · Escape to put back",
            State::Pan(_) => "Moves the view",
        }
    }
}
