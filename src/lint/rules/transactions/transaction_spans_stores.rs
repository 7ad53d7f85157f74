//! `transaction-spans-stores`

use std::collections::{BTreeMap, BTreeSet};

use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{
    AccessTarget, Consistency, Entity, EntityId, OperationKind, Part, StoreId, Via, Zone, ZoneId,
};

rule! {
    /// Entities that change in one transaction are kept in several stores.
    ///
    /// # Why it hurts
    /// No database commits for another one. Either a coordinator locks both until both have answered, and one that is down stops
    /// both; or they commit one after the other, and a stop in between leaves half of the change.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "orders", owner: "Orders"), (name: "payments", owner: "Payments")],
    /// zones: [(name: "Checkout", consistency: Strong)],
    /// entities: [
    ///     (name: "order", service: "Orders", zone: "Checkout", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", zone: "Checkout", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "orders", owner: "Orders"), (name: "payments", owner: "Payments")],
    /// zones: [(name: "Ordering", consistency: Strong), (name: "Paying", consistency: Strong)],
    /// entities: [
    ///     (name: "order", service: "Orders", zone: "Ordering", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", zone: "Paying", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// ```
    RULE = "transaction-spans-stores", Transactions, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    zones(context, found);
    commands(context, found);
}

fn zones(context: &Context, found: &mut Vec<Finding>) {
    let mut kept: BTreeMap<ZoneId, BTreeMap<StoreId, Vec<EntityId>>> = BTreeMap::new();
    for (id, entity) in context.design.entities().iter() {
        if let (Some(zone), Some(store)) = (entity.zone, context.facts.store_of(id)) {
            kept.entry(zone)
                .or_default()
                .entry(store)
                .or_default()
                .push(id);
        }
    }
    for (zone, stores) in kept {
        let strong = context
            .design
            .get(zone)
            .is_some_and(|zone| zone.consistency == Consistency::Strong);
        if !strong || stores.len() < 2 {
            continue;
        }
        let names: Vec<&str> = stores.keys().map(|store| context.name(*store)).collect();
        let message = format!(
            "{} needs one transaction over {}: when one of them is down, nothing in the zone can be written",
            context.name(zone),
            context.list(&names),
        );
        let mut finding = Finding::new(Part::Zone(zone), message);
        for store in stores.keys() {
            finding = finding.also(Part::Store(*store));
        }
        let leaving: Vec<(String, Vec<EntityId>)> = stores
            .into_iter()
            .skip(1)
            .map(|(store, entities)| {
                (
                    format!("{}, {}", context.name(zone), context.name(store)),
                    entities,
                )
            })
            .collect();
        found.push(finding.fix(Fix::look(
            "Make a zone of each store, and a saga of what changes both",
            "What changed at once now changes step by step, and steps are taken back when a later one fails.",
            move |builder| {
                for (wanted, entities) in &leaving {
                    let taken = builder.design().zones().iter().map(|(_, zone)| zone.name.as_str());
                    let name = unique_name(wanted, taken);
                    let own = builder.insert(Zone {
                        name,
                        consistency: Consistency::Strong,
                    });
                    for entity in entities {
                        builder.update(*entity, |entity: &mut Entity| entity.zone = Some(own));
                    }
                }
            },
        )));
    }
}

/// Commands that write several stores themselves, not as steps of a saga.
fn commands(context: &Context, found: &mut Vec<Finding>) {
    for (id, operation) in context.design.operations().iter() {
        if operation.kind != OperationKind::Command {
            continue;
        }
        let stores: BTreeSet<StoreId> = operation
            .accesses
            .iter()
            .filter(|access| context.facts.via(operation, access) == Via::OwnStore)
            .filter_map(|access| match access.target {
                AccessTarget::Write(entity) => context.facts.store_of(entity),
                _ => None,
            })
            .collect();
        if stores.len() < 2 {
            continue;
        }
        let names: Vec<&str> = stores.iter().map(|store| context.name(*store)).collect();
        let message = format!(
            "{} leaves half of its change behind when it stops in between: it writes {}",
            operation.name,
            context.list(&names),
        );
        let mut finding = Finding::new(Part::Operation(id), message);
        for store in &stores {
            finding = finding.also(Part::Store(*store));
        }
        found.push(finding.fix(Fix::advice("Make it a saga with a step per store")));
    }
}
