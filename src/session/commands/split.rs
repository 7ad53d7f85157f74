//! Moving fields of an entity into a new one that has the same key: one row for one row.

use std::collections::BTreeMap;

use super::{Obstacle, Outcome, Situation};
use crate::edit::{Builder, entity_names, unique_name};
use crate::model::{
    Cardinality, DeletePolicy, Endpoint, Entity, EntityId, Field, FieldId, FieldPath, Integrity,
    Reference, Relationship, RelationshipId, Role, Versioning,
};
use crate::session::Selection;

pub(super) fn obstacle(situation: &Situation) -> Option<Obstacle> {
    const WHICH: Obstacle = "Select the fields of one entity that are to move";
    let fields = situation.fields();
    let Some(first) = fields.first() else {
        return Some(WHICH);
    };
    if fields.iter().any(|path| path.entity != first.entity) {
        return Some(WHICH);
    }
    let entity = situation.design.get(first.entity)?;
    let is_key = |path: &FieldPath| entity.field(path.field).is_some_and(|field| field.key);
    if entity.primary_key().next().is_none() {
        return Some("The entity has no key that both parts could share");
    }
    fields
        .iter()
        .any(is_key)
        .then_some("The key stays with both parts; select other fields")
}

pub(super) fn run(situation: &Situation) -> Result<Outcome, Obstacle> {
    let design = situation.design;
    let moved = situation.fields();
    let (Some(source), Some(entity)) = (
        moved.first().map(|path| path.entity),
        moved.first().and_then(|path| design.get(path.entity)),
    ) else {
        return Err("Select the fields of one entity that are to move");
    };
    let mut builder = Builder::new(design, format!("Split {}", entity.name));

    // The new entity: the key again, then what moves.
    let wanted = format!("{}_details", entity.name);
    let name = unique_name(&wanted, entity_names(design, entity.service));
    let key: Vec<&Field> = entity.primary_key().collect();
    let mut ids: BTreeMap<FieldId, FieldId> = BTreeMap::new();
    let is_moved = |field: &&Field| moved.iter().any(|path| path.field == field.id);
    let moving = entity.fields.iter().filter(is_moved);
    let fields: Vec<Field> = (key.iter().copied().chain(moving).zip(0..))
        .map(|(field, number)| {
            ids.insert(field.id, FieldId::new(number));
            Field {
                id: FieldId::new(number),
                ..field.clone()
            }
        })
        .collect();
    let indexes = entity.indexes.iter().filter_map(|index| {
        let fields: Option<Vec<FieldId>> = (index.fields.iter())
            .map(|field| ids.get(field).copied())
            .collect();
        let moves = index
            .fields
            .iter()
            .any(|f| moved.iter().any(|p| p.field == *f));
        Some(crate::model::Index {
            fields: fields.filter(|_| moves)?,
            ..index.clone()
        })
    });
    let target = builder.insert(Entity {
        name,
        service: entity.service,
        store: entity.store,
        zone: entity.zone,
        kind: entity.kind,
        tier: entity.tier,
        deletes: match entity.deletes {
            DeletePolicy::Soft(field) => match ids.get(&field) {
                Some(field) => DeletePolicy::Soft(*field),
                None => DeletePolicy::Hard,
            },
            ref other => other.clone(),
        },
        versioning: match entity.versioning {
            Versioning::Optimistic(field) => match ids.get(&field) {
                Some(field) => Versioning::Optimistic(*field),
                None => Versioning::None,
            },
            ref other => other.clone(),
        },
        volume: entity.volume,
        fields,
        indexes: indexes.collect(),
        ..Entity::default()
    });
    let end = |entity, fields: &mut dyn Iterator<Item = FieldId>| Endpoint {
        entity,
        fields: fields.collect(),
    };
    builder.insert(Relationship {
        ends: (Cardinality::ZeroOrOne, Cardinality::One),
        integrity: Integrity::Enforced,
        identifying: true,
        on_delete: crate::model::OnDelete::Cascade,
        ..Relationship::enforced(
            end(target, &mut (0..key.len() as u32).map(FieldId::new)),
            end(source, &mut key.iter().map(|field| field.id)),
        )
    });
    follow(&mut builder, source, target, &ids, &moved);
    builder.remove(moved.into_iter().map(Reference::Field));
    Ok(Outcome {
        select: Some(Selection::of(Reference::Entity(target))),
        name_next: Some(Reference::Entity(target)),
        ..Outcome::of(builder)
    })
}

/// Lets what referred to the moved fields refer to where they are now.
fn follow(
    builder: &mut Builder,
    source: EntityId,
    target: EntityId,
    ids: &BTreeMap<FieldId, FieldId>,
    moved: &[FieldPath],
) {
    let now = |path: FieldPath| -> FieldPath {
        if path.entity != source || !moved.contains(&path) {
            return path;
        }
        ids.get(&path.field).map_or(path, |field| FieldPath {
            entity: target,
            field: *field,
        })
    };
    let relationships: Vec<RelationshipId> = builder.design().relationships().ids().collect();
    for id in relationships {
        builder.update(id, |relationship: &mut Relationship| {
            for end in [&mut relationship.from, &mut relationship.to] {
                let to: Vec<FieldPath> = (end.fields.iter())
                    .map(|field| {
                        now(FieldPath {
                            entity: end.entity,
                            field: *field,
                        })
                    })
                    .collect();
                // A composite key of which some fields stay cannot go along.
                if !to.is_empty() && to.iter().all(|path| path.entity == target) {
                    end.entity = target;
                    end.fields = to.iter().map(|path| path.field).collect();
                }
            }
        });
    }
    let entities: Vec<EntityId> = builder.design().entities().ids().collect();
    for id in entities {
        builder.update(id, |entity: &mut Entity| {
            for role in entity.fields.iter_mut().flat_map(|f| &mut f.roles) {
                if let Role::CopyOf(path) | Role::AggregateOf(path) = role {
                    *path = now(*path);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{check, refuses};

    const CUSTOMER: &str = r#"
        entities: [
            (name: "customer", fields: [
                (name: "id", type: "uuid", key: true),
                (name: "name", type: "text"),
                (name: "avatar_id", type: "uuid"),
                (name: "bio", type: "text"),
            ]),
            (name: "image", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "search", fields: [(name: "bio", type: "text", roles: [CopyOf("customer.bio")])]),
        ],
        relationships: [
            (from: "customer.avatar_id", to: "image.id", ends: (Many, ZeroOrOne), integrity: Enforced),
        ],
    "#;

    #[test]
    fn chosen_fields_move_with_all_that_refers_to_them() {
        check(
            CUSTOMER,
            "customer.avatar_id, customer.bio",
            DesignCommand::SplitEntity,
            r#"
            -(name: "avatar_id", type: "uuid"),
            -(name: "bio", type: "text"),
            -(name: "bio", type: "text", roles: [CopyOf("customer.bio")]),
            +(name: "bio", type: "text", roles: [CopyOf("customer_details.bio")]),
            +(
            +name: "customer_details",
            +fields: [
            +(name: "id", type: "uuid", key: true),
            +(name: "avatar_id", type: "uuid"),
            +(name: "bio", type: "text"),
            +),
            +],
            -(from: "customer.avatar_id", to: "image.id", ends: (Many, ZeroOrOne), integrity: Enforced),
            +(from: "customer_details.avatar_id", to: "image.id", ends: (Many, ZeroOrOne), integrity: Enforced),
            +(from: "customer_details.id", to: "customer.id", ends: (ZeroOrOne, One), integrity: Enforced, on_delete: Cascade, identifying: true),
            "#,
        );
    }

    #[test]
    fn the_key_and_fields_of_two_entities_cannot_move() {
        let which = "Select the fields of one entity that are to move";
        let split = DesignCommand::SplitEntity;
        refuses(CUSTOMER, "customer", split, which);
        refuses(CUSTOMER, "customer.bio, search.bio", split, which);
        let key = "The key stays with both parts; select other fields";
        refuses(CUSTOMER, "customer.id", split, key);
    }
}
