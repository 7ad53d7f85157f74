//! How services need each other: every dependency between two of them, by kind.

use std::collections::BTreeMap;

use super::facts::{AccessOf, Facts};
use crate::model::names::Names;
use crate::model::{
    AccessTarget, Design, EntityId, FeedId, Integrity, Item, Part, RelationshipId, SagaId,
    ServiceId, StepAction, StoreId, Via,
};

/// Who needs whom, by the service that needs and the one that is needed.
pub type Needs = BTreeMap<(ServiceId, ServiceId), Need>;

/// The ways in which one service needs another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Each dependency once: relationships first, then accesses, stores, feeds, sagas and contracts.
    pub dependencies: Vec<Dependency>,
}

/// What makes one service need another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// A relationship that a database enforces over the boundary.
    Key(RelationshipId),
    /// A relationship whose child asks the parent's service before it writes.
    Check(RelationshipId),
    /// A relationship that nothing keeps valid while the child is written.
    Reference(RelationshipId),
    /// A call that waits for an answer.
    Call(AccessOf),
    /// An access to the tables of the other, in a store that both use.
    Tables(AccessOf),
    /// A request by event: nobody waits.
    Event(AccessOf),
    /// A store of the other that the service connects to.
    Store(StoreId),
    /// A feed that brings data of the other.
    Feed(FeedId),
    /// A saga that goes through the other.
    Saga(SagaId),
    /// A published entity of the other whose fields the service relies on.
    Contract(EntityId),
}

/// A kind of dependency. The order is that of the strength: what ties most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencyKind {
    /// Enforced foreign keys.
    Key,
    /// Shared stores, and accesses to the tables of others.
    Store,
    /// Calls that wait.
    Call,
    /// References that are checked by asking.
    Check,
    /// Steps of sagas.
    Saga,
    /// Published contracts.
    Contract,
    /// Feeds and requests by event.
    Event,
    /// References that nothing enforces.
    Reference,
}

impl DependencyKind {
    /// All kinds, what ties most first.
    pub const ALL: [Self; 8] = [
        Self::Key,
        Self::Store,
        Self::Call,
        Self::Check,
        Self::Saga,
        Self::Contract,
        Self::Event,
        Self::Reference,
    ];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Key => "enforced key",
            Self::Store => "shared store",
            Self::Call => "synchronous call",
            Self::Check => "checked reference",
            Self::Saga => "saga",
            Self::Contract => "contract",
            Self::Event => "feed or event",
            Self::Reference => "unchecked reference",
        }
    }

    /// Whether the service that needs stops, or may stop, with the one that it needs.
    pub fn lets_failure_through(self) -> bool {
        matches!(self, Self::Key | Self::Store | Self::Call | Self::Check)
    }
}

impl Dependency {
    /// Its kind.
    pub fn kind(self) -> DependencyKind {
        match self {
            Self::Key(_) => DependencyKind::Key,
            Self::Tables(_) | Self::Store(_) => DependencyKind::Store,
            Self::Call(_) => DependencyKind::Call,
            Self::Check(_) => DependencyKind::Check,
            Self::Saga(_) => DependencyKind::Saga,
            Self::Contract(_) => DependencyKind::Contract,
            Self::Event(_) | Self::Feed(_) => DependencyKind::Event,
            Self::Reference(_) => DependencyKind::Reference,
        }
    }

    /// The part of the design that it is, or that it belongs to.
    pub fn part(self) -> Part {
        match self {
            Self::Key(id) | Self::Check(id) | Self::Reference(id) => Part::Relationship(id),
            Self::Call(of) | Self::Tables(of) | Self::Event(of) => Part::Operation(of.operation),
            Self::Store(id) => Part::Store(id),
            Self::Feed(id) => Part::Feed(id),
            Self::Saga(id) => Part::Saga(id),
            Self::Contract(id) => Part::Entity(id),
        }
    }
}

impl Dependency {
    /// What it is, in the names of the design: `payment.order_id → order.id`, `place order → reserve stock`.
    pub fn describe(self, design: &Design, names: &Names) -> String {
        let target = |of: AccessOf| {
            let operation = design.get(of.operation);
            let access = operation.and_then(|operation| operation.accesses.get(of.place));
            let target = access.map(|access| match access.target {
                AccessTarget::Read(id) => ("reads ", names.entity(id)),
                AccessTarget::Write(id) => ("writes ", names.entity(id)),
                AccessTarget::Call(id) => ("→ ", name(design.get(id))),
                AccessTarget::CallService(id) => ("→ ", name(design.get(id))),
            });
            let (verb, target) = target.unwrap_or_default();
            format!("{} {verb}{target}", name(operation))
        };
        match self {
            Self::Key(id) | Self::Check(id) | Self::Reference(id) => {
                design.get(id).map_or_else(String::new, |relationship| {
                    let (from, to) = (&relationship.from, &relationship.to);
                    format!("{} → {}", names.endpoint(from), names.endpoint(to))
                })
            }
            Self::Call(of) | Self::Tables(of) | Self::Event(of) => target(of),
            Self::Store(id) => format!("connects to {}", name(design.get(id))),
            Self::Feed(id) => design.get(id).map_or_else(String::new, |feed| {
                format!("{} → {}", names.entity(feed.from), names.entity(feed.to))
            }),
            Self::Saga(id) => name(design.get(id)),
            Self::Contract(id) => names.entity(id),
        }
    }
}

fn name<T: Item>(item: Option<&T>) -> String {
    item.and_then(Item::name).unwrap_or_default().to_owned()
}

impl Need {
    /// How many dependencies there are of a kind.
    pub fn count(&self, kind: DependencyKind) -> usize {
        let dependencies = self.dependencies.iter();
        dependencies.filter(|one| one.kind() == kind).count()
    }

    /// The kinds that occur, with how many there are, what ties most first.
    pub fn kinds(&self) -> impl Iterator<Item = (DependencyKind, usize)> + '_ {
        let counts = DependencyKind::ALL.map(|kind| (kind, self.count(kind)));
        counts.into_iter().filter(|(_, count)| *count > 0)
    }

    /// Whether something waits for the needed service while it works.
    pub fn is_synchronous(&self) -> bool {
        let mut kinds = self.dependencies.iter().map(|one| one.kind());
        kinds.any(|kind| matches!(kind, DependencyKind::Call | DependencyKind::Check))
    }

    /// Whether the needed service can take down the one that needs it.
    pub fn lets_failure_through(&self) -> bool {
        let mut kinds = self.dependencies.iter().map(|one| one.kind());
        kinds.any(DependencyKind::lets_failure_through)
    }

    /// Whether the two have to do with each other while they run: not only by what a reference or a contract says.
    pub fn is_at_run_time(&self) -> bool {
        let mut kinds = self.dependencies.iter().map(|one| one.kind());
        kinds.any(|kind| !matches!(kind, DependencyKind::Reference | DependencyKind::Contract))
    }
}

/// Finds every dependency: linear in the size of the design.
pub(super) fn find(facts: &Facts) -> Needs {
    let design = facts.design;
    let mut needs = Needs::new();
    let mut add = |from: Option<ServiceId>, to: Option<ServiceId>, what: Dependency| {
        if let (Some(from), Some(to)) = (from, to)
            && from != to
        {
            needs.entry((from, to)).or_default().dependencies.push(what);
        }
    };
    for (id, relationship) in design.relationships().iter() {
        let (child, parent) = facts.services_of(relationship);
        add(
            child,
            parent,
            match relationship.integrity {
                Integrity::Enforced => Dependency::Key(id),
                Integrity::Checked { .. } => Dependency::Check(id),
                Integrity::Eventual { .. } | Integrity::None => Dependency::Reference(id),
            },
        );
    }
    for (operation, item) in design.operations().iter() {
        for (place, access) in item.accesses.iter().enumerate() {
            let of = AccessOf { operation, place };
            let target = facts.target_service(access);
            match facts.via(item, access) {
                Via::Call => add(item.service, target, Dependency::Call(of)),
                Via::OwnStore => add(item.service, target, Dependency::Tables(of)),
                Via::Event => add(item.service, target, Dependency::Event(of)),
                // What keeps the copy is a dependency of its own.
                Via::LocalCopy => {}
            }
        }
    }
    for (id, store) in design.stores().iter() {
        for service in &store.connects {
            add(Some(*service), store.owner, Dependency::Store(id));
        }
    }
    for (id, feed) in design.feeds().iter() {
        add(
            facts.owner(feed.to),
            facts.owner(feed.from),
            Dependency::Feed(id),
        );
    }
    for (id, saga) in design.sagas().iter() {
        let service_of = |action: &StepAction| match action {
            StepAction::Call(operation) => design.get(*operation)?.service,
            StepAction::Write(entity) => facts.owner(*entity),
        };
        let mut pairs = Vec::new();
        let mut before = None;
        for step in &saga.steps {
            let own = service_of(&step.action);
            let undone_by = step
                .compensation
                .as_ref()
                .and_then(|undo| service_of(&undo.action));
            match saga.coordinator {
                Some(leader) => {
                    pairs.extend([(Some(leader), own), (Some(leader), undone_by)]);
                }
                // Each step follows the event of the one before.
                None => pairs.push((own, before)),
            }
            before = own.or(before);
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (from, to) in pairs {
            add(from, to, Dependency::Saga(id));
        }
    }
    for (id, entity) in design.entities().iter() {
        for consumer in entity.contract.iter().flat_map(|it| &it.consumers) {
            add(
                Some(consumer.service),
                entity.service,
                Dependency::Contract(id),
            );
        }
    }
    needs
}
