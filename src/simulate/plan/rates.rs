//! How often each operation is called, and how much of that comes from outside.

use super::build::Builder;
use super::{Performs, Target, assumed};
use crate::base::quantity::Unit;

impl Builder<'_> {
    /// The rate of an operation counts the calls of other operations, so what comes from outside is the rest of it.
    pub(super) fn rates(&mut self) {
        let count = self.plan.operations.len();
        let callers = self.callers();
        let mut known = vec![None; count];
        for operation in 0..count {
            self.rate(operation, &callers, &mut known);
        }
        for (operation, callers) in callers.iter().enumerate() {
            let called = calls(callers, &known);
            let stated = self.plan.operations[operation].rate;
            let is_of_design = matches!(
                self.plan.operations[operation].performs,
                Performs::Operation(_)
            );
            let from_users = if stated.is_nan() {
                if callers.is_empty() && is_of_design {
                    let words = format!("{} from outside", Unit::PerSecond.format(assumed::RATE));
                    let name = self.plan.operations[operation].name.clone();
                    self.assume(words, &name);
                    assumed::RATE
                } else {
                    0.0
                }
            } else {
                (stated - called).max(0.0)
            };
            let plan = &mut self.plan.operations[operation];
            plan.from_users = from_users;
            plan.rate = from_users + called;
        }
    }

    /// For each operation: who calls it, and how often in one go.
    fn callers(&self) -> Vec<Vec<(usize, f64)>> {
        let mut callers: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.plan.operations.len()];
        for (caller, operation) in self.plan.operations.iter().enumerate() {
            for step in &self.plan.steps[operation.steps.0..operation.steps.1] {
                if let Target::Operation(called) = step.target {
                    match callers[called].last_mut() {
                        Some((last, times)) if *last == caller => *times += 1.0,
                        _ => callers[called].push((caller, 1.0)),
                    }
                }
            }
        }
        callers
    }

    /// Who calls comes before who is called, unless calls go round: then what is not known counts as nothing.
    fn rate(&self, operation: usize, callers: &[Vec<(usize, f64)>], known: &mut [Option<f64>]) {
        let mut path = vec![(operation, 0)];
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            if known[at].is_some() {
                path.pop();
                continue;
            }
            if let Some((caller, _)) = callers[at].get(*next).copied() {
                *next += 1;
                let is_round = path.iter().any(|(other, _)| *other == caller);
                if known[caller].is_none() && !is_round {
                    path.push((caller, 0));
                }
                continue;
            }
            let stated = self.plan.operations[at].rate;
            let called = calls(&callers[at], known);
            known[at] = Some(if !stated.is_nan() {
                stated.max(called)
            } else if callers[at].is_empty() {
                assumed::RATE
            } else {
                called
            });
            path.pop();
        }
    }
}

fn calls(callers: &[(usize, f64)], known: &[Option<f64>]) -> f64 {
    let calls = callers.iter();
    calls
        .map(|(caller, times)| known[*caller].unwrap_or(0.0) * times)
        .sum()
}
