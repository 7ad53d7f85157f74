//! From an operation back to what stops it: its equation, its smallest cut sets, how often it is down.

use crate::analysis::availability::Availabilities;
use crate::analysis::dependencies::{Atom, Cause, State, Subject};
use crate::analysis::failure::{Cancelled, Limits, Probability};
use crate::model::{Part, Trial};

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
    /// What each of them is called: “crm”.
    pub names: Vec<String>,
    /// The same as sentences: “crm is down”.
    pub words: Vec<String>,
    /// The share of time in which all of it happens at once.
    pub probability: Option<f64>,
    /// The trials in which it happens.
    pub trials: Vec<Trial>,
    /// The trials take down other instances or nodes than the set says, though as many: they begin with the leader.
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
    let unknown =
        unknown.filter_map(|at| Some(words.cause(&dependencies.causes().get(*at)?.cause)));
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
    let known = causes
        .iter()
        .filter_map(|at| dependencies.causes().get(*at));
    let mut trials: Vec<Trial> = Vec::new();
    // Instances and nodes by the part that they are of.
    let mut places: Vec<(Part, Vec<u32>)> = Vec::new();
    for known in known.clone() {
        let (part, place) = match known.cause {
            Cause::Instance(id, place) => (Part::Service(id), place),
            Cause::Node(id, place) => (Part::Store(id), place),
            _ => {
                trials.extend(happening(&known.cause));
                continue;
            }
        };
        match places.iter_mut().find(|(other, _)| *other == part) {
            Some((_, places)) => places.push(place),
            None => places.push((part, vec![place])),
        }
    }
    let mut is_rounded = false;
    for (part, mut places) in places {
        let all = dependencies.failure_of(&part).map_or(0, |all| all.len());
        let count = (places.len() < all).then_some(places.len() as u32);
        places.sort_unstable();
        is_rounded |= count.is_some() && !places.iter().copied().eq(0..places.len() as u32);
        trials.push(Trial::Down {
            part,
            count,
            for_s: None,
        });
    }
    CutSet {
        names: known
            .clone()
            .map(|known| inquiry.words().cause(&known.cause))
            .collect(),
        words: atoms
            .iter()
            .map(|atom| inquiry.words().atom(*atom))
            .collect(),
        probability: known.map(|known| known.probability).product(),
        atoms,
        trials,
        is_rounded,
    }
}
