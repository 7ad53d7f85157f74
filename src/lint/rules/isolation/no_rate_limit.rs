//! `no-rate-limit`

use super::calls;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};

rule! {
    /// An operation that matters less may call a service that matters more as often as it likes.
    ///
    /// # Why it hurts
    /// A report that runs wild, or a retry loop in a batch job, takes all that the important service has to give.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Reports", tier: BestEffort)],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "daily report", service: "Reports", kind: Query, accesses: [(read: "order", via: Call, timeout_ms: 300)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Reports", tier: BestEffort)],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "daily report", service: "Reports", kind: Query, accesses: [(read: "order", via: Call, timeout_ms: 300, rate_limit: 20)])],
    /// ```
    RULE = "no-rate-limit", Isolation, Warning, ["rate": 10.0, "Calls per second that the fix allows where the operation has no rate"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let usual = context.threshold("rate");
    for call in calls(context) {
        let target = context.design.get(call.target).map(|service| service.tier);
        let more_important =
            target.is_some_and(|tier| tier < context.facts.operation_tier(call.operation));
        if !more_important || call.access.rate_limit.is_some() {
            continue;
        }
        let message = format!(
            "{} can use up {}, which matters more: nothing limits how often it asks for {}",
            context.name(call.of.operation),
            context.name(call.target),
            call.what(context),
        );
        // Room for peaks above what is usual.
        let limit = call.operation.rate.map_or(usual, |rate| rate * 2.0);
        let fix = call.change(
            format!("Allow {limit} calls per second"),
            "Calls above that fail at once.",
            move |access| access.rate_limit = Some(limit),
        );
        found.push(call.finding(message).fix(fix));
    }
}
