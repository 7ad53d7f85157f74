//! The ends of a line: which channels can be reached straight from a row, and ways that need no search.

use super::super::span::Span;
use super::board::{Board, NOWHERE, Side, horizontal, vertical};
use super::graph::Graph;
use super::rays::{Met, Rays};
use super::search::{BEND, CROSSING, Way};
use crate::base::geometry::{Rect, point};

/// Length of the straight piece at a card in which a crow's foot fits.
pub(crate) const STUB: f32 = 12.0;

/// What it costs to turn so near a card that a crow's foot has no room.
const CRAMPED: f32 = 200.0;

/// What it costs to share the last piece with a line that is of another bus but comes from the same row.
const TOGETHER: f32 = 120.0;

/// What it costs to lie on another line.
const COLLISION: f32 = 2000.0;

/// What entering a container costs that has neither end of the line in it: more than any way around.
const FOREIGN: f32 = 40_000.0;

/// An end of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    pub card: usize,
    pub y: f32,
    pub home: u16,
}

/// A vertical channel that can be reached straight from a card.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub side: Side,
    pub vertical: u32,
    pub cost: f32,
}

/// The vertical channels that can be reached straight from a stop.
pub(crate) fn entries(
    graph: &Graph,
    board: &Board,
    rays: &Rays,
    stop: Stop,
    (homes, bus): ([u16; 2], u32),
) -> Vec<Entry> {
    let mut found = Vec::new();
    let frames: Vec<u16> = (0..board.frames.len() as u16)
        .filter(|&f| !homes.contains(&f) && vertical(board.frames[usize::from(f)]).contains(stop.y))
        .collect();
    for side in [Side::Left, Side::Right] {
        let ray = board.ray(stop.card, side, stop.y);
        let edge = if side == Side::Left { ray.hi } else { ray.lo };
        let mut channels: Vec<u32> = graph.crossing(stop.y, ray).collect();
        let at = |v: &u32| graph.vertical[*v as usize].at;
        channels.sort_by(|a, b| at(a).total_cmp(&at(b)));
        if side == Side::Left {
            channels.reverse();
        }
        let mut crossed = 0;
        for v in channels {
            let channel = &graph.vertical[v as usize];
            let way = Span::between(edge, channel.at);
            let strangers = board.frames_at(
                Rect {
                    min: point(way.lo, stop.y),
                    max: point(way.hi, stop.y),
                },
                &frames,
            );
            let cramped = match side {
                Side::Left => channel.across.lo > edge - STUB,
                Side::Right => channel.across.hi < edge + STUB,
            };
            let mut cost = way.length() + foreign(strangers, homes) + CROSSING * f32::from(crossed);
            crossed += graph.lines_at(v, stop.y, bus);
            if cramped {
                cost += CRAMPED;
            }
            cost += match rays.met(stop.y, way.shrink(1.0), bus, &[edge]) {
                Met::Nobody => 0.0,
                Met::Same => TOGETHER,
                Met::Other => COLLISION,
            };
            found.push(Entry {
                side,
                vertical: v,
                cost,
            });
        }
    }
    found
}

/// A line without a bend, where two rows face each other.
pub(crate) fn straight(board: &Board, rays: &Rays, [from, to]: [Stop; 2], bus: u32) -> Option<Way> {
    let homes = [from.home, to.home];
    if (from.y - to.y).abs() > 0.01 || from.card == to.card {
        return None;
    }
    let (a, b) = (
        horizontal(board.cards[from.card]),
        horizontal(board.cards[to.card]),
    );
    let (side, other, gap) = if a.hi < b.lo {
        (Side::Right, Side::Left, Span::new(a.hi, b.lo))
    } else if b.hi < a.lo {
        (Side::Left, Side::Right, Span::new(b.hi, a.lo))
    } else {
        return None;
    };
    if !board.ray(from.card, side, from.y).covers(gap)
        || rays.met(from.y, gap, bus, &[gap.lo, gap.hi]) == Met::Other
    {
        return None;
    }
    let frames: Vec<u16> = (0..board.frames.len() as u16)
        .filter(|f| !homes.contains(f))
        .collect();
    let piece = Rect {
        min: point(gap.lo, from.y),
        max: point(gap.hi, from.y),
    };
    (board.frames_at(piece, &frames)[0] == NOWHERE).then(|| Way {
        from: side,
        to: other,
        channels: Vec::new(),
        cost: gap.length(),
    })
}

/// The best way that uses one vertical channel only.
pub(crate) fn direct(
    graph: &Graph,
    board: &Board,
    rays: &Rays,
    (starts, y0): (&[Entry], f32),
    (goals, y1): (&[Entry], f32),
    (homes, bus): ([u16; 2], u32),
) -> Option<Way> {
    let frames: Vec<u16> = (0..board.frames.len() as u16)
        .filter(|f| !homes.contains(f))
        .collect();
    let y = Span::between(y0, y1);
    let mut best: Option<Way> = None;
    for start in starts {
        for goal in goals.iter().filter(|g| g.vertical == start.vertical) {
            let x = graph.vertical[start.vertical as usize].at;
            let piece = Rect {
                min: point(x, y.lo),
                max: point(x, y.hi),
            };
            if !graph.patch.is_clear(piece.min, piece.max) {
                continue;
            }
            let strangers = foreign(board.frames_at(piece, &frames), homes);
            let crossed = CROSSING * f32::from(graph.crossed_along(start.vertical, y, bus));
            let mut cost = start.cost + goal.cost + y.length() + 2.0 * BEND + strangers + crossed;
            let mirrored = match (start.side, goal.side) {
                (Side::Right, Side::Left) => rays.mirrored(start.vertical, y0, y1),
                (Side::Left, Side::Right) => rays.mirrored(start.vertical, y1, y0),
                _ => false,
            };
            if mirrored {
                cost += COLLISION;
            }
            if best.as_ref().is_none_or(|b| cost < b.cost) {
                best = Some(Way {
                    from: start.side,
                    to: goal.side,
                    channels: vec![start.vertical],
                    cost,
                });
            }
        }
    }
    best
}

/// What it costs to run in containers that have neither end of the line in them.
pub(crate) fn foreign(frames: [u16; 2], homes: [u16; 2]) -> f32 {
    let strangers = frames
        .iter()
        .filter(|&&f| f != NOWHERE && !homes.contains(&f))
        .count();
    strangers as f32 * FOREIGN
}
