//! How often each operation is down, through which causes, and which of them matter most: exact, or stated bounds.

mod memo;
mod tree;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::analysis::dependencies::{Dependencies, KnownCause, State, Subject};
use crate::analysis::failure::{
    Cancelled, FaultTree, Fixpoint, Importance, Limits, Probability, Solution, Term,
};

pub use memo::Memo;
use memo::{Shape, Shapes};
use tree::events_of;
pub use tree::{NameOf, Named, fault_tree};
pub use words::{change, percent_up, span};

/// Minutes of a month, of which downtime is a share.
pub const MINUTES_PER_MONTH: f64 = 43_800.0;

/// How many minimal cut sets are listed of each operation.
const LISTED: usize = 200;
/// Of how many causes the listed ones are at most.
const LISTED_ORDER: usize = 3;

/// The availability of everything that a design answers for.
#[derive(Clone, Debug)]
pub struct Availabilities {
    tree: FaultTree,
    causes: Vec<KnownCause>,
    tops: BTreeMap<Subject, Term>,
    shapes: Shapes,
    solved: HashMap<Shape, Arc<Outage>>,
}

/// When something is down.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    /// The share of time in which it is down.
    pub down: Probability,
    /// How many minimal cut sets there are of each number of causes, from none on.
    pub by_order: Vec<u128>,
    /// Where only sets of so many causes were looked for, because all of them take more work than allowed.
    pub complete_to: Option<usize>,
    /// The smallest minimal cut sets, as indices of causes, those of one cause first; of up to three causes.
    pub smallest: Vec<Vec<usize>>,
    /// Causes that matter for it and whose probability nobody has given: they count as never happening.
    pub unknown: Vec<usize>,
}

impl Outage {
    /// The causes each of which is enough alone: single points of failure.
    pub fn single_points(&self) -> impl Iterator<Item = usize> {
        self.smallest.iter().filter_map(|set| match set[..] {
            [only] => Some(only),
            _ => None,
        })
    }

    /// Whether the figure is exact.
    pub fn is_exact(&self) -> bool {
        matches!(self.down, Probability::Exact(_))
    }
}

/// Expected downtime in minutes per month.
pub fn downtime(down: Probability) -> Probability {
    match down {
        Probability::Exact(exact) => Probability::Exact(exact * MINUTES_PER_MONTH),
        Probability::Between { low, high } => Probability::Between {
            low: low * MINUTES_PER_MONTH,
            high: high * MINUTES_PER_MONTH,
        },
    }
}

impl Availabilities {
    /// Solves the equations for every operation, service and saga.
    pub fn new(dependencies: &Dependencies, limits: &Limits) -> Result<Self, Cancelled> {
        Self::after(None, dependencies, limits)
    }

    /// The same after a change of the design: what is as it was is taken from the answers before.
    pub fn after(
        before: Option<&Self>,
        dependencies: &Dependencies,
        limits: &Limits,
    ) -> Result<Self, Cancelled> {
        let mut subjects: Vec<Subject> = dependencies
            .operations()
            .iter()
            .map(|operation| operation.subject)
            .collect();
        for (variable, _) in dependencies.equations() {
            if let (subject @ (Subject::Service(_) | Subject::Saga(_)), State::Down) =
                dependencies.subject(variable)
            {
                subjects.push(subject);
            }
        }
        Self::solve(before, dependencies, &subjects, limits)
    }

    /// Solves the equations for some subjects.
    pub fn of(
        dependencies: &Dependencies,
        subjects: &[Subject],
        limits: &Limits,
    ) -> Result<Self, Cancelled> {
        Self::solve(None, dependencies, subjects, limits)
    }

    fn solve(
        before: Option<&Self>,
        dependencies: &Dependencies,
        subjects: &[Subject],
        limits: &Limits,
    ) -> Result<Self, Cancelled> {
        let (tree, terms) = fault_tree(dependencies, subjects, Fixpoint::Least, &|_| String::new());
        let causes = dependencies.causes();
        let shapes = Shapes::new(&tree, causes);
        // Causes are told apart by their indices, so these must be the same.
        let before = before.filter(|before| before.causes == causes);
        let mut solved: HashMap<Shape, Arc<Outage>> = HashMap::new();
        for term in &terms {
            // Operations that need the same things are down at the same times.
            let shape = shapes.of(*term);
            if solved.contains_key(&shape) {
                continue;
            }
            if limits.cancel.is_cancelled() {
                return Err(Cancelled);
            }
            let known = before.and_then(|before| before.solved.get(&shape));
            let outage = match known {
                Some(known) => Arc::clone(known),
                None => Arc::new(outage(&tree, *term, causes, limits)?),
            };
            solved.insert(shape, outage);
        }
        Ok(Self {
            tree,
            causes: causes.to_vec(),
            tops: subjects.iter().copied().zip(terms).collect(),
            shapes,
            solved,
        })
    }

    /// When a subject is down, if it was asked for.
    pub fn get(&self, subject: Subject) -> Option<&Outage> {
        let shape = self.shapes.of(*self.tops.get(&subject)?);
        self.solved.get(&shape).map(Arc::as_ref)
    }

    /// All subjects that were asked for.
    pub fn iter(&self) -> impl Iterator<Item = (Subject, &Outage)> {
        let all = self.tops.keys();
        all.filter_map(|subject| Some((*subject, self.get(*subject)?)))
    }

    /// How much each cause matters for a subject, by index of the cause; none where its figure is a bound.
    pub fn importance(
        &self,
        subject: Subject,
        limits: &Limits,
    ) -> Result<Option<Vec<Importance>>, Cancelled> {
        match self.tops.get(&subject) {
            Some(term) => Ok(Solution::new(&self.tree, *term, limits)?.importance()),
            None => Ok(None),
        }
    }
}

fn outage(
    tree: &FaultTree,
    top: Term,
    causes: &[KnownCause],
    limits: &Limits,
) -> Result<Outage, Cancelled> {
    let solution = Solution::new(tree, top, limits)?;
    let sets = solution.cut_sets(limits)?;
    let unknown = events_of(tree, top)
        .into_iter()
        .filter(|event| causes.get(*event).is_some_and(|c| c.probability.is_none()))
        .collect();
    Ok(Outage {
        down: solution.probability(),
        by_order: sets.by_order(),
        complete_to: sets.complete_to(),
        smallest: sets.list(LISTED_ORDER, LISTED),
        unknown,
    })
}
