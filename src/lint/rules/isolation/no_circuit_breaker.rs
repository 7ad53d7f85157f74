//! `no-circuit-breaker`

use super::calls;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};

rule! {
    /// A busy operation keeps calling a service that fails.
    ///
    /// # Why it hurts
    /// Each call waits for its timeout before it fails, so the operation gets slow where it could fail fast or fall back at once;
    /// and the calls keep the other service from recovering.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, rate: 50, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: Cache)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, rate: 50, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: Cache, circuit_breaker: true)])],
    /// ```
    RULE = "no-circuit-breaker", Isolation, Warning, ["rate": 10.0, "Calls per second from which on it matters"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let busy = context.threshold("rate");
    for call in calls(context) {
        let Some(rate) = call.operation.rate.filter(|rate| *rate >= busy) else {
            continue;
        };
        // What waits forever needs a timeout first, and the other rule says so.
        if call.access.circuit_breaker || call.access.timeout_ms.is_none() {
            continue;
        }
        let attempts = rate * f64::from(call.access.attempts.max(1));
        let message = format!(
            "{} sends {attempts} calls per second into {} while it fails, and waits for each: no circuit breaker stops it",
            context.name(call.of.operation),
            context.name(call.target),
        );
        let fix = call.change(
            "Add a circuit breaker",
            "For a while after many failures, calls fail at once without being tried.",
            |access| access.circuit_breaker = true,
        );
        found.push(call.finding(message).fix(fix));
    }
}
