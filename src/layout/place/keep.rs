//! Everything placed anew in the order in which it stands.
//!
//! The structure of the sheet is read from where cards are: shelves and slots from the gaps that run between blocks,
//! columns from edges in line. What stands in no column, as what was just added, looks for a place among the others, which
//! move only where that saves much. So a sheet that is tidy already stays as it is.

use super::super::route::squeezes;
use super::super::{Cancel, Request, Style};
use super::blocks::{Block, blocks};
use super::mend::mend;
use super::read::{Reading, columns, shelves};
use super::sheet::{Sheet, size};
use super::straighten::straighten;
use super::widen::widen;
use super::{Placement, whole};
use crate::base::geometry::{Rect, point, vector};

/// By how much shorter lines have to get for a card in a column to leave its place.
const IN_LINE: f32 = 400.0;

/// The same where cards stand in no clear order.
const ASTRAY: f32 = 150.0;

/// Part of its size by which a sheet may be larger than it would have to be.
const SPARE: f32 = 0.05;

/// So many times an order is read at most.
const READINGS: usize = 4;

/// Of lines in a sheet from left to right, so many lead to the left.
const LEFTWARD: f32 = 0.8;

/// Places everything anew, and keeps the order of blocks on shelves, of columns, and of cards in columns where it can be
/// kept. `before` says where everything stands; what a person fixed in the request is not looked at.
pub fn place_again(request: &Request, before: &Placement, cancel: &Cancel) -> Placement {
    if !is_of(before, request) {
        return whole(request, cancel);
    }
    let mut after = if request.options.style == Style::Layered && !is_layered(request, before) {
        rounded(near(&whole(request, cancel), before))
    } else {
        before.clone()
    };
    // Mostly the first reading is that of the result as well. Where blocks can be read in several ways, it takes some more
    // until nothing changes the next time.
    for _ in 0..READINGS {
        let next = rounded(in_order(request, &after, cancel));
        if is_same(&after, &next) || cancel.is_cancelled() {
            break;
        }
        after = next;
    }
    if is_same(before, &after) {
        before.clone()
    } else {
        after
    }
}

/// In whole units, as places are kept.
fn rounded(mut placement: Placement) -> Placement {
    for rect in placement.cards.iter_mut().chain(&mut placement.containers) {
        let whole = point(rect.min.x.round(), rect.min.y.round());
        *rect = rect.translate(whole - rect.min);
    }
    placement
}

/// Whether all cards stand where they stood; places are kept in whole units.
fn is_same(before: &Placement, after: &Placement) -> bool {
    let mut pairs = before.cards.iter().zip(&after.cards);
    pairs.all(|(a, b)| {
        let off = a.min - b.min;
        off.x.abs().max(off.y.abs()) <= 1.5
    })
}

/// Places everything anew in the order in which it stands.
fn in_order(request: &Request, before: &Placement, cancel: &Cancel) -> Placement {
    let mut sheet = Sheet::new(request, joined(blocks(request), before));
    let frames = frames(&sheet, before);
    let (structure, is_regular) = shelves(&frames);
    sheet.shelves = structure;
    let prices = read(&mut sheet, request, before);
    let is_neat = is_regular && prices.is_none();
    if let Some(prices) = prices {
        mend(&mut sheet, request, &prices, &[], cancel);
    }
    sheet.reset_gaps();
    widen(&mut sheet, request, cancel);
    straighten(&mut sheet, request);
    let after = near(&sheet.placement(request), before);
    if is_neat && is_as_good(&sheet, request, before, &after, cancel) {
        return before.clone();
    }
    after
}

/// Reads the columns of all blocks into the sheet. Returns what moving each card has to save; none if there is nothing to move.
/// Where all cards of a block are in line, none of them is moved.
pub(super) fn read(sheet: &mut Sheet, request: &Request, before: &Placement) -> Option<Vec<f32>> {
    let gaps = sheet.gaps;
    let mut prices = vec![f32::INFINITY; request.cards.len()];
    let mut is_neat = true;
    for stand in &mut sheet.stands {
        let cards = &stand.block.cards;
        let Reading {
            columns,
            loose,
            is_astray,
        } = columns(cards, request, before, gaps);
        let is_mended = is_astray || !loose.is_empty();
        is_neat &= !is_mended;
        for &card in cards.iter().filter(|_| is_mended) {
            prices[card] = if is_astray { ASTRAY } else { IN_LINE };
        }
        for &card in &loose {
            prices[card] = 0.0;
        }
        let height = |column: &Vec<usize>| -> f32 {
            let heights = column.iter().map(|&card| size(request, card).1 + gaps.row);
            heights.sum()
        };
        let kept = columns.iter().map(|column| {
            let mut kept = column.clone();
            kept.retain(|card| !loose.contains(card));
            height(&kept)
        });
        // What comes on top may make the columns as much higher as it takes, spread over all of them.
        let total: f32 = columns.iter().map(height).sum();
        let share = total / columns.len().max(1) as f32;
        stand.height = kept.fold(share, f32::max);
        stand.columns = columns;
    }
    (!is_neat).then_some(prices)
}

/// Moves a placement to where most of it stood.
pub(super) fn near(after: &Placement, before: &Placement) -> Placement {
    let off = |of: fn(Rect) -> f32| -> f32 {
        let pairs = before.cards.iter().zip(&after.cards);
        let pairs = pairs.chain(before.containers.iter().zip(&after.containers));
        let mut by: Vec<f32> = pairs.map(|(was, is)| of(*was) - of(*is)).collect();
        by.sort_by(f32::total_cmp);
        // Whole units: places are kept in whole ones.
        by.get(by.len() / 2).copied().unwrap_or_default().round()
    };
    let by = vector(off(|rect| rect.min.x), off(|rect| rect.min.y));
    let moved = |rects: &[Rect]| rects.iter().map(|rect| rect.translate(by)).collect();
    Placement {
        cards: moved(&after.cards),
        containers: moved(&after.containers),
    }
}

fn is_of(before: &Placement, request: &Request) -> bool {
    let rects = || before.cards.iter().chain(&before.containers);
    let numbers = |r: &Rect| [r.min.x, r.min.y, r.max.x, r.max.y];
    before.cards.len() == request.cards.len()
        && before.containers.len() == request.containers.len()
        && rects().flat_map(numbers).all(f32::is_finite)
}

/// Whether most lines lead to the left already.
fn is_layered(request: &Request, before: &Placement) -> bool {
    let ends = request.lines.iter().filter_map(|line| {
        let [from, to] = [line.from.card, line.to.card].map(|card| before.cards.get(card));
        (line.from.card != line.to.card).then_some((from?.min.x, to?.min.x))
    });
    let (leftward, all) = ends.fold((0.0, 0.0), |(leftward, all), (from, to)| {
        let is_leftward = f32::from(u8::from(to < from));
        (leftward + is_leftward, all + 1.0)
    });
    leftward >= LEFTWARD * all
}

/// Groups of free cards that stand among each other are one.
fn joined(blocks: Vec<Block>, before: &Placement) -> Vec<Block> {
    let (mut joined, free): (Vec<Block>, Vec<Block>) = blocks
        .into_iter()
        .partition(|block| block.container.is_some());
    let around = |cards: &[usize]| {
        let rects = cards.iter().map(|&card| before.cards[card]);
        rects.reduce(Rect::union).unwrap_or_default()
    };
    let mut groups: Vec<(Rect, Block)> = Vec::new();
    for mut block in free {
        let mut rect = around(&block.cards);
        while let Some(other) = groups.iter().position(|(other, _)| other.overlaps(rect)) {
            let (_, other) = groups.remove(other);
            block.cards.extend(other.cards);
            rect = around(&block.cards);
        }
        block.cards.sort_unstable();
        groups.push((rect, block));
    }
    joined.extend(groups.into_iter().map(|(_, block)| block));
    joined
}

/// Where the blocks of a sheet stand.
fn frames(sheet: &Sheet, before: &Placement) -> Vec<Rect> {
    let blocks = sheet.stands.iter().map(|stand| &stand.block);
    let frame = |block: &Block| match block.container {
        Some(container) => before.containers[container],
        None => {
            let rects = block.cards.iter().map(|&card| before.cards[card]);
            rects.reduce(Rect::union).unwrap_or_default()
        }
    };
    blocks.map(frame).collect()
}

/// Whether a sheet of the same structure as `after` needs no change: no gap is too narrow, and little room is lost.
fn is_as_good(
    sheet: &Sheet,
    request: &Request,
    before: &Placement,
    after: &Placement,
    cancel: &Cancel,
) -> bool {
    let extent = |placement: &Placement| {
        let rects = placement.cards.iter().chain(&placement.containers);
        rects.copied().reduce(Rect::union).unwrap_or_default()
    };
    let (was, is) = (extent(before), extent(after));
    let fits =
        was.width() <= is.width() * (1.0 + SPARE) && was.height() <= is.height() * (1.0 + SPARE);
    fits && has_gaps(sheet, before, after) && {
        let lacking = |placement: &Placement| -> f32 {
            let squeezes = squeezes(request, placement, cancel);
            squeezes.iter().map(|squeeze| squeeze.lacking).sum()
        };
        lacking(before) <= lacking(after) + 1.0
    }
}

/// Whether cards in columns, columns, and blocks have the distances that they should have at least, and there are no holes
/// between cards.
fn has_gaps(sheet: &Sheet, before: &Placement, after: &Placement) -> bool {
    /// Places are kept in whole units.
    const ROUNDED: f32 = 1.5;
    let is_fine = |is: f32, least: f32, tidy: f32| {
        is >= least - ROUNDED && is <= tidy.max(least) + 2.0 * sheet.gaps.row
    };
    let stands = sheet.stands.iter().all(|stand| {
        let rows = stand.columns.iter().flat_map(|column| column.windows(2));
        let mut rows = rows.map(|pair| {
            let gap = |of: &Placement| of.cards[pair[1]].min.y - of.cards[pair[0]].max.y;
            is_fine(gap(before), sheet.gaps.row, gap(after))
        });
        let mut columns = stand.columns.windows(2).map(|pair| {
            let gap = |of: &Placement| {
                let left = pair[0].iter().map(|&card| of.cards[card].max.x);
                let right = pair[1].iter().map(|&card| of.cards[card].min.x);
                right.fold(f32::MAX, f32::min) - left.fold(f32::MIN, f32::max)
            };
            is_fine(gap(before), sheet.gaps.column, gap(after))
        });
        rows.all(|fine| fine) && columns.all(|fine| fine)
    });
    let frames = frames(sheet, before);
    let apart = |(place, frame): (usize, &Rect)| {
        let frame = frame.expand(sheet.gaps.block * 0.5 - ROUNDED);
        let mut others = frames[place + 1..].iter();
        !others.any(|other| {
            other
                .expand(sheet.gaps.block * 0.5 - ROUNDED)
                .overlaps(frame)
        })
    };
    stands && frames.iter().enumerate().all(apart)
}
