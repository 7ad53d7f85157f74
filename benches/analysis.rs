//! What the analysis takes: the coupling of services, and all rules.

mod common;

use divan::{Bencher, black_box};
use erdwall::analysis::coupling::Coupling;
use erdwall::analysis::facts::Facts;
use erdwall::edit::Builder;
use erdwall::lint::{Settings, check};
use erdwall::model::{
    Access, AccessTarget, Design, Fallback, Operation, OperationId, OperationKind, ServiceId,
};

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// A design with one operation for every five entities; each reads and writes entities of its service and calls the one before.
fn design(entities: usize) -> Design {
    let mut builder = Builder::new(&common::large(entities), "");
    let owners: Vec<_> = builder
        .design()
        .entities()
        .iter()
        .map(|(id, entity)| (id, entity.service))
        .collect();
    let mut before: Option<(OperationId, Option<ServiceId>)> = None;
    for number in 0..entities / 5 {
        let (entity, service) = owners[number * 5];
        let mut targets = vec![
            AccessTarget::Read(owners[number * 5 + 1].0),
            AccessTarget::Write(entity),
        ];
        // Chains end now and then, as in real systems.
        targets.extend(
            before
                .filter(|_| number % 4 != 0)
                .map(|(id, _)| AccessTarget::Call(id)),
        );
        let id = builder.insert(Operation {
            name: format!("operation {number}"),
            service,
            rate: Some(20.0),
            kind: OperationKind::Command,
            accesses: targets.into_iter().map(access).collect(),
            ..Operation::default()
        });
        before = Some((id, service));
    }
    builder.design().clone()
}

fn access(target: AccessTarget) -> Access {
    Access {
        target,
        via: None,
        optional: false,
        timeout_ms: Some(500),
        attempts: 1,
        backoff_ms: None,
        fallback: Fallback::None,
        circuit_breaker: false,
        bulkhead: None,
        rate_limit: None,
    }
}

#[divan::bench(args = SIZES)]
fn coupling(bencher: Bencher, entities: usize) {
    let design = design(entities);
    bencher.bench(|| Coupling::of(&Facts::new(black_box(&design))));
}

#[divan::bench(args = SIZES)]
fn all_rules(bencher: Bencher, entities: usize) {
    let design = design(entities);
    let settings = Settings::default();
    bencher.bench(|| check(black_box(&design), &settings));
}
