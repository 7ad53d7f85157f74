//! Probability, importance and minimal cut sets of generated fault trees, and the answers about a design.

use divan::{Bencher, black_box};
use erdwall::analysis::availability::Availabilities;
use erdwall::analysis::dependencies::Dependencies;
use erdwall::analysis::facts::Facts;
use erdwall::analysis::failure::{FaultTree, Limits, Solution, Term};
use erdwall::analysis::spread::Spreading;
use erdwall::edit::Builder;
use erdwall::lint::{self, Settings};
use erdwall::model::{
    Access, AccessTarget, Availability, Design, Endpoint, Entity, EntityId, Failover, Fallback,
    Field, FieldId, Operation, OperationId, OperationKind, Relationship, Replication, Service,
    Store, Tier, Via,
};

fn main() {
    divan::main();
}

/// A fixed sequence of numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// A protection system: `trains` redundant trains, each a chain of components with their own parts and with support
/// systems that trains share; the supports need power, which they share, too.
fn protection(trains: usize, components: usize) -> (FaultTree, Term) {
    let mut numbers = Numbers(11);
    let mut tree = FaultTree::default();
    let buses: Vec<Term> = (0..trains)
        .map(|at| tree.event(format!("bus {at}"), 0.001))
        .collect();
    let supports: Vec<Term> = (0..2 * trains)
        .map(|at| {
            let own = tree.event(format!("support {at}"), 0.002);
            let power = [buses[at % trains], buses[(at + 1) % trains]];
            let power = tree.and(power);
            tree.or([own, power])
        })
        .collect();
    let trains: Vec<Term> = (0..trains)
        .map(|train| {
            let parts: Vec<Term> = (0..components)
                .map(|at| {
                    let fails = tree.event(format!("component {train}.{at}"), 0.003);
                    let out = tree.event(format!("maintenance {train}.{at}"), 0.01);
                    let near = (train + numbers.below(3)) % trains;
                    let both = tree.and([supports[2 * near], supports[2 * near + 1]]);
                    tree.or([fails, out, both])
                })
                .collect();
            tree.or(parts)
        })
        .collect();
    let most = trains.len() / 2;
    let top = tree.at_least(most, trains);
    (tree, top)
}

const SIZES: [(usize, usize); 3] = [(4, 10), (6, 20), (8, 40)];

#[divan::bench(args = SIZES)]
fn probability(bencher: Bencher, (trains, components): (usize, usize)) {
    let (tree, top) = protection(trains, components);
    bencher.bench(|| Solution::new(black_box(&tree), top, &Limits::default()));
}

#[divan::bench(args = SIZES)]
fn importance(bencher: Bencher, (trains, components): (usize, usize)) {
    let (tree, top) = protection(trains, components);
    let Ok(solution) = Solution::new(&tree, top, &Limits::default()) else {
        return;
    };
    bencher.bench(|| black_box(&solution).importance());
}

#[divan::bench(args = SIZES)]
fn cut_sets_by_order(bencher: Bencher, (trains, components): (usize, usize)) {
    let (tree, top) = protection(trains, components);
    let Ok(solution) = Solution::new(&tree, top, &Limits::default()) else {
        return;
    };
    bencher.bench(|| {
        black_box(&solution)
            .cut_sets(&Limits::default())
            .map(|sets| sets.by_order())
    });
}

/// A design of 1,000 entities, 40 services with a store each in 4 failure domains, and 200 operations that read, write and call
/// each other.
fn system() -> Design {
    let mut numbers = Numbers(23);
    let mut builder = Builder::new(&Design::default(), "");
    let mut header = builder.design().header().clone();
    for zone in 0..4 {
        let name = format!("eu/eu-{zone}");
        header.domains.insert(name, Availability::Share(0.9995));
    }
    builder.set_header(header);
    let services: Vec<_> = (0..40)
        .map(|at| {
            builder.insert(Service {
                name: format!("service {at}"),
                tier: [
                    Tier::Critical,
                    Tier::Standard,
                    Tier::Standard,
                    Tier::BestEffort,
                ][at % 4],
                instances: 1 + at as u32 % 3,
                availability: Some(Availability::Share(0.999)),
                domain: format!("eu/eu-{}", at % 4),
                ..Service::default()
            })
        })
        .collect();
    let stores: Vec<_> = services
        .iter()
        .enumerate()
        .map(|(at, service)| {
            builder.insert(Store {
                name: format!("store {at}"),
                owner: Some(*service),
                replication: match at % 3 {
                    0 => Replication::None,
                    1 => Replication::Sync {
                        replicas: 1,
                        failover: Failover::Automatic,
                    },
                    _ => Replication::Quorum {
                        nodes: 3,
                        w: 2,
                        r: 2,
                    },
                },
                availability: Some(Availability::Share(0.998)),
                domain: format!("eu/eu-{}", at % 4),
                shards: 1,
                ..Store::default()
            })
        })
        .collect();
    let field = |name: &str, number| Field {
        id: FieldId::new(number),
        name: name.into(),
        data_type: "uuid".into(),
        ..Field::default()
    };
    let entities: Vec<EntityId> = (0..1_000)
        .map(|at| {
            builder.insert(Entity {
                name: format!("entity {at}"),
                service: Some(services[at / 25]),
                store: Some(stores[at / 25]),
                fields: vec![field("id", 0), field("other_id", 1)],
                ..Entity::default()
            })
        })
        .collect();
    for (at, child) in entities.iter().enumerate() {
        let parent = if numbers.below(20) == 0 {
            numbers.below(1_000)
        } else {
            at / 25 * 25 + numbers.below(25)
        };
        let end = |entity, number| Endpoint {
            entity,
            fields: vec![FieldId::new(number)],
        };
        builder.insert(Relationship::enforced(
            end(*child, 1),
            end(entities[parent], 0),
        ));
    }
    let mut operations: Vec<OperationId> = Vec::new();
    for at in 0..200 {
        let own = at / 5;
        let mut accesses = Vec::new();
        for _ in 0..4 {
            let near = entities[own * 25 + numbers.below(25)];
            let far = entities[numbers.below(1_000)];
            accesses.push(match numbers.below(6) {
                0 | 1 => Access::new(AccessTarget::Read(near)),
                2 | 3 => Access::new(AccessTarget::Write(near)),
                4 => Access {
                    via: Some(Via::Call),
                    timeout_ms: Some(300),
                    fallback: if numbers.below(2) == 0 {
                        Fallback::Cache
                    } else {
                        Fallback::Unstated
                    },
                    ..Access::new(AccessTarget::Read(far))
                },
                _ => match operations.get(numbers.below(operations.len())) {
                    Some(called) => Access::new(AccessTarget::Call(*called)),
                    None => Access::new(AccessTarget::Read(near)),
                },
            });
        }
        operations.push(builder.insert(Operation {
            name: format!("operation {at}"),
            service: Some(services[own]),
            kind: OperationKind::Query,
            target: Some(0.99),
            accesses,
            ..Operation::default()
        }));
    }
    builder.design().clone()
}

/// Everything that is known about a design: all availabilities, the cut sets, the blast radii.
fn answers(design: &Design) -> usize {
    let dependencies = Dependencies::new(&Facts::new(design));
    let found = Availabilities::new(&dependencies, &Limits::default());
    let sets = found.map_or(0, |found| {
        found.iter().map(|(_, outage)| outage.smallest.len()).sum()
    });
    sets + Spreading::new(&dependencies).blast_radii().len()
}

#[divan::bench]
fn equations(bencher: Bencher) {
    let design = system();
    bencher.bench(|| Dependencies::new(&Facts::new(black_box(&design))));
}

#[divan::bench]
fn all_answers(bencher: Bencher) {
    let design = system();
    bencher.bench(|| answers(black_box(&design)));
}

/// The same after an operation lost a protection.
#[divan::bench]
fn all_answers_after_an_edit(bencher: Bencher) {
    let design = system();
    let dependencies = Dependencies::new(&Facts::new(&design));
    let before = Availabilities::new(&dependencies, &Limits::default()).ok();
    let mut builder = Builder::new(&design, "");
    let changed = design.operations().ids().nth(100);
    if let Some(changed) = changed {
        builder.update(changed, |operation: &mut Operation| {
            for access in &mut operation.accesses {
                access.fallback = Fallback::None;
            }
        });
    }
    let after = builder.design().clone();
    bencher.bench(|| {
        let dependencies = Dependencies::new(&Facts::new(black_box(&after)));
        let found = Availabilities::after(before.as_ref(), &dependencies, &Limits::default());
        (found, Spreading::new(&dependencies).blast_radii().len())
    });
}

#[divan::bench]
fn blast_radii(bencher: Bencher) {
    let design = system();
    let dependencies = Dependencies::new(&Facts::new(&design));
    bencher.bench(|| Spreading::new(black_box(&dependencies)).blast_radii());
}

/// Every fix that the rules offer for the design, two hundred of them at most.
#[divan::bench(sample_count = 5)]
fn ranking_of_200_fixes(bencher: Bencher) {
    let design = system();
    let mut report = lint::check(&design, &Settings::default());
    let mut left = 200_usize;
    report.diagnostics.retain(|diagnostic| {
        let count = diagnostic.fixes.len();
        let keeps = left > 0 && count > 0;
        left = left.saturating_sub(count);
        keeps
    });
    bencher.bench(|| lint::rank(black_box(&design), &report, &Limits::default(), 0, &|_| ()));
}

#[divan::bench(sample_count = 5)]
fn check(bencher: Bencher) {
    let design = system();
    bencher.bench(|| lint::check(black_box(&design), &Settings::default()));
}
