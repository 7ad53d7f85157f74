//! `cross-shard-join`

use super::shard_by;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{EntityKind, Part};

rule! {
    /// The rows at the two ends of a relationship may lie on different shards.
    ///
    /// # Why it hurts
    /// To join them, a read asks every shard; to change both, a write needs a transaction over shards. Both get slower with every
    /// shard that is added.
    ///
    /// # Example
    /// ```ron
    /// stores: [(name: "orders", shards: 4)],
    /// entities: [
    ///     (name: "order", store: "orders", shard_key: ["id"], fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", store: "orders", shard_key: ["id"], fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "line.order_id", to: "order.id", ends: (Many, One), integrity: None)],
    /// ```
    /// # Mended
    /// ```ron
    /// stores: [(name: "orders", shards: 4)],
    /// entities: [
    ///     (name: "order", store: "orders", shard_key: ["id"], fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", store: "orders", shard_key: ["order_id"], fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "line.order_id", to: "order.id", ends: (Many, One), integrity: None)],
    /// ```
    RULE = "cross-shard-join", Sharding, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        let (child, parent) = (relationship.from.entity, relationship.to.entity);
        let (Some(child_store), Some(parent_store)) = context.facts.stores_at(relationship) else {
            continue;
        };
        let shards = context
            .design
            .get(child_store)
            .map_or(1, |store| store.shards);
        let (Some(one), Some(other)) = (context.facts.entity(child), context.facts.entity(parent))
        else {
            continue;
        };
        let everywhere = other.kind == EntityKind::ReferenceData;
        let unsaid = one.shard_key.is_empty() || other.shard_key.is_empty();
        if child_store != parent_store || shards < 2 || everywhere || unsaid {
            continue;
        }
        // The fields of the child that hold the parent's shard key.
        let pairs = relationship.from.fields.iter().zip(&relationship.to.fields);
        let matching: Option<Vec<_>> = other
            .shard_key
            .iter()
            .map(|key| {
                pairs
                    .clone()
                    .find(|(_, to)| *to == key)
                    .map(|(from, _)| *from)
            })
            .collect();
        if matching.as_ref() == Some(&one.shard_key)
            || one.shard_key == other.shard_key && child == parent
        {
            continue;
        }
        let message = format!(
            "Joining {} and {} asks every shard of {}: their rows are spread by different keys",
            context.entity(child),
            context.entity(parent),
            context.name(child_store),
        );
        let fix = match matching {
            Some(fields) if child != parent => shard_by(context, child, fields),
            _ => Fix::advice("Spread both by a key that they share, such as the customer"),
        };
        found.push(
            Finding::new(Part::Relationship(id), message)
                .also(Part::Entity(child))
                .also(Part::Entity(parent))
                .fix(fix),
        );
    }
}
