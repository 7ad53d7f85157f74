//! Systems of equations that refer to each other in circles: their least and their greatest solution.
//!
//! The least solution of failure equations is what a failure takes down: something is down only where a chain of
//! causes ends in an event. The greatest is what stays down once everything is: in a circle each waits for the next.

use std::collections::BTreeMap;

use super::tree::{FaultTree, Operator, Term};

/// The right side of an equation: monotone, so that solutions exist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Formula {
    /// Always true, or never.
    Constant(bool),
    /// The basic event of this index.
    Event(usize),
    /// The left side of the equation of this index.
    Variable(usize),
    /// All of them; true without any.
    All(Vec<Formula>),
    /// One of them or more; false without any.
    Any(Vec<Formula>),
    /// So many of them or more.
    AtLeast(usize, Vec<Formula>),
}

/// Which solution of a system of equations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixpoint {
    /// As little as possible is true.
    Least,
    /// As much as possible is true.
    Greatest,
}

/// Solves `equations` over the events of `tree`: adds gates to it and gives the term of each variable. `name_of` names
/// the gates.
///
/// Variables that depend on each other are unrolled as often as there are of them, which is where a solution is
/// reached at the latest; the others take one gate. A variable without an equation, and an event without a place in the
/// tree, never happens.
pub fn solve_equations(
    tree: &mut FaultTree,
    equations: &[Formula],
    fixpoint: Fixpoint,
    name_of: impl Fn(usize) -> String,
) -> Vec<Term> {
    let mut unrolling = Unrolling {
        tree,
        known: BTreeMap::new(),
        terms: vec![Term::Constant(false); equations.len()],
    };
    for group in groups(equations) {
        let circular = group.len() > 1 || mentions(&equations[group[0]], group[0]);
        let rounds = if circular { group.len() } else { 1 };
        for &variable in &group {
            unrolling.terms[variable] = Term::Constant(fixpoint == Fixpoint::Greatest);
        }
        for round in 1..=rounds {
            let next: Vec<Term> = group
                .iter()
                .map(|&variable| {
                    let name = if round == rounds {
                        name_of(variable)
                    } else {
                        String::new()
                    };
                    unrolling.term(&equations[variable], name)
                })
                .collect();
            let stable = group
                .iter()
                .zip(&next)
                .all(|(&variable, &term)| unrolling.terms[variable] == term);
            for (&variable, &term) in group.iter().zip(&next) {
                unrolling.terms[variable] = term;
            }
            if stable {
                break;
            }
        }
    }
    unrolling.terms
}

struct Unrolling<'t> {
    tree: &'t mut FaultTree,
    known: BTreeMap<(Operator, Vec<Term>), Term>,
    terms: Vec<Term>,
}

impl Unrolling<'_> {
    fn term(&mut self, formula: &Formula, name: String) -> Term {
        let (operator, inputs) = match formula {
            Formula::Constant(value) => return Term::Constant(*value),
            Formula::Event(event) if *event < self.tree.events().len() => {
                return Term::Event(*event);
            }
            Formula::Event(_) => return Term::Constant(false),
            Formula::Variable(variable) => {
                return self
                    .terms
                    .get(*variable)
                    .copied()
                    .unwrap_or(Term::Constant(false));
            }
            Formula::All(inputs) => (Operator::And, inputs),
            Formula::Any(inputs) => (Operator::Or, inputs),
            Formula::AtLeast(minimum, inputs) => (Operator::AtLeast(*minimum), inputs),
        };
        let mut inputs: Vec<Term> = inputs
            .iter()
            .map(|input| self.term(input, String::new()))
            .collect();
        inputs.sort_unstable();
        match operator {
            Operator::And | Operator::Or => {
                // What decides alone, and what changes nothing.
                let decides = Term::Constant(operator == Operator::Or);
                let neutral = Term::Constant(operator == Operator::And);
                if inputs.contains(&decides) {
                    return decides;
                }
                inputs.retain(|&input| input != neutral);
                inputs.dedup();
                match inputs[..] {
                    [] => return neutral,
                    [only] => return only,
                    _ => {}
                }
            }
            Operator::AtLeast(minimum) => {
                let sure = inputs
                    .iter()
                    .filter(|&&input| input == Term::Constant(true))
                    .count();
                let possible = inputs
                    .iter()
                    .filter(|&&input| input != Term::Constant(false))
                    .count();
                if sure >= minimum {
                    return Term::Constant(true);
                }
                if possible < minimum {
                    return Term::Constant(false);
                }
            }
            Operator::Xor | Operator::Not => {}
        }
        let key = (operator, inputs);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let term = self.tree.gate(name, operator, key.1.clone());
        self.known.insert(key, term);
        term
    }
}

/// Whether a formula refers to a variable.
fn mentions(formula: &Formula, variable: usize) -> bool {
    match formula {
        Formula::Constant(_) | Formula::Event(_) => false,
        Formula::Variable(other) => *other == variable,
        Formula::All(inputs) | Formula::Any(inputs) | Formula::AtLeast(_, inputs) => {
            inputs.iter().any(|input| mentions(input, variable))
        }
    }
}

fn variables(formula: &Formula, found: &mut Vec<usize>) {
    match formula {
        Formula::Constant(_) | Formula::Event(_) => {}
        Formula::Variable(variable) => found.push(*variable),
        Formula::All(inputs) | Formula::Any(inputs) | Formula::AtLeast(_, inputs) => {
            for input in inputs {
                variables(input, found);
            }
        }
    }
}

/// The variables by circles of dependence, each group after those it depends on; in a group by index.
fn groups(equations: &[Formula]) -> Vec<Vec<usize>> {
    let mut graph = petgraph::graph::DiGraph::<(), ()>::with_capacity(equations.len(), 0);
    let nodes: Vec<_> = equations.iter().map(|_| graph.add_node(())).collect();
    let mut found = Vec::new();
    for (from, equation) in equations.iter().enumerate() {
        found.clear();
        variables(equation, &mut found);
        for &to in found.iter().filter(|&&to| to < equations.len()) {
            graph.update_edge(nodes[from], nodes[to], ());
        }
    }
    petgraph::algo::tarjan_scc(&graph)
        .into_iter()
        .map(|group| {
            let mut group: Vec<_> = group
                .into_iter()
                .map(petgraph::graph::NodeIndex::index)
                .collect();
            group.sort_unstable();
            group
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, Solution};
    use super::*;

    fn sets(tree: &FaultTree, top: Term) -> Vec<Vec<usize>> {
        let limits = Limits::default();
        Solution::new(tree, top, &limits)
            .and_then(|solution| solution.cut_sets(&limits))
            .map(|sets| sets.list(usize::MAX, 100))
            .unwrap()
    }

    /// Three services in a circle, each down with its own host or with the next service; the second has a copy.
    fn circle() -> (FaultTree, Vec<Formula>) {
        let mut tree = FaultTree::default();
        for name in ["a", "b", "c", "copy"] {
            tree.event(name, 0.01);
        }
        let with_copy = Formula::All(vec![Formula::Variable(2), Formula::Event(3)]);
        let equations = vec![
            Formula::Any(vec![Formula::Event(0), Formula::Variable(1)]),
            Formula::Any(vec![Formula::Event(1), with_copy]),
            Formula::Any(vec![Formula::Event(2), Formula::Variable(0)]),
        ];
        (tree, equations)
    }

    #[test]
    fn the_least_solution_blames_only_events() {
        let (mut tree, equations) = circle();
        let terms = solve_equations(&mut tree, &equations, Fixpoint::Least, |_| String::new());
        assert_eq!(sets(&tree, terms[0]), [vec![0], vec![1], vec![2, 3]]);
        assert_eq!(sets(&tree, terms[1]), [vec![1], vec![0, 3], vec![2, 3]]);
        assert_eq!(sets(&tree, terms[2]), [vec![0], vec![1], vec![2]]);
    }

    #[test]
    fn the_greatest_solution_finds_what_never_starts_again() {
        let (mut tree, equations) = circle();
        let terms = solve_equations(&mut tree, &equations, Fixpoint::Greatest, |_| String::new());
        // Without the copy the circle waits for itself.
        assert_eq!(sets(&tree, terms[1]), [vec![1], vec![3]]);
    }

    #[test]
    fn what_depends_on_nothing_circular_is_the_same_in_both() {
        let mut tree = FaultTree::default();
        tree.event("a", 0.01);
        tree.event("b", 0.01);
        let equations = vec![
            Formula::AtLeast(
                2,
                vec![Formula::Event(0), Formula::Event(1), Formula::Variable(1)],
            ),
            Formula::Event(1),
        ];
        let least = solve_equations(&mut tree, &equations, Fixpoint::Least, |_| String::new());
        let greatest =
            solve_equations(&mut tree, &equations, Fixpoint::Greatest, |_| String::new());
        assert_eq!(sets(&tree, least[0]), [vec![1]]);
        assert_eq!(sets(&tree, least[0]), sets(&tree, greatest[0]));
    }
}
