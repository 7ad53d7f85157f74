//! Exact answers about fault trees: how likely the top is, through which events, and which of them matter most.

mod arena;
mod bdd;
mod bounds;
mod cut_sets;
mod fixpoint;
mod graph;
mod importance;
mod limited;
mod limits;
mod modules;
mod order;
mod parts;
mod solve;
mod stack;
mod tree;
mod zbdd;

pub use cut_sets::CutSets;
pub use fixpoint::{Fixpoint, Formula, solve_equations};
pub use importance::Importance;
pub use limits::Limits;
pub use solve::{Cancelled, Probability, Solution};
pub use tree::{BasicEvent, FaultTree, Gate, Operator, Term};

#[cfg(test)]
mod tests;
