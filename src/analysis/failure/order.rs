//! Orders of variables, from the structure of the tree.
//!
//! Which order is good differs from tree to tree by orders of magnitude, so several are at hand and are tried in turn.

use super::graph::{Graph, Literal};

/// How to walk a tree, left to right and depth first: the variables are ordered as the walk meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// As the gates were made.
    AsGiven,
    /// Small subtrees first.
    SmallFirst,
    /// Large subtrees first.
    LargeFirst,
    /// What is used most often first.
    SharedFirst,
    /// What is used least first.
    SharedLast,
}

/// All walks, the one that is best most often first.
pub(super) const WALKS: [Walk; 5] = [
    Walk::SharedFirst,
    Walk::LargeFirst,
    Walk::AsGiven,
    Walk::SharedLast,
    Walk::SmallFirst,
];

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
        let mut seen = std::collections::HashSet::new();
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

    fn key(&self, walk: Walk, node: usize, variable: bool) -> (bool, u64, u64) {
        let (size, uses) = (self.size[node], u64::from(self.uses[node]));
        match walk {
            Walk::AsGiven => (false, 0, 0),
            Walk::SmallFirst => (!variable, size, u64::MAX - uses),
            Walk::LargeFirst => (variable, u64::MAX - size, u64::MAX - uses),
            Walk::SharedFirst => (!variable, u64::MAX - uses, size),
            Walk::SharedLast => (!variable, uses, size),
        }
    }
}
