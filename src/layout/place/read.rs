//! The structure of a sheet, read from where blocks and cards stand.

use super::super::Request;
use super::Placement;
use super::sheet::{Gaps, column_width, size};
use crate::base::geometry::Rect;

/// Places are kept in whole units, so edges in line may be off by so much.
const OFF: f32 = 1.5;

/// By so much a column of one card may begin lower than the others.
const BELOW: f32 = 60.0;

/// The cards of a block in columns.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// From left to right, cards from top to bottom.
    pub columns: Vec<Vec<usize>>,
    /// Those of them that stand in no column, put into the nearest.
    pub loose: Vec<usize>,
    /// The columns are not those that cards are in line in: there is no such order.
    pub is_astray: bool,
}

/// Shelves from top to bottom, slots from left to right, blocks on each other, and whether they stand so.
pub(super) fn shelves(frames: &[Rect]) -> (Vec<Vec<Vec<usize>>>, bool) {
    let all: Vec<usize> = (0..frames.len()).collect();
    let mut is_regular = true;
    let mut shelves = Vec::new();
    for shelf in cut(&all, |block| (frames[block].min.y, frames[block].max.y)) {
        let slots = cut(&shelf, |block| (frames[block].min.x, frames[block].max.x));
        let stacks: Vec<Vec<Vec<usize>>> = slots
            .iter()
            .map(|slot| cut(slot, |block| (frames[block].min.y, frames[block].max.y)))
            .collect();
        if stacks.iter().flatten().all(|blocks| blocks.len() == 1) {
            let slots = stacks
                .into_iter()
                .map(|stack| stack.into_iter().flatten().collect());
            shelves.push(slots.collect());
        } else {
            is_regular = false;
            shelves.extend(rows(shelf, frames));
        }
    }
    (shelves, is_regular)
}

/// Groups with a gap between each and the next.
fn cut(blocks: &[usize], span: impl Fn(usize) -> (f32, f32)) -> Vec<Vec<usize>> {
    let mut sorted = blocks.to_vec();
    sorted.sort_by(|&a, &b| span(a).0.total_cmp(&span(b).0).then(a.cmp(&b)));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut end = f32::MIN;
    for block in sorted {
        let (low, high) = span(block);
        match groups.last_mut() {
            Some(group) if low < end => group.push(block),
            _ => groups.push(vec![block]),
        }
        end = end.max(high);
    }
    groups
}

/// Blocks without such gaps in rows, by their middles.
fn rows(mut blocks: Vec<usize>, frames: &[Rect]) -> Vec<Vec<Vec<usize>>> {
    let middle = |block: usize| frames[block].center();
    blocks.sort_by(|&a, &b| middle(a).y.total_cmp(&middle(b).y).then(a.cmp(&b)));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut end = f32::MIN;
    for block in blocks {
        if middle(block).y > end || rows.is_empty() {
            end = middle(block).y + frames[block].height() * 0.5;
            rows.push(Vec::new());
        }
        if let Some(row) = rows.last_mut() {
            row.push(block);
        }
    }
    for row in &mut rows {
        row.sort_by(|&a, &b| middle(a).x.total_cmp(&middle(b).x).then(a.cmp(&b)));
    }
    let slots = |row: Vec<usize>| row.into_iter().map(|block| vec![block]).collect();
    rows.into_iter().map(slots).collect()
}

/// The columns in which the cards of a block stand.
pub(super) fn columns(
    cards: &[usize],
    request: &Request,
    before: &Placement,
    gaps: Gaps,
) -> Reading {
    let rect = |card: usize| before.cards[card];
    let clusters = clusters(cards, before);
    let is_stack = |column: &Vec<usize>| {
        let mut pairs = column.windows(2);
        pairs.all(|pair| rect(pair[1]).min.y >= rect(pair[0]).max.y - OFF)
    };
    let (kept, loose) = in_line(&clusters, before, gaps);
    if loose.len() * 3 <= cards.len() && kept.iter().all(is_stack) {
        let mut columns = kept;
        for &card in &loose {
            insert(&mut columns, card, before);
        }
        return Reading {
            columns,
            loose,
            is_astray: false,
        };
    }
    let count = wanted(cards, request, before, gaps);
    let is_fit = clusters.len() <= 2 * count && count <= 2 * clusters.len();
    let columns = if is_fit && clusters.iter().all(is_stack) {
        clusters
    } else {
        filled(cards, request, before, (count, gaps.row))
    };
    Reading {
        columns,
        loose: Vec::new(),
        is_astray: true,
    }
}

/// Cards that stand more or less below each other, from left to right.
fn clusters(cards: &[usize], before: &Placement) -> Vec<Vec<usize>> {
    let rect = |card: usize| before.cards[card];
    let mut sorted = cards.to_vec();
    sorted.sort_by(|&a, &b| rect(a).min.x.total_cmp(&rect(b).min.x).then(a.cmp(&b)));
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for card in sorted {
        let own = rect(card);
        match clusters.last_mut() {
            Some(cluster) if is_below(rect(cluster[0]), own) => cluster.push(card),
            _ => clusters.push(vec![card]),
        }
    }
    for cluster in &mut clusters {
        cluster.sort_by(|&a, &b| rect(a).min.y.total_cmp(&rect(b).min.y).then(a.cmp(&b)));
    }
    clusters
}

/// Whether the narrower of two cards has more than half of its width in common with the other.
fn is_below(a: Rect, b: Rect) -> bool {
    let common = a.max.x.min(b.max.x) - a.min.x.max(b.min.x);
    common * 2.0 > a.width().min(b.width())
}

/// Of each cluster the cards with one left edge, and all other cards.
fn in_line(
    clusters: &[Vec<usize>],
    before: &Placement,
    gaps: Gaps,
) -> (Vec<Vec<usize>>, Vec<usize>) {
    let rect = |card: usize| before.cards[card];
    let mut loose = Vec::new();
    let mut kept: Vec<Vec<usize>> = Vec::new();
    for cluster in clusters {
        let aligned = |edge: usize| {
            let cards = cluster.iter().copied();
            cards.filter(move |&card| (rect(card).min.x - rect(edge).min.x).abs() <= OFF)
        };
        let edge = cluster
            .iter()
            .max_by_key(|&&card| (aligned(card).count(), usize::MAX - card));
        let mut column: Vec<usize> = edge
            .map(|&edge| aligned(edge).collect())
            .unwrap_or_default();
        // A card on another one is not in line with it.
        let mut bottom = f32::MIN;
        column.retain(|&card| {
            let is_free = rect(card).min.y >= bottom - OFF;
            bottom = bottom.max(rect(card).max.y);
            is_free
        });
        loose.extend(cluster.iter().filter(|card| !column.contains(card)));
        kept.push(column);
    }
    dissolve(&mut kept, &mut loose, before, gaps);
    loose.sort_unstable();
    (kept, loose)
}

/// Takes columns apart that are none: in the way of a larger one, or of a card that stands far from where columns begin.
fn dissolve(kept: &mut Vec<Vec<usize>>, loose: &mut Vec<usize>, before: &Placement, gaps: Gaps) {
    let rect = |card: usize| before.cards[card];
    let right = |column: &Vec<usize>| {
        let edges = column.iter().map(|&card| rect(card).max.x);
        edges.fold(f32::MIN, f32::max)
    };
    while let Some(at) = (1..kept.len()).find(|&at| {
        let left = rect(kept[at][0]).min.x;
        right(&kept[at - 1]) > left + OFF
    }) {
        let smaller = if kept[at].len() <= kept[at - 1].len() {
            at
        } else {
            at - 1
        };
        loose.extend(kept.remove(smaller));
    }
    let firm = || kept.iter().filter(|column| column.len() > 1);
    let top = firm()
        .map(|column| rect(column[0]).min.y)
        .fold(f32::MAX, f32::min);
    if firm().count() == 0 {
        return;
    }
    let mut at = 0;
    while at < kept.len() {
        let card = rect(kept[at][0]);
        let is_far = |gap: f32| gap > 3.0 * gaps.column;
        let before_it = at
            .checked_sub(1)
            .map(|left| card.min.x - right(&kept[left]));
        let after_it = kept
            .get(at + 1)
            .map(|next| rect(next[0]).min.x - card.max.x);
        let strays = (card.min.y - top).abs() > BELOW
            || before_it.is_some_and(is_far)
            || at == 0 && after_it.is_some_and(is_far);
        if kept[at].len() == 1 && strays {
            loose.extend(kept.remove(at));
        } else {
            at += 1;
        }
    }
}

/// Puts a card into the nearest column, at its height.
fn insert(columns: &mut Vec<Vec<usize>>, card: usize, before: &Placement) {
    let rect = |card: usize| before.cards[card];
    let own = rect(card);
    let far = |column: &[usize]| {
        let rects = column.iter().map(|&other| rect(other));
        let around = rects.reduce(Rect::union).unwrap_or_default();
        (around.center().x - own.center().x).abs()
    };
    let nearest = columns.iter_mut().min_by(|a, b| far(a).total_cmp(&far(b)));
    match nearest {
        Some(column) => {
            let place = column
                .iter()
                .position(|&other| rect(other).center().y > own.center().y);
            column.insert(place.unwrap_or(column.len()), card);
        }
        None => columns.push(vec![card]),
    }
}

/// How many columns keep the shape of a block about as it is.
fn wanted(cards: &[usize], request: &Request, before: &Placement, gaps: Gaps) -> usize {
    let around = cards
        .iter()
        .map(|&card| before.cards[card])
        .reduce(Rect::union);
    let around = around.unwrap_or_default();
    let ratio = (around.width() / around.height().max(1.0)).clamp(0.4, 3.0);
    let stack: f32 = cards
        .iter()
        .map(|&card| size(request, card).1 + gaps.row)
        .sum();
    let pitch = column_width(cards, request) + gaps.column;
    let count = (stack * ratio / pitch.max(1.0)).sqrt().round() as usize;
    count.clamp(1, cards.len().max(1))
}

/// Columns of about one height, filled from left to right.
fn filled(
    cards: &[usize],
    request: &Request,
    before: &Placement,
    (count, gap): (usize, f32),
) -> Vec<Vec<usize>> {
    let middle = |card: usize| before.cards[card].center();
    let mut sorted = cards.to_vec();
    sorted.sort_by(|&a, &b| {
        let (p, q) = (middle(a), middle(b));
        p.x.total_cmp(&q.x)
            .then(p.y.total_cmp(&q.y))
            .then(a.cmp(&b))
    });
    let height = |card: usize| size(request, card).1 + gap;
    let total: f32 = cards.iter().map(|&card| height(card)).sum();
    let mut columns = vec![Vec::new(); count];
    let mut used = 0.0;
    for card in sorted {
        let at = ((used + height(card) * 0.5) / total.max(1.0) * count as f32) as usize;
        columns[at.min(count - 1)].push(card);
        used += height(card);
    }
    columns.retain(|column| !column.is_empty());
    for column in &mut columns {
        column.sort_by(|&a, &b| middle(a).y.total_cmp(&middle(b).y).then(a.cmp(&b)));
    }
    columns
}
