//! Stores: queues in front of nodes, and pools of connections in front of queues.

use super::{Asker, Engine, Event, Request};
use crate::model::Part;
use crate::simulate::engine::jobs::Answer;
use crate::simulate::plan::{Keeps, assumed};

impl Engine<'_> {
    /// Asks a store, through the pool if there is one.
    pub(super) fn ask_store(
        &mut self,
        asker: Asker,
        store: usize,
        pool: Option<usize>,
        write: bool,
    ) {
        let request = Request {
            asker,
            since: self.now,
            pool,
            write,
        };
        let number = match self.free_requests.pop() {
            Some(number) => {
                self.requests[number] = request;
                number
            }
            None => {
                self.requests.push(request);
                self.requests.len() - 1
            }
        };
        let Some(pool) = pool else {
            return self.queue(store, number);
        };
        if self.pools[pool].used < self.connections(pool) {
            self.pools[pool].used += 1;
            return self.queue(store, number);
        }
        self.pools[pool].waiting.push_back(number);
        if !std::mem::replace(&mut self.pools[pool].is_full, true) {
            let plan = &self.plan.pools[pool];
            let store = &self.plan.stores[plan.store];
            let words = format!(
                "{} has no connection to {} left",
                self.plan.services[plan.service].name, store.name
            );
            self.record.event(self.now, Part::Store(store.id), words);
        }
    }

    fn connections(&self, pool: usize) -> u32 {
        let plan = &self.plan.pools[pool];
        let instances = self.plan.services[plan.service].instances;
        let alive = instances.saturating_sub(self.services[plan.service].lost);
        plan.per_instance.saturating_mul(alive)
    }

    fn queue(&mut self, store: usize, request: usize) {
        self.record.asked(store);
        let state = &mut self.stores[store];
        state.asked += 1;
        let queue = if self.requests[request].write {
            &mut state.writes
        } else {
            &mut state.reads
        };
        queue.push_back((state.asked, request));
        self.serve(store);
        // More than can be served within the usual limit: who asks now waits in vain.
        let state = &mut self.stores[store];
        let waits = state.reads.len() + state.writes.len();
        if let Some(capacity) = self.plan.stores[store].capacity {
            let limit = f64::from(assumed::TIME_LIMIT_MS) / 1000.0;
            let is_crowded = waits as f64 > capacity * limit;
            if is_crowded && !state.is_crowded {
                state.is_crowded = true;
                self.tell(store, "is more than a second behind");
            }
        }
    }

    fn alive(&self, store: usize) -> u32 {
        let nodes = self.plan.stores[store].nodes;
        nodes.saturating_sub(self.stores[store].lost)
    }

    /// Whether a store reads, or writes, now.
    pub(super) fn can(&self, store: usize, write: bool) -> bool {
        let alive = self.alive(store);
        let enough = match self.plan.stores[store].keeps {
            Keeps::Any => 1,
            Keeps::Leader(_) if write && !self.stores[store].has_leader => return false,
            Keeps::Leader(_) => 1,
            Keeps::Quorum { w, .. } if write => w,
            Keeps::Quorum { r, .. } => r,
        };
        alive >= enough.max(1)
    }

    /// Gives free nodes something to do: who came first, of those that can be served.
    pub(super) fn serve(&mut self, store: usize) {
        let plan = &self.plan.stores[store];
        let most = self.alive(store).saturating_mul(plan.servers_per_node);
        let (reads, writes) = (self.can(store, false), self.can(store, true));
        loop {
            let state = &mut self.stores[store];
            if state.busy >= most {
                return;
            }
            let first = |queue: &std::collections::VecDeque<(u64, usize)>, can: bool| {
                queue.front().filter(|_| can).map(|(order, _)| *order)
            };
            let next = match (first(&state.reads, reads), first(&state.writes, writes)) {
                (Some(read), Some(write)) if read < write => state.reads.pop_front(),
                (_, Some(_)) => state.writes.pop_front(),
                (Some(_), None) => state.reads.pop_front(),
                (None, None) => return,
            };
            let Some((_, request)) = next else { return };
            state.busy += 1;
            let mean = plan.request.stretched(state.slow);
            let span = self.varied(mean);
            self.record
                .begun(store, self.requests[request].since, self.now);
            self.after(span, Event::Served { store, request });
        }
    }

    /// A request is done, whether or not anybody still wants to know.
    pub(super) fn served(&mut self, store: usize, request: usize) {
        let Request {
            asker, since, pool, ..
        } = self.requests[request];
        self.free_requests.push(request);
        let state = &mut self.stores[store];
        state.busy = state.busy.saturating_sub(1);
        if state.reads.is_empty() && state.writes.is_empty() && state.is_crowded {
            state.is_crowded = false;
            self.tell(store, "has caught up");
        }
        self.record.served(store, since, self.now);
        if let Some(pool) = pool {
            let used = &mut self.pools[pool].used;
            *used = used.saturating_sub(1);
            self.lend(pool);
        }
        self.serve(store);
        self.answer(asker, Answer::Fine);
    }

    /// Gives free connections to those who wait for one. Who has given up is not there any more.
    pub(super) fn lend(&mut self, pool: usize) {
        let store = self.plan.pools[pool].store;
        while self.pools[pool].used < self.connections(pool) {
            let Some(request) = self.pools[pool].waiting.pop_front() else {
                self.pools[pool].is_full = false;
                return;
            };
            if self.is_wanted(request) {
                self.pools[pool].used += 1;
                self.queue(store, request);
            } else {
                self.free_requests.push(request);
            }
        }
    }

    /// Whether anybody still waits for a request.
    pub(super) fn is_wanted(&self, request: usize) -> bool {
        match self.requests[request].asker {
            Asker::Job(waiting) => {
                self.is_current(waiting) && self.jobs[waiting.job.number].is_waiting
            }
            Asker::Feed(_) => true,
        }
    }

    /// Nodes are lost, or come back.
    pub(super) fn lose_nodes(&mut self, store: usize, count: u32, begins: bool) {
        let plan = &self.plan.stores[store];
        let count = count.min(plan.nodes);
        let state = &mut self.stores[store];
        state.lost = if begins {
            state.lost.saturating_add(count)
        } else {
            state.lost.saturating_sub(count)
        };
        let lost = state.lost;
        if let Keeps::Leader(failover) = plan.keeps {
            state.turn += 1;
            let turn = state.turn;
            if lost == 0 {
                state.has_leader = true;
            } else if begins {
                state.has_leader = false;
                if let (Some(after), true) = (failover, lost < plan.nodes) {
                    self.after(after, Event::Failover { store, turn });
                }
            }
        }
        self.serve(store);
    }

    pub(super) fn failover(&mut self, store: usize, turn: u32) {
        let state = &mut self.stores[store];
        if state.turn != turn {
            return;
        }
        state.has_leader = true;
        self.tell(store, "takes writes again: another node leads");
        self.serve(store);
        self.wake_feeds();
    }

    /// A part takes longer, or no longer does.
    pub(super) fn slow_store(&mut self, store: usize, factor: f64, begins: bool) {
        let slow = &mut self.stores[store].slow;
        *slow = change(*slow, factor, begins);
    }

    pub(super) fn slow_service(&mut self, service: usize, factor: f64, begins: bool) {
        let slow = &mut self.services[service].slow;
        *slow = change(*slow, factor, begins);
    }

    fn tell(&mut self, store: usize, what: &str) {
        let plan = &self.plan.stores[store];
        let words = format!("{} {what}", plan.name);
        self.record.event(self.now, Part::Store(plan.id), words);
    }
}

/// Several trials may slow one part; what is left when all have ended is exactly one.
fn change(slow: f64, factor: f64, begins: bool) -> f64 {
    let factor = factor.max(1e-6);
    let changed = if begins { slow * factor } else { slow / factor };
    if (changed - 1.0).abs() < 1e-9 {
        1.0
    } else {
        changed
    }
}
