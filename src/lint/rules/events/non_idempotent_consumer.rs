//! `non-idempotent-consumer`

use super::{change, consumer, finding};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::Mechanism;

rule! {
    /// The consumer of a feed takes an event that comes twice as two events.
    ///
    /// # Why it hurts
    /// Every broker delivers again when it is not sure. Amounts are booked twice, mails are sent twice, counters run ahead.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "order_view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", mechanism: LogCapture, lag_s: 5, rebuildable: true)],
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
    RULE = "non-idempotent-consumer", Events, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, feed) in context.design.feeds().iter() {
        // A batch sets what is there; a dual write delivers once or not at all, which is a fault of its own.
        let delivers_again = !matches!(feed.mechanism, Mechanism::Batch | Mechanism::DualWrite);
        if feed.idempotent || !delivers_again {
            continue;
        }
        let message = format!(
            "{} takes an event about {} twice when it is delivered twice: {} is wrong from then on",
            consumer(context, feed),
            context.entity(feed.from),
            context.entity(feed.to),
        );
        found.push(finding(id, feed, message).fix(change(
            id,
            "Take each event once",
            "The consumer has to remember which events it took, or to set values instead of adding to them.",
            |feed| feed.idempotent = true,
        )));
    }
}
