//! `deep-join`

use std::collections::BTreeSet;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, EntityId, OperationKind, Part, ServiceId, Via};

rule! {
    /// A read puts its answer together from entities of many services, or over many relationships.
    ///
    /// # Why it hurts
    /// The answer is as slow as the slowest of them and as available as all of them together; each joins the rows of the one
    /// before by hand, and no index helps.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers"), (name: "Stock")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "stock_level", service: "Stock", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [(name: "show order", service: "Orders", kind: Query, accesses: [
    ///     (read: "order"), (read: "customer", timeout_ms: 300, fallback: Cache), (read: "stock_level", timeout_ms: 300, fallback: Cache),
    /// ])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "order_view", service: "Orders", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "order_view")])],
    /// feeds: [(from: "order", to: "order_view", mechanism: LogCapture, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    RULE = "deep-join", Reads, Warning, [
        "services": 3.0, "Services from which on a read is deep";
        "hops": 5.0, "Relationships from which on a read is deep"
    ]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let (many, deep) = (
        context.threshold("services") as usize,
        context.threshold("hops") as usize,
    );
    for (id, operation) in context.design.operations().iter() {
        if operation.kind == OperationKind::Command {
            continue;
        }
        let read: BTreeSet<EntityId> = operation
            .accesses
            .iter()
            .filter(|access| {
                !matches!(
                    context.facts.via(operation, access),
                    Via::LocalCopy | Via::Event
                )
            })
            .filter_map(|access| match access.target {
                AccessTarget::Read(entity) => Some(entity),
                _ => None,
            })
            .collect();
        let services: BTreeSet<ServiceId> = read
            .iter()
            .filter_map(|entity| context.facts.owner(*entity))
            .collect();
        let hops = read
            .iter()
            .flat_map(|entity| context.facts.parents(*entity))
            .filter(|relationship| {
                context
                    .design
                    .get(**relationship)
                    .is_some_and(|r| read.contains(&r.to.entity))
            });
        let hops = hops.count();
        if services.len() < many && hops < deep {
            continue;
        }
        let names: Vec<&str> = services
            .iter()
            .map(|service| context.name(*service))
            .collect();
        let message = if services.len() >= many {
            format!(
                "{} is down while one of {} is: it joins the data of all of them per read",
                operation.name,
                context.list(&names)
            )
        } else {
            format!(
                "{} gets slow with every row: it joins over {hops} relationships per read",
                operation.name
            )
        };
        let mut finding = Finding::new(Part::Operation(id), message)
            .along(read.iter().map(|entity| Part::Entity(*entity)));
        for entity in &read {
            finding = finding.also(Part::Entity(*entity));
        }
        found.push(finding.fix(Fix::advice(
            "Read a projection that is fed by events of all of them",
        )));
    }
}
