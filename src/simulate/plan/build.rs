//! From a design to its plan: services, stores, feeds, operations.

use std::collections::BTreeMap;

use super::{
    FeedPlan, Keeps, OperationPlan, Performs, Plan, PoolPlan, ServicePlan, Step, StorePlan, Target,
    assumed,
};
use crate::analysis::facts::Facts;
use crate::base::quantity::Unit;
use crate::model::names::Names;
use crate::model::{
    EntityId, Failover, FeedId, Id, Item, Mechanism, Replication, ServiceId, Store, StoreId,
    Topology,
};
use crate::simulate::Assumption;
use crate::simulate::time::Time;

/// Requests that a store works on at once at most: more of them serve no faster.
const MOST_SERVERS: u32 = 64;

/// The plan in the making.
pub(super) struct Builder<'a> {
    pub facts: &'a Facts<'a>,
    pub names: &'a Names<'a>,
    pub plan: Plan,
    pub services: BTreeMap<ServiceId, usize>,
    pub stores: BTreeMap<StoreId, usize>,
    pools: BTreeMap<(usize, usize), usize>,
    operations: BTreeMap<Performs, usize>,
    /// Operations whose steps are not known yet.
    open: Vec<usize>,
    /// The feeds that carry each entity's changes.
    pub feeds_of: BTreeMap<EntityId, Vec<usize>>,
    assumptions: BTreeMap<String, Vec<String>>,
}

impl Plan {
    /// What the design amounts to.
    pub fn new(facts: &Facts, names: &Names) -> Self {
        let mut builder = Builder {
            facts,
            names,
            plan: Self {
                scale: 1,
                ..Self::default()
            },
            services: BTreeMap::new(),
            stores: BTreeMap::new(),
            pools: BTreeMap::new(),
            operations: BTreeMap::new(),
            open: Vec::new(),
            feeds_of: BTreeMap::new(),
            assumptions: BTreeMap::new(),
        };
        let design = facts.design;
        for (id, service) in design.services().iter() {
            builder.services.insert(id, builder.plan.services.len());
            builder.plan.services.push(ServicePlan {
                id,
                name: service.name.clone(),
                instances: service.instances.max(1),
                answer: Time::seconds(assumed::ANSWER_MS / 1000.0),
            });
        }
        for (id, store) in design.stores().iter() {
            builder.store(id, store);
        }
        for (id, feed) in design.feeds().iter() {
            // A batch runs by the clock, and not within a scenario.
            if feed.mechanism != Mechanism::Batch && feed.mechanism != Mechanism::DualWrite {
                builder.feed(id);
            }
        }
        for id in design.operations().ids() {
            builder.operation(Performs::Operation(id));
        }
        while let Some(next) = builder.open.pop() {
            builder.steps_of(next);
        }
        builder.rates();
        let assumptions = std::mem::take(&mut builder.assumptions).into_iter();
        builder.plan.assumptions = assumptions
            .map(|(words, mut of)| {
                of.sort();
                of.dedup();
                Assumption { words, of }
            })
            .collect();
        builder.plan
    }
}

impl Builder<'_> {
    /// Notes that a default is used, and for what.
    pub fn assume(&mut self, words: String, of: &str) {
        self.assumptions
            .entry(words)
            .or_default()
            .push(of.to_owned());
    }

    pub fn name<T: Item>(&self, id: Id<T>) -> String {
        let item = self.facts.design.get(id);
        item.and_then(Item::name).unwrap_or_default().to_owned()
    }

    fn store(&mut self, id: StoreId, store: &Store) {
        let leads = store.topology == Topology::LeaderFollower;
        let (nodes, keeps) = match store.replication {
            Replication::None => (1, Keeps::Any),
            Replication::Sync { replicas, failover }
            | Replication::Async { replicas, failover } => {
                let keeps = match (leads, failover) {
                    (false, _) => Keeps::Any,
                    (true, Failover::Manual) => Keeps::Leader(None),
                    (true, Failover::Automatic) => {
                        let words = format!(
                            "{} until a replica leads",
                            Unit::Seconds.format(assumed::FAILOVER_S)
                        );
                        self.assume(words, &store.name);
                        Keeps::Leader(Some(Time::seconds(assumed::FAILOVER_S)))
                    }
                };
                (replicas.saturating_add(1), keeps)
            }
            Replication::Quorum { nodes, w, r } => (nodes.max(1), Keeps::Quorum { w, r }),
        };
        let capacity = store.capacity.filter(|capacity| *capacity > 0.0);
        // Nodes and shards share the work: each serves its part of the whole.
        let nodes = nodes.min(MOST_SERVERS);
        let servers_per_node = store.shards.clamp(1, MOST_SERVERS / nodes);
        let (servers_per_node, request) = match capacity {
            Some(capacity) => {
                let servers = nodes * servers_per_node;
                let request = Time::seconds(f64::from(servers) / capacity);
                (servers_per_node, request)
            }
            None => {
                let words = format!(
                    "a request takes {} ms, however many there are",
                    assumed::REQUEST_MS
                );
                self.assume(words, &store.name);
                // None waits for another.
                let none_waits = u32::MAX / nodes;
                (none_waits, Time::seconds(assumed::REQUEST_MS / 1000.0))
            }
        };
        self.stores.insert(id, self.plan.stores.len());
        self.plan.stores.push(StorePlan {
            id,
            name: store.name.clone(),
            nodes,
            servers_per_node,
            request,
            capacity,
            keeps,
        });
    }

    fn feed(&mut self, id: FeedId) {
        let Some(feed) = self.facts.design.get(id) else {
            return;
        };
        let name = self.names.feed(id, feed.from, feed.to);
        let lag = feed.lag_s.unwrap_or_else(|| {
            let words = format!("lag of {}", Unit::Seconds.format(assumed::LAG_S));
            self.assume(words, &name);
            assumed::LAG_S
        });
        let store = |store: Option<StoreId>| self.stores.get(&store?).copied();
        let service = |entity| self.services.get(&self.facts.owner(entity)?).copied();
        let place = self.plan.feeds.len();
        let plan = FeedPlan {
            id,
            name,
            source: store(self.facts.store_of(feed.from)),
            broker: store(feed.broker),
            target: store(self.facts.store_of(feed.to)),
            from_service: service(feed.from),
            to_service: service(feed.to),
            lag: Time::seconds(lag),
        };
        self.plan.feeds.push(plan);
        self.feeds_of.entry(feed.from).or_default().push(place);
    }

    /// The place of an operation. Its steps come later, since it may call itself over others.
    pub fn operation(&mut self, performs: Performs) -> usize {
        if let Some(known) = self.operations.get(&performs) {
            return *known;
        }
        let design = self.facts.design;
        let (name, service, rate) = match performs {
            Performs::Operation(id) => {
                let operation = design.get(id);
                (
                    self.name(id),
                    operation.and_then(|o| o.service),
                    operation.and_then(|o| o.rate),
                )
            }
            Performs::Data(entity, write) => {
                let verb = if write { "write" } else { "read" };
                let name = format!("{verb} {}", self.names.entity(entity));
                (name, self.facts.owner(entity), None)
            }
        };
        let place = self.plan.operations.len();
        self.operations.insert(performs, place);
        self.open.push(place);
        self.plan.operations.push(OperationPlan {
            performs,
            name,
            service: service.and_then(|id| self.services.get(&id).copied()),
            // Not said is told from none per second until the callers are known.
            rate: rate.unwrap_or(f64::NAN),
            from_users: 0.0,
            work: Time::seconds(assumed::WORK_MS / 1000.0),
            steps: (0, 0),
        });
        place
    }

    fn steps_of(&mut self, place: usize) {
        let performs = self.plan.operations[place].performs;
        let service = self.plan.operations[place].service;
        let steps: Vec<Step> = match performs {
            Performs::Operation(id) => {
                let Some(operation) = self.facts.design.get(id) else {
                    return;
                };
                let accesses = operation.accesses.iter();
                accesses
                    .flat_map(|access| self.access(operation, access))
                    .collect()
            }
            Performs::Data(entity, write) => self.own(service, entity, write),
        };
        let first = self.plan.steps.len();
        self.plan.steps.extend(steps);
        self.plan.operations[place].steps = (first, self.plan.steps.len());
    }

    /// A store as a service reaches it.
    pub fn store_target(&mut self, service: Option<usize>, id: StoreId, write: bool) -> Target {
        let store = self.stores.get(&id).copied().unwrap_or_default();
        let size = self.facts.design.get(id).and_then(|store| store.pool);
        let pool = match (service, size) {
            (Some(service), Some(per_instance)) => {
                let pools = &mut self.plan.pools;
                Some(*self.pools.entry((service, store)).or_insert_with(|| {
                    pools.push(PoolPlan {
                        service,
                        store,
                        per_instance: per_instance.max(1),
                    });
                    pools.len() - 1
                }))
            }
            _ => None,
        };
        Target::Store { store, pool, write }
    }
}
