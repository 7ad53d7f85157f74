//! Equations of entities in their stores: relationships, feeds, and the operations that an entity implies.

use super::derive::Deriver;
use super::{Action, Because, Place, State, Subject, Weighted};
use crate::model::{
    EntityId, EntityKind, Fail, FeedId, Integrity, Mechanism, RelationshipId, Tier,
};

impl Deriver<'_> {
    pub(super) fn data(&mut self, id: EntityId) {
        let Some(store) = self.facts.store_of(id) else {
            return;
        };
        let because = Because::Store(id);
        for action in [Action::Read, Action::Write, Action::Delete] {
            let subject = Subject::Data(id, action);
            let in_store = match action {
                Action::Read => Subject::Store(store, Action::Read),
                Action::Write | Action::Delete => Subject::Store(store, Action::Write),
            };
            for state in [State::Down, State::Stale, State::Slow, State::Lossy] {
                let atom = self.is(in_store, state);
                self.needs(subject, state, atom, because);
            }
        }
    }

    pub(super) fn relationship(&mut self, id: RelationshipId) {
        let facts = self.facts;
        let Some(relationship) = facts.design.get(id) else {
            return;
        };
        let (child, parent) = (relationship.from.entity, relationship.to.entity);
        let (service, asked) = facts.services_of(relationship);
        let (store, other_store) = facts.stores_at(relationship);
        let apart = match (store, other_store) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        };
        let asks = service.is_some() && asked.is_some() && service != asked;
        if !apart && !asks {
            // In one store of one service the database answers for both.
            return;
        }
        let because = Because::Integrity(id);
        let write = Subject::Data(child, Action::Write);
        let read_down = self.is(Subject::Data(parent, Action::Read), State::Down);
        let read_stale = self.is(Subject::Data(parent, Action::Read), State::Stale);
        let read_slow = self.is(Subject::Data(parent, Action::Read), State::Slow);
        if relationship.integrity == Integrity::Enforced {
            if !apart {
                return;
            }
            self.needs(write, State::Down, read_down, because);
            self.needs(write, State::Slow, read_slow, because);
            let delete = Subject::Data(parent, Action::Delete);
            let child_down = self.is(Subject::Data(child, Action::Read), State::Down);
            let child_slow = self.is(Subject::Data(child, Action::Read), State::Slow);
            self.needs(delete, State::Down, child_down, because);
            self.needs(delete, State::Slow, child_slow, because);
            if let Some(service) = service {
                let pool = Subject::Pool(service);
                self.needs(pool, State::Down, read_slow, Because::PoolOfCheck(id));
            }
            if let (Some(one), Some(other)) = (store, other_store) {
                let link = self.link(Place::Store(one), Place::Store(other));
                self.needs(write, State::Down, link, because);
                self.needs(delete, State::Down, link, because);
            }
            return;
        }
        let (on_down, on_stale) = match relationship.integrity {
            Integrity::Checked {
                fail: Fail::Closed, ..
            } => (State::Down, State::Stale),
            _ => (State::Degraded, State::Degraded),
        };
        let mut gone = vec![read_down];
        let mut late = vec![read_slow];
        if let (Some(service), Some(asked), true) = (service, asked, asks) {
            gone.push(self.is(Subject::Process(asked), State::Down));
            gone.push(self.is(Subject::Pool(asked), State::Down));
            gone.push(self.link(Place::Service(service), Place::Service(asked)));
            late.push(self.is(Subject::Process(asked), State::Slow));
        }
        for atom in gone {
            self.needs(write, on_down, atom, because);
        }
        self.needs(write, on_stale, read_stale, because);
        let Integrity::Checked { fail, timeout_ms } = relationship.integrity else {
            return;
        };
        for atom in late {
            if fail == Fail::Closed {
                self.needs(write, State::Slow, atom, because);
            }
            if let (Some(service), None) = (service, timeout_ms) {
                let pool = Subject::Pool(service);
                self.needs(pool, State::Down, atom, Because::PoolOfCheck(id));
            }
        }
    }

    pub(super) fn feed(&mut self, id: FeedId) {
        let facts = self.facts;
        let Some(feed) = facts.design.get(id) else {
            return;
        };
        let because = Because::Feed(id);
        let subject = Subject::Feed(id);
        let (owner, consumer) = (facts.owner(feed.from), facts.owner(feed.to));
        let places = [
            facts.store_of(feed.from).map(|store| (store, Action::Read)),
            feed.broker.map(|store| (store, Action::Write)),
            facts.store_of(feed.to).map(|store| (store, Action::Write)),
        ];
        for (store, action) in places.into_iter().flatten() {
            for state in [State::Down, State::Slow] {
                let atom = self.is(Subject::Store(store, action), state);
                self.needs(subject, State::Stale, atom, because);
            }
        }
        for service in [owner, consumer].into_iter().flatten() {
            for state in [State::Down, State::Slow] {
                let atom = self.is(Subject::Process(service), state);
                self.needs(subject, State::Stale, atom, because);
            }
        }
        // What is old at the source is old in the copy.
        let source = self.is(Subject::Data(feed.from, Action::Read), State::Stale);
        self.needs(subject, State::Stale, source, because);
        let ways = match (owner.map(Place::Service), feed.broker.map(Place::Store)) {
            (Some(owner), Some(broker)) => {
                let consumer = consumer.map(Place::Service);
                vec![Some((owner, broker)), consumer.map(|c| (broker, c))]
            }
            (Some(owner), None) => vec![consumer.map(|c| (owner, Place::Service(c)))],
            _ => Vec::new(),
        };
        for (one, other) in ways.into_iter().flatten().filter(|(a, b)| a != b) {
            let link = self.link(one, other);
            self.needs(subject, State::Stale, link, because);
        }
        let stale = self.is(subject, State::Stale);
        let copy = Subject::Data(feed.to, Action::Read);
        self.needs(copy, State::Stale, stale, because);
        if feed.mechanism == Mechanism::DualWrite {
            self.dual_write(id);
        }
    }

    /// Who writes twice is down, or late, with the second place.
    fn dual_write(&mut self, id: FeedId) {
        let facts = self.facts;
        let Some(feed) = facts.design.get(id) else {
            return;
        };
        let because = Because::Feed(id);
        let write = Subject::Data(feed.from, Action::Write);
        let (owner, consumer) = (facts.owner(feed.from), facts.owner(feed.to));
        let mut second = vec![Subject::Data(feed.to, Action::Write)];
        if let Some(broker) = feed.broker {
            second = vec![Subject::Store(broker, Action::Write)];
        } else if let Some(consumer) = consumer
            && !self.reaches(owner, feed.to)
        {
            second.push(Subject::Process(consumer));
        }
        for subject in second {
            for state in [State::Down, State::Slow] {
                let atom = self.is(subject, state);
                self.needs(write, state, atom, because);
            }
        }
    }

    /// An entity that no operation touches is read and written all the same; a parent that a key in another store refers to
    /// is deleted, too.
    pub(super) fn implied(&mut self, id: EntityId) {
        let facts = self.facts;
        let Some(entity) = facts.design.get(id) else {
            return;
        };
        let service = entity.service;
        if self.only_downtime && facts.entity_tier(entity) != Tier::Critical {
            return;
        }
        let untouched = facts.accesses(id).next().is_none();
        let derived = entity.kind == EntityKind::Projection;
        let deletes = facts.children(id).iter().any(|key| {
            facts.design.get(*key).is_some_and(|relationship| {
                let stores = facts.stores_at(relationship);
                relationship.integrity == Integrity::Enforced
                    && matches!(stores, (Some(one), Some(other)) if one != other)
            })
        });
        for (action, implied) in [
            (Action::Read, untouched),
            (Action::Write, untouched && !derived),
            (Action::Delete, deletes),
        ] {
            if !implied {
                continue;
            }
            let subject = Subject::Implied(id, action);
            let data = Subject::Data(id, action);
            for state in State::ALL {
                let atom = self.is(data, state);
                self.needs(subject, state, atom, Because::Store(id));
            }
            if let Some(service) = service {
                self.runs_in(subject, service, Because::Owner(id));
                if let Some(store) = facts.store_of(id) {
                    let link = self.link(Place::Service(service), Place::Store(store));
                    self.needs(subject, State::Down, link, Because::Store(id));
                }
            }
            let tier = facts.entity_tier(entity);
            self.count(Weighted { subject, tier }, service);
        }
    }
}
