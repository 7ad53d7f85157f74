//! What is so at a time: operations that go on, requests that wait, parts that are lost.

use std::collections::VecDeque;

use crate::simulate::breaker::Breaker;
use crate::simulate::time::Time;

/// What happens at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A user calls an operation.
    Arrive { operation: usize, turn: u32 },
    /// An operation has done its own work.
    Worked(Job),
    /// A store has served a request.
    Served { store: usize, request: usize },
    /// A service has answered.
    Answered(Waiting),
    /// Nobody waits any longer.
    TimeLimit(Waiting),
    /// It is tried again.
    Again(Waiting),
    /// A trial begins or ends.
    Trial { fault: usize, begins: bool },
    /// Another node leads.
    Failover { store: usize, turn: u32 },
    /// A feed may go on.
    Feed(usize),
    /// The time of a column of the charts is over.
    Tick,
}

/// An operation that is going on. Numbers are used again; the turn tells which one is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Job {
    pub number: usize,
    pub turn: u32,
}

/// An attempt of a job that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Waiting {
    pub job: Job,
    pub attempt: u32,
}

/// Whom an answer goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    Job(Waiting),
    Feed(usize),
}

#[derive(Clone, Debug)]
pub(super) struct JobState {
    pub turn: u32,
    pub operation: usize,
    /// Who waits for it; none: a user, or nobody.
    pub caller: Option<Waiting>,
    pub depth: u32,
    pub since: Time,
    pub step: usize,
    pub tries: u32,
    pub attempt: u32,
    pub is_waiting: bool,
    pub is_degraded: bool,
    /// It asks the fallback of its step.
    pub falls_back: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    pub asker: Asker,
    pub since: Time,
    pub pool: Option<usize>,
    pub write: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ServiceState {
    pub lost: u32,
    pub slow: f64,
    /// Operations in it that are going on.
    pub active: u32,
}

#[derive(Clone, Debug)]
pub(super) struct StoreState {
    pub reads: VecDeque<(u64, usize)>,
    pub writes: VecDeque<(u64, usize)>,
    pub asked: u64,
    pub busy: u32,
    pub lost: u32,
    pub slow: f64,
    pub has_leader: bool,
    /// Counts changes of the leader, so that one that is overtaken does nothing.
    pub turn: u32,
    pub is_crowded: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct PoolState {
    pub used: u32,
    pub waiting: VecDeque<usize>,
    pub is_full: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct StepState {
    pub breaker: Breaker,
    pub going_on: u32,
    /// Calls that the rate limit has in store, and as of when.
    pub tokens: f64,
    pub filled: Time,
}

#[derive(Clone, Debug, Default)]
pub(super) struct FeedState {
    /// When each change was made that has not arrived.
    pub changes: VecDeque<Time>,
    pub is_busy: bool,
    pub is_stopped: bool,
}

#[derive(Clone, Debug)]
pub(super) struct ArrivalState {
    pub rate: f64,
    pub turn: u32,
}
