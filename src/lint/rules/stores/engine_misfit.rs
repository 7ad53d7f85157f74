//! `engine-misfit`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{EngineFamily, EntityKind, Integrity, OperationKind, Part};

rule! {
    /// An entity is kept in a store of a family that does not fit how it is used.
    ///
    /// # Why it hurts
    /// What the store does not offer, the application has to build: joins, keys that are enforced, transactions, data that is still
    /// there tomorrow.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// stores: [(name: "orders", engine: Redis, owner: "Orders")],
    /// entities: [(name: "order", service: "Orders", kind: Table, fields: [(name: "id", type: "uuid", key: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// stores: [(name: "orders", owner: "Orders")],
    /// entities: [(name: "order", service: "Orders", kind: Table, fields: [(name: "id", type: "uuid", key: true)])],
    /// ```
    RULE = "engine-misfit", Stores, Info
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let Some((store_id, store)) = context.facts.store_of(id).zip(context.facts.store(id))
        else {
            continue;
        };
        let family = store.engine.family();
        let enforced = context.facts.parents(id).iter().any(|relationship| {
            context
                .design
                .get(*relationship)
                .is_some_and(|r| r.integrity == Integrity::Enforced)
        });
        let reported = context
            .facts
            .accesses(id)
            .any(|(_, operation, _)| operation.kind == OperationKind::Report);
        let (lacks, fits) = match (family, entity.kind) {
            (
                EngineFamily::Cache,
                EntityKind::Table | EntityKind::Document | EntityKind::EventLog,
            ) => ("may lose it any time", "a database"),
            (EngineFamily::Search, EntityKind::Table | EntityKind::EventLog) => (
                "is made to find things, not to be the source of truth",
                "a relational store, with a search projection",
            ),
            (
                EngineFamily::EventLog | EngineFamily::Object,
                EntityKind::Table | EntityKind::Document,
            ) => (
                "cannot change or find single rows",
                "a relational or document store",
            ),
            (EngineFamily::Document | EngineFamily::KeyValue | EngineFamily::WideColumn, _)
                if enforced =>
            {
                (
                    "does not enforce foreign keys",
                    "a relational store, or keys that the application checks",
                )
            }
            (EngineFamily::KeyValue | EngineFamily::WideColumn, _) if reported => (
                "reads by key only, and reports read everything",
                "a relational projection for the reports",
            ),
            _ => continue,
        };
        let message = format!(
            "{} does not fit {}: {} {lacks}",
            store.engine.label(),
            context.entity(id),
            store.name
        );
        found.push(
            Finding::new(Part::Entity(id), message)
                .also(Part::Store(store_id))
                .fix(Fix::advice(format!("Keep it in {fits}"))),
        );
    }
}
