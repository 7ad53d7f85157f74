//! `nano-service`

use std::collections::BTreeMap;

use super::{internal, sizes};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Part, ServiceId};

rule! {
    /// A service keeps at most one entity, and needs another one that needs it only.
    ///
    /// # Why it hurts
    /// It costs a deployment, a store and a network call, and gains nothing: the two always change and fail together.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Order numbers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "counter", service: "Order numbers", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [(name: "place order", service: "Orders", accesses: [(write: "counter", via: Call, timeout_ms: 200, fallback: None)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "counter", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [(name: "place order", service: "Orders", accesses: [(write: "counter", via: OwnStore)])],
    /// ```
    RULE = "nano-service", Cut, Info
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let sizes = sizes(context);
    let needs = context.facts.needs();
    let mut ties: BTreeMap<ServiceId, Vec<_>> = BTreeMap::new();
    for (pair, need) in needs.iter().filter(|(_, need)| need.is_at_run_time()) {
        ties.entry(pair.0).or_default().push((pair, need));
        ties.entry(pair.1).or_default().push((pair, need));
    }
    for (id, _) in internal(context) {
        let size = sizes.get(&id).copied().unwrap_or(0);
        let Some([((from, to), need)]) = ties.get(&id).map(Vec::as_slice) else {
            continue;
        };
        let other = if *from == id { *to } else { *from };
        let larger = sizes.get(&other).copied().unwrap_or(0);
        // Something of its own that is reached by events only stands alone well.
        if size > 1 || larger <= size || !need.is_synchronous() || !asked_by_one(context, id) {
            continue;
        }
        let message = format!(
            "{} and {} change and fail together: {} has {} and talks to nobody else",
            context.name(id),
            context.name(other),
            context.name(id),
            if size == 0 { "no entity" } else { "one entity" },
        );
        found.push(
            Finding::new(Part::Service(id), message)
                .also(Part::Service(other))
                .fix(Fix::advice(format!(
                    "Make it a part of {}",
                    context.name(other)
                ))),
        );
    }
}

/// Whether no operation of it is there for users: each is called by an operation of this design, or there is none.
fn asked_by_one(context: &Context, id: crate::model::ServiceId) -> bool {
    let mut own = context
        .design
        .operations()
        .iter()
        .filter(|(_, operation)| operation.service == Some(id));
    own.all(|(operation, _)| !context.facts.callers(operation).is_empty())
}
