//! Gestures on the canvas as a state machine: events in, effects out.
//!
//! A gesture that changes the design keeps one pending transaction, made anew from the state at its start on every move;
//! letting go commits it as one step of the history, Escape takes it back.
//!
//! Invariant: nothing here knows about egui. Points are in diagram units; what was hit is part of the event.

mod area;
mod bending;
mod drag;
mod idle;
mod linking;
mod marquee;
mod menu;
mod moving;
mod pan;
mod placing;
mod press;
mod resizing;
mod snap;
mod stage;
#[cfg(test)]
mod tests;
mod widening;

pub use area::Kind;
pub use snap::GRID;

use std::borrow::Cow;

use crate::base::geometry::{Point, Rect, Vector};
use crate::edit::Transaction;
use crate::model::{Design, Reference, ViewId};
use crate::session::Selection;
use crate::session::picture::{Hit, Picture};
use crate::session::text_slot::TextSlot;

/// Which tool is picked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// Selects and moves, and does what can be done without another tool.
    #[default]
    Select,
    /// Moves the view.
    Hand,
    /// Puts entities down.
    Entity,
    /// Draws relationships.
    Relationship,
    /// Draws what has a rectangle around it.
    Area(Kind),
    /// Puts notes down.
    Note,
}

/// What happens on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// A button goes down.
    Down(Pointer, Button),
    /// The pointer moves, with or without a button down; or a key of [`Keys`] goes down or up.
    Move(Pointer),
    /// The button that went down comes up.
    Up(Pointer),
    /// The left button came up for the second time in quick succession. [`Event::Up`] came before.
    Double(Pointer),
    /// The pointer leaves the canvas without a button down.
    Leave,
    /// Back out of whatever is going on.
    Cancel,
}

/// Where the pointer is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pointer {
    /// In diagram units.
    pub at: Point,
    /// What is under it.
    pub hit: Hit,
    /// Keys that are held.
    pub keys: Keys,
}

/// Keys held during a gesture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each key is up or down")]
pub struct Keys {
    /// Shift: adds to the selection.
    pub shift: bool,
    /// Ctrl or Cmd.
    pub ctrl: bool,
    /// Alt: nothing snaps.
    pub alt: bool,
    /// Space: the pointer moves the view.
    pub space: bool,
}

/// A pointer button that starts gestures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// The left one.
    Primary,
    /// The wheel.
    Middle,
    /// The right one.
    Secondary,
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
    /// Edit this text in place.
    Edit(TextSlot),
    /// Bring this part into sight.
    Reveal(Reference),
    /// Show the menu of what is there; it is selected already.
    Menu(MenuAt),
}

/// Where a context menu is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MenuAt {
    /// In diagram units.
    pub at: Point,
    /// What the menu is about.
    pub hit: Hit,
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
    /// The picture, with the pending transaction.
    pub picture: &'a Picture,
    /// The part of the diagram that can be seen.
    pub seen: Rect,
    /// A logical pixel, in diagram units.
    pub pixel: f32,
    /// What moved parts snap to.
    pub snap: Snap,
}

/// What moved parts snap to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Snap {
    /// Edges and centers of neighbors.
    pub guides: bool,
    /// The grid.
    pub grid: bool,
}

/// What is drawn above the picture to show what a gesture does.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// The rectangle that selects what it touches.
    Marquee(Rect),
    /// The rectangle around what will belong together.
    Area(Rect, Kind),
    /// What lets the gesture do something with it.
    Target(Rect),
    /// A line that says what a moved thing is in line with.
    Guide([Point; 2]),
    /// A relationship that is being drawn.
    Wire {
        /// At the source.
        from: Point,
        /// At the pointer.
        to: Point,
        /// The types of both sides fit.
        fits: bool,
    },
    /// What would be put down.
    Ghost(Rect),
    /// What the gesture would do, said at the pointer.
    Label {
        /// The pointer.
        at: Point,
        /// What it says.
        text: String,
        /// It is a warning.
        alarm: bool,
    },
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
    Menu(menu::Menu),
    Linking(linking::Linking),
    Area(area::Area),
    Placing(placing::Placing),
    Resizing(resizing::Resizing),
    Bending(bending::Bending),
    Widening(widening::Widening),
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
    /// Something is being drawn.
    Cross,
    /// Something is being moved.
    Move,
    /// An open hand.
    Grab,
    /// A closed hand.
    Grabbing,
    /// A left or right edge.
    ResizeLevel,
    /// An upper or lower edge.
    ResizeUpright,
    /// An upper left or lower right corner.
    ResizeFalling,
    /// An upper right or lower left corner.
    ResizeRising,
    /// The gesture can do nothing here.
    Forbidden,
}

/// How far the pointer may stray during a click, in logical pixels.
const SLOP: f32 = 4.0;

impl Keys {
    /// Whether what is clicked is added to the selection.
    pub fn extend(self) -> bool {
        self.shift || self.ctrl
    }
}

impl Context<'_> {
    /// Whether the pointer has hardly moved: a click and no drag.
    fn is_click(&self, from: Point, to: Point) -> bool {
        let slop = SLOP * self.pixel;
        from.distance_squared(to) <= slop * slop
    }
}

impl Machine {
    /// The picked tool.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// Picks a tool. A gesture that is going on is backed out of.
    pub fn pick(&mut self, tool: Tool, context: &Context) -> Vec<Effect> {
        let effects = if self.is_busy() {
            self.handle(Event::Cancel, context)
        } else {
            Vec::new()
        };
        self.tool = tool;
        effects
    }

    /// Takes an event and says what should come of it.
    pub fn handle(&mut self, event: Event, context: &Context) -> Vec<Effect> {
        let mut effects = Vec::new();
        let state = std::mem::take(&mut self.state);
        self.state = match state {
            State::Idle(state) => state.handle(event, &mut self.tool, context, &mut effects),
            State::Press(state) => drag::handle(state, event, context, &mut effects),
            State::Marquee(state) => drag::handle(state, event, context, &mut effects),
            State::Moving(state) => drag::handle(state, event, context, &mut effects),
            State::Pan(state) => drag::handle(state, event, context, &mut effects),
            State::Menu(state) => drag::handle(state, event, context, &mut effects),
            State::Linking(state) => state.handle(event, context, &mut effects),
            State::Area(state) => drag::handle(state, event, context, &mut effects),
            State::Placing(state) => drag::handle(state, event, context, &mut effects),
            State::Resizing(state) => drag::handle(state, event, context, &mut effects),
            State::Bending(state) => drag::handle(state, event, context, &mut effects),
            State::Widening(state) => drag::handle(state, event, context, &mut effects),
        };
        // A tool that draws is put away when it has drawn, unless Shift is held to draw more.
        let keeps = matches!(event, Event::Up(pointer) if pointer.keys.shift);
        if effects.contains(&Effect::Commit) && !keeps {
            self.tool = Tool::Select;
        }
        effects
    }

    /// Whether a gesture is going on.
    pub fn is_busy(&self) -> bool {
        !matches!(self.state, State::Idle(_))
    }

    /// Whether what is dragged may be wanted somewhere that cannot be seen yet.
    pub fn pulls_view(&self) -> bool {
        matches!(
            self.state,
            State::Marquee(_)
                | State::Moving(_)
                | State::Linking(_)
                | State::Area(_)
                | State::Resizing(_)
                | State::Bending(_)
        )
    }

    /// Whether Escape would do something: back out of a gesture, or put a tool away.
    pub fn takes_escape(&self) -> bool {
        self.is_busy() || self.tool != Tool::Select
    }

    /// What is under the pointer while no gesture is going on.
    pub fn hovered(&self) -> Hit {
        match &self.state {
            State::Idle(state) => state.hovered(),
            _ => Hit::Empty,
        }
    }

    /// What is drawn above the picture now.
    pub fn marks(&self) -> Vec<Mark> {
        match &self.state {
            State::Idle(state) => state.marks(self.tool),
            State::Marquee(state) => vec![Mark::Marquee(state.rect())],
            State::Moving(state) => state.marks(),
            State::Linking(state) => state.marks(),
            State::Area(state) => state.marks(),
            State::Placing(state) => state.marks(),
            State::Resizing(state) => state.marks(),
            State::Press(_)
            | State::Pan(_)
            | State::Menu(_)
            | State::Bending(_)
            | State::Widening(_) => Vec::new(),
        }
    }

    /// How the pointer should look; `keys` are those held now.
    pub fn cursor(&self, keys: Keys) -> Cursor {
        match &self.state {
            State::Idle(state) => state.cursor(self.tool, keys),
            State::Press(_) => Cursor::Pointing,
            State::Linking(state) if state.is_lost() => Cursor::Forbidden,
            State::Marquee(_) | State::Linking(_) | State::Area(_) | State::Placing(_) => {
                Cursor::Cross
            }
            State::Moving(_) | State::Bending(_) => Cursor::Move,
            State::Pan(_) => Cursor::Grabbing,
            State::Menu(_) => Cursor::Arrow,
            State::Resizing(state) => state.cursor(),
            State::Widening(_) => Cursor::ResizeLevel,
        }
    }

    /// What the gesture that is going on, or the next one, will do.
    pub fn hint(&self, keys: Keys) -> Cow<'static, str> {
        match &self.state {
            State::Idle(state) => state.hint(self.tool, keys).into(),
            State::Press(state) => state.hint().into(),
            State::Marquee(_) => "Selects all that the rectangle touches · Escape to cancel".into(),
            State::Moving(state) => state.hint().into(),
            State::Pan(_) => "Moves the view".into(),
            State::Menu(_) => "Let go for what can be done here".into(),
            State::Linking(state) => state.hint().into(),
            State::Area(state) => state.hint().into(),
            State::Placing(state) => state.hint().into(),
            State::Resizing(_) => "Let go to resize · Alt: no snapping · Escape to put back".into(),
            State::Bending(_) => "Let go to bend the line · Escape to put back".into(),
            State::Widening(_) => "Let go to set the width · Escape to put back".into(),
        }
    }
}

impl State {
    /// Goes on with a drag that has just started.
    fn moved(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> Self {
        let mut machine = Machine {
            tool: Tool::Select,
            state: self,
        };
        effects.extend(machine.handle(Event::Move(pointer), context));
        machine.state
    }
}
