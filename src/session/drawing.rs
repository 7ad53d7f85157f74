//! What is drawn on the canvas: entities put down at a place, boundaries around entities, notes, bends of lines.

use std::collections::BTreeSet;

use crate::base::geometry::{Point, Rect, point, vector};
use crate::base::id::Id;
use crate::edit::{Builder, Transaction, fresh, reassign};
use crate::model::{
    Design, Entity, EntityId, Item, Note, RelationshipId, ServiceId, StoreId, View, ViewId, ZoneId,
};
use crate::scene::card::{FOOT, HEADER, ROW, WIDTH};

use super::positions::{Positions, hold, whole_point, whole_rect};
use super::selection::NotePath;

/// Width and height of the card of an entity that was just made.
pub const NEW_CARD: (f32, f32) = (WIDTH.0, HEADER + ROW + FOOT);
/// Width and height of the boundary of a service that is put down without being drawn.
pub const NEW_BOUNDARY: (f32, f32) = (320.0, 200.0);
/// Width of a note that is put down, and about its height.
pub const NEW_NOTE: (f32, f32) = (180.0, 37.0);
/// The least width of a note.
pub const LEAST_NOTE: u32 = 60;

/// What everything that is drawn is drawn into.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The design.
    pub design: &'a Design,
    /// The view that is shown; without one, one is made.
    pub view: Option<ViewId>,
    /// Where everything stands.
    pub current: &'a Positions,
    /// All boundaries, those with entities in them too.
    pub boundaries: &'a [(ServiceId, Rect)],
}

/// The upper left corner of a new card whose header is under the pointer.
pub fn new_card_at(pointer: Point) -> Point {
    pointer - vector(NEW_CARD.0 / 2.0, HEADER / 2.0)
}

/// Adds an entity with a key to a service, or to none, with its upper left corner at a point.
pub fn add_entity(sheet: Sheet, at: Point, service: Option<ServiceId>) -> (Transaction, EntityId) {
    let mut builder = Builder::new(sheet.design, "");
    let id = put_entity(&mut builder, sheet, at, service);
    let label = format!("Add {}", name(builder.design(), id));
    (labeled(builder, label), id)
}

/// Adds an entity within a larger change.
pub fn put_entity(
    builder: &mut Builder,
    sheet: Sheet,
    at: Point,
    service: Option<ServiceId>,
) -> EntityId {
    let id = fresh::entity(builder, "entity", service);
    let view = hold(builder, sheet.view, sheet.current);
    builder.update(view, |view: &mut View| view.at.set(id, whole_point(at)));
    id
}

/// Adds a service with a boundary, and gives it these entities.
pub fn add_service(sheet: Sheet, rect: Rect, entities: &[EntityId]) -> (Transaction, ServiceId) {
    let mut builder = Builder::new(sheet.design, "");
    let id = fresh::service(&mut builder, "service");
    for &entity in entities {
        reassign::entity_service(&mut builder, entity, Some(id));
    }
    let view = hold(&mut builder, sheet.view, sheet.current);
    keep_empty(&mut builder, view, sheet);
    builder.update(view, |view: &mut View| {
        view.boundaries.set(id, whole_rect(rect));
    });
    let label = format!("Add {}", name(builder.design(), id));
    (labeled(builder, label), id)
}

/// Adds a strong zone with these entities.
pub fn add_zone(design: &Design, entities: &[EntityId]) -> (Transaction, ZoneId) {
    let mut builder = Builder::new(design, "");
    let id = fresh::zone(&mut builder, "zone");
    for &entity in entities {
        builder.update(entity, |entity: &mut Entity| entity.zone = Some(id));
    }
    let label = format!("Add {}", name(builder.design(), id));
    (labeled(builder, label), id)
}

/// Adds a store that keeps these entities, and belongs to their service, or to `owner` where there are none.
pub fn add_store(
    design: &Design,
    entities: &[EntityId],
    owner: Option<ServiceId>,
) -> (Transaction, StoreId) {
    let services: BTreeSet<Option<ServiceId>> = entities
        .iter()
        .filter_map(|id| Some(design.get(*id)?.service))
        .collect();
    let owner = match services.len() {
        0 => owner,
        1 => services.into_iter().flatten().next(),
        _ => None,
    };
    let mut builder = Builder::new(design, "");
    let id = fresh::store(&mut builder, "store", owner);
    for &entity in entities {
        builder.update(entity, |entity: &mut Entity| entity.store = Some(id));
    }
    let label = format!("Add {}", name(builder.design(), id));
    (labeled(builder, label), id)
}

/// Gives entities to a service, or to none.
pub fn assign(
    builder: &mut Builder,
    sheet: Sheet,
    entities: &[EntityId],
    service: Option<ServiceId>,
) {
    for &entity in entities {
        reassign::entity_service(builder, entity, service);
    }
    let view = hold(builder, sheet.view, sheet.current);
    keep_empty(builder, view, sheet);
}

/// Boundaries that nothing is in any more stay where they are.
fn keep_empty(builder: &mut Builder, view: ViewId, sheet: Sheet) {
    let entities = builder.design().entities().iter();
    let peopled: BTreeSet<ServiceId> = entities.filter_map(|(_, entity)| entity.service).collect();
    let were = sheet.design.entities().iter();
    let left: BTreeSet<ServiceId> = were
        .filter_map(|(_, entity)| entity.service)
        .filter(|service| !peopled.contains(service))
        .collect();
    builder.update(view, |view: &mut View| {
        for (service, rect) in sheet.boundaries {
            if left.contains(service) {
                view.boundaries.set(*service, whole_rect(*rect));
            }
        }
    });
}

/// Makes a boundary as large as a person wants it.
pub fn resize_boundary(sheet: Sheet, service: ServiceId, rect: Rect) -> Transaction {
    let label = format!("Resize {}", name(sheet.design, service));
    let mut builder = Builder::new(sheet.design, label);
    let view = hold(&mut builder, sheet.view, sheet.current);
    builder.update(view, |view: &mut View| {
        view.boundaries.set(service, whole_rect(rect));
    });
    builder.finish()
}

/// Adds a note.
pub fn add_note(sheet: Sheet, at: Point) -> (Transaction, NotePath) {
    let mut builder = Builder::new(sheet.design, "Add a note");
    let view = hold(&mut builder, sheet.view, sheet.current);
    let mut place = 0;
    builder.update(view, |view: &mut View| {
        place = view.notes.len();
        view.notes.push(Note {
            text: "Note".into(),
            at: whole_point(at),
            width: Some(NEW_NOTE.0 as u32),
        });
    });
    (builder.finish(), NotePath { view, place })
}

/// Makes a note as wide as a person wants it.
pub fn resize_note(design: &Design, note: NotePath, width: f32) -> Transaction {
    let mut builder = Builder::new(design, "Resize a note");
    let width = (width.round().max(0.0) as u32).max(LEAST_NOTE);
    builder.update(note.view, |view: &mut View| {
        if let Some(note) = view.notes.get_mut(note.place) {
            note.width = Some(width);
        }
    });
    builder.finish()
}

/// Takes notes out of their views.
pub fn remove_notes(builder: &mut Builder, notes: impl DoubleEndedIterator<Item = NotePath>) {
    // The last ones first: the places of the others stay what they are.
    for note in notes.rev() {
        builder.update(note.view, |view: &mut View| {
            if note.place < view.notes.len() {
                view.notes.remove(note.place);
            }
        });
    }
}

/// Leads the line of a relationship along bends placed by hand; without any, the program finds its way.
pub fn bend_line(sheet: Sheet, relationship: RelationshipId, bends: &[Point]) -> Transaction {
    let label = if bends.is_empty() {
        "Straighten a line"
    } else {
        "Bend a line"
    };
    let mut builder = Builder::new(sheet.design, label);
    let view = hold(&mut builder, sheet.view, sheet.current);
    let bends: Vec<(i32, i32)> = bends.iter().map(|bend| whole_point(*bend)).collect();
    builder.update(view, |view: &mut View| {
        if bends.is_empty() {
            view.bends.remove(&relationship);
        } else {
            view.bends.set(relationship, bends);
        }
    });
    builder.finish()
}

/// The corners that a person has to place for a line to run along these points, the first and last of which are at the
/// cards. The corners next to the cards follow from the others: they have the height of a row.
pub fn bends_of(points: &[Point]) -> Vec<Point> {
    match points {
        [] | [_] | [_, _] | [_, _, _] => Vec::new(),
        // One upright piece: any point of it will do.
        [_, a, b, _] => vec![point(a.x, f32::midpoint(a.y, b.y))],
        [_, _, inner @ .., _, _] => inner.to_vec(),
    }
}

fn labeled(mut builder: Builder, label: String) -> Transaction {
    builder.set_label(label);
    builder.finish()
}

fn name<T: Item>(design: &Design, id: Id<T>) -> &str {
    design.get(id).and_then(Item::name).unwrap_or_default()
}
