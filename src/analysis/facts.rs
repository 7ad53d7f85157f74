//! Facts that rules ask for again and again, derived from a design once.

use std::collections::BTreeSet;

use super::needs::{self, Needs};
use crate::model::{
    Access, AccessTarget, Consistency, Design, Entity, EntityId, FieldPath, Operation, OperationId,
    OperationKind, Relationship, RelationshipId, Role, SagaId, ServiceId, StepAction, Store,
    StoreId, Tier, Via,
};

/// Facts about a design. They borrow it and live as long as one analysis.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The design.
    pub design: &'a Design,
    /// By the number of an entity: what is known of it besides what the design says.
    entities: Vec<AboutEntity>,
    /// By the number of a service: the stores that it owns.
    owned_stores: Vec<Vec<StoreId>>,
    /// By the number of an operation: the operations that call it.
    callers: Vec<Vec<OperationId>>,
    /// How services need each other while they work, by the service that needs and the one that is needed.
    needs: Needs,
    /// By the number of a store: the services that use it.
    store_users: Vec<BTreeSet<ServiceId>>,
}

#[derive(Clone, Debug, Default)]
struct AboutEntity {
    store: Option<StoreId>,
    /// Relationships in which it is the child.
    parents: Vec<RelationshipId>,
    /// Relationships in which it is the parent.
    children: Vec<RelationshipId>,
    accesses: Vec<AccessOf>,
    /// Sagas with a step that writes it, directly or through the operation that the step calls.
    sagas: Vec<SagaId>,
}

/// An access of an operation, by its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccessOf {
    /// Whose.
    pub operation: OperationId,
    /// Its place among the accesses of the operation.
    pub place: usize,
}

impl<'a> Facts<'a> {
    /// Derives the facts: linear in the size of the design.
    pub fn new(design: &'a Design) -> Self {
        let entity_count = design.entities().ids().map(|id| id.number() as usize + 1);
        let service_count = design.services().ids().map(|id| id.number() as usize + 1);
        let operation_count = design.operations().ids().map(|id| id.number() as usize + 1);
        let mut facts = Self {
            design,
            entities: vec![AboutEntity::default(); entity_count.max().unwrap_or(0)],
            owned_stores: vec![Vec::new(); service_count.max().unwrap_or(0)],
            callers: vec![Vec::new(); operation_count.max().unwrap_or(0)],
            needs: Needs::new(),
            store_users: Vec::new(),
        };
        for (id, store) in design.stores().iter() {
            if let Some(list) = store
                .owner
                .and_then(|owner| slot(&mut facts.owned_stores, owner.number()))
            {
                list.push(id);
            }
        }
        for id in design.entities().ids() {
            let store = design.store_of(id);
            if let Some(about) = slot(&mut facts.entities, id.number()) {
                about.store = store;
            }
        }
        for (id, relationship) in design.relationships().iter() {
            if let Some(child) = slot(&mut facts.entities, relationship.from.entity.number()) {
                child.parents.push(id);
            }
            if let Some(parent) = slot(&mut facts.entities, relationship.to.entity.number()) {
                parent.children.push(id);
            }
        }
        for (operation, item) in design.operations().iter() {
            for (place, access) in item.accesses.iter().enumerate() {
                let of = AccessOf { operation, place };
                match access.target {
                    AccessTarget::Read(entity) | AccessTarget::Write(entity) => {
                        if let Some(about) = slot(&mut facts.entities, entity.number()) {
                            about.accesses.push(of);
                        }
                    }
                    AccessTarget::Call(called) => {
                        if let Some(callers) = slot(&mut facts.callers, called.number())
                            && callers.last() != Some(&operation)
                        {
                            callers.push(operation);
                        }
                    }
                    AccessTarget::CallService(_) => {}
                }
            }
        }
        for (id, saga) in design.sagas().iter() {
            let written: BTreeSet<EntityId> = saga
                .steps
                .iter()
                .flat_map(|step| facts.written_by(&step.action))
                .collect();
            for entity in written {
                if let Some(about) = slot(&mut facts.entities, entity.number()) {
                    about.sagas.push(id);
                }
            }
        }
        facts.store_users = facts.find_store_users();
        facts.needs = needs::find(&facts);
        facts
    }

    /// The entity.
    pub fn entity(&self, id: EntityId) -> Option<&'a Entity> {
        self.design.get(id)
    }

    /// The service that owns an entity.
    pub fn owner(&self, id: EntityId) -> Option<ServiceId> {
        self.design.get(id)?.service
    }

    /// Where an entity is kept: in the store that it names, or else in the only store of its service.
    pub fn store_of(&self, id: EntityId) -> Option<StoreId> {
        self.entities.get(id.number() as usize)?.store
    }

    /// The store where an entity is kept.
    pub fn store(&self, id: EntityId) -> Option<&'a Store> {
        self.design.get(self.store_of(id)?)
    }

    /// The stores that a service owns.
    pub fn stores_of(&self, service: ServiceId) -> &[StoreId] {
        self.owned_stores
            .get(service.number() as usize)
            .map_or(&[], Vec::as_slice)
    }

    fn find_store_users(&self) -> Vec<BTreeSet<ServiceId>> {
        let stores = self.design.stores();
        let count = stores.ids().map(|id| id.number() as usize + 1).max();
        let mut users = vec![BTreeSet::new(); count.unwrap_or(0)];
        for (id, store) in stores.iter() {
            if let Some(users) = slot(&mut users, id.number()) {
                users.extend(store.owner.iter().chain(&store.connects));
            }
        }
        for (id, entity) in self.design.entities().iter() {
            let store = self.store_of(id);
            if let Some(users) = store.and_then(|store| slot(&mut users, store.number())) {
                users.extend(entity.service);
            }
        }
        for (_, operation) in self.design.operations().iter() {
            for access in &operation.accesses {
                let (AccessTarget::Read(entity) | AccessTarget::Write(entity)) = access.target
                else {
                    continue;
                };
                if self.via(operation, access) == Via::OwnStore
                    && let Some(store) = self.store_of(entity)
                    && let Some(users) = slot(&mut users, store.number())
                {
                    users.extend(operation.service);
                }
            }
        }
        users
    }

    /// The services that use a store: who owns it, who connects to it, who keeps entities in it, and whose operations
    /// read or write its tables themselves.
    pub fn users_of(&self, store: StoreId) -> impl ExactSizeIterator<Item = ServiceId> + '_ {
        static NOBODY: BTreeSet<ServiceId> = BTreeSet::new();
        let users = self.store_users.get(store.number() as usize);
        users.unwrap_or(&NOBODY).iter().copied()
    }

    /// The relationships in which an entity is the child.
    pub fn parents(&self, id: EntityId) -> &[RelationshipId] {
        self.about(id).map_or(&[], |about| about.parents.as_slice())
    }

    /// The relationships in which an entity is the parent.
    pub fn children(&self, id: EntityId) -> &[RelationshipId] {
        self.about(id)
            .map_or(&[], |about| about.children.as_slice())
    }

    /// The accesses that read or write an entity.
    pub fn accesses(
        &self,
        id: EntityId,
    ) -> impl Iterator<Item = (AccessOf, &'a Operation, &'a Access)> {
        let accesses = self
            .about(id)
            .map_or(&[][..], |about| about.accesses.as_slice());
        accesses.iter().filter_map(|of| {
            let operation = self.design.get(of.operation)?;
            Some((*of, operation, operation.accesses.get(of.place)?))
        })
    }

    /// The services with an operation that writes an entity itself, not through a call to its owner.
    pub fn writers(&self, id: EntityId) -> BTreeSet<ServiceId> {
        self.accesses(id)
            .filter(|(_, operation, access)| {
                matches!(access.target, AccessTarget::Write(_))
                    && matches!(self.via(operation, access), Via::OwnStore)
            })
            .filter_map(|(_, operation, _)| operation.service)
            .collect()
    }

    /// Sagas that write an entity.
    pub fn sagas(&self, id: EntityId) -> &[SagaId] {
        self.about(id).map_or(&[], |about| about.sagas.as_slice())
    }

    /// The operations that call an operation.
    pub fn callers(&self, id: OperationId) -> &[OperationId] {
        self.callers
            .get(id.number() as usize)
            .map_or(&[], Vec::as_slice)
    }

    fn about(&self, id: EntityId) -> Option<&AboutEntity> {
        self.entities.get(id.number() as usize)
    }

    /// How an access reaches its target: as it says; else the own store for entities of the own service and for entities
    /// in a store that the service connects to, and a call that waits for everything else.
    pub fn via(&self, operation: &Operation, access: &Access) -> Via {
        access.via.unwrap_or(match access.target {
            AccessTarget::Read(entity) | AccessTarget::Write(entity)
                if self.is_within_reach(operation.service, entity) =>
            {
                Via::OwnStore
            }
            _ => Via::Call,
        })
    }

    fn is_within_reach(&self, service: Option<ServiceId>, entity: EntityId) -> bool {
        let owner = self.owner(entity);
        owner.is_none() || owner == service || {
            let store = self.store(entity);
            store.is_some_and(|store| service.is_some_and(|s| store.connects.contains(&s)))
        }
    }

    /// The service that answers an access.
    pub fn target_service(&self, access: &Access) -> Option<ServiceId> {
        match access.target {
            AccessTarget::Read(entity) | AccessTarget::Write(entity) => self.owner(entity),
            AccessTarget::Call(operation) => self.design.get(operation)?.service,
            AccessTarget::CallService(service) => Some(service),
        }
    }

    /// The services of a relationship's child and parent.
    pub fn services_of(
        &self,
        relationship: &Relationship,
    ) -> (Option<ServiceId>, Option<ServiceId>) {
        (
            self.owner(relationship.from.entity),
            self.owner(relationship.to.entity),
        )
    }

    /// The stores of a relationship's child and parent.
    pub fn stores_at(&self, relationship: &Relationship) -> (Option<StoreId>, Option<StoreId>) {
        (
            self.store_of(relationship.from.entity),
            self.store_of(relationship.to.entity),
        )
    }

    /// Whether both ends of a relationship belong to services, and to different ones.
    pub fn crosses_services(&self, relationship: &Relationship) -> bool {
        matches!(self.services_of(relationship), (Some(child), Some(parent)) if child != parent)
    }

    /// How services need each other, in the order of the ids.
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// The tier of an operation: its own, or its service's.
    pub fn operation_tier(&self, operation: &Operation) -> Tier {
        operation
            .tier
            .or_else(|| Some(self.design.get(operation.service?)?.tier))
            .unwrap_or_default()
    }

    /// The tier of an entity: its own, or its service's.
    pub fn entity_tier(&self, entity: &Entity) -> Tier {
        entity
            .tier
            .or_else(|| Some(self.design.get(entity.service?)?.tier))
            .unwrap_or_default()
    }

    /// What readers of an entity are promised.
    pub fn consistency(&self, id: EntityId) -> Option<Consistency> {
        Some(self.design.get(self.design.get(id)?.zone?)?.consistency)
    }

    /// The entities that a step of a saga writes: itself, or through the operation that it calls and those that this calls.
    pub fn written_by(&self, action: &StepAction) -> Vec<EntityId> {
        match action {
            StepAction::Write(entity) => vec![*entity],
            StepAction::Call(operation) => {
                let mut written = BTreeSet::new();
                for called in self.reached_from(*operation) {
                    let accesses = self.design.get(called).map_or(&[][..], |o| &o.accesses);
                    written.extend(accesses.iter().filter_map(|access| match access.target {
                        AccessTarget::Write(entity) => Some(entity),
                        _ => None,
                    }));
                }
                written.into_iter().collect()
            }
        }
    }

    /// An operation and all that it calls and waits for, directly or through others; each once.
    pub fn reached_from(&self, operation: OperationId) -> Vec<OperationId> {
        let mut reached = vec![operation];
        let mut next = 0;
        while let Some(current) = reached.get(next).copied() {
            next += 1;
            let Some(item) = self.design.get(current) else {
                continue;
            };
            for access in &item.accesses {
                if let AccessTarget::Call(called) = access.target
                    && self.via(item, access) == Via::Call
                    && !reached.contains(&called)
                {
                    reached.push(called);
                }
            }
        }
        reached
    }

    /// Whether an operation changes data: it is a command, or it writes something.
    pub fn is_command(&self, operation: &Operation) -> bool {
        operation.kind == OperationKind::Command
    }

    /// The first field of an entity with a role.
    pub fn field_with(
        &self,
        entity: EntityId,
        has: impl Fn(&Role<FieldPath>) -> bool,
    ) -> Option<FieldPath> {
        let fields = &self.design.get(entity)?.fields;
        let field = fields.iter().find(|field| field.roles.iter().any(&has))?;
        Some(FieldPath {
            entity,
            field: field.id,
        })
    }
}

fn slot<T>(list: &mut [T], number: u32) -> Option<&mut T> {
    list.get_mut(number as usize)
}
