//! From gates to a reduced ordered binary decision diagram (Bryant 1986).

use super::arena::{Arena, Branch, FALSE, Id, TRUE};
use super::graph::{Graph, Literal, Node};
use super::limits::{Budget, Stop};
use crate::base::cancel::Cancel;

const AND: u32 = 0;
const OR: u32 = 1;
const XOR: u32 = 2;

/// Builds the diagrams of modules, one after the other.
pub(super) struct Builder<'a> {
    graph: &'a Graph,
    /// For each node, its level where it is a variable of the diagram, and the literal that is the positive one.
    variables: Vec<Option<(u32, Literal)>>,
    done: Vec<Id>,
    touched: Vec<Literal>,
    monotone: bool,
    arena: Arena,
}

const UNKNOWN: Id = Id::MAX;

impl<'a> Builder<'a> {
    pub fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            variables: vec![None; graph.nodes().len()],
            done: vec![UNKNOWN; 2 * graph.nodes().len()],
            touched: Vec::new(),
            monotone: true,
            arena: Arena::new(Budget::new(0, &Cancel::default())),
        }
    }

    /// The diagram of `root` over `variables`, the first of them on top; of each the literal that is the positive one.
    /// Also whether nothing in it is negated.
    pub fn diagram(
        &mut self,
        root: Literal,
        variables: &[Literal],
        budget: Budget,
    ) -> Result<(Vec<Branch>, Id, bool), Stop> {
        for (level, &variable) in variables.iter().enumerate() {
            self.variables[variable.node()] = Some((level as u32, variable));
        }
        self.arena = Arena::new(budget);
        self.monotone = true;
        let result = self.build(root);
        for variable in variables {
            self.variables[variable.node()] = None;
        }
        for literal in self.touched.drain(..) {
            self.done[literal.index()] = UNKNOWN;
        }
        let (nodes, root) = self.arena.reachable(result?);
        Ok((nodes, root, self.monotone))
    }

    fn build(&mut self, root: Literal) -> Result<Id, Stop> {
        let mut path = vec![root];
        while let Some(&literal) = path.last() {
            let before = path.len();
            if self.done[literal.index()] == UNKNOWN {
                if self.variables[literal.node()].is_none() {
                    self.missing(literal, &mut path);
                }
                if path.len() == before {
                    self.done[literal.index()] = self.function(literal)?;
                    self.touched.push(literal);
                }
            }
            if path.len() == before {
                path.pop();
            }
        }
        Ok(self.done[root.index()])
    }

    /// Adds the inputs whose functions are needed first.
    fn missing(&self, literal: Literal, path: &mut Vec<Literal>) {
        let node = &self.graph.nodes()[literal.node()];
        let toggle = literal.negated() && !matches!(node, Node::Xor(_));
        path.extend(
            node.inputs()
                .iter()
                .map(|input| input.toggled(toggle))
                .filter(|input| self.done[input.index()] == UNKNOWN),
        );
    }

    /// The function of a literal whose inputs are done.
    fn function(&mut self, literal: Literal) -> Result<Id, Stop> {
        if let Some((level, positive)) = self.variables[literal.node()] {
            return if literal == positive {
                self.arena.make(level, FALSE, TRUE)
            } else {
                self.monotone = false;
                self.arena.make(level, TRUE, FALSE)
            };
        }
        let node = &self.graph.nodes()[literal.node()];
        let toggle = literal.negated() && !matches!(node, Node::Xor(_));
        let mut inputs: Vec<Id> = node
            .inputs()
            .iter()
            .map(|input| self.done[input.toggled(toggle).index()])
            .collect();
        // From the bottom up, what has been combined so far stays small.
        inputs.sort_by_key(|&id| std::cmp::Reverse((self.arena.level(id), id)));
        match node {
            Node::True => Ok(if literal.negated() { FALSE } else { TRUE }),
            // All events below the root are variables.
            Node::Event(_) => Ok(FALSE),
            Node::And(_) => {
                let (operation, start) = if literal.negated() {
                    (OR, FALSE)
                } else {
                    (AND, TRUE)
                };
                inputs
                    .into_iter()
                    .try_fold(start, |so_far, input| self.apply(operation, input, so_far))
            }
            Node::AtLeast(minimum, _) => {
                let minimum = *minimum as usize;
                let minimum = if literal.negated() {
                    inputs.len() + 1 - minimum
                } else {
                    minimum
                };
                self.at_least(minimum, &inputs)
            }
            Node::Xor(_) => {
                self.monotone = false;
                let sum = self.apply(XOR, inputs[0], inputs[1])?;
                if literal.negated() {
                    self.apply(XOR, sum, TRUE)
                } else {
                    Ok(sum)
                }
            }
        }
    }

    /// `minimum` or more of the functions: a table of "so many of those seen", never the gates of an expansion.
    fn at_least(&mut self, minimum: usize, inputs: &[Id]) -> Result<Id, Stop> {
        let mut counted = vec![FALSE; minimum + 1];
        counted[0] = TRUE;
        for (seen, &input) in inputs.iter().enumerate() {
            let left = inputs.len() - seen - 1;
            for wanted in (minimum.saturating_sub(left).max(1)..=minimum.min(seen + 1)).rev() {
                let with = self.apply(AND, input, counted[wanted - 1])?;
                counted[wanted] = self.apply(OR, with, counted[wanted])?;
            }
        }
        Ok(counted[minimum])
    }

    fn apply(&mut self, operation: u32, a: Id, b: Id) -> Result<Id, Stop> {
        match operation {
            AND if a == FALSE || b == FALSE => return Ok(FALSE),
            AND if a == TRUE || a == b => return Ok(b),
            AND if b == TRUE => return Ok(a),
            OR if a == TRUE || b == TRUE => return Ok(TRUE),
            OR if a == FALSE || a == b => return Ok(b),
            OR if b == FALSE => return Ok(a),
            XOR if a == b => return Ok(FALSE),
            XOR if a == FALSE => return Ok(b),
            XOR if b == FALSE => return Ok(a),
            XOR if a <= TRUE && b <= TRUE => return Ok(TRUE),
            _ => {}
        }
        let (a, b) = (a.min(b), a.max(b));
        if let Some(known) = self.arena.recall(operation, a, b) {
            return Ok(known);
        }
        self.arena.budget.step()?;
        let (x, y) = (self.arena.branch(a), self.arena.branch(b));
        let level = x.level.min(y.level);
        let (a0, a1) = if x.level == level {
            (x.low, x.high)
        } else {
            (a, a)
        };
        let (b0, b1) = if y.level == level {
            (y.low, y.high)
        } else {
            (b, b)
        };
        let low = self.apply(operation, a0, b0)?;
        let high = self.apply(operation, a1, b1)?;
        let result = if low == high {
            low
        } else {
            self.arena.make(level, low, high)?
        };
        self.arena.remember(operation, a, b, result);
        Ok(result)
    }
}
