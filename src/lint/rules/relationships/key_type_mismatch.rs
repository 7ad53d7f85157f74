//! `key-type-mismatch`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, FieldPath, Part, TypeFamily};

rule! {
    /// A foreign key holds another kind of value than the key that it points at.
    ///
    /// # Why it hurts
    /// A database refuses such a key; an application has to convert at every join, indexes go unused, and values that do not
    /// convert point at nothing.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "integer")]),
    /// ],
    /// relationships: [(from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced)],
    /// ```
    RULE = "key-type-mismatch", Relationships, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, relationship) in context.design.relationships().iter() {
        let (Some(child), Some(parent)) = (
            context.facts.entity(relationship.from.entity),
            context.facts.entity(relationship.to.entity),
        ) else {
            continue;
        };
        for (from, to) in relationship.from.fields.iter().zip(&relationship.to.fields) {
            let (Some(key), Some(target)) = (child.field(*from), parent.field(*to)) else {
                continue;
            };
            if !TypeFamily::never_equal(&key.data_type, &target.data_type) {
                continue;
            }
            let path = FieldPath {
                entity: relationship.from.entity,
                field: *from,
            };
            let message = format!(
                "{} can never equal {}: {} is not {}",
                context.field(path),
                context.field(FieldPath {
                    entity: relationship.to.entity,
                    field: *to,
                }),
                key.data_type,
                target.data_type,
            );
            let data_type = target.data_type.clone();
            let fix = Fix::look(
                format!("Make it {data_type}"),
                "Values that are there already have to be converted.",
                move |builder| {
                    builder.update(path.entity, |entity: &mut Entity| {
                        for field in &mut entity.fields {
                            if field.id == path.field {
                                field.data_type.clone_from(&data_type);
                            }
                        }
                    });
                },
            );
            found.push(
                Finding::new(Part::Field(path), message)
                    .also(Part::Relationship(id))
                    .fix(fix),
            );
        }
    }
}
