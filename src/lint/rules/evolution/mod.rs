//! How a design changes over time.

pub(in crate::lint) mod breaking_change;
pub(in crate::lint) mod deprecated_in_use;
pub(in crate::lint) mod early_drop;
pub(in crate::lint) mod one_step_change;
pub(in crate::lint) mod ungated_structure;
pub(in crate::lint) mod unverified_consumer;

use jiff::civil::Date;

use crate::lint::Context;
use crate::model::{Entity, EntityId, FieldId, FieldPath, Lifecycle, Part, RelationshipId};

/// Something on its way out, and what still uses it.
struct Deprecated {
    part: Part,
    name: String,
    remove_after: Option<Date>,
    users: Vec<Part>,
}

/// All that is on its way out and still used.
fn deprecated_in_use(context: &Context) -> Vec<Deprecated> {
    let mut found = Vec::new();
    for (id, entity) in context.design.entities().iter() {
        if let Lifecycle::Deprecated { remove_after, .. } = entity.lifecycle {
            let users = users_of_entity(context, id);
            found.push(Deprecated {
                part: Part::Entity(id),
                name: context.entity(id),
                remove_after,
                users,
            });
        }
        for field in &entity.fields {
            if let Lifecycle::Deprecated { remove_after, .. } = field.lifecycle {
                let path = FieldPath {
                    entity: id,
                    field: field.id,
                };
                found.push(Deprecated {
                    part: Part::Field(path),
                    name: context.field(path),
                    remove_after,
                    users: users_of_field(context, id, entity, field.id),
                });
            }
        }
    }
    found.retain(|deprecated| !deprecated.users.is_empty());
    found
}

fn users_of_entity(context: &Context, id: EntityId) -> Vec<Part> {
    let operations = context
        .facts
        .accesses(id)
        .map(|(of, _, _)| Part::Operation(of.operation));
    let feeds = context
        .design
        .feeds()
        .iter()
        .filter(|(_, feed)| feed.from == id);
    let active = |relationship: &&RelationshipId| {
        context
            .design
            .get(**relationship)
            .is_some_and(|relationship| {
                let child = context.facts.entity(relationship.from.entity);
                relationship.lifecycle == Lifecycle::Active
                    && relationship.from.entity != id
                    && child.is_some_and(|child| child.lifecycle == Lifecycle::Active)
            })
    };
    let mut users: Vec<Part> = operations
        .chain(feeds.map(|(feed, _)| Part::Feed(feed)))
        .chain(
            context
                .facts
                .children(id)
                .iter()
                .filter(active)
                .map(|id| Part::Relationship(*id)),
        )
        .collect();
    users.dedup();
    users
}

fn users_of_field(context: &Context, id: EntityId, entity: &Entity, field: FieldId) -> Vec<Part> {
    let path = FieldPath { entity: id, field };
    let uses = |of: &crate::model::Endpoint| of.entity == id && of.fields.contains(&field);
    let relationships = context
        .facts
        .parents(id)
        .iter()
        .chain(context.facts.children(id));
    let mut users: Vec<Part> = relationships
        .filter(|relationship| {
            context
                .design
                .get(**relationship)
                .is_some_and(|relationship| {
                    relationship.lifecycle == Lifecycle::Active
                        && (uses(&relationship.from) || uses(&relationship.to))
                })
        })
        .map(|relationship| Part::Relationship(*relationship))
        .collect();
    for (feed, item) in context.design.feeds().iter() {
        if item.from == id && item.fields.iter().any(|(from, _)| *from == field) {
            users.push(Part::Feed(feed));
        }
    }
    for (other, item) in context.design.entities().iter() {
        for copy in &item.fields {
            let copies = copy.roles.iter().any(|role| role.source() == Some(&path));
            if copies && copy.lifecycle == Lifecycle::Active {
                users.push(Part::Field(FieldPath {
                    entity: other,
                    field: copy.id,
                }));
            }
        }
    }
    if let (Some(contract), Some(item)) = (&entity.contract, entity.field(field)) {
        let consumers = contract.consumers.iter();
        let relying =
            consumers.filter(|consumer| consumer.fields.iter().any(|(name, _)| *name == item.name));
        users.extend(relying.map(|consumer| Part::Service(consumer.service)));
    }
    users.sort_by_key(|part| format!("{part:?}"));
    users.dedup();
    users
}

/// Whether a day has passed.
fn is_past(day: Option<Date>, context: &Context) -> bool {
    matches!((day, context.today()), (Some(day), Some(today)) if day < today)
}
