//! Feeds and those who follow them.

pub(in crate::lint) mod dual_write;
pub(in crate::lint) mod log_without_projection;
pub(in crate::lint) mod no_rebuild_source;
pub(in crate::lint) mod non_idempotent_consumer;
pub(in crate::lint) mod overkill_projection;
pub(in crate::lint) mod unbounded_lag;
pub(in crate::lint) mod unordered_consumer;

use crate::lint::{Context, Finding, Fix};
use crate::model::{Feed, FeedId, Part};

/// A fault of a feed: what suffers is its target.
fn finding(id: FeedId, feed: &Feed, message: String) -> Finding {
    Finding::new(Part::Feed(id), message)
        .also(Part::Entity(feed.to))
        .along([Part::Entity(feed.from), Part::Entity(feed.to)])
}

/// A change of a feed.
fn change(
    id: FeedId,
    label: impl Into<String>,
    cost: &str,
    change: impl Fn(&mut Feed) + Send + Sync + 'static,
) -> Fix {
    Fix::look(label, cost, move |builder| {
        builder.update(id, |feed: &mut Feed| change(feed));
    })
}

/// The service that keeps the target of a feed, or words for it.
fn consumer(context: &Context, feed: &Feed) -> String {
    match context.facts.owner(feed.to) {
        Some(service) => context.name(service).to_owned(),
        None => "the consumer".to_owned(),
    }
}
