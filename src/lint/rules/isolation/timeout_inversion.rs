//! `timeout-inversion`

use super::calls;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Operation, Part, Via};

rule! {
    /// A called operation waits longer, over all its attempts, than its caller waits for it.
    ///
    /// # Why it hurts
    /// The caller has given up while the work goes on: it is done for nobody, it may take effect although the caller was told that
    /// it failed, and the retries of the caller come on top.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments"), (name: "Bank", kind: External)],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(call: "authorize", timeout_ms: 800, fallback: None)]),
    ///     (name: "authorize", service: "Payments", accesses: [(call_service: "Bank", timeout_ms: 1000, attempts: 2, fallback: None)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments"), (name: "Bank", kind: External)],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(call: "authorize", timeout_ms: 800, fallback: None)]),
    ///     (name: "authorize", service: "Payments", accesses: [(call_service: "Bank", timeout_ms: 400, attempts: 2, fallback: None)]),
    /// ],
    /// ```
    RULE = "timeout-inversion", Isolation, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for call in calls(context) {
        let (AccessTarget::Call(called), Some(outer_ms)) =
            (&call.access.target, call.access.timeout_ms)
        else {
            continue;
        };
        let called = *called;
        let Some(operation) = context.design.get(called) else {
            continue;
        };
        for (place, access) in operation.accesses.iter().enumerate() {
            let Some(timeout_ms) = access.timeout_ms else {
                continue;
            };
            let attempts = access.attempts.max(1);
            let waits = context.facts.via(operation, access) == Via::Call;
            let inner_ms = u64::from(timeout_ms) * u64::from(attempts)
                + u64::from(access.backoff_ms.unwrap_or(0)) * u64::from(attempts - 1);
            if !waits || inner_ms <= u64::from(outer_ms) {
                continue;
            }
            let message = format!(
                "{} gives up after {outer_ms} ms while {} goes on for {inner_ms} ms: the work is done for nobody",
                context.name(call.of.operation),
                context.name(called),
            );
            let aligned = (outer_ms
                .saturating_sub(access.backoff_ms.unwrap_or(0) * (attempts - 1))
                / attempts)
                .max(1);
            found.push(
                Finding::new(Part::Operation(called), message)
                    .also(Part::Operation(call.of.operation))
                    .along([Part::Operation(call.of.operation), Part::Operation(called)])
                    .fix(Fix::look(
                        format!("Give each attempt {aligned} ms"),
                        "Attempts that would have succeeded later fail.",
                        move |builder| {
                            builder.update(called, |operation: &mut Operation| {
                                if let Some(access) = operation.accesses.get_mut(place) {
                                    access.timeout_ms = Some(aligned);
                                }
                            });
                        },
                    )),
            );
        }
    }
}
