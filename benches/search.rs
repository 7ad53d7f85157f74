//! How long finding and the palette take for a keystroke: 2,000 entities with 20,000 fields and 3,000 relationships.

mod common;

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use erdwall::model::Design;
use erdwall::session::search::{Catalog, Find, Fuzzy};

static DESIGN: LazyLock<Design> = LazyLock::new(|| common::large(2000));

fn main() {
    divan::main();
}

/// What is typed: few letters fit nearly everything, many nearly nothing.
const TYPED: [&str; 6] = [
    "e",
    "field",
    "enfi",
    "entity_0420",
    "e42 fi7",
    "nothing like it",
];

#[divan::bench(args = TYPED)]
fn find(bencher: Bencher<'_, '_>, typed: &str) {
    let find = Find::new(&DESIGN);
    bencher.bench(|| find.find(black_box(typed)));
}

#[divan::bench(args = TYPED)]
fn palette(bencher: Bencher<'_, '_>, typed: &str) {
    let catalog = Catalog::new(&DESIGN);
    bencher.bench(|| catalog.best(&mut Fuzzy::new(black_box(typed)), 50));
}

/// What opening costs, once.
#[divan::bench]
fn find_opens(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Find::new(black_box(&DESIGN)));
}

/// What opening costs, once.
#[divan::bench]
fn palette_opens(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Catalog::new(black_box(&DESIGN)));
}
