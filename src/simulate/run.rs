//! Playing a scenario: warming up, the trials, and as much time after them as it takes to see what comes of it.

use super::closed;
use super::engine::{Ended, Engine};
use super::faults::{Fault, What, faults};
use super::plan::{Performs, Plan};
use super::record::Recorder;
use super::recovery::{self, Frame};
use super::time::Time;
use super::told::told;
use super::{Options, Progress, Recovery, Run};
use crate::analysis::facts::Facts;
use crate::model::names::Names;
use crate::model::{Design, Expectation, Scenario};

/// Seconds after the trials that are played at least, and at most.
const LEAST_AFTER: f64 = 60.0;
const MOST_AFTER: f64 = 900.0;
/// Columns that trials take at most.
const COLUMNS: f64 = 600.0;
/// A request of a design made smaller takes no longer than this many seconds, or limits would mean something else.
const LONGEST_REQUEST: f64 = 0.02;
/// Halvings of the load in search of the one below which things recover.
const SEARCH: u32 = 7;
/// Seconds after the trials in that search.
const SEARCH_AFTER: f64 = 120.0;

/// A design, ready to play scenarios.
#[derive(Debug)]
pub struct Simulation<'a> {
    design: &'a Design,
    pub(super) plan: Plan,
}

/// What was recorded, by what plan, until when.
pub(super) struct Played<'p> {
    pub plan: &'p Plan,
    pub record: Recorder,
    pub frame: Frame,
    pub ended: Ended,
    pub simulated: u64,
}

impl<'a> Simulation<'a> {
    /// Works out what there is to simulate: linear in the size of the design.
    pub fn new(design: &'a Design, facts: &Facts, names: &Names) -> Self {
        Self {
            design,
            plan: Plan::new(facts, names),
        }
    }

    /// Plays a scenario; none if it was canceled.
    pub fn run(&self, scenario: &Scenario, options: &Options, progress: &Progress) -> Option<Run> {
        let faults = faults(self.design, &self.plan, scenario);
        let plan = self.sized(&faults, options, scenario);
        let mut run = Playing {
            plan: &plan,
            faults: &faults,
            options,
            progress,
        };
        let searched = 1.0 / f64::from(SEARCH + 1);
        let played = run.play(
            1.0,
            after(scenario, &faults, options),
            true,
            (0.0, searched),
        )?;
        let mut recoveries = recovery::of(&played);
        let down: Vec<usize> = (0..plan.operations.len())
            .filter(|at| matches!(recoveries[*at], Recovery::StaysDown { .. }))
            .collect();
        let below = if down.is_empty() {
            None
        } else {
            Some(run.search(&down)?)
        };
        for at in down {
            let rate = plan.operations[at].rate * f64::from(plan.scale);
            recoveries[at] = Recovery::StaysDown {
                below: below.map(|load| load * rate),
                closed_form: closed::bound(&played).map(|load| load * rate),
            };
        }
        progress.set(1.0);
        Some(told(played, recoveries, scenario, options))
    }

    /// The plan, made smaller where it would take too long.
    fn sized(&self, faults: &[Fault], options: &Options, scenario: &Scenario) -> Plan {
        let mut plan = self.plan.clone();
        let seconds =
            options.warm_up_s + last_end(faults).as_seconds() + after(scenario, faults, options);
        let operations = plan.operations.iter().enumerate();
        let events: f64 = operations
            .map(|(at, operation)| {
                let factor: f64 = faults
                    .iter()
                    .map(|fault| match fault.what {
                        What::Load { operation, factor } if operation == at => factor.max(1.0),
                        _ => 1.0,
                    })
                    .product();
                let steps = operation.steps.1 - operation.steps.0;
                operation.rate * factor * seconds * (2.0 + 3.0 * steps as f64)
            })
            .sum();
        // Half is left for what retries add.
        let wanted = (events / (options.budget as f64 / 2.0)).ceil();
        let capacities = plan.stores.iter().filter(|store| store.capacity.is_some());
        let longest = capacities.map(|store| store.request.as_seconds());
        let possible = LONGEST_REQUEST / longest.fold(LONGEST_REQUEST / 1000.0, f64::max);
        let by = wanted.min(possible.floor()).clamp(1.0, 1000.0) as u32;
        if by > 1 {
            plan.divide(by);
        }
        plan
    }

    /// The place of an operation of the design.
    pub(super) fn place(&self, id: crate::model::OperationId) -> Option<usize> {
        let mut all = self.plan.operations.iter();
        all.position(|one| one.performs == Performs::Operation(id))
    }
}

struct Playing<'p> {
    plan: &'p Plan,
    faults: &'p [Fault],
    options: &'p Options,
    progress: &'p Progress,
}

impl<'p> Playing<'p> {
    /// Plays once; with `extends` for longer while things get better.
    fn play(
        &mut self,
        load: f64,
        after: f64,
        extends: bool,
        (from, share): (f64, f64),
    ) -> Option<Played<'p>> {
        let begin = Time::seconds(self.options.warm_up_s.max(1.0).ceil());
        let last = last_end(self.faults);
        let column = Time::seconds((last.as_seconds() / COLUMNS).ceil().max(1.0));
        let mut engine = Engine::new(
            self.plan,
            self.faults,
            self.options.seed,
            load,
            begin,
            column,
        );
        let end = begin.plus(last);
        let mut until = end.plus(Time::seconds(after));
        let mut reached = Time::ZERO;
        loop {
            // In pieces, so that one sees how far it is.
            let piece = Time::seconds((until.as_seconds() / 50.0).max(1.0));
            let mut ended = Ended::Whole;
            while reached < until && ended == Ended::Whole {
                reached = reached.plus(piece).min(until);
                ended = engine.run(reached, self.options.budget, &self.progress.cancel);
                let part = reached.as_seconds() / until.as_seconds().max(1.0);
                self.progress.set(from + share * part);
            }
            if ended == Ended::Canceled {
                return None;
            }
            let frame = Frame {
                begin,
                // What never ends is looked at from its beginning.
                end: if self.faults.iter().all(|fault| fault.lasts.is_some()) {
                    Some(end)
                } else {
                    None
                },
            };
            let is_better =
                extends && ended == Ended::Whole && until.since(end) < Time::seconds(MOST_AFTER);
            if is_better && recovery::is_recovering(&engine.record, frame) {
                until = until.plus(Time::seconds(after.max(LEAST_AFTER)));
                continue;
            }
            let simulated = engine.events();
            return Some(Played {
                plan: self.plan,
                record: engine.record,
                frame,
                ended,
                simulated,
            });
        }
    }

    /// The share of the load below which operations recover: by halving.
    fn search(&mut self, down: &[usize]) -> Option<f64> {
        let (mut low, mut high) = (0.0, 1.0);
        let part = 1.0 / f64::from(SEARCH + 1);
        for turn in 1..=SEARCH {
            let middle = f64::midpoint(low, high);
            let progress = (f64::from(turn) * part, part);
            let played = self.play(middle, SEARCH_AFTER, false, progress)?;
            let recoveries = recovery::of(&played);
            let recovers = down
                .iter()
                .all(|at| !matches!(recoveries[*at], Recovery::StaysDown { .. }));
            if recovers {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(f64::midpoint(low, high))
    }
}

/// When the last trial ends that does, from the beginning of all.
fn last_end(faults: &[Fault]) -> Time {
    let ends = faults.iter().filter_map(|fault| fault.lasts);
    ends.max().unwrap_or(Time::ZERO)
}

/// Seconds after the trials that are worth a look.
fn after(scenario: &Scenario, faults: &[Fault], options: &Options) -> f64 {
    if let Some(after) = options.after_s {
        return after.clamp(0.0, 86_400.0);
    }
    let expected = scenario.expectations.iter().filter_map(|one| match one {
        Expectation::RecoversWithin { seconds, .. } => Some(seconds * 1.2 + 5.0),
        _ => None,
    });
    let usual = last_end(faults).as_seconds().clamp(LEAST_AFTER, 120.0);
    expected.fold(usual, f64::max).min(MOST_AFTER)
}
