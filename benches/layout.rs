//! Placement and routing of generated sheets. What a frame of a drag costs is in `drag`.

use std::cell::RefCell;
use std::thread;
use std::time::Instant;

use divan::{Bencher, black_box};
use erdwall::layout::{Cancel, place, route};

#[path = "common/sheet.rs"]
mod sheet;

use sheet::{Numbers, sheet};

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

/// From the moment a layout is canceled, at any time of the work, until it is there.
#[divan::bench(args = [2_000, 5_000], sample_count = 40)]
fn cancel(bencher: Bencher, tables: usize) {
    let request = sheet(tables);
    let start = Instant::now();
    let placement = place(&request, &Cancel::default());
    route(&request, &placement, &Cancel::default());
    let whole = start.elapsed();
    let numbers = RefCell::new(Numbers(3));
    let started = || {
        let (cancel, request) = (Cancel::default(), request.clone());
        let seen = cancel.clone();
        let work = thread::spawn(move || {
            let placement = place(&request, &seen.part(0.0, 0.5));
            route(&request, &placement, &seen.part(0.5, 1.0)).len()
        });
        thread::sleep(whole * numbers.borrow_mut().below(100) as u32 / 100);
        (cancel, work)
    };
    let bencher = bencher.with_inputs(started);
    bencher.bench_local_values(|(cancel, work)| {
        cancel.cancel();
        work.join().ok()
    });
}
