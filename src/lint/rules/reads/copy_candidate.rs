//! `copy-candidate`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Part, Via};

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
    for (id, operation) in context.design.operations().iter() {
        let Some(rate) = operation.rate.filter(|rate| *rate >= busy) else {
            continue;
        };
        for access in &operation.accesses {
            let AccessTarget::Read(entity) = access.target else {
                continue;
            };
            let volume = context
                .facts
                .entity(entity)
                .map(|entity| entity.volume)
                .unwrap_or_default();
            let (Some(reads), Some(writes)) = (volume.reads, volume.writes) else {
                continue;
            };
            if context.facts.via(operation, access) != Via::Call || reads < writes * ratio {
                continue;
            }
            let message = format!(
                "{} asks {} {rate} times per second for {}, which changes {writes} times per second",
                operation.name,
                context.service(context.facts.owner(entity)),
                context.entity(entity),
            );
            found.push(
                Finding::new(Part::Operation(id), message)
                    .also(Part::Entity(entity))
                    .along([Part::Entity(entity), Part::Operation(id)])
                    .fix(Fix::advice(format!(
                        "Keep a copy of {} in {}, fed by events",
                        context.entity(entity),
                        context.service(operation.service),
                    ))),
            );
        }
    }
}
