//! The channels along the sides of what moved.

use crate::base::geometry::{Rect, point};
use crate::layout::route::board::{Board, horizontal, vertical};
use crate::layout::route::channels::{CLEARANCE, Channel, NARROWEST};
use crate::layout::span::Span;

/// How far a channel beside something that moved may be wide.
const WIDTH: f32 = 64.0;

/// How far such a channel reaches beyond it.
const REACH: f32 = 500.0;

/// The free strip beside a card: to its left or right, or above or below it.
pub(super) fn beside(board: &Board, card: Rect, upright: bool, high: bool) -> Option<Channel> {
    let extent = |rect: Rect, upright: bool| {
        if upright {
            vertical(rect)
        } else {
            horizontal(rect)
        }
    };
    let across = |rect: Rect| extent(rect, !upright);
    let along = |rect: Rect| extent(rect, upright);
    let rect = |across: Span, along: Span| {
        if upright {
            Rect {
                min: point(across.lo, along.lo),
                max: point(across.hi, along.hi),
            }
        } else {
            Rect {
                min: point(along.lo, across.lo),
                max: point(along.hi, across.hi),
            }
        }
    };
    let edge = if high {
        across(card).hi
    } else {
        across(card).lo
    };
    let mut strip = if high {
        Span::new(edge, edge + WIDTH)
    } else {
        Span::new(edge - WIDTH, edge)
    };
    strip = strip.intersect(across(board.sheet));
    for other in board.solids_over(rect(strip, along(card))) {
        if other == card {
            continue;
        }
        if high {
            strip.hi = strip.hi.min(across(other).lo);
        } else {
            strip.lo = strip.lo.max(across(other).hi);
        }
    }
    for frame in &board.frames {
        if !along(*frame).overlaps(along(card)) {
            continue;
        }
        for wall in [across(*frame).lo, across(*frame).hi] {
            if high && wall > edge {
                strip.hi = strip.hi.min(wall);
            } else if !high && wall < edge {
                strip.lo = strip.lo.max(wall);
            }
        }
    }
    if strip.length() < NARROWEST {
        return None;
    }
    let mut reach = along(card).expand(REACH).intersect(along(board.sheet));
    let solids = board.solids_over(rect(strip, reach));
    let near = |f: &&Rect| across(**f).overlaps(strip);
    for other in solids.iter().chain(board.frames.iter().filter(near)) {
        let other = along(*other);
        if other.hi <= along(card).lo {
            reach.lo = reach.lo.max(other.hi);
        } else if other.lo >= along(card).hi {
            reach.hi = reach.hi.min(other.lo);
        }
    }
    let across = strip.shrink(CLEARANCE.min(strip.length() * 0.3));
    Some(Channel {
        across,
        along: reach.shrink(CLEARANCE),
        at: across.middle(),
    })
}
