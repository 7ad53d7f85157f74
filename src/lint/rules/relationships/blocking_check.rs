//! `blocking-check`

use super::TIMEOUT_MS;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Fail, Integrity, Part, Relationship};

rule! {
    /// Before a service writes, it asks another one, refuses to write without an answer, and waits for it without end.
    ///
    /// # Why it hurts
    /// While the other service is slow, every write waits and holds its connection, until this service is as slow as the other
    /// one, and then down. The failure spreads over a reference that nobody looks at.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// relationships: [(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed))],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// relationships: [(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Open, timeout_ms: 500))],
    /// ```
    RULE = "blocking-check", Relationships, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        let blocks = matches!(
            relationship.integrity,
            Integrity::Checked {
                fail: Fail::Closed,
                timeout_ms: None,
            }
        );
        if !blocks || !context.facts.crosses_services(relationship) {
            continue;
        }
        let (child, parent) = context.facts.services_of(relationship);
        let message = format!(
            "{} cannot write {} while {} is down or slow: {} is checked there with no limit of time",
            context.service(child),
            context.entity(relationship.from.entity),
            context.service(parent),
            context.key(id),
        );
        let set = move |fail: Fail| {
            move |builder: &mut crate::edit::Builder| {
                builder.update(id, |relationship: &mut Relationship| {
                    relationship.integrity = Integrity::Checked {
                        fail,
                        timeout_ms: Some(TIMEOUT_MS),
                    };
                });
            }
        };
        found.push(
            Finding::new(Part::Relationship(id), message)
                .also(Part::Entity(relationship.from.entity))
                .along(
                    (parent.map(Part::Service).into_iter())
                        .chain([Part::Entity(relationship.from.entity)])
                        .chain(child.map(Part::Service)),
                )
                .fix(Fix::look(
                    format!("Write anyway after {TIMEOUT_MS} ms"),
                    "References that were not checked may point at nothing.",
                    set(Fail::Open),
                ))
                .fix(Fix::look(
                    format!("Give up after {TIMEOUT_MS} ms"),
                    "Writes still fail while the other service is down, but they do not pile up.",
                    set(Fail::Closed),
                )),
        );
    }
}
