//! How a failure spreads: what follows from something being so, hop by hop, and where it stops.

mod paths;
mod traps;

use std::collections::{BTreeSet, VecDeque};

use crate::analysis::dependencies::{Atom, Because, Cause, Dependencies, State, Subject, Variable};
use crate::model::Part;

/// Who refers to each cause and variable: made once for a design, used for every failure.
#[derive(Clone, Debug)]
pub struct Spreading<'a> {
    dependencies: &'a Dependencies,
    causes: usize,
    /// By atom, where its users begin in `users`.
    starts: Vec<u32>,
    /// Variables and the places of their clauses.
    users: Vec<(u32, u32)>,
}

/// What follows from a failure.
#[derive(Clone, Debug)]
pub struct Spread<'a> {
    spreading: &'a Spreading<'a>,
    start: Vec<Atom>,
    /// By atom: how it came about, if it did.
    reached: Vec<Option<Reached>>,
    /// In the order in which they came about.
    order: Vec<Variable>,
    /// Clauses of which something is so but not enough.
    held: BTreeSet<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Reached {
    /// The place of the clause; none for what it began with.
    clause: Option<u32>,
    hops: u32,
}

/// A step of the way of a failure.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// What is so before; several where it takes several.
    pub from: Vec<Atom>,
    /// What is so because of it.
    pub to: Variable,
    /// The attribute that lets it through.
    pub because: Because,
}

/// Where a failure stops.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// What goes on, though something that it uses does not.
    pub subject: Subject,
    /// Worse than usual, or as ever.
    pub state: Option<State>,
    /// What it goes on without.
    pub without: Atom,
    /// The attribute that stops it.
    pub because: Because,
}

impl<'a> Spreading<'a> {
    /// Sets the table up: linear in the size of the equations.
    pub fn new(dependencies: &'a Dependencies) -> Self {
        let causes = dependencies.causes().len();
        let mut starts = vec![0_u32; causes + dependencies.variable_count() + 1];
        let index = |atom: Atom| match atom {
            Atom::Cause(at) => at,
            Atom::Is(variable) => causes + variable.index(),
        };
        let clauses = || {
            dependencies.equations().flat_map(|(variable, clauses)| {
                let places = clauses.iter().enumerate();
                places.map(move |(place, clause)| (variable, place as u32, clause))
            })
        };
        for (_, _, clause) in clauses() {
            for atom in &clause.of {
                starts[index(*atom) + 1] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut users = vec![(0, 0); starts.last().copied().unwrap_or(0) as usize];
        for (variable, place, clause) in clauses() {
            for atom in &clause.of {
                let slot = &mut next[index(*atom)];
                users[*slot as usize] = (variable.index() as u32, place);
                *slot += 1;
            }
        }
        Self {
            dependencies,
            causes,
            starts,
            users,
        }
    }

    /// The equations.
    pub fn dependencies(&self) -> &'a Dependencies {
        self.dependencies
    }

    fn index(&self, atom: Atom) -> usize {
        match atom {
            Atom::Cause(at) => at,
            Atom::Is(variable) => self.causes + variable.index(),
        }
    }

    fn users(&self, atom: Atom) -> &[(u32, u32)] {
        let at = self.index(atom);
        let range = self.starts[at] as usize..self.starts[at + 1] as usize;
        self.users.get(range).unwrap_or_default()
    }

    /// What follows from all of `start` being so at once.
    pub fn spread(&'a self, start: &[Atom]) -> Spread<'a> {
        let mut reached = vec![None; self.starts.len() - 1];
        let mut held = BTreeSet::new();
        let mut order = Vec::new();
        let mut queue: VecDeque<Atom> = VecDeque::new();
        for atom in start {
            let slot = &mut reached[self.index(*atom)];
            if slot.is_none() {
                *slot = Some(Reached {
                    clause: None,
                    hops: 0,
                });
                queue.push_back(*atom);
                if let Atom::Is(variable) = atom {
                    order.push(*variable);
                }
            }
        }
        while let Some(atom) = queue.pop_front() {
            let hops = reached[self.index(atom)].map_or(0, |r: Reached| r.hops) + 1;
            for (number, place) in self.users(atom) {
                let variable = Variable::at(*number as usize);
                let own = self.index(Atom::Is(variable));
                if reached[own].is_some() {
                    continue;
                }
                let Some(clause) = self.dependencies.clauses(variable).get(*place as usize) else {
                    continue;
                };
                let so = |atom: &&Atom| reached[self.index(**atom)].is_some();
                if clause.of.iter().filter(so).count() < clause.at_least {
                    held.insert((*number, *place));
                    continue;
                }
                reached[own] = Some(Reached {
                    clause: Some(*place),
                    hops,
                });
                order.push(variable);
                queue.push_back(Atom::Is(variable));
            }
        }
        Spread {
            spreading: self,
            start: start.to_vec(),
            reached,
            order,
            held,
        }
    }

    /// What follows from a part being gone; none for what cannot fail by itself.
    pub fn failure_of(&'a self, part: &Part) -> Option<Spread<'a>> {
        Some(self.spread(&self.dependencies.failure_of(part)?))
    }

    /// The share of all operations, weighted by tier, that a part takes down when it alone is gone.
    pub fn blast_radius(&'a self, part: &Part) -> Option<f64> {
        Some(self.failure_of(part)?.blast_radius())
    }

    /// Every service, store and failure domain with its blast radius, the largest first.
    pub fn blast_radii(&'a self) -> Vec<(Part, f64)> {
        let mut parts: Vec<Part> = Vec::new();
        for known in self.dependencies.causes() {
            let part = match &known.cause {
                Cause::Instance(id, 0) => Part::Service(*id),
                Cause::Node(id, 0) => Part::Store(*id),
                Cause::Domain(name) => Part::Domain(name.clone()),
                _ => continue,
            };
            parts.push(part);
        }
        let mut found: Vec<(Part, f64)> = parts
            .into_iter()
            .filter_map(|part| Some((part.clone(), self.blast_radius(&part)?)))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found
    }
}

impl<'a> Spread<'a> {
    /// The equations.
    pub fn dependencies(&self) -> &'a Dependencies {
        self.spreading.dependencies
    }

    /// What it began with.
    pub fn start(&self) -> &[Atom] {
        &self.start
    }

    /// Whether it reaches a subject in a state.
    pub fn reaches(&self, subject: Subject, state: State) -> bool {
        let variable = self.spreading.dependencies.variable(subject, state);
        self.is(Atom::Is(variable))
    }

    /// Whether something is so.
    pub fn is(&self, atom: Atom) -> bool {
        let at = self.spreading.index(atom);
        self.reached.get(at).is_some_and(Option::is_some)
    }

    /// The worst that a subject comes to on any axis, being down first; none if nothing reaches it.
    pub fn state(&self, subject: Subject) -> Option<State> {
        State::ALL
            .into_iter()
            .find(|state| self.reaches(subject, *state))
    }

    /// All that it reaches, in the order in which it does, with the number of hops from the beginning.
    pub fn reached(&self) -> impl Iterator<Item = (Subject, State, u32)> {
        self.order.iter().map(|variable| {
            let (subject, state) = self.spreading.dependencies.subject(*variable);
            let reached = self.reached[self.spreading.index(Atom::Is(*variable))];
            (subject, state, reached.map_or(0, |r| r.hops))
        })
    }

    /// The share of all operations, weighted by tier, that it takes down.
    pub fn blast_radius(&self) -> f64 {
        let (mut down, mut all) = (0_u64, 0_u64);
        for operation in self.spreading.dependencies.operations() {
            let weight = u64::from(operation.tier.weight());
            all += weight;
            if self.reaches(operation.subject, State::Down) {
                down += weight;
            }
        }
        if all == 0 {
            0.0
        } else {
            down as f64 / all as f64
        }
    }
}
