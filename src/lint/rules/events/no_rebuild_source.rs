//! `no-rebuild-source`

use super::{change, finding};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};

rule! {
    /// A copy or projection cannot be filled anew from its source.
    ///
    /// # Why it hurts
    /// After a fault in the consumer, a lost event or a new field, the copy stays wrong, because only changes reach it.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "order_view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", mechanism: LogCapture, lag_s: 5, idempotent: true)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "order_view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", mechanism: LogCapture, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    RULE = "no-rebuild-source", Events, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, feed) in context.design.feeds().iter() {
        if feed.rebuildable {
            continue;
        }
        let message = format!(
            "{} stays wrong after a fault: it cannot be filled anew from {}",
            context.entity(feed.to),
            context.entity(feed.from),
        );
        found.push(finding(id, feed, message).fix(change(
            id,
            "Make it possible to fill it anew",
            "The source has to keep its log, or to offer all of its rows.",
            |feed| feed.rebuildable = true,
        )));
    }
}
