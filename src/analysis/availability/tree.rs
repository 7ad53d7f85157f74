//! From equations to fault trees.

use crate::analysis::dependencies::{
    Atom, Clause, Dependencies, KnownCause, State, Subject, Variable,
};
use crate::analysis::failure::{FaultTree, Fixpoint, Formula, Term, solve_equations};

/// Names of causes and of what is down, for a tree that people read.
pub type NameOf<'a> = &'a dyn Fn(Named<'_>) -> String;

/// What of a tree has a name.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// A basic event.
    Cause(&'a KnownCause),
    /// A gate.
    Down(Subject),
}

/// The fault tree of some subjects being down, and the term of each. A cause is the event of the same index; those that are not
/// counted never happen.
pub fn fault_tree(
    dependencies: &Dependencies,
    subjects: &[Subject],
    fixpoint: Fixpoint,
    name_of: NameOf,
) -> (FaultTree, Vec<Term>) {
    let mut tree = FaultTree::default();
    for known in dependencies.causes() {
        tree.event(
            name_of(Named::Cause(known)),
            known.probability.unwrap_or(0.0),
        );
    }
    // Only what the subjects depend on is solved.
    let mut number = vec![u32::MAX; dependencies.variable_count()];
    let mut needed: Vec<Variable> = Vec::new();
    let mut need = |variable: Variable, needed: &mut Vec<Variable>| {
        let slot = &mut number[variable.index()];
        if *slot == u32::MAX {
            *slot = needed.len() as u32;
            needed.push(variable);
        }
        *slot as usize
    };
    let tops: Vec<usize> = subjects
        .iter()
        .map(|subject| need(dependencies.variable(*subject, State::Down), &mut needed))
        .collect();
    let mut equations = Vec::new();
    let mut next = 0;
    while let Some(variable) = needed.get(next).copied() {
        next += 1;
        let clauses = dependencies.clauses(variable);
        let mut formula = |clause: &Clause| {
            let mut inputs: Vec<Formula> = clause
                .of
                .iter()
                .map(|atom| match atom {
                    Atom::Cause(at) => {
                        let counted = dependencies.causes()[*at].cause.is_counted();
                        if counted {
                            Formula::Event(*at)
                        } else {
                            Formula::Constant(false)
                        }
                    }
                    Atom::Is(on) => Formula::Variable(need(*on, &mut needed)),
                })
                .collect();
            match inputs.len() {
                1 if clause.at_least == 1 => inputs.swap_remove(0),
                count if clause.at_least == count => Formula::All(inputs),
                _ => Formula::AtLeast(clause.at_least, inputs),
            }
        };
        equations.push(Formula::Any(clauses.iter().map(&mut formula).collect()));
    }
    let terms = solve_equations(&mut tree, &equations, fixpoint, |at| {
        name_of(Named::Down(dependencies.subject(needed[at]).0))
    });
    let terms = tops.into_iter().map(|top| terms[top]).collect();
    (tree, terms)
}

/// The events that a term depends on.
pub(super) fn events_of(tree: &FaultTree, top: Term) -> Vec<usize> {
    let mut seen = vec![false; tree.gates().len()];
    let mut events = Vec::new();
    let mut open = vec![top];
    while let Some(term) = open.pop() {
        match term {
            Term::Constant(_) => {}
            Term::Event(event) => events.push(event),
            Term::Gate(gate) => {
                if !std::mem::replace(&mut seen[gate], true) {
                    open.extend(&tree.gates()[gate].inputs);
                }
            }
        }
    }
    events.sort_unstable();
    events.dedup();
    events
}
