//! What happens over time: queues that fill, retries that pile up, breakers that open, copies that fall behind.
//!
//! A seeded simulation of discrete events, derived from the design alone: the same seed gives the same result, to the last byte,
//! on every machine. [`Simulation::run`] plays a scenario; [`try_scenario`] says whether its expectations come true.
//!
//! Invariant: like [`crate::analysis`], nothing here judges, changes a design or draws.

mod breaker;
mod closed;
mod engine;
mod explain;
mod faults;
mod moment;
mod plan;
mod record;
mod recovery;
mod run;
mod time;
mod told;
mod tried;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::analysis::trials::Way;
use crate::base::cancel::Cancel;
use crate::model::{FeedId, Part, ServiceId, StoreId};

pub use run::Simulation;
pub use tried::{Tried, try_once, try_scenario};

/// What a run is given besides the design and the scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Where its chance begins.
    pub seed: u64,
    /// Seconds before the trials begin: queues fill as they do on any day.
    pub warm_up_s: f64,
    /// Seconds after the trials; none: as many as it takes to see whether things recover.
    pub after_s: Option<f64>,
    /// Events after which a run is cut short.
    pub budget: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            warm_up_s: 20.0,
            after_s: None,
            budget: 3_000_000,
        }
    }
}

/// How far work is, and a way to end it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Ends it.
    pub cancel: Cancel,
    permille: Arc<AtomicU32>,
}

impl Progress {
    /// Work that this ends.
    pub fn new(cancel: Cancel) -> Self {
        Self {
            cancel,
            permille: Arc::default(),
        }
    }

    /// The share that is done.
    pub fn share(&self) -> f32 {
        self.permille.load(Ordering::Relaxed) as f32 / 1000.0
    }

    fn set(&self, share: f64) {
        let permille = (share.clamp(0.0, 1.0) * 1000.0) as u32;
        self.permille.store(permille, Ordering::Relaxed);
    }
}

/// Something that the design does not say and the simulation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// What is taken instead: “time limit 1 s”.
    pub words: String,
    /// For which parts or calls.
    pub of: Vec<String>,
}

impl Assumption {
    /// As a line, with the first of the parts that it is for.
    pub fn text(&self, named: usize) -> String {
        let shown: Vec<&str> = self.of.iter().map(String::as_str).take(named).collect();
        let more = match self.of.len().saturating_sub(named) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{}: {}{more}", self.words, shown.join(", "))
    }
}

/// What came of playing a scenario. Times are seconds from the beginning of the trials; before that they are negative.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Where its chance began.
    pub seed: u64,
    /// Seconds that one column of the series stands for.
    pub column_s: f64,
    /// When the first column begins.
    pub begin_s: f64,
    /// How many columns there are.
    pub columns: usize,
    /// The trials that take time.
    pub trials: Vec<TrialSpan>,
    /// The operations of the design in its order, then what owners do for others.
    pub operations: Vec<OperationRun>,
    /// The stores.
    pub stores: Vec<StoreRun>,
    /// The services.
    pub services: Vec<ServiceRun>,
    /// The feeds that follow changes at once.
    pub feeds: Vec<FeedRun>,
    /// What happened when.
    pub events: Vec<RunEvent>,
    /// What there is to say about it, the gravest first.
    pub findings: Vec<RunFinding>,
    /// Defaults that were taken.
    pub assumptions: Vec<Assumption>,
    /// What rates, capacities and pools were divided by to keep the work within bounds; the series are as if they were not.
    pub divided_by: u32,
    /// The run ended before its time, at its budget.
    pub is_cut_short: bool,
    /// How many events were simulated.
    pub simulated: u64,
}

/// When a trial went on.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialSpan {
    /// Its place among the trials of the scenario.
    pub place: usize,
    /// When it began.
    pub from_s: f64,
    /// When it ended; none: not at all.
    pub to_s: Option<f64>,
}

/// An operation over time.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationRun {
    /// What it is on the canvas: an operation, or the entity that an owner reads or writes for others.
    pub part: Part,
    /// Its name.
    pub name: String,
    /// The service that does it.
    pub service: Option<ServiceId>,
    /// Calls per second on a usual day.
    pub rate: f64,
    /// Answers per second that are as they should be.
    pub fine: Vec<f32>,
    /// Answers per second that lack something.
    pub worse: Vec<f32>,
    /// Failures per second.
    pub failed: Vec<f32>,
    /// Milliseconds within which half of the answers come; not a number where there are none.
    pub p50_ms: Vec<f32>,
    /// Milliseconds within which 95 % of the answers come.
    pub p95_ms: Vec<f32>,
    /// Whether it comes back.
    pub recovery: Recovery,
    /// How failures get to it, from the cause on; empty where it does not fail.
    pub path: Vec<Way>,
}

/// A store over time.
#[derive(Clone, Debug, PartialEq)]
pub struct StoreRun {
    /// Which.
    pub id: StoreId,
    /// Its name.
    pub name: String,
    /// Requests per second that it can serve, where the design says.
    pub capacity: Option<f64>,
    /// Requests per second that come.
    pub asked: Vec<f32>,
    /// Requests per second that are served.
    pub served: Vec<f32>,
    /// Requests that wait.
    pub waiting: Vec<f32>,
    /// Milliseconds within which 95 % of the requests are served.
    pub p95_ms: Vec<f32>,
    /// Mean seconds from a request to its answer.
    pub mean_s: f64,
    /// Share of the requests that had to wait.
    pub waited: f64,
}

/// A service over time.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceRun {
    /// Which.
    pub id: ServiceId,
    /// Its name.
    pub name: String,
    /// Operations that go on in it.
    pub active: Vec<f32>,
}

/// A feed over time.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedRun {
    /// Which.
    pub id: FeedId,
    /// Its name.
    pub name: String,
    /// Seconds that a change takes on a usual day.
    pub lag_s: f64,
    /// Seconds since the oldest change that has not arrived.
    pub stale_s: Vec<f32>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct RunEvent {
    /// When.
    pub at_s: f64,
    /// To what.
    pub part: Part,
    /// What.
    pub words: String,
}

/// Something that a run shows.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFinding {
    /// What it is about.
    pub part: Part,
    /// What is so.
    pub words: String,
    /// Whether it does not mend itself.
    pub is_grave: bool,
}

/// Whether an operation comes back after the trials.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recovery {
    /// It never failed more than before.
    Steady,
    /// It fails no more.
    Recovered {
        /// Seconds after the end of the last trial; after the beginning where that never ends.
        after_s: f64,
    },
    /// It fails less and less, and has not come back by the end of the run.
    Recovering,
    /// It fails on although the cause is gone: a metastable state.
    StaysDown {
        /// Calls per second below which it would come back, found by trying.
        below: Option<f64>,
        /// The same by the closed form μ/(1+r).
        closed_form: Option<f64>,
    },
    /// It fails for as long as the trial goes on, which has no end.
    WithTheTrial,
    /// It failed before anything was tried.
    Before,
}
