//! Minimal cut sets: the smallest sets of basic events that are enough for the top to happen.

use super::arena::{Branch, CONSTANT, FALSE, Id, TRUE};
use super::graph::{Graph, Literal, Node};
use super::limited::limited;
use super::limits::{Budget, Limits, Stop};
use super::order::{Walk, Weights};
use super::parts::{Body, Part, Parts, Variable};
use super::stack::with_stack;
use super::zbdd::{Family, minimal_solutions};

/// The minimal cut sets of a tree, none of them listed yet.
#[derive(Clone, Debug)]
pub struct CutSets {
    parts: Vec<Sets>,
    /// The empty set is enough.
    certain: bool,
    /// Sets of more events were not looked for.
    complete_to: Option<usize>,
}

#[derive(Clone, Debug)]
struct Sets {
    variables: Vec<Variable>,
    family: Family,
    /// For each node of the family.
    counts: Vec<Counts>,
}

impl CutSets {
    pub(super) fn new(parts: &Parts, limits: &Limits) -> Result<Self, Stop> {
        let mut found: Vec<Sets> = Vec::with_capacity(parts.parts.len());
        if parts.negated {
            return Ok(Self {
                parts: found,
                certain: true,
                complete_to: None,
            });
        }
        let mut left = limits.nodes;
        for part in &parts.parts {
            let sets = Sets::new(part, &found, Budget::new(left, &limits.cancel))?;
            left = left.saturating_sub(sets.family.nodes.len());
            found.push(sets);
        }
        Ok(Self {
            parts: found,
            certain: false,
            complete_to: None,
        })
    }

    /// The minimal cut sets of few events: of as many events as the limits allow.
    pub(super) fn of_few(graph: &Graph, top: Literal, limits: &Limits) -> Result<Self, Stop> {
        let mut found = Self {
            parts: Vec::new(),
            certain: false,
            complete_to: Some(0),
        };
        let order =
            Weights::new(graph, top).variables(graph, top.node(), Walk::LargeFirst, |node| {
                matches!(graph.nodes()[node], Node::Event(_))
            });
        let mut levels = vec![None; graph.nodes().len()];
        let mut variables = Vec::with_capacity(order.len());
        for node in order {
            if let Node::Event(event) = graph.nodes()[node] {
                levels[node] = Some(variables.len() as u32);
                variables.push(Variable::Event(event as usize));
            }
        }
        // One after the other at first, then in larger and larger steps.
        let mut order = 0;
        while order < variables.len() {
            order = (order + 1 + order / 4).min(variables.len());
            let budget = Budget::new(limits.nodes, &limits.cancel);
            let family = match limited(graph, top, order as u32, &levels, budget) {
                Ok(Some(family)) => family,
                Ok(None) | Err(Stop::Budget) => break,
                Err(Stop::Cancelled) => return Err(Stop::Cancelled),
            };
            found.parts = vec![Sets::of_family(variables.clone(), family, &[])];
            found.complete_to = Some(order);
        }
        if found.complete_to == Some(variables.len()) {
            found.complete_to = None;
        }
        Ok(found)
    }

    /// The most events a set has of those that were looked for; none where all minimal cut sets are here. With more
    /// events there may be more.
    pub fn complete_to(&self) -> Option<usize> {
        self.complete_to
    }

    /// How many minimal cut sets there are of each number of events, from none on. [`u128::MAX`] stands for that many
    /// or more.
    pub fn by_order(&self) -> Vec<u128> {
        if self.certain {
            return vec![1];
        }
        self.parts
            .last()
            .map(|part| part.total().to_vec())
            .unwrap_or_default()
    }

    /// How many minimal cut sets there are; [`u128::MAX`] stands for that many or more.
    pub fn count(&self) -> u128 {
        self.by_order().into_iter().fold(0, u128::saturating_add)
    }

    /// The minimal cut sets as indices of events, those of the fewest events first, at most `limit` of them and none
    /// of more than `order` events.
    pub fn list(&self, order: usize, limit: usize) -> Vec<Vec<usize>> {
        let depth = self.parts.iter().map(|part| part.variables.len()).sum();
        with_stack(depth, || self.listed(order, limit))
    }

    fn listed(&self, order: usize, limit: usize) -> Vec<Vec<usize>> {
        let mut listed = Vec::new();
        if self.certain && limit > 0 {
            listed.push(Vec::new());
        }
        let Some(top) = self.parts.last() else {
            return listed;
        };
        for wanted in top.total().orders().take_while(|&wanted| wanted <= order) {
            let mut sets = self.of_part(top, wanted, limit - listed.len());
            for set in &mut sets {
                set.sort_unstable();
            }
            sets.sort_unstable();
            listed.append(&mut sets);
        }
        listed
    }

    /// At most `limit` sets of exactly `order` events that make a module happen.
    fn of_part(&self, sets: &Sets, order: usize, limit: usize) -> Vec<Vec<usize>> {
        self.of_node(sets, sets.family.root, order, limit)
    }

    fn of_node(&self, sets: &Sets, mut node: Id, order: usize, limit: usize) -> Vec<Vec<usize>> {
        let mut listed = Vec::new();
        let possible = |node: Id, order: usize| sets.counts[node as usize].get(order) > 0;
        while listed.len() < limit && possible(node, order) {
            if node == TRUE {
                listed.push(Vec::new());
                break;
            }
            let Branch { level, low, high } = sets.family.nodes[node as usize];
            node = low;
            match sets.variables[level as usize] {
                Variable::Event(event) => {
                    let Some(others) = order.checked_sub(1) else {
                        continue;
                    };
                    for mut rest in self.of_node(sets, high, others, limit - listed.len()) {
                        rest.push(event);
                        listed.push(rest);
                    }
                }
                Variable::Part(part) => {
                    let part = &self.parts[part];
                    for own in part.total().orders().take_while(|&own| own <= order) {
                        let wanted = limit - listed.len();
                        if wanted == 0 || !possible(high, order - own) {
                            continue;
                        }
                        let heads = self.of_part(part, own, wanted);
                        let rests = self.of_node(sets, high, order - own, wanted);
                        let pairs = heads.iter().flat_map(|head| {
                            rests.iter().map(move |rest| [&head[..], rest].concat())
                        });
                        listed.extend(pairs.take(wanted));
                    }
                }
            }
        }
        listed
    }
}

impl Sets {
    fn new(part: &Part, parts: &[Self], budget: Budget) -> Result<Self, Stop> {
        let variables = part.variables.clone();
        let family = match &part.body {
            Body::All => chain(variables.len(), |level, next| Branch {
                level,
                low: FALSE,
                high: next,
            }),
            Body::Any => chain(variables.len(), |level, next| Branch {
                level,
                low: if next == TRUE { FALSE } else { next },
                high: TRUE,
            }),
            Body::Diagram {
                nodes,
                root,
                monotone,
            } => minimal_solutions(nodes, *root, *monotone, budget)?,
        };
        Ok(Self::of_family(variables, family, parts))
    }

    fn of_family(variables: Vec<Variable>, family: Family, parts: &[Self]) -> Self {
        let one = Counts::of(1);
        let mut counts = vec![Counts::default(), Counts::of(0)];
        for &Branch { level, low, high } in &family.nodes[2..] {
            let own = match variables[level as usize] {
                Variable::Event(_) => &one,
                Variable::Part(part) => parts[part].total(),
            };
            let with = own.times(&counts[high as usize]);
            counts.push(with.plus(&counts[low as usize]));
        }
        Self {
            variables,
            family,
            counts,
        }
    }

    /// How many sets there are altogether.
    fn total(&self) -> &Counts {
        &self.counts[self.family.root as usize]
    }
}

/// A family with one node a variable, made from the last variable to the first.
fn chain(variables: usize, branch: impl Fn(u32, Id) -> Branch) -> Family {
    let constant = Branch {
        level: CONSTANT,
        low: FALSE,
        high: FALSE,
    };
    let mut nodes = vec![constant; 2];
    let mut root = TRUE;
    for level in (0..variables as u32).rev() {
        nodes.push(branch(level, root));
        root = nodes.len() as Id - 1;
    }
    if variables == 0 {
        root = FALSE;
    }
    Family { nodes, root }
}

/// How many sets there are of each order. A number too large for 128 bits stays at the largest.
#[derive(Clone, Debug, Default)]
struct Counts {
    /// The smallest order that occurs.
    first: usize,
    /// The counts from there on; the first and the last are not zero.
    counts: Vec<u128>,
}

impl Counts {
    /// One set, of that order.
    fn of(order: usize) -> Self {
        Self {
            first: order,
            counts: vec![1],
        }
    }

    fn get(&self, order: usize) -> u128 {
        order
            .checked_sub(self.first)
            .and_then(|at| self.counts.get(at))
            .copied()
            .unwrap_or(0)
    }

    fn orders(&self) -> impl Iterator<Item = usize> + use<> {
        self.first..self.first + self.counts.len()
    }

    fn to_vec(&self) -> Vec<u128> {
        (0..self.first + self.counts.len())
            .map(|order| self.get(order))
            .collect()
    }

    fn plus(self, other: &Self) -> Self {
        if other.counts.is_empty() {
            return self;
        }
        if self.counts.is_empty() {
            return other.clone();
        }
        let first = self.first.min(other.first);
        let end = (self.first + self.counts.len()).max(other.first + other.counts.len());
        let counts = (first..end)
            .map(|order| self.get(order).saturating_add(other.get(order)))
            .collect();
        Self { first, counts }
    }

    fn times(&self, other: &Self) -> Self {
        if self.counts.is_empty() || other.counts.is_empty() {
            return Self::default();
        }
        let mut counts = vec![0_u128; self.counts.len() + other.counts.len() - 1];
        for (i, &x) in self.counts.iter().enumerate().filter(|(_, x)| **x > 0) {
            for (j, &y) in other.counts.iter().enumerate() {
                counts[i + j] = counts[i + j].saturating_add(x.saturating_mul(y));
            }
        }
        Self {
            first: self.first + other.first,
            counts,
        }
    }
}
