//! What is left of a part when things that it refers to are gone.

use crate::base::id::Id;
use crate::model::{
    AccessTarget, Decision, DeletePolicy, Endpoint, Entity, Expectation, Fallback, Feed, FieldId,
    FieldPath, Lifecycle, Operation, Part, Reference, Relationship, Saga, Scenario, Service, Shows,
    StepAction, Store, Trial, Versioning, View, Zone,
};

/// What is left of a part.
pub(super) enum Pruned<T> {
    /// The part without what is gone.
    Item(Box<T>),
    /// The part makes no sense any more.
    Nothing,
}

/// A part that can lose what it refers to. `there` tells whether a reference still leads somewhere.
pub(super) trait Prune: Sized {
    /// What is left of it; `own` is its id.
    fn pruned(&self, own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self>;
}

fn keep<T>(item: T) -> Pruned<T> {
    Pruned::Item(Box::new(item))
}

impl Prune for Service {
    fn pruned(&self, _own: Id<Self>, _there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        keep(self.clone())
    }
}

impl Prune for Zone {
    fn pruned(&self, _own: Id<Self>, _there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        keep(self.clone())
    }
}

impl Prune for Store {
    fn pruned(&self, _own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        let mut store = self.clone();
        store.owner = store.owner.filter(|s| there(Reference::Service(*s)));
        store.connects.retain(|s| there(Reference::Service(*s)));
        keep(store)
    }
}

impl Prune for Entity {
    fn pruned(&self, own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        let field_there =
            |field: FieldId| there(Reference::Field(FieldPath { entity: own, field }));
        let path_there = |path: &FieldPath| there(Reference::Field(*path));
        let mut entity = self.clone();
        entity.service = entity.service.filter(|s| there(Reference::Service(*s)));
        entity.store = entity.store.filter(|s| there(Reference::Store(*s)));
        entity.zone = entity.zone.filter(|z| there(Reference::Zone(*z)));
        if matches!(entity.deletes, DeletePolicy::Soft(field) if !field_there(field)) {
            entity.deletes = DeletePolicy::Hard;
        }
        if matches!(entity.versioning, Versioning::Optimistic(field) if !field_there(field)) {
            entity.versioning = Versioning::None;
        }
        entity.shard_key.retain(|field| field_there(*field));
        for index in &mut entity.indexes {
            index.fields.retain(|field| field_there(*field));
        }
        entity.indexes.retain(|index| !index.fields.is_empty());
        prune_lifecycle(&mut entity.lifecycle, |e| there(Reference::Entity(*e)));
        for field in &mut entity.fields {
            field
                .roles
                .retain(|role| role.source().is_none_or(path_there));
            prune_lifecycle(&mut field.lifecycle, path_there);
        }
        if let Some(contract) = &mut entity.contract {
            contract
                .consumers
                .retain(|c| there(Reference::Service(c.service)));
        }
        keep(entity)
    }
}

fn prune_lifecycle<P>(lifecycle: &mut Lifecycle<P>, there: impl FnOnce(&P) -> bool) {
    if let Lifecycle::Deprecated { replaced_by, .. } = lifecycle
        && replaced_by
            .as_ref()
            .is_some_and(|replacement| !there(replacement))
    {
        *replaced_by = None;
    }
}

impl Prune for Relationship {
    fn pruned(&self, _own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        let whole = |end: &Endpoint| {
            there(Reference::Entity(end.entity))
                && end.fields.iter().all(|field| {
                    there(Reference::Field(FieldPath {
                        entity: end.entity,
                        field: *field,
                    }))
                })
        };
        if !whole(&self.from) || !whole(&self.to) {
            return Pruned::Nothing;
        }
        let mut relationship = self.clone();
        prune_lifecycle(&mut relationship.lifecycle, |path| {
            there(Reference::Field(*path))
        });
        keep(relationship)
    }
}

impl Prune for Operation {
    fn pruned(&self, _own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        let mut operation = self.clone();
        operation.service = operation.service.filter(|s| there(Reference::Service(*s)));
        operation.accesses.retain(|access| {
            there(match access.target {
                AccessTarget::Read(entity) | AccessTarget::Write(entity) => {
                    Reference::Entity(entity)
                }
                AccessTarget::Call(operation) => Reference::Operation(operation),
                AccessTarget::CallService(service) => Reference::Service(service),
            })
        });
        for access in &mut operation.accesses {
            if matches!(access.fallback, Fallback::Copy(entity) if !there(Reference::Entity(entity)))
            {
                access.fallback = Fallback::Unstated;
            }
        }
        keep(operation)
    }
}

impl Prune for Feed {
    fn pruned(&self, _own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        if !there(Reference::Entity(self.from)) || !there(Reference::Entity(self.to)) {
            return Pruned::Nothing;
        }
        let field_there = |entity, field| there(Reference::Field(FieldPath { entity, field }));
        let mut feed = self.clone();
        feed.fields
            .retain(|(from, to)| field_there(self.from, *from) && field_there(self.to, *to));
        feed.ordered_by = feed
            .ordered_by
            .filter(|field| field_there(self.from, *field));
        feed.broker = feed.broker.filter(|s| there(Reference::Store(*s)));
        keep(feed)
    }
}

impl Prune for Saga {
    fn pruned(&self, _own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        let action_there = |action: &StepAction| {
            there(match action {
                StepAction::Call(operation) => Reference::Operation(*operation),
                StepAction::Write(entity) => Reference::Entity(*entity),
            })
        };
        let mut saga = self.clone();
        saga.coordinator = saga.coordinator.filter(|s| there(Reference::Service(*s)));
        saga.steps.retain(|step| action_there(&step.action));
        for step in &mut saga.steps {
            step.compensation = step.compensation.take().filter(|c| action_there(&c.action));
        }
        keep(saga)
    }
}

fn part_there(part: &Part, there: &dyn Fn(Reference) -> bool) -> bool {
    let mut all = true;
    part.visit(&mut |reference| all &= there(reference));
    all
}

impl Prune for Scenario {
    fn pruned(&self, _own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        let mut scenario = self.clone();
        scenario.trials.retain(|trial| match trial {
            Trial::Down { part, .. } | Trial::Slow { part, .. } => part_there(part, there),
            Trial::CutOff { part, from, .. } => part_there(part, there) && part_there(from, there),
            Trial::Load { operation, .. } => there(Reference::Operation(*operation)),
            Trial::Contract {
                consumer, entity, ..
            } => there(Reference::Service(*consumer)) && there(Reference::Entity(*entity)),
        });
        scenario
            .expectations
            .retain(|expectation| match expectation {
                Expectation::StaysUp(operation)
                | Expectation::MayDegrade(operation)
                | Expectation::MayFail(operation)
                | Expectation::RecoversWithin { operation, .. } => {
                    there(Reference::Operation(*operation))
                }
                Expectation::BlastRadiusAtMost(_) | Expectation::Compatible => true,
            });
        keep(scenario)
    }
}

impl Prune for Decision {
    fn pruned(&self, _own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        if part_there(&self.subject, there) {
            keep(self.clone())
        } else {
            Pruned::Nothing
        }
    }
}

impl Prune for View {
    fn pruned(&self, _own: Id<Self>, there: &dyn Fn(Reference) -> bool) -> Pruned<Self> {
        let entity_there = |e: &Id<Entity>| there(Reference::Entity(*e));
        let mut view = self.clone();
        match &mut view.shows {
            Shows::All => {}
            Shows::Only(entities) => entities.retain(entity_there),
            Shows::Near { entity, .. } if entity_there(entity) => {}
            Shows::Service(service) if there(Reference::Service(*service)) => {}
            Shows::Near { .. } | Shows::Service(_) => return Pruned::Nothing,
        }
        view.hidden.retain(entity_there);
        view.at.0.retain(|(e, _)| entity_there(e));
        view.collapsed.0.retain(|(e, _)| entity_there(e));
        view.boundaries
            .0
            .retain(|(s, _)| there(Reference::Service(*s)));
        view.bends
            .0
            .retain(|(r, _)| there(Reference::Relationship(*r)));
        keep(view)
    }
}
