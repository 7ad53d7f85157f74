//! What a design amounts to for the simulation: queues, operations and the steps that they take.

mod build;
mod rates;
mod steps;

use crate::model::{EntityId, FeedId, OperationId, Part, ServiceId, StoreId};

use super::time::Time;

/// Where the user has said nothing. Each one that is used is reported.
pub(super) mod assumed {
    /// Milliseconds after which a call is given up.
    pub const TIME_LIMIT_MS: u32 = 1000;
    /// Milliseconds between attempts.
    pub const WAIT_MS: u32 = 500;
    /// Calls that a circuit breaker looks at, and the share of failed ones that opens it.
    pub const WINDOW: u32 = 100;
    pub const FAILED: f64 = 0.5;
    /// Seconds for which it stays open, and the calls that it lets through to see.
    pub const OPEN_S: f64 = 60.0;
    pub const PROBES: u32 = 10;
    /// Seconds until a replica leads.
    pub const FAILOVER_S: f64 = 30.0;
    /// Seconds that a change is on its way to a copy.
    pub const LAG_S: f64 = 1.0;
    /// Calls per second of an operation that nobody is known to call.
    pub const RATE: f64 = 1.0;
    /// Milliseconds that an operation works itself, a request to a store without capacity takes, and a service takes to answer
    /// of which no operation is named.
    pub const WORK_MS: f64 = 1.0;
    pub const REQUEST_MS: f64 = 2.0;
    pub const ANSWER_MS: f64 = 20.0;
}

/// A design, ready to be simulated.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub services: Vec<ServicePlan>,
    pub stores: Vec<StorePlan>,
    pub operations: Vec<OperationPlan>,
    pub pools: Vec<PoolPlan>,
    pub feeds: Vec<FeedPlan>,
    /// All steps of all operations, each operation's in order.
    pub steps: Vec<Step>,
    pub assumptions: Vec<super::Assumption>,
    /// What rates and capacities were divided by.
    pub scale: u32,
}

#[derive(Clone, Debug)]
pub(super) struct ServicePlan {
    pub id: ServiceId,
    pub name: String,
    pub instances: u32,
    /// Mean time to an answer where no operation is named.
    pub answer: Time,
}

#[derive(Clone, Debug)]
pub(super) struct StorePlan {
    pub id: StoreId,
    pub name: String,
    pub nodes: u32,
    /// Requests that one node works on at once.
    pub servers_per_node: u32,
    /// Mean time of one request.
    pub request: Time,
    /// Requests per second that it can serve.
    pub capacity: Option<f64>,
    pub keeps: Keeps,
}

/// How many nodes a store needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Keeps {
    /// Any node serves anything.
    Any,
    /// Writes need the leader. The time until another one leads; none: a person has to see to it.
    Leader(Option<Time>),
    /// Writes need so many, reads so many.
    Quorum { w: u32, r: u32 },
}

/// What is done at the request of a user or of another operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Performs {
    /// An operation of the design.
    Operation(OperationId),
    /// What an owner does for others with an entity; `true`: writes it.
    Data(EntityId, bool),
}

#[derive(Clone, Debug)]
pub(super) struct OperationPlan {
    pub performs: Performs,
    pub name: String,
    pub service: Option<usize>,
    /// Calls per second, those of other operations included.
    pub rate: f64,
    /// Calls per second that come from outside.
    pub from_users: f64,
    /// Mean time that it works itself.
    pub work: Time,
    /// Its steps: the first, and after the last.
    pub steps: (usize, usize),
}

#[derive(Clone, Debug)]
pub(super) struct PoolPlan {
    pub service: usize,
    pub store: usize,
    pub per_instance: u32,
}

#[derive(Clone, Debug)]
pub(super) struct FeedPlan {
    pub id: FeedId,
    pub name: String,
    pub source: Option<usize>,
    pub broker: Option<usize>,
    pub target: Option<usize>,
    pub from_service: Option<usize>,
    pub to_service: Option<usize>,
    pub lag: Time,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub target: Target,
    /// The entity that is read or written.
    pub entity: Option<EntityId>,
    /// What is asked, in the names of the design.
    pub label: String,
    /// How long it waits for one attempt.
    pub limit: Time,
    pub attempts: u32,
    pub wait: Time,
    pub breaker: bool,
    pub bulkhead: Option<u32>,
    pub rate_limit: Option<f64>,
    pub without: Without,
    /// Nobody waits for it.
    pub later: bool,
    /// Feeds that carry what it writes.
    pub feeds: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    /// A store, through a pool of connections if there is one.
    Store {
        store: usize,
        pool: Option<usize>,
        write: bool,
    },
    /// An operation.
    Operation(usize),
    /// A service, of which no operation is named.
    Service(usize),
}

/// What becomes of an operation when a step has no answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Without {
    /// It fails.
    Fails,
    /// It goes on, and answers worse.
    GoesOn,
    /// It asks here instead; `true`: and goes on without that, too.
    Asks(Target, bool),
}

impl Plan {
    /// The part of the design that an operation stands for.
    pub fn part(&self, operation: usize) -> Part {
        match self.operations[operation].performs {
            Performs::Operation(id) => Part::Operation(id),
            Performs::Data(id, _) => Part::Entity(id),
        }
    }

    /// Makes everything smaller by so much, so that the work stays within bounds: rates, capacities, pools and limits.
    pub fn divide(&mut self, by: u32) {
        let share = 1.0 / f64::from(by);
        let less = |count: u32| (count / by).max(1);
        for operation in &mut self.operations {
            operation.rate *= share;
            operation.from_users *= share;
        }
        for store in &mut self.stores {
            if let Some(capacity) = &mut store.capacity {
                *capacity *= share;
                store.request = store.request.times(u64::from(by));
            }
        }
        for pool in &mut self.pools {
            pool.per_instance = less(pool.per_instance);
        }
        for step in &mut self.steps {
            step.bulkhead = step.bulkhead.map(less);
            step.rate_limit = step.rate_limit.map(|limit| limit * share);
        }
        self.scale = self.scale.saturating_mul(by);
    }
}
