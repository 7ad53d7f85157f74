//! Trials that begin and end.

use super::{Engine, Event};
use crate::simulate::faults::What;

impl Engine<'_> {
    pub(super) fn trial(&mut self, place: usize, begins: bool) {
        let fault = &self.faults[place];
        if begins {
            self.trials.push(place);
        } else {
            self.trials.retain(|other| *other != place);
        }
        self.record.trial(self.now, fault.trial, begins);
        let add = |count: &mut u32| {
            *count = if begins {
                *count + 1
            } else {
                count.saturating_sub(1)
            };
        };
        match &fault.what {
            What::Down {
                services,
                stores,
                operations,
                entities,
                feeds,
            } => {
                for (service, count) in services {
                    self.lose_instances(*service, *count, begins);
                }
                for (store, count) in stores {
                    self.lose_nodes(*store, *count, begins);
                }
                for operation in operations {
                    add(&mut self.operations_down[*operation]);
                }
                for feed in feeds {
                    add(&mut self.feeds_down[*feed]);
                }
                for entity in entities {
                    if begins {
                        self.entities_down.push(*entity);
                    } else if let Some(at) = self.entities_down.iter().position(|e| e == entity) {
                        self.entities_down.remove(at);
                    }
                }
            }
            What::Slow {
                services,
                stores,
                factor,
            } => {
                for service in services {
                    self.slow_service(*service, *factor, begins);
                }
                for store in stores {
                    self.slow_store(*store, *factor, begins);
                }
            }
            What::CutOff { .. } => {
                if begins {
                    self.cuts.push(place);
                } else {
                    self.cuts.retain(|other| *other != place);
                }
            }
            What::Load { operation, .. } => self.set_rate(*operation),
        }
        self.wake_feeds();
    }

    /// What was in the way of feeds may be gone, or there may be something now.
    pub(super) fn wake_feeds(&mut self) {
        for feed in 0..self.feeds.len() {
            self.after(super::Time::ZERO, Event::Feed(feed));
        }
    }

    fn lose_instances(&mut self, service: usize, count: u32, begins: bool) {
        let count = count.min(self.plan.services[service].instances);
        let state = &mut self.services[service];
        state.lost = if begins {
            state.lost.saturating_add(count)
        } else {
            state.lost.saturating_sub(count)
        };
        for pool in 0..self.pools.len() {
            if self.plan.pools[pool].service == service {
                self.lend(pool);
            }
        }
    }
}
