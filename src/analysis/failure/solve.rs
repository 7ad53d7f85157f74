//! From a fault tree to its figures.

use super::bounds::bounds;
use super::cut_sets::CutSets;
use super::graph::Graph;
use super::importance::{Importance, importance};
use super::limits::{Limits, Stop};
use super::parts::Parts;
use super::stack::with_stack;
use super::tree::{FaultTree, Term};

/// How likely something is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Probability {
    /// This likely, to the accuracy of the arithmetic.
    Exact(f64),
    /// Bounds that contain the truth, because an exact answer takes more work than allowed.
    Between {
        /// At least this.
        low: f64,
        /// At most this.
        high: f64,
    },
}

impl Probability {
    /// The lower bound; the probability itself where it is exact.
    pub fn low(self) -> f64 {
        match self {
            Self::Exact(exact) => exact,
            Self::Between { low, .. } => low,
        }
    }

    /// The upper bound; the probability itself where it is exact.
    pub fn high(self) -> f64 {
        match self {
            Self::Exact(exact) => exact,
            Self::Between { high, .. } => high,
        }
    }
}

/// Somebody ended the analysis before it had a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the analysis was cancelled")]
pub struct Cancelled;

/// What is known about the top of a fault tree.
#[derive(Clone, Debug)]
pub struct Solution<'a> {
    tree: &'a FaultTree,
    top: Term,
    parts: Option<Parts>,
    probability: Probability,
}

impl<'a> Solution<'a> {
    /// Solves `tree` for `top`.
    pub fn new(tree: &'a FaultTree, top: Term, limits: &Limits) -> Result<Self, Cancelled> {
        let parts = match with_stack(tree.events().len(), || Parts::new(tree, top, limits)) {
            Ok(parts) => Some(parts),
            Err(Stop::Budget) => None,
            Err(Stop::Cancelled) => return Err(Cancelled),
        };
        let probability = match &parts {
            Some(parts) => Probability::Exact(parts.probability(tree)),
            None => {
                let (low, high) = bounds(tree, top, limits).map_err(|_| Cancelled)?;
                Probability::Between { low, high }
            }
        };
        Ok(Self {
            tree,
            top,
            parts,
            probability,
        })
    }

    /// How likely the top is.
    pub fn probability(&self) -> Probability {
        self.probability
    }

    /// How much each event matters that the top depends on, by index of the event; none where the probability is not
    /// exact.
    pub fn importance(&self) -> Option<Vec<Importance>> {
        Some(importance(self.parts.as_ref()?, self.tree))
    }

    /// The minimal cut sets; all of them, or those of as few events as the limits allow.
    pub fn cut_sets(&self, limits: &Limits) -> Result<CutSets, Cancelled> {
        let found = with_stack(self.tree.events().len(), || {
            if let Some(parts) = &self.parts {
                match CutSets::new(parts, limits) {
                    Err(Stop::Budget) => {}
                    done => return done,
                }
            }
            let (graph, top) = Graph::new(self.tree, self.top);
            CutSets::of_few(&graph, top, limits)
        });
        found.map_err(|_| Cancelled)
    }
}
