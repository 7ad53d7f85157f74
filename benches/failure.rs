//! Probability, importance and minimal cut sets of generated fault trees.

use divan::{Bencher, black_box};
use erdwall::analysis::failure::{FaultTree, Limits, Solution, Term};

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
