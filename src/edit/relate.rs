//! Relationships between entities that are already there: which fields tie them together.

use super::Builder;
use crate::model::{
    Cardinality, Design, Endpoint, Entity, EntityId, FieldId, Integrity, Relationship,
    RelationshipId, TypeFamily,
};

/// Relates a child to a parent by the field that most likely refers to it. The database enforces it where both are in one
/// store, otherwise nothing does so far.
pub fn to_parent(
    builder: &mut Builder,
    child: EntityId,
    parent: EntityId,
) -> Option<RelationshipId> {
    let design = builder.design();
    let (from, to) = (design.get(child)?, design.get(parent)?);
    let empty = |entity| Endpoint {
        entity,
        fields: Vec::new(),
    };
    let (mut child_end, mut parent_end) = (empty(child), empty(parent));
    if let Some((field, key)) = next_pair(design, &child_end, &parent_end)
        && refers(design, child, field, to)
    {
        child_end.fields.push(field);
        parent_end.fields.push(key);
    }
    let together = from.store == to.store && from.service == to.service;
    let nullable = child_end
        .fields
        .first()
        .and_then(|field| from.field(*field))
        .is_some_and(|field| field.null);
    let mut relationship = Relationship::enforced(child_end, parent_end);
    if nullable {
        relationship.ends = (Cardinality::Many, Cardinality::ZeroOrOne);
    }
    if !together {
        relationship.integrity = Integrity::None;
    }
    Some(builder.insert(relationship))
}

/// Whether the name of a field holds the name of an entity: `customer_id` refers to `customer`.
fn refers(design: &Design, child: EntityId, field: FieldId, parent: &Entity) -> bool {
    let name = design.get(child).and_then(|child| child.field(field));
    name.is_some_and(|field| {
        let (field, parent) = (field.name.to_lowercase(), parent.name.to_lowercase());
        field.starts_with(&parent) || field.starts_with(parent.trim_end_matches('s'))
    })
}

/// The pair of fields that most likely comes next in a key: a field of the parent's primary key, or one that is unique,
/// and the field of the child that holds it.
pub fn next_pair(design: &Design, from: &Endpoint, to: &Endpoint) -> Option<(FieldId, FieldId)> {
    let (child, parent) = (design.get(from.entity)?, design.get(to.entity)?);
    let mut keys = parent.primary_key().chain(parent.fields.iter());
    let key = keys.find(|field| !to.fields.contains(&field.id))?;
    let free = || {
        child.fields.iter().filter(|field| {
            !from.fields.contains(&field.id) && (from.entity != to.entity || field.id != key.id)
        })
    };
    let wanted = [
        format!("{}_{}", parent.name, key.name),
        format!("{}_{}", parent.name.trim_end_matches('s'), key.name),
        key.name.clone(),
    ];
    let named = wanted
        .iter()
        .filter(|name| from.entity != to.entity || **name != key.name)
        .find_map(|name| free().find(|field| field.name.eq_ignore_ascii_case(name)));
    let family = TypeFamily::of(&key.data_type);
    let fitting = || free().find(|f| !f.key && TypeFamily::of(&f.data_type) == family);
    let field = named.or_else(fitting).or_else(|| free().next())?;
    Some((field.id, key.id))
}

/// Gives a relationship another child. Its fields are those that most likely hold the parent's key, or none.
pub fn set_child(builder: &mut Builder, id: RelationshipId, entity: Option<EntityId>) {
    set_end(builder, id, entity, |relationship| &mut relationship.from);
}

/// Gives a relationship another parent.
pub fn set_parent(builder: &mut Builder, id: RelationshipId, entity: Option<EntityId>) {
    set_end(builder, id, entity, |relationship| &mut relationship.to);
}

fn set_end(
    builder: &mut Builder,
    id: RelationshipId,
    entity: Option<EntityId>,
    end: impl Fn(&mut Relationship) -> &mut Endpoint,
) {
    let (Some(entity), Some(relationship)) = (entity, builder.design().get(id)) else {
        return;
    };
    let mut changed = relationship.clone();
    if end(&mut changed).entity == entity {
        return;
    }
    *end(&mut changed) = Endpoint {
        entity,
        fields: Vec::new(),
    };
    changed.from.fields.clear();
    changed.to.fields.clear();
    if let Some((child, parent)) = next_pair(builder.design(), &changed.from, &changed.to) {
        changed.from.fields.push(child);
        changed.to.fields.push(parent);
    }
    builder.update(id, |relationship: &mut Relationship| {
        *relationship = changed;
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fresh;
    use crate::model::Field;

    #[test]
    fn a_relationship_finds_the_field_that_refers_to_the_parent() {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let order = fresh::entity(&mut builder, "order", None);
        let customer = fresh::entity(&mut builder, "customers", None);
        for (number, name) in ["total", "customer_id"].into_iter().enumerate() {
            builder.update(order, |entity: &mut Entity| {
                entity.fields.push(Field {
                    id: FieldId::new(number as u32 + 1),
                    name: name.into(),
                    data_type: "uuid".into(),
                    ..Field::default()
                });
            });
        }
        let id = to_parent(&mut builder, order, customer).unwrap();
        let back = to_parent(&mut builder, customer, order).unwrap();
        design.apply(&builder.finish()).unwrap();
        let found = design.get(id).unwrap();
        assert_eq!(found.from.fields, [FieldId::new(2)]);
        assert_eq!(found.to.fields, [FieldId::new(0)]);
        assert_eq!(found.integrity, Integrity::Enforced);
        assert!(
            design.get(back).unwrap().from.fields.is_empty(),
            "nothing there refers to it"
        );

        let mut builder = Builder::new(&design, "");
        set_parent(&mut builder, id, Some(order));
        let now = builder.design().get(id).unwrap();
        assert_eq!(
            (now.to.entity, now.from.fields.len(), now.to.fields.len()),
            (order, 1, 1)
        );
    }
}
