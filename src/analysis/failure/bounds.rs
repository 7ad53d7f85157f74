//! Bounds of a probability, where a tree is too hard for an exact answer.
//!
//! Inputs of a gate that share no event are independent. For the others the bounds hold however they depend on each
//! other (Fréchet), or, where nothing is negated, however positively they do (Esary and Proschan; Fortuin, Kasteleyn
//! and Ginibre). The bounds close in as the most shared events are assumed to happen or not, case by case, the widest
//! case first: with every assumption fewer inputs share something.

use std::collections::BinaryHeap;

use super::graph::{Graph, Literal, Node};
use super::limits::{Limits, Stop};
use super::tree::{FaultTree, Term};

/// How many gates may be looked at, all cases together, for each node that a diagram may have.
const EFFORT: usize = 8;
const MOST_EFFORT: usize = 1 << 27;
/// How close is close enough, relative to the upper bound.
const CLOSE: f64 = 1e-9;

/// A case: some events assumed, and how likely that is.
struct Case {
    likely: f64,
    low: f64,
    high: f64,
    assumed: Vec<(u32, bool)>,
}

impl Case {
    fn width(&self) -> f64 {
        self.likely * (self.high - self.low)
    }
}

impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Case {}

impl PartialOrd for Case {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Case {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.width()
            .total_cmp(&other.width())
            .then_with(|| self.assumed.cmp(&other.assumed))
    }
}

/// A lower and an upper bound of how likely `top` is.
pub(super) fn bounds(tree: &FaultTree, top: Term, limits: &Limits) -> Result<(f64, f64), Stop> {
    let (graph, top) = Graph::new(tree, top);
    let reach = reach(&graph, top);
    let monotone = is_monotone(&graph, top);
    let mut shared: Vec<usize> = (1..graph.nodes().len())
        .filter(|&node| matches!(graph.nodes()[node], Node::Event(_)) && reach[node] > 1.0)
        .collect();
    // Events that many gates use, in the end, and that are neither rare nor sure make the difference.
    let spread = |node: usize| {
        let Node::Event(event) = graph.nodes()[node] else {
            return 0.0;
        };
        let q = tree.events()[event as usize].probability;
        reach[node] * q * (1.0 - q)
    };
    shared.sort_by(|&a, &b| spread(b).total_cmp(&spread(a)).then(a.cmp(&b)));
    let mut likely: Vec<f64> = graph
        .nodes()
        .iter()
        .map(|node| match node {
            Node::Event(event) => tree.events()[*event as usize].probability,
            _ => 1.0,
        })
        .collect();
    let mut groups: Vec<Groups> = Vec::new();
    let mut evaluate = |case: &mut Case| {
        while groups.len() <= case.assumed.len() {
            groups.push(Groups::new(&graph, &shared[groups.len()..]));
        }
        let before: Vec<_> = case
            .assumed
            .iter()
            .map(|&(node, happens)| {
                let before = likely[node as usize];
                likely[node as usize] = f64::from(u8::from(happens));
                (node, before)
            })
            .collect();
        let groups = &groups[case.assumed.len()];
        (case.low, case.high) = interval(&graph, top, &likely, monotone, groups);
        for (node, before) in before {
            likely[node as usize] = before;
        }
    };
    let mut whole = Case {
        likely: 1.0,
        low: 0.0,
        high: 1.0,
        assumed: Vec::new(),
    };
    evaluate(&mut whole);
    let (mut low, mut high) = (whole.low, whole.high);
    // What the cases come to that are as close as they get.
    let mut closed = (0.0, 0.0);
    let mut cases = 1.0;
    let mut open = BinaryHeap::from([whole]);
    let effort = limits.nodes.saturating_mul(EFFORT).min(MOST_EFFORT);
    for _ in 0..effort / graph.nodes().len() {
        if limits.cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        if high - low <= CLOSE * high {
            break;
        }
        let Some(case) = open.pop() else { break };
        let Some((next, event)) =
            shared
                .get(case.assumed.len())
                .and_then(|&next| match graph.nodes()[next] {
                    Node::Event(event) => Some((next, event)),
                    _ => None,
                })
        else {
            closed.0 += case.likely * case.low;
            closed.1 += case.likely * case.high;
            continue;
        };
        let q = tree.events()[event as usize].probability;
        low -= case.likely * case.low;
        high -= case.likely * case.high;
        for (happens, share) in [(false, 1.0 - q), (true, q)] {
            let mut assumed = case.assumed.clone();
            assumed.push((next as u32, happens));
            let mut half = Case {
                likely: case.likely * share,
                low: 0.0,
                high: 1.0,
                assumed,
            };
            evaluate(&mut half);
            low += half.likely * half.low;
            high += half.likely * half.high;
            cases += 1.0;
            if half.width() > 0.0 {
                open.push(half);
            } else {
                closed.0 += half.likely * half.low;
                closed.1 += half.likely * half.high;
            }
        }
    }
    // Added up anew, because differences of sums are not exact; rounding must not push a bound across the truth.
    let slack = 4.0 * f64::EPSILON * (cases + graph.nodes().len() as f64);
    let low = open.iter().fold(closed.0, |sum, c| sum + c.likely * c.low);
    let high = open.iter().fold(closed.1, |sum, c| sum + c.likely * c.high);
    Ok((
        (low * (1.0 - slack)).clamp(0.0, 1.0),
        (high * (1.0 + slack)).clamp(0.0, 1.0),
    ))
}

/// By how many ways the top reaches each node.
fn reach(graph: &Graph, top: Literal) -> Vec<f64> {
    let mut reach = vec![0.0_f64; graph.nodes().len()];
    reach[top.node()] = 1.0;
    for node in (0..reach.len()).rev() {
        for input in graph.inputs(node) {
            reach[input.node()] = (reach[input.node()] + reach[node]).min(1e12);
        }
    }
    reach
}

/// Whether no event is needed negated.
fn is_monotone(graph: &Graph, top: Literal) -> bool {
    let mut needed = vec![false; 2 * graph.nodes().len()];
    needed[top.index()] = true;
    for node in (1..graph.nodes().len()).rev() {
        for negated in [false, true] {
            let literal = Literal::new(node).toggled(negated);
            if !needed[literal.index()] {
                continue;
            }
            match &graph.nodes()[node] {
                Node::Event(_) if negated => return false,
                Node::Xor(_) => return false,
                other => {
                    for input in other.inputs() {
                        needed[input.toggled(negated).index()] = true;
                    }
                }
            }
        }
    }
    true
}

/// For each gate its inputs by groups, so that inputs of different groups are independent.
struct Groups(Vec<Vec<u32>>);

/// How many bits the tables of who needs which event may have.
const MOST_BITS: usize = 1 << 28;

impl Groups {
    /// `shared` are the events that the top reaches by more than one way and that nothing is assumed about.
    fn new(graph: &Graph, shared: &[usize]) -> Self {
        let count = graph.nodes().len();
        let words = shared.len().div_ceil(64);
        if count.saturating_mul(words * 64) > MOST_BITS {
            return Self(
                graph
                    .nodes()
                    .iter()
                    .map(|node| vec![0; node.inputs().len()])
                    .collect(),
            );
        }
        let mut needs = vec![0_u64; count * words];
        for (bit, &event) in shared.iter().enumerate() {
            needs[event * words + bit / 64] |= 1 << (bit % 64);
        }
        let mut groups = Vec::with_capacity(count);
        for (at, node) in graph.nodes().iter().enumerate() {
            let inputs = node.inputs();
            let (below, own) = needs.split_at_mut(at * words);
            let mut group: Vec<u32> = (0..inputs.len() as u32).collect();
            // An input joins the groups of those before it that need something it needs, too.
            let mut first_user = vec![u32::MAX; shared.len()];
            for (place, input) in inputs.iter().enumerate() {
                let bits = &below[input.node() * words..][..words];
                for (word, &bits) in bits.iter().enumerate() {
                    own[word] |= bits;
                    let mut rest = bits;
                    while rest != 0 {
                        let bit = word * 64 + rest.trailing_zeros() as usize;
                        rest &= rest - 1;
                        let user = first_user[bit];
                        if user == u32::MAX {
                            first_user[bit] = place as u32;
                        } else if group[user as usize] != group[place] {
                            let (old, new) = (group[place], group[user as usize]);
                            for group in &mut group[..=place] {
                                if *group == old {
                                    *group = new;
                                }
                            }
                        }
                    }
                }
            }
            groups.push(group);
        }
        Self(groups)
    }
}

/// Between which probabilities `top` lies.
fn interval(
    graph: &Graph,
    top: Literal,
    likely: &[f64],
    monotone: bool,
    groups: &Groups,
) -> (f64, f64) {
    let mut known: Vec<(f64, f64)> = Vec::with_capacity(graph.nodes().len());
    for (at, node) in graph.nodes().iter().enumerate() {
        let of = |literal: &Literal| {
            let (low, high) = known[literal.node()];
            if literal.negated() {
                (1.0 - high, 1.0 - low)
            } else {
                (low, high)
            }
        };
        let groups = &groups.0[at];
        let independent = || {
            groups
                .iter()
                .enumerate()
                .all(|(at, &group)| group as usize == at)
        };
        let bounds = match node {
            Node::True => (1.0, 1.0),
            Node::Event(_) => (likely[at], likely[at]),
            Node::And(inputs) => {
                let mut together: Vec<Option<(f64, f64)>> = vec![None; inputs.len()];
                for (input, &group) in inputs.iter().zip(groups) {
                    let (low, high) = of(input);
                    let group = &mut together[group as usize];
                    *group = Some(match *group {
                        None => (low, high),
                        // Negated all through, or not at all: in both cases the inputs go together.
                        Some((l, h)) if monotone => (l * low, h.min(high)),
                        Some((l, h)) => ((l + low - 1.0).max(0.0), h.min(high)),
                    });
                }
                together
                    .into_iter()
                    .flatten()
                    .fold((1.0, 1.0), |(l, h), (low, high)| (l * low, h * high))
            }
            Node::AtLeast(minimum, inputs) if independent() => {
                let count = |side: fn((f64, f64)) -> f64| {
                    let k = *minimum as usize;
                    let mut so_many = vec![0.0; k + 1];
                    so_many[0] = 1.0;
                    for input in inputs {
                        let q = side(of(input));
                        so_many[k] += so_many[k - 1] * q;
                        for n in (1..k).rev() {
                            so_many[n] = so_many[n] * (1.0 - q) + so_many[n - 1] * q;
                        }
                        so_many[0] *= 1.0 - q;
                    }
                    so_many[k]
                };
                (count(|b| b.0), count(|b| b.1))
            }
            Node::AtLeast(minimum, inputs) => {
                // By Markov's inequality, for the number that happen and the number that do not.
                let count = inputs.len() as f64;
                let k = f64::from(*minimum);
                let low: f64 = inputs.iter().map(|i| of(i).0).sum();
                let high: f64 = inputs.iter().map(|i| of(i).1).sum();
                (
                    ((low - k + 1.0) / (count - k + 1.0)).clamp(0.0, 1.0),
                    (high / k).clamp(0.0, 1.0),
                )
            }
            Node::Xor([a, b]) => exclusive(of(a), of(b), independent()),
        };
        known.push(bounds);
    }
    let (low, high) = known[top.node()];
    if top.negated() {
        (1.0 - high, 1.0 - low)
    } else {
        (low, high)
    }
}

/// Exactly one of the two.
fn exclusive(a: (f64, f64), b: (f64, f64), independent: bool) -> (f64, f64) {
    if independent {
        // Linear in each of the two, so the extremes are at the corners.
        let corners = [(a.0, b.0), (a.0, b.1), (a.1, b.0), (a.1, b.1)]
            .map(|(a, b)| a * (1.0 - b) + b * (1.0 - a));
        return (
            corners.into_iter().fold(1.0, f64::min),
            corners.into_iter().fold(0.0, f64::max),
        );
    }
    // The difference of the two at least; at most both added up, or what is left of both.
    (
        (a.0 - b.1).max(b.0 - a.1).max(0.0),
        (a.1 + b.1).min(2.0 - a.0 - b.0).min(1.0),
    )
}
