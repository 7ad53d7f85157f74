//! Nothing is going on; the pointer may be over something.

use super::area::Area;
use super::bending::without_bend;
use super::linking::Linking;
use super::marquee::Marquee;
use super::menu::Menu;
use super::pan::Pan;
use super::placing::{New, Placing, add_entity, ghost};
use super::press::Press;
use super::{Button, Context, Cursor, Effect, Event, Keys, Kind, Mark, Pointer, State, Tool};
use crate::base::geometry::Point;
use crate::model::Reference;
use crate::session::Selection;
use crate::session::picture::{Hit, Piece, Sides};
use crate::session::text_slot::TextSlot;

/// No button is down.
#[derive(Clone, Debug, Default)]
pub(super) struct Idle {
    hovered: Hit,
    /// Where the pointer is while it is over the canvas.
    at: Option<Point>,
}

impl Idle {
    /// After a gesture that ended here.
    pub(super) fn at(pointer: Pointer, effects: &mut Vec<Effect>) -> State {
        effects.push(Effect::Hover(pointer.hit.part()));
        State::Idle(Self {
            hovered: pointer.hit,
            at: Some(pointer.at),
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
            Event::Down(pointer, Button::Primary) if !pointer.keys.space => {
                self.press(pointer, *tool, context, effects)
            }
            Event::Down(pointer, Button::Secondary) if !pointer.keys.space => {
                Menu::start(pointer, context, effects).into()
            }
            Event::Down(pointer, _) => Pan::start(pointer.at).into(),
            Event::Move(pointer) => {
                self.hover(pointer.hit, effects);
                State::Idle(Self {
                    hovered: pointer.hit,
                    at: Some(pointer.at),
                })
            }
            Event::Leave => {
                self.hover(Hit::Empty, effects);
                State::default()
            }
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

    fn press(
        self,
        pointer: Pointer,
        tool: Tool,
        context: &Context,
        effects: &mut Vec<Effect>,
    ) -> State {
        match tool {
            Tool::Hand => Pan::start(pointer.at).into(),
            Tool::Select if pointer.hit == Hit::Empty => Marquee::start(pointer, context).into(),
            Tool::Select => Press::start(pointer, context, effects).into(),
            Tool::Entity => Placing::start(New::Entity, pointer).into(),
            Tool::Note => Placing::start(New::Note, pointer).into(),
            Tool::Area(kind) => Area::start(kind, pointer, context).into(),
            Tool::Relationship => match Linking::start(pointer, true) {
                Some(linking) => linking.into(),
                None => State::Idle(self),
            },
        }
    }

    fn hover(&self, hovered: Hit, effects: &mut Vec<Effect>) {
        if self.hovered.part() != hovered.part() {
            effects.push(Effect::Hover(hovered.part()));
        }
    }

    /// What the picked tool would put down.
    pub(super) fn marks(&self, tool: Tool) -> Vec<Mark> {
        let new = match tool {
            Tool::Entity => New::Entity,
            Tool::Note => New::Note,
            _ => return Vec::new(),
        };
        self.at
            .map(|at| Mark::Ghost(ghost(new, at)))
            .into_iter()
            .collect()
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
                Hit::Line(Reference::Relationship(_), Piece::Bend(_)) => Cursor::Move,
                _ => Cursor::Pointing,
            },
            Tool::Relationship if self.hovered.entity().is_none() => Cursor::Forbidden,
            Tool::Relationship | Tool::Entity | Tool::Note | Tool::Area(_) => Cursor::Cross,
        }
    }

    /// What the next gesture will do.
    pub(super) fn hint(&self, tool: Tool, keys: Keys) -> &'static str {
        match tool {
            _ if keys.space => "Drag to move the view",
            Tool::Hand => "Drag to move the view · Escape to put the hand away",
            Tool::Select => self.select_hint(),
            Tool::Entity => {
                "Click where the entity is to stand · Shift to add several · Escape to stop"
            }
            Tool::Note => "Click where the note is to stand · Escape to stop",
            Tool::Relationship => {
                "Drag or click from the card or row that refers, to the one it refers to"
            }
            Tool::Area(Kind::Service) => {
                "Draw the boundary of a service, around its entities or on empty canvas"
            }
            Tool::Area(Kind::Zone) => {
                "Draw around the entities that share a promise of consistency, or click one"
            }
            Tool::Area(Kind::Store) => {
                "Draw around the entities that one database keeps, or click one"
            }
        }
    }

    fn select_hint(&self) -> &'static str {
        match self.hovered {
            Hit::Empty => {
                "Drag to select · double-click for an entity · Space-drag to move the view · Ctrl+wheel to zoom"
            }
            Hit::Header(_) => {
                "Click to select · Shift-click to add · drag to move · double-click to rename"
            }
            Hit::Row(_) => {
                "Click to select · drag to another card or row to relate them · double-click to rename"
            }
            Hit::Handle(_) => {
                "Drag to another card or row to relate them, or to empty canvas for a new entity"
            }
            Hit::Title(_) => "Click to select · drag to move with all that is inside",
            Hit::Outline(..) => "Drag to resize · click to select",
            Hit::Line(Reference::Relationship(_), Piece::Bend(_)) => {
                "Drag to move the bend · double-click to take it out"
            }
            Hit::Line(Reference::Relationship(_), _) => "Click to select · drag to bend the line",
            Hit::Stub(_) => "Click to select · double-click to go to the other end",
            Hit::Line(..) | Hit::Label(_) => "Click to select · Shift-click to add",
            Hit::Note(_) => "Click to select · drag to move · double-click to edit",
            Hit::NoteEdge(_) => "Drag to make the note wider or narrower",
        }
    }
}

/// On a bend: it goes. On a stub: the hub comes. On a part: its text is edited. On nothing: a new entity.
fn double(pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
    if let Hit::Line(Reference::Relationship(id), Piece::Bend(_)) = pointer.hit
        && let Some(straighter) = without_bend(id, pointer, context)
    {
        effects.extend([straighter, Effect::Commit]);
        return;
    }
    if let Hit::Stub(id) = pointer.hit
        && let Some(hub) = context.picture.hub_of(id).map(Reference::Entity)
    {
        effects.extend([Effect::Select(Selection::of(hub)), Effect::Reveal(hub)]);
        return;
    }
    let edited = match pointer.hit {
        Hit::Empty => return add_entity(pointer.at, context, effects),
        Hit::Row(path) => Some((
            Selection::of(Reference::Field(path)),
            TextSlot::FieldName(path),
        )),
        hit => match (hit.part(), hit.note()) {
            (Some(part), _) => TextSlot::name_of(part).map(|slot| (Selection::of(part), slot)),
            (_, Some(note)) => Some((Selection::of_note(note), TextSlot::NoteText(note))),
            (None, None) => None,
        },
    };
    if let Some((selection, slot)) = edited {
        effects.extend([Effect::Select(selection), Effect::Edit(slot)]);
    }
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
