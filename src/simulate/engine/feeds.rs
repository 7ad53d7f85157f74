//! Feeds: changes on their way to copies, one after the other.

use super::{Asker, Engine, Event};
use crate::analysis::dependencies::Place;
use crate::model::Part;

impl Engine<'_> {
    /// A change has been made that a feed is to carry.
    pub(super) fn changed(&mut self, feed: usize) {
        self.feeds[feed].changes.push_back(self.now);
        if self.feeds[feed].changes.len() == 1 {
            self.feed(feed);
        }
    }

    /// Carries the oldest change, if it is time and nothing is in the way.
    pub(super) fn feed(&mut self, feed: usize) {
        let runs = self.runs(feed);
        let plan = &self.plan.feeds[feed];
        let state = &mut self.feeds[feed];
        if state.is_stopped == runs {
            state.is_stopped = !runs;
            let verb = if runs { "goes on" } else { "stops" };
            let words = format!("The feed {} {verb}", plan.name);
            self.record.event(self.now, Part::Feed(plan.id), words);
        }
        let state = &mut self.feeds[feed];
        let Some(made) = state.changes.front().copied() else {
            return;
        };
        if state.is_busy || !runs {
            return;
        }
        let due = made.plus(plan.lag);
        if due > self.now {
            return self.at(due, Event::Feed(feed));
        }
        state.is_busy = true;
        match plan.target {
            Some(store) => self.ask_store(Asker::Feed(feed), store, None, true),
            None => self.delivered(feed),
        }
    }

    /// A change has arrived.
    pub(super) fn delivered(&mut self, feed: usize) {
        let state = &mut self.feeds[feed];
        state.is_busy = false;
        state.changes.pop_front();
        if !self.feeds[feed].changes.is_empty() {
            // By an event, so that many changes are not as many calls in each other.
            self.after(super::Time::ZERO, Event::Feed(feed));
        }
    }

    fn runs(&self, feed: usize) -> bool {
        let plan = &self.plan.feeds[feed];
        let reads = |store: Option<usize>| store.is_none_or(|at| self.can(at, false));
        let writes = |store: Option<usize>| store.is_none_or(|at| self.can(at, true));
        let service = |at: Option<usize>| at.map(|at| Place::Service(self.plan.services[at].id));
        let store = |at: Option<usize>| at.map(|at| Place::Store(self.plan.stores[at].id));
        let (from, to) = (service(plan.from_service), service(plan.to_service));
        let ways = match store(plan.broker) {
            Some(broker) => [(from, Some(broker)), (Some(broker), to)],
            None => [(from, to), (None, None)],
        };
        let is_cut = ways.into_iter().any(|way| match way {
            (Some(one), Some(other)) => self.are_apart(one, other),
            _ => false,
        });
        self.feeds_down[feed] == 0
            && reads(plan.source)
            && writes(plan.broker)
            && writes(plan.target)
            && self.is_up(plan.from_service)
            && self.is_up(plan.to_service)
            && !is_cut
    }
}
