//! Where on their cards lines end.

use std::collections::BTreeMap;

use super::super::Line;
use super::super::span::Span;
use super::board::{Board, vertical};
use super::ends::Stop;

/// Distance between lines that may end at any height of a card.
const APART: f32 = 14.0;

/// Half the distance between the ends of a line from a row to itself.
const LOOP: f32 = 6.0;

/// The stops of every line; none for a line to a card that does not exist.
pub(crate) fn stops(board: &Board, lines: &[Line]) -> Vec<Option<[Stop; 2]>> {
    let mut stops: Vec<Option<[Stop; 2]>> = lines
        .iter()
        .map(|line| {
            let ends = [line.from, line.to];
            if ends.iter().any(|e| e.card >= board.cards.len()) {
                return None;
            }
            let body = |i: usize| {
                let card = vertical(board.cards[ends[i].card]);
                card.shrink(APART.min(card.length() * 0.5))
            };
            let height = |i: usize| {
                let card = vertical(board.cards[ends[i].card]);
                ends[i]
                    .row
                    .filter(|r| r.is_finite())
                    .map(|r| card.nearest(card.lo + r))
            };
            let free = |i: usize, other: usize| {
                let common = body(i).intersect(body(other));
                let near = height(other).unwrap_or_else(|| common.middle());
                body(i).nearest(near)
            };
            let mut y = [
                height(0).unwrap_or_else(|| free(0, 1)),
                height(1).unwrap_or_else(|| free(1, 0)),
            ];
            if ends[0].card == ends[1].card && (y[0] - y[1]).abs() < LOOP {
                y = [y[0] - LOOP, y[0] + LOOP];
            }
            Some([0, 1].map(|i| {
                let card = ends[i].card;
                Stop {
                    card,
                    y: y[i],
                    home: board.homes[card],
                }
            }))
        })
        .collect();
    spread(board, lines, &mut stops);
    stops
}

/// Moves ends that may be at any height apart from each other.
fn spread(board: &Board, lines: &[Line], stops: &mut [Option<[Stop; 2]>]) {
    let mut free: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (l, line) in lines.iter().enumerate() {
        for (i, end) in [line.from, line.to].iter().enumerate() {
            if stops[l].is_some() && !end.row.is_some_and(f32::is_finite) {
                free.entry(end.card).or_default().push((l, i));
            }
        }
    }
    for (card, mut ends) in free {
        let height = |&(l, i): &(usize, usize)| stops[l].map_or(0.0, |s| s[i].y);
        ends.sort_by(|a, b| height(a).total_cmp(&height(b)).then(a.cmp(b)));
        let body: Span = vertical(board.cards[card]).shrink(LOOP);
        let step = APART.min(body.length() / ends.len() as f32);
        let mut lowest = body.lo;
        for (k, &(l, i)) in ends.iter().enumerate() {
            let rest = (ends.len() - 1 - k) as f32 * step;
            if let Some(pair) = &mut stops[l] {
                let y = pair[i].y.max(lowest).min(body.hi - rest);
                pair[i].y = y;
                lowest = y + step;
            }
        }
    }
}

/// A number for every line such that lines to the same row have the same one.
pub(crate) fn buses(lines: &[Line]) -> Vec<u32> {
    let mut known: BTreeMap<(usize, u32), u32> = BTreeMap::new();
    lines
        .iter()
        .enumerate()
        .map(|(l, line)| match line.to.row {
            Some(row) => *known
                .entry((line.to.card, row.to_bits()))
                .or_insert(l as u32),
            None => l as u32,
        })
        .collect()
}
