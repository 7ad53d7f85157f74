//! `cross-service-cascade`

use super::by_event;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Integrity, OnDelete, Part, Relationship};

rule! {
    /// Deleting a row deletes rows of another service with it.
    ///
    /// # Why it hurts
    /// A service loses its data without being asked and without its own rules, logs and events having a say. One delete locks
    /// tables of two services and takes as long as the larger of them.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Enforced, on_delete: Cascade)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Enforced, on_delete: ByEvent)],
    /// ```
    RULE = "cross-service-cascade", Relationships, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        if relationship.on_delete != OnDelete::Cascade
            || relationship.integrity != Integrity::Enforced
            || !context.facts.crosses_services(relationship)
        {
            continue;
        }
        let (child, parent) = context.facts.services_of(relationship);
        let message = format!(
            "{} deletes rows of {} when it deletes {}: {} cascades into another service",
            context.service(parent),
            context.service(child),
            context.entity(relationship.to.entity),
            context.key(id),
        );
        found.push(
            Finding::new(Part::Relationship(id), message)
                .also(Part::Entity(relationship.from.entity))
                .along([
                    Part::Entity(relationship.to.entity),
                    Part::Entity(relationship.from.entity),
                ])
                .fix(Fix::look(
                    "Delete by event",
                    "The rows live until the other service has taken the event.",
                    move |builder| {
                        builder
                            .update(id, |relationship: &mut Relationship| by_event(relationship));
                    },
                )),
        );
    }
}
