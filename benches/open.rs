//! How long reading and writing a design takes: 2,000 entities with 20,000 fields and 3,000 relationships.

mod common;

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use erdwall::format::native::{self, Syntax};
use erdwall::model::Design;

static DESIGN: LazyLock<Design> = LazyLock::new(|| common::large(2000));

fn main() {
    divan::main();
}

#[divan::bench(args = [Syntax::Ron, Syntax::Json])]
fn open(bencher: Bencher<'_, '_>, syntax: Syntax) {
    let text = native::write(&DESIGN, syntax);
    bencher.bench(|| native::read(black_box(text.as_bytes()), syntax));
}

#[divan::bench(args = [Syntax::Ron, Syntax::Json])]
fn save(bencher: Bencher<'_, '_>, syntax: Syntax) {
    bencher.bench(|| native::write(black_box(&DESIGN), syntax));
}
