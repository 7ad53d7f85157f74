//! `shared-store`

use std::collections::{BTreeMap, BTreeSet};

use crate::edit::{Builder, unique_name};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{
    AccessTarget, Entity, EntityId, Integrity, Operation, OperationId, Part, Relationship,
    RelationshipId, ServiceId, Store, StoreId, Via,
};

rule! {
    /// Several services connect to one store, or keep their entities in it.
    ///
    /// # Why it hurts
    /// They are down together, slow together and upgraded together. Each can read and change the tables of the others, so none can
    /// change its own without asking all.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "shop", owner: "Orders", connects: ["Payments"])],
    /// entities: [
    ///     (name: "order", service: "Orders", store: "shop", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", store: "shop", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Enforced)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "shop", owner: "Orders"), (name: "payments", owner: "Payments")],
    /// entities: [
    ///     (name: "order", service: "Orders", store: "shop", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "payment", service: "Payments", store: "payments", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    /// ],
    /// relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Eventual(cleanup: "remove orphans"))],
    /// ```
    RULE = "shared-store", Stores, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let mut keepers: BTreeMap<StoreId, BTreeSet<ServiceId>> = BTreeMap::new();
    for (id, entity) in context.design.entities().iter() {
        if let (Some(store), Some(service)) = (context.facts.store_of(id), entity.service) {
            keepers.entry(store).or_default().insert(service);
        }
    }
    for (id, store) in context.design.stores().iter() {
        let mut services = keepers.remove(&id).unwrap_or_default();
        services.extend(store.owner);
        services.extend(&store.connects);
        if services.len() < 2 {
            continue;
        }
        let names: Vec<&str> = services
            .iter()
            .map(|service| context.name(*service))
            .collect();
        let message = format!(
            "{} are down together when {} is: they share the store",
            context.list(&names),
            store.name,
        );
        let keeper = store
            .owner
            .filter(|owner| services.contains(owner))
            .or_else(|| services.first().copied());
        let mut finding = Finding::new(Part::Store(id), message);
        for service in &services {
            finding = finding.also(Part::Service(*service));
        }
        let leaving: Vec<ServiceId> = services
            .into_iter()
            .filter(|service| Some(*service) != keeper)
            .collect();
        let plan = Plan::new(context, id, &leaving);
        found.push(finding.fix(Fix::look(
            "Give each service a store of its own",
            "Keys between them become eventual, and services ask each other for data that they took from the tables.",
            move |builder| plan.apply(builder),
        )));
    }
}

/// What has to change for services to leave a store.
struct Plan {
    store: StoreId,
    /// Each with its entities in the store.
    leaving: Vec<(ServiceId, Vec<EntityId>)>,
    /// Enforced keys that would cross stores.
    keys: Vec<(RelationshipId, String)>,
    /// Accesses to tables of others.
    accesses: Vec<(OperationId, usize)>,
}

impl Plan {
    fn new(context: &Context, store: StoreId, leaving: &[ServiceId]) -> Self {
        let facts = context.facts;
        let in_store = |id: EntityId| facts.store_of(id) == Some(store);
        let entities_of = |service: ServiceId| -> Vec<EntityId> {
            let entities = context.design.entities().iter();
            let own =
                entities.filter(|(id, entity)| entity.service == Some(service) && in_store(*id));
            own.map(|(id, _)| id).collect()
        };
        let keys = context
            .design
            .relationships()
            .iter()
            .filter(|(_, relationship)| {
                relationship.integrity == Integrity::Enforced
                    && in_store(relationship.from.entity)
                    && in_store(relationship.to.entity)
                    && facts.crosses_services(relationship)
            });
        let accesses = context
            .design
            .operations()
            .iter()
            .flat_map(|(id, operation)| {
                let accesses = operation.accesses.iter().enumerate();
                accesses.filter_map(move |(place, access)| match access.target {
                    AccessTarget::Read(entity) | AccessTarget::Write(entity)
                        if in_store(entity)
                            && facts.owner(entity) != operation.service
                            && facts.via(operation, access) == Via::OwnStore =>
                    {
                        Some((id, place))
                    }
                    _ => None,
                })
            });
        Self {
            store,
            leaving: leaving
                .iter()
                .map(|service| (*service, entities_of(*service)))
                .collect(),
            keys: keys
                .map(|(id, relationship)| (id, context.entity(relationship.from.entity)))
                .collect(),
            accesses: accesses.collect(),
        }
    }

    fn apply(&self, builder: &mut Builder) {
        for (service, entities) in &self.leaving {
            builder.update(self.store, |store: &mut Store| {
                store.connects.retain(|connected| connected != service);
            });
            if entities.is_empty() {
                continue;
            }
            let Some(shared) = builder.design().get(self.store).cloned() else {
                return;
            };
            let wanted = builder
                .design()
                .get(*service)
                .map_or_else(String::new, |s| s.name.to_lowercase());
            let name = unique_name(
                &wanted,
                builder
                    .design()
                    .stores()
                    .iter()
                    .map(|(_, store)| store.name.as_str()),
            );
            let own = builder.insert(Store {
                name,
                owner: Some(*service),
                connects: Vec::new(),
                domain: String::new(),
                ..shared
            });
            for entity in entities {
                builder.update(*entity, |entity: &mut Entity| entity.store = Some(own));
            }
        }
        for (key, child) in &self.keys {
            builder.update(*key, |relationship: &mut Relationship| {
                relationship.integrity = Integrity::Eventual {
                    cleanup: format!("remove orphans of {child}"),
                };
                super::super::relationships::by_event(relationship);
            });
        }
        for (operation, place) in &self.accesses {
            builder.update(*operation, |operation: &mut Operation| {
                if let Some(access) = operation.accesses.get_mut(*place) {
                    access.via = Some(Via::Call);
                    access.timeout_ms.get_or_insert(1000);
                }
            });
        }
    }
}
