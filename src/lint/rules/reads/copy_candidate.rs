//! `copy-candidate`

use std::collections::BTreeMap;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, EntityId, OperationId, Part, ServiceId, Via};

rule! {
    /// A busy operation asks another service for data that hardly ever changes.
    ///
    /// # Why it hurts
    /// Each of many calls can be slow or fail, to bring the same answer as the one before. A copy that events keep up to date would be
    /// there at once, and while the other service is down.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Catalog")],
    /// entities: [(name: "product", service: "Catalog", volume: (reads: 500, writes: 0.1), fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show cart", service: "Orders", kind: Query, rate: 40, accesses: [(read: "product", via: Call, timeout_ms: 200, fallback: Cache, circuit_breaker: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Catalog")],
    /// entities: [(name: "product", service: "Catalog", volume: (reads: 500, writes: 0.1), fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show cart", service: "Orders", kind: Query, rate: 40, accesses: [(read: "product", via: LocalCopy)])],
    /// ```
    RULE = "copy-candidate", Reads, Info, [
        "rate": 10.0, "Calls per second from which on it matters";
        "reads_per_write": 50.0, "Reads for each write from which on data hardly ever changes"
    ]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let (busy, ratio) = (
        context.threshold("rate"),
        context.threshold("reads_per_write"),
    );
    // One copy serves all operations of a service.
    let mut asked: BTreeMap<(Option<ServiceId>, EntityId), Vec<OperationId>> = BTreeMap::new();
    for (id, operation) in context.design.operations().iter() {
        if operation.rate.is_none_or(|rate| rate < busy) {
            continue;
        }
        for access in &operation.accesses {
            if let AccessTarget::Read(entity) = access.target
                && context.facts.via(operation, access) == Via::Call
            {
                let operations = asked.entry((operation.service, entity)).or_default();
                if operations.last() != Some(&id) {
                    operations.push(id);
                }
            }
        }
    }
    for ((service, entity), operations) in asked {
        let volume = context.facts.entity(entity).map(|entity| entity.volume);
        let volume = volume.unwrap_or_default();
        let (Some(reads), Some(writes)) = (volume.reads, volume.writes) else {
            continue;
        };
        let Some(first) = operations.first().filter(|_| reads >= writes * ratio) else {
            continue;
        };
        let rates = operations
            .iter()
            .filter_map(|id| context.design.get(*id)?.rate);
        let names: Vec<&str> = operations.iter().map(|id| context.name(*id)).collect();
        let message = format!(
            "{} {} {} {} times per second for {}, which changes {writes} times per second",
            context.list(&names),
            if names.len() == 1 { "asks" } else { "ask" },
            context.service(context.facts.owner(entity)),
            rates.sum::<f64>(),
            context.entity(entity),
        );
        let mut finding = Finding::new(Part::Operation(*first), message)
            .also(Part::Entity(entity))
            .along([Part::Entity(entity), Part::Operation(*first)]);
        for id in &operations {
            finding = finding.also(Part::Operation(*id));
        }
        found.push(finding.fix(Fix::advice(format!(
            "Keep a copy of {} in {}, fed by events",
            context.entity(entity),
            context.service(service),
        ))));
    }
}
