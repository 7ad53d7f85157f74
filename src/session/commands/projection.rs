//! Making an entity a projection: derived from its source by a feed, for reading.

use super::{Obstacle, Outcome, Situation, called};
use crate::edit::Builder;
use crate::model::{
    Design, EntityId, EntityKind, Feed, FieldId, FieldPath, Integrity, Mechanism, OnDelete,
    Reference, Role,
};
use crate::session::search::title;

const NO_SOURCE: Obstacle = "Nothing says what it derives from: mark a field as a copy, or draw a relationship to the source";

pub(super) fn obstacle(situation: &Situation) -> Option<Obstacle> {
    let design = situation.design;
    let entities = situation.entities();
    if entities.is_empty() {
        return Some("Select an entity");
    }
    let is_projection = |id: &EntityId| {
        design
            .get(*id)
            .is_some_and(|entity| entity.kind == EntityKind::Projection)
    };
    if entities.iter().all(is_projection) {
        return Some("It is a projection already");
    }
    entities
        .iter()
        .all(|id| sources(design, *id).is_empty())
        .then_some(NO_SOURCE)
}

pub(super) fn run(situation: &Situation) -> Outcome {
    let design = situation.design;
    let converted: Vec<EntityId> = (situation.entities().into_iter())
        .filter(|id| !sources(design, *id).is_empty())
        .collect();
    let label = format!("Convert {} to a projection", called(design, &converted));
    let mut builder = Builder::new(design, label);
    let mut notes = Vec::new();
    for id in converted {
        builder.update(id, |entity| entity.kind = EntityKind::Projection);
        for source in sources(design, id) {
            let pairs = pairs(design, source, id);
            builder.update(id, |entity| {
                for (from, to) in &pairs {
                    let path = FieldPath {
                        entity: source,
                        field: *from,
                    };
                    let field = entity.fields.iter_mut().find(|field| field.id == *to);
                    if let Some(field) = field
                        && field.roles.iter().all(|role| role.source().is_none())
                    {
                        field.roles.push(Role::CopyOf(path));
                    }
                }
            });
            let is_fed = design
                .feeds()
                .iter()
                .any(|(_, feed)| feed.from == source && feed.to == id);
            if !is_fed {
                builder.insert(Feed {
                    from: source,
                    to: id,
                    fields: pairs,
                    mechanism: Mechanism::Outbox,
                    broker: None,
                    lag_s: None,
                    ordered_by: None,
                    idempotent: true,
                    rebuildable: true,
                });
            }
        }
        // What is derived is not kept valid by the database: it follows its sources.
        for (relationship, item) in design.relationships().iter() {
            if item.from.entity == id && item.integrity != Integrity::None {
                notes.push(format!(
                    "{}: not enforced, the feed keeps it",
                    title(design, Reference::Relationship(relationship))
                ));
                builder.update(relationship, |relationship| {
                    relationship.integrity = Integrity::None;
                    relationship.on_delete = OnDelete::ByEvent;
                });
            }
        }
    }
    Outcome {
        notes,
        ..Outcome::of(builder)
    }
}

/// What an entity derives from: the sources of its copies and aggregates, or else its parents.
fn sources(design: &Design, id: EntityId) -> Vec<EntityId> {
    let Some(entity) = design.get(id) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let copies = (entity.fields.iter())
        .flat_map(|field| field.roles.iter().filter_map(Role::source))
        .map(|path| path.entity);
    found.extend(copies);
    if found.is_empty() {
        let parents = design
            .relationships()
            .iter()
            .filter(|(_, relationship)| relationship.from.entity == id)
            .map(|(_, relationship)| relationship.to.entity);
        found.extend(parents);
    }
    found.retain(|source| *source != id);
    found.sort_unstable();
    found.dedup();
    found
}

/// Fields of the source with the fields that are filled from them: those that say so, then those that relationships tie,
/// then those of the same name.
fn pairs(design: &Design, source: EntityId, target: EntityId) -> Vec<(FieldId, FieldId)> {
    let (Some(from), Some(to)) = (design.get(source), design.get(target)) else {
        return Vec::new();
    };
    (to.fields.iter())
        .filter_map(|field| {
            let said = field.roles.iter().filter_map(Role::source);
            let mut said = said.filter(|path| path.entity == source).map(|p| p.field);
            let tied = || {
                design.relationships().iter().find_map(|(_, r)| {
                    let ends = r.from.entity == target && r.to.entity == source;
                    let place = r.from.fields.iter().position(|f| *f == field.id);
                    r.to.fields.get(place.filter(|_| ends)?).copied()
                })
            };
            // `id` means another thing in every entity.
            let same_name = || {
                let same = from.field_named(&field.name).filter(|_| field.name != "id");
                same.map(|field| field.id)
            };
            let source = said.next().or_else(tied).or_else(same_name)?;
            Some((source, field.id))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{check, refuses};

    const VIEW: &str = r#"
        entities: [
            (name: "order", fields: [
                (name: "id", type: "uuid", key: true),
                (name: "total", type: "money"),
            ]),
            (name: "order_view", fields: [
                (name: "order_id", type: "uuid", key: true),
                (name: "total", type: "money"),
                (name: "seen", type: "bool"),
            ]),
            (name: "alone", fields: [(name: "id", type: "uuid", key: true)]),
        ],
        relationships: [
            (from: "order_view.order_id", to: "order.id", ends: (ZeroOrOne, One), integrity: Enforced),
        ],
    "#;

    #[test]
    fn the_entity_is_fed_by_what_it_refers_to() {
        let outcome = check(
            VIEW,
            "order_view",
            DesignCommand::ConvertToProjection,
            r#"
            -name: "order_view",
            +name: "order_view", kind: Projection,
            -(name: "order_id", type: "uuid", key: true),
            -(name: "total", type: "money"),
            +(name: "order_id", type: "uuid", key: true, roles: [CopyOf("order.id")]),
            +(name: "total", type: "money", roles: [CopyOf("order.total")]),
            -(from: "order_view.order_id", to: "order.id", ends: (ZeroOrOne, One), integrity: Enforced),
            +(from: "order_view.order_id", to: "order.id", ends: (ZeroOrOne, One), integrity: None, on_delete: ByEvent),
            +feeds: [
            +(from: "order", to: "order_view", fields: [("id", "order_id"), ("total", "total")], mechanism: Outbox, idempotent: true, rebuildable: true),
            +],
            "#,
        );
        assert_eq!(outcome.notes.len(), 1);
    }

    #[test]
    fn an_entity_without_a_source_stays_what_it_is() {
        refuses(
            VIEW,
            "alone",
            DesignCommand::ConvertToProjection,
            super::NO_SOURCE,
        );
    }
}
