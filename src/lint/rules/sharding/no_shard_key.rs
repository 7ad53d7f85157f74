//! `no-shard-key`

use super::{shard_by, sharded};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::Part;

rule! {
    /// An entity in a store with several shards does not say how its rows are spread.
    ///
    /// # Why it hurts
    /// Either all rows lie on one shard, or every read asks all of them.
    ///
    /// # Example
    /// ```ron
    /// stores: [(name: "stock", engine: Cassandra, shards: 3)],
    /// entities: [(name: "stock_level", store: "stock", fields: [(name: "sku", type: "text", key: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// stores: [(name: "stock", engine: Cassandra, shards: 3)],
    /// entities: [(name: "stock_level", store: "stock", shard_key: ["sku"], fields: [(name: "sku", type: "text", key: true)])],
    /// ```
    RULE = "no-shard-key", Sharding, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in sharded(context) {
        if !entity.shard_key.is_empty() || entity.fields.is_empty() {
            continue;
        }
        let message = format!(
            "Every read of {} asks all shards of {}: nothing says which one has a row",
            context.entity(id),
            context.facts.store(id).map_or("", |store| &store.name),
        );
        let key: Vec<_> = entity.primary_key().map(|field| field.id).take(1).collect();
        let fix = if key.is_empty() {
            Fix::advice("Choose a field that every read knows")
        } else {
            shard_by(context, id, key)
        };
        found.push(Finding::new(Part::Entity(id), message).fix(fix));
    }
}
