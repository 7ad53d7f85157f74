//! What is spread over shards.

pub(in crate::lint) mod cross_shard_join;
pub(in crate::lint) mod hot_shard;
pub(in crate::lint) mod no_shard_key;

use crate::lint::{Context, Fix};
use crate::model::{Entity, EntityId, EntityKind, FieldId};

/// The entities in stores with several shards, but for those that every shard has.
fn sharded<'a>(context: &'a Context<'_>) -> impl Iterator<Item = (EntityId, &'a Entity)> {
    context.design.entities().iter().filter(|(id, entity)| {
        entity.kind != EntityKind::ReferenceData
            && context
                .facts
                .store(*id)
                .is_some_and(|store| store.shards > 1)
    })
}

/// Spreads the rows of an entity by these fields.
fn shard_by(context: &Context, id: EntityId, fields: Vec<FieldId>) -> Fix {
    let names: Vec<&str> = fields
        .iter()
        .filter_map(|field| Some(context.design.get(id)?.field(*field)?.name.as_str()))
        .collect();
    Fix::look(
        format!("Shard {} by {}", context.entity(id), context.list(&names)),
        "The rows that are there already have to move.",
        move |builder| {
            builder.update(id, |entity: &mut Entity| {
                entity.shard_key.clone_from(&fields);
            });
        },
    )
}
