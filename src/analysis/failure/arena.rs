//! Nodes of decision diagrams, each of which stands once, with a memory of results.
//!
//! Nothing is ever thrown away: an arena lives as long as one module is being solved. A node stands behind its two
//! successors, so what is computed bottom-up is a loop over the nodes.

use super::limits::{Budget, Stop};

/// A node, by its place.
pub(super) type Id = u32;

/// The function that is never true; the empty family of sets.
pub(super) const FALSE: Id = 0;
/// The function that is always true; the family of just the empty set.
pub(super) const TRUE: Id = 1;
/// The level of the two constants, below all variables.
pub(super) const CONSTANT: u32 = u32::MAX;

/// A variable with what follows where it is false and where it is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Branch {
    pub level: u32,
    pub low: Id,
    pub high: Id,
}

#[derive(Clone, Copy)]
struct Remembered {
    operation: u32,
    a: Id,
    b: Id,
    result: Id,
}

pub(super) struct Arena {
    pub nodes: Vec<Branch>,
    unique: Vec<Id>,
    memory: Vec<Remembered>,
    pub budget: Budget,
}

const EMPTY: u32 = u32::MAX;
const SMALLEST: usize = 1 << 10;
const LARGEST_MEMORY: usize = 1 << 22;

impl Arena {
    pub fn new(budget: Budget) -> Self {
        let constant = Branch {
            level: CONSTANT,
            low: FALSE,
            high: FALSE,
        };
        Self {
            nodes: vec![constant; 2],
            unique: vec![EMPTY; SMALLEST],
            memory: vec![
                Remembered {
                    operation: EMPTY,
                    a: 0,
                    b: 0,
                    result: 0
                };
                SMALLEST
            ],
            budget,
        }
    }

    #[inline]
    pub fn level(&self, id: Id) -> u32 {
        self.nodes[id as usize].level
    }

    #[inline]
    pub fn branch(&self, id: Id) -> Branch {
        self.nodes[id as usize]
    }

    /// The node, made where there is none yet. Rules about superfluous nodes are the caller's.
    pub fn make(&mut self, level: u32, low: Id, high: Id) -> Result<Id, Stop> {
        let branch = Branch { level, low, high };
        let mask = self.unique.len() - 1;
        let mut slot = hash(level, low, high) as usize & mask;
        loop {
            let id = self.unique[slot];
            if id == EMPTY {
                break;
            }
            if self.nodes[id as usize] == branch {
                return Ok(id);
            }
            slot = (slot + 1) & mask;
        }
        self.budget.node()?;
        let id = self.nodes.len() as Id;
        self.nodes.push(branch);
        self.unique[slot] = id;
        if self.nodes.len() * 4 > self.unique.len() * 3 {
            self.grow();
        }
        Ok(id)
    }

    /// What an operation on `a` and `b` gave before, where that is still known.
    #[inline]
    pub fn recall(&self, operation: u32, a: Id, b: Id) -> Option<Id> {
        let slot = hash(operation, a, b) as usize & (self.memory.len() - 1);
        let entry = self.memory[slot];
        (entry.operation == operation && entry.a == a && entry.b == b).then_some(entry.result)
    }

    #[inline]
    pub fn remember(&mut self, operation: u32, a: Id, b: Id, result: Id) {
        let slot = hash(operation, a, b) as usize & (self.memory.len() - 1);
        self.memory[slot] = Remembered {
            operation,
            a,
            b,
            result,
        };
    }

    fn grow(&mut self) {
        let size = self.unique.len() * 2;
        let mask = size - 1;
        self.unique = vec![EMPTY; size];
        for (id, branch) in self.nodes.iter().enumerate().skip(2) {
            let mut slot = hash(branch.level, branch.low, branch.high) as usize & mask;
            while self.unique[slot] != EMPTY {
                slot = (slot + 1) & mask;
            }
            self.unique[slot] = id as Id;
        }
        if size <= LARGEST_MEMORY {
            let old = std::mem::replace(
                &mut self.memory,
                vec![
                    Remembered {
                        operation: EMPTY,
                        a: 0,
                        b: 0,
                        result: 0
                    };
                    size
                ],
            );
            for entry in old.into_iter().filter(|entry| entry.operation != EMPTY) {
                self.remember(entry.operation, entry.a, entry.b, entry.result);
            }
        }
    }

    /// The nodes that `root` needs, in the same order, and the new place of `root`.
    pub fn reachable(&self, root: Id) -> (Vec<Branch>, Id) {
        let mut place = vec![EMPTY; self.nodes.len()];
        place[root as usize] = 0;
        for at in (2..=root as usize).rev() {
            if place[at] != EMPTY {
                let Branch { low, high, .. } = self.nodes[at];
                place[low as usize] = 0;
                place[high as usize] = 0;
            }
        }
        let mut kept = self.nodes[..2].to_vec();
        place[0] = 0;
        place[1] = 1;
        for at in 2..=root as usize {
            if place[at] != EMPTY {
                let Branch { level, low, high } = self.nodes[at];
                place[at] = kept.len() as Id;
                kept.push(Branch {
                    level,
                    low: place[low as usize],
                    high: place[high as usize],
                });
            }
        }
        (kept, place[root as usize])
    }
}

#[inline]
fn hash(a: u32, b: u32, c: u32) -> u64 {
    let low = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (low ^ (low >> 32) ^ u64::from(c)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed ^ (mixed >> 32)
}
