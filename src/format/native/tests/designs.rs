//! Random designs that are valid and use all of the model, with names that are easy to misread.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use proptest::prelude::*;

use crate::base::id::Id;
use crate::model::*;

/// Any valid design.
pub(super) fn designs() -> impl Strategy<Value = Design> {
    prop::collection::vec(any::<u32>(), 40..400)
        .prop_map(|throws| design(&mut Dice { throws, next: 0 }))
}

/// Decides everything. The throws repeat when they run out.
struct Dice {
    throws: Vec<u32>,
    next: usize,
}

impl Dice {
    fn throw(&mut self) -> u32 {
        self.next += 1;
        let round = (self.next / self.throws.len()) as u32;
        self.throws[self.next % self.throws.len()].rotate_left(round * 7)
    }

    fn below(&mut self, n: usize) -> usize {
        self.throw() as usize % n.max(1)
    }

    fn yes(&mut self) -> bool {
        self.below(3) == 0
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        let at = self.below(of.len());
        of[at].clone()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.yes().then(|| make(self))
    }

    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }

    /// The id of one of `n` parts, if there are any.
    fn id<T>(&mut self, n: usize) -> Option<Id<T>> {
        (n > 0).then(|| Id::new(self.below(n) as u32))
    }

    fn text(&mut self) -> String {
        self.one(&TEXTS).to_owned()
    }

    fn number(&mut self) -> f64 {
        let random = f64::from(self.throw()) / 7.0;
        self.one(&[0.0, 0.5, 1.0, 20.0, 0.1, 1e-9, 1e21, random])
    }

    fn share(&mut self) -> f64 {
        self.one(&[0.0, 1.0, 0.999, 0.95, 1.0 / 3.0])
    }

    fn date(&mut self) -> Date {
        self.one(&[
            Date::constant(2026, 1, 31),
            Date::constant(1, 1, 1),
            Date::constant(9999, 12, 31),
        ])
    }

    /// A name that is not among those used.
    fn rules(&mut self) -> BTreeMap<String, RuleSetting> {
        let mut rules = BTreeMap::new();
        for _ in 0..self.below(3) {
            let setting = RuleSetting {
                level: self.yes().then_some(Level::Warning),
                options: (0..self.below(3))
                    .map(|place| (format!("option {place}"), self.number()))
                    .collect(),
            };
            rules.insert(self.text(), setting);
        }
        rules
    }

    fn domains(&mut self) -> BTreeMap<String, Availability> {
        (0..self.below(3))
            .map(|_| (self.text(), availability(self)))
            .collect()
    }

    fn name(&mut self, used: &mut BTreeSet<String>) -> String {
        let mut name = self.one(&NAMES).to_owned();
        while !used.insert(name.clone()) {
            name += &self.below(10).to_string();
        }
        name
    }
}

const NAMES: [&str; 16] = [
    "order",
    "order_line",
    "Orders",
    "id",
    "a.b",
    "Orders.order",
    "order.id",
    "`",
    "`order`",
    "a -> b",
    "x #2",
    "(id, id)",
    "quote \" and \\",
    "two\nlines\t",
    "größe 数",
    "None",
];

const TEXTS: [&str; 8] = [
    "",
    "plain",
    "\"quoted\" \\ // not /* a comment */",
    "lines\r\n\n",
    "\u{0}\u{1b}\u{7f}\u{2028}",
    "'`r#\"",
    "🦀 é",
    "\\n",
];

fn design(dice: &mut Dice) -> Design {
    let mut design = Design::default();
    design.set_header(Arc::new(Header {
        name: dice.text(),
        description: dice.text(),
        rules: dice.rules(),
        domains: dice.domains(),
    }));
    let mut used = BTreeSet::new();
    for service in dice.some(4, |d| service(d, &mut used)) {
        Service::list_mut(&mut design).push(service);
    }
    used.clear();
    let services = design.services().len();
    for store in dice.some(4, |d| store(d, &mut used, services)) {
        Store::list_mut(&mut design).push(store);
    }
    used.clear();
    for zone in dice.some(3, |d| zone(d, &mut used)) {
        Zone::list_mut(&mut design).push(zone);
    }
    entities(dice, &mut design);
    if !design.entities().is_empty() {
        for _ in 0..dice.below(6) {
            let relationship = relationship(dice, &design);
            Relationship::list_mut(&mut design).push(relationship);
        }
        for _ in 0..dice.below(4) {
            let feed = feed(dice, &design);
            Feed::list_mut(&mut design).push(feed);
        }
    }
    named(dice, &mut design, operation);
    named(dice, &mut design, saga);
    named(dice, &mut design, scenario);
    for _ in 0..dice.below(4) {
        let decision = decision(dice, &design);
        Decision::list_mut(&mut design).push(decision);
    }
    named(dice, &mut design, view);
    validate::check(&design).expect("the generator makes valid designs");
    design
}

fn named<T: Item>(dice: &mut Dice, design: &mut Design, make: fn(&mut Dice, &Design, String) -> T) {
    let mut used = BTreeSet::new();
    for _ in 0..dice.below(4) {
        let name = dice.name(&mut used);
        let item = make(dice, design, name);
        T::list_mut(design).push(item);
    }
}

fn service(dice: &mut Dice, used: &mut BTreeSet<String>) -> Service {
    Service {
        name: dice.name(used),
        description: dice.text(),
        kind: dice.one(&[
            ServiceKind::Internal,
            ServiceKind::External,
            ServiceKind::Gateway,
        ]),
        tier: tier(dice),
        team: dice.text(),
        instances: dice.one(&[1, 2, u32::MAX]),
        availability: dice.maybe(availability),
        domain: dice.text(),
        color: dice.maybe(|d| Color::hex(d.throw() >> 8)),
    }
}

fn tier(dice: &mut Dice) -> Tier {
    dice.one(&[Tier::Critical, Tier::Standard, Tier::BestEffort])
}

fn availability(dice: &mut Dice) -> Availability {
    if dice.yes() {
        Availability::Repair {
            mtbf_h: dice.number() + 0.25,
            mttr_h: dice.number(),
        }
    } else {
        Availability::Share(dice.share())
    }
}

fn store(dice: &mut Dice, used: &mut BTreeSet<String>, services: usize) -> Store {
    let failover = dice.one(&[Failover::Manual, Failover::Automatic]);
    let replicas = dice.one(&[0, 2]);
    Store {
        name: dice.name(used),
        engine: {
            let other = Engine::Other(dice.text());
            let named = dice.one(&Engine::NAMED);
            dice.one(&[named, other])
        },
        owner: dice.maybe(|d| d.id(services)).flatten(),
        connects: dice
            .some(2, |d| d.id(services))
            .into_iter()
            .flatten()
            .collect(),
        replication: dice.one(&[
            Replication::None,
            Replication::Sync { replicas, failover },
            Replication::Async { replicas, failover },
            Replication::Quorum {
                nodes: 3,
                w: 2,
                r: 1,
            },
        ]),
        topology: dice.one(&[
            Topology::LeaderFollower,
            Topology::MultiLeader,
            Topology::Leaderless,
        ]),
        shards: dice.one(&[1, 8]),
        pool: dice.maybe(Dice::throw),
        capacity: dice.maybe(Dice::number),
        availability: dice.maybe(availability),
        domain: dice.text(),
        description: dice.text(),
    }
}

fn zone(dice: &mut Dice, used: &mut BTreeSet<String>) -> Zone {
    let seconds = dice.number();
    Zone {
        name: dice.name(used),
        consistency: dice.one(&[
            Consistency::Strong,
            Consistency::Bounded { seconds },
            Consistency::ReadYourWrites,
            Consistency::Causal,
            Consistency::Eventual,
        ]),
    }
}

/// Entities refer to each other's fields, so that they get their fields first.
fn entities(dice: &mut Dice, design: &mut Design) {
    let (services, stores, zones) = (
        design.services().len(),
        design.stores().len(),
        design.zones().len(),
    );
    let mut used: Vec<BTreeSet<String>> = vec![BTreeSet::new(); services + 1];
    let mut entities: Vec<Entity> = dice.some(6, |dice| {
        let service = dice.maybe(|d| d.id(services)).flatten();
        let scope = service.map_or(services, |id: ServiceId| id.number() as usize);
        let mut fields = BTreeSet::new();
        Entity {
            name: dice.name(&mut used[scope]),
            service,
            fields: (0..dice.below(5) as u32)
                .map(|id| field(dice, Id::new(id), &mut fields))
                .collect(),
            ..entity(dice, stores, zones, services)
        }
    });
    let fields: Vec<usize> = entities.iter().map(|e| e.fields.len()).collect();
    for entity in &mut entities {
        let own = entity.fields.len();
        if let Some(field) = dice.id(own) {
            entity.deletes = dice.one(&[
                DeletePolicy::Hard,
                DeletePolicy::Soft(field),
                DeletePolicy::Tombstone,
                DeletePolicy::Never,
            ]);
            entity.versioning = dice.one(&[
                Versioning::None,
                Versioning::Optimistic(field),
                Versioning::History,
            ]);
            entity.shard_key = dice.some(2, |_| field);
            entity.indexes = dice.some(2, |d| Index {
                name: d.text(),
                fields: d.some(2, |_| field),
                unique: d.yes(),
                filter: d.text(),
            });
        }
        entity.lifecycle = lifecycle(dice, |d| d.id(fields.len()));
        for field in &mut entity.fields {
            field.lifecycle = lifecycle(dice, |d| path(d, &fields));
            field.roles = dice.some(2, |d| role(d, &fields));
        }
    }
    for entity in entities {
        Entity::list_mut(design).push(entity);
    }
}

fn entity(dice: &mut Dice, stores: usize, zones: usize, services: usize) -> Entity {
    Entity {
        store: dice.maybe(|d| d.id(stores)).flatten(),
        zone: dice.maybe(|d| d.id(zones)).flatten(),
        kind: dice.one(&[
            EntityKind::Table,
            EntityKind::Document,
            EntityKind::Projection,
            EntityKind::EventLog,
            EntityKind::Cache,
            EntityKind::ReferenceData,
            EntityKind::External,
        ]),
        tier: dice.maybe(tier),
        volume: Volume {
            rows: dice.maybe(|d| u64::from(d.throw()) << 32),
            reads: dice.maybe(Dice::number),
            writes: dice.maybe(Dice::number),
        },
        retention_days: dice.maybe(Dice::throw),
        formerly: dice.some(2, Dice::text),
        comment: dice.text(),
        contract: dice.maybe(|d| contract(d, services)),
        ..Entity::default()
    }
}

fn contract(dice: &mut Dice, services: usize) -> Contract {
    let pairs = |d: &mut Dice| d.some(2, |d| (d.text(), d.text()));
    Contract {
        compatibility: dice.one(&[
            Compatibility::Backward,
            Compatibility::BackwardTransitive,
            Compatibility::Forward,
            Compatibility::ForwardTransitive,
            Compatibility::Full,
            Compatibility::FullTransitive,
        ]),
        versions: dice.some(2, |d| ContractVersion {
            version: d.text(),
            fields: pairs(d),
        }),
        consumers: dice
            .id(services)
            .into_iter()
            .map(|service| Consumer {
                service,
                fields: pairs(dice),
            })
            .collect(),
    }
}

fn field(dice: &mut Dice, id: FieldId, used: &mut BTreeSet<String>) -> Field {
    Field {
        id,
        name: dice.name(used),
        data_type: dice.text(),
        key: dice.yes(),
        null: dice.yes(),
        unique: dice.yes(),
        default_value: dice.maybe(Dice::text),
        inferred: dice.yes(),
        formerly: dice.some(2, Dice::text),
        flag: dice.text(),
        comment: dice.text(),
        ..Field::default()
    }
}

fn path(dice: &mut Dice, fields: &[usize]) -> Option<FieldPath> {
    let entity: EntityId = dice.id(fields.len())?;
    let field = dice.id(fields[entity.number() as usize])?;
    Some(FieldPath { entity, field })
}

fn role(dice: &mut Dice, fields: &[usize]) -> Role<FieldPath> {
    let mut roles = vec![
        Role::SoftDelete,
        Role::RowVersion,
        Role::SchemaVersion,
        Role::CorrelationId,
        Role::Status,
        Role::CreatedAt,
        Role::UpdatedAt,
        Role::Tenant,
        Role::IdempotencyKey,
        Role::Sensitive,
    ];
    if let Some(path) = path(dice, fields) {
        roles.extend([Role::CopyOf(path), Role::AggregateOf(path)]);
    }
    dice.one(&roles)
}

fn lifecycle<P: Clone>(
    dice: &mut Dice,
    replacement: impl FnOnce(&mut Dice) -> Option<P>,
) -> Lifecycle<P> {
    let deprecated = Lifecycle::Deprecated {
        since: dice.date(),
        remove_after: dice.maybe(Dice::date),
        replaced_by: dice.maybe(replacement).flatten(),
    };
    dice.one(&[Lifecycle::Active, Lifecycle::Proposed, deprecated])
}

fn field_counts(design: &Design) -> Vec<usize> {
    design
        .entities()
        .iter()
        .map(|(_, entity)| entity.fields.len())
        .collect()
}

fn relationship(dice: &mut Dice, design: &Design) -> Relationship {
    let fields = field_counts(design);
    let [from, to] = [0, 1].map(|_| dice.below(fields.len()));
    let width = dice.below(3).min(fields[from]).min(fields[to]);
    let mut end = |entity: usize| Endpoint {
        entity: Id::new(entity as u32),
        fields: (0..width).filter_map(|_| dice.id(fields[entity])).collect(),
    };
    let (from, to) = (end(from), end(to));
    let cardinality = |d: &mut Dice| {
        d.one(&[
            Cardinality::ZeroOrOne,
            Cardinality::One,
            Cardinality::Many,
            Cardinality::OneOrMany,
        ])
    };
    let (fail, timeout_ms) = (
        dice.one(&[Fail::Closed, Fail::Open]),
        dice.maybe(Dice::throw),
    );
    let cleanup = dice.text();
    Relationship {
        from,
        to,
        ends: (cardinality(dice), cardinality(dice)),
        integrity: dice.one(&[
            Integrity::Enforced,
            Integrity::Checked { fail, timeout_ms },
            Integrity::Eventual { cleanup },
            Integrity::None,
        ]),
        on_delete: dice.one(&[
            OnDelete::NoAction,
            OnDelete::Restrict,
            OnDelete::Cascade,
            OnDelete::SetNull,
            OnDelete::SetDefault,
            OnDelete::ByEvent,
        ]),
        identifying: dice.yes(),
        label: dice.text(),
        lifecycle: lifecycle(dice, |d| path(d, &fields)),
        formerly: dice.some(2, Dice::text),
    }
}

fn feed(dice: &mut Dice, design: &Design) -> Feed {
    let fields = field_counts(design);
    let [from, to] = [0, 1].map(|_| dice.below(fields.len()));
    Feed {
        from: Id::new(from as u32),
        to: Id::new(to as u32),
        fields: dice
            .some(2, |d| Some((d.id(fields[from])?, d.id(fields[to])?)))
            .into_iter()
            .flatten()
            .collect(),
        mechanism: dice.one(&[
            Mechanism::Outbox,
            Mechanism::LogCapture,
            Mechanism::TriggerCapture,
            Mechanism::Batch,
            Mechanism::DualWrite,
        ]),
        broker: dice.maybe(|d| d.id(design.stores().len())).flatten(),
        lag_s: dice.maybe(Dice::number),
        ordered_by: dice.maybe(|d| d.id(fields[from])).flatten(),
        idempotent: dice.yes(),
        rebuildable: dice.yes(),
    }
}

fn operation(dice: &mut Dice, design: &Design, name: String) -> Operation {
    Operation {
        name,
        service: dice.maybe(|d| d.id(design.services().len())).flatten(),
        tier: dice.maybe(tier),
        kind: dice.one(&[
            OperationKind::Command,
            OperationKind::Query,
            OperationKind::Report,
        ]),
        rate: dice.maybe(Dice::number),
        latency_ms: dice.maybe(Dice::throw),
        target: dice.maybe(Dice::share),
        description: dice.text(),
        accesses: dice
            .some(3, |d| access(d, design))
            .into_iter()
            .flatten()
            .collect(),
    }
}

fn access(dice: &mut Dice, design: &Design) -> Option<Access> {
    let entity = dice.id(design.entities().len());
    let targets = [
        entity.map(AccessTarget::Read),
        entity.map(AccessTarget::Write),
        dice.id(design.operations().len()).map(AccessTarget::Call),
        dice.id(design.services().len())
            .map(AccessTarget::CallService),
    ];
    let mut fallbacks = vec![
        Fallback::Unstated,
        Fallback::None,
        Fallback::DefaultValue,
        Fallback::Cache,
    ];
    fallbacks.extend(entity.map(Fallback::Copy));
    Some(Access {
        via: dice.maybe(|d| d.one(&[Via::OwnStore, Via::Call, Via::Event, Via::LocalCopy])),
        optional: dice.yes(),
        timeout_ms: dice.maybe(Dice::throw),
        attempts: dice.one(&[1, 3]),
        backoff_ms: dice.maybe(Dice::throw),
        fallback: dice.one(&fallbacks),
        circuit_breaker: dice.yes(),
        bulkhead: dice.maybe(Dice::throw),
        rate_limit: dice.maybe(Dice::number),
        ..Access::new(dice.one(&targets)?)
    })
}

fn action(dice: &mut Dice, design: &Design) -> Option<StepAction> {
    let call = dice.id(design.operations().len()).map(StepAction::Call);
    let write = dice.id(design.entities().len()).map(StepAction::Write);
    dice.one(&[call, write])
}

fn saga(dice: &mut Dice, design: &Design, name: String) -> Saga {
    let step = |d: &mut Dice| {
        Some(Step {
            action: action(d, design)?,
            compensation: action(d, design)
                .filter(|_| d.yes())
                .map(|action| Compensation {
                    action,
                    idempotent: d.yes(),
                }),
            retriable: d.yes(),
            idempotent: d.yes(),
            pivot: d.yes(),
        })
    };
    Saga {
        name,
        coordinator: dice.maybe(|d| d.id(design.services().len())).flatten(),
        description: dice.text(),
        steps: dice.some(3, step).into_iter().flatten().collect(),
    }
}

fn part(dice: &mut Dice, design: &Design) -> Part {
    let parts = [
        Some(Part::Design),
        dice.id(design.services().len()).map(Part::Service),
        dice.id(design.stores().len()).map(Part::Store),
        dice.id(design.zones().len()).map(Part::Zone),
        dice.id(design.entities().len()).map(Part::Entity),
        path(dice, &field_counts(design)).map(Part::Field),
        dice.id(design.relationships().len())
            .map(Part::Relationship),
        dice.id(design.operations().len()).map(Part::Operation),
        dice.id(design.feeds().len()).map(Part::Feed),
        dice.id(design.sagas().len()).map(Part::Saga),
        Some(Part::Domain(dice.text())),
    ];
    dice.one(&parts.into_iter().flatten().collect::<Vec<_>>())
}

fn scenario(dice: &mut Dice, design: &Design, name: String) -> Scenario {
    let trial = |d: &mut Dice| {
        let (for_s, factor) = (d.maybe(Dice::number), d.number());
        let (operation, consumer) = (
            d.id(design.operations().len()),
            d.id(design.services().len()),
        );
        let entity = d.id(design.entities().len());
        let part = |d: &mut Dice| part(d, design);
        let trials = [
            Some(Trial::Down {
                part: part(d),
                count: d.maybe(|d| d.number() as u32),
                for_s,
            }),
            Some(Trial::Slow {
                part: part(d),
                factor,
                for_s,
            }),
            Some(Trial::CutOff {
                part: part(d),
                from: part(d),
                for_s,
            }),
            operation.map(|operation| Trial::Load {
                operation,
                factor,
                for_s,
            }),
            consumer
                .zip(entity)
                .map(|(consumer, entity)| Trial::Contract {
                    consumer,
                    entity,
                    version: d.text(),
                }),
        ];
        d.one(&trials)
    };
    let expectation = |d: &mut Dice| {
        let operation = d.id(design.operations().len());
        let seconds = d.number();
        let expectations = [
            operation.map(Expectation::StaysUp),
            operation.map(Expectation::MayDegrade),
            operation.map(Expectation::MayFail),
            Some(Expectation::BlastRadiusAtMost(d.share())),
            operation.map(|operation| Expectation::RecoversWithin { operation, seconds }),
            Some(Expectation::Compatible),
        ];
        d.one(&expectations)
    };
    Scenario {
        name,
        description: dice.text(),
        trials: dice.some(3, trial).into_iter().flatten().collect(),
        expectations: dice.some(3, expectation).into_iter().flatten().collect(),
    }
}

fn decision(dice: &mut Dice, design: &Design) -> Decision {
    Decision {
        rule: dice.text(),
        subject: part(dice, design),
        reason: dice.text(),
        author: dice.text(),
        date: dice.maybe(Dice::date),
        expires: dice.maybe(Dice::date),
    }
}

/// Pairs of distinct ids and values.
fn pairs<K, V>(
    dice: &mut Dice,
    n: usize,
    mut value: impl FnMut(&mut Dice) -> V,
) -> Pairs<Id<K>, V> {
    let mut pairs = Pairs::new();
    for key in dice.some(3, |d| d.id(n)).into_iter().flatten() {
        pairs.set(key, value(dice));
    }
    pairs
}

fn view(dice: &mut Dice, design: &Design, name: String) -> View {
    let entities = design.entities().len();
    let mut shows = vec![
        Shows::All,
        Shows::Only(
            dice.some(2, |d| d.id(entities))
                .into_iter()
                .flatten()
                .collect(),
        ),
    ];
    shows.extend(
        dice.id(entities)
            .map(|entity| Shows::Near { entity, depth: 2 }),
    );
    shows.extend(dice.id(design.services().len()).map(Shows::Service));
    let point = |d: &mut Dice| (d.throw() as i32, -40);
    View {
        name,
        shows: dice.one(&shows),
        color_by: dice.one(&[
            ColorBy::Zone,
            ColorBy::Service,
            ColorBy::Store,
            ColorBy::Risk,
        ]),
        stubs: dice.one(&[Stubs::Never, Stubs::Above(25), Stubs::Above(7)]),
        hidden: dice
            .some(2, |d| d.id(entities))
            .into_iter()
            .flatten()
            .collect(),
        at: pairs(dice, entities, point),
        collapsed: pairs(dice, entities, |d| d.one(&[Collapse::Name, Collapse::Keys])),
        boundaries: pairs(dice, design.services().len(), |d| (-5, 5, d.throw(), 7)),
        bends: pairs(dice, design.relationships().len(), |d| d.some(2, point)),
        notes: dice.some(2, |d| Note {
            text: d.text(),
            at: point(d),
            width: d.maybe(Dice::throw),
        }),
    }
}
