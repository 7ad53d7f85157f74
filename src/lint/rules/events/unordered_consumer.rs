//! `unordered-consumer`

use super::{change, consumer, finding};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Mechanism, Role};

rule! {
    /// The consumer of a feed cannot tell a late event from a new one.
    ///
    /// # Why it hurts
    /// Events overtake each other when one is delivered again or two workers share the work. An old value then replaces a newer
    /// one, and stays.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "version", type: "int", roles: [RowVersion])]),
    ///     (name: "order_view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", mechanism: Outbox, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "version", type: "int", roles: [RowVersion])]),
    ///     (name: "order_view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", mechanism: Outbox, lag_s: 5, ordered_by: "version", idempotent: true, rebuildable: true)],
    /// ```
    RULE = "unordered-consumer", Events, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, feed) in context.design.feeds().iter() {
        // A log has an order of its own, a batch sets what is there, and two writes at once are a fault of their own.
        if feed.ordered_by.is_some()
            || !matches!(
                feed.mechanism,
                Mechanism::Outbox | Mechanism::TriggerCapture
            )
        {
            continue;
        }
        let message = format!(
            "{} may put an old value over a new one in {}: nothing tells late events about {} from new ones",
            consumer(context, feed),
            context.entity(feed.to),
            context.entity(feed.from),
        );
        let order = context
            .facts
            .field_with(feed.from, |role| matches!(role, Role::RowVersion))
            .or_else(|| {
                context
                    .facts
                    .field_with(feed.from, |role| matches!(role, Role::UpdatedAt))
            });
        let fix = match order {
            Some(path) => change(
                id,
                format!("Order events by {}", context.field(path)),
                "The consumer drops what is older than what it has.",
                move |feed| feed.ordered_by = Some(path.field),
            ),
            None => Fix::advice(format!(
                "Give {} a row version to order by",
                context.entity(feed.from)
            )),
        };
        found.push(finding(id, feed, message).fix(fix));
    }
}
