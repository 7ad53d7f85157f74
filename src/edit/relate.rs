//! Relationships between entities that are already there: which fields tie them together, and what goes without saying.

use super::Builder;
use crate::model::{
    Cardinality, Design, Endpoint, EngineFamily, Entity, EntityId, Field, FieldId, Integrity,
    Relationship, RelationshipId, TypeFamily,
};

/// Adds a relationship between fields with what goes without saying: a database keeps it where one can, otherwise nothing
/// does so far; how many take part follows from keys and from what may be null.
pub fn insert(builder: &mut Builder, from: Endpoint, to: Endpoint) -> RelationshipId {
    let design = builder.design();
    let child = design.get(from.entity);
    let fields: Vec<&Field> = child
        .into_iter()
        .flat_map(|child| from.fields.iter().filter_map(|id| child.field(*id)))
        .collect();
    let optional = fields.iter().any(|field| field.null);
    let single = child.is_some_and(|child| child.is_unique(&from.fields));
    let identifying = !fields.is_empty() && fields.iter().all(|field| field.key);
    let enforced = in_one_database(design, from.entity, to.entity);
    let mut relationship = Relationship::enforced(from, to);
    if !enforced {
        relationship.integrity = Integrity::None;
    }
    if single {
        relationship.ends.0 = Cardinality::ZeroOrOne;
    }
    if optional {
        relationship.ends.1 = Cardinality::ZeroOrOne;
    }
    relationship.identifying = identifying;
    builder.insert(relationship)
}

/// Whether one database of one service holds both entities and can keep a foreign key between them. A store that is not
/// decided yet may be that of the other.
fn in_one_database(design: &Design, child: EntityId, parent: EntityId) -> bool {
    let service = |id| design.get(id).and_then(|entity: &Entity| entity.service);
    let mut stores = [child, parent]
        .into_iter()
        .filter_map(|id| design.store_of(id));
    let first = stores.next();
    service(child) == service(parent)
        && stores.all(|store| Some(store) == first)
        && first
            .and_then(|store| design.get(store))
            .is_none_or(|store| store.engine.family() == EngineFamily::Relational)
}

/// Relates a child to a parent by the field that most likely refers to it.
pub fn to_parent(
    builder: &mut Builder,
    child: EntityId,
    parent: EntityId,
) -> Option<RelationshipId> {
    let design = builder.design();
    let to = design.get(parent)?;
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
    Some(insert(builder, child_end, parent_end))
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
