//! `central-store`

use std::collections::BTreeSet;

use crate::analysis::dependencies::{State, Subject};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Part, Tier};

rule! {
    /// One store alone stops most of the critical operations, of several services.
    ///
    /// # Why it hurts
    /// The services are separate only on paper: when this store is down, slow or upgraded, the business stops.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Payments", tier: Critical)],
    /// stores: [(name: "shop", owner: "Orders", connects: ["Payments"])],
    /// entities: [
    ///     (name: "order", service: "Orders", store: "shop", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", store: "shop", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [(name: "place order", service: "Orders", accesses: [(write: "order")]), (name: "pay", service: "Payments", accesses: [(write: "payment")])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Payments", tier: Critical)],
    /// stores: [(name: "shop", owner: "Orders"), (name: "payments", owner: "Payments")],
    /// entities: [
    ///     (name: "order", service: "Orders", store: "shop", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", store: "payments", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [(name: "place order", service: "Orders", accesses: [(write: "order")]), (name: "pay", service: "Payments", accesses: [(write: "payment")])],
    /// ```
    RULE = "central-store", Stores, Warning, ["share": 0.5, "Share of the critical operations above which it matters"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let most = context.threshold("share");
    let design = context.design;
    let critical: Vec<_> = design
        .operations()
        .iter()
        .filter(|(_, operation)| context.facts.operation_tier(operation) == Tier::Critical)
        .collect();
    if critical.len() < 2 || design.stores().is_empty() {
        return;
    }
    let spreading = context.spreading();
    for (id, store) in design.stores().iter() {
        let Some(spread) = spreading.failure_of(&Part::Store(id)) else {
            continue;
        };
        let stopped: Vec<_> = critical
            .iter()
            .filter(|(operation, _)| spread.reaches(Subject::Operation(*operation), State::Down))
            .collect();
        let services: BTreeSet<_> = stopped.iter().filter_map(|(_, o)| o.service).collect();
        if services.len() < 2 || stopped.len() as f64 <= most * critical.len() as f64 {
            continue;
        }
        let names: Vec<&str> = stopped.iter().map(|(_, o)| o.name.as_str()).collect();
        let message = format!(
            "{} alone stops {} of {} critical operations: {}",
            store.name,
            stopped.len(),
            critical.len(),
            context.list(&names)
        );
        let mut finding = Finding::new(Part::Store(id), message);
        for (operation, _) in &stopped {
            finding = finding.also(Part::Operation(*operation));
        }
        let path = std::iter::once(Part::Store(id))
            .chain(stopped.first().map(|(id, _)| Part::Operation(*id)));
        found.push(finding.along(path).fix(Fix::advice(
            "Give each service a store of its own, and run this one with replicas that take over",
        )));
    }
}
