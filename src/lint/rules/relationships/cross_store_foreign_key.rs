//! `cross-store-foreign-key`

use super::make_eventual;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::{Integrity, Part};

rule! {
    /// A foreign key that the database is meant to enforce points into another store.
    ///
    /// # Why it hurts
    /// A database cannot vouch for rows that it does not hold. Where a link between databases makes it possible, every write of
    /// the child and every delete of the parent needs both stores: the child is as unavailable as both together.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "orders", owner: "Orders"), (name: "payments", owner: "Payments")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Enforced)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "orders", owner: "Orders"), (name: "payments", owner: "Payments")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Eventual(cleanup: "remove orphans"))],
    /// ```
    RULE = "cross-store-foreign-key", Relationships, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        let (Some(child), Some(parent)) = context.facts.stores_at(relationship) else {
            continue;
        };
        if relationship.integrity != Integrity::Enforced || child == parent {
            continue;
        }
        let message = format!(
            "{} cannot be written while the store {} is down: {} is a database foreign key into another store",
            context.entity(relationship.from.entity),
            context.name(parent),
            context.key(id),
        );
        found.push(
            Finding::new(Part::Relationship(id), message)
                .also(Part::Entity(relationship.from.entity))
                .along([
                    Part::Store(parent),
                    Part::Entity(relationship.to.entity),
                    Part::Entity(relationship.from.entity),
                ])
                .fix(make_eventual(context, id)),
        );
    }
}
