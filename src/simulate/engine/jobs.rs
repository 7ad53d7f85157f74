//! Operations that go on: step by step, each with its limits, attempts, breaker and fallback.

use super::{Asker, Engine, Event, Job, JobState, Waiting};
use crate::simulate::breaker::Turned;
use crate::simulate::plan::{Target, Without};
use crate::simulate::record::{Reason, Result};

/// Calls of calls beyond this depth fail: an operation that calls itself comes to an end.
const DEEPEST: u32 = 24;

/// What an attempt comes back with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// All is well.
    Fine,
    /// Something, but not all.
    Worse,
    /// Word that it failed.
    Failed,
}

/// What comes after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The operation waits.
    Waits,
    /// The next step.
    Step,
    /// The operation is over.
    Over,
}

impl Engine<'_> {
    /// Begins an operation, unless nobody is there to do it.
    pub(super) fn start(&mut self, operation: usize, caller: Option<Waiting>, depth: u32) {
        let plan = &self.plan.operations[operation];
        let service = plan.service;
        if !self.is_up(service) || self.operations_down[operation] > 0 {
            // Nobody answers; the caller waits until its limit.
            self.record.lost(operation);
            return;
        }
        if depth > DEEPEST {
            self.record
                .ended(operation, Result::Failed, self.now, self.now);
            if let Some(caller) = caller {
                self.answer(Asker::Job(caller), Answer::Failed);
            }
            return;
        }
        let state = JobState {
            turn: 0,
            operation,
            caller,
            depth,
            since: self.now,
            step: plan.steps.0,
            tries: 0,
            attempt: 0,
            is_waiting: false,
            is_degraded: false,
            falls_back: false,
        };
        let number = match self.free_jobs.pop() {
            Some(number) => {
                let turn = self.jobs[number].turn + 1;
                self.jobs[number] = JobState { turn, ..state };
                number
            }
            None => {
                self.jobs.push(state);
                self.jobs.len() - 1
            }
        };
        let turn = self.jobs[number].turn;
        let slow = service.map_or(1.0, |at| self.services[at].slow);
        if let Some(at) = service {
            self.services[at].active += 1;
        }
        let work = self.varied(plan.work.stretched(slow));
        self.after(work, Event::Worked(Job { number, turn }));
    }

    pub(super) fn is_current(&self, waiting: Waiting) -> bool {
        let job = &self.jobs[waiting.job.number];
        job.turn == waiting.job.turn && job.attempt == waiting.attempt
    }

    fn is_there(&self, job: Job) -> bool {
        let state = &self.jobs[job.number];
        state.turn == job.turn && state.step != usize::MAX
    }

    /// Goes on with a job until it waits or is over.
    pub(super) fn go_on(&mut self, job: Job) {
        if !self.is_there(job) {
            return;
        }
        let service = self.plan.operations[self.jobs[job.number].operation].service;
        if !self.is_up(service) {
            return self.lose(job);
        }
        loop {
            let state = &self.jobs[job.number];
            let last = self.plan.operations[state.operation].steps.1;
            if state.step >= last {
                let result = if state.is_degraded {
                    Result::Worse
                } else {
                    Result::Fine
                };
                return self.end(job, result);
            }
            if self.attempt(job) != Next::Step {
                return;
            }
        }
    }

    /// Asks what the step of a job asks for.
    fn attempt(&mut self, job: Job) -> Next {
        let state = &mut self.jobs[job.number];
        state.attempt = state.attempt.wrapping_add(1);
        state.is_waiting = true;
        let (place, operation, depth) = (state.step, state.operation, state.depth);
        let waiting = Waiting {
            job,
            attempt: state.attempt,
        };
        let step = &self.plan.steps[place];
        let service = self.plan.operations[operation].service;
        let target = match (state.falls_back, step.without) {
            (true, Without::Asks(other, _)) => other,
            _ => step.target,
        };
        if !state.falls_back
            && let Some(refused) = self.refusal(place)
        {
            self.jobs[job.number].is_waiting = false;
            return self.failed(job, refused);
        }
        if step.later {
            // Whoever it is about hears of it; the operation goes on at once.
            if let Target::Operation(called) = target {
                self.start(called, None, depth + 1);
            }
            self.jobs[job.number].is_waiting = false;
            return self.next_step(job);
        }
        self.steps[place].going_on += 1;
        self.after(step.limit, Event::TimeLimit(waiting));
        let is_down = step
            .entity
            .is_some_and(|id| self.entities_down.contains(&id))
            && matches!(target, Target::Store { .. });
        if is_down || self.is_cut_off(service, target) {
            return Next::Waits;
        }
        match target {
            Target::Store { store, pool, write } => {
                self.ask_store(Asker::Job(waiting), store, pool, write);
            }
            Target::Operation(called) => self.start(called, Some(waiting), depth + 1),
            Target::Service(at) => {
                if self.is_up(Some(at)) {
                    let mean = self.plan.services[at].answer;
                    let mean = mean.stretched(self.services[at].slow);
                    let span = self.varied(mean);
                    self.after(span, Event::Answered(waiting));
                }
            }
        }
        Next::Waits
    }

    /// Why a step refuses to ask at all.
    fn refusal(&mut self, place: usize) -> Option<Reason> {
        let step = &self.plan.steps[place];
        let state = &mut self.steps[place];
        if step.bulkhead.is_some_and(|most| state.going_on >= most) {
            return Some(Reason::Bulkhead);
        }
        if let Some(limit) = step.rate_limit {
            let since = self.now.since(state.filled).as_seconds();
            state.filled = self.now;
            state.tokens = (state.tokens + since * limit).min(limit.max(1.0));
            if state.tokens < 1.0 {
                return Some(Reason::RateLimit);
            }
            state.tokens -= 1.0;
        }
        (step.breaker && !state.breaker.permits(self.now)).then_some(Reason::Breaker)
    }

    /// Nobody waits any longer for what was asked; whoever works on it does not know.
    pub(super) fn give_up(&mut self, waiting: Waiting) {
        if self.is_current(waiting) && self.jobs[waiting.job.number].is_waiting {
            self.came_back(waiting.job, true);
            if self.failed(waiting.job, Reason::TimeLimit) == Next::Step {
                self.go_on(waiting.job);
            }
        }
    }

    /// An answer arrives, if anybody still waits for it.
    pub(super) fn answer(&mut self, asker: Asker, answer: Answer) {
        let waiting = match asker {
            Asker::Job(waiting) => waiting,
            Asker::Feed(feed) => return self.delivered(feed),
        };
        if !self.is_current(waiting) || !self.jobs[waiting.job.number].is_waiting {
            return;
        }
        let job = waiting.job;
        let service = self.plan.operations[self.jobs[job.number].operation].service;
        self.came_back(job, answer == Answer::Failed);
        if !self.is_up(service) {
            return self.lose(job);
        }
        let next = match answer {
            Answer::Failed => self.failed(job, Reason::Called),
            Answer::Fine | Answer::Worse => {
                self.jobs[job.number].is_degraded |= answer == Answer::Worse;
                self.next_step(job)
            }
        };
        if next == Next::Step {
            self.go_on(job);
        }
    }

    fn next_step(&mut self, job: Job) -> Next {
        let state = &mut self.jobs[job.number];
        let feeds = &self.plan.steps[state.step].feeds;
        state.step += 1;
        state.tries = 0;
        state.falls_back = false;
        for feed in feeds {
            self.changed(*feed);
        }
        Next::Step
    }

    /// The attempt that a job waits for has ended.
    fn came_back(&mut self, job: Job, has_failed: bool) {
        let state = &mut self.jobs[job.number];
        if !std::mem::take(&mut state.is_waiting) {
            return;
        }
        let place = state.step;
        let step = &mut self.steps[place];
        step.going_on = step.going_on.saturating_sub(1);
        if !self.plan.steps[place].breaker || state.falls_back {
            return;
        }
        let turned = step.breaker.ended(has_failed, self.now);
        let operation = state.operation;
        let step = &self.plan.steps[place];
        match turned {
            Some(Turned::Opened) => {
                let words = format!(
                    "{} stops asking for {}: circuit breaker open",
                    self.plan.operations[operation].name, step.label
                );
                self.record
                    .event(self.now, self.plan.part(operation), words);
            }
            Some(Turned::Closed) => {
                let words = format!(
                    "{} asks for {} again: circuit breaker closed",
                    self.plan.operations[operation].name, step.label
                );
                self.record
                    .event(self.now, self.plan.part(operation), words);
            }
            None => {}
        }
    }

    /// A step has no answer: it is tried again, done without, or the operation fails.
    fn failed(&mut self, job: Job, reason: Reason) -> Next {
        let state = &mut self.jobs[job.number];
        let place = state.step;
        let step = &self.plan.steps[place];
        self.record.step_failed(place, reason);
        if !state.falls_back {
            state.tries += 1;
            // While the breaker is open it is of no use to try again.
            if state.tries < step.attempts && reason != Reason::Breaker {
                let waiting = Waiting {
                    job,
                    attempt: state.attempt,
                };
                self.after(step.wait, Event::Again(waiting));
                return Next::Waits;
            }
        }
        let goes_on = match step.without {
            Without::Fails => false,
            Without::GoesOn => true,
            Without::Asks(_, _) if !state.falls_back => {
                state.falls_back = true;
                state.is_degraded = true;
                return Next::Step;
            }
            Without::Asks(_, is_optional) => is_optional,
        };
        if goes_on {
            state.is_degraded = true;
            // What was to be written was not: no change leaves.
            state.step += 1;
            state.tries = 0;
            state.falls_back = false;
            return Next::Step;
        }
        self.end(job, Result::Failed);
        Next::Over
    }

    fn end(&mut self, job: Job, result: Result) {
        let state = &self.jobs[job.number];
        let (operation, caller, since) = (state.operation, state.caller, state.since);
        self.record.ended(operation, result, since, self.now);
        self.free(job);
        if let Some(caller) = caller {
            let answer = match result {
                Result::Fine => Answer::Fine,
                Result::Worse => Answer::Worse,
                Result::Failed => Answer::Failed,
            };
            self.answer(Asker::Job(caller), answer);
        }
    }

    /// A job whose service is gone: nobody hears of it any more.
    fn lose(&mut self, job: Job) {
        self.came_back(job, true);
        self.record.lost(self.jobs[job.number].operation);
        self.free(job);
    }

    fn free(&mut self, job: Job) {
        let state = &mut self.jobs[job.number];
        let service = self.plan.operations[state.operation].service;
        state.turn = state.turn.wrapping_add(1);
        state.step = usize::MAX;
        if let Some(at) = service {
            let service = &mut self.services[at];
            service.active = service.active.saturating_sub(1);
        }
        self.free_jobs.push(job.number);
    }
}
