//! Nothing is going on; the pointer may be over something.

use super::marquee::Marquee;
use super::menu::Menu;
use super::pan::Pan;
use super::press::Press;
use super::{Button, Context, Cursor, Effect, Event, Keys, Pointer, State, Tool};
use crate::base::geometry::Point;
use crate::model::Reference;
use crate::session::picture::{Hit, Piece, Sides};
use crate::session::text_slot::TextSlot;
use crate::session::{Selection, drawing};

/// No button is down.
#[derive(Clone, Debug, Default)]
pub(super) struct Idle {
    hovered: Hit,
}

impl Idle {
    /// After a gesture that ended here.
    pub(super) fn at(pointer: Pointer, effects: &mut Vec<Effect>) -> State {
        effects.push(Effect::Hover(pointer.hit.part()));
        State::Idle(Self {
            hovered: pointer.hit,
        })
    }

    pub(super) fn hovered(&self) -> Hit {
        self.hovered
    }

    pub(super) fn handle(
        self,
        event: Event,
        tool: &mut Tool,
        context: &Context,
        effects: &mut Vec<Effect>,
    ) -> State {
        match event {
            Event::Down(pointer, button) => {
                if button == Button::Middle || pointer.keys.space {
                    return Pan::start(pointer.at).into();
                }
                if button == Button::Secondary {
                    return Menu::start(pointer, context, effects).into();
                }
                match *tool {
                    Tool::Hand => Pan::start(pointer.at).into(),
                    Tool::Select if pointer.hit == Hit::Empty => {
                        Marquee::start(pointer, context).into()
                    }
                    Tool::Select => Press::start(pointer, context, effects).into(),
                }
            }
            Event::Move(pointer) => self.hover(pointer.hit, effects),
            Event::Leave => self.hover(Hit::Empty, effects),
            Event::Double(pointer) => {
                if *tool == Tool::Select {
                    double(pointer, context, effects);
                }
                State::Idle(self)
            }
            Event::Up(_) => State::Idle(self),
            Event::Cancel => {
                *tool = Tool::Select;
                State::Idle(self)
            }
        }
    }

    fn hover(self, hovered: Hit, effects: &mut Vec<Effect>) -> State {
        if self.hovered.part() != hovered.part() {
            effects.push(Effect::Hover(hovered.part()));
        }
        State::Idle(Self { hovered })
    }

    /// How the pointer should look.
    pub(super) fn cursor(&self, tool: Tool, keys: Keys) -> Cursor {
        match tool {
            _ if keys.space => Cursor::Grab,
            Tool::Hand => Cursor::Grab,
            Tool::Select => match self.hovered {
                Hit::Empty => Cursor::Arrow,
                Hit::Handle(_) => Cursor::Cross,
                Hit::Outline(_, sides) => resize_cursor(sides),
                Hit::NoteEdge(_) => Cursor::ResizeLevel,
                Hit::Line(_, Piece::Bend(_)) => Cursor::Move,
                _ => Cursor::Pointing,
            },
        }
    }

    /// What the next gesture will do.
    pub(super) fn hint(&self, tool: Tool, keys: Keys) -> &'static str {
        match tool {
            _ if keys.space => "Drag to move the view",
            Tool::Hand => "Drag to move the view",
            Tool::Select => match self.hovered {
                Hit::Empty => "Drag to select · Space-drag to move the view · Ctrl+wheel to zoom",
                _ => "Click to select · Shift-click to add · drag to move",
            },
        }
    }
}

/// On a part: its text is edited. On nothing: a new entity.
fn double(pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
    if let Hit::Row(path) = pointer.hit {
        effects.push(Effect::Select(Selection::of(Reference::Entity(
            path.entity,
        ))));
        effects.push(Effect::Edit(TextSlot::FieldName(path)));
    } else if let Some(part) = pointer.hit.part() {
        if let Some(slot) = TextSlot::name_of(part) {
            effects.push(Effect::Select(Selection::of(part)));
            effects.push(Effect::Edit(slot));
        }
    } else if pointer.hit == Hit::Empty {
        add_entity(pointer.at, context, effects);
    }
}

/// Puts a new entity down, into the service whose boundary is there, and asks for its name.
pub(super) fn add_entity(at: Point, context: &Context, effects: &mut Vec<Effect>) {
    let service = context.picture.boundary_at(at);
    let (transaction, id) = drawing::add_entity(
        context.design,
        context.view,
        &context.picture.all_positions(),
        (drawing::new_card_at(at), service),
    );
    effects.extend([
        Effect::Pend(transaction),
        Effect::Commit,
        Effect::Select(Selection::of(Reference::Entity(id))),
        Effect::Edit(TextSlot::EntityName(id)),
    ]);
}

/// The pointer over sides of a rectangle that can be moved.
pub(super) fn resize_cursor(sides: Sides) -> Cursor {
    let (level, upright) = (sides.left || sides.right, sides.top || sides.bottom);
    match (level, upright) {
        (true, true) if sides.left == sides.top => Cursor::ResizeFalling,
        (true, true) => Cursor::ResizeRising,
        (true, false) => Cursor::ResizeLevel,
        _ => Cursor::ResizeUpright,
    }
}
