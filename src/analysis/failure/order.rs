//! Orders of variables, from the structure of the tree.
//!
//! Which order is good differs from tree to tree by orders of magnitude, so several are at hand and are tried in turn.
//! Walks through the tree give orders at no cost. They improve when every gate pulls the variables it depends on
//! together (FORCE: Aloul, Markov and Sakallah, 2003); the less the gates span then, the better an order tends to be.

use std::collections::{BTreeSet, HashMap};

use super::graph::{Graph, Literal};

/// How to walk a tree, left to right and depth first: the variables are ordered as the walk meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// Large subtrees first.
    LargeFirst,
    /// What is used most often first.
    SharedFirst,
    /// What is used least first.
    SharedLast,
}

/// What a walk goes by, for every node.
pub(super) struct Weights {
    size: Vec<u64>,
    uses: Vec<u32>,
}

impl Weights {
    pub fn new(graph: &Graph, top: Literal) -> Self {
        let mut size: Vec<u64> = Vec::with_capacity(graph.nodes().len());
        for node in graph.nodes() {
            let below = node
                .inputs()
                .iter()
                .fold(0_u64, |sum, input| sum.saturating_add(size[input.node()]));
            size.push(below.max(1));
        }
        Self {
            size,
            uses: graph.uses(top),
        }
    }

    /// The nodes below `root` that `is_variable`, in the order of the walk.
    pub fn variables(
        &self,
        graph: &Graph,
        root: usize,
        walk: Walk,
        is_variable: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        let mut path = vec![root];
        while let Some(node) = path.pop() {
            if !seen.insert(node) {
                continue;
            }
            if node != root && is_variable(node) {
                found.push(node);
                continue;
            }
            let mut inputs: Vec<_> = graph.inputs(node).iter().map(|l| l.node()).collect();
            inputs.sort_by_key(|&input| self.key(walk, input, is_variable(input)));
            path.extend(inputs.into_iter().rev());
        }
        found
    }

    /// Better orders than the walks give, the one expected to be best first. None where that would take too long.
    pub fn improved(
        &self,
        graph: &Graph,
        root: usize,
        is_variable: impl Fn(usize) -> bool,
    ) -> Vec<Vec<usize>> {
        let start = self.variables(graph, root, Walk::LargeFirst, &is_variable);
        let Some(pulls) = pulls(graph, root, &start, &is_variable) else {
            return Vec::new();
        };
        let mut found: Vec<(f64, Vec<usize>)> = Vec::new();
        for walk in [Walk::LargeFirst, Walk::SharedFirst, Walk::SharedLast] {
            let order = self.variables(graph, root, walk, &is_variable);
            let place: HashMap<usize, usize> = order
                .iter()
                .enumerate()
                .map(|(at, &node)| (node, at))
                .collect();
            let places: Vec<f64> = start.iter().map(|node| place[node] as f64).collect();
            for small_gates_pull_more in [false, true] {
                let (span, places) = force(&pulls, places.clone(), small_gates_pull_more);
                let mut order: Vec<usize> = (0..start.len()).collect();
                order.sort_by(|&a, &b| places[a].total_cmp(&places[b]));
                let order = order.into_iter().map(|variable| start[variable]).collect();
                found.push((span, order));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.dedup_by(|a, b| a.1 == b.1);
        found.into_iter().map(|(_, order)| order).collect()
    }

    fn key(&self, walk: Walk, node: usize, variable: bool) -> (bool, u64, u64) {
        let (size, uses) = (self.size[node], u64::from(self.uses[node]));
        match walk {
            Walk::LargeFirst => (variable, u64::MAX - size, u64::MAX - uses),
            Walk::SharedFirst => (!variable, u64::MAX - uses, size),
            Walk::SharedLast => (!variable, uses, size),
        }
    }
}

/// How many times a gate may depend on a variable, all gates together, for an order to be improved.
const MOST_PULLS: usize = 1 << 21;

/// For each gate below `root`, the variables it depends on, as places in `order`. None where there are too many.
fn pulls(
    graph: &Graph,
    root: usize,
    order: &[usize],
    is_variable: impl Fn(usize) -> bool,
) -> Option<Vec<Vec<u32>>> {
    let place: HashMap<usize, u32> = order
        .iter()
        .enumerate()
        .map(|(at, &node)| (node, at as u32))
        .collect();
    let mut below = BTreeSet::new();
    let mut path = vec![root];
    while let Some(node) = path.pop() {
        if below.insert(node) && (node == root || !is_variable(node)) {
            path.extend(graph.inputs(node).iter().map(|input| input.node()));
        }
    }
    let mut support: HashMap<usize, Vec<u32>> = HashMap::new();
    let mut total = 0;
    // Inputs have smaller numbers than what they are inputs of.
    for &node in &below {
        let needs = if node != root && is_variable(node) {
            vec![place[&node]]
        } else {
            let inputs = graph.inputs(node).iter();
            let mut needs: Vec<u32> = inputs
                .flat_map(|input| support[&input.node()].iter().copied())
                .collect();
            needs.sort_unstable();
            needs.dedup();
            needs
        };
        total += needs.len();
        if total > MOST_PULLS {
            return None;
        }
        support.insert(node, needs);
    }
    Some(
        below
            .iter()
            .filter(|&&node| node != root)
            .filter_map(|node| support.remove(node))
            .filter(|needs| needs.len() > 1)
            .collect(),
    )
}

/// Moves every variable to the middle of the gates that depend on it, again and again. The best places seen, and how
/// much the gates span there.
fn force(pulls: &[Vec<u32>], mut places: Vec<f64>, small_gates_pull_more: bool) -> (f64, Vec<f64>) {
    const ROUNDS: usize = 40;
    const PATIENCE: usize = 5;
    let mut best = (f64::INFINITY, places.clone());
    let mut stalled = 0;
    for _ in 0..ROUNDS {
        let mut span = 0.0;
        let mut sums = vec![(0.0, 0.0); places.len()];
        for pull in pulls {
            let (mut first, mut last, mut sum) = (f64::INFINITY, 0.0_f64, 0.0);
            for &variable in pull {
                let place = places[variable as usize];
                first = first.min(place);
                last = last.max(place);
                sum += place;
            }
            span += last - first;
            let count = pull.len() as f64;
            let weight = if small_gates_pull_more {
                1.0 / count
            } else {
                1.0
            };
            for &variable in pull {
                let (total, weights) = &mut sums[variable as usize];
                *total += weight * sum / count;
                *weights += weight;
            }
        }
        if span < best.0 {
            best = (span, places.clone());
            stalled = 0;
        } else {
            stalled += 1;
            if stalled == PATIENCE {
                break;
            }
        }
        let wanted: Vec<f64> = sums
            .iter()
            .zip(&places)
            .map(|(&(total, weights), &place)| {
                if weights > 0.0 {
                    total / weights
                } else {
                    place
                }
            })
            .collect();
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by(|&a, &b| {
            let by_wish = wanted[a].total_cmp(&wanted[b]);
            by_wish.then(places[a].total_cmp(&places[b]))
        });
        for (place, variable) in order.into_iter().enumerate() {
            places[variable] = place as f64;
        }
    }
    best
}
