//! Single cards moved to better places in their block, the others left in their order.
//!
//! A card moves only if lines get shorter by more than it costs, so few cards do, and always the same ones.

use std::collections::BTreeSet;

use super::super::{Cancel, Request};
use super::sheet::Sheet;
use super::standing::Standing;
use crate::base::geometry::Rect;

/// So many times each card looks for a better place at most.
const PASSES: usize = 3;

/// Next to so many of its relatives a card looks for a place.
const RELATIVES: usize = 8;

/// By less lines need not get shorter.
const LEAST: f32 = 20.0;

/// Cost of each unit by which a column is too high.
const OVERFULL: f32 = 12.0;

struct Mender {
    standing: Standing,
    /// Per link: the round in which it was counted last.
    stamps: Vec<u32>,
    round: u32,
}

/// Moves cards where that makes lines shorter by more than the price of each. `anchors` are cards in no block, which stay.
pub(super) fn mend(
    sheet: &mut Sheet,
    request: &Request,
    prices: &[f32],
    anchors: &[(usize, Rect)],
    cancel: &Cancel,
) {
    let mut standing = Standing::new(sheet, request);
    for &(card, rect) in anchors {
        standing.anchor(card, rect);
    }
    let mut cards: Vec<usize> = sheet
        .stands
        .iter()
        .flat_map(|s| s.block.cards.clone())
        .collect();
    cards.retain(|&card| prices[card].is_finite());
    // Those that are free to go first: the others then know where they are.
    cards.sort_by(|&a, &b| prices[a].total_cmp(&prices[b]).then(a.cmp(&b)));
    let mut mender = Mender {
        stamps: vec![0; standing.links.len()],
        round: 0,
        standing,
    };
    for _ in 0..PASSES {
        let mut any = false;
        for &card in &cards {
            if cancel.is_cancelled() {
                break;
            }
            any |= mender.improve(card, prices[card]);
        }
        if !any {
            break;
        }
    }
    mender.standing.take_over(sheet);
}

impl Mender {
    /// Moves a card to the best of some places, if it is so much better. Says whether it moved.
    fn improve(&mut self, card: usize, price: f32) -> bool {
        let from = self.standing.column_of[card];
        let cards = &self.standing.columns[from].cards;
        let Some(at) = cards.iter().position(|&other| other == card) else {
            return false;
        };
        let mut best: Option<(f32, (usize, usize))> = None;
        for (to, place) in self.places(card, (from, at)) {
            let before = self.cost([from, to]);
            self.shift((from, at), (to, place));
            let saved = before - self.cost([from, to]);
            self.shift((to, place), (from, at));
            if best.is_none_or(|(most, _)| saved > most) {
                best = Some((saved, (to, place)));
            }
        }
        match best {
            Some((saved, to)) if saved > price + LEAST => {
                self.shift((from, at), to);
                true
            }
            _ => false,
        }
    }

    /// Columns and places in them, once the card is out of its own, that are near what it is related to.
    fn places(&self, card: usize, (from, at): (usize, usize)) -> BTreeSet<(usize, usize)> {
        let standing = &self.standing;
        let (first, end) = standing.ranges[standing.columns[from].stand];
        let mut places = BTreeSet::new();
        let mut add = |to: usize, y: f32| {
            let others = standing.columns[to]
                .cards
                .iter()
                .filter(|&&other| other != card);
            let near = others
                .clone()
                .filter(|&&other| standing.y[other] < y)
                .count();
            let count = others.count();
            places.extend([near, (near + 1).min(count)].map(|place| (to, place)));
        };
        let links = standing.links_of[card].iter().take(RELATIVES);
        for &link in links {
            let ends = standing.links[link as usize].cards;
            let other = ends[usize::from(ends[0] == card)];
            let home = standing.column_of[other];
            let inside = (first..end).contains(&home);
            let columns = if inside {
                home.saturating_sub(1).max(first)..(home + 2).min(end)
            } else {
                first..end
            };
            for to in columns {
                add(to, standing.y[other]);
            }
        }
        for to in from.saturating_sub(1).max(first)..(from + 2).min(end) {
            add(to, standing.y[card]);
        }
        places.remove(&(from, at));
        places
    }

    fn shift(&mut self, (from, at): (usize, usize), (to, place): (usize, usize)) {
        let columns = &mut self.standing.columns;
        let card = columns[from].cards.remove(at);
        columns[to].cards.insert(place, card);
        self.standing.restack(from, 0);
        self.standing.restack(to, 0);
    }

    /// Length of all lines of the cards in two columns, and what it costs that these are too high.
    fn cost(&mut self, [from, to]: [usize; 2]) -> f32 {
        self.round += 1;
        let standing = &self.standing;
        let mut cost = 0.0;
        for column in [from, to] {
            for &card in &standing.columns[column].cards {
                for &link in &standing.links_of[card] {
                    let stamp = &mut self.stamps[link as usize];
                    if std::mem::replace(stamp, self.round) != self.round {
                        cost += standing.length(link as usize);
                    }
                }
            }
        }
        let full = |column: usize| {
            let column = &standing.columns[column];
            (column.height - column.limit).max(0.0) * OVERFULL
        };
        cost + full(from) + if to == from { 0.0 } else { full(to) }
    }
}
