//! `dual-write`

use super::{change, consumer, finding};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::Mechanism;

rule! {
    /// The application writes the data and its copy one after the other.
    ///
    /// # Why it hurts
    /// When it stops between the two, or one of them refuses, data and copy differ for good and nobody is told. An event written in
    /// the transaction of the change, or the log of the database, cannot be lost that way.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "order_view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", mechanism: DualWrite, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "order_view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", mechanism: Outbox, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    RULE = "dual-write", Events, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, feed) in context.design.feeds().iter() {
        if feed.mechanism != Mechanism::DualWrite {
            continue;
        }
        let message = format!(
            "{} and {} differ for good when a write of one fails: the application writes both, one after the other",
            context.entity(feed.from),
            context.entity(feed.to),
        );
        let later = format!("{} sees a change a moment later.", consumer(context, feed));
        found.push(
            finding(id, feed, message)
                .fix(change(id, "Send an event from an outbox", &later, |feed| {
                    feed.mechanism = Mechanism::Outbox;
                }))
                .fix(change(
                    id,
                    "Capture changes from the database's log",
                    &later,
                    |feed| {
                        feed.mechanism = Mechanism::LogCapture;
                    },
                )),
        );
    }
}
