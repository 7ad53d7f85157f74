//! New parts, with what they need to be of use at once.

use super::{Builder, entity_names, unique_name};
use crate::base::id::Id;
use crate::model::{
    Access, AccessTarget, Consistency, Design, Entity, EntityId, EntityKind, Feed, FeedId, Field,
    FieldId, FieldPath, Index, Item, Mechanism, Operation, OperationId, Reference, Role, Saga,
    SagaId, Scenario, ScenarioId, Service, ServiceId, Step, StepAction, Store, StoreId, View,
    ViewId, Zone, ZoneId,
};

/// Adds a service with this name, or one like it that is free.
pub fn service(builder: &mut Builder, name: &str) -> ServiceId {
    let name = free::<Service>(builder.design(), name);
    builder.insert(Service {
        name,
        instances: 1,
        ..Service::default()
    })
}

/// Adds a store that belongs to a service.
pub fn store(builder: &mut Builder, name: &str, owner: Option<ServiceId>) -> StoreId {
    let name = free::<Store>(builder.design(), name);
    builder.insert(Store {
        name,
        owner,
        shards: 1,
        ..Store::default()
    })
}

/// Adds a strong zone.
pub fn zone(builder: &mut Builder, name: &str) -> ZoneId {
    let name = free::<Zone>(builder.design(), name);
    builder.insert(Zone {
        name,
        consistency: Consistency::Strong,
    })
}

/// Adds an entity with a key.
pub fn entity(builder: &mut Builder, name: &str, service: Option<ServiceId>) -> EntityId {
    let name = unique_name(name, entity_names(builder.design(), service));
    builder.insert(Entity {
        name,
        service,
        fields: vec![key()],
        ..Entity::default()
    })
}

fn key() -> Field {
    Field {
        name: "id".into(),
        data_type: "uuid".into(),
        key: true,
        ..Field::default()
    }
}

/// Adds an operation of a service that touches what is selected: it writes the service's own entities and reads those of
/// others, and calls other operations.
pub fn operation(
    builder: &mut Builder,
    name: &str,
    service: Option<ServiceId>,
    touched: &[Reference],
) -> OperationId {
    let design = builder.design();
    let accesses = touched.iter().filter_map(|part| {
        Some(Access::new(match *part {
            Reference::Entity(id) if design.get(id)?.service == service => AccessTarget::Write(id),
            Reference::Entity(id) => AccessTarget::Read(id),
            Reference::Operation(id) => AccessTarget::Call(id),
            Reference::Service(id) if Some(id) != service => AccessTarget::CallService(id),
            _ => return None,
        }))
    });
    let operation = Operation {
        name: free::<Operation>(design, name),
        service,
        accesses: accesses.collect(),
        ..Operation::default()
    };
    builder.insert(operation)
}

/// Adds a saga whose steps are the operations and entities that are selected.
pub fn saga(
    builder: &mut Builder,
    name: &str,
    coordinator: Option<ServiceId>,
    touched: &[Reference],
) -> SagaId {
    let steps = touched.iter().filter_map(|part| {
        let action = match *part {
            Reference::Operation(id) => StepAction::Call(id),
            Reference::Entity(id) => StepAction::Write(id),
            _ => return None,
        };
        Some(step(action))
    });
    let saga = Saga {
        name: free::<Saga>(builder.design(), name),
        coordinator,
        steps: steps.collect(),
        ..Saga::default()
    };
    builder.insert(saga)
}

/// A step that nothing takes back so far.
pub fn step(action: StepAction) -> Step {
    Step {
        action,
        compensation: None,
        retriable: false,
        idempotent: false,
        pivot: false,
    }
}

/// Adds a feed by outbox between two entities, with the fields that have the same name.
pub fn feed(builder: &mut Builder, from: EntityId, to: EntityId) -> FeedId {
    let fields = same_names(builder.design(), from, to);
    builder.insert(Feed {
        from,
        to,
        fields,
        mechanism: Mechanism::Outbox,
        broker: None,
        lag_s: None,
        ordered_by: None,
        idempotent: false,
        rebuildable: false,
    })
}

/// Which of two entities a feed between them would fill: a projection or cache rather than a table.
pub fn ends_of_feed(design: &Design, one: EntityId, other: EntityId) -> (EntityId, EntityId) {
    let derived = |id| {
        design.get(id).is_some_and(|entity: &Entity| {
            matches!(entity.kind, EntityKind::Projection | EntityKind::Cache)
        })
    };
    if derived(one) && !derived(other) {
        (other, one)
    } else {
        (one, other)
    }
}

/// Adds a projection of an entity, with a copy of each of its fields, and the feed that fills it.
pub fn projection(builder: &mut Builder, source: EntityId) -> Option<(EntityId, FeedId)> {
    let entity = builder.design().get(source)?.clone();
    let wanted = format!("{}_view", entity.name);
    let name = unique_name(&wanted, entity_names(builder.design(), entity.service));
    let fields = entity
        .fields
        .iter()
        .filter(|f| !f.lifecycle.is_deprecated());
    let fields = fields.map(|field| Field {
        id: field.id,
        name: field.name.clone(),
        data_type: field.data_type.clone(),
        key: field.key,
        null: field.null,
        roles: vec![Role::CopyOf(FieldPath {
            entity: source,
            field: field.id,
        })],
        ..Field::default()
    });
    let projection = Entity {
        name,
        service: entity.service,
        kind: EntityKind::Projection,
        fields: fields.collect(),
        ..Entity::default()
    };
    let id = builder.insert(projection);
    Some((id, feed(builder, source, id)))
}

/// Pairs of fields of two entities that have the same name.
pub fn same_names(design: &Design, from: EntityId, to: EntityId) -> Vec<(FieldId, FieldId)> {
    let (Some(from), Some(to)) = (design.get(from), design.get(to)) else {
        return Vec::new();
    };
    let pairs = from.fields.iter().filter_map(|field| {
        let other = to.field_named(&field.name)?;
        Some((field.id, other.id))
    });
    pairs.collect()
}

/// Adds an index over fields of an entity and says at which place of its list.
pub fn index(builder: &mut Builder, entity: EntityId, fields: &[FieldId]) -> Option<usize> {
    let design = builder.design();
    let found = design.get(entity)?;
    let fields = if fields.is_empty() {
        vec![unindexed(design, entity).or_else(|| Some(found.fields.first()?.id))?]
    } else {
        fields.to_vec()
    };
    let place = found.indexes.len();
    builder.update(entity, |entity: &mut Entity| {
        entity.indexes.push(Index {
            fields,
            ..Index::default()
        });
    });
    Some(place)
}

/// A field that refers to another entity and that no index starts with; or the first one that is not of the key.
fn unindexed(design: &Design, id: EntityId) -> Option<FieldId> {
    let entity = design.get(id)?;
    let leads = |field: FieldId| {
        let indexes = entity.indexes.iter();
        indexes
            .map(|i| i.fields.first())
            .any(|first| first == Some(&field))
            || entity.field(field).is_some_and(|f| f.unique || f.key)
    };
    let foreign = design.relationships().iter();
    foreign
        .filter(|(_, r)| r.from.entity == id)
        .filter_map(|(_, r)| r.from.fields.first().copied())
        .chain(entity.fields.iter().map(|field| field.id))
        .find(|field| !leads(*field))
}

/// Adds a scenario.
pub fn scenario(builder: &mut Builder, name: &str) -> ScenarioId {
    let name = free::<Scenario>(builder.design(), name);
    builder.insert(Scenario {
        name,
        ..Scenario::default()
    })
}

/// Adds a view of everything.
pub fn view(builder: &mut Builder, name: &str) -> ViewId {
    let name = free::<View>(builder.design(), name);
    builder.insert(View {
        name,
        ..View::default()
    })
}

/// A name like this one that no other part of the kind has.
pub fn free<T: Item>(design: &Design, wanted: &str) -> String {
    let taken = design
        .list::<T>()
        .iter()
        .filter_map(|(_, item)| item.name());
    unique_name(wanted, taken)
}

/// The service of a part, where it has one.
pub fn service_of(design: &Design, part: Reference) -> Option<Id<Service>> {
    match part {
        Reference::Service(id) => Some(id),
        Reference::Entity(id) => design.get(id)?.service,
        Reference::Field(path) => design.get(path.entity)?.service,
        Reference::Operation(id) => design.get(id)?.service,
        Reference::Saga(id) => design.get(id)?.coordinator,
        Reference::Store(id) => design.get(id)?.owner,
        Reference::Zone(_) | Reference::Relationship(_) | Reference::Feed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> (Design, ServiceId, EntityId, EntityId) {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let orders = service(&mut builder, "Orders");
        let order = entity(&mut builder, "order", Some(orders));
        let customer = entity(&mut builder, "customer", None);
        design.apply(&builder.finish()).unwrap();
        (design, orders, order, customer)
    }

    #[test]
    fn an_operation_writes_its_own_and_reads_what_others_own() {
        let (mut design, orders, order, customer) = shop();
        let mut builder = Builder::new(&design, "");
        let touched = [Reference::Entity(order), Reference::Entity(customer)];
        let id = operation(&mut builder, "operation", Some(orders), &touched);
        design.apply(&builder.finish()).unwrap();
        let targets: Vec<_> = design.get(id).unwrap().accesses.iter().collect();
        assert_eq!(targets[0].target, AccessTarget::Write(order));
        assert_eq!(targets[1].target, AccessTarget::Read(customer));
    }

    #[test]
    fn a_projection_copies_the_fields_and_is_fed() {
        let (mut design, _, order, _) = shop();
        let mut builder = Builder::new(&design, "");
        let (view, feed) = projection(&mut builder, order).unwrap();
        design.apply(&builder.finish()).unwrap();
        let entity = design.get(view).unwrap();
        assert_eq!(entity.name, "order_view");
        assert_eq!(entity.fields[0].roles[0].source().unwrap().entity, order);
        let feed = design.get(feed).unwrap();
        assert_eq!((feed.from, feed.to, feed.fields.len()), (order, view, 1));
        assert_eq!(ends_of_feed(&design, view, order), (order, view));
    }

    #[test]
    fn an_index_starts_with_a_field_that_has_none() {
        let (mut design, _, order, customer) = shop();
        let mut builder = Builder::new(&design, "");
        let field = FieldId::new(1);
        builder.update(order, |entity: &mut Entity| {
            entity.fields.push(Field {
                id: field,
                name: "customer_id".into(),
                ..Field::default()
            });
        });
        builder.insert(crate::model::Relationship::enforced(
            crate::model::Endpoint {
                entity: order,
                fields: vec![field],
            },
            crate::model::Endpoint {
                entity: customer,
                fields: vec![FieldId::new(0)],
            },
        ));
        assert_eq!(index(&mut builder, order, &[]), Some(0));
        design.apply(&builder.finish()).unwrap();
        assert_eq!(design.get(order).unwrap().indexes[0].fields, [field]);
    }
}
