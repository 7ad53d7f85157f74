//! The simulation itself: a clock that goes from event to event.

mod faulty;
mod feeds;
mod jobs;
mod state;
mod stores;

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

use super::faults::{Fault, What};
use super::plan::{Plan, Target};
use super::record::Recorder;
use super::time::Time;
use crate::analysis::dependencies::Place;
use crate::base::cancel::Cancel;
use crate::base::random::Random;
use crate::model::EntityId;
use state::{
    ArrivalState, Asker, Event, FeedState, Job, JobState, PoolState, Request, ServiceState,
    StepState, StoreState, Waiting,
};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// At its end.
    Whole,
    /// After as many events as allowed.
    Budget,
    /// Because it was canceled.
    Canceled,
}

pub(super) struct Engine<'a> {
    plan: &'a Plan,
    faults: &'a [Fault],
    pub record: Recorder,
    now: Time,
    /// Events at one time happen in the order in which they were foreseen.
    foreseen: u64,
    heap: BinaryHeap<Reverse<(Time, u64, Event)>>,
    random: Random,
    jobs: Vec<JobState>,
    free_jobs: Vec<usize>,
    requests: Vec<Request>,
    free_requests: Vec<usize>,
    services: Vec<ServiceState>,
    stores: Vec<StoreState>,
    pools: Vec<PoolState>,
    steps: Vec<StepState>,
    feeds: Vec<FeedState>,
    arrivals: Vec<ArrivalState>,
    /// How many trials keep an operation, an entity, a feed down.
    operations_down: Vec<u32>,
    entities_down: Vec<EntityId>,
    feeds_down: Vec<u32>,
    /// The trials that go on, and those of them that cut parts off from each other.
    trials: Vec<usize>,
    cuts: Vec<usize>,
    /// All rates are multiplied by this.
    load: f64,
    events: u64,
}

impl<'a> Engine<'a> {
    pub fn new(
        plan: &'a Plan,
        faults: &'a [Fault],
        seed: u64,
        load: f64,
        begin: Time,
        column: Time,
    ) -> Self {
        let stores = plan.stores.iter().map(|_| StoreState {
            reads: VecDeque::new(),
            writes: VecDeque::new(),
            asked: 0,
            busy: 0,
            lost: 0,
            slow: 1.0,
            has_leader: true,
            turn: 0,
            is_crowded: false,
        });
        let services = plan.services.iter().map(|_| ServiceState {
            lost: 0,
            slow: 1.0,
            active: 0,
        });
        let steps = plan.steps.iter().map(|step| StepState {
            tokens: step.rate_limit.unwrap_or_default().max(1.0),
            ..StepState::default()
        });
        let arrivals = plan.operations.iter().map(|operation| ArrivalState {
            rate: operation.from_users * load,
            turn: 0,
        });
        let mut engine = Self {
            plan,
            faults,
            record: Recorder::new(plan, column),
            now: Time::ZERO,
            foreseen: 0,
            heap: BinaryHeap::new(),
            random: Random::new(seed),
            jobs: Vec::new(),
            free_jobs: Vec::new(),
            requests: Vec::new(),
            free_requests: Vec::new(),
            services: services.collect(),
            stores: stores.collect(),
            pools: vec![PoolState::default(); plan.pools.len()],
            steps: steps.collect(),
            feeds: vec![FeedState::default(); plan.feeds.len()],
            arrivals: arrivals.collect(),
            operations_down: vec![0; plan.operations.len()],
            entities_down: Vec::new(),
            feeds_down: vec![0; plan.feeds.len()],
            trials: Vec::new(),
            cuts: Vec::new(),
            load,
            events: 0,
        };
        for operation in 0..plan.operations.len() {
            engine.foresee_arrival(operation);
        }
        for (place, fault) in faults.iter().enumerate() {
            let begins = Event::Trial {
                fault: place,
                begins: true,
            };
            engine.at(begin, begins);
            if let Some(lasts) = fault.lasts {
                let ends = Event::Trial {
                    fault: place,
                    begins: false,
                };
                engine.at(begin.plus(lasts), ends);
            }
        }
        engine.at(column, Event::Tick);
        engine
    }

    /// Goes on to a time.
    pub fn run(&mut self, until: Time, budget: u64, cancel: &Cancel) -> Ended {
        while let Some(Reverse((time, _, _))) = self.heap.peek() {
            if *time > until {
                break;
            }
            if self.events >= budget {
                return Ended::Budget;
            }
            let Some(Reverse((time, _, event))) = self.heap.pop() else {
                break;
            };
            self.now = time;
            self.events += 1;
            if event == Event::Tick && cancel.is_cancelled() {
                return Ended::Canceled;
            }
            self.happen(event);
        }
        self.now = until;
        Ended::Whole
    }

    /// How many events have happened.
    pub fn events(&self) -> u64 {
        self.events
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Arrive { operation, turn } => self.arrive(operation, turn),
            Event::Worked(job) => self.go_on(job),
            Event::Served { store, request } => self.served(store, request),
            Event::Answered(waiting) => self.answer(Asker::Job(waiting), jobs::Answer::Fine),
            Event::TimeLimit(waiting) => self.give_up(waiting),
            Event::Again(waiting) => {
                if self.is_current(waiting) {
                    self.go_on(waiting.job);
                }
            }
            Event::Trial { fault, begins } => self.trial(fault, begins),
            Event::Failover { store, turn } => self.failover(store, turn),
            Event::Feed(feed) => self.feed(feed),
            Event::Tick => {
                self.tick();
                self.at(self.now.plus(self.record.column), Event::Tick);
            }
        }
    }

    fn at(&mut self, time: Time, event: Event) {
        self.foreseen += 1;
        self.heap.push(Reverse((time, self.foreseen, event)));
    }

    fn after(&mut self, span: Time, event: Event) {
        self.at(self.now.plus(span), event);
    }

    /// A time that varies as times of answers do that know nothing of each other.
    fn varied(&mut self, mean: Time) -> Time {
        Time(self.random.exponential(mean.0))
    }

    fn foresee_arrival(&mut self, operation: usize) {
        let arrival = &self.arrivals[operation];
        let turn = arrival.turn;
        if let Some(mean) = Time::between(arrival.rate) {
            let span = self.varied(mean);
            self.after(span, Event::Arrive { operation, turn });
        }
    }

    fn arrive(&mut self, operation: usize, turn: u32) {
        if self.arrivals[operation].turn != turn {
            return;
        }
        self.foresee_arrival(operation);
        self.start(operation, None, 0);
    }

    /// How often an operation is called from outside, by what trials make of it.
    fn set_rate(&mut self, operation: usize) {
        let plan = &self.plan.operations[operation];
        let more: f64 = self
            .trials
            .iter()
            .filter_map(|fault| match self.faults[*fault].what {
                What::Load {
                    operation: loaded,
                    factor,
                } if loaded == operation => Some((factor - 1.0) * plan.rate),
                _ => None,
            })
            .sum();
        let arrival = &mut self.arrivals[operation];
        arrival.rate = (plan.from_users + more).max(0.0) * self.load;
        arrival.turn += 1;
        self.foresee_arrival(operation);
    }

    fn is_up(&self, service: Option<usize>) -> bool {
        service.is_none_or(|at| self.services[at].lost < self.plan.services[at].instances)
    }

    /// Whether something keeps a service from reaching a target.
    fn is_cut_off(&self, service: Option<usize>, target: Target) -> bool {
        if self.cuts.is_empty() {
            return false;
        }
        let Some(from) = service.map(|at| Place::Service(self.plan.services[at].id)) else {
            return false;
        };
        let to = match target {
            Target::Store { store, .. } => Place::Store(self.plan.stores[store].id),
            Target::Service(at) => Place::Service(self.plan.services[at].id),
            Target::Operation(called) => match self.plan.operations[called].service {
                Some(at) => Place::Service(self.plan.services[at].id),
                None => return false,
            },
        };
        self.are_apart(from, to)
    }

    fn are_apart(&self, from: Place, to: Place) -> bool {
        let apart = |one: &BTreeSet<Place>, other: &BTreeSet<Place>| {
            one.contains(&from) && other.contains(&to)
        };
        self.cuts
            .iter()
            .any(|fault| match &self.faults[*fault].what {
                What::CutOff { one, other } => apart(one, other) || apart(other, one),
                _ => false,
            })
    }

    fn tick(&mut self) {
        let mut waiting: Vec<usize> = self
            .stores
            .iter()
            .map(|store| store.reads.len() + store.writes.len())
            .collect();
        for (pool, plan) in self.pools.iter().zip(&self.plan.pools) {
            let requests = pool.waiting.iter();
            waiting[plan.store] += requests.filter(|one| self.is_wanted(**one)).count();
        }
        for (at, waiting) in waiting.into_iter().enumerate() {
            self.record.waiting(at, waiting as u32);
        }
        for (at, service) in self.services.iter().enumerate() {
            self.record.active(at, service.active);
        }
        for (at, feed) in self.feeds.iter().enumerate() {
            let oldest = feed.changes.front();
            let age = oldest.map_or(Time::ZERO, |made| self.now.since(*made));
            self.record.staleness(at, age);
        }
        self.record.next_column();
    }
}
