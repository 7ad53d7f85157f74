//! From an operation back to what stops it: its equation, its smallest cut sets, how often it is down.

use std::collections::BTreeSet;

use crate::analysis::availability::Availabilities;
use crate::analysis::dependencies::{Atom, Cause, State, Subject};
use crate::analysis::failure::{Cancelled, Limits, Probability};
use crate::model::Trial;

use super::consequences::{Inquiry, Term};
use super::failures::happening;

/// What stops an operation.
#[derive(Clone, Debug)]
pub struct Stopping {
    /// Which.
    pub subject: Subject,
    /// What people call it.
    pub name: String,
    /// The share of time in which it is down.
    pub down: Probability,
    /// How many minimal cut sets there are of each number of causes, from none on.
    pub by_order: Vec<u128>,
    /// Where only sets of so many causes were looked for, because all of them take more work than allowed.
    pub complete_to: Option<usize>,
    /// The smallest of them, those of one cause first, each order with the most probable first.
    pub sets: Vec<CutSet>,
    /// Causes that matter and whose probability nobody has given.
    pub unknown: Vec<String>,
    /// When it is down, term by term.
    pub terms: Vec<Term>,
}

/// A smallest set of causes that stops an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct CutSet {
    /// What happens.
    pub atoms: Vec<Atom>,
    /// The same in words.
    pub words: Vec<String>,
    /// The share of time in which all of it happens at once.
    pub probability: Option<f64>,
    /// The trials in which it happens.
    pub trials: Vec<Trial>,
    /// The trials take down more than the set says: all instances of a service, all nodes of a store.
    pub is_rounded: bool,
}

/// Finds what stops an operation. Takes a while.
pub fn stopping(
    inquiry: &Inquiry,
    subject: Subject,
    limits: &Limits,
) -> Result<Option<Stopping>, Cancelled> {
    let dependencies = inquiry.dependencies();
    let availabilities = Availabilities::of(dependencies, &[subject], limits)?;
    let Some(outage) = availabilities.get(subject) else {
        return Ok(None);
    };
    let mut sets: Vec<CutSet> = (outage.smallest.iter())
        .map(|causes| cut_set(inquiry, causes))
        .collect();
    sets.sort_by(|a, b| {
        let likely = |set: &CutSet| set.probability.unwrap_or(0.0);
        (a.atoms.len().cmp(&b.atoms.len())).then(likely(b).total_cmp(&likely(a)))
    });
    let words = inquiry.words();
    let unknown = outage.unknown.iter();
    let unknown = unknown.filter_map(|at| Some(words.cause(&dependencies.causes().get(*at)?.cause)));
    Ok(Some(Stopping {
        subject,
        name: words.subject(subject),
        down: outage.down,
        by_order: outage.by_order.clone(),
        complete_to: outage.complete_to,
        sets,
        unknown: unknown.collect(),
        terms: inquiry.terms(subject, State::Down),
    }))
}

fn cut_set(inquiry: &Inquiry, causes: &[usize]) -> CutSet {
    let dependencies = inquiry.dependencies();
    let atoms: Vec<Atom> = causes.iter().map(|at| Atom::Cause(*at)).collect();
    let known = causes.iter().filter_map(|at| dependencies.causes().get(*at));
    let mut trials: Vec<Trial> = Vec::new();
    let mut is_rounded = false;
    for known in known.clone() {
        let trial = happening(&known.cause);
        let all: BTreeSet<Atom> = match &trial {
            Some(Trial::Down { part, .. }) => {
                let all = dependencies.failure_of(part).unwrap_or_default();
                all.into_iter().collect()
            }
            _ => BTreeSet::new(),
        };
        is_rounded |= matches!(known.cause, Cause::Instance(..) | Cause::Node(..))
            && !all.iter().all(|atom| atoms.contains(atom));
        trials.extend(trial.filter(|trial| !trials.contains(trial)));
    }
    CutSet {
        words: atoms.iter().map(|atom| inquiry.words().atom(*atom)).collect(),
        probability: known.map(|known| known.probability).product(),
        atoms,
        trials,
        is_rounded,
    }
}
