//! `hard-delete-referenced`

use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{DeletePolicy, Entity, EntityKind, Field, Integrity, OnDelete, Part, Role};

rule! {
    /// Rows are deleted for good that another service refers to, and it is not told.
    ///
    /// # Why it hurts
    /// The other service is left with references to nothing: pages that fail, sums that miss rows, and no way to find out what was
    /// meant.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// relationships: [(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Open, timeout_ms: 300))],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    ///     (name: "customer", service: "Customers", deletes: Soft("deleted_at"), retention_days: 365, fields: [(name: "id", type: "uuid", key: true), (name: "deleted_at", type: "timestamp", null: true, roles: [SoftDelete])]),
    /// ],
    /// relationships: [(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Open, timeout_ms: 300))],
    /// ```
    RULE = "hard-delete-referenced", Deletes, Error, ["retention_days": 365.0, "Days after which the fix lets deleted rows go"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let retention = context.threshold("retention_days").max(1.0) as u32;
    for (id, entity) in context.design.entities().iter() {
        if entity.deletes != DeletePolicy::Hard
            || matches!(
                entity.kind,
                EntityKind::External | EntityKind::ReferenceData
            )
        {
            continue;
        }
        // A foreign key refuses the delete, and an event tells of it.
        let referrer = context.facts.children(id).iter().find(|relationship| {
            context
                .design
                .get(**relationship)
                .is_some_and(|relationship| {
                    context.facts.crosses_services(relationship)
                        && relationship.integrity != Integrity::Enforced
                        && relationship.on_delete != OnDelete::ByEvent
                })
        });
        let Some(relationship) = referrer.copied() else {
            continue;
        };
        let service = context
            .design
            .get(relationship)
            .and_then(|r| context.facts.services_of(r).0);
        let message = format!(
            "{} is left with references to nothing when a row of {} is deleted: it is gone for good and nobody tells {}",
            context.service(service),
            context.entity(id),
            context.key(relationship),
        );
        let marker = entity
            .fields
            .iter()
            .find(|field| field.roles.contains(&Role::SoftDelete))
            .map(|field| field.id);
        let name = unique_name(
            "deleted_at",
            entity.fields.iter().map(|field| field.name.as_str()),
        );
        found.push(
            Finding::new(Part::Entity(id), message)
                .also(Part::Relationship(relationship))
                .along([Part::Entity(id), Part::Relationship(relationship)])
                .fix(Fix::look(
                    "Mark rows as deleted instead",
                    "Every reader has to skip them, and someone has to let them go in the end.",
                    move |builder| {
                        builder.update(id, |entity: &mut Entity| {
                            let field = marker.unwrap_or_else(|| {
                                let id = entity.next_field_id();
                                entity.fields.push(Field {
                                    id,
                                    name: name.clone(),
                                    data_type: "timestamp".to_owned(),
                                    null: true,
                                    roles: vec![Role::SoftDelete],
                                    ..Field::default()
                                });
                                id
                            });
                            entity.deletes = DeletePolicy::Soft(field);
                            entity.retention_days.get_or_insert(retention);
                        });
                    },
                )),
        );
    }
}
