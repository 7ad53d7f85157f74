//! Placement and routing of generated sheets of the kind of real schemas: services, and few hubs that take
//! most references.

use std::cell::RefCell;
use std::thread;
use std::time::Instant;

use divan::{Bencher, black_box};
use erdwall::base::geometry::vector;
use erdwall::layout::{Cancel, Card, Container, End, Line, Options, Request, Router, place, route};

fn main() {
    divan::main();
}

const SIZES: [usize; 4] = [100, 1_000, 1_400, 2_000];

/// A fixed sequence of numbers below `bound`.
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

/// Tables in services of about 30; 1.6 references each, of which a fifth leave their service.
fn sheet(tables: usize) -> Request {
    let mut numbers = Numbers(7);
    let services = tables.div_ceil(30);
    let rows: Vec<usize> = (0..tables)
        .map(|_| 2 + numbers.below(6) + numbers.below(8))
        .collect();
    let cards = rows
        .iter()
        .enumerate()
        .map(|(i, &rows)| Card {
            size: (
                150.0 + 7.0 * numbers.below(10) as f32,
                28.0 + 20.0 * rows as f32,
            ),
            container: Some(i % services),
            at: None,
        })
        .collect();
    let mut lines = Vec::new();
    for (from, &count) in rows.iter().enumerate() {
        for _ in 0..=usize::from(numbers.below(5) < 3) {
            let service = if numbers.below(5) == 0 {
                numbers.below(services)
            } else {
                from % services
            };
            // The product of two numbers prefers small ones: the first tables of a service are its hubs.
            let members = tables.div_ceil(services);
            let to =
                service + services * (numbers.below(members) * numbers.below(members) / members);
            if to < tables {
                let row = Some(38.0 + 20.0 * numbers.below(count) as f32);
                let end = End {
                    card: to,
                    row: Some(38.0),
                };
                lines.push(Line {
                    from: End { card: from, row },
                    to: end,
                    via: Vec::new(),
                });
            }
        }
    }
    let containers = vec![
        Container {
            header: 30.0,
            least_width: 0.0,
            rect: None
        };
        services
    ];
    Request {
        cards,
        containers,
        lines,
        options: Options::default(),
    }
}

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

/// A frame of a drag: cards all over the sheet follow the pointer one after the other, each for 30 frames.
#[divan::bench(args = SIZES, sample_count = 900)]
fn drag(bencher: Bencher, tables: usize) {
    let cards = |numbers: &mut Numbers, _: &Request| numbers.below(tables);
    drag_some(bencher, tables, cards);
}

/// A frame of a drag of one of the cards with the most lines.
#[divan::bench(args = SIZES, sample_count = 900)]
fn drag_a_hub(bencher: Bencher, tables: usize) {
    let hub = |numbers: &mut Numbers, request: &Request| {
        let mut lines = vec![(0, 0); tables];
        for (card, count) in lines.iter_mut().enumerate() {
            count.1 = card;
        }
        for line in &request.lines {
            lines[line.to.card].0 += 1;
        }
        lines.sort_unstable();
        lines[tables - 1 - numbers.below(20)].1
    };
    drag_some(bencher, tables, hub);
}

fn drag_some(bencher: Bencher, tables: usize, next: impl Fn(&mut Numbers, &Request) -> usize) {
    let request = sheet(tables);
    let placement = place(&request, &Cancel::default());
    let mut router = Router::new(request.clone(), placement.clone(), &Cancel::default());
    let mut numbers = Numbers(11);
    let (mut card, mut frame) = (0, 0);
    bencher.bench_local(|| {
        if frame % 30 == 0 {
            // What was dragged before is back home.
            router.update(&[(card, placement.cards[card])], &[], &Cancel::default());
            card = next(&mut numbers, &request);
        }
        frame += 1;
        let by = vector((frame % 30) as f32 * 9.0, (frame % 30) as f32 * 5.0);
        let to = placement.cards[card].translate(by);
        router.update(&[(card, to)], &[], &Cancel::default()).len()
    });
}
