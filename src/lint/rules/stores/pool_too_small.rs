//! `pool-too-small`

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Operation, Part, ServiceId, Store, StoreId, Via};

rule! {
    /// A service has fewer connections to a store than its operations hold at once.
    ///
    /// # Why it hurts
    /// By Little's law, rate × time held connections are in use on average. With fewer, requests queue for a connection, get slower,
    /// hold what they have for longer, and the queue grows.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", instances: 2)],
    /// stores: [(name: "orders", owner: "Orders", pool: 5)],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "place order", service: "Orders", rate: 40, latency_ms: 500, accesses: [(write: "order")])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", instances: 2)],
    /// stores: [(name: "orders", owner: "Orders", pool: 15)],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "place order", service: "Orders", rate: 40, latency_ms: 500, accesses: [(write: "order")])],
    /// ```
    RULE = "pool-too-small", Stores, Warning, ["share": 0.8, "Share of the pool that may be in use on average"]
}

/// The operations that use each store as their own, in the order of the design.
fn users<'a>(context: &Context<'a>) -> BTreeMap<StoreId, Vec<&'a Operation>> {
    let mut users: BTreeMap<StoreId, Vec<&Operation>> = BTreeMap::new();
    for (_, operation) in context.design.operations().iter() {
        let stores = operation.accesses.iter().filter_map(|access| {
            let entity = match access.target {
                AccessTarget::Read(entity) | AccessTarget::Write(entity) => entity,
                AccessTarget::Call(_) | AccessTarget::CallService(_) => return None,
            };
            let is_own = context.facts.via(operation, access) == Via::OwnStore;
            context.facts.store_of(entity).filter(|_| is_own)
        });
        for store in stores.collect::<BTreeSet<StoreId>>() {
            users.entry(store).or_default().push(operation);
        }
    }
    users
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let share = context.threshold("share").clamp(0.01, 1.0);
    let users = users(context);
    for (id, store) in context.design.stores().iter() {
        let Some(pool) = store.pool else { continue };
        // Connections in use per service: each operation holds one for as long as it takes.
        let mut held: BTreeMap<ServiceId, f64> = BTreeMap::new();
        for operation in users.get(&id).into_iter().flatten() {
            if let (Some(service), Some(rate), Some(ms)) =
                (operation.service, operation.rate, operation.latency_ms)
            {
                *held.entry(service).or_default() += rate * f64::from(ms) / 1000.0;
            }
        }
        let mut needed = pool;
        let mut worst: Option<(ServiceId, f64)> = None;
        for (service, held) in held {
            let instances = context
                .design
                .get(service)
                .map_or(1, |service| service.instances.max(1));
            if held > f64::from(pool) * f64::from(instances) * share {
                let each = (held / share / f64::from(instances)).ceil() as u32;
                needed = needed.max(each);
                if worst.is_none_or(|(_, most)| held > most) {
                    worst = Some((service, held));
                }
            }
        }
        let Some((service, held)) = worst else {
            continue;
        };
        let instances = context
            .design
            .get(service)
            .map_or(1, |service| service.instances.max(1));
        let message = format!(
            "{} queues for connections to {}: its operations hold {held:.0} at once, and it has {}",
            context.name(service),
            store.name,
            u64::from(pool) * u64::from(instances),
        );
        found.push(
            Finding::new(Part::Store(id), message)
                .also(Part::Service(service))
                .fix(Fix::look(
                    format!("Give each instance {needed} connections"),
                    "The store has to bear that many connections.",
                    move |builder| {
                        builder.update(id, |store: &mut Store| store.pool = Some(needed));
                    },
                )),
        );
    }
}
