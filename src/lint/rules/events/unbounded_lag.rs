//! `unbounded-lag`

use super::{change, finding};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::Mechanism;

rule! {
    /// Nobody has said how old a copy may be.
    ///
    /// # Why it hurts
    /// Without a bound nothing can alarm when the feed stands still: a copy that is an hour old looks like one of a second.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "order_view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", mechanism: LogCapture, idempotent: true, rebuildable: true)],
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
    RULE = "unbounded-lag", Events, Warning, ["lag_s": 60.0, "Greatest delay that the fix sets, in seconds"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let lag_s = context.threshold("lag_s");
    for (id, feed) in context.design.feeds().iter() {
        // Two writes have no lag; that they come apart is what the other rule says.
        if feed.lag_s.is_some() || feed.mechanism == Mechanism::DualWrite {
            continue;
        }
        let message = format!(
            "{} may be hours behind {} without anyone knowing: nothing says how old it may be",
            context.entity(feed.to),
            context.entity(feed.from),
        );
        found.push(finding(id, feed, message).fix(change(
            id,
            format!("At most {lag_s} seconds"),
            "Someone has to measure it and to be woken when it is more.",
            move |feed| feed.lag_s = Some(lag_s),
        )));
    }
}
