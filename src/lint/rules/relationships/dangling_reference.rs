//! `dangling-reference`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, Index, Integrity, Part, Reference, Relationship};

rule! {
    /// A reference that is kept valid points at fields that do not identify a row.
    ///
    /// # Why it hurts
    /// The reference may hit several rows or none, so nothing can say whether it is valid. A database refuses such a key.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "number", type: "text")]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_number", type: "text")]),
    /// ],
    /// relationships: [(from: "line.order_number", to: "order.number", ends: (Many, One), integrity: Enforced)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "number", type: "text", unique: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_number", type: "text")]),
    /// ],
    /// relationships: [(from: "line.order_number", to: "order.number", ends: (Many, One), integrity: Enforced)],
    /// ```
    RULE = "dangling-reference", Relationships, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        let Some(parent) = context.facts.entity(relationship.to.entity) else {
            continue;
        };
        let fields = &relationship.to.fields;
        if matches!(relationship.integrity, Integrity::None)
            || fields.is_empty()
            || parent.is_unique(fields)
        {
            continue;
        }
        let message = format!(
            "{} may point at several rows or none: {} does not identify one row of {}",
            context.key(id),
            context.parent_key(id),
            context.entity(relationship.to.entity),
        );
        let (entity, unique) = (relationship.to.entity, fields.clone());
        found.push(
            Finding::new(Part::Relationship(id), message)
                .also(Part::Entity(entity))
                .fix(Fix::look(
                    format!("Make {} unique", context.parent_key(id)),
                    "Rows that share these values have to be told apart first.",
                    move |builder| {
                        builder.update(entity, |entity: &mut Entity| match unique.as_slice() {
                            [one] => {
                                for field in &mut entity.fields {
                                    field.unique |= field.id == *one;
                                }
                            }
                            several => entity.indexes.push(Index {
                                fields: several.to_vec(),
                                unique: true,
                                ..Index::default()
                            }),
                        });
                    },
                ))
                .fix(Fix::look(
                    "Keep nothing valid",
                    "Readers have to cope with references that point at nothing.",
                    move |builder| {
                        builder.update(id, |relationship: &mut Relationship| {
                            relationship.integrity = Integrity::None;
                        });
                    },
                ))
                .fix(Fix::look(
                    "Remove the relationship",
                    "The fields stay.",
                    move |builder| {
                        builder.remove([Reference::Relationship(id)]);
                    },
                )),
        );
    }
}
