//! Cards in the columns of their block, by threshold annealing on the length of lines and, on sheets that are
//! not large, on the crossings to be expected.

use super::super::{Cancel, Request};
use super::sheet::Sheet;
use super::standing::Standing;
use super::tangle::{Gaps, tangle};
use crate::base::random::Random;

/// Cost of each unit by which a column is too high.
const OVERFULL: f32 = 12.0;

/// What a crossing costs.
const CROSSING: f32 = 500.0;

/// So many crossings at most a single move is expected to save.
const SAVED: u32 = 4;

/// How the places are looked for.
struct Plan {
    /// Moves per card.
    moves: usize,
    /// Up to so many units longer lines are accepted in the beginning.
    heat: f32,
    /// Whether it counts that lines to one row run together, and where lines cross.
    thorough: bool,
}

/// To foretell crossings takes long, so large sheets get along without.
fn plans(cards: usize) -> Vec<Plan> {
    let plan = |moves, heat, thorough| Plan {
        moves,
        heat,
        thorough,
    };
    match cards {
        0..=200 => vec![plan(30, 220.0, false), plan(30, 150.0, true)],
        201..=1200 => vec![plan(120, 220.0, false)],
        _ => vec![plan(60, 220.0, false)],
    }
}

struct Annealer {
    standing: Standing,
    thorough: bool,
    /// Per link and per net: the round in which it was touched last.
    stamps: [Vec<u32>; 2],
    round: u32,
    touched: Vec<u32>,
    touched_nets: Vec<u32>,
    gaps: Gaps,
    /// Crossings expected in each block.
    tangles: Vec<u32>,
    /// The links with an end in each block.
    links_in: Vec<Vec<u32>>,
}

/// Puts every card into a column of its block.
pub(crate) fn anneal(sheet: &mut Sheet, request: &Request, seed: u64, cancel: &Cancel) {
    let standing = Standing::new(sheet, request);
    let mut annealer = Annealer {
        thorough: false,
        stamps: [vec![0; standing.links.len()], vec![0; standing.nets.len()]],
        round: 0,
        touched: Vec::new(),
        touched_nets: Vec::new(),
        gaps: Gaps::default(),
        tangles: vec![0; standing.ranges.len()],
        links_in: links_in(&standing),
        standing,
    };
    let mut random = Random::new(seed ^ 0x5EED);
    let plans = plans(request.cards.len());
    let share = 1.0 / plans.len() as f32;
    for (i, plan) in plans.iter().enumerate() {
        let from = i as f32 * share;
        annealer.run(plan, &mut random, &cancel.part(from, from + share));
    }
    annealer.standing.take_over(sheet);
}

/// The links with an end in each block.
fn links_in(standing: &Standing) -> Vec<Vec<u32>> {
    let mut found = vec![Vec::new(); standing.ranges.len()];
    for (l, link) in standing.links.iter().enumerate() {
        let [a, b] = link.cards.map(|card| {
            standing
                .columns
                .get(standing.column_of[card])
                .map(|c| c.stand)
        });
        for stand in [a, b.filter(|_| a != b)].into_iter().flatten() {
            found[stand].push(l as u32);
        }
    }
    found
}

impl Annealer {
    fn run(&mut self, plan: &Plan, random: &mut Random, cancel: &Cancel) {
        let standing = &self.standing;
        let movable: Vec<usize> = (0..standing.y.len())
            .filter(|&c| {
                let column = standing.columns.get(standing.column_of[c]);
                column.is_some_and(|column| {
                    let (first, end) = standing.ranges[column.stand];
                    let others = &standing.columns[first..end];
                    others.iter().map(|c| c.cards.len()).sum::<usize>() > 1
                })
            })
            .collect();
        if movable.is_empty() {
            return;
        }
        self.thorough = plan.thorough;
        if plan.thorough {
            for s in 0..self.tangles.len() {
                self.tangles[s] = tangle(&self.standing, s, &self.links_in[s], &mut self.gaps);
            }
        }
        let moves = movable.len() * plan.moves;
        for step in 0..moves {
            if step % 256 == 0 {
                if cancel.is_cancelled() {
                    return;
                }
                cancel.advance(step as f32 / moves as f32);
            }
            let cool = (moves - step) as f32 / moves as f32;
            let heat = plan.heat * cool * cool;
            let card = movable[random.below(movable.len())];
            self.try_move(card, heat * random.unit(), random);
        }
    }

    /// Moves or swaps a card and keeps the change if it costs less than `allowed`.
    fn try_move(&mut self, card: usize, allowed: f32, random: &mut Random) {
        let standing = &self.standing;
        let from = standing.column_of[card];
        let (first, end) = standing.ranges[standing.columns[from].stand];
        let Some(at) = standing.columns[from].cards.iter().position(|&c| c == card) else {
            return;
        };
        // Half of the time next to a card it is related to.
        let relative = (random.below(2) == 0 && !standing.links_of[card].is_empty())
            .then(|| {
                let link = &standing.links
                    [standing.links_of[card][random.below(standing.links_of[card].len())] as usize];
                link.cards[usize::from(link.cards[0] == card)]
            })
            .filter(|&r| (first..end).contains(&standing.column_of[r]));
        let to = match relative {
            Some(r) => (standing.column_of[r] + random.below(3))
                .saturating_sub(1)
                .clamp(first, end - 1),
            None => first + random.below(end - first),
        };
        let place = match relative {
            Some(r) => {
                let cards = &standing.columns[to].cards;
                let near = cards.partition_point(|&c| standing.y[c] < standing.y[r]);
                (near + random.below(2)).min(cards.len())
            }
            None => random.below(standing.columns[to].cards.len() + 1),
        };
        let swap = random.below(2) == 0 && place < standing.columns[to].cards.len();
        let place = if swap || from != to {
            place
        } else {
            place.min(standing.columns[to].cards.len() - 1)
        };
        if from == to && place == at {
            return;
        }
        // Cards above the places that change stay where they are.
        let spots = if from == to {
            [(from, at.min(place)), (to, usize::MAX)]
        } else {
            [(from, at), (to, place)]
        };
        let before = self.cost(spots);
        self.shift(swap, (from, at), (to, place));
        let longer = self.change(spots) - before;
        if !self.is_accepted(self.standing.columns[from].stand, longer, allowed) {
            self.shift(swap, (to, place), (from, at));
            self.change(spots);
        }
    }

    /// Whether a change in a block, by which lines get longer, costs less than `allowed`.
    fn is_accepted(&mut self, stand: usize, longer: f32, allowed: f32) -> bool {
        if !self.thorough {
            return longer < allowed;
        }
        let before = self.tangles[stand];
        if longer >= allowed + CROSSING * before.min(SAVED) as f32 {
            return false;
        }
        let links = &self.links_in[stand];
        let after = tangle(&self.standing, stand, links, &mut self.gaps);
        let accepted = longer + CROSSING * (after as f32 - before as f32) < allowed;
        if accepted {
            self.tangles[stand] = after;
        }
        accepted
    }

    /// Swaps the cards at two places, or moves the first to the second.
    fn shift(&mut self, swap: bool, (from, at): (usize, usize), (to, place): (usize, usize)) {
        if swap {
            let (card, other) = (
                self.standing.columns[from].cards[at],
                self.standing.columns[to].cards[place],
            );
            self.standing.columns[from].cards[at] = other;
            self.standing.columns[to].cards[place] = card;
        } else {
            let card = self.standing.columns[from].cards.remove(at);
            self.standing.columns[to].cards.insert(place, card);
        }
    }

    /// Cost of everything that a change in two columns, each from one card on, can change.
    fn cost(&mut self, spots: [(usize, usize); 2]) -> f32 {
        self.round += 1;
        self.touched.clear();
        self.touched_nets.clear();
        let standing = &self.standing;
        for (column, first) in spots {
            let cards = &standing.columns[column].cards;
            for &card in cards.get(first..).unwrap_or_default() {
                for &l in &standing.links_of[card] {
                    if std::mem::replace(&mut self.stamps[0][l as usize], self.round) == self.round
                    {
                        continue;
                    }
                    self.touched.push(l);
                    let net = standing.links[l as usize].net;
                    let seen = &mut self.stamps[1][net as usize];
                    if self.thorough && std::mem::replace(seen, self.round) != self.round {
                        self.touched_nets.push(net);
                    }
                }
            }
        }
        // The card that joins a column is among those of the other.
        self.cost_of_touched(spots)
    }

    fn change(&mut self, spots: [(usize, usize); 2]) -> f32 {
        for (column, first) in spots {
            if first != usize::MAX {
                self.standing.restack(column, first);
            }
        }
        self.cost_of_touched(spots)
    }

    fn cost_of_touched(&self, [(from, _), (to, _)]: [(usize, usize); 2]) -> f32 {
        let standing = &self.standing;
        let touched = self.touched.iter();
        let length: f32 = touched.map(|&l| standing.length(l as usize)).sum();
        let nets = self.touched_nets.iter();
        let cover: f32 = nets.map(|&net| standing.cover(net as usize)).sum();
        let full = |c: usize| {
            let column = &standing.columns[c];
            (column.height - column.limit).max(0.0) * OVERFULL
        };
        length + cover + full(from) + if to == from { 0.0 } else { full(to) }
    }
}
