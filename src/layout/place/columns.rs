//! Cards in the columns of their block, by threshold annealing on the length of lines.

use super::super::{Cancel, Request};
use super::sheet::{Sheet, size};
use crate::base::random::Random;

/// Moves per card.
const MOVES: usize = 120;

/// Cost of each unit by which a column is too high.
const OVERFULL: f32 = 12.0;

/// Up to so many units longer lines are accepted in the beginning.
const HEAT: f32 = 220.0;

/// What it costs to get past a column, on average.
const DETOUR: f32 = 120.0;

/// A line between two cards, as far as its length matters.
struct Link {
    cards: [usize; 2],
    rows: [f32; 2],
}

/// A column being filled.
struct Column {
    x: f32,
    top: f32,
    limit: f32,
    cards: Vec<usize>,
    height: f32,
    stand: usize,
}

struct Annealer {
    columns: Vec<Column>,
    /// First column of each block, and one past its last.
    ranges: Vec<(usize, usize)>,
    column_of: Vec<usize>,
    y: Vec<f32>,
    sizes: Vec<(f32, f32)>,
    links: Vec<Link>,
    links_of: Vec<Vec<u32>>,
    pitch: Vec<f32>,
    gap: f32,
    stamp: Vec<u32>,
    round: u32,
    touched: Vec<u32>,
}

/// Puts every card into a column of its block.
pub(crate) fn anneal(sheet: &mut Sheet, request: &Request, seed: u64, cancel: &Cancel) {
    let mut annealer = Annealer::new(sheet, request);
    annealer.run(seed, cancel);
    for (s, &(first, end)) in annealer.ranges.iter().enumerate() {
        sheet.stands[s].columns = annealer.columns[first..end]
            .iter()
            .map(|c| c.cards.clone())
            .filter(|c| !c.is_empty())
            .collect();
    }
    sheet.reset_gaps();
}

impl Annealer {
    fn new(sheet: &mut Sheet, request: &Request) -> Self {
        let sizes: Vec<(f32, f32)> = (0..request.cards.len()).map(|c| size(request, c)).collect();
        let links: Vec<Link> = request
            .lines
            .iter()
            .filter(|l| {
                l.from.card != l.to.card && l.from.card < sizes.len() && l.to.card < sizes.len()
            })
            .map(|l| {
                let cards = [l.from.card, l.to.card];
                let row = |i: usize, row: Option<f32>| {
                    let height = sizes[cards[i]].1;
                    row.filter(|r| r.is_finite())
                        .unwrap_or(height * 0.5)
                        .clamp(0.0, height)
                };
                Link {
                    cards,
                    rows: [row(0, l.from.row), row(1, l.to.row)],
                }
            })
            .collect();
        let mut links_of = vec![Vec::new(); sizes.len()];
        for (i, link) in links.iter().enumerate() {
            for card in link.cards {
                links_of[card].push(i as u32);
            }
        }
        let mut annealer = Self {
            columns: Vec::new(),
            ranges: vec![(0, 0); sheet.stands.len()],
            column_of: vec![0; sizes.len()],
            y: vec![0.0; sizes.len()],
            stamp: vec![0; links.len()],
            links,
            links_of,
            pitch: vec![0.0; sheet.stands.len()],
            gap: sheet.gaps.row,
            sizes,
            round: 0,
            touched: Vec::new(),
        };
        annealer.fill(sheet, request);
        annealer
    }

    /// A first distribution: the order of the request, columns of equal height.
    fn fill(&mut self, sheet: &mut Sheet, request: &Request) {
        for s in 0..sheet.stands.len() {
            let stand = &mut sheet.stands[s];
            let count = stand.columns.len();
            let cards = walk(&stand.block.cards, &self.links, &self.links_of);
            let total: f32 = cards.iter().map(|&c| self.sizes[c].1 + self.gap).sum();
            let mut used = 0.0;
            for column in &mut stand.columns {
                column.clear();
            }
            for &card in &cards {
                let height = self.sizes[card].1 + self.gap;
                let column = ((used + height * 0.5) / total.max(1.0) * count as f32) as usize;
                stand.columns[column.min(count - 1)].push(card);
                used += height;
            }
        }
        sheet.reset_gaps();
        // Columns of one width, so that the annealing need not move whole blocks.
        let placement = sheet.placement(request);
        for s in 0..sheet.stands.len() {
            let stand = &sheet.stands[s];
            let first = self.columns.len();
            let widest = stand
                .block
                .cards
                .iter()
                .map(|&c| self.sizes[c].0)
                .fold(0.0, f32::max);
            self.pitch[s] = widest + sheet.gaps.column;
            let origin = stand
                .block
                .cards
                .iter()
                .map(|&c| placement.cards[c].min)
                .fold((f32::INFINITY, f32::INFINITY), |a, p| {
                    (a.0.min(p.x), a.1.min(p.y))
                });
            for (i, cards) in stand.columns.iter().enumerate() {
                self.columns.push(Column {
                    x: origin.0 + i as f32 * self.pitch[s],
                    top: origin.1,
                    limit: stand.height,
                    cards: cards.clone(),
                    height: 0.0,
                    stand: s,
                });
                self.restack(self.columns.len() - 1, 0);
            }
            self.ranges[s] = (first, self.columns.len());
        }
    }

    /// Recomputes the heights in a column from one card on.
    fn restack(&mut self, column: usize, first: usize) {
        let c = &mut self.columns[column];
        let mut y = match first.checked_sub(1).and_then(|above| c.cards.get(above)) {
            Some(&above) => self.y[above] + self.sizes[above].1 + self.gap,
            None => c.top,
        };
        for &card in c.cards.get(first..).unwrap_or_default() {
            self.y[card] = y;
            self.column_of[card] = column;
            y += self.sizes[card].1 + self.gap;
        }
        c.height = y - c.top;
    }

    fn run(&mut self, seed: u64, cancel: &Cancel) {
        let movable: Vec<usize> = (0..self.sizes.len())
            .filter(|&c| {
                let column = self.column_of[c];
                self.columns.get(column).is_some_and(|col| {
                    let (first, end) = self.ranges[col.stand];
                    (first..end)
                        .map(|i| self.columns[i].cards.len())
                        .sum::<usize>()
                        > 1
                })
            })
            .collect();
        if movable.is_empty() {
            return;
        }
        let mut random = Random::new(seed ^ 0x5EED);
        let moves = movable.len() * MOVES;
        for step in 0..moves {
            if step % 256 == 0 && cancel.is_cancelled() {
                return;
            }
            let cool = (moves - step) as f32 / moves as f32;
            let heat = HEAT * cool * cool;
            let card = movable[random.below(movable.len())];
            self.try_move(card, heat * random.unit(), &mut random);
        }
    }

    /// Moves or swaps a card and keeps the change if it costs less than `allowed`.
    fn try_move(&mut self, card: usize, allowed: f32, random: &mut Random) {
        let from = self.column_of[card];
        let (first, end) = self.ranges[self.columns[from].stand];
        let Some(at) = self.columns[from].cards.iter().position(|&c| c == card) else {
            return;
        };
        // Half of the time next to a card it is related to.
        let relative = (random.below(2) == 0 && !self.links_of[card].is_empty())
            .then(|| {
                let link = &self.links
                    [self.links_of[card][random.below(self.links_of[card].len())] as usize];
                link.cards[usize::from(link.cards[0] == card)]
            })
            .filter(|&r| (first..end).contains(&self.column_of[r]));
        let to = match relative {
            Some(r) => (self.column_of[r] + random.below(3))
                .saturating_sub(1)
                .clamp(first, end - 1),
            None => first + random.below(end - first),
        };
        let place = match relative {
            Some(r) => {
                let cards = &self.columns[to].cards;
                let near = cards.partition_point(|&c| self.y[c] < self.y[r]);
                (near + random.below(2)).min(cards.len())
            }
            None => random.below(self.columns[to].cards.len() + 1),
        };
        let swap = random.below(2) == 0 && place < self.columns[to].cards.len();
        let place = if swap || from != to {
            place
        } else {
            place.min(self.columns[to].cards.len() - 1)
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
        if self.change(spots) - before >= allowed {
            self.shift(swap, (to, place), (from, at));
            self.change(spots);
        }
    }

    /// Swaps the cards at two places, or moves the first to the second.
    fn shift(&mut self, swap: bool, (from, at): (usize, usize), (to, place): (usize, usize)) {
        if swap {
            let (card, other) = (self.columns[from].cards[at], self.columns[to].cards[place]);
            self.columns[from].cards[at] = other;
            self.columns[to].cards[place] = card;
        } else {
            let card = self.columns[from].cards.remove(at);
            self.columns[to].cards.insert(place, card);
        }
    }

    /// Cost of everything that a change in two columns, each from one card on, can change.
    fn cost(&mut self, spots: [(usize, usize); 2]) -> f32 {
        self.round += 1;
        self.touched.clear();
        for (column, first) in spots {
            for &card in self.columns[column].cards.get(first..).unwrap_or_default() {
                for &l in &self.links_of[card] {
                    if self.stamp[l as usize] != self.round {
                        self.stamp[l as usize] = self.round;
                        self.touched.push(l);
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
                self.restack(column, first);
            }
        }
        self.cost_of_touched(spots)
    }

    fn cost_of_touched(&self, [(from, _), (to, _)]: [(usize, usize); 2]) -> f32 {
        let length: f32 = self.touched.iter().map(|&l| self.length(l as usize)).sum();
        let full = |c: usize| (self.columns[c].height - self.columns[c].limit).max(0.0) * OVERFULL;
        length + full(from) + if to == from { 0.0 } else { full(to) }
    }

    /// About how long a line gets, with what its way around cards costs.
    fn length(&self, link: usize) -> f32 {
        let Link {
            cards: [a, b],
            rows,
        } = self.links[link];
        let (left, right) = (
            &self.columns[self.column_of[a]],
            &self.columns[self.column_of[b]],
        );
        let dy = (self.y[a] + rows[0] - self.y[b] - rows[1]).abs();
        let gap = (right.x - left.x - self.sizes[a].0).max(left.x - right.x - self.sizes[b].0);
        // Past other columns a line has to find a gap between their cards.
        let skipped = (gap / (self.pitch[left.stand] + 1.0)).max(0.0);
        let dx = if gap < 0.0 { 48.0 } else { gap };
        dx + dy + skipped * DETOUR
    }
}

/// Cards so that each follows one it is related to, beginning with the most related.
fn walk(cards: &[usize], links: &[Link], links_of: &[Vec<u32>]) -> Vec<usize> {
    let mut left = cards.to_vec();
    left.sort_by_key(|&c| (std::cmp::Reverse(links_of[c].len()), c));
    let mut waiting: Vec<bool> = vec![false; links_of.len()];
    for &c in cards {
        waiting[c] = true;
    }
    let mut order: Vec<usize> = Vec::with_capacity(cards.len());
    for &start in &left {
        let mut next = order.len();
        if std::mem::take(&mut waiting[start]) {
            order.push(start);
        }
        while let Some(&card) = order.get(next) {
            next += 1;
            for &l in &links_of[card] {
                for other in links[l as usize].cards {
                    if std::mem::take(&mut waiting[other]) {
                        order.push(other);
                    }
                }
            }
        }
    }
    order
}
