//! Cards slide up and down in their columns so that rows which refer to each other face each other: a line between them
//! needs no bend.
//!
//! Only gaps change, and none gets less than it has; a column may grow to the height of its block, or a little more.

use super::super::Request;
use super::Placement;
use super::sheet::{Sheet, size};

/// Passes over all lines.
const PASSES: usize = 4;

/// By this part a block may grow.
const GROWTH: f32 = 0.06;

/// Rows at heights no more different face each other.
const LEVEL: f32 = 0.005;

/// Shorter moves are no use, longer ones tear a column apart.
const FARTHEST: f32 = 400.0;

/// A column of cards and the room it has.
struct Column {
    stand: usize,
    number: usize,
    cards: Vec<usize>,
    /// What is above each card at least.
    least: Vec<f32>,
    /// Where the room begins and ends.
    top: f32,
    bottom: f32,
}

/// A line as one of its cards sees it: its own row, and the other card with its row.
#[derive(Clone, Copy, Debug)]
struct Facing {
    row: f32,
    other: usize,
    other_row: f32,
}

/// What is known of the cards.
struct Cards {
    /// The upper edge of each.
    y: Vec<f32>,
    heights: Vec<f32>,
    /// Lines to cards in a column right beside.
    facing: Vec<Vec<Facing>>,
}

/// Slides the cards of `sheet`.
pub(crate) fn straighten(sheet: &mut Sheet, request: &Request) {
    let placement = sheet.placement(request);
    let columns = columns(sheet, request, &placement);
    let mut cards = Cards {
        y: placement.cards.iter().map(|card| card.min.y).collect(),
        heights: (0..request.cards.len())
            .map(|card| size(request, card).1)
            .collect(),
        facing: facing(sheet, request, &columns),
    };
    for _ in 0..PASSES {
        let mut moved = false;
        for column in &columns {
            for at in 0..column.cards.len() {
                moved |= cards.slide(column, at);
            }
        }
        if !moved {
            break;
        }
    }
    for column in &columns {
        let gaps = &mut sheet.stands[column.stand].row_gaps[column.number];
        let mut above = column.top;
        for (gap, &card) in gaps.iter_mut().zip(&column.cards) {
            *gap = cards.y[card] - above;
            above = cards.y[card] + cards.heights[card];
        }
    }
}

fn columns(sheet: &Sheet, request: &Request, placement: &Placement) -> Vec<Column> {
    let mut columns = Vec::new();
    for (s, stand) in sheet.stands.iter().enumerate() {
        let lowest = stand.block.cards.iter().map(|&c| placement.cards[c].max.y);
        let lowest = lowest.fold(f32::MIN, f32::max);
        for (number, cards) in stand.columns.iter().enumerate() {
            let Some(&first) = cards.first() else {
                continue;
            };
            let least = &stand.row_gaps[number];
            let top = placement.cards[first].min.y - least[0];
            let height: f32 = cards.iter().map(|&c| size(request, c).1).sum();
            let slack = if stand.columns.len() > 1 { GROWTH } else { 0.0 };
            columns.push(Column {
                stand: s,
                number,
                cards: cards.clone(),
                least: least.clone(),
                top,
                bottom: lowest + (lowest - top).min(height) * slack,
            });
        }
    }
    columns
}

/// The lines of each card to cards in the columns right beside its own.
fn facing(sheet: &Sheet, request: &Request, columns: &[Column]) -> Vec<Vec<Facing>> {
    // The place of each card: stand and column.
    let mut place = vec![(usize::MAX, 0); request.cards.len()];
    for column in columns {
        for &card in &column.cards {
            place[card] = (column.stand, column.number);
        }
    }
    // The shelf and slot of each stand.
    let mut slot_of = vec![(0, 0); sheet.stands.len()];
    for (shelf, slots) in sheet.shelves.iter().enumerate() {
        for (slot, stands) in slots.iter().enumerate() {
            for &stand in stands {
                slot_of[stand] = (shelf, slot);
            }
        }
    }
    let last = |stand: usize| sheet.stands[stand].columns.len().saturating_sub(1);
    let beside = |(s, i): (usize, usize), (t, j): (usize, usize)| {
        if s == t {
            return i + 1 == j;
        }
        let (a, b) = (slot_of[s], slot_of[t]);
        a.0 == b.0 && a.1 + 1 == b.1 && i == last(s) && j == 0
    };
    let mut facing = vec![Vec::new(); request.cards.len()];
    for line in &request.lines {
        let (from, to) = (line.from, line.to);
        let (Some(&a), Some(&b)) = (place.get(from.card), place.get(to.card)) else {
            continue;
        };
        let known = a.0 != usize::MAX && b.0 != usize::MAX;
        if let (true, Some(row), Some(other)) = (known, from.row, to.row)
            && (beside(a, b) || beside(b, a))
            && line.via.is_empty()
        {
            for (own, row, other, other_row) in [
                (from.card, row, to.card, other),
                (to.card, other, from.card, row),
            ] {
                facing[own].push(Facing {
                    row,
                    other,
                    other_row,
                });
            }
        }
    }
    facing
}

impl Cards {
    /// How many lines of some cards are straight.
    fn straight(&self, cards: &[usize]) -> usize {
        let count = |&card: &usize| {
            let level =
                |f: &&Facing| (self.y[card] + f.row - self.y[f.other] - f.other_row).abs() < LEVEL;
            self.facing[card].iter().filter(level).count()
        };
        cards.iter().map(count).sum()
    }

    /// Moves a card, and what it pushes, to where more lines are straight, if there is such a place. Whether there was.
    fn slide(&mut self, column: &Column, at: usize) -> bool {
        let card = column.cards[at];
        let before: Vec<f32> = column.cards.iter().map(|&c| self.y[c]).collect();
        let straight = self.straight(&column.cards);
        let mut best: Option<(usize, f32, Vec<f32>)> = None;
        for facing in self.facing[card].clone() {
            let by = self.y[facing.other] + facing.other_row - self.y[card] - facing.row;
            if by.abs() < LEVEL || by.abs() > FARTHEST {
                continue;
            }
            for together in [false, true] {
                let Some(after) = self.pushed(column, at, by, together) else {
                    continue;
                };
                self.put(column, &after);
                let count = self.straight(&column.cards);
                self.put(column, &before);
                let better = best
                    .as_ref()
                    .is_none_or(|b| count > b.0 || count == b.0 && by.abs() < b.1);
                if count > straight && better {
                    best = Some((count, by.abs(), after));
                }
            }
        }
        let Some((_, _, after)) = best else {
            return false;
        };
        self.put(column, &after);
        true
    }

    fn put(&mut self, column: &Column, y: &[f32]) {
        for (&card, &y) in column.cards.iter().zip(y) {
            self.y[card] = y;
        }
    }

    /// The heights of a column's cards once one of them has moved, alone or together with all below it, and has pushed
    /// those in its way; none if there is no room.
    fn pushed(&self, column: &Column, at: usize, by: f32, together: bool) -> Option<Vec<f32>> {
        let cards = &column.cards;
        let mut y: Vec<f32> = cards.iter().map(|&c| self.y[c]).collect();
        let moved = if together {
            at..cards.len()
        } else {
            at..at + 1
        };
        for y in &mut y[moved] {
            *y += by;
        }
        for i in at + 1..cards.len() {
            y[i] = y[i].max(y[i - 1] + self.heights[cards[i - 1]] + column.least[i]);
        }
        for i in (0..at).rev() {
            y[i] = y[i].min(y[i + 1] - column.least[i + 1] - self.heights[cards[i]]);
        }
        let last = cards.len() - 1;
        let fits = y[0] >= column.top + column.least[0] - LEVEL
            && y[last] + self.heights[cards[last]] <= column.bottom;
        fits.then_some(y)
    }
}
