//! Turning a relationship around: the parent becomes the child and holds the foreign key.

use super::{Outcome, Situation};
use crate::edit::{Builder, unique_name};
use crate::model::{
    Design, Endpoint, Entity, EntityId, Field, FieldId, FieldPath, Reference, Relationship,
    RelationshipId,
};

pub(super) fn run(situation: &Situation) -> Outcome {
    let relationships = situation.relationships();
    let label = match relationships.len() {
        1 => "Invert relationship".to_owned(),
        several => format!("Invert {several} relationships"),
    };
    let mut builder = Builder::new(situation.design, label);
    for id in relationships {
        invert(&mut builder, id);
    }
    Outcome::of(builder)
}

fn invert(builder: &mut Builder, id: RelationshipId) {
    let design = builder.design();
    let Some(old) = design.get(id).cloned() else {
        return;
    };
    let (Some(child), Some(parent)) = (design.get(old.from.entity), design.get(old.to.entity))
    else {
        return;
    };
    let is_key = |entity: &Entity, end: &Endpoint| {
        (end.fields.iter()).all(|field| entity.field(*field).is_some_and(|field| field.key))
    };
    if is_key(child, &old.from) && is_key(parent, &old.to) {
        // Keys identify both, or there are none yet: the same fields say it the other way.
        builder.update(id, |relationship: &mut Relationship| {
            std::mem::swap(&mut relationship.from, &mut relationship.to);
            relationship.ends = (relationship.ends.1, relationship.ends.0);
        });
        return;
    }
    let key: Vec<Field> = child.primary_key().cloned().collect();
    if key.is_empty() {
        // There is nothing to refer to: the key is not decided yet.
        builder.update(id, |relationship| {
            let whole = |entity| Endpoint {
                entity,
                fields: Vec::new(),
            };
            relationship.from = whole(old.to.entity);
            relationship.to = whole(old.from.entity);
        });
    } else {
        let optional = old.ends.1.is_optional();
        let fields = add_foreign_key(builder, old.to.entity, old.from.entity, &key, optional);
        builder.update(id, |relationship| {
            relationship.from = Endpoint {
                entity: old.to.entity,
                fields,
            };
            relationship.to = Endpoint {
                entity: old.from.entity,
                fields: key.iter().map(|field| field.id).collect(),
            };
            relationship.identifying = false;
        });
    }
    // The foreign key goes where it was, unless it means more than this.
    let leftover = old.from.fields.iter().map(|field| FieldPath {
        entity: old.from.entity,
        field: *field,
    });
    let unused: Vec<Reference> = leftover
        .filter(|path| is_bare(builder.design(), *path))
        .map(Reference::Field)
        .collect();
    builder.remove(unused);
}

/// Adds fields to `child` that refer to the key of `parent`. Returns their ids.
fn add_foreign_key(
    builder: &mut Builder,
    child: EntityId,
    parent: EntityId,
    key: &[Field],
    optional: bool,
) -> Vec<FieldId> {
    let parent = builder
        .design()
        .get(parent)
        .map_or_else(String::new, |entity| entity.name.clone());
    let mut ids = Vec::new();
    builder.update(child, |entity: &mut Entity| {
        for part in key {
            let wanted = if part.name.starts_with(&format!("{parent}_")) {
                part.name.clone()
            } else {
                format!("{parent}_{}", part.name)
            };
            let taken = entity.fields.iter().map(|field| field.name.as_str());
            let name = unique_name(&wanted, taken);
            let id = entity.next_field_id();
            entity.fields.push(Field {
                id,
                name,
                data_type: part.data_type.clone(),
                null: optional,
                ..Field::default()
            });
            ids.push(id);
        }
    });
    ids
}

/// Whether a field is nothing but a foreign key that nothing uses any more.
fn is_bare(design: &Design, path: FieldPath) -> bool {
    let Some(field) = design
        .get(path.entity)
        .and_then(|entity| entity.field(path.field))
    else {
        return false;
    };
    let mut used = false;
    design.visit_references(&mut |_, reference| used |= reference == Reference::Field(path));
    !used && !field.key && field.roles.is_empty() && field.comment.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::check;

    #[test]
    fn the_foreign_key_moves_to_the_other_side() {
        check(
            r#"
            entities: [
                (name: "order", fields: [
                    (name: "id", type: "uuid", key: true),
                    (name: "customer_id", type: "uuid"),
                ]),
                (name: "customer", fields: [(name: "id", type: "uuid", key: true)]),
            ],
            relationships: [
                (from: "order.customer_id", to: "customer.id", ends: (Many, ZeroOrOne), integrity: Enforced),
            ],
            "#,
            "order.customer_id -> customer.id",
            DesignCommand::Invert,
            r#"
            -(name: "customer_id", type: "uuid"),
            +(name: "order_id", type: "uuid", null: true),
            -(from: "order.customer_id", to: "customer.id", ends: (Many, ZeroOrOne), integrity: Enforced),
            +(from: "customer.order_id", to: "order.id", ends: (Many, ZeroOrOne), integrity: Enforced),
            "#,
        );
    }

    #[test]
    fn keys_on_both_sides_stay() {
        check(
            r#"
            entities: [
                (name: "user", fields: [(name: "id", type: "uuid", key: true)]),
                (name: "profile", fields: [(name: "id", type: "uuid", key: true)]),
            ],
            relationships: [
                (from: "profile.id", to: "user.id", ends: (ZeroOrOne, One), integrity: Enforced),
            ],
            "#,
            "profile.id -> user.id",
            DesignCommand::Invert,
            r#"
            -(from: "profile.id", to: "user.id", ends: (ZeroOrOne, One), integrity: Enforced),
            +(from: "user.id", to: "profile.id", ends: (One, ZeroOrOne), integrity: Enforced),
            "#,
        );
    }
}
