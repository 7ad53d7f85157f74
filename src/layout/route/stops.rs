//! Where on their cards lines end.

use std::collections::{BTreeMap, BTreeSet};

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
    let mut stops: Vec<_> = lines.iter().map(|line| first(board, line)).collect();
    let mut free: BTreeMap<usize, Vec<FreeEnd>> = BTreeMap::new();
    for (l, line) in lines.iter().enumerate() {
        for (i, card) in free_ends(line) {
            if let Some(pair) = stops[l] {
                free.entry(card).or_default().push((l, i, pair[i].y));
            }
        }
    }
    for (card, ends) in free {
        for (l, i, y) in spread(board, card, ends) {
            if let Some(pair) = &mut stops[l] {
                pair[i].y = y;
            }
        }
    }
    stops
}

/// The stops of lines at moved cards, and of those that have to give way to them; `lines_of` are the lines at each card.
pub(crate) fn stops_again(
    board: &Board,
    lines: &[Line],
    lines_of: &[Vec<usize>],
    moved: &[usize],
    old: &[Option<[Stop; 2]>],
) -> BTreeMap<usize, [Stop; 2]> {
    let at = |card: &usize| lines_of.get(*card).into_iter().flatten().copied();
    let own: BTreeSet<usize> = moved.iter().flat_map(at).collect();
    let first = |l: usize| Some((l, first(board, lines.get(l)?)?));
    let mut stops: BTreeMap<usize, [Stop; 2]> = own.iter().filter_map(|&l| first(l)).collect();
    let crowded: BTreeSet<usize> = stops
        .keys()
        .filter_map(|&l| lines.get(l))
        .flat_map(|line| free_ends(line).map(|(_, card)| card))
        .collect();
    for card in crowded {
        let mut ends = Vec::new();
        for l in at(&card) {
            let Some((_, new)) = first(l) else { continue };
            for (i, _) in free_ends(&lines[l]).filter(|&(_, other)| other == card) {
                // Lines of other cards keep their other end where it is.
                if !own.contains(&l)
                    && let Some(kept) = old[l]
                {
                    stops.entry(l).or_insert(kept);
                }
                ends.push((l, i, new[i].y));
            }
        }
        for (l, i, y) in spread(board, card, ends) {
            if let Some(pair) = stops.get_mut(&l) {
                pair[i].y = y;
            }
        }
    }
    stops
}

/// The ends of a line that may be at any height, each with its card.
fn free_ends(line: &Line) -> impl Iterator<Item = (usize, usize)> {
    [line.from, line.to]
        .into_iter()
        .enumerate()
        .filter(|(_, end)| !end.row.is_some_and(f32::is_finite))
        .map(|(i, end)| (i, end.card))
}

/// Where a line would end if it were the only one.
fn first(board: &Board, line: &Line) -> Option<[Stop; 2]> {
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
        let card = vertical(board.cards[ends[0].card]);
        let by = LOOP.min(card.length() * 0.5);
        let middle = card.shrink(by).nearest(y[0]);
        y = [middle - by, middle + by];
    }
    Some([0, 1].map(|i| {
        let card = ends[i].card;
        Stop {
            card,
            y: y[i],
            home: board.homes[card],
        }
    }))
}

/// An end of a line: the line's number, which end, and its height.
type FreeEnd = (usize, usize, f32);

/// The ends of lines at a card that may be at any height, moved apart from each other.
fn spread(board: &Board, card: usize, mut ends: Vec<FreeEnd>) -> Vec<FreeEnd> {
    ends.sort_by(|a, b| a.2.total_cmp(&b.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let body: Span = vertical(board.cards[card]).shrink(LOOP);
    let step = APART.min(body.length() / ends.len() as f32);
    let mut lowest = body.lo;
    let mut after = ends.len();
    for (_, _, y) in &mut ends {
        after -= 1;
        *y = y.max(lowest).min(body.hi - after as f32 * step);
        lowest = *y + step;
    }
    ends
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
