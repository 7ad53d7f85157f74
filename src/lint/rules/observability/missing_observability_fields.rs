//! `missing-observability-fields`

use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, EntityKind, Field, FieldPath, Part, Role, Tier, Versioning};

rule! {
    /// A critical entity lacks the fields by which people find out what happened to a row.
    ///
    /// # Why it hurts
    /// When an order is wrong, the first questions are: which request did this, when, and what was it before? Without a correlation
    /// id, a version and timestamps, nobody can answer from the data.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", tier: Critical)],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", tier: Critical)],
    /// entities: [(name: "order", service: "Orders", fields: [
    ///     (name: "id", type: "uuid", key: true),
    ///     (name: "correlation_id", type: "uuid", roles: [CorrelationId]),
    ///     (name: "version", type: "int", roles: [RowVersion]),
    ///     (name: "updated_at", type: "timestamp", roles: [UpdatedAt]),
    /// ])],
    /// ```
    RULE = "missing-observability-fields", Observability, Warning
}

/// A role that a critical entity needs, and the field that the fix adds for it.
struct Wanted {
    name: &'static str,
    what: &'static str,
    data_type: &'static str,
    role: Role<FieldPath>,
}

const WANTED: [Wanted; 4] = [
    Wanted {
        name: "correlation_id",
        what: "correlation id",
        data_type: "uuid",
        role: Role::CorrelationId,
    },
    Wanted {
        name: "version",
        what: "version",
        data_type: "int",
        role: Role::RowVersion,
    },
    Wanted {
        name: "status",
        what: "status",
        data_type: "text",
        role: Role::Status,
    },
    Wanted {
        name: "updated_at",
        what: "timestamp",
        data_type: "timestamp",
        role: Role::UpdatedAt,
    },
];

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let original = matches!(entity.kind, EntityKind::Table | EntityKind::Document);
        if !original
            || context.facts.entity_tier(entity) != Tier::Critical
            || is_detail(context, id, entity)
        {
            continue;
        }
        let has =
            |role: &Role<FieldPath>| entity.fields.iter().any(|field| field.roles.contains(role));
        let missing: Vec<&'static Wanted> = WANTED
            .iter()
            .filter(|wanted| match wanted.role {
                Role::RowVersion => {
                    !has(&Role::RowVersion) && entity.versioning == Versioning::None
                }
                Role::UpdatedAt => !has(&Role::UpdatedAt) && !has(&Role::CreatedAt),
                // Only what takes part in a process has a state.
                Role::Status => !has(&Role::Status) && !context.facts.sagas(id).is_empty(),
                _ => !has(&wanted.role),
            })
            .collect();
        if missing.is_empty() {
            continue;
        }
        let names: Vec<&str> = missing.iter().map(|wanted| wanted.what).collect();
        let message = format!(
            "Nobody can tell from the data what happened to one {}: it lacks {}",
            context.entity(id),
            context.list(&names),
        );
        found.push(Finding::new(Part::Entity(id), message).fix(Fix::look(
            "Add the fields",
            "Whoever writes the entity has to fill them.",
            move |builder| {
                builder.update(id, |entity: &mut Entity| {
                    for wanted in &missing {
                        let name =
                            unique_name(wanted.name, entity.fields.iter().map(|f| f.name.as_str()));
                        let field = Field {
                            id: entity.next_field_id(),
                            name,
                            data_type: wanted.data_type.to_owned(),
                            roles: vec![wanted.role.clone()],
                            ..Field::default()
                        };
                        entity.fields.push(field);
                    }
                });
            },
        )));
    }
}

/// Whether an entity lives and dies with another of its service, as a line does with its order: the other one tells its story.
fn is_detail(context: &Context, id: crate::model::EntityId, entity: &Entity) -> bool {
    context.facts.parents(id).iter().any(|relationship| {
        context
            .design
            .get(*relationship)
            .is_some_and(|relationship| {
                relationship.identifying
                    && context.facts.owner(relationship.to.entity) == entity.service
            })
    })
}
