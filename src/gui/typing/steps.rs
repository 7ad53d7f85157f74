//! Opening lines, and what their fields report.

use super::{At, Focus, LineEvent, Open, Part, Surface, place};
use crate::edit::field_line::{self, Completion, Vocabulary, complete};
use crate::gui::app::App;
use crate::model::{EntityId, Reference};
use crate::session::Selection;
use crate::session::text_slot::TextSlot;

impl App {
    /// Carries out what the field of a line reports.
    pub(in crate::gui) fn take_line(&mut self, event: LineEvent) {
        match event {
            LineEvent::Open(surface, at) => self.open_line(surface, at),
            LineEvent::OpenPart(surface, at, part) => {
                self.open_line(surface, at);
                self.select_part(part);
            }
            LineEvent::Focused => {
                if let Some(open) = &mut self.state.typing.open {
                    open.focus = Focus::Has;
                    open.select = None;
                }
            }
            LineEvent::Typed(text, cursor) => {
                if let Some(open) = &mut self.state.typing.open {
                    if open.text != text {
                        open.fault = None;
                    }
                    open.text = text;
                    open.cursor = cursor;
                    self.complete_line();
                }
            }
            LineEvent::Accept(choice) => {
                if let Some(open) = &mut self.state.typing.open {
                    open.accept(choice);
                    self.complete_line();
                }
            }
        }
    }

    /// Opens a line; what was open is taken or put aside.
    pub(in crate::gui) fn open_line(&mut self, surface: Surface, at: At) {
        self.finish_edit();
        self.put_aside();
        let design = self.state.document.design();
        if !at.exists(design) {
            return;
        }
        let before = match at {
            At::Name(entity) => design
                .get(entity)
                .map(|e| e.name.clone())
                .unwrap_or_default(),
            At::Field(path) => field_line::print(design, path),
            At::New { .. } => String::new(),
        };
        let typing = &mut self.state.typing;
        let left = typing.unfinished.iter().position(|(other, _)| *other == at);
        let text = left.map_or_else(|| before.clone(), |left| typing.unfinished.remove(left).1);
        typing.serial += 1;
        typing.open = Some(Open {
            surface,
            at,
            cursor: text.len(),
            select: Some(0..text.len()),
            text,
            before,
            focus: Focus::Wanted,
            completion: Completion::default(),
            chosen: None,
            asked: false,
            dismissed: false,
            fault: None,
            decision: None,
            serial: typing.serial,
        });
        self.state.document.selection = Selection::of(Reference::Entity(at.entity()));
        if surface == Surface::Card {
            self.show_line();
        }
    }

    /// Opens a text of the canvas: names and fields on their card, others where the inspector shows them.
    pub(in crate::gui) fn type_on_canvas(&mut self, slot: TextSlot) {
        let (at, part) = match slot {
            TextSlot::EntityName(id) => (At::Name(id), None),
            TextSlot::FieldName(path) => (At::Field(path), Some(Part::Name)),
            TextSlot::FieldType(path) => (At::Field(path), Some(Part::Type)),
            // A note is written where it stands.
            TextSlot::NoteText(_) => {
                self.edit(slot);
                return;
            }
            _ => {
                self.state.settings.inspector = true;
                self.edit(slot);
                return;
            }
        };
        if self.is_on_canvas(at.entity()) {
            self.open_line(Surface::Card, at);
        } else {
            self.state.settings.inspector = true;
            if let At::Name(_) = at {
                self.edit(slot);
                return;
            }
            self.open_line(Surface::List, at);
        }
        if let Some(part) = part {
            self.select_part(part);
        }
    }

    /// Opens an empty line below the selected field, or below all.
    pub(in crate::gui) fn type_new_field(&mut self) {
        let Some(entity) = self.selected_entity() else {
            return;
        };
        let design = self.state.document.design();
        let at = match self.state.document.selection.single() {
            Some(Reference::Field(path)) => At::Field(path).below(design),
            _ => At::New {
                entity,
                place: design.get(entity).map_or(0, |entity| entity.fields.len()),
            },
        };
        let surface = if self.is_on_canvas(entity) {
            Surface::Card
        } else {
            self.state.settings.inspector = true;
            Surface::List
        };
        self.open_line(surface, at);
    }

    fn is_on_canvas(&self, entity: EntityId) -> bool {
        // One that was just added may not be in the picture yet.
        let is_new = self
            .state
            .typing
            .fresh
            .is_some_and(|(new, _)| new == entity);
        let bounds = self.state.picture.bounds_of(Reference::Entity(entity));
        let (Some(bounds), Some((width, height))) = (bounds, self.state.canvas_size) else {
            return is_new;
        };
        is_new || self.state.camera.visible(width, height).overlaps(bounds)
    }

    fn select_part(&mut self, part: Part) {
        let Some(open) = &mut self.state.typing.open else {
            return;
        };
        if let Some(range) = field_line::part(&open.text, part == Part::Type) {
            open.cursor = range.end;
            open.select = Some(range);
        }
    }

    /// What could stand at the cursor of the open line.
    pub(super) fn complete_line(&mut self) {
        let revision = self.state.document.revision();
        let design = self.state.document.design();
        let typing = &mut self.state.typing;
        let Some(open) = &mut typing.open else {
            return;
        };
        if let At::Name(_) = open.at {
            return;
        }
        if typing
            .vocabulary
            .as_ref()
            .is_none_or(|(of, _)| *of != revision)
        {
            typing.vocabulary = Some((revision, Vocabulary::of(design)));
        }
        let Some((_, vocabulary)) = &typing.vocabulary else {
            return;
        };
        open.completion = complete(&open.text, open.cursor, vocabulary, place(design, open.at));
        open.chosen = open.completion.is_likely.then_some(0);
        open.dismissed = false;
        open.asked = false;
    }
}
