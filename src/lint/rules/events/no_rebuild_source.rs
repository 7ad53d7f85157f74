//! `no-rebuild-source`

use std::collections::BTreeMap;

use super::finding;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{EntityId, Feed, FeedId, Part};

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
    // A target is filled anew as a whole, so it is one fault however many sources it has.
    let mut targets: BTreeMap<EntityId, Vec<FeedId>> = BTreeMap::new();
    for (id, feed) in context.design.feeds().iter() {
        if !feed.rebuildable {
            targets.entry(feed.to).or_default().push(id);
        }
    }
    for feeds in targets.into_values() {
        let of = |id: &FeedId| context.design.get(*id);
        let Some((first, feed)) = feeds.first().and_then(|id| Some((*id, of(id)?))) else {
            continue;
        };
        let sources = feeds.iter().filter_map(of);
        let sources: Vec<String> = sources.map(|feed| context.entity(feed.from)).collect();
        let message = format!(
            "{} stays wrong after a fault: it cannot be filled anew from {}",
            context.entity(feed.to),
            context.list(&sources),
        );
        let mut finding = finding(first, feed, message);
        for id in &feeds {
            finding = finding.also(Part::Feed(*id));
        }
        found.push(finding.fix(Fix::look(
            "Make it possible to fill it anew",
            "The source has to keep its log, or to offer all of its rows.",
            move |builder| {
                for id in &feeds {
                    builder.update(*id, |feed: &mut Feed| feed.rebuildable = true);
                }
            },
        )));
    }
}
