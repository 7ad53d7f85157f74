//! `no-bulkhead`

use super::{bystanders, calls, operations_by_service};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};

rule! {
    /// One slow call can hold every thread of a service whose other operations do not need it.
    ///
    /// # Why it hurts
    /// While the other service is slow, each call waits for its whole timeout: calls per second × attempts × seconds of them wait
    /// at once (Little's law). Where that is more than the service has threads, operations stop that have nothing to do with the
    /// slow service. A call without any timeout is what `no-timeout` speaks of.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// operations: [
    ///     (name: "show order", service: "Orders", kind: Query, rate: 200, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: Cache, circuit_breaker: true)]),
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
    ///     (name: "show order", service: "Orders", kind: Query, rate: 200, accesses: [(read: "customer", via: Call, timeout_ms: 300, bulkhead: 25, fallback: Cache, circuit_breaker: true)]),
    ///     (name: "cancel order", service: "Orders", accesses: [(write: "order", via: OwnStore)]),
    /// ],
    /// ```
    RULE = "no-bulkhead", Isolation, Warning, ["calls": 25.0, "Calls that one instance may have waiting at once, and that the fix allows"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let limit = context.threshold("calls").max(1.0) as u32;
    let operations = operations_by_service(context);
    for call in calls(context) {
        let (None, Some(timeout_ms), Some(rate)) = (
            call.access.bulkhead,
            call.access.timeout_ms,
            call.operation.rate,
        ) else {
            continue;
        };
        let instances = call.operation.service.and_then(|id| context.design.get(id));
        let instances = instances.map_or(1, |service| service.instances.max(1));
        let attempts = f64::from(call.access.attempts.max(1));
        let waiting = rate * attempts * f64::from(timeout_ms) / 1000.0;
        if waiting <= f64::from(limit) * f64::from(instances) {
            continue;
        }
        let Some((names, count)) = bystanders(context, &operations, &call) else {
            continue;
        };
        let message = format!(
            "{names} {} too while {} is slow: {} has {waiting:.0} calls waiting in {} then",
            if count == 1 { "stops" } else { "stop" },
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
