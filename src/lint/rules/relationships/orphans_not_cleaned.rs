//! `orphans-not-cleaned`

use super::make_eventual;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::{Integrity, Part};

rule! {
    /// A reference is said to become valid some time, but no job makes it so.
    ///
    /// # Why it hurts
    /// Rows that point at nothing stay for good. Every reader has to cope with them, and sums over them are wrong.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Inventory")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "reservation", service: "Inventory", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "reservation.order_id", to: "order.id", ends: (Many, One), integrity: Eventual())],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Inventory")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "reservation", service: "Inventory", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "reservation.order_id", to: "order.id", ends: (Many, One), integrity: Eventual(cleanup: "release stale reservations"))],
    /// ```
    RULE = "orphans-not-cleaned", Relationships, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        let Integrity::Eventual { cleanup } = &relationship.integrity else {
            continue;
        };
        if !cleanup.trim().is_empty() {
            continue;
        }
        let message = format!(
            "Rows of {} that point at no {} stay for good: no job cleans up {}",
            context.entity(relationship.from.entity),
            context.entity(relationship.to.entity),
            context.key(id),
        );
        let mut fix = make_eventual(context, id);
        "Plan a cleanup job".clone_into(&mut fix.label);
        "Someone has to write the job and run it.".clone_into(&mut fix.cost);
        found.push(
            Finding::new(Part::Relationship(id), message)
                .also(Part::Entity(relationship.from.entity))
                .fix(fix),
        );
    }
}
