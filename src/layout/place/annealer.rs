//! The annealing of one block: moves of cards, kept if they cost less than the heat allows.

use std::ops::Range;

use super::super::Cancel;
use super::part::Part;
use super::tangle::{Gaps, tangle};
use crate::base::random::Random;

/// Cost of each unit by which a column is too high.
const OVERFULL: f32 = 12.0;

/// So many crossings at most a single move is expected to save.
const SAVED: f32 = 4.0;

/// How places are looked for.
pub(crate) struct Plan {
    /// How often blocks hear of each other.
    pub rounds: usize,
    /// Moves per card in all rounds.
    pub moves: usize,
    /// Up to so many units longer lines are accepted in the beginning.
    pub heat: f32,
    /// What a crossing costs. If it costs nothing, nor does it count that lines to one row run together.
    pub crossing: f32,
}

/// Places in two columns: from one card on in the first, and in the other.
type Spots = [(usize, Range<usize>); 2];

/// The annealing of one block.
pub(crate) struct Annealer<'a> {
    part: Part,
    random: Random,
    cancel: &'a Cancel,
    /// Per link and per net: the move in which it was touched last.
    stamps: [Vec<u32>; 2],
    now: u32,
    /// What a move touches, and what it will cost.
    touched: [Vec<(u32, f32)>; 2],
    /// What each link and each net costs.
    costs: [Vec<f32>; 2],
    gaps: Gaps,
    /// Crossings expected.
    tangle: u32,
    /// What each of them costs, if anything.
    crossing: f32,
}

impl<'a> Annealer<'a> {
    pub fn new(part: Part, seed: u64, cancel: &'a Cancel) -> Self {
        let [links, nets] = [part.standing.links.len(), part.standing.nets.len()];
        Self {
            part,
            random: Random::new(seed),
            cancel,
            stamps: [vec![0; links], vec![0; nets]],
            now: 0,
            touched: [Vec::new(), Vec::new()],
            costs: [vec![0.0; links], vec![0.0; nets]],
            gaps: Gaps::default(),
            tangle: 0,
            crossing: 0.0,
        }
    }

    /// The columns as they stand now.
    pub fn columns(&self) -> Vec<Vec<usize>> {
        self.part.columns()
    }

    /// One round of a plan.
    pub fn run(&mut self, plan: &Plan, round: usize) {
        let standing = &self.part.standing;
        let (_, own) = standing.ranges[0];
        let cards: usize = standing.columns[..own].iter().map(|c| c.cards.len()).sum();
        for (link, cost) in self.costs[0].iter_mut().enumerate() {
            *cost = standing.length(link);
        }
        self.crossing = plan.crossing;
        if self.crossing > 0.0 {
            for (net, cost) in self.costs[1].iter_mut().enumerate() {
                *cost = standing.cover(net);
            }
            self.tangle = tangle(standing, &mut self.gaps, u32::MAX);
        }
        let moves = cards * plan.moves / plan.rounds.max(1);
        for step in 0..moves {
            if step % 256 == 0 && self.cancel.is_cancelled() {
                return;
            }
            let done = (round as f32 + step as f32 / moves as f32) / plan.rounds as f32;
            let heat = plan.heat * (1.0 - done) * (1.0 - done);
            let card = self.random.below(cards);
            let allowed = heat * self.random.unit();
            self.try_move(card, allowed);
        }
    }

    /// Moves or swaps a card and keeps the change if it costs less than `allowed`.
    fn try_move(&mut self, card: usize, allowed: f32) {
        let from = self.part.standing.column_of[card];
        let cards = &self.part.standing.columns[from].cards;
        let Some(at) = cards.iter().position(|&c| c == card) else {
            return;
        };
        let (to, place) = self.goal(card);
        let others = self.part.standing.columns[to].cards.len();
        let swap = place < others && self.random.below(2) == 0;
        let place = if swap || from != to {
            place
        } else {
            place.min(others - 1)
        };
        if from == to && place == at {
            return;
        }
        // Cards outside the places that change stay where they are.
        let spots = if from == to {
            [(from, at.min(place)..at.max(place) + 1), (to, 0..0)]
        } else {
            [(from, at..usize::MAX), (to, place..usize::MAX)]
        };
        let before = self.touch(&spots) + self.overfull(&spots);
        self.shift(swap, (from, at), (to, place));
        self.restack(&spots);
        let longer = self.cost_of_touched() + self.overfull(&spots) - before;
        if self.is_accepted(longer, allowed) {
            for (costs, touched) in self.costs.iter_mut().zip(&self.touched) {
                for &(i, cost) in touched {
                    costs[i as usize] = cost;
                }
            }
        } else {
            self.shift(swap, (to, place), (from, at));
            self.restack(&spots);
        }
    }

    /// A column and a place in it where the card may go.
    fn goal(&mut self, card: usize) -> (usize, usize) {
        let standing = &self.part.standing;
        let (_, own) = standing.ranges[0];
        let random = &mut self.random;
        // Half of the time next to a card it is related to.
        let links = &standing.links_of[card];
        let relative = (random.below(2) == 0 && !links.is_empty())
            .then(|| {
                let link = &standing.links[links[random.below(links.len())] as usize];
                link.cards[usize::from(link.cards[0] == card)]
            })
            .filter(|&r| standing.column_of[r] < own);
        match relative {
            Some(r) => {
                let to = (standing.column_of[r] + random.below(3)).saturating_sub(1);
                let to = to.min(own - 1);
                let cards = &standing.columns[to].cards;
                let near = cards.partition_point(|&c| standing.y[c] < standing.y[r]);
                (to, (near + random.below(2)).min(cards.len()))
            }
            None => {
                let to = random.below(own);
                (to, random.below(standing.columns[to].cards.len() + 1))
            }
        }
    }

    /// Whether a change by which lines get longer costs less than `allowed`.
    fn is_accepted(&mut self, longer: f32, allowed: f32) -> bool {
        if self.crossing == 0.0 {
            return longer < allowed;
        }
        // So many crossings may be gained, or have to be saved.
        let gained = ((allowed - longer) / self.crossing).ceil() - 1.0;
        let most = self.tangle as f32 + gained;
        if most < 0.0 || gained < -SAVED {
            return false;
        }
        let after = tangle(&self.part.standing, &mut self.gaps, most as u32);
        let accepted = after as f32 <= most;
        if accepted {
            self.tangle = after;
        }
        accepted
    }

    /// Swaps the cards at two places, or moves the first to the second.
    fn shift(&mut self, swap: bool, (from, at): (usize, usize), (to, place): (usize, usize)) {
        let columns = &mut self.part.standing.columns;
        if swap {
            let (card, other) = (columns[from].cards[at], columns[to].cards[place]);
            columns[from].cards[at] = other;
            columns[to].cards[place] = card;
        } else {
            let card = columns[from].cards.remove(at);
            columns[to].cards.insert(place, card);
        }
    }

    fn restack(&mut self, [(from, first), (to, second)]: &Spots) {
        let standing = &mut self.part.standing;
        if from == to {
            standing.stack(*from, first.clone());
        } else {
            standing.restack(*from, first.start);
            standing.restack(*to, second.start);
        }
    }

    /// Finds everything that a change can touch. Returns what it costs now.
    fn touch(&mut self, spots: &Spots) -> f32 {
        self.now += 1;
        let [links, nets] = &mut self.touched;
        links.clear();
        nets.clear();
        let standing = &self.part.standing;
        let mut sum = 0.0;
        for (column, places) in spots {
            let cards = &standing.columns[*column].cards;
            // The card that joins a column is among those of the other.
            let places = places.start.min(cards.len())..places.end.min(cards.len());
            for &l in cards[places]
                .iter()
                .flat_map(|&card| &standing.links_of[card])
            {
                let seen = &mut self.stamps[0][l as usize];
                if std::mem::replace(seen, self.now) == self.now {
                    continue;
                }
                links.push((l, 0.0));
                sum += self.costs[0][l as usize];
                let net = standing.links[l as usize].net;
                let seen = &mut self.stamps[1][net as usize];
                if self.crossing > 0.0 && std::mem::replace(seen, self.now) != self.now {
                    nets.push((net, 0.0));
                    sum += self.costs[1][net as usize];
                }
            }
        }
        sum
    }

    /// What the touched links and nets cost as the cards stand now.
    fn cost_of_touched(&mut self) -> f32 {
        let standing = &self.part.standing;
        let [links, nets] = &mut self.touched;
        let mut sum = 0.0;
        for (link, cost) in links {
            *cost = standing.length(*link as usize);
            sum += *cost;
        }
        for (net, cost) in nets {
            *cost = standing.cover(*net as usize);
            sum += *cost;
        }
        sum
    }

    /// What it costs that two columns are too high.
    fn overfull(&self, [(from, _), (to, _)]: &Spots) -> f32 {
        let full = |c: usize| {
            let column = &self.part.standing.columns[c];
            (column.height - column.limit).max(0.0) * OVERFULL
        };
        full(*from) + if to == from { 0.0 } else { full(*to) }
    }
}
