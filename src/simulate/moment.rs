//! How things stand at one moment of a run.

use std::collections::BTreeMap;

use super::{OperationRun, Run};
use crate::analysis::dependencies::State;
use crate::model::{Design, Part, Scenario, ServiceId, Trial};

/// Shares of failed answers from which on an operation is down, and from which on something is wrong with it.
const DOWN: f32 = 0.5;
const WRONG: f32 = 0.05;
/// Seconds behind from which on a store counts as slow, and a copy as stale.
const BEHIND: f32 = 1.0;
const STALE: f32 = 2.0;

impl Run {
    /// The column of a time, if the run has come so far.
    pub fn column(&self, at_s: f64) -> Option<usize> {
        let column = ((at_s - self.begin_s) / self.column_s).floor();
        (column >= 0.0 && column < self.columns as f64).then_some(column as usize)
    }

    /// When the run ends.
    pub fn end_s(&self) -> f64 {
        self.begin_s + self.columns as f64 * self.column_s
    }

    /// The parts that are not as ever at a time, with the worst that is so of them.
    pub fn states_at(&self, at_s: f64, design: &Design, scenario: &Scenario) -> Vec<(Part, State)> {
        let Some(column) = self.column(at_s) else {
            return Vec::new();
        };
        let mut states = self.tried_at(at_s, scenario);
        let mut services: BTreeMap<ServiceId, Vec<Option<State>>> = BTreeMap::new();
        for operation in &self.operations {
            let state = operation.state_at(column);
            states.extend(state.map(|state| (operation.part.clone(), state)));
            if let Some(service) = operation.service {
                services.entry(service).or_default().push(state);
            }
        }
        for (service, all) in services {
            let is_down = all.iter().all(|state| *state == Some(State::Down));
            if is_down {
                states.push((Part::Service(service), State::Down));
            } else if all.iter().any(Option::is_some) {
                states.push((Part::Service(service), State::Degraded));
            }
        }
        for store in &self.stores {
            let waiting = store.waiting.get(column).copied().unwrap_or(0.0);
            let capacity = store.capacity.unwrap_or(f64::INFINITY) as f32;
            if waiting > capacity * BEHIND {
                states.push((Part::Store(store.id), State::Slow));
            }
        }
        // What is kept in a store that is down or slow is out of reach as well.
        for (id, _) in design.entities().iter() {
            let store = design.store_of(id).map(Part::Store);
            let known = states.iter().find(|(part, _)| Some(part) == store.as_ref());
            if let Some((_, state)) = known {
                states.push((Part::Entity(id), *state));
            }
        }
        for feed in &self.feeds {
            // Against what it is on a usual day.
            let usual = feed.stale_s.first().copied().unwrap_or(0.0);
            if feed.stale_s.get(column).copied().unwrap_or(0.0) > usual + feed.lag_s as f32 + STALE
            {
                states.push((Part::Feed(feed.id), State::Stale));
            }
        }
        states
    }

    /// What trials do to parts at a time.
    fn tried_at(&self, at_s: f64, scenario: &Scenario) -> Vec<(Part, State)> {
        let going_on = self
            .trials
            .iter()
            .filter(|trial| trial.from_s <= at_s && trial.to_s.is_none_or(|end| at_s < end));
        let mut states = Vec::new();
        for span in going_on {
            match scenario.trials.get(span.place) {
                // With some of its instances or nodes left it may go on.
                Some(Trial::Down {
                    part, count: None, ..
                }) => states.push((part.clone(), State::Down)),
                Some(Trial::Slow { part, .. }) => states.push((part.clone(), State::Slow)),
                _ => {}
            }
        }
        states
    }
}

impl OperationRun {
    /// What is so in a column; none: it answers as ever.
    pub fn state_at(&self, column: usize) -> Option<State> {
        let of = |series: &[f32]| series.get(column).copied().unwrap_or(0.0);
        let (failed, worse) = (of(&self.failed), of(&self.worse));
        let all = (failed + worse + of(&self.fine)).max(f32::MIN_POSITIVE);
        if failed > DOWN * all {
            Some(State::Down)
        } else if failed + worse > WRONG * all {
            Some(State::Degraded)
        } else {
            None
        }
    }
}
