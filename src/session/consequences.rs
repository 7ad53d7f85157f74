//! What follows from a failure, in words: what each operation comes to and by which way, where the failure stops, and how much
//! of the design is left.

use crate::analysis::dependencies::{
    Atom, Because, Dependencies, State, Subject, Words,
};
use crate::analysis::spread::{Hop, Spread, Spreading};
use crate::analysis::trials::Trials;
use crate::model::names::Names;
use crate::model::{Design, Part, Reference, Tier, Trial};

use std::sync::Arc;

use super::effects::Effects;

/// What follows from a failure.
#[derive(Clone, Debug, Default)]
pub struct Consequences {
    /// What it began with, in words: “crm is down”.
    pub words: Vec<String>,
    /// Why a part of it cannot happen, if so.
    pub obstacle: Option<String>,
    /// What it does to each part.
    pub effects: Arc<Effects>,
    /// Every operation with the worst that comes to it, in the order of the design; none: it works as ever.
    pub states: Vec<(Subject, Tier, Option<State>)>,
    /// The operations to which something comes, the worst and the most important first.
    pub suffering: Vec<Suffering>,
    /// The operations that go on though something that they use does not.
    pub stops: Vec<Stopped>,
    /// The share of all operations, weighted by tier, that is down.
    pub blast_radius: f64,
}

/// An operation to which something comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Suffering {
    /// Which.
    pub subject: Subject,
    /// What people call it.
    pub name: String,
    /// How much it matters.
    pub tier: Tier,
    /// The worst that comes to it.
    pub state: State,
    /// How it comes about, from what failed on.
    pub way: Vec<Step>,
}

/// A step of the way of a failure.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The part that it reaches.
    pub part: Option<Reference>,
    /// The state that the part comes to; none for the beginning.
    pub state: Option<State>,
    /// What is so there: “place order is down”.
    pub words: String,
    /// The attribute that lets it through, in words; empty where it needs none.
    pub because: String,
    /// The part that has the attribute.
    pub attribute: Option<Reference>,
}

/// Where a failure stops.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
    /// What goes on.
    pub subject: Subject,
    /// What people call it.
    pub name: String,
    /// What it comes to all the same.
    pub state: Option<State>,
    /// What it does without, and what makes that possible.
    pub words: String,
    /// The part that has the attribute.
    pub attribute: Option<Reference>,
}

/// A term of an equation: one way into a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What has to be so.
    pub words: String,
    /// The attribute that makes it matter, in words.
    pub because: String,
    /// The part that has the attribute.
    pub attribute: Option<Reference>,
}

/// How many operations are in a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many work as ever.
    pub up: usize,
    by_state: [usize; State::ALL.len()],
}

impl Tally {
    /// How many are in a state, and in no worse one.
    pub fn of(&self, state: State) -> usize {
        self.by_state.get(state as usize).copied().unwrap_or(0)
    }
}

/// The equations of a design, ready to be asked what follows.
#[derive(Debug)]
pub struct Inquiry<'a> {
    design: &'a Design,
    names: &'a Names<'a>,
    spreading: &'a Spreading<'a>,
    words: Words<'a>,
}

impl<'a> Inquiry<'a> {
    /// About the design that the equations come from.
    pub fn new(design: &'a Design, names: &'a Names<'a>, spreading: &'a Spreading<'a>) -> Self {
        Self {
            design,
            names,
            spreading,
            words: Words::new(design, names, spreading.dependencies()),
        }
    }

    /// Asks it once.
    pub fn once<T>(
        design: &Design,
        dependencies: &Dependencies,
        ask: impl FnOnce(&Inquiry) -> T,
    ) -> T {
        let names = Names::new(design);
        let spreading = Spreading::new(dependencies);
        ask(&Inquiry::new(design, &names, &spreading))
    }

    /// What follows from trials.
    pub fn of_trials(&self, trials: &[Trial]) -> Consequences {
        let begun = Trials::new(self.design, self.names, self.spreading).beginning(trials);
        Consequences {
            obstacle: begun.obstacle,
            ..self.of_atoms(&begun.atoms, begun.words)
        }
    }

    /// What follows from all of these being so at once; in words, which begin every way.
    pub fn of_atoms(&self, atoms: &[Atom], words: Vec<String>) -> Consequences {
        let spread = self.spreading.spread(atoms);
        let operations = self.dependencies().operations();
        let states: Vec<_> = operations
            .iter()
            .map(|operation| {
                let state = spread.state(operation.subject);
                (operation.subject, operation.tier, state)
            })
            .collect();
        let mut suffering: Vec<Suffering> = states
            .iter()
            .filter_map(|(subject, tier, state)| {
                let state = (*state)?;
                Some(Suffering {
                    subject: *subject,
                    name: self.words.subject(*subject),
                    tier: *tier,
                    state,
                    way: self.way(&spread, *subject, state, &words),
                })
            })
            .collect();
        suffering.sort_by_key(|it| (it.state, std::cmp::Reverse(it.tier.weight())));
        Consequences {
            obstacle: None,
            effects: Arc::new(Effects::of(self.design, &spread)),
            states,
            suffering,
            stops: self.stops(&spread),
            blast_radius: spread.blast_radius(),
            words,
        }
    }

    /// What brings a subject into a state, term by term.
    pub fn terms(&self, subject: Subject, state: State) -> Vec<Term> {
        let dependencies = self.dependencies();
        let clauses = dependencies.clauses(dependencies.variable(subject, state));
        let terms = clauses.iter().map(|clause| Term {
            words: self.words.conditions(clause),
            because: self.words.because(clause.because),
            attribute: attribute(clause.because),
        });
        terms.collect()
    }

    /// Says what equations say.
    pub fn words(&self) -> &Words<'a> {
        &self.words
    }

    /// The equations.
    pub fn dependencies(&self) -> &'a Dependencies {
        self.spreading.dependencies()
    }

    fn way(&self, spread: &Spread, subject: Subject, state: State, begun: &[String]) -> Vec<Step> {
        let hops = spread.path(subject, state);
        let mut way = vec![Step {
            part: self.beginning(spread, &hops, subject),
            state: None,
            words: begun.join(", "),
            because: String::new(),
            attribute: None,
        }];
        let shown = hops.iter().filter(|hop| self.is_shown(hop));
        way.extend(shown.map(|hop| {
            let (subject, state) = self.dependencies().subject(hop.to);
            Step {
                part: subject.part().reference(),
                state: Some(state),
                words: self.words.variable(hop.to),
                because: self.words.because(hop.because),
                attribute: attribute(hop.because),
            }
        }));
        way
    }

    /// The part at which a way begins.
    fn beginning(&self, spread: &Spread, hops: &[Hop], subject: Subject) -> Option<Reference> {
        let first = hops.first();
        let of_atom = |atom: &Atom| match atom {
            Atom::Is(variable) => self.dependencies().subject(*variable).0.part().reference(),
            Atom::Cause(at) => {
                let known = self.dependencies().causes().get(*at)?;
                known.cause.parts().iter().find_map(Part::reference)
            }
        };
        let before = first.and_then(|hop| hop.from.first());
        let started = before.or_else(|| spread.start().first());
        started
            .and_then(of_atom)
            .or_else(|| subject.part().reference())
    }

    /// That a service or store is down whose instances are is what the beginning says already.
    fn is_shown(&self, hop: &Hop) -> bool {
        let (subject, _) = self.dependencies().subject(hop.to);
        let from_causes = hop.from.iter().all(|atom| matches!(atom, Atom::Cause(_)));
        let says_more = matches!(
            hop.because,
            Because::Domain(_) | Because::Itself(_) | Because::Instances(_)
        );
        !(from_causes && says_more && matches!(subject, Subject::Process(_)))
    }

    fn stops(&self, spread: &Spread) -> Vec<Stopped> {
        let stops = spread.stops().into_iter();
        stops
            .map(|stop| {
                let because = self.words.because(stop.because);
                let mut words = self.words.atom(stop.without);
                if !because.is_empty() {
                    words += ": ";
                    words += &because;
                }
                Stopped {
                    subject: stop.subject,
                    name: self.words.subject(stop.subject),
                    state: stop.state,
                    words,
                    attribute: attribute(stop.because),
                }
            })
            .collect()
    }

    pub(super) fn spreading(&self) -> &'a Spreading<'a> {
        self.spreading
    }
}

/// The part that has the attribute.
fn attribute(because: Because) -> Option<Reference> {
    let (part, _) = because.attribute()?;
    part.reference()
}

impl Consequences {
    /// How many operations are in which state.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for (_, _, state) in &self.states {
            match state {
                None => tally.up += 1,
                Some(state) => {
                    if let Some(count) = tally.by_state.get_mut(*state as usize) {
                        *count += 1;
                    }
                }
            }
        }
        tally
    }
}

impl Suffering {
    /// Why, in a few words: the last step of its way.
    pub fn reason(&self) -> String {
        let before = self.way.iter().rev().nth(1);
        let last = self.way.last().filter(|_| self.way.len() > 1);
        match (last, before) {
            (Some(last), _) if !last.because.is_empty() => last.because.clone(),
            (Some(_), Some(before)) => before.words.clone(),
            _ => String::new(),
        }
    }
}
