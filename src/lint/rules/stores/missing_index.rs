//! `missing-index`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{EngineFamily, Entity, FieldId, Index, Integrity, Part};

rule! {
    /// The fields of a foreign key have no index.
    ///
    /// # Why it hurts
    /// Finding the children of a row reads the whole table; so does every delete of a parent, which has to make sure that there are
    /// none, and holds its locks for as long.
    ///
    /// # Example
    /// ```ron
    /// entities: [
    ///     (name: "order", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced)],
    /// ```
    /// # Mended
    /// ```ron
    /// entities: [
    ///     (name: "order", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")], indexes: [(fields: ["order_id"])]),
    /// ],
    /// relationships: [(from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced)],
    /// ```
    RULE = "missing-index", Stores, Info
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        let child = relationship.from.entity;
        let Some(entity) = context.facts.entity(child) else {
            continue;
        };
        let relational = context
            .facts
            .store(child)
            .is_none_or(|store| store.engine.family() == EngineFamily::Relational);
        let fields = &relationship.from.fields;
        if relationship.integrity != Integrity::Enforced
            || fields.is_empty()
            || !relational
            || is_indexed(entity, fields)
        {
            continue;
        }
        let message = format!(
            "Finding {} by its {} reads the whole table: {} has no index",
            context.entity(child),
            context.entity(relationship.to.entity),
            context.key(id),
        );
        let fields = fields.clone();
        found.push(
            Finding::new(Part::Relationship(id), message)
                .also(Part::Entity(child))
                .fix(Fix::safe(
                    format!("Add an index on {}", context.key(id)),
                    move |builder| {
                        builder.update(child, |entity: &mut Entity| {
                            if !is_indexed(entity, &fields) {
                                entity.indexes.push(Index {
                                    fields: fields.clone(),
                                    ..Index::default()
                                });
                            }
                        });
                    },
                )),
        );
    }
}

/// Whether the fields are, in any order, the first ones of the primary key, of an index or of a unique field.
fn is_indexed(entity: &Entity, fields: &[FieldId]) -> bool {
    let starts_with = |key: &[FieldId]| {
        key.get(..fields.len())
            .is_some_and(|start| fields.iter().all(|field| start.contains(field)))
    };
    let primary: Vec<FieldId> = entity.primary_key().map(|field| field.id).collect();
    let unique = matches!(fields, [one] if entity.field(*one).is_some_and(|field| field.unique));
    unique
        || starts_with(&primary)
        || entity
            .indexes
            .iter()
            .any(|index| index.filter.is_empty() && starts_with(&index.fields))
}
