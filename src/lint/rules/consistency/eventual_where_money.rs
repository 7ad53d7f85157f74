//! `eventual-where-money`

use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{
    Consistency, Entity, EntityKind, Field, FieldPath, Part, Role, TypeFamily, Zone,
};

rule! {
    /// Amounts, balances or stock counts are kept under eventual consistency.
    ///
    /// # Why it hurts
    /// Two writers see the same balance and both spend it. Nothing is wrong with either; the sum is.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Stock")],
    /// zones: [(name: "Stock", consistency: Eventual)],
    /// entities: [(name: "stock_level", service: "Stock", zone: "Stock", fields: [(name: "sku", type: "text", key: true), (name: "on_hand", type: "int")])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Stock")],
    /// zones: [(name: "Stock", consistency: Strong)],
    /// entities: [(name: "stock_level", service: "Stock", zone: "Stock", fields: [(name: "sku", type: "text", key: true), (name: "on_hand", type: "int")])],
    /// ```
    RULE = "eventual-where-money", Consistency, Warning
}

/// Words in the names of fields that others spend from.
const SPENT: [&str; 9] = [
    "balance",
    "on_hand",
    "in_stock",
    "stock",
    "available",
    "reserved",
    "credit",
    "quota",
    "seats",
];

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let eventual = context.facts.consistency(id) == Some(Consistency::Eventual);
        let original = matches!(entity.kind, EntityKind::Table | EntityKind::Document);
        if !eventual || !original {
            continue;
        }
        let Some(field) = entity.fields.iter().find(|field| is_spent(field)) else {
            continue;
        };
        let message = format!(
            "Two writers can spend the same {}: {} is only eventually consistent",
            context.field(FieldPath {
                entity: id,
                field: field.id
            }),
            context.entity(id),
        );
        let strong = context.design.zones().iter().find(|(zone, item)| {
            item.consistency == Consistency::Strong
                && context.design.entities().iter().all(|(other, e)| {
                    e.zone != Some(*zone)
                        || context.facts.store_of(other) == context.facts.store_of(id)
                })
        });
        let zone = strong.map(|(zone, _)| zone);
        let name = unique_name(
            &format!("{}, strong", context.service(entity.service)),
            context
                .design
                .zones()
                .iter()
                .map(|(_, zone)| zone.name.as_str()),
        );
        found.push(Finding::new(Part::Entity(id), message).fix(Fix::look(
            "Make it strongly consistent",
            "Writes need the leader, or a majority, of its store.",
            move |builder| {
                let zone = zone.unwrap_or_else(|| {
                    builder.insert(Zone {
                        name: name.clone(),
                        consistency: Consistency::Strong,
                    })
                });
                builder.update(id, |entity: &mut Entity| entity.zone = Some(zone));
            },
        )));
    }
}

/// Whether a field holds what is taken from until it is used up. A copy is spent at its source.
fn is_spent(field: &Field) -> bool {
    let name = field.name.to_lowercase();
    let countable = matches!(
        TypeFamily::of(&field.data_type),
        TypeFamily::Integer | TypeFamily::Decimal | TypeFamily::Float
    );
    let copied = field
        .roles
        .iter()
        .any(|role| matches!(role, Role::CopyOf(_) | Role::AggregateOf(_)));
    countable && !copied && SPENT.iter().any(|word| name.contains(word))
}
