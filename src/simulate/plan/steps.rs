//! What an access of an operation amounts to: whom it asks, and what protects it.

use super::build::Builder;
use super::{Performs, Step, Target, Without, assumed};
use crate::base::quantity::Unit;
use crate::model::{
    Access, AccessTarget, EntityId, Fail, Fallback, Integrity, Mechanism, Operation, ServiceId, Via,
};
use crate::simulate::time::Time;

impl Builder<'_> {
    pub(super) fn access(&mut self, operation: &Operation, access: &Access) -> Vec<Step> {
        let via = self.facts.via(operation, access);
        let service = operation.service;
        let place = service.and_then(|id| self.services.get(&id).copied());
        let mut steps = match access.target {
            AccessTarget::Read(entity) if via == Via::LocalCopy => {
                self.own(place, self.copy_of(service, entity), false)
            }
            AccessTarget::Read(entity) => self.data(service, entity, false, via),
            AccessTarget::Write(entity) => self.data(service, entity, true, via),
            AccessTarget::Call(called) => {
                let target = Target::Operation(self.operation(Performs::Operation(called)));
                vec![step(target, None, self.name(called))]
            }
            AccessTarget::CallService(called) => match self.services.get(&called).copied() {
                Some(place) => {
                    let name = self.name(called);
                    self.assume(format!("{} ms to an answer", assumed::ANSWER_MS), &name);
                    vec![step(Target::Service(place), None, name)]
                }
                None => Vec::new(),
            },
        };
        let copy = match access.fallback {
            Fallback::Copy(copy) => self.own(place, copy, false).pop().map(|s| s.target),
            _ => None,
        };
        // Checks before a write have limits of their own; what the access says is about the last step, the target itself.
        if let Some(step) = steps.last_mut() {
            step.later = via == Via::Event;
            step.attempts = access.attempts.max(1);
            step.breaker = access.circuit_breaker;
            step.bulkhead = access.bulkhead;
            step.rate_limit = access.rate_limit;
            if let Some(limit) = access.timeout_ms {
                step.limit = Time::milliseconds(limit);
            }
            if let Some(wait) = access.backoff_ms {
                step.wait = Time::milliseconds(wait);
            }
            step.without = match (&access.fallback, copy) {
                (Fallback::Copy(_), Some(target)) => Without::Asks(target, access.optional),
                (Fallback::DefaultValue | Fallback::Cache, _) => Without::GoesOn,
                _ if access.optional => Without::GoesOn,
                _ => Without::Fails,
            };
        }
        self.note(operation, access, &steps);
        steps
    }

    /// Notes the defaults that an access makes use of.
    fn note(&mut self, operation: &Operation, access: &Access, steps: &[Step]) {
        let Some(last) = steps.last().filter(|step| !step.later) else {
            return;
        };
        let what = format!("{} → {}", operation.name, last.label);
        if access.timeout_ms.is_none() {
            let limit = f64::from(assumed::TIME_LIMIT_MS);
            let words = format!("time limit {}", Unit::Milliseconds.format(limit));
            self.assume(words, &what);
        }
        if access.attempts > 1 && access.backoff_ms.is_none() {
            let wait = f64::from(assumed::WAIT_MS);
            let words = format!("{} between attempts", Unit::Milliseconds.format(wait));
            self.assume(words, &what);
        }
        if access.circuit_breaker {
            let words = format!(
                "circuit breaker opens at {} % of {} calls, for {}, then {} probes",
                assumed::FAILED * 100.0,
                assumed::WINDOW,
                Unit::Seconds.format(assumed::OPEN_S),
                assumed::PROBES
            );
            self.assume(words, &what);
        }
    }

    /// The copy of an entity that a service keeps: the entity itself if it is its own, or what a feed fills there.
    fn copy_of(&self, service: Option<ServiceId>, entity: EntityId) -> EntityId {
        if self.facts.owner(entity) == service {
            return entity;
        }
        let mut feeds = self.facts.design.feeds().iter();
        let copy = feeds
            .find(|(_, feed)| feed.from == entity && self.facts.owner(feed.to) == service)
            .map(|(_, feed)| feed.to);
        copy.unwrap_or(entity)
    }

    /// Data, in the own store or by its owner.
    fn data(
        &mut self,
        service: Option<ServiceId>,
        entity: EntityId,
        write: bool,
        via: Via,
    ) -> Vec<Step> {
        let owner = self.facts.owner(entity);
        if via != Via::OwnStore && owner.is_some() && owner != service {
            let target = Target::Operation(self.operation(Performs::Data(entity, write)));
            return vec![step(target, Some(entity), self.names.entity(entity))];
        }
        let place = service.and_then(|id| self.services.get(&id).copied());
        self.own(place, entity, write)
    }

    /// What a service does itself with the rows of an entity: what has to be asked before a write, the write, and the second
    /// place of a dual write.
    pub(super) fn own(
        &mut self,
        service: Option<usize>,
        entity: EntityId,
        write: bool,
    ) -> Vec<Step> {
        let mut steps = if write {
            self.checks(service, entity)
        } else {
            Vec::new()
        };
        if write {
            self.dual_writes(service, entity, &mut steps);
        }
        if let Some(store) = self.facts.store_of(entity) {
            let target = self.store_target(service, store, write);
            let mut own = step(target, Some(entity), self.names.entity(entity));
            if write {
                own.feeds = self.feeds_of.get(&entity).cloned().unwrap_or_default();
            }
            steps.push(own);
        }
        steps
    }

    /// What is asked of parents elsewhere before a child is written.
    fn checks(&mut self, service: Option<usize>, entity: EntityId) -> Vec<Step> {
        let mut steps = Vec::new();
        for id in self.facts.parents(entity) {
            let Some(relationship) = self.facts.design.get(*id) else {
                continue;
            };
            let parent = relationship.to.entity;
            let (child_at, parent_at) = self.facts.stores_at(relationship);
            let crosses = self.facts.crosses_services(relationship);
            match &relationship.integrity {
                Integrity::Checked { fail, timeout_ms } if crosses => {
                    let target = Target::Operation(self.operation(Performs::Data(parent, false)));
                    let mut check = step(target, Some(parent), self.names.entity(parent));
                    if let Some(limit) = timeout_ms {
                        check.limit = Time::milliseconds(*limit);
                    }
                    if *fail == Fail::Open {
                        check.without = Without::GoesOn;
                    }
                    steps.push(check);
                }
                Integrity::Enforced => {
                    if let (Some(child_at), Some(parent_at)) = (child_at, parent_at)
                        && child_at != parent_at
                    {
                        let target = self.store_target(service, parent_at, false);
                        steps.push(step(target, Some(parent), self.names.entity(parent)));
                    }
                }
                _ => {}
            }
        }
        steps
    }

    fn dual_writes(&mut self, service: Option<usize>, entity: EntityId, steps: &mut Vec<Step>) {
        for (_, feed) in self.facts.design.feeds().iter() {
            if feed.from == entity && feed.mechanism == Mechanism::DualWrite {
                let second = feed.broker.or_else(|| self.facts.store_of(feed.to));
                if let Some(second) = second {
                    let target = self.store_target(service, second, true);
                    steps.push(step(target, Some(feed.to), self.names.entity(feed.to)));
                }
            }
        }
    }
}

/// A step with no protection but the time limit that is assumed.
fn step(target: Target, entity: Option<EntityId>, label: String) -> Step {
    Step {
        target,
        entity,
        label,
        limit: Time::milliseconds(assumed::TIME_LIMIT_MS),
        attempts: 1,
        wait: Time::milliseconds(assumed::WAIT_MS),
        breaker: false,
        bulkhead: None,
        rate_limit: None,
        without: Without::Fails,
        later: false,
        feeds: Vec::new(),
    }
}
