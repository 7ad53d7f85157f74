//! What was solved before, by the shape of its tree.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};

use super::tree::fault_tree;
use crate::analysis::dependencies::{Dependencies, KnownCause, Subject};
use crate::analysis::failure::{
    Cancelled, FaultTree, Fixpoint, Limits, Probability, Solution, Term,
};

/// Figures of fault trees that were solved before, by their shape: most changes of a design leave most of them as they were.
#[derive(Debug, Default)]
pub struct Memo {
    known: Mutex<HashMap<Shape, Probability>>,
}

impl Memo {
    /// How likely each subject is down.
    pub fn probabilities(
        &self,
        dependencies: &Dependencies,
        subjects: &[Subject],
        limits: &Limits,
    ) -> Result<Vec<Probability>, Cancelled> {
        let (tree, terms) = fault_tree(dependencies, subjects, Fixpoint::Least, &|_| String::new());
        let shapes = Shapes::new(&tree, dependencies.causes());
        terms
            .into_iter()
            .map(|term| {
                let shape = shapes.of(term);
                let known = self
                    .known
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get(&shape)
                    .copied();
                if let Some(known) = known {
                    return Ok(known);
                }
                let found = Solution::new(&tree, term, limits)?.probability();
                self.known
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(shape, found);
                Ok(found)
            })
            .collect()
    }
}

/// A number that is the same for the same gates over the same causes.
pub(super) type Shape = (u64, u64);

/// The shape of each event and gate of a tree.
#[derive(Clone, Debug)]
pub(super) struct Shapes {
    events: Vec<Shape>,
    gates: Vec<Shape>,
}

impl Shapes {
    pub fn new(tree: &FaultTree, causes: &[KnownCause]) -> Self {
        let hash = |feed: &dyn Fn(&mut DefaultHasher)| {
            // Two numbers of 64 bits: one alone would sooner or later be the same for different trees.
            let [one, other] = [1_u64, 2].map(|seed| {
                let mut hasher = DefaultHasher::new();
                seed.hash(&mut hasher);
                feed(&mut hasher);
                hasher.finish()
            });
            (one, other)
        };
        let events = causes
            .iter()
            .map(|known| {
                hash(&|hasher| {
                    known.cause.hash(hasher);
                    known.probability.map(f64::to_bits).hash(hasher);
                })
            })
            .collect();
        let mut shapes = Self {
            events,
            gates: Vec::with_capacity(tree.gates().len()),
        };
        for gate in tree.gates() {
            let mut inputs: Vec<Shape> =
                gate.inputs.iter().map(|input| shapes.of(*input)).collect();
            inputs.sort_unstable();
            let shape = hash(&|hasher| {
                gate.operator.hash(hasher);
                inputs.hash(hasher);
            });
            shapes.gates.push(shape);
        }
        shapes
    }

    pub fn of(&self, term: Term) -> Shape {
        match term {
            Term::Constant(value) => (u64::from(value), 0),
            Term::Event(event) => self.events[event],
            Term::Gate(gate) => self.gates[gate],
        }
    }
}
