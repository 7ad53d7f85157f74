//! What can be in a bad state, and which states there are.

use crate::model::{
    Design, EntityId, FeedId, Id, Item, OperationId, Part, SagaId, ServiceId, StoreId,
};

/// Something that works or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An operation of the design.
    Operation(OperationId),
    /// An operation that the design implies, because no operation touches the entity.
    Implied(EntityId, Action),
    /// What a service does with the rows of an entity in its store.
    Data(EntityId, Action),
    /// What a store does; it deletes as it writes.
    Store(StoreId, Action),
    /// The instances of a service.
    Process(ServiceId),
    /// The threads that the operations of a service share.
    Pool(ServiceId),
    /// A service, as those see it who ask for its operations.
    Service(ServiceId),
    /// A feed.
    Feed(FeedId),
    /// A saga.
    Saga(SagaId),
    /// All operations and all data of a service, as those see it who call it without saying which of them they need.
    Whole(ServiceId),
}

/// What is done with data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Reading it.
    Read,
    /// Writing it.
    Write,
    /// Deleting it.
    Delete,
}

/// In what way something is worse than it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It does not answer.
    Down,
    /// It answers worse, or is down.
    Degraded,
    /// What it answers is old.
    Stale,
    /// It answers late, and nothing limits how late.
    Slow,
    /// What was written last may be lost.
    Lossy,
}

impl Action {
    const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Delete];

    /// As a part of a name: “read order”.
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
        }
    }

    /// As a noun: “reading order”.
    pub fn gerund(self) -> &'static str {
        match self {
            Self::Read => "reading",
            Self::Write => "writing",
            Self::Delete => "deleting",
        }
    }
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Down,
        Self::Degraded,
        Self::Stale,
        Self::Slow,
        Self::Lossy,
    ];

    /// As a predicate: “place order is down”.
    pub fn label(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Degraded => "degraded",
            Self::Stale => "stale",
            Self::Slow => "slow",
            Self::Lossy => "open to data loss",
        }
    }
}

impl Subject {
    /// Whether it is asked for by users or by other services.
    pub fn is_operation(self) -> bool {
        matches!(self, Self::Operation(_) | Self::Implied(..))
    }

    /// The part of the design that shows its state.
    pub fn part(self) -> Part {
        match self {
            Self::Operation(id) => Part::Operation(id),
            Self::Implied(id, _) | Self::Data(id, _) => Part::Entity(id),
            Self::Store(id, _) => Part::Store(id),
            Self::Process(id) | Self::Pool(id) | Self::Service(id) | Self::Whole(id) => {
                Part::Service(id)
            }
            Self::Feed(id) => Part::Feed(id),
            Self::Saga(id) => Part::Saga(id),
        }
    }
}

/// A subject in a state, by its place in the table of equations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable(pub(super) u32);

impl Variable {
    /// The variable at a place.
    pub(in crate::analysis) fn at(index: usize) -> Self {
        Self(index as u32)
    }

    /// Its place among all variables.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where the variables of each kind of subject begin. Ids are dense, so this is a table and not a map.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    entities: u32,
    stores: u32,
    services: u32,
    operations: u32,
    feeds: u32,
    sagas: u32,
}

const STATES: u32 = State::ALL.len() as u32;
const ACTIONS: u32 = Action::ALL.len() as u32;

impl Numbering {
    pub fn new(design: &Design) -> Self {
        fn count<T: Item>(design: &Design) -> u32 {
            design.list::<T>().next_id().number()
        }
        Self {
            entities: count::<crate::model::Entity>(design),
            stores: count::<crate::model::Store>(design),
            services: count::<crate::model::Service>(design),
            operations: count::<crate::model::Operation>(design),
            feeds: count::<crate::model::Feed>(design),
            sagas: count::<crate::model::Saga>(design),
        }
    }

    /// How many subjects of each kind there can be, in the order of the numbering.
    fn sizes(&self) -> [u32; 10] {
        [
            self.operations,
            self.entities * ACTIONS,
            self.entities * ACTIONS,
            self.stores * ACTIONS,
            self.services,
            self.services,
            self.services,
            self.feeds,
            self.sagas,
            self.services,
        ]
    }

    pub fn count(&self) -> usize {
        (self.sizes().iter().sum::<u32>() * STATES) as usize
    }

    pub fn variable(&self, subject: Subject, state: State) -> Variable {
        let of = |id: u32, action: Action| id * ACTIONS + action as u32;
        let (kind, place) = match subject {
            Subject::Operation(id) => (0, id.number()),
            Subject::Implied(id, action) => (1, of(id.number(), action)),
            Subject::Data(id, action) => (2, of(id.number(), action)),
            Subject::Store(id, action) => (3, of(id.number(), action)),
            Subject::Process(id) => (4, id.number()),
            Subject::Pool(id) => (5, id.number()),
            Subject::Service(id) => (6, id.number()),
            Subject::Feed(id) => (7, id.number()),
            Subject::Saga(id) => (8, id.number()),
            Subject::Whole(id) => (9, id.number()),
        };
        let before: u32 = self.sizes()[..kind].iter().sum();
        Variable((before + place) * STATES + state as u32)
    }

    pub fn subject(&self, variable: Variable) -> (Subject, State) {
        let state = State::ALL[(variable.0 % STATES) as usize];
        let mut place = variable.0 / STATES;
        let mut kind = 0;
        for size in self.sizes() {
            if place < size {
                break;
            }
            place -= size;
            kind += 1;
        }
        let action = Action::ALL[(place % ACTIONS) as usize];
        let subject = match kind {
            0 => Subject::Operation(Id::new(place)),
            1 => Subject::Implied(Id::new(place / ACTIONS), action),
            2 => Subject::Data(Id::new(place / ACTIONS), action),
            3 => Subject::Store(Id::new(place / ACTIONS), action),
            4 => Subject::Process(Id::new(place)),
            5 => Subject::Pool(Id::new(place)),
            6 => Subject::Service(Id::new(place)),
            7 => Subject::Feed(Id::new(place)),
            8 => Subject::Saga(Id::new(place)),
            _ => Subject::Whole(Id::new(place)),
        };
        (subject, state)
    }
}
