//! Which way a failure takes, and where it stops.

use super::{Hop, Spread, Stop};
use crate::analysis::dependencies::{Atom, Because, State, Subject, Variable};

impl Spread<'_> {
    /// How a subject comes into a state, from the cause on; empty if it does not.
    pub fn path(&self, subject: Subject, state: State) -> Vec<Hop> {
        let dependencies = self.spreading.dependencies;
        let mut next = dependencies.variable(subject, state);
        let mut hops = Vec::new();
        while let Some(reached) = self.reached[self.spreading.index(Atom::Is(next))] {
            let Some(place) = reached.clause else { break };
            let Some(clause) = dependencies.clauses(next).get(place as usize) else {
                break;
            };
            let before = |atom: &Atom| {
                self.reached[self.spreading.index(*atom)].filter(|r| r.hops < reached.hops)
            };
            let from: Vec<Atom> = clause
                .of
                .iter()
                .copied()
                .filter(|atom| before(atom).is_some())
                .collect();
            // Where it takes several, the last of them decides.
            let last = from
                .iter()
                .copied()
                .max_by_key(|atom| before(atom).map_or(0, |r| r.hops));
            hops.push(Hop {
                from,
                to: next,
                because: clause.because,
            });
            match last {
                Some(Atom::Is(variable)) => next = variable,
                _ => break,
            }
        }
        hops.reverse();
        hops
    }

    /// The operations that go on although something that they use does not, and what stops the failure there.
    pub fn stops(&self) -> Vec<Stop> {
        let dependencies = self.spreading.dependencies;
        let mut stops: Vec<Stop> = Vec::new();
        for variable in &self.order {
            let (subject, state) = dependencies.subject(*variable);
            if !subject.is_operation() || self.reaches(subject, State::Down) {
                continue;
            }
            let hop = self.path(subject, state).pop();
            if let Some(Hop { from, because, .. }) = hop
                && let Some(without) = from.first()
                && because != Because::Worse
            {
                stops.push(Stop {
                    subject,
                    state: Some(state),
                    without: *without,
                    because,
                });
            }
        }
        for (number, place) in &self.held {
            let variable = Variable::at(*number as usize);
            let (subject, state) = dependencies.subject(variable);
            // Something else may have taken it down all the same.
            if state != State::Down
                || self.is(Atom::Is(variable))
                || stops.iter().any(|stop| stop.subject == subject)
            {
                continue;
            }
            let clause = dependencies.clauses(variable).get(*place as usize);
            let Some(clause) = clause else { continue };
            let so = clause.of.iter().copied().find(|atom| self.is(*atom));
            if let Some(without) = so {
                stops.push(Stop {
                    subject,
                    state: None,
                    without,
                    because: clause.because,
                });
            }
        }
        stops
    }
}
