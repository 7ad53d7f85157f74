//! `no-timeout`

use super::{bystanders, calls, operations_by_service};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};

rule! {
    /// An operation waits for another service without a limit of time.
    ///
    /// # Why it hurts
    /// A slow service is worse than a dead one: every caller waits, holds its thread and its connections, and is down itself once
    /// all of them are held. With a timeout the call fails and the caller lives.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, fallback: Cache)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: Cache)])],
    /// ```
    RULE = "no-timeout", Isolation, Error, ["timeout_ms": 1000.0, "Timeout that the fix sets, in milliseconds, where the operation has no latency budget"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let usual = context.threshold("timeout_ms").max(1.0) as u32;
    let operations = operations_by_service(context);
    for call in calls(context) {
        if call.access.timeout_ms.is_some() {
            continue;
        }
        // Where nothing limits the calls at once either, they take the threads of operations that need nothing of all this.
        let with_it = bystanders(context, &operations, &call)
            .filter(|_| call.access.bulkhead.is_none())
            .map(|(names, _)| format!(", and {names} with it"));
        let message = format!(
            "{} hangs while {} is slow{}: it waits for {} without a limit of time",
            context.name(call.of.operation),
            context.name(call.target),
            with_it.unwrap_or_default(),
            call.what(context),
        );
        // All attempts together fit into the time in which the operation must answer.
        let timeout_ms = call.operation.latency_ms.map_or(usual, |budget| {
            (budget / call.access.attempts.max(1)).clamp(1, usual)
        });
        let fix = call.change(
            format!("Give up after {timeout_ms} ms"),
            "The operation fails, or uses its fallback, when there is no answer by then.",
            move |access| access.timeout_ms = Some(timeout_ms),
        );
        found.push(call.finding(message).fix(fix));
    }
}
