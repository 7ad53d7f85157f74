//! `hot-shard`

use super::{shard_by, sharded};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, Field, Part, Role, TypeFamily};

rule! {
    /// The rows of an entity are spread by a field that only grows, or that has few values.
    ///
    /// # Why it hurts
    /// With a key that only grows, all new rows go to the last shard; with few values, some shards have nearly everything. The
    /// hottest shard decides what the whole store can bear.
    ///
    /// # Example
    /// ```ron
    /// stores: [(name: "orders", shards: 4)],
    /// entities: [(name: "order", store: "orders", shard_key: ["placed_at"], fields: [(name: "id", type: "uuid", key: true), (name: "placed_at", type: "timestamp", roles: [CreatedAt])])],
    /// ```
    /// # Mended
    /// ```ron
    /// stores: [(name: "orders", shards: 4)],
    /// entities: [(name: "order", store: "orders", shard_key: ["id"], fields: [(name: "id", type: "uuid", key: true), (name: "placed_at", type: "timestamp", roles: [CreatedAt])])],
    /// ```
    RULE = "hot-shard", Sharding, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in sharded(context) {
        let first = entity
            .shard_key
            .first()
            .and_then(|field| entity.field(*field));
        let Some((field, fault)) = first.and_then(|field| Some((field, fault(field)?))) else {
            continue;
        };
        let message = format!(
            "One shard of {} takes most of {}: {} {fault}",
            context.facts.store(id).map_or("", |store| &store.name),
            context.entity(id),
            field.name,
        );
        let fix = match spread(entity) {
            Some(better) => shard_by(context, id, vec![better]),
            None => {
                Fix::advice("Put something with many values in front, such as a hash of the key")
            }
        };
        found.push(Finding::new(Part::Entity(id), message).fix(fix));
    }
}

/// What is wrong with a field to shard by.
fn fault(field: &Field) -> Option<&'static str> {
    let data_type = field.data_type.to_lowercase();
    let serial = data_type.contains("serial")
        || data_type.contains("identity")
        || data_type.contains("auto_increment");
    match TypeFamily::of(&field.data_type) {
        TypeFamily::Timestamp | TypeFamily::Date => Some("only grows, so new rows go to one shard"),
        _ if serial => Some("only grows, so new rows go to one shard"),
        TypeFamily::Boolean => Some("has two values"),
        _ if field.roles.contains(&Role::Status) => Some("has few values"),
        _ => None,
    }
}

/// A field whose values spread well: part of the key, and random or a text.
fn spread(entity: &Entity) -> Option<crate::model::FieldId> {
    let good = |field: &&Field| {
        fault(field).is_none()
            && matches!(
                TypeFamily::of(&field.data_type),
                TypeFamily::Uuid | TypeFamily::Text
            )
    };
    let keys = entity.fields.iter().filter(|field| field.key);
    let all = keys.chain(&entity.fields);
    all.filter(|field| field.key || TypeFamily::of(&field.data_type) == TypeFamily::Uuid)
        .find(good)
        .map(|field| field.id)
}
