//! `cross-service-foreign-key`

use super::{make_checked, make_eventual};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::{Integrity, Part};

rule! {
    /// A foreign key that the database enforces points at an entity of another service in the same store.
    ///
    /// # Why it hurts
    /// The two services cannot be deployed, moved or repaired apart: the child cannot be written while the parent's table is
    /// locked or gone, the parent cannot be deleted or reshaped without the child, and neither gets a store of its own.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "shop", owner: "Orders", connects: ["Payments"])],
    /// entities: [
    ///     (name: "order", service: "Orders", store: "shop", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", store: "shop", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Enforced)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "shop", owner: "Orders", connects: ["Payments"])],
    /// entities: [
    ///     (name: "order", service: "Orders", store: "shop", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", store: "shop", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Checked(fail: Open, timeout_ms: 500))],
    /// ```
    RULE = "cross-service-foreign-key", Relationships, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        if relationship.integrity != Integrity::Enforced
            || !context.facts.crosses_services(relationship)
        {
            continue;
        }
        // The other rule speaks of keys between stores.
        if matches!(context.facts.stores_at(relationship), (Some(child), Some(parent)) if child != parent)
        {
            continue;
        }
        let (child, parent) = context.facts.services_of(relationship);
        let message = format!(
            "{} cannot write {} while {} is down: {} is a database foreign key into another service",
            context.service(child),
            context.entity(relationship.from.entity),
            context.service(parent),
            context.key(id),
        );
        let finding = Finding::new(Part::Relationship(id), message)
            .along(
                (parent.map(Part::Service).into_iter())
                    .chain([Part::Entity(relationship.from.entity)])
                    .chain(child.map(Part::Service)),
            )
            .fix(make_checked(id))
            .fix(make_eventual(context, id));
        found.push(finding);
    }
}
