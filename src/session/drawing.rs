//! What is drawn on the canvas: entities put down at a place.

use crate::base::geometry::{Point, vector};
use crate::base::id::Id;
use crate::edit::{Builder, Transaction, fresh};
use crate::model::{Design, EntityId, Item, ServiceId, View, ViewId};
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
    let mut builder = Builder::new(design, String::new());
    let id = fresh::entity(&mut builder, "entity", service);
    let view = hold(&mut builder, view, current);
    builder.update(view, |view: &mut View| view.at.set(id, whole_point(at)));
    builder.set_label(format!("Add {}", name(builder.design(), id)));
    (builder.finish(), id)
}

fn name<T: Item>(design: &Design, id: Id<T>) -> &str {
    design.get(id).and_then(Item::name).unwrap_or_default()
}
