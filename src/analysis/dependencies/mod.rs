//! Who needs whom, as equations: when each operation, and each thing that it needs, is down, degraded, stale, slow or open to
//! data loss.
//!
//! An equation is a list of clauses, any of which is enough. A clause names what has to be so, and the attribute of the model
//! that makes it matter. Every clause is monotone: more failures never make anything better.

mod access;
mod because;
mod cause;
mod data;
mod derive;
mod saga;
mod subject;
mod words;

use crate::analysis::facts::Facts;
use crate::model::{Part, ServiceId, StoreId};

pub use because::Because;
pub use cause::{Cause, KnownCause, Place};
use subject::Numbering;
pub use subject::{Action, State, Subject, Variable};
pub use words::Words;

/// A cause or a state of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// The cause of this index happens.
    Cause(usize),
    /// The subject is in the state.
    Is(Variable),
}

/// One way in which something gets into a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// How many of the atoms it takes.
    pub at_least: usize,
    /// What has to be so.
    pub of: Vec<Atom>,
    /// Why that matters.
    pub because: Because,
}

/// An operation that counts, with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighted {
    /// The operation: of the design, or implied.
    pub subject: Subject,
    /// How much its failure counts.
    pub tier: crate::model::Tier,
}

/// The equations of a design.
#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    numbering: Numbering,
    causes: Vec<KnownCause>,
    equations: Vec<Vec<Clause>>,
    operations: Vec<Weighted>,
}

impl Dependencies {
    /// Derives the equations: linear in the size of the design.
    pub fn new(facts: &Facts) -> Self {
        derive::derive(facts, false)
    }

    /// Derives only what tells when critical operations are down, which is a small part of it.
    pub fn of_downtime(facts: &Facts) -> Self {
        derive::derive(facts, true)
    }

    /// What can happen by itself.
    pub fn causes(&self) -> &[KnownCause] {
        &self.causes
    }

    /// The operations of the design in its order, then those that it implies.
    pub fn operations(&self) -> &[Weighted] {
        &self.operations
    }

    /// A subject in a state.
    pub fn variable(&self, subject: Subject, state: State) -> Variable {
        self.numbering.variable(subject, state)
    }

    /// What a variable stands for.
    pub fn subject(&self, variable: Variable) -> (Subject, State) {
        self.numbering.subject(variable)
    }

    /// The ways in which a subject gets into a state, any of which is enough.
    pub fn clauses(&self, variable: Variable) -> &[Clause] {
        self.equations
            .get(variable.index())
            .map_or(&[], Vec::as_slice)
    }

    /// How many variables there are.
    pub fn variable_count(&self) -> usize {
        self.equations.len()
    }

    /// All variables that something can bring about, with their clauses.
    pub fn equations(&self) -> impl Iterator<Item = (Variable, &[Clause])> {
        let all = self.equations.iter().enumerate();
        all.filter(|(_, clauses)| !clauses.is_empty())
            .map(|(at, clauses)| (Variable(at as u32), clauses.as_slice()))
    }

    /// What is so when a part is gone: all instances of a service, all nodes of a store, all that is in a domain. None for what
    /// cannot fail by itself, as a field.
    pub fn failure_of(&self, part: &Part) -> Option<Vec<Atom>> {
        let down = |subject| Atom::Is(self.variable(subject, State::Down));
        Some(match part {
            Part::Service(id) => self.causes_where(
                |cause| matches!(cause, Cause::Instance(service, _) if service == id),
            ),
            Part::Store(id) => {
                self.causes_where(|cause| matches!(cause, Cause::Node(store, _) if store == id))
            }
            Part::Domain(name) => {
                self.causes_where(|cause| matches!(cause, Cause::Domain(domain) if domain == name))
            }
            Part::Entity(id) => [Action::Read, Action::Write, Action::Delete]
                .map(|action| down(Subject::Data(*id, action)))
                .to_vec(),
            Part::Operation(id) => vec![down(Subject::Operation(*id))],
            Part::Saga(id) => vec![down(Subject::Saga(*id))],
            Part::Feed(id) => vec![Atom::Is(self.variable(Subject::Feed(*id), State::Stale))],
            Part::Design | Part::Field(_) | Part::Relationship(_) | Part::Zone(_) => return None,
        })
    }

    /// What is so when services and stores answer late.
    pub fn slowness_of(&self, services: &[ServiceId], stores: &[StoreId]) -> Vec<Atom> {
        self.causes_where(|cause| match cause {
            Cause::Slow(Place::Service(id)) => services.contains(id),
            Cause::Slow(Place::Store(id)) => stores.contains(id),
            _ => false,
        })
    }

    /// The causes of some kind.
    pub fn causes_where(&self, is_wanted: impl Fn(&Cause) -> bool) -> Vec<Atom> {
        let all = self.causes.iter().enumerate();
        all.filter(|(_, known)| is_wanted(&known.cause))
            .map(|(at, _)| Atom::Cause(at))
            .collect()
    }
}
