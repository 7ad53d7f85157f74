//! Placement and routing of generated sheets. What a frame of a drag costs is in `drag`.

use divan::{Bencher, black_box};
use erdwall::layout::{Cancel, place, route};

#[path = "common/sheet.rs"]
mod sheet;

use sheet::sheet;

fn main() {
    divan::main();
}

const SIZES: [usize; 4] = [100, 1_000, 1_400, 2_000];

#[divan::bench(args = SIZES, sample_count = 10)]
fn placement(bencher: Bencher, tables: usize) {
    let request = sheet(tables);
    bencher.bench(|| place(black_box(&request), &Cancel::default()));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn routing(bencher: Bencher, tables: usize) {
    let request = sheet(tables);
    let placement = place(&request, &Cancel::default());
    bencher.bench(|| route(black_box(&request), &placement, &Cancel::default()));
}
