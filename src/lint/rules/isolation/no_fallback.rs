//! `no-fallback`

use super::calls;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::{AccessTarget, Fallback, OperationKind, Tier};

rule! {
    /// An operation that matters needs an answer of another service, and nobody has said what it does without one.
    ///
    /// # Why it hurts
    /// While the other service is down, so is the operation: it is at most as available as both together. For a read there is
    /// nearly always something better than an error: the last answer, a copy, a fixed value. Where there is not, `fallback: None`
    /// says so.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Customers", tier: Critical)],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, timeout_ms: 300)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Customers", tier: Critical)],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: Cache)])],
    /// ```
    RULE = "no-fallback", Isolation, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for call in calls(context) {
        let tier = context.facts.operation_tier(call.operation);
        if call.access.optional
            || call.access.fallback != Fallback::Unstated
            || tier == Tier::BestEffort
        {
            continue;
        }
        // `critical-depends-on-lower-tier` says it of these, and more.
        let target = context.design.get(call.target);
        if tier == Tier::Critical && target.is_some_and(|service| service.tier != Tier::Critical) {
            continue;
        }
        let reads = match call.access.target {
            AccessTarget::Read(_) => true,
            AccessTarget::Write(_) | AccessTarget::CallService(_) => false,
            AccessTarget::Call(operation) => {
                let called = context.design.get(operation);
                called.is_some_and(|operation| operation.kind != OperationKind::Command)
            }
        };
        let message = format!(
            "{} is down while {} is: nothing takes the place of {}",
            context.name(call.of.operation),
            context.name(call.target),
            call.what(context),
        );
        let mut finding = call.finding(message);
        if reads {
            finding = finding.fix(call.change(
                "Fall back to the last answer",
                "While the other service is down, what users see may be old.",
                |access| access.fallback = Fallback::Cache,
            ));
        }
        found.push(finding.fix(call.change(
            "There is none, and that is meant",
            "The operation stays as unavailable as the service that it needs.",
            |access| access.fallback = Fallback::None,
        )));
    }
}
