//! `misplaced-entity`

use std::collections::BTreeMap;

use crate::edit::{entity_names, unique_name};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, EntityId, Integrity, Part, Relationship, ServiceId};

rule! {
    /// An entity has more to do with another service than with its own.
    ///
    /// # Why it hurts
    /// What belongs together is cut apart: its relationships cross a boundary, so reads become calls and changes need both teams.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    ///     (name: "discount", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid"), (name: "line_id", type: "uuid")]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "address", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    /// ],
    /// relationships: [
    ///     (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: None),
    ///     (from: "discount.order_id", to: "order.id", ends: (Many, One), integrity: None),
    ///     (from: "discount.line_id", to: "line.id", ends: (Many, One), integrity: None),
    ///     (from: "address.customer_id", to: "customer.id", ends: (Many, One), integrity: None),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    ///     (name: "discount", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid"), (name: "line_id", type: "uuid")]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "address", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    /// ],
    /// relationships: [
    ///     (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: None),
    ///     (from: "discount.order_id", to: "order.id", ends: (Many, One), integrity: None),
    ///     (from: "discount.line_id", to: "line.id", ends: (Many, One), integrity: None),
    ///     (from: "address.customer_id", to: "customer.id", ends: (Many, One), integrity: None),
    /// ],
    /// ```
    RULE = "misplaced-entity", Cut, Info, ["gain": 0.01, "Least gain of modularity by the move"]
}

/// How strongly a relationship ties its two ends.
fn weight(relationship: &Relationship) -> f64 {
    match relationship.integrity {
        Integrity::Enforced => 2.0,
        Integrity::Checked { .. } => 1.5,
        Integrity::Eventual { .. } | Integrity::None => 1.0,
    }
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let least = context.threshold("gain");
    let mut total = 0.0;
    let mut degree: BTreeMap<EntityId, f64> = BTreeMap::new();
    for (_, relationship) in context.design.relationships().iter() {
        let weight = weight(relationship);
        total += weight;
        *degree.entry(relationship.from.entity).or_default() += weight;
        *degree.entry(relationship.to.entity).or_default() += weight;
    }
    let mut sums: BTreeMap<ServiceId, f64> = BTreeMap::new();
    for (entity, degree) in &degree {
        if let Some(service) = context.facts.owner(*entity) {
            *sums.entry(service).or_default() += degree;
        }
    }
    for (id, entity) in context.design.entities().iter() {
        let (Some(own), Some(degree)) = (entity.service, degree.get(&id)) else {
            continue;
        };
        // What ties the entity to each service.
        let mut ties: BTreeMap<ServiceId, f64> = BTreeMap::new();
        for relationship in context
            .facts
            .parents(id)
            .iter()
            .chain(context.facts.children(id))
        {
            let Some(relationship) = context.design.get(*relationship) else {
                continue;
            };
            let other = if relationship.from.entity == id {
                relationship.to.entity
            } else {
                relationship.from.entity
            };
            if let Some(service) = context.facts.owner(other).filter(|_| other != id) {
                *ties.entry(service).or_default() += weight(relationship);
            }
        }
        // The change of Newman's modularity, Σ [L/m − (d/2m)²] over services, when the entity moves.
        let sum = |service| sums.get(&service).copied().unwrap_or(0.0);
        let stay = ties.get(&own).copied().unwrap_or(0.0);
        let gain = |(service, tie): (&ServiceId, &f64)| {
            (tie - stay) / total
                - degree * (sum(*service) - (sum(own) - degree)) / (2.0 * total * total)
        };
        let better = ties.iter().filter(|(service, _)| **service != own);
        let Some((service, gain)) = better
            .map(|tie| (*tie.0, gain(tie)))
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)))
        else {
            continue;
        };
        if gain < least || ties.get(&service).copied().unwrap_or(0.0) <= stay {
            continue;
        }
        let message = format!(
            "{} has more to do with {} than with {}: moving it raises the modularity by {gain:.3}",
            context.entity(id),
            context.name(service),
            context.name(own),
        );
        found.push(
            Finding::new(Part::Entity(id), message)
                .also(Part::Service(own))
                .also(Part::Service(service))
                .fix(Fix::look(
                    format!("Move it to {}", context.name(service)),
                    "Another team answers for it, and its rows have to move.",
                    move |builder| move_to(builder, id, service),
                )),
        );
    }
}

fn move_to(builder: &mut crate::edit::Builder, id: EntityId, service: ServiceId) {
    let Some(entity) = builder.design().get(id) else {
        return;
    };
    let name = unique_name(&entity.name, entity_names(builder.design(), Some(service)));
    // It leaves the store of its old service, and goes where its new one keeps things.
    let home = |builder: &crate::edit::Builder| {
        let mut stores = builder.design().stores().iter();
        Some(stores.find(|(_, store)| store.owner == Some(service))?.0)
    };
    let store = entity.store.and_then(|_| home(builder));
    builder.update(id, |entity: &mut Entity| {
        entity.name = name;
        entity.service = Some(service);
        entity.store = store;
    });
}
