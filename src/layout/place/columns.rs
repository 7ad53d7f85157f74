//! Cards in the columns of their block, by threshold annealing on the length of lines and, on sheets that are
//! not large, on the crossings to be expected.
//!
//! Blocks are annealed side by side, each by itself, and hear of the others between two rounds.

use super::super::parallel::in_parallel;
use super::super::{Cancel, Request};
use super::annealer::{Annealer, Plan};
use super::part::Part;
use super::sheet::Sheet;
use super::standing::Standing;
use crate::base::random::Random;

/// Up to so many cards are annealed on one core: to begin another thread takes as long.
const FEW: usize = 150;

/// How places are looked for, one plan after another. To foretell crossings takes long, so very large sheets get along
/// without.
fn plans(cards: usize) -> Vec<Plan> {
    let plan = |rounds, moves, heat, crossing| Plan {
        rounds,
        moves,
        heat,
        crossing,
    };
    match cards {
        0..=200 => vec![plan(2, 15, 220.0, 0.0), plan(2, 40, 600.0, 1000.0)],
        201..=1200 => vec![plan(3, 60, 220.0, 0.0), plan(2, 20, 150.0, 500.0)],
        _ => vec![plan(3, 60, 220.0, 0.0)],
    }
}

/// Puts every card into a column of its block.
pub(crate) fn anneal(sheet: &mut Sheet, request: &Request, seed: u64, cancel: &Cancel) {
    let mut standing = Standing::new(sheet, request);
    let links_in = links_in(&standing);
    let size = |s: usize| sheet.stands[s].block.cards.len();
    let mut stands: Vec<usize> = (0..sheet.stands.len()).filter(|&s| size(s) > 1).collect();
    // Large ones first, so that all cores are done at about the same time.
    stands.sort_by_key(|&s| std::cmp::Reverse(size(s)));
    let few = request.cards.len() <= FEW;
    let threads = if few { 1 } else { usize::MAX };
    let mut random = Random::new(seed ^ 0x5EED);
    let plans = plans(request.cards.len());
    let rounds: usize = plans.iter().map(|plan| plan.rounds).sum();
    let mut done = 0;
    for plan in plans {
        for round in 0..plan.rounds {
            cancel.advance(done as f32 / rounds as f32);
            done += 1;
            let seed = random.next();
            let found = in_parallel(stands.len(), threads, |i| {
                let part = Part::new(&standing, stands[i], &links_in[stands[i]]);
                let mut annealer = Annealer::new(part, seed.wrapping_add(i as u64), cancel);
                annealer.run(&plan, round);
                annealer.columns()
            });
            for (&stand, columns) in stands.iter().zip(found) {
                standing.set(stand, columns);
            }
        }
    }
    standing.take_over(sheet);
}

/// The links with an end in each block.
fn links_in(standing: &Standing) -> Vec<Vec<u32>> {
    let mut found = vec![Vec::new(); standing.ranges.len()];
    for (l, link) in standing.links.iter().enumerate() {
        let column = |card: usize| standing.columns.get(standing.column_of[card]);
        let [a, b] = link.cards.map(|card| column(card).map(|c| c.stand));
        for stand in [a, b.filter(|_| a != b)].into_iter().flatten() {
            found[stand].push(l as u32);
        }
    }
    found
}
