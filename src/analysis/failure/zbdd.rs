//! Minimal solutions of a diagram, as a zero-suppressed diagram of sets (Rauzy 1993; Minato 1993).

use super::arena::{Arena, Branch, FALSE, Id, TRUE};
use super::limits::{Budget, Stop};

const WITHOUT_SOLUTIONS: u32 = 0;
const WITHOUT_SUPERSETS: u32 = 1;

/// A family of sets of variables.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub nodes: Vec<Branch>,
    pub root: Id,
}

/// The minimal sets of variables that make the function of `root` true while all others are false.
///
/// `monotone` says that every superset of such a set does too, which spares half of the work. `function` is in the
/// order of an arena: successors first.
pub(super) fn minimal_solutions(
    function: &[Branch],
    root: Id,
    monotone: bool,
    budget: Budget,
) -> Result<Family, Stop> {
    let mut solver = Solver {
        function,
        sets: Arena::new(budget),
    };
    let mut done: Vec<Id> = vec![FALSE; function.len()];
    done[TRUE as usize] = TRUE;
    for at in 2..=root as usize {
        let Branch { level, low, high } = function[at];
        let (with, without) = (done[high as usize], done[low as usize]);
        let with = if monotone {
            solver.without_solutions(with, low)?
        } else {
            solver.without_supersets(with, without)?
        };
        done[at] = solver.family(level, without, with)?;
    }
    let (nodes, root) = solver.sets.reachable(done[root as usize]);
    Ok(Family { nodes, root })
}

struct Solver<'a> {
    function: &'a [Branch],
    sets: Arena,
}

impl Solver<'_> {
    fn family(&mut self, level: u32, low: Id, high: Id) -> Result<Id, Stop> {
        if high == FALSE {
            return Ok(low);
        }
        self.sets.make(level, low, high)
    }

    /// The sets that do not make the monotone `function` true.
    fn without_solutions(&mut self, sets: Id, function: Id) -> Result<Id, Stop> {
        if sets == FALSE || function == TRUE {
            return Ok(FALSE);
        }
        if sets == TRUE || function == FALSE {
            return Ok(sets);
        }
        let s = self.sets.branch(sets);
        let f = self.function[function as usize];
        if f.level < s.level {
            // No set has the variable.
            return self.without_solutions(sets, f.low);
        }
        if let Some(known) = self.sets.recall(WITHOUT_SOLUTIONS, sets, function) {
            return Ok(known);
        }
        self.sets.budget.step()?;
        let (f0, f1) = if f.level == s.level {
            (f.low, f.high)
        } else {
            (function, function)
        };
        let low = self.without_solutions(s.low, f0)?;
        let high = self.without_solutions(s.high, f1)?;
        let result = self.family(s.level, low, high)?;
        self.sets
            .remember(WITHOUT_SOLUTIONS, sets, function, result);
        Ok(result)
    }

    /// The sets that have none of `others` in them.
    fn without_supersets(&mut self, sets: Id, others: Id) -> Result<Id, Stop> {
        if sets == FALSE || others == TRUE || sets == others {
            return Ok(FALSE);
        }
        if others == FALSE {
            return Ok(sets);
        }
        let s = self.sets.branch(sets);
        let o = self.sets.branch(others);
        if o.level < s.level {
            return self.without_supersets(sets, o.low);
        }
        if let Some(known) = self.sets.recall(WITHOUT_SUPERSETS, sets, others) {
            return Ok(known);
        }
        self.sets.budget.step()?;
        let (low, high) = if o.level == s.level {
            let high = self.without_supersets(s.high, o.high)?;
            (
                self.without_supersets(s.low, o.low)?,
                self.without_supersets(high, o.low)?,
            )
        } else {
            (
                self.without_supersets(s.low, others)?,
                self.without_supersets(s.high, others)?,
            )
        };
        let result = self.family(s.level, low, high)?;
        self.sets.remember(WITHOUT_SUPERSETS, sets, others, result);
        Ok(result)
    }
}
