//! Adding fields that mean something to operation, and making fields the key.

use super::{Outcome, Situation, called};
use crate::edit::{Builder, unique_name};
use crate::model::{
    DeletePolicy, Design, Entity, EntityId, Field, FieldId, FieldPath, Role, Versioning,
};

/// A role with the name, type and nullability of the field that gets it where the design has none to go by.
struct Standard {
    role: Role<FieldPath>,
    name: &'static str,
    data_type: &'static str,
    null: bool,
}

const fn standard(
    role: Role<FieldPath>,
    name: &'static str,
    data_type: &'static str,
    null: bool,
) -> Standard {
    Standard {
        role,
        name,
        data_type,
        null,
    }
}

const OBSERVED: [Standard; 5] = [
    standard(Role::CorrelationId, "correlation_id", "uuid", true),
    standard(Role::RowVersion, "version", "int", false),
    standard(Role::CreatedAt, "created_at", "timestamptz", false),
    standard(Role::UpdatedAt, "updated_at", "timestamptz", false),
    standard(Role::Status, "status", "text", false),
];
const DELETED: Standard = standard(Role::SoftDelete, "deleted_at", "timestamptz", true);
const VERSION: Standard = standard(Role::RowVersion, "version", "int", false);

pub(super) fn observability(situation: &Situation) -> Outcome {
    let entities = situation.touched();
    let label = format!(
        "Add observability fields to {}",
        called(situation.design, &entities)
    );
    let mut builder = Builder::new(situation.design, label);
    for id in entities {
        for standard in &OBSERVED {
            provide(&mut builder, id, standard);
        }
    }
    Outcome::of(builder)
}

pub(super) fn soft_delete(situation: &Situation) -> Outcome {
    let entities = situation.touched();
    let label = format!("Delete {} softly", called(situation.design, &entities));
    let mut builder = Builder::new(situation.design, label);
    for id in entities {
        let is_soft = builder
            .design()
            .get(id)
            .is_none_or(|entity| matches!(entity.deletes, DeletePolicy::Soft(_)));
        if is_soft {
            continue;
        }
        if let Some(field) = provide(&mut builder, id, &DELETED) {
            builder.update(id, |entity| entity.deletes = DeletePolicy::Soft(field));
        }
    }
    Outcome::of(builder)
}

pub(super) fn version(situation: &Situation) -> Outcome {
    let entities = situation.touched();
    let label = format!("Add a version to {}", called(situation.design, &entities));
    let mut builder = Builder::new(situation.design, label);
    for id in entities {
        let has_one = builder
            .design()
            .get(id)
            .is_none_or(|entity| entity.versioning != Versioning::None);
        if has_one {
            continue;
        }
        if let Some(field) = provide(&mut builder, id, &VERSION) {
            builder.update(id, |entity| {
                entity.versioning = Versioning::Optimistic(field);
            });
        }
    }
    Outcome::of(builder)
}

pub(super) fn make_key(situation: &Situation) -> Outcome {
    let fields = situation.fields();
    let mut builder = Builder::new(situation.design, "Make key");
    let mut entities: Vec<EntityId> = fields.iter().map(|path| path.entity).collect();
    entities.dedup();
    for id in entities {
        builder.update(id, |entity: &mut Entity| {
            for field in &mut entity.fields {
                let path = FieldPath {
                    entity: id,
                    field: field.id,
                };
                field.key = fields.contains(&path);
                field.null &= !field.key;
            }
        });
    }
    Outcome::of(builder)
}

/// Gives an entity a field with the role, unless it has one, and says which field has it.
fn provide(builder: &mut Builder, id: EntityId, standard: &Standard) -> Option<FieldId> {
    let entity = builder.design().get(id)?;
    let has_role = |field: &&Field| field.roles.contains(&standard.role);
    if let Some(field) = entity.fields.iter().find(has_role) {
        return Some(field.id);
    }
    let (name, data_type) = custom(builder.design(), standard);
    let taken = entity.fields.iter().map(|field| field.name.as_str());
    let field = Field {
        id: entity.next_field_id(),
        name: unique_name(&name, taken),
        data_type,
        null: standard.null,
        roles: vec![standard.role.clone()],
        ..Field::default()
    };
    let id_of_field = field.id;
    builder.update(id, |entity: &mut Entity| entity.fields.push(field));
    Some(id_of_field)
}

/// What such fields are called in this design so far, and their type: what most have.
fn custom(design: &Design, standard: &Standard) -> (String, String) {
    let mut counts: Vec<((&str, &str), usize)> = Vec::new();
    for (_, entity) in design.entities().iter() {
        for field in &entity.fields {
            if field.roles.contains(&standard.role) && !field.inferred {
                let key = (field.name.as_str(), field.data_type.as_str());
                match counts.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((key, 1)),
                }
            }
        }
    }
    // Of equals the first one.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    let (name, data_type) = most.map_or((standard.name, standard.data_type), |(key, _)| *key);
    (name.to_owned(), data_type.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{check, refuses};

    const TWO: &str = r#"
        entities: [
            (name: "order", fields: [
                (name: "id", type: "uuid", key: true),
                (name: "changed", type: "datetime2", roles: [UpdatedAt]),
            ]),
            (name: "customer", fields: [
                (name: "id", type: "uuid", key: true),
                (name: "version", type: "text", null: true),
            ]),
        ],
    "#;

    #[test]
    fn what_is_missing_is_added_under_the_names_of_the_design() {
        check(
            TWO,
            "customer",
            DesignCommand::AddObservability,
            r#"
            +(name: "correlation_id", type: "uuid", null: true, roles: [CorrelationId]),
            +(name: "version_2", type: "int", roles: [RowVersion]),
            +(name: "created_at", type: "timestamptz", roles: [CreatedAt]),
            +(name: "changed", type: "datetime2", roles: [UpdatedAt]),
            +(name: "status", type: "text", roles: [Status]),
            "#,
        );
    }

    #[test]
    fn rows_are_marked_as_deleted_by_a_field() {
        let soft = check(
            TWO,
            "order",
            DesignCommand::AddSoftDelete,
            r#"
            -name: "order",
            +name: "order", deletes: Soft("deleted_at"),
            +(name: "deleted_at", type: "timestamptz", null: true, roles: [SoftDelete]),
            "#,
        );
        assert_eq!(soft.transaction.label, "Delete order softly");
        let done =
            r#"entities: [(name: "a", deletes: Soft("x"), fields: [(name: "x", type: "date")])],"#;
        refuses(
            done,
            "a",
            DesignCommand::AddSoftDelete,
            "They are deleted softly already",
        );
    }

    #[test]
    fn a_version_tells_concurrent_changes_apart() {
        check(
            TWO,
            "order",
            DesignCommand::AddVersion,
            r#"
            -name: "order",
            +name: "order", versioning: Optimistic("version"),
            +(name: "version", type: "int", roles: [RowVersion]),
            "#,
        );
    }

    #[test]
    fn selected_fields_become_the_key_and_are_never_null() {
        check(
            TWO,
            "customer.version",
            DesignCommand::MakeKey,
            r#"
            -(name: "id", type: "uuid", key: true),
            -(name: "version", type: "text", null: true),
            +(name: "id", type: "uuid"),
            +(name: "version", type: "text", key: true),
            "#,
        );
        refuses(
            TWO,
            "customer.id",
            DesignCommand::MakeKey,
            "That is the key already",
        );
    }
}
