//! How much work an analysis may do.

use crate::base::cancel::Cancel;

/// How much work an analysis may do.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Nodes of decision diagrams in memory at once, in each of the two forms; a node takes about 50 bytes.
    pub nodes: usize,
    /// Ends the analysis from another thread.
    pub cancel: Cancel,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            nodes: 8_000_000,
            cancel: Cancel::default(),
        }
    }
}

/// Why work ended before its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// There are more nodes than allowed.
    Budget,
    /// Somebody asked for it.
    Cancelled,
}

/// Counts nodes and steps down to nothing.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    nodes: usize,
    steps: usize,
    cancel: Cancel,
}

/// Steps between two looks at the clock, so to say.
const STRIDE: usize = 1 << 16;

impl Budget {
    pub fn new(nodes: usize, cancel: &Cancel) -> Self {
        Self {
            nodes,
            steps: nodes.saturating_mul(32),
            cancel: cancel.clone(),
        }
    }

    /// One more node.
    #[inline]
    pub fn node(&mut self) -> Result<(), Stop> {
        if self.nodes == 0 {
            return Err(Stop::Budget);
        }
        self.nodes -= 1;
        Ok(())
    }

    /// One more step of a recursion.
    #[inline]
    pub fn step(&mut self) -> Result<(), Stop> {
        if self.steps == 0 {
            return Err(Stop::Budget);
        }
        self.steps -= 1;
        if self.steps.is_multiple_of(STRIDE) && self.cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        Ok(())
    }
}
