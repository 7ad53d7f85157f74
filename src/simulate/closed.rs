//! The load below which a store catches up although all that waits for it has given up: μ/(1+r), where each call becomes 1+r
//! requests. The simulation finds the same by trying.

use super::plan::{Plan, Target, Without};
use super::run::Played;

/// Calls of calls beyond this depth are not followed.
const DEEPEST: u32 = 24;

/// The share of the load, by the store that is furthest behind at the end; none where no store with a capacity is.
pub(super) fn bound(played: &Played<'_>) -> Option<f64> {
    let plan = played.plan;
    let waiting = played.record.stores.iter().enumerate();
    let (store, capacity) = waiting
        .filter_map(|(at, store)| {
            let last = *store.waiting.last()?;
            Some((last, at, plan.stores[at].capacity?))
        })
        .filter(|(last, ..)| *last > 0)
        .max_by_key(|(last, ..)| *last)
        .map(|(_, at, capacity)| (at, capacity))?;
    let load: f64 = (0..plan.operations.len())
        .map(|at| plan.operations[at].from_users * requests(plan, at, store, 0))
        .sum();
    (load > capacity).then(|| capacity / load)
}

/// The requests to a store that one call of an operation becomes while none of them is answered in time.
fn requests(plan: &Plan, operation: usize, store: usize, depth: u32) -> f64 {
    if depth > DEEPEST {
        return 0.0;
    }
    let (first, end) = plan.operations[operation].steps;
    let mut sum = 0.0;
    for step in &plan.steps[first..end] {
        let each = match step.target {
            Target::Store { store: asked, .. } => f64::from(u8::from(asked == store)),
            Target::Operation(called) => requests(plan, called, store, depth + 1),
            Target::Service(_) => 0.0,
        };
        sum += each * f64::from(step.attempts);
        // What fails here is not asked for further on.
        if each > 0.0 && step.without == Without::Fails && !step.later {
            break;
        }
    }
    sum
}
