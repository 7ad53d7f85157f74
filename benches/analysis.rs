//! How long the analysis of a design takes, rules and coupling: three relationships for every two entities, and for every 1,000 entities 40 services
//! with a store each and 200 operations.

mod common;

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use erdwall::analysis::coupling::Coupling;
use erdwall::analysis::facts::Facts;
use erdwall::lint::{Settings, check};
use erdwall::model::Design;

static DESIGNS: LazyLock<[(usize, Design); 3]> =
    LazyLock::new(|| [100, 1000, 10_000].map(|entities| (entities, common::busy(entities))));

fn main() {
    divan::main();
}

fn design(entities: usize) -> &'static Design {
    let design = DESIGNS.iter().find(|(size, _)| *size == entities);
    &design.expect("it is one of the sizes").1
}

#[divan::bench(args = [100, 1000, 10_000])]
fn all_rules(bencher: Bencher<'_, '_>, entities: usize) {
    let design = design(entities);
    bencher.bench(|| check(black_box(design), &Settings::default()));
}

/// The rules that do not ask how often an operation is down, or what a failure takes down.
#[divan::bench(args = [100, 1000, 10_000])]
fn rules_without_exact_figures(bencher: Bencher<'_, '_>, entities: usize) {
    let design = design(entities);
    let mut settings = Settings::default();
    for rule in [
        "availability-below-target",
        "central-store",
        "cold-start-cycle",
        "critical-depends-on-lower-tier",
        "untested-critical-operation",
    ] {
        settings.set(&format!("{rule}=off")).expect("it is a rule");
    }
    bencher.bench(|| check(black_box(design), &settings));
}

#[divan::bench(args = [100, 1000, 10_000])]
fn coupling(bencher: Bencher<'_, '_>, entities: usize) {
    let design = design(entities);
    bencher.bench(|| Coupling::of(&Facts::new(black_box(design))));
}
