//! Equations of operations: what each access lets through.

use super::derive::Deriver;
use super::{Action, Atom, Because, Cause, Place, State, Subject, Weighted};
use crate::analysis::facts::AccessOf;
use crate::model::{
    Access, AccessTarget, Consistency, EntityId, Fallback, Operation, OperationId, Replication,
    ServiceId, Topology, Via,
};

/// What an access meets at its target.
#[derive(Default)]
struct Met {
    down: Vec<Atom>,
    degraded: Vec<Atom>,
    stale: Vec<Atom>,
    slow: Vec<Atom>,
    lossy: Vec<Atom>,
    /// It waits for another service.
    waits: bool,
}

impl Deriver<'_> {
    pub(super) fn operation(&mut self, id: OperationId) {
        let facts = self.facts;
        let Some(operation) = facts.design.get(id) else {
            return;
        };
        let subject = Subject::Operation(id);
        if let Some(service) = operation.service {
            self.runs_in(subject, service, Because::Service(id));
        }
        for (place, access) in operation.accesses.iter().enumerate() {
            let of = AccessOf {
                operation: id,
                place,
            };
            let met = self.met(operation, access);
            self.access(of, operation, access, &met);
        }
        let tier = facts.operation_tier(operation);
        self.count(Weighted { subject, tier }, operation.service);
    }

    /// Who runs in a service needs its instances, and a thread of its pool.
    pub(super) fn runs_in(&mut self, subject: Subject, service: ServiceId, because: Because) {
        for (runs, state) in [
            (Subject::Process(service), State::Down),
            (Subject::Pool(service), State::Down),
            (Subject::Process(service), State::Slow),
        ] {
            let atom = self.is(runs, state);
            self.needs(subject, state, atom, because);
        }
    }

    /// What an access meets at its target, whatever protects it.
    fn met(&mut self, operation: &Operation, access: &Access) -> Met {
        let via = self.facts.via(operation, access);
        let service = operation.service;
        match (&access.target, via) {
            (AccessTarget::Read(entity), Via::LocalCopy) => self.met_copy(service, *entity),
            (AccessTarget::Read(entity), Via::Event) => self.met_later(*entity, Action::Read),
            (AccessTarget::Write(entity), Via::Event) => self.met_later(*entity, Action::Write),
            (AccessTarget::Read(entity), _) => self.met_data(service, *entity, Action::Read, via),
            (AccessTarget::Write(entity), _) => self.met_data(service, *entity, Action::Write, via),
            (AccessTarget::Call(called), Via::Event) => {
                let down = self.is(Subject::Operation(*called), State::Down);
                Met {
                    stale: vec![down],
                    ..Met::default()
                }
            }
            (AccessTarget::Call(called), _) => self.met_operation(service, *called),
            (AccessTarget::CallService(called), Via::Event) => Met {
                stale: vec![self.is(Subject::Process(*called), State::Down)],
                ..Met::default()
            },
            (AccessTarget::CallService(called), _) => {
                let mut met = Met::default();
                self.meet_service(&mut met, service, *called);
                // Which of its operations is meant is not said, but when none works, that one does not either.
                if service != Some(*called) {
                    met.down.push(self.is(Subject::Whole(*called), State::Down));
                }
                met
            }
        }
    }

    /// A service that answers, and the way to it.
    fn meet_service(&mut self, met: &mut Met, from: Option<ServiceId>, asked: ServiceId) {
        met.down.push(self.is(Subject::Process(asked), State::Down));
        if from == Some(asked) {
            return;
        }
        met.down.push(self.is(Subject::Pool(asked), State::Down));
        met.slow.push(self.is(Subject::Process(asked), State::Slow));
        met.waits = true;
        if let Some(from) = from {
            let link = self.link(Place::Service(from), Place::Service(asked));
            met.down.push(link);
        }
    }

    fn met_operation(&mut self, from: Option<ServiceId>, called: OperationId) -> Met {
        let subject = Subject::Operation(called);
        let asked = self.facts.design.get(called).and_then(|o| o.service);
        let mut met = Met {
            down: vec![self.is(subject, State::Down)],
            degraded: vec![self.is(subject, State::Degraded)],
            stale: vec![self.is(subject, State::Stale)],
            slow: vec![self.is(subject, State::Slow)],
            lossy: vec![self.is(subject, State::Lossy)],
            waits: asked != from || asked.is_none(),
        };
        if let (Some(from), Some(asked)) = (from, asked)
            && from != asked
        {
            let link = self.link(Place::Service(from), Place::Service(asked));
            met.down.push(link);
        }
        met
    }

    /// Data, in the own store or by its owner.
    fn met_data(
        &mut self,
        from: Option<ServiceId>,
        entity: EntityId,
        action: Action,
        via: Via,
    ) -> Met {
        let mut met = Met::default();
        let owner = self.facts.owner(entity);
        let mut reader = from;
        if let (Via::Call, Some(owner)) = (via, owner)
            && from != Some(owner)
        {
            self.meet_service(&mut met, from, owner);
            reader = Some(owner);
            if let Some(from) = from
                && self.relies_on_contract(from, entity)
            {
                met.down
                    .push(self.cause(Cause::Contract(from, entity), None));
            }
        }
        let data = Subject::Data(entity, action);
        met.down.push(self.is(data, State::Down));
        met.degraded.push(self.is(data, State::Degraded));
        met.stale.push(self.is(data, State::Stale));
        met.slow.push(self.is(data, State::Slow));
        met.lossy.push(self.is(data, State::Lossy));
        if let (Some(reader), Some(store)) = (reader, self.facts.store_of(entity)) {
            let link = self.link(Place::Service(reader), Place::Store(store));
            if self.goes_on_apart(entity, action) {
                met.stale.push(link);
            } else {
                met.down.push(link);
            }
        }
        met
    }

    /// Whether a part that is cut off goes on with what it has: with a replica on its side, under a promise that allows it.
    fn goes_on_apart(&self, entity: EntityId, action: Action) -> bool {
        let Some(store) = self.facts.store(entity) else {
            return false;
        };
        let replicated = match store.replication {
            Replication::None => false,
            Replication::Sync { replicas, .. } | Replication::Async { replicas, .. } => {
                replicas > 0
            }
            Replication::Quorum { nodes, .. } => nodes > 1,
        };
        let anywhere = action == Action::Read || store.topology != Topology::LeaderFollower;
        let allowed = matches!(
            self.facts.consistency(entity),
            Some(Consistency::Causal | Consistency::Eventual)
        );
        replicated && anywhere && allowed
    }

    fn relies_on_contract(&self, service: ServiceId, entity: EntityId) -> bool {
        let contract = self.facts.entity(entity).and_then(|e| e.contract.as_ref());
        contract.is_some_and(|contract| contract.consumers.iter().any(|c| c.service == service))
    }

    /// The copy that a service keeps: the entity itself if it is its own, or what a feed fills there.
    fn met_copy(&mut self, service: Option<ServiceId>, entity: EntityId) -> Met {
        let facts = self.facts;
        let own = facts.owner(entity) == service || facts.owner(entity).is_none();
        let mut feeds = facts.design.feeds().iter();
        let copy = if own {
            Some(entity)
        } else {
            feeds
                .find(|(_, feed)| feed.from == entity && facts.owner(feed.to) == service)
                .map(|(_, feed)| feed.to)
        };
        match copy {
            Some(copy) => self.met_data(service, copy, Action::Read, Via::OwnStore),
            // Nobody has said where the copy is: it is there, and as old as its owner is away.
            None => self.met_later(entity, Action::Read),
        }
    }

    /// Nobody waits: what is down now is only later.
    fn met_later(&mut self, entity: EntityId, action: Action) -> Met {
        let mut stale = vec![self.is(Subject::Data(entity, action), State::Down)];
        if let Some(owner) = self.facts.owner(entity) {
            stale.push(self.is(Subject::Process(owner), State::Down));
        }
        Met {
            stale,
            ..Met::default()
        }
    }

    /// What an access lets through to its operation.
    fn access(&mut self, of: AccessOf, operation: &Operation, access: &Access, met: &Met) {
        let subject = Subject::Operation(of.operation);
        let because = Because::Access(of);
        for atom in &met.down {
            self.failed(of, operation, access, *atom);
        }
        let limited = access.timeout_ms.is_some();
        for atom in &met.slow {
            if met.waits && limited {
                // At the timeout it is as if there were no answer.
                self.failed(of, operation, access, *atom);
                continue;
            }
            self.needs(subject, State::Slow, *atom, because);
            if met.waits {
                self.needs(subject, State::Down, *atom, Because::Unlimited(of));
                if let (None, Some(service)) = (access.bulkhead, operation.service) {
                    let pool = Subject::Pool(service);
                    self.needs(pool, State::Down, *atom, Because::Pool(of));
                }
            }
        }
        for (state, atoms) in [
            (State::Degraded, &met.degraded),
            (State::Stale, &met.stale),
            (State::Lossy, &met.lossy),
        ] {
            for atom in atoms {
                self.needs(subject, state, *atom, because);
            }
        }
    }

    /// What comes of there being no answer because of `atom`.
    fn failed(&mut self, of: AccessOf, operation: &Operation, access: &Access, atom: Atom) {
        let subject = Subject::Operation(of.operation);
        let without = if access.optional {
            State::Degraded
        } else {
            State::Down
        };
        match access.fallback {
            Fallback::Unstated | Fallback::None => {
                self.needs(subject, without, atom, Because::Access(of));
            }
            Fallback::DefaultValue => {
                self.needs(subject, State::Degraded, atom, Because::Fallback(of));
            }
            Fallback::Cache => self.needs(subject, State::Stale, atom, Because::Fallback(of)),
            Fallback::Copy(copy) => {
                self.needs(subject, State::Stale, atom, Because::Fallback(of));
                let via = if self.reaches(operation.service, copy) {
                    Via::OwnStore
                } else {
                    Via::Call
                };
                let copy = self.met_data(operation.service, copy, Action::Read, via);
                for other in copy.down {
                    let mut both = vec![atom, other];
                    both.sort_unstable();
                    both.dedup();
                    let count = both.len();
                    self.add(subject, without, count, both, Because::Fallback(of));
                }
            }
        }
    }
}
