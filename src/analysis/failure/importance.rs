//! How much each basic event matters.

use super::arena::{Branch, FALSE, Id, TRUE};
use super::parts::{Body, Parts, Variable, values};
use super::tree::FaultTree;

/// How much a basic event e of probability q matters for the top S.
///
/// Where a quotient has no value, because the top or what is left of it cannot happen, the figure is not a number or
/// infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Importance {
    /// Index of the event.
    pub event: usize,
    /// Marginal (Birnbaum) importance factor: P(S|e) − P(S|¬e).
    pub mif: f64,
    /// Critical importance factor: q · MIF ÷ P(S).
    pub cif: f64,
    /// Diagnostic importance factor, after Fussell and Vesely: q · P(S|e) ÷ P(S).
    pub dif: f64,
    /// Risk achievement worth: P(S|e) ÷ P(S).
    pub raw: f64,
    /// Risk reduction worth: P(S) ÷ P(S|¬e).
    pub rrw: f64,
}

/// The importance of all events that the top depends on, by index of the event. One pass up and one down each diagram.
pub(super) fn importance(parts: &Parts, tree: &FaultTree) -> Vec<Importance> {
    let likely = parts.probabilities(tree);
    let Some(top) = likely.len().checked_sub(1) else {
        return Vec::new();
    };
    let whole = if parts.negated {
        1.0 - likely[top]
    } else {
        likely[top]
    };
    // How much the top changes with each module, and whether it needs the module.
    let mut weight = vec![0.0; parts.parts.len()];
    let mut needed = vec![false; parts.parts.len()];
    weight[top] = if parts.negated { -1.0 } else { 1.0 };
    needed[top] = !parts.negated;
    let mut found = Vec::new();
    for (at, part) in parts.parts.iter().enumerate().rev() {
        let probabilities = part.likely(tree, &likely);
        let (slopes, necessary) = match &part.body {
            Body::All => (
                slopes_of_all(&probabilities),
                vec![true; probabilities.len()],
            ),
            Body::Any => {
                let not: Vec<f64> = probabilities.iter().map(|q| 1.0 - q).collect();
                let alone = probabilities.len() == 1;
                (slopes_of_all(&not), vec![alone; probabilities.len()])
            }
            Body::Diagram { nodes, root, .. } => (
                slopes(nodes, *root, &probabilities),
                necessary(nodes, *root, probabilities.len()),
            ),
        };
        for (level, variable) in part.variables.iter().enumerate() {
            let mif = weight[at] * slopes[level];
            let necessary = needed[at] && necessary[level];
            match *variable {
                Variable::Part(part) => {
                    weight[part] = mif;
                    needed[part] = necessary;
                }
                Variable::Event(event) => {
                    let q = probabilities[level];
                    let with = whole + (1.0 - q) * mif;
                    // What is left over by rounding would pass for a risk that remains.
                    let without = if necessary { 0.0 } else { whole - q * mif };
                    found.push(Importance {
                        event,
                        mif,
                        cif: q * mif / whole,
                        dif: q * with / whole,
                        raw: with / whole,
                        rrw: whole / without,
                    });
                }
            }
        }
    }
    found.sort_by_key(|importance| importance.event);
    found
}

/// For each factor of a product, the product of the others.
fn slopes_of_all(factors: &[f64]) -> Vec<f64> {
    let mut after = vec![1.0; factors.len() + 1];
    for at in (0..factors.len()).rev() {
        after[at] = factors[at] * after[at + 1];
    }
    let mut before = 1.0;
    let mut slopes = Vec::with_capacity(factors.len());
    for (at, factor) in factors.iter().enumerate() {
        slopes.push(before * after[at + 1]);
        before *= factor;
    }
    slopes
}

/// For each variable, by how much the function of `root` is likelier with it than without.
fn slopes(nodes: &[Branch], root: Id, likely: &[f64]) -> Vec<f64> {
    let values = values(nodes, likely);
    let mut reached = vec![0.0; nodes.len()];
    reached[root as usize] = 1.0;
    let mut slopes = vec![0.0; likely.len()];
    for at in (2..nodes.len()).rev() {
        let Branch { level, low, high } = nodes[at];
        let q = likely[level as usize];
        slopes[level as usize] += reached[at] * (values[high as usize] - values[low as usize]);
        reached[high as usize] += q * reached[at];
        reached[low as usize] += (1.0 - q) * reached[at];
    }
    slopes
}

/// For each variable, whether the function is never true without it: every way to "true" takes its high branch.
fn necessary(nodes: &[Branch], root: Id, variables: usize) -> Vec<bool> {
    let mut necessary = vec![true; variables];
    // How many edges begin and end passing by each level.
    let mut passing = vec![0_i64; variables + 1];
    let mut pass = |from: usize, to: Id| {
        if to != FALSE {
            let until = if to == TRUE {
                variables
            } else {
                nodes[to as usize].level as usize
            };
            passing[from] += 1;
            passing[until] -= 1;
        }
    };
    pass(0, root);
    for &Branch { level, low, high } in &nodes[2..] {
        if low != FALSE {
            necessary[level as usize] = false;
        }
        pass(level as usize + 1, low);
        pass(level as usize + 1, high);
    }
    let mut edges = 0;
    for (necessary, passing) in necessary.iter_mut().zip(passing) {
        edges += passing;
        *necessary &= edges == 0;
    }
    necessary
}
