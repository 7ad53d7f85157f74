//! A fault tree cut into modules, each with its diagram.

use super::arena::{Branch, Id, TRUE};
use super::bdd::Builder;
use super::graph::{Graph, Literal, Node};
use super::limits::{Budget, Limits, Stop};
use super::modules::{grouped, modules};
use super::order::{Walk, Weights};
use super::tree::{FaultTree, Term};

/// A variable of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    Event(usize),
    /// A module of a smaller index.
    Part(usize),
}

/// How a module depends on its variables.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// On all of them.
    All,
    /// On any of them.
    Any,
    /// By a diagram, whose levels are the indices of the variables.
    Diagram {
        nodes: Vec<Branch>,
        root: Id,
        /// Whether more variables never make it false; may say no where nobody looked close enough.
        monotone: bool,
    },
}

/// A module. It is false while no basic event happens.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub variables: Vec<Variable>,
    pub body: Body,
}

/// The modules of a tree, inputs first, the top last. A basic event or a module is a variable of one module only.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub parts: Vec<Part>,
    /// Whether the top happens exactly when its module does not.
    pub negated: bool,
}

/// How many nodes an order of variables may take before another one is tried.
const FIRST_TRY: usize = 1 << 12;
const SECOND_TRY: usize = 1 << 14;
/// How much more it may take when all have been tried.
const STEP: usize = 128;
/// How many orders are tried.
const TRIED: usize = 3;

impl Parts {
    /// The modules of `top`, solved as far as `limits` allow.
    pub fn new(tree: &FaultTree, top: Term, limits: &Limits) -> Result<Self, Stop> {
        let (graph, top) = Graph::new(tree, top);
        let (graph, top) = grouped(&graph, top);
        if top.is_constant() {
            return Ok(Self {
                parts: vec![Part {
                    variables: Vec::new(),
                    body: Body::Any,
                }],
                negated: top == Literal::TRUE,
            });
        }
        if let &Node::Event(event) = &graph.nodes()[top.node()] {
            return Ok(Self {
                parts: vec![Part {
                    variables: vec![Variable::Event(event as usize)],
                    body: Body::Any,
                }],
                negated: top.negated(),
            });
        }
        let origin = at_origin(&graph);
        let is_module = modules(&graph, top);
        let weights = Weights::new(&graph, top);
        let mut builder = Builder::new(&graph);
        let mut place = vec![None; graph.nodes().len()];
        let mut parts = Vec::new();
        let mut left = limits.nodes;
        let base = |node: usize| Literal::new(node).toggled(origin[node]);
        for node in (1..=top.node()).filter(|&node| is_module[node]) {
            let is_variable =
                |node: usize| is_module[node] || matches!(graph.nodes()[node], Node::Event(_));
            let (order, body) = match flat(&graph, base(node), is_variable, base) {
                Some(body) => (graph.inputs(node).iter().map(|l| l.node()).collect(), body),
                None => {
                    let orders = Orders {
                        graph: &graph,
                        weights: &weights,
                        root: node,
                        is_variable: &is_variable,
                    };
                    let (order, (nodes, root, monotone)) = orders.race(left, |order, nodes| {
                        let variables: Vec<_> = order.iter().map(|&node| base(node)).collect();
                        let budget = Budget::new(nodes, &limits.cancel);
                        builder.diagram(base(node), &variables, budget)
                    })?;
                    left = left.saturating_sub(nodes.len());
                    (
                        order,
                        Body::Diagram {
                            nodes,
                            root,
                            monotone,
                        },
                    )
                }
            };
            let variables = order
                .into_iter()
                .filter_map(|node| match graph.nodes()[node] {
                    Node::Event(event) => Some(Variable::Event(event as usize)),
                    _ => place[node].map(Variable::Part),
                })
                .collect();
            place[node] = Some(parts.len());
            parts.push(Part { variables, body });
        }
        Ok(Self {
            parts,
            negated: top != base(top.node()),
        })
    }

    /// How likely each module is, given how likely the events are.
    pub fn probabilities(&self, tree: &FaultTree) -> Vec<f64> {
        let mut known: Vec<f64> = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let likely = part.likely(tree, &known);
            known.push(match &part.body {
                Body::All => likely.iter().product(),
                Body::Any => likely.iter().rev().fold(0.0, |or, q| q + (1.0 - q) * or),
                Body::Diagram { nodes, root, .. } => values(nodes, &likely)[*root as usize],
            });
        }
        known
    }

    /// How likely the top is.
    pub fn probability(&self, tree: &FaultTree) -> f64 {
        let module = self.probabilities(tree).last().copied().unwrap_or(0.0);
        if self.negated { 1.0 - module } else { module }
    }
}

impl Part {
    /// How likely the variables are.
    pub fn likely(&self, tree: &FaultTree, parts: &[f64]) -> Vec<f64> {
        self.variables
            .iter()
            .map(|variable| match *variable {
                Variable::Event(event) => tree.events()[event].probability,
                Variable::Part(part) => parts[part],
            })
            .collect()
    }
}

/// How likely the function of each node is.
pub(super) fn values(nodes: &[Branch], likely: &[f64]) -> Vec<f64> {
    let mut values = vec![0.0; nodes.len()];
    values[TRUE as usize] = 1.0;
    for (at, node) in nodes.iter().enumerate().skip(2) {
        let q = likely[node.level as usize];
        values[at] = q * values[node.high as usize] + (1.0 - q) * values[node.low as usize];
    }
    values
}

/// The orders of the variables of a module.
struct Orders<'a, F> {
    graph: &'a Graph,
    weights: &'a Weights,
    root: usize,
    is_variable: &'a F,
}

impl<F: Fn(usize) -> bool> Orders<'_, F> {
    fn walk(&self, walk: Walk) -> Vec<usize> {
        self.weights
            .variables(self.graph, self.root, walk, self.is_variable)
    }

    /// Tries the orders in turn, with more and more nodes, so that a bad order costs little.
    fn race<T>(
        &self,
        nodes: usize,
        mut run: impl FnMut(&[usize], usize) -> Result<T, Stop>,
    ) -> Result<(Vec<usize>, T), Stop> {
        let simple = self.walk(Walk::LargeFirst);
        match run(&simple, FIRST_TRY.min(nodes)) {
            Err(Stop::Budget) if nodes > FIRST_TRY => {}
            done => return done.map(|done| (simple, done)),
        }
        let mut orders = self
            .weights
            .improved(self.graph, self.root, self.is_variable);
        if orders.is_empty() {
            orders = vec![
                simple,
                self.walk(Walk::SharedFirst),
                self.walk(Walk::SharedLast),
            ];
        }
        orders.truncate(TRIED);
        let mut allowed = SECOND_TRY.min(nodes);
        loop {
            for order in &mut orders {
                match run(order, allowed) {
                    Err(Stop::Budget) => {}
                    done => return done.map(|done| (std::mem::take(order), done)),
                }
            }
            if allowed == nodes {
                return Err(Stop::Budget);
            }
            allowed = allowed.saturating_mul(STEP).min(nodes);
        }
    }
}

/// For each node, whether it is true while no basic event happens.
fn at_origin(graph: &Graph) -> Vec<bool> {
    let mut origin: Vec<bool> = Vec::with_capacity(graph.nodes().len());
    for node in graph.nodes() {
        let holds = |input: &Literal| origin[input.node()] != input.negated();
        let value = match node {
            Node::True => true,
            Node::Event(_) => false,
            Node::And(inputs) => inputs.iter().all(holds),
            Node::AtLeast(minimum, inputs) => {
                inputs.iter().filter(|&i| holds(i)).count() >= *minimum as usize
            }
            Node::Xor([a, b]) => holds(a) != holds(b),
        };
        origin.push(value);
    }
    origin
}

/// The body of an and- or an or-gate of nothing but variables.
fn flat(
    graph: &Graph,
    root: Literal,
    is_variable: impl Fn(usize) -> bool,
    base: impl Fn(usize) -> Literal,
) -> Option<Body> {
    let Node::And(inputs) = &graph.nodes()[root.node()] else {
        return None;
    };
    inputs
        .iter()
        .all(|input| {
            is_variable(input.node()) && input.toggled(root.negated()) == base(input.node())
        })
        .then_some(if root.negated() { Body::Any } else { Body::All })
}
