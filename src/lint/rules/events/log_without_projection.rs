//! `log-without-projection`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, EntityKind, Part};

rule! {
    /// Nothing reads an event log: no feed starts from it, and no operation reads it.
    ///
    /// # Why it hurts
    /// The present can only be had by folding all events, so sooner or later someone does that in a request. Or nobody needs the
    /// log, and it only grows.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Payments")],
    /// entities: [(name: "ledger_entry", service: "Payments", kind: EventLog, fields: [(name: "id", type: "bigint", key: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Payments")],
    /// entities: [
    ///     (name: "ledger_entry", service: "Payments", kind: EventLog, fields: [(name: "id", type: "bigint", key: true)]),
    ///     (name: "balance", service: "Payments", kind: Projection, fields: [(name: "account", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "ledger_entry", to: "balance", mechanism: LogCapture, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    RULE = "log-without-projection", Events, Info
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let feeds = context
            .design
            .feeds()
            .iter()
            .any(|(_, feed)| feed.from == id);
        let read = context
            .facts
            .accesses(id)
            .any(|(_, _, access)| matches!(access.target, AccessTarget::Read(_)));
        if entity.kind != EntityKind::EventLog || feeds || read {
            continue;
        }
        let message = format!(
            "Nobody reads {}: no feed starts from the log and no operation reads it",
            context.entity(id)
        );
        found.push(Finding::new(Part::Entity(id), message).fix(Fix::advice(
            "Draw a projection of it, with a feed from the log",
        )));
    }
}
