//! Where on their cards lines end.

use std::collections::{BTreeMap, BTreeSet};

use super::super::span::Span;
use super::super::{End, Line};
use super::board::{Board, vertical};
use super::ends::Stop;

/// Distance between lines that may end at any height of a card.
const APART: f32 = 14.0;

/// Distance from lines to rows that such a line keeps where there is room: half a row.
const BESIDE: f32 = 7.5;

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
    let mut taken: BTreeMap<usize, Vec<f32>> = BTreeMap::new();
    for (line, stops) in lines.iter().zip(&stops) {
        for (card, y) in rows(line, stops.as_ref()) {
            if free.contains_key(&card) {
                taken.entry(card).or_default().push(y);
            }
        }
    }
    for (card, ends) in free {
        let taken = taken.get(&card).map_or(&[][..], Vec::as_slice);
        for (l, i, y) in spread(board, card, ends, taken) {
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
        let mut taken = Vec::new();
        for l in at(&card) {
            let Some((_, new)) = first(l) else { continue };
            let own_rows = rows(&lines[l], Some(&new)).filter(|&(other, _)| other == card);
            taken.extend(own_rows.map(|(_, y)| y));
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
        for (l, i, y) in spread(board, card, ends, &taken) {
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

/// The ends of a line that are at rows: card and height.
fn rows<'a>(line: &'a Line, stops: Option<&[Stop; 2]>) -> impl Iterator<Item = (usize, f32)> + 'a {
    let ends = [line.from, line.to].into_iter().enumerate();
    let stops = stops.copied();
    let at_row = move |(i, end): (usize, End)| {
        end.row.filter(|row| row.is_finite())?;
        Some((end.card, stops?[i].y))
    };
    ends.filter_map(at_row)
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

/// The ends of lines at a card that may be at any height, moved apart from each other and, where there is room, from the
/// heights `taken` by lines to rows.
fn spread(board: &Board, card: usize, mut ends: Vec<FreeEnd>, taken: &[f32]) -> Vec<FreeEnd> {
    ends.sort_by(|a, b| a.2.total_cmp(&b.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let body: Span = vertical(board.cards[card]).shrink(LOOP);
    let step = APART.min(body.length() / ends.len() as f32);
    if let Some(found) = clear(&ends, body, taken) {
        return found;
    }
    let mut lowest = body.lo;
    let mut after = ends.len();
    for (_, _, y) in &mut ends {
        after -= 1;
        *y = y.max(lowest).min(body.hi - after as f32 * step);
        lowest = *y + step;
    }
    ends
}

/// The ends each at the nearest height that nobody else has; none if they do not all find one.
fn clear(ends: &[FreeEnd], body: Span, taken: &[f32]) -> Option<Vec<FreeEnd>> {
    let mut found: Vec<FreeEnd> = Vec::with_capacity(ends.len());
    for &(l, i, wanted) in ends {
        let steps = (0..40).map(|step| (step + 1) / 2 * 5 * if step % 2 == 0 { 1 } else { -1 });
        let y = steps.map(|by| wanted + by as f32).find(|&y| {
            body.contains(y)
                && taken.iter().all(|row| (row - y).abs() >= BESIDE)
                && found
                    .iter()
                    .all(|other| (other.2 - y).abs() >= APART - 0.01)
        })?;
        found.push((l, i, y));
    }
    Some(found)
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
