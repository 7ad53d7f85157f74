//! `replication-latency`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Part, Replication, Store, Via};

rule! {
    /// The writes of an operation wait for replicas longer than the operation may take.
    ///
    /// # Why it hurts
    /// A synchronous replica adds a round trip to every write. Several writes in a row use up the time in which the operation has to
    /// answer before it has done anything.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// stores: [(name: "orders", owner: "Orders", replication: Sync(replicas: 2, failover: Automatic))],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [(name: "place order", service: "Orders", latency_ms: 8, accesses: [(write: "order"), (write: "line")])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// stores: [(name: "orders", owner: "Orders", replication: Sync(replicas: 2, failover: Automatic))],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [(name: "place order", service: "Orders", latency_ms: 100, accesses: [(write: "order"), (write: "line")])],
    /// ```
    RULE = "replication-latency", Consistency, Warning, ["round_trip_ms": 5.0, "Time that a write waits for its replicas, in milliseconds"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let round_trip_ms = context.threshold("round_trip_ms");
    for (id, operation) in context.design.operations().iter() {
        let Some(budget_ms) = operation.latency_ms else {
            continue;
        };
        for (store, item) in context.design.stores().iter() {
            let Replication::Sync { replicas, failover } = item.replication else {
                continue;
            };
            let writes = operation.accesses.iter().filter(|access| {
                matches!(access.target, AccessTarget::Write(entity) if context.facts.store_of(entity) == Some(store))
                    && context.facts.via(operation, access) == Via::OwnStore
            });
            let count = writes.count();
            let waits_ms = count as f64 * round_trip_ms;
            if replicas == 0 || waits_ms <= f64::from(budget_ms) {
                continue;
            }
            let message = format!(
                "{} cannot answer in {budget_ms} ms: its {count} writes wait about {waits_ms} ms for the replicas of {}",
                operation.name, item.name,
            );
            found.push(
                Finding::new(Part::Operation(id), message)
                    .also(Part::Store(store))
                    .fix(Fix::look(
                        format!("Let the replicas of {} follow later", item.name),
                        "The last writes are lost when its leader is.",
                        move |builder| {
                            builder.update(store, |store: &mut Store| {
                                store.replication = Replication::Async { replicas, failover };
                            });
                        },
                    )),
            );
        }
    }
}
