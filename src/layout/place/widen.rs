//! Gaps wide enough for the lines in them.
//!
//! A trial routing tells in which gaps lines are squeezed, and by how much. Widening beforehand is what
//! saves the routing of the result from having to squeeze them.

use super::super::route::{Squeeze, squeezes};
use super::super::span::Span;
use super::super::{Cancel, Request};
use super::Placement;
use super::sheet::{Sheet, column_width};
use crate::base::geometry::Rect;

/// The squeezes of lines that run in one direction, by the coordinate they run at.
struct Squeezes(Vec<Squeeze>);

impl Squeezes {
    fn new(all: &[Squeeze], upright: bool) -> Self {
        let mut own: Vec<Squeeze> = all
            .iter()
            .copied()
            .filter(|s| s.upright == upright)
            .collect();
        own.sort_by(|a, b| a.at.total_cmp(&b.at));
        Self(own)
    }

    /// What is lacking in a part of the sheet, in whole units as places are kept.
    fn lacking(&self, across: Span, along: Span) -> f32 {
        let from = self.0.partition_point(|s| s.at < across.lo);
        let here = self.0[from..].iter().take_while(|s| s.at <= across.hi);
        here.filter(|s| s.span.overlaps(along))
            .map(|s| s.lacking)
            .fold(0.0, f32::max)
            .ceil()
    }
}

/// Trial routings: each takes as long as the routing of the result, so large sheets get along with few.
fn rounds(request: &Request) -> usize {
    match request.lines.len() {
        0..=1000 => 2,
        _ => 1,
    }
}

/// Widens the gaps of `sheet` for the lines that trial routings send through them.
pub(crate) fn widen(sheet: &mut Sheet, request: &Request, cancel: &Cancel) {
    let rounds = rounds(request);
    for round in 0..rounds {
        let trial = sheet.placement(request);
        let [from, to] = [round, round + 1].map(|round| round as f32 / rounds as f32);
        let all = squeezes(request, &trial, &cancel.part(from, to));
        if all.is_empty() || cancel.is_cancelled() {
            break;
        }
        widen_for(&all, sheet, request, &trial);
    }
}

/// Widens the gaps of `sheet` that are too narrow in the trial.
fn widen_for(all: &[Squeeze], sheet: &mut Sheet, request: &Request, trial: &Placement) {
    let (upright, level) = (Squeezes::new(all, true), Squeezes::new(all, false));
    let frames: Vec<Rect> = (0..sheet.stands.len())
        .map(|s| frame(sheet, s, request, trial))
        .collect();
    for (s, &frame) in frames.iter().enumerate() {
        widen_columns(sheet, s, frame, request, trial, &upright);
        widen_rows(sheet, s, frame, request, trial, &level);
    }
    let slots: Vec<Vec<Rect>> = sheet
        .shelves
        .iter()
        .map(|shelf| {
            let around = |slot: &Vec<usize>| slot.iter().map(|&s| frames[s]).reduce(Rect::union);
            shelf.iter().filter_map(around).collect()
        })
        .collect();
    for (i, shelf) in slots.iter().enumerate() {
        let Some(bounds) = shelf.iter().copied().reduce(Rect::union) else {
            continue;
        };
        for (j, pair) in shelf.windows(2).enumerate() {
            let gap = Span::new(pair[0].max.x, pair[1].min.x);
            let need = upright.lacking(gap, Span::new(bounds.min.y, bounds.max.y));
            sheet.slot_gaps[i][j + 1] += need;
        }
        let below = slots
            .get(i + 1)
            .and_then(|s| s.iter().copied().reduce(Rect::union));
        if let Some(below) = below {
            let gap = Span::new(bounds.max.y, below.min.y);
            let need = level.lacking(gap, Span::new(f32::MIN, f32::MAX));
            sheet.shelf_gaps[i + 1] += need;
        }
        for slot in &sheet.shelves[i] {
            for pair in slot.windows(2) {
                let (upper, lower) = (frames[pair[0]], frames[pair[1]]);
                let gap = Span::new(upper.max.y, lower.min.y);
                let along = Span::new(upper.min.x.min(lower.min.x), upper.max.x.max(lower.max.x));
                sheet.stack_gaps[pair[0]] += level.lacking(gap, along);
            }
        }
    }
}

/// The extent of a block in the trial.
fn frame(sheet: &Sheet, stand: usize, request: &Request, trial: &Placement) -> Rect {
    let block = &sheet.stands[stand].block;
    let cards = || {
        block
            .cards
            .iter()
            .map(|&c| trial.cards[c])
            .reduce(Rect::union)
    };
    let (width, height) = sheet.size(stand, request);
    match block.container {
        Some(c) => trial.containers[c],
        None => cards().map_or(Rect::default(), |r| {
            Rect::new(r.min.x, r.min.y, width, height)
        }),
    }
}

fn widen_columns(
    sheet: &mut Sheet,
    s: usize,
    frame: Rect,
    request: &Request,
    trial: &Placement,
    upright: &Squeezes,
) {
    let along = Span::new(frame.min.y, frame.max.y);
    let edges: Vec<Span> = sheet.stands[s]
        .columns
        .iter()
        .filter_map(|c| {
            let left = trial.cards[*c.first()?].min.x;
            Some(Span::new(left, left + column_width(c, request)))
        })
        .collect();
    let framed = sheet.stands[s].block.container.is_some();
    let stand = &mut sheet.stands[s];
    for i in 0..=edges.len() {
        let inner = 0 < i && i < edges.len();
        if !inner && !framed {
            continue;
        }
        let left = if i == 0 { frame.min.x } else { edges[i - 1].hi };
        let right = edges.get(i).map_or(frame.max.x, |e| e.lo);
        stand.column_gaps[i] += upright.lacking(Span::new(left, right), along);
    }
}

fn widen_rows(
    sheet: &mut Sheet,
    s: usize,
    frame: Rect,
    request: &Request,
    trial: &Placement,
    level: &Squeezes,
) {
    let framed = sheet.stands[s].block.container.is_some();
    let stand = &mut sheet.stands[s];
    let mut lowest = frame.min.y + stand.header;
    for (i, column) in stand.columns.iter().enumerate() {
        let Some(&first) = column.first() else {
            continue;
        };
        let left = trial.cards[first].min.x;
        let along = Span::new(left, left + column_width(column, request));
        let mut top = frame.min.y + stand.header;
        for (r, &card) in column.iter().enumerate() {
            let rect = trial.cards[card];
            if r > 0 || framed {
                let need = level.lacking(Span::new(top, rect.min.y), along);
                stand.row_gaps[i][r] += need;
            }
            top = rect.max.y;
        }
        lowest = lowest.max(top);
    }
    if framed {
        let along = Span::new(frame.min.x, frame.max.x);
        stand.bottom_gap += level.lacking(Span::new(lowest, frame.max.y), along);
    }
}
