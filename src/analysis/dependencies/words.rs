//! Equations in words.

use super::{Action, Atom, Because, Cause, Clause, Dependencies, Place, State, Subject, Variable};
use crate::analysis::facts::AccessOf;
use crate::base::id::Id;
use crate::model::names::Names;
use crate::model::{
    AccessTarget, Design, Fallback, Integrity, Item, OperationId, RelationshipId, Replication,
    SagaId, StepAction, StoreId, Via,
};

/// Says what the equations of a design say.
#[derive(Debug)]
pub struct Words<'a> {
    design: &'a Design,
    names: &'a Names<'a>,
    dependencies: &'a Dependencies,
}

impl<'a> Words<'a> {
    /// In the names of the design that the equations come from.
    pub fn new(design: &'a Design, names: &'a Names<'a>, dependencies: &'a Dependencies) -> Self {
        Self {
            design,
            names,
            dependencies,
        }
    }

    fn name<T: Item>(&self, id: Id<T>) -> &'a str {
        self.design.get(id).and_then(Item::name).unwrap_or_default()
    }

    /// What people call a subject.
    pub fn subject(&self, subject: Subject) -> String {
        match subject {
            Subject::Operation(id) => self.name(id).to_owned(),
            Subject::Implied(id, action) => {
                format!("{} {}", action.label(), self.names.entity(id))
            }
            Subject::Data(id, action) => format!("{} {}", action.gerund(), self.names.entity(id)),
            Subject::Store(id, action) => format!("{} {}", action.gerund(), self.name(id)),
            Subject::Process(id) | Subject::Service(id) => self.name(id).to_owned(),
            Subject::Pool(id) => format!("the thread pool of {}", self.name(id)),
            Subject::Whole(id) => format!("all of {}", self.name(id)),
            Subject::Feed(id) => self.design.get(id).map_or_else(String::new, |feed| {
                format!(
                    "the feed {} → {}",
                    self.names.entity(feed.from),
                    self.names.entity(feed.to)
                )
            }),
            Subject::Saga(id) => format!("the saga {}", self.name(id)),
        }
    }

    /// A subject in a state: “place order is down”.
    pub fn variable(&self, variable: Variable) -> String {
        let (subject, state) = self.dependencies.subject(variable);
        let words = match (subject, state) {
            (Subject::Saga(_), State::Degraded) => "pending",
            (Subject::Saga(_), State::Down) => "stuck",
            (Subject::Pool(_), State::Down) => "used up",
            (Subject::Feed(_), State::Stale) => "behind",
            _ => state.label(),
        };
        format!("{} is {words}", self.subject(subject))
    }

    /// What a service or a store is called.
    pub fn place(&self, place: Place) -> &'a str {
        match place {
            Place::Service(id) => self.name(id),
            Place::Store(id) => self.name(id),
        }
    }

    /// A basic event, as a cut set lists it: without “is down”.
    pub fn cause(&self, cause: &Cause) -> String {
        match cause {
            Cause::Instance(id, at) => {
                let count = self.design.get(*id).map_or(1, |service| service.instances);
                numbered(self.name(*id), "instance", *at, count)
            }
            Cause::Node(id, at) => {
                let count = self
                    .design
                    .get(*id)
                    .map_or(1, |store| nodes(store.replication));
                numbered(self.name(*id), "node", *at, count)
            }
            Cause::Domain(name) => format!("domain {name}"),
            Cause::Slow(place) => format!("{} slow", self.place(*place)),
            Cause::Link(one, other) => {
                format!("{} and {} cut off", self.place(*one), self.place(*other))
            }
            Cause::Contract(service, entity) => format!(
                "{} reading an old form of {}",
                self.name(*service),
                self.names.entity(*entity)
            ),
        }
    }

    /// A cause or a state: “Orders is down”.
    pub fn atom(&self, atom: Atom) -> String {
        match atom {
            Atom::Is(variable) => self.variable(variable),
            Atom::Cause(at) => match self.dependencies.causes().get(at).map(|c| &c.cause) {
                None => String::new(),
                Some(cause @ (Cause::Instance(..) | Cause::Node(..) | Cause::Domain(_))) => {
                    format!("{} is down", self.cause(cause))
                }
                Some(Cause::Slow(place)) => format!("{} is slow", self.place(*place)),
                Some(Cause::Link(one, other)) => format!(
                    "{} and {} are cut off from each other",
                    self.place(*one),
                    self.place(*other)
                ),
                Some(Cause::Contract(service, entity)) => format!(
                    "{} reads {} in a form that it no longer has",
                    self.name(*service),
                    self.names.entity(*entity)
                ),
            },
        }
    }

    /// A way into a state as a sentence: “place order is down when Customers is down: it reads customer by a call, and has no
    /// fallback”.
    pub fn clause(&self, variable: Variable, clause: &Clause) -> String {
        let mut text = format!(
            "{} when {}",
            self.variable(variable),
            self.conditions(clause)
        );
        let because = self.because(clause.because);
        if !because.is_empty() {
            text += ": ";
            text += &because;
        }
        text
    }

    /// What has to be so: “Customers is down”.
    pub fn conditions(&self, clause: &Clause) -> String {
        let causes: Vec<String> = clause.of.iter().map(|atom| self.atom(*atom)).collect();
        if clause.at_least == 1 {
            causes.join(" or ")
        } else if clause.at_least == causes.len() {
            causes.join(" and ")
        } else {
            format!("{} of these are so: {}", clause.at_least, causes.join(", "))
        }
    }

    /// The attribute that lets it through, in words; empty where it needs none.
    pub fn because(&self, because: Because) -> String {
        match because {
            Because::Instances(id) => match self.design.get(id).map(|s| s.instances) {
                Some(1) => "it runs as one instance".to_owned(),
                Some(count) => format!("it runs as {count} instances"),
                None => String::new(),
            },
            Because::Replication(id) => self.replication(id),
            Because::Domain(place) => format!("{} runs there", self.place(place)),
            Because::Service(id) => {
                let service = self.design.get(id).and_then(|o| o.service);
                service.map_or_else(String::new, |s| format!("it runs in {}", self.name(s)))
            }
            Because::Owner(id) => {
                let service = self.design.get(id).and_then(|e| e.service);
                service.map_or_else(String::new, |s| {
                    format!("{} belongs to {}", self.names.entity(id), self.name(s))
                })
            }
            Because::Store(id) => format!("{} is kept there", self.names.entity(id)),
            Because::Access(of) => self.access(of),
            Because::Unlimited(of) => {
                format!("it waits for {} without a time limit", self.target(of))
            }
            Because::Fallback(of) => self.fallback(of),
            Because::Pool(of) => format!(
                "{} waits for {} without time limit and bulkhead",
                self.name(of.operation),
                self.target(of)
            ),
            Because::PoolOfCheck(id) => {
                format!("{} is checked without a time limit", self.key(id))
            }
            Because::Integrity(id) => self.integrity(id),
            Because::Feed(id) => self.design.get(id).map_or_else(String::new, |feed| {
                format!(
                    "{} is fed from {} by {}",
                    self.names.entity(feed.to),
                    self.names.entity(feed.from),
                    feed.mechanism.label()
                )
            }),
            Because::Step(id, place) => format!("step {} {}", place + 1, self.step(id, place)),
            Because::Compensation(id, place) => {
                format!(
                    "step {} {} cannot be taken back",
                    place + 1,
                    self.step(id, place)
                )
            }
            Because::Coordinator(_) => "it leads the saga".to_owned(),
            Because::Itself(_) | Because::Operations(_) | Because::Worse => String::new(),
        }
    }

    fn replication(&self, id: StoreId) -> String {
        let Some(store) = self.design.get(id) else {
            return String::new();
        };
        match store.replication {
            Replication::None => "it has one node".to_owned(),
            Replication::Quorum { nodes, w, r } => {
                format!("a write needs {w} of {nodes} nodes, a read {r}")
            }
            Replication::Sync { replicas, failover }
            | Replication::Async { replicas, failover } => {
                let replicas = match replicas {
                    1 => "one replica".to_owned(),
                    count => format!("{count} replicas"),
                };
                let failover = match failover {
                    crate::model::Failover::Manual => "no automatic failover",
                    crate::model::Failover::Automatic => "automatic failover",
                };
                format!("it has a leader, {replicas} and {failover}")
            }
        }
    }

    fn target(&self, of: AccessOf) -> String {
        let access = self.access_of(of);
        access.map_or_else(String::new, |access| match access.target {
            AccessTarget::Read(id) | AccessTarget::Write(id) => self.names.entity(id),
            AccessTarget::Call(id) => self.name(id).to_owned(),
            AccessTarget::CallService(id) => self.name(id).to_owned(),
        })
    }

    fn access_of(&self, of: AccessOf) -> Option<&'a crate::model::Access> {
        self.design
            .get::<crate::model::Operation>(of.operation)?
            .accesses
            .get(of.place)
    }

    fn access(&self, of: AccessOf) -> String {
        let Some(access) = self.access_of(of) else {
            return String::new();
        };
        let verb = match access.target {
            AccessTarget::Read(_) => "reads",
            AccessTarget::Write(_) => "writes",
            AccessTarget::Call(_) | AccessTarget::CallService(_) => "calls",
        };
        let asks = match access.target {
            AccessTarget::Read(entity) | AccessTarget::Write(entity) => {
                let own = self.design.get(of.operation).map(|it| it.service);
                access.via != Some(Via::OwnStore)
                    && own != self.design.get(entity).map(|it| it.service)
            }
            AccessTarget::Call(_) | AccessTarget::CallService(_) => true,
        };
        let need = match (access.optional, &access.fallback) {
            (true, _) => ", and goes on without it",
            // Nobody expects one for the own data.
            (false, Fallback::Unstated | Fallback::None) if asks => ", and has no fallback",
            (false, _) => "",
        };
        format!("it {verb} {}{need}", self.target(of))
    }

    fn fallback(&self, of: AccessOf) -> String {
        let Some(access) = self.access_of(of) else {
            return String::new();
        };
        let instead = match access.fallback {
            Fallback::Unstated | Fallback::None => return self.access(of),
            Fallback::DefaultValue => "takes a fixed value".to_owned(),
            Fallback::Cache => "takes the last answer".to_owned(),
            Fallback::Copy(id) => format!("reads the copy in {}", self.names.entity(id)),
        };
        format!("without {} it {instead}", self.target(of))
    }

    fn key(&self, id: RelationshipId) -> String {
        let relationship = self.design.get(id);
        relationship.map_or_else(String::new, |r| self.names.endpoint(&r.from))
    }

    fn integrity(&self, id: RelationshipId) -> String {
        let key = self.key(id);
        match self.design.get(id).map(|r| &r.integrity) {
            Some(Integrity::Enforced) => format!("{key} is enforced there"),
            Some(Integrity::Checked { .. }) => format!("{key} is checked there"),
            Some(Integrity::Eventual { .. }) => format!("{key} is repaired later"),
            Some(Integrity::None) => format!("nothing keeps {key} valid"),
            None => key,
        }
    }

    fn step(&self, id: SagaId, place: usize) -> String {
        let step = self.design.get(id).and_then(|saga| saga.steps.get(place));
        step.map_or_else(String::new, |step| match step.action {
            StepAction::Call(operation) => format!("“{}”", self.operation(operation)),
            StepAction::Write(entity) => {
                format!("“{} {}”", Action::Write.label(), self.names.entity(entity))
            }
        })
    }

    fn operation(&self, id: OperationId) -> &'a str {
        self.name(id)
    }
}

fn numbered(name: &str, what: &str, at: u32, count: u32) -> String {
    if count <= 1 {
        name.to_owned()
    } else {
        format!("{name} {what} {}", at + 1)
    }
}

fn nodes(replication: Replication) -> u32 {
    match replication {
        Replication::None => 1,
        Replication::Sync { replicas, .. } | Replication::Async { replicas, .. } => {
            replicas.saturating_add(1)
        }
        Replication::Quorum { nodes, .. } => nodes,
    }
}
