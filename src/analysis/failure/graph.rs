//! A fault tree in normal form: gates and-ed, or-ed by De Morgan's law, counted or exclusive, each once.
//!
//! Invariant: inputs stand before the nodes they are inputs of.

use std::collections::HashMap;

use super::tree::{FaultTree, Operator, Term};

/// A node or its negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Literal(u32);

impl Literal {
    pub const TRUE: Self = Self(0);
    pub const FALSE: Self = Self(1);

    pub fn new(node: usize) -> Self {
        Self((node as u32) << 1)
    }

    pub fn node(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub fn negated(self) -> bool {
        self.0 & 1 == 1
    }

    pub fn not(self) -> Self {
        Self(self.0 ^ 1)
    }

    /// Negated where `negate`.
    pub fn toggled(self, negate: bool) -> Self {
        Self(self.0 ^ u32::from(negate))
    }

    pub fn is_constant(self) -> bool {
        self.0 < 2
    }

    /// Place in a table with two entries a node.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is, without its sign.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// What is certain: the first node, and no other.
    True,
    /// A basic event of the tree.
    Event(u32),
    /// Two inputs or more, sorted and different. An or-gate is the negation of the and-gate of its negated inputs.
    And(Vec<Literal>),
    /// So many of the inputs or more, at least two and fewer than all.
    AtLeast(u32, Vec<Literal>),
    /// Two inputs, neither of them negated.
    Xor([Literal; 2]),
}

impl Node {
    pub fn inputs(&self) -> &[Literal] {
        match self {
            Self::True | Self::Event(_) => &[],
            Self::And(inputs) | Self::AtLeast(_, inputs) => inputs,
            Self::Xor(inputs) => inputs,
        }
    }
}

/// Nodes, each of which stands here once.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    known: HashMap<Node, u32>,
}

impl Graph {
    pub fn empty() -> Self {
        Self {
            nodes: vec![Node::True],
            known: HashMap::new(),
        }
    }

    /// The part of `tree` that `top` depends on, simplified, and the literal of `top` in it.
    pub fn new(tree: &FaultTree, top: Term) -> (Self, Literal) {
        let mut graph = Self::empty();
        let mut literals = vec![Literal::FALSE; tree.gates().len()];
        for gate in needed(tree, top) {
            let found = &tree.gates()[gate];
            let inputs = found
                .inputs
                .iter()
                .map(|&input| graph.term(input, &literals))
                .collect();
            literals[gate] = match found.operator {
                Operator::And => graph.and(inputs),
                Operator::Or => graph.or(inputs),
                Operator::AtLeast(minimum) => {
                    graph.at_least(i64::try_from(minimum).unwrap_or(i64::MAX), inputs)
                }
                Operator::Xor => inputs
                    .into_iter()
                    .fold(Literal::FALSE, |sum, input| graph.xor(sum, input)),
                Operator::Not => graph.or(inputs).not(),
            };
        }
        let top = graph.term(top, &literals);
        graph.merged(top)
    }

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn inputs(&self, node: usize) -> &[Literal] {
        self.nodes[node].inputs()
    }

    fn term(&mut self, term: Term, gates: &[Literal]) -> Literal {
        match term {
            Term::Constant(value) => Literal::FALSE.toggled(value),
            Term::Event(event) => self.add(Node::Event(event as u32)),
            Term::Gate(gate) => gates[gate],
        }
    }

    /// The literal of a node that needs no simplification.
    pub fn add(&mut self, node: Node) -> Literal {
        if let Some(&known) = self.known.get(&node) {
            return Literal::new(known as usize);
        }
        self.known.insert(node.clone(), self.nodes.len() as u32);
        self.nodes.push(node);
        Literal::new(self.nodes.len() - 1)
    }

    pub fn and(&mut self, mut inputs: Vec<Literal>) -> Literal {
        inputs.retain(|&input| input != Literal::TRUE);
        inputs.sort_unstable();
        inputs.dedup();
        // A node and its negation stand side by side.
        let contradicts = inputs.windows(2).any(|pair| pair[0].not() == pair[1]);
        match inputs.first() {
            None => Literal::TRUE,
            Some(&first) if first == Literal::FALSE || contradicts => Literal::FALSE,
            Some(&only) if inputs.len() == 1 => only,
            Some(_) => self.add(Node::And(inputs)),
        }
    }

    pub fn or(&mut self, inputs: Vec<Literal>) -> Literal {
        let inputs = inputs.into_iter().map(Literal::not).collect();
        self.and(inputs).not()
    }

    fn xor(&mut self, a: Literal, b: Literal) -> Literal {
        let negated = a.negated() != b.negated();
        let (a, b) = (Literal::new(a.node()), Literal::new(b.node()));
        if a == b {
            return Literal::FALSE.toggled(negated);
        }
        let (a, b) = (a.min(b), a.max(b));
        if a == Literal::TRUE {
            return b.toggled(!negated);
        }
        self.add(Node::Xor([a, b])).toggled(negated)
    }

    fn at_least(&mut self, mut minimum: i64, mut inputs: Vec<Literal>) -> Literal {
        inputs.sort_unstable();
        let mut rest: Vec<Literal> = Vec::new();
        for input in inputs {
            if input == Literal::TRUE {
                minimum -= 1;
            } else if input == Literal::FALSE {
                // It never counts.
            } else if rest.last() == Some(&input.not()) {
                // Of the two exactly one happens.
                rest.pop();
                minimum -= 1;
            } else {
                rest.push(input);
            }
        }
        if minimum <= 0 {
            return Literal::TRUE;
        }
        if minimum > rest.len() as i64 {
            return Literal::FALSE;
        }
        if minimum == 1 {
            return self.or(rest);
        }
        if minimum == rest.len() as i64 {
            return self.and(rest);
        }
        if rest.windows(2).any(|pair| pair[0] == pair[1]) {
            return self.at_least_weighted(minimum as usize, &rest);
        }
        self.add(Node::AtLeast(minimum as u32, rest))
    }

    /// `minimum` or more of sorted inputs, of which some count more than once.
    fn at_least_weighted(&mut self, minimum: usize, inputs: &[Literal]) -> Literal {
        let mut counted = vec![Literal::FALSE; minimum + 1];
        counted[0] = Literal::TRUE;
        for same in inputs.chunk_by(|a, b| a == b) {
            for wanted in (1..=minimum).rev() {
                let before = counted[wanted.saturating_sub(same.len())];
                let with = self.and(vec![same[0], before]);
                counted[wanted] = self.or(vec![with, counted[wanted]]);
            }
        }
        counted[minimum]
    }

    /// Merges gates of one kind, until nothing changes.
    fn merged(mut self, mut top: Literal) -> (Self, Literal) {
        loop {
            let before = self.nodes.len();
            let merged;
            (self, top, merged) = self.merge(top);
            if !merged && self.nodes.len() == before {
                return (self, top);
            }
        }
    }

    fn merge(&self, top: Literal) -> (Self, Literal, bool) {
        let uses = self.uses(top);
        let mut new = Self::empty();
        let mut literals = vec![Literal::FALSE; self.nodes.len()];
        literals[0] = Literal::TRUE;
        let mut merged = false;
        for (at, node) in self.nodes.iter().enumerate() {
            if uses[at] == 0 {
                continue;
            }
            let renamed = |literal: Literal| literals[literal.node()].toggled(literal.negated());
            literals[at] = match node {
                Node::True => Literal::TRUE,
                &Node::Event(event) => new.add(Node::Event(event)),
                Node::And(inputs) => {
                    let mut flat = Vec::with_capacity(inputs.len());
                    for &input in inputs {
                        let renamed = renamed(input);
                        match &new.nodes[renamed.node()] {
                            Node::And(inner) if uses[input.node()] == 1 && !renamed.negated() => {
                                merged = true;
                                flat.extend_from_slice(inner);
                            }
                            _ => flat.push(renamed),
                        }
                    }
                    let flat = new.absorbed(flat, &mut merged);
                    new.and(flat)
                }
                Node::AtLeast(minimum, inputs) => {
                    let inputs = inputs.iter().map(|&input| renamed(input)).collect();
                    new.at_least(i64::from(*minimum), inputs)
                }
                &Node::Xor([a, b]) => new.xor(renamed(a), renamed(b)),
            };
        }
        let top = literals[top.node()].toggled(top.negated());
        (new, top, merged)
    }

    /// The inputs of an and-gate without those that follow from others: x ∧ (x ∨ y) = x, x ∧ (¬x ∨ y) = x ∧ y.
    fn absorbed(&mut self, inputs: Vec<Literal>, changed: &mut bool) -> Vec<Literal> {
        let mut present = inputs.clone();
        present.sort_unstable();
        let has = |literal: Literal| present.binary_search(&literal).is_ok();
        let mut kept = Vec::with_capacity(inputs.len());
        for input in inputs {
            let Node::And(inner) = &self.nodes[input.node()] else {
                kept.push(input);
                continue;
            };
            if !input.negated() {
                kept.push(input);
            } else if inner.iter().any(|literal| has(literal.not())) {
                *changed = true;
            } else if inner.iter().any(|&literal| has(literal)) {
                *changed = true;
                let rest: Vec<_> = inner.iter().copied().filter(|&l| !has(l)).collect();
                kept.push(self.and(rest).not());
            } else {
                kept.push(input);
            }
        }
        kept
    }

    /// How often each node is an input, 0 for those that `top` does not depend on.
    pub fn uses(&self, top: Literal) -> Vec<u32> {
        let mut uses = vec![0; self.nodes.len()];
        uses[top.node()] = 1;
        for at in (0..self.nodes.len()).rev() {
            if uses[at] > 0 {
                for input in self.nodes[at].inputs() {
                    uses[input.node()] += 1;
                }
            }
        }
        uses
    }
}

/// The gates that `top` depends on, by index.
fn needed(tree: &FaultTree, top: Term) -> Vec<usize> {
    let mut marked = vec![false; tree.gates().len()];
    if let Term::Gate(gate) = top {
        marked[gate] = true;
    }
    for gate in (0..marked.len()).rev() {
        if marked[gate] {
            for &input in &tree.gates()[gate].inputs {
                if let Term::Gate(input) = input {
                    marked[input] = true;
                }
            }
        }
    }
    (0..marked.len()).filter(|&gate| marked[gate]).collect()
}
