//! What is drawn on the canvas: entities put down at a place.

use crate::base::geometry::{Point, vector};
use crate::edit::{Builder, Transaction, entity_names, unique_name};
use crate::model::{Design, Entity, EntityId, Field, ServiceId, View, ViewId};
use crate::scene::card::{FOOT, HEADER, ROW, WIDTH};

use super::positions::{Positions, hold, whole_point};

/// Width and height of the card of an entity that was just made.
pub const NEW_CARD: (f32, f32) = (WIDTH.0, HEADER + ROW + FOOT);

/// The upper left corner of a new card whose header is under the pointer.
pub fn new_card_at(pointer: Point) -> Point {
    pointer - vector(NEW_CARD.0 / 2.0, HEADER / 2.0)
}

/// Adds an entity with a key to a service, or to none, with its upper left corner at a point. `current` says where
/// everything else stands.
pub fn add_entity(
    design: &Design,
    view: Option<ViewId>,
    current: &Positions,
    (at, service): (Point, Option<ServiceId>),
) -> (Transaction, EntityId) {
    let name = unique_name("entity", entity_names(design, service));
    let mut builder = Builder::new(design, format!("Add {name}"));
    let id = builder.insert(Entity {
        name,
        service,
        fields: vec![key_field()],
        ..Entity::default()
    });
    let view = hold(&mut builder, view, current);
    builder.update(view, |view: &mut View| view.at.set(id, whole_point(at)));
    (builder.finish(), id)
}

/// The key that a new entity starts with.
fn key_field() -> Field {
    Field {
        name: "id".into(),
        data_type: "uuid".into(),
        key: true,
        ..Field::default()
    }
}
