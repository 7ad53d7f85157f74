//! Minimal cut sets of few events, straight from the gates: where the diagram of the whole tree is too large.

use super::arena::{Arena, Branch, FALSE, Id, TRUE};
use super::graph::{Graph, Literal, Node};
use super::limits::{Budget, Stop};
use super::zbdd::Family;

const UNION: u32 = 0;
const WITHOUT: u32 = 1;
/// Products up to an order have an operation each, from here on.
const PRODUCT: u32 = 2;

/// The minimal cut sets of `order` events at most. `variables` gives each event's node its level. None where
/// something is negated.
pub(super) fn limited(
    graph: &Graph,
    top: Literal,
    order: u32,
    variables: &[Option<u32>],
    budget: Budget,
) -> Result<Option<Family>, Stop> {
    let mut solver = Solver {
        sets: Arena::new(budget),
        order,
    };
    let count = graph.nodes().len();
    let mut needed = vec![false; 2 * count];
    needed[top.index()] = true;
    for index in (2..2 * count).rev() {
        let literal = Literal::new(index / 2).toggled(index % 2 == 1);
        if needed[literal.index()] {
            for input in graph.inputs(literal.node()) {
                needed[input.toggled(literal.negated()).index()] = true;
            }
        }
    }
    let mut done = vec![FALSE; 2 * count];
    done[Literal::TRUE.index()] = TRUE;
    for index in 2..2 * count {
        if !needed[index] {
            continue;
        }
        let literal = Literal::new(index / 2).toggled(index % 2 == 1);
        let node = &graph.nodes()[literal.node()];
        let mut inputs: Vec<Id> = node
            .inputs()
            .iter()
            .map(|input| done[input.toggled(literal.negated()).index()])
            .collect();
        inputs.sort_by_key(|&id| std::cmp::Reverse((solver.sets.level(id), id)));
        done[index] = match node {
            Node::Event(_) if literal.negated() => return Ok(None),
            Node::Xor(_) => return Ok(None),
            Node::True => TRUE,
            Node::Event(_) => match variables[literal.node()] {
                Some(level) => solver.sets.make(level, FALSE, TRUE)?,
                None => FALSE,
            },
            Node::And(_) if literal.negated() => {
                let mut union = FALSE;
                for input in inputs {
                    union = solver.minimal_union(input, union)?;
                }
                union
            }
            Node::And(_) => {
                let mut product = TRUE;
                for input in inputs {
                    product = solver.product(input, product, solver.order)?;
                }
                product
            }
            Node::AtLeast(minimum, _) => {
                let minimum = *minimum as usize;
                let minimum = if literal.negated() {
                    inputs.len() + 1 - minimum
                } else {
                    minimum
                };
                let mut counted = vec![FALSE; minimum + 1];
                counted[0] = TRUE;
                for input in inputs {
                    for wanted in (1..=minimum).rev() {
                        let with = solver.product(input, counted[wanted - 1], solver.order)?;
                        counted[wanted] = solver.minimal_union(with, counted[wanted])?;
                    }
                }
                counted[minimum]
            }
        };
    }
    let (nodes, root) = solver.sets.reachable(done[top.index()]);
    Ok(Some(Family { nodes, root }))
}

struct Solver {
    sets: Arena,
    order: u32,
}

impl Solver {
    fn family(&mut self, level: u32, low: Id, high: Id) -> Result<Id, Stop> {
        if high == FALSE {
            return Ok(low);
        }
        self.sets.make(level, low, high)
    }

    /// The minimal sets of both families, which have minimal sets only.
    fn minimal_union(&mut self, a: Id, b: Id) -> Result<Id, Stop> {
        if a == FALSE || b == TRUE || a == b {
            return Ok(b);
        }
        if b == FALSE || a == TRUE {
            return Ok(a);
        }
        let (a, b) = (a.min(b), a.max(b));
        if let Some(known) = self.sets.recall(UNION, a, b) {
            return Ok(known);
        }
        self.sets.budget.step()?;
        let (level, (a0, a1), (b0, b1)) = self.split(a, b);
        let low = self.minimal_union(a0, b0)?;
        let high = self.minimal_union(a1, b1)?;
        let high = self.without(high, low)?;
        let result = self.family(level, low, high)?;
        self.sets.remember(UNION, a, b, result);
        Ok(result)
    }

    /// The minimal ones of all unions of a set of `a` and a set of `b`, of `order` events at most.
    fn product(&mut self, a: Id, b: Id, order: u32) -> Result<Id, Stop> {
        if a == FALSE || b == FALSE {
            return Ok(FALSE);
        }
        let (a, b) = (a.min(b), a.max(b));
        if a == TRUE && b == TRUE {
            return Ok(TRUE);
        }
        let operation = PRODUCT + order;
        if let Some(known) = self.sets.recall(operation, a, b) {
            return Ok(known);
        }
        self.sets.budget.step()?;
        let (level, (a0, a1), (b0, b1)) = self.split(a, b);
        let low = self.product(a0, b0, order)?;
        let high = if order == 0 {
            FALSE
        } else {
            let both = self.product(a1, b1, order - 1)?;
            let left = self.product(a1, b0, order - 1)?;
            let right = self.product(a0, b1, order - 1)?;
            let high = self.minimal_union(left, right)?;
            let high = self.minimal_union(high, both)?;
            self.without(high, low)?
        };
        let result = self.family(level, low, high)?;
        self.sets.remember(operation, a, b, result);
        Ok(result)
    }

    /// The sets that have none of `others` in them.
    fn without(&mut self, sets: Id, others: Id) -> Result<Id, Stop> {
        if sets == FALSE || others == TRUE || sets == others {
            return Ok(FALSE);
        }
        if others == FALSE {
            return Ok(sets);
        }
        let (s, o) = (self.sets.branch(sets), self.sets.branch(others));
        if o.level < s.level {
            return self.without(sets, o.low);
        }
        if let Some(known) = self.sets.recall(WITHOUT, sets, others) {
            return Ok(known);
        }
        self.sets.budget.step()?;
        let (o0, o1) = if o.level == s.level {
            (o.low, o.high)
        } else {
            (others, FALSE)
        };
        let low = self.without(s.low, o0)?;
        let high = self.without(s.high, o1)?;
        let high = self.without(high, o0)?;
        let result = self.family(s.level, low, high)?;
        self.sets.remember(WITHOUT, sets, others, result);
        Ok(result)
    }

    /// The upper level of two families, and each family's sets without and with its variable.
    fn split(&self, a: Id, b: Id) -> (u32, (Id, Id), (Id, Id)) {
        let (x, y) = (self.sets.branch(a), self.sets.branch(b));
        let level = x.level.min(y.level);
        let at = |id: Id, branch: Branch| {
            if branch.level == level {
                (branch.low, branch.high)
            } else {
                (id, FALSE)
            }
        };
        (level, at(a, x), at(b, y))
    }
}
