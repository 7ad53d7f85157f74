//! What a run leaves behind: numbers for each column of the charts, and what happened when.

use super::plan::Plan;
use super::time::Time;
use crate::model::Part;

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Result {
    /// As it should.
    Fine,
    /// Without something that it does without.
    Worse,
    /// Not at all.
    Failed,
}

/// Why a step had no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// None came in time.
    TimeLimit,
    /// Who was called failed.
    Called,
    /// The circuit breaker is open.
    Breaker,
    /// As many wait as may.
    Bulkhead,
    /// More than the rate limit lets through.
    RateLimit,
}

impl Reason {
    pub const COUNT: usize = 5;
}

/// Most that is told of a run: what comes later repeats.
const MOST_EVENTS: usize = 500;

/// The counts of one operation, column by column.
#[derive(Clone, Debug, Default)]
pub(super) struct OperationRecord {
    pub fine: Vec<u32>,
    pub worse: Vec<u32>,
    pub failed: Vec<u32>,
    /// Milliseconds; not a number where nothing was answered.
    pub p50: Vec<f32>,
    pub p95: Vec<f32>,
    /// Of the column that is being filled.
    times: Vec<u64>,
    counts: [u32; 3],
}

#[derive(Clone, Debug, Default)]
pub(super) struct StoreRecord {
    pub asked: Vec<u32>,
    pub served: Vec<u32>,
    pub waiting: Vec<u32>,
    pub p95: Vec<f32>,
    times: Vec<u64>,
    counts: [u32; 2],
    /// Of all requests of the run: how many were served, and how long they took in sum; how many had to wait.
    pub all_served: u64,
    pub all_time: u128,
    pub all_begun: u64,
    pub all_waited: u64,
}

/// Something worth a mark on the time line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Happening {
    pub at: Time,
    pub part: Part,
    pub words: String,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Recorder {
    /// How long a column is.
    pub column: Time,
    pub columns: usize,
    pub operations: Vec<OperationRecord>,
    pub stores: Vec<StoreRecord>,
    /// Operations that go on in each service.
    pub services: Vec<Vec<u32>>,
    /// Seconds.
    pub feeds: Vec<Vec<f32>>,
    /// Why steps had no answer, how often.
    pub steps: Vec<[u32; Reason::COUNT]>,
    pub events: Vec<Happening>,
    /// When each trial began and ended, as far as it did.
    pub trials: Vec<(usize, Time, Option<Time>)>,
}

impl Recorder {
    pub fn new(plan: &Plan, column: Time) -> Self {
        Self {
            column,
            columns: 0,
            operations: vec![OperationRecord::default(); plan.operations.len()],
            stores: vec![StoreRecord::default(); plan.stores.len()],
            services: vec![Vec::new(); plan.services.len()],
            feeds: vec![Vec::new(); plan.feeds.len()],
            steps: vec![[0; Reason::COUNT]; plan.steps.len()],
            events: Vec::new(),
            trials: Vec::new(),
        }
    }

    pub fn ended(&mut self, operation: usize, result: Result, since: Time, now: Time) {
        let record = &mut self.operations[operation];
        record.counts[result as usize] += 1;
        if result != Result::Failed {
            record.times.push(now.since(since).0);
        }
    }

    /// Nobody was there to do it, or nobody is there any more.
    pub fn lost(&mut self, operation: usize) {
        self.operations[operation].counts[Result::Failed as usize] += 1;
    }

    pub fn step_failed(&mut self, step: usize, reason: Reason) {
        self.steps[step][reason as usize] += 1;
    }

    pub fn event(&mut self, at: Time, part: Part, words: String) {
        if self.events.len() < MOST_EVENTS {
            self.events.push(Happening { at, part, words });
        }
    }

    pub fn trial(&mut self, now: Time, trial: usize, begins: bool) {
        if begins {
            self.trials.push((trial, now, None));
        } else if let Some(known) = self.trials.iter_mut().find(|known| known.0 == trial) {
            known.2 = Some(now);
        }
    }

    pub fn asked(&mut self, store: usize) {
        self.stores[store].counts[0] += 1;
    }

    pub fn begun(&mut self, store: usize, since: Time, now: Time) {
        let record = &mut self.stores[store];
        record.all_begun += 1;
        record.all_waited += u64::from(now > since);
    }

    pub fn served(&mut self, store: usize, since: Time, now: Time) {
        let record = &mut self.stores[store];
        let took = now.since(since).0;
        record.counts[1] += 1;
        record.times.push(took);
        record.all_served += 1;
        record.all_time += u128::from(took);
    }

    pub fn waiting(&mut self, store: usize, count: u32) {
        self.stores[store].waiting.push(count);
    }

    pub fn active(&mut self, service: usize, count: u32) {
        self.services[service].push(count);
    }

    pub fn staleness(&mut self, feed: usize, age: Time) {
        self.feeds[feed].push(age.as_seconds() as f32);
    }

    /// A column is full.
    pub fn next_column(&mut self) {
        self.columns += 1;
        for record in &mut self.operations {
            let [fine, worse, failed] = std::mem::take(&mut record.counts);
            record.fine.push(fine);
            record.worse.push(worse);
            record.failed.push(failed);
            record.p50.push(percentile(&mut record.times, 50));
            record.p95.push(percentile(&mut record.times, 95));
            record.times.clear();
        }
        for record in &mut self.stores {
            let [asked, served] = std::mem::take(&mut record.counts);
            record.asked.push(asked);
            record.served.push(served);
            record.p95.push(percentile(&mut record.times, 95));
            record.times.clear();
        }
    }
}

/// In milliseconds.
fn percentile(times: &mut [u64], percent: usize) -> f32 {
    if times.is_empty() {
        return f32::NAN;
    }
    let place = (times.len() * percent / 100).min(times.len() - 1);
    let (_, time, _) = times.select_nth_unstable(place);
    Time(*time).as_milliseconds() as f32
}
