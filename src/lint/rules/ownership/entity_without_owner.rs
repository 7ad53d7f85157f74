//! `entity-without-owner`

use std::collections::BTreeMap;

use crate::edit::{entity_names, unique_name};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, EntityId, EntityKind, Part, ServiceId};

rule! {
    /// An entity belongs to no service, in a design that has services.
    ///
    /// # Why it hurts
    /// Nobody answers for its data: there is no one to ask before it changes, to repair it, or to say which copy is right.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
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
    RULE = "entity-without-owner", Ownership, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    if context.design.services().is_empty() {
        return;
    }
    for (id, entity) in context.design.entities().iter() {
        if entity.service.is_some() || entity.kind == EntityKind::External {
            continue;
        }
        let message = format!(
            "Nobody answers for {}: it belongs to no service",
            context.entity(id)
        );
        let fix = nearest_service(context, id).map(|service| {
            Fix::look(
                format!("Give it to {}", context.name(service)),
                "The service answers for the data from now on.",
                move |builder| {
                    let Some(entity) = builder.design().get(id) else {
                        return;
                    };
                    let name =
                        unique_name(&entity.name, entity_names(builder.design(), Some(service)));
                    builder.update(id, |entity: &mut Entity| {
                        entity.service = Some(service);
                        entity.name = name;
                    });
                },
            )
        });
        found.push(Finding::new(Part::Entity(id), message).maybe_fix(fix));
    }
}

/// The service of most of the entities that this one is related to; the first of the design where that does not decide.
fn nearest_service(context: &Context, id: EntityId) -> Option<ServiceId> {
    let mut votes: BTreeMap<ServiceId, usize> = BTreeMap::new();
    let facts = context.facts;
    for relationship in facts.parents(id).iter().chain(facts.children(id)) {
        let Some(relationship) = context.design.get(*relationship) else {
            continue;
        };
        for end in [relationship.from.entity, relationship.to.entity] {
            if let Some(service) = facts.owner(end) {
                *votes.entry(service).or_default() += 1;
            }
        }
    }
    for (_, operation, _) in facts.accesses(id) {
        if let Some(service) = operation.service {
            *votes.entry(service).or_default() += 1;
        }
    }
    let best = votes
        .iter()
        .max_by_key(|(service, count)| (**count, std::cmp::Reverse(**service)));
    best.map(|(service, _)| *service)
        .or_else(|| context.design.services().ids().next())
}
