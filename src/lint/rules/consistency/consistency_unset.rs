//! `consistency-unset`

use std::collections::BTreeMap;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, EntityId, EntityKind, Part, ZoneId};

rule! {
    /// An entity is in no consistency zone, in a design that has zones.
    ///
    /// # Why it hurts
    /// Nobody has said how old a read may be and what changes together, so every reader assumes something else.
    ///
    /// # Example
    /// ```ron
    /// zones: [(name: "Checkout", consistency: Strong)],
    /// entities: [
    ///     (name: "order", zone: "Checkout", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// zones: [(name: "Checkout", consistency: Strong)],
    /// entities: [
    ///     (name: "order", zone: "Checkout", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", zone: "Checkout", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// ```
    RULE = "consistency-unset", Consistency, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let Some(first) = context.design.zones().ids().next() else {
        return;
    };
    for (id, entity) in context.design.entities().iter() {
        if entity.zone.is_some() || entity.kind == EntityKind::External {
            continue;
        }
        let zone = zone_of_neighbors(context, id, entity).unwrap_or(first);
        let message = format!(
            "Nobody knows how old a read of {} may be: it is in no consistency zone",
            context.entity(id)
        );
        found.push(Finding::new(Part::Entity(id), message).fix(Fix::look(
            format!("Put it into {}", context.name(zone)),
            "Its readers may rely on what the zone promises.",
            move |builder| builder.update(id, |entity: &mut Entity| entity.zone = Some(zone)),
        )));
    }
}

/// The zone of most entities that it is related to or that its store holds.
fn zone_of_neighbors(context: &Context, id: EntityId, entity: &Entity) -> Option<ZoneId> {
    let mut votes: BTreeMap<ZoneId, usize> = BTreeMap::new();
    for relationship in context
        .facts
        .parents(id)
        .iter()
        .chain(context.facts.children(id))
    {
        let relationship = context.design.get(*relationship)?;
        for end in [relationship.from.entity, relationship.to.entity] {
            let neighbor = context.facts.entity(end);
            if let Some(zone) = neighbor
                .filter(|n| n.service == entity.service)
                .and_then(|n| n.zone)
            {
                *votes.entry(zone).or_default() += 1;
            }
        }
    }
    if votes.is_empty() {
        for (_, other) in context.design.entities().iter() {
            if let Some(zone) = other.zone.filter(|_| other.service == entity.service) {
                *votes.entry(zone).or_default() += 1;
            }
        }
    }
    let best = votes
        .iter()
        .max_by_key(|(zone, count)| (**count, std::cmp::Reverse(**zone)));
    best.map(|(zone, _)| *zone)
}
