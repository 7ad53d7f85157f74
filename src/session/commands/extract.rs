//! Taking entities out into a new service with a store of its own. A database cannot enforce a key that it does not have
//! both ends of, so keys across the new boundary become checks of the application, and deletes travel by event.

use std::collections::BTreeSet;

use super::{Outcome, Situation, called, group};
use crate::edit::{Builder, fresh};
use crate::model::{
    EntityId, Fail, Integrity, OnDelete, Reference, RelationshipId, Store, StoreId,
};
use crate::session::Selection;
use crate::session::search::title;

pub(super) fn run(situation: &Situation) -> Outcome {
    let design = situation.design;
    let entities = situation.entities();
    let label = format!("Extract {} to a service", called(design, &entities));
    let mut builder = Builder::new(design, label);
    let service = fresh::service(&mut builder, "service");
    group::assign(&mut builder, &entities, service);
    let moved: BTreeSet<EntityId> = entities.iter().copied().collect();
    let mut notes = Vec::new();

    // Of several stores the extracted were in, the first one says what the new one is like.
    let stores = entities.iter().filter_map(|id| design.get(*id)?.store);
    let first: Option<StoreId> = stores.clone().next();
    if let Some(like) = first.and_then(|id| design.get(id)) {
        let name = builder
            .design()
            .get(service)
            .map_or_else(String::new, |service| format!("{}-db", service.name));
        let store = fresh::store(&mut builder, &name, Some(service));
        builder.update(store, |store: &mut Store| {
            store.engine = like.engine.clone();
            store.replication = like.replication;
            store.topology = like.topology;
        });
        for id in &entities {
            builder.update(*id, |entity| {
                if entity.store.is_some() {
                    entity.store = Some(store);
                }
            });
        }
        notes.push(format!("A store of its own, {name}, like {}", like.name));
    }

    let crossing: Vec<RelationshipId> = design
        .relationships()
        .iter()
        .filter(|(_, r)| moved.contains(&r.from.entity) != moved.contains(&r.to.entity))
        .map(|(id, _)| id)
        .collect();
    for id in crossing {
        let Some(relationship) = design.get(id) else {
            continue;
        };
        let name = title(design, Reference::Relationship(id));
        if relationship.integrity == Integrity::Enforced {
            notes.push(format!("{name}: checked by the application, not enforced"));
            builder.update(id, |relationship| {
                relationship.integrity = Integrity::Checked {
                    fail: Fail::Closed,
                    timeout_ms: None,
                };
            });
        }
        let by_database = matches!(
            relationship.on_delete,
            OnDelete::Cascade | OnDelete::SetNull | OnDelete::SetDefault
        );
        if by_database {
            notes.push(format!("{name}: deletes travel by event"));
            builder.update(id, |relationship| {
                relationship.on_delete = OnDelete::ByEvent;
            });
        }
    }
    Outcome {
        select: Some(Selection::of(Reference::Service(service))),
        name_next: Some(Reference::Service(service)),
        notes,
        ..Outcome::of(builder)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::check;

    #[test]
    fn keys_across_the_new_boundary_are_checked_and_the_others_stay_enforced() {
        let outcome = check(
            r#"
            services: [(name: "Monolith")],
            stores: [(name: "main", engine: PostgreSql, owner: "Monolith")],
            entities: [
                (name: "order", service: "Monolith", store: "main", fields: [(name: "id", type: "uuid", key: true)]),
                (name: "line", service: "Monolith", store: "main", fields: [(name: "order_id", type: "uuid", key: true)]),
                (name: "payment", service: "Monolith", store: "main", fields: [(name: "order_id", type: "uuid", key: true)]),
            ],
            relationships: [
                (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced, on_delete: Cascade),
                (from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Enforced, on_delete: Cascade),
            ],
            "#,
            "order, line",
            DesignCommand::ExtractService,
            r#"
            +(name: "service"),
            +(name: "service-db", owner: "service"),
            -name: "order", service: "Monolith", store: "main",
            +name: "order", service: "service", store: "service-db",
            -name: "line", service: "Monolith", store: "main",
            +name: "line", service: "service", store: "service-db",
            -(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Enforced, on_delete: Cascade),
            +(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Checked(fail: Closed), on_delete: ByEvent),
            "#,
        );
        assert_eq!(
            outcome.notes,
            [
                "A store of its own, service-db, like main",
                "payment.order_id → order.id: checked by the application, not enforced",
                "payment.order_id → order.id: deletes travel by event",
            ]
        );
    }
}
