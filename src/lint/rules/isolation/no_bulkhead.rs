//! `no-bulkhead`

use std::collections::BTreeMap;

use super::calls;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::{Operation, OperationId, ServiceId};

rule! {
    /// One slow call can hold every thread of a service whose other operations do not need it.
    ///
    /// # Why it hurts
    /// Calls that wait without a limit pile up until the service has nothing left to answer with: operations stop that have
    /// nothing to do with the slow service.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [
    ///     (name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, fallback: Cache)]),
    ///     (name: "cancel order", service: "Orders", accesses: [(write: "order", via: OwnStore)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [
    ///     (name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, timeout_ms: 300, bulkhead: 25, fallback: Cache)]),
    ///     (name: "cancel order", service: "Orders", accesses: [(write: "order", via: OwnStore)]),
    /// ],
    /// ```
    RULE = "no-bulkhead", Isolation, Warning, ["calls": 25.0, "Calls at once that the fix allows"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let limit = context.threshold("calls").max(1.0) as u32;
    let mut offered: BTreeMap<Option<ServiceId>, Vec<(OperationId, &Operation)>> = BTreeMap::new();
    for (id, operation) in context.design.operations().iter() {
        let same = offered.entry(operation.service).or_default();
        same.push((id, operation));
    }
    for call in calls(context) {
        if call.access.bulkhead.is_some() || call.access.timeout_ms.is_some() {
            continue;
        }
        let beside = offered.get(&call.operation.service);
        let bystanders: Vec<&str> = beside
            .into_iter()
            .flatten()
            .filter(|(id, operation)| {
                *id != call.of.operation
                    && !operation
                        .accesses
                        .iter()
                        .any(|access| context.facts.target_service(access) == Some(call.target))
            })
            .map(|(id, _)| context.name(*id))
            .collect();
        if bystanders.is_empty() {
            continue;
        }
        let message = format!(
            "{} {} too while {} is slow: {} may hold every thread of {}",
            context.list(&bystanders),
            if bystanders.len() == 1 {
                "stops"
            } else {
                "stop"
            },
            context.name(call.target),
            context.name(call.of.operation),
            context.service(call.operation.service),
        );
        let fix = call.change(
            format!("Let {limit} calls wait at once"),
            "Further calls fail at once.",
            move |access| access.bulkhead = Some(limit),
        );
        found.push(call.finding(message).fix(fix));
    }
}
