//! From a design to its equations: services, stores and what runs where; the rest stands beside.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Action, Atom, Because, Cause, Clause, Dependencies, KnownCause, Numbering, Place, State,
    Subject, Weighted,
};
use crate::analysis::facts::Facts;
use crate::model::{
    AccessTarget, Availability, EntityId, Failover, Replication, Service, ServiceId, Store,
    StoreId, Topology,
};

/// The equations in the making.
pub(super) struct Deriver<'a> {
    pub facts: &'a Facts<'a>,
    numbering: Numbering,
    causes: Vec<KnownCause>,
    known: HashMap<Cause, usize>,
    equations: Vec<Vec<Clause>>,
    /// By the number of a service: its operations, for what it is as a whole.
    operations_of: Vec<Vec<Subject>>,
    operations: Vec<Weighted>,
    /// Leaves out everything but when critical operations are down.
    pub only_downtime: bool,
}

/// Instances and replicas that are told apart; the last one stands for all further ones, which fail only together.
const TOLD_APART: u32 = 16;
/// The same for nodes of a quorum, where any of them can make the difference.
const MOST_NODES: u32 = 1_000;

pub(super) fn derive(facts: &Facts, only_downtime: bool) -> Dependencies {
    let numbering = Numbering::new(facts.design);
    let mut deriver = Deriver {
        facts,
        equations: vec![Vec::new(); numbering.count()],
        operations_of: vec![Vec::new(); facts.design.services().next_id().number() as usize],
        numbering,
        causes: Vec::new(),
        known: HashMap::new(),
        operations: Vec::new(),
        only_downtime,
    };
    let design = facts.design;
    for (id, service) in design.services().iter() {
        deriver.process(id, service);
    }
    for (id, store) in design.stores().iter() {
        deriver.store(id, store);
    }
    for (id, _) in design.entities().iter() {
        deriver.data(id);
    }
    for (id, _) in design.relationships().iter() {
        deriver.relationship(id);
    }
    for (id, _) in design.feeds().iter() {
        deriver.feed(id);
    }
    for (id, _) in design.operations().iter() {
        deriver.operation(id);
    }
    for (id, _) in design.entities().iter() {
        deriver.implied(id);
    }
    if !only_downtime {
        for (id, _) in design.sagas().iter() {
            deriver.saga(id);
        }
        for (id, _) in design.services().iter() {
            deriver.service(id);
        }
    }
    deriver.wholes();
    Dependencies {
        numbering: deriver.numbering,
        causes: deriver.causes,
        equations: deriver.equations,
        operations: deriver.operations,
    }
}

impl Deriver<'_> {
    /// A cause, which is the same one wherever it is named.
    pub fn cause(&mut self, cause: Cause, probability: Option<f64>) -> Atom {
        if let Some(known) = self.known.get(&cause) {
            return Atom::Cause(*known);
        }
        let at = self.causes.len();
        self.known.insert(cause.clone(), at);
        self.causes.push(KnownCause { cause, probability });
        Atom::Cause(at)
    }

    /// The way between two places.
    pub fn link(&mut self, one: Place, other: Place) -> Atom {
        self.cause(Cause::Link(one.min(other), one.max(other)), None)
    }

    pub fn is(&self, subject: Subject, state: State) -> Atom {
        Atom::Is(self.numbering.variable(subject, state))
    }

    /// One more way into a state.
    pub fn add(
        &mut self,
        subject: Subject,
        state: State,
        at_least: usize,
        of: Vec<Atom>,
        because: Because,
    ) {
        let clause = Clause {
            at_least,
            of,
            because,
        };
        let place = self.numbering.variable(subject, state).index();
        if let Some(clauses) = self.equations.get_mut(place)
            && !clauses
                .iter()
                .any(|known| known.at_least == clause.at_least && known.of == clause.of)
        {
            clauses.push(clause);
        }
    }

    /// One thing that is enough.
    pub fn needs(&mut self, subject: Subject, state: State, atom: Atom, because: Because) {
        if self.only_downtime && state != State::Down {
            return;
        }
        self.add(subject, state, 1, vec![atom], because);
    }

    /// Counts an operation, and holds that what is down is worse than degraded.
    pub fn count(&mut self, weighted: Weighted, service: Option<ServiceId>) {
        let down = self.is(weighted.subject, State::Down);
        self.needs(weighted.subject, State::Degraded, down, Because::Worse);
        self.operations.push(weighted);
        let list = service.and_then(|id| self.operations_of.get_mut(id.number() as usize));
        if let Some(list) = list {
            list.push(weighted.subject);
        }
    }

    fn process(&mut self, id: ServiceId, service: &Service) {
        let subject = Subject::Process(id);
        let q = unavailability(service.availability);
        let instances = self.together(service.instances, q, |at| Cause::Instance(id, at));
        self.add(
            subject,
            State::Down,
            instances.len(),
            instances,
            Because::Instances(id),
        );
        let place = Place::Service(id);
        self.domains(subject, &service.domain, place);
        let slow = self.cause(Cause::Slow(place), None);
        self.needs(subject, State::Slow, slow, Because::Itself(place));
    }

    /// Parts that fail only together: a cause for each, the last one for all that are not told apart.
    fn together(&mut self, count: u32, q: Option<f64>, cause: impl Fn(u32) -> Cause) -> Vec<Atom> {
        let told = count.clamp(1, TOLD_APART);
        (0..told)
            .map(|at| {
                let stands_for = if at + 1 == told { count.max(1) - at } else { 1 };
                let q = q.map(|q| q.powf(f64::from(stands_for)));
                self.cause(cause(at), q)
            })
            .collect()
    }

    fn domains(&mut self, subject: Subject, domain: &str, place: Place) {
        let ends = domain.match_indices('/').map(|(at, _)| at);
        for end in ends.chain([domain.len()]) {
            let name = domain[..end].trim();
            if name.is_empty() {
                continue;
            }
            let q = unavailability(self.facts.design.header().domains.get(name).copied());
            let atom = self.cause(Cause::Domain(name.to_owned()), q);
            self.needs(subject, State::Down, atom, Because::Domain(place));
        }
    }

    fn store(&mut self, id: StoreId, store: &Store) {
        let q = unavailability(store.availability);
        let node = |at| Cause::Node(id, at);
        let because = Because::Replication(id);
        let (read, write) = (
            Subject::Store(id, Action::Read),
            Subject::Store(id, Action::Write),
        );
        // A request goes to one shard; they are alike, so one of them stands for all.
        match store.replication {
            Replication::None => {
                let only = self.cause(node(0), q);
                for subject in [read, write] {
                    self.needs(subject, State::Down, only, because);
                }
            }
            Replication::Quorum { nodes, w, r } => {
                let count = nodes.clamp(1, MOST_NODES);
                let all: Vec<Atom> = (0..count).map(|at| self.cause(node(at), q)).collect();
                for (subject, answers) in [(read, r), (write, w)] {
                    let lost = count.saturating_sub(answers.clamp(1, count)) + 1;
                    self.add(subject, State::Down, lost as usize, all.clone(), because);
                }
            }
            Replication::Sync { replicas, failover }
            | Replication::Async { replicas, failover } => {
                let all = self.together(replicas.saturating_add(1), q, node);
                let follows = matches!(store.replication, Replication::Async { .. });
                let leads = store.topology == Topology::LeaderFollower;
                let leader = all[0];
                self.add(read, State::Down, all.len(), all.clone(), because);
                if leads && failover == Failover::Manual {
                    self.needs(write, State::Down, leader, because);
                    if follows {
                        self.needs(read, State::Stale, leader, because);
                    }
                } else {
                    self.add(write, State::Down, all.len(), all.clone(), because);
                    let losing = if leads { &all[..1] } else { &all[..] };
                    for atom in losing.iter().filter(|_| follows) {
                        self.needs(write, State::Lossy, *atom, because);
                    }
                }
            }
        }
        let place = Place::Store(id);
        let slow = self.cause(Cause::Slow(place), None);
        for subject in [read, write] {
            self.domains(subject, &store.domain, place);
            self.needs(subject, State::Slow, slow, Because::Itself(place));
        }
    }

    /// A service is down when all its operations are, and as bad as the worst of them otherwise.
    fn service(&mut self, id: ServiceId) {
        let subject = Subject::Service(id);
        let because = Because::Operations(id);
        let process = self.is(Subject::Process(id), State::Down);
        self.needs(subject, State::Down, process, because);
        let own = self
            .operations_of
            .get(id.number() as usize)
            .cloned()
            .unwrap_or_default();
        if !own.is_empty() {
            let all: Vec<Atom> = own.iter().map(|o| self.is(*o, State::Down)).collect();
            self.add(subject, State::Down, all.len(), all, because);
        }
        for state in [State::Degraded, State::Stale, State::Slow, State::Lossy] {
            for operation in &own {
                let atom = self.is(*operation, state);
                self.needs(subject, state, atom, because);
            }
        }
        let down = self.is(subject, State::Down);
        self.needs(subject, State::Degraded, down, Because::Worse);
    }

    /// Services that are called without a word on which operation is meant: that one does not work at the latest when none
    /// does, and no data is there.
    fn wholes(&mut self) {
        let design = self.facts.design;
        let operations = design.operations().iter();
        let targets = operations.flat_map(|(_, operation)| &operation.accesses);
        let called: BTreeSet<ServiceId> = targets
            .filter_map(|access| match access.target {
                AccessTarget::CallService(service) => Some(service),
                _ => None,
            })
            .collect();
        if called.is_empty() {
            return;
        }
        let mut all: BTreeMap<ServiceId, Vec<Subject>> = BTreeMap::new();
        let mut add = |service: Option<ServiceId>, subject| {
            if let Some(service) = service.filter(|service| called.contains(service)) {
                all.entry(service).or_default().push(subject);
            }
        };
        for (id, operation) in design.operations().iter() {
            add(operation.service, Subject::Operation(id));
        }
        for (id, entity) in design.entities().iter() {
            for action in [Action::Read, Action::Write] {
                add(entity.service, Subject::Data(id, action));
            }
        }
        for (id, subjects) in all {
            let down = |subject: &Subject| self.is(*subject, State::Down);
            let atoms: Vec<Atom> = subjects.iter().map(down).collect();
            let because = Because::Operations(id);
            self.add(Subject::Whole(id), State::Down, atoms.len(), atoms, because);
        }
    }

    /// Whether a service reaches the store of an entity by itself, without asking the owner.
    pub fn reaches(&self, service: Option<ServiceId>, entity: EntityId) -> bool {
        let owner = self.facts.owner(entity);
        owner.is_none() || owner == service || {
            let store = self.facts.store(entity);
            store.is_some_and(|store| service.is_some_and(|s| store.connects.contains(&s)))
        }
    }
}

/// The share of time in which a part does not work.
fn unavailability(availability: Option<Availability>) -> Option<f64> {
    availability.map(|availability| 1.0 - availability.share())
}
