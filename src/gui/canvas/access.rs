//! What can be seen on the canvas, by name, for those who cannot see it and for tests.
//!
//! Nothing is told while nobody listens, so that frames cost nothing for it.

use eframe::egui::accesskit::{Action, Role};
use eframe::egui::{Id, Rect, Sense, Ui, WidgetInfo, WidgetType};

use super::to_window;
use crate::base::geometry::{self, point};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::model::{EntityId, FieldPath, Reference};
use crate::scene::card::{Card, type_text};
use crate::scene::diagram::BOUNDARY_HEADER;
use crate::scene::{Group, Layer, Level, What};
use crate::session::Selection;

/// Something on the canvas.
struct Item<'a> {
    id: Id,
    role: Role,
    label: &'a str,
    bounds: geometry::Rect,
    /// What is selected when it is activated.
    part: Option<Reference>,
}

/// Makes what can be seen known by name, role and state.
pub(super) fn register(ui: &Ui, canvas: Rect, state: &State, requests: &mut Vec<Request>) {
    let listened = ui.ctx().accesskit_node_builder(Id::new("canvas"), |_| ());
    let level = Level::at_zoom(state.camera.zoom);
    if listened.is_none() || level == Level::Block {
        return;
    }
    let seen = state.camera.visible(canvas.width(), canvas.height());
    let mut add = |item: &Item| {
        let at = to_window(canvas.min, state.camera, item.bounds).intersect(canvas);
        if !at.is_positive() {
            return;
        }
        let response = ui.interact(at, item.id, Sense::hover());
        let is_selected = item
            .part
            .is_some_and(|part| state.document.selection.contains(part));
        let info = || WidgetInfo::selected(WidgetType::Other, true, is_selected, item.label);
        response.widget_info(info);
        let Some(part) = item.part else { return };
        ui.ctx().accesskit_node_builder(item.id, |node| {
            node.set_role(item.role);
            node.add_action(Action::Click);
        });
        if ui.input(|input| input.has_accesskit_action_request(item.id, Action::Click)) {
            requests.push(Request::Select(Selection::of(part)));
        }
    };
    for place in state.picture.groups_in(seen) {
        let Some(group) = state.picture.scene().groups.get(place) else {
            continue;
        };
        if let Some(item) = item_of(state, group) {
            add(&item);
        }
        if let (What::Entity(id), Level::Row) = (group.what, level) {
            rows(state, id, seen, &mut add);
        }
    }
}

fn item_of<'a>(state: &State, group: &'a Group) -> Option<Item<'a>> {
    let picture = &state.picture;
    let salted = |kind: &str, number: u32| Id::new(("canvas", kind, number));
    let (id, role, part, bounds) = match (group.what, group.layer) {
        (What::Entity(id), Layer::Card) => {
            let part = Reference::Entity(id);
            let bounds = picture.bounds_of(part)?;
            (
                salted("entity", id.number()),
                Role::GraphicsObject,
                Some(part),
                bounds,
            )
        }
        (What::Entity(id), Layer::Label) => {
            let part = Some(Reference::Entity(id));
            let id = salted("hub", id.number());
            (id, Role::GraphicsSymbol, part, group.bounds)
        }
        (What::Service(id), Layer::Boundary) => {
            let rect = picture.boundary(id)?;
            let title = geometry::Rect {
                min: rect.min,
                max: point(rect.max.x, rect.min.y + BOUNDARY_HEADER),
            };
            let part = Some(Reference::Service(id));
            (
                salted("service", id.number()),
                Role::GraphicsObject,
                part,
                title,
            )
        }
        (What::Relationship(id), Layer::Line | Layer::AlarmLine) => {
            let part = Reference::Relationship(id);
            let bounds = picture.bounds_of(part)?.expand(2.0);
            (
                salted("relationship", id.number()),
                Role::GraphicsSymbol,
                Some(part),
                bounds,
            )
        }
        (What::Feed(id), Layer::Line | Layer::AlarmLine) => {
            let part = Reference::Feed(id);
            let bounds = picture.bounds_of(part)?.expand(2.0);
            (
                salted("feed", id.number()),
                Role::GraphicsSymbol,
                Some(part),
                bounds,
            )
        }
        (What::Note(place), Layer::Overlay) => {
            (salted("note", place as u32), Role::Note, None, group.bounds)
        }
        _ => return None,
    };
    // What was taken out since the picture was made leaves an empty group.
    if group.shapes.is_empty() {
        return None;
    }
    Some(Item {
        id,
        role,
        label: &group.title,
        bounds,
        part,
    })
}

/// The rows of a card, as far as they are seen.
fn rows(state: &State, entity: EntityId, seen: geometry::Rect, add: &mut impl FnMut(&Item)) {
    let Some(placed) = state.picture.diagram().card(entity) else {
        return;
    };
    let Some(item) = state.picture.subject().design.get(entity) else {
        return;
    };
    for (place, row) in placed.card.rows.iter().enumerate() {
        let bounds = Card::row_rect(placed.rect, place);
        let Some(field) = item.fields.get(row.place).filter(|_| bounds.overlaps(seen)) else {
            continue;
        };
        let kind = match (field.key, row.foreign) {
            (true, true) => ", primary and foreign key",
            (true, false) => ", primary key",
            (false, true) => ", foreign key",
            (false, false) => "",
        };
        let label = format!("{}.{}: {}{kind}", item.name, field.name, type_text(field));
        let path = FieldPath {
            entity,
            field: row.field,
        };
        add(&Item {
            id: Id::new(("canvas", "field", entity.number(), row.field.number())),
            role: Role::GraphicsObject,
            label: &label,
            bounds,
            part: Some(Reference::Field(path)),
        });
    }
}
