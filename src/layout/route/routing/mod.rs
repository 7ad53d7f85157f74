//! One run of the router: ways for a set of lines, tracks for them, and another try for lines that came to
//! lie on others.

mod laid;

use std::collections::{BTreeMap, BTreeSet};

use super::super::span::Span;
use super::super::{Cancel, Line};
use super::board::{Board, Side, horizontal, vertical};
use super::ends::{STUB, Stop};
use super::graph::{Graph, NONE};
use super::rays::{NEAR, Rays};
use super::search::{Search, TRACK, Way};
use super::tracks::{Track, assign};
use super::untangle::untangle;
use super::via;
use super::wires::{Segment, Wires, simplify};
use crate::base::geometry::{Point, Rect, point};
use laid::Laid;

/// How often lines that lie on others may look for another way; each time costs as much as a good part of
/// the routing.
const RETRIES: usize = 5;

/// So often during a gesture, whose next frame tries again anyway.
const RETRIES_LIVE: usize = 1;

/// What is given.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub board: &'a Board,
    /// The lines to draw.
    pub lines: &'a [Line],
    pub stops: &'a [Option<[Stop; 2]>],
    /// Lines to the same row have the same number.
    pub buses: &'a [u32],
    /// Other lines, which stay as they are.
    pub others: Option<&'a dyn Others>,
}

/// Lines that stay as they are.
pub(crate) trait Others {
    /// Their upright or level pieces that touch a rectangle.
    fn pieces(&self, rect: Rect, upright: bool) -> Vec<Piece>;
}

/// A straight piece of a line that stays as it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub ends: [Point; 2],
    pub bus: u32,
    /// The cards that the line joins.
    pub cards: [usize; 2],
}

/// What is known so far.
pub(crate) struct Routing<'a> {
    task: Task<'a>,
    graph: &'a mut Graph,
    search: &'a mut Search,
    ways: Vec<Option<Way>>,
    /// Level pieces that turned out to be no good for any line.
    barred: Rays,
    /// Level pieces of other lines.
    taken: Rays,
}

impl<'a> Routing<'a> {
    /// Finds a way for every line.
    pub fn new(
        task: Task<'a>,
        graph: &'a mut Graph,
        search: &'a mut Search,
        cancel: &Cancel,
    ) -> Self {
        let taken = taken(&task);
        let mut routing = Self {
            ways: vec![None; task.lines.len()],
            task,
            graph,
            search,
            barred: Rays::default(),
            taken,
        };
        let mut wires = routing.no_wires();
        let order = routing.order();
        let mut found = 0;
        for group in order.chunk_by(|&a, &b| task.buses[a] == task.buses[b]) {
            let mut joined = None;
            for &l in group {
                if cancel.is_cancelled() {
                    return routing;
                }
                cancel.advance(found as f32 / order.len() as f32);
                found += 1;
                joined = routing.find(l, joined, &wires.rays);
                routing.add(l, &mut wires);
            }
        }
        routing
    }

    /// Where the level pieces at the ends of a line are.
    fn ends_of(&self, l: usize) -> Vec<(f32, Span)> {
        let (Some(stops), Some(way)) = (self.task.stops[l], &self.ways[l]) else {
            return Vec::new();
        };
        let board = self.task.board;
        let ends = [
            (way.from, way.channels.first()),
            (way.to, way.channels.last()),
        ];
        let mut found = Vec::new();
        for (stop, (side, channel)) in stops.into_iter().zip(ends) {
            let card = board.cards[stop.card];
            let edge = if side == Side::Left {
                card.min.x
            } else {
                card.max.x
            };
            if let Some(&channel) = channel {
                let at = self.graph.vertical[channel as usize].at;
                found.push((stop.y, Span::between(edge, at)));
            }
        }
        found
    }

    /// Lets the lines to each row look for better ways, now that all others are known.
    pub fn improve(&mut self, cancel: &Cancel) {
        let wires = &mut self.wires().wires;
        let order = self.order();
        for group in order.chunk_by(|&a, &b| self.task.buses[a] == self.task.buses[b]) {
            if cancel.is_cancelled() {
                return;
            }
            let bus = self.task.buses[group[0]];
            let mut ways = Vec::new();
            let mut ends = Vec::new();
            for &l in group {
                if let (Some(way), Some(stops)) = (&self.ways[l], self.task.stops[l]) {
                    ways.push((way, stops.map(|s| s.y)));
                    ends.extend(self.ends_of(l));
                    for stop in stops {
                        wires.rays.remove(stop.y, bus);
                    }
                }
            }
            self.graph.release(&ways, &ends, bus);
            let mut joined = None;
            for &l in group {
                joined = self.find(l, joined, &wires.rays);
                self.add(l, wires);
            }
        }
    }

    /// The points of the lines, each clear of the others as far as there is room; if `thorough`, tracks change places where
    /// that saves crossings.
    pub fn draw(&mut self, thorough: bool, cancel: &Cancel) -> Vec<Vec<Point>> {
        let Task {
            board,
            lines,
            stops,
            ..
        } = self.task;
        let mut laid = self.lay(cancel);
        let mut bad = laid.touching();
        let retries = match self.task.others {
            Some(_) => RETRIES_LIVE,
            None => RETRIES,
        };
        for round in 0..retries {
            if cancel.is_cancelled() || bad.is_empty() {
                break;
            }
            cancel.advance(round as f32 / retries as f32);
            let ways = self.ways.clone();
            self.retry(&laid, &bad, round, cancel);
            let next = self.lay(cancel);
            if cancel.is_cancelled() {
                break;
            }
            let still_bad = next.touching();
            if still_bad.len() <= bad.len() {
                (laid, bad) = (next, still_bad);
            } else {
                self.ways = ways;
            }
        }
        if thorough {
            let [upright, level] = &laid.tracks;
            untangle(&mut laid.wires, [upright, level], cancel);
        }
        let draw = |l: usize| match laid.wire_of[l] {
            Some(wire) => laid.wires.points(wire),
            None => without_way(board, &lines[l], stops[l]),
        };
        (0..lines.len()).map(draw).collect()
    }

    /// All tracks as they come to lie, upright ones first.
    pub fn tracks(&self, cancel: &Cancel) -> [Vec<Track>; 2] {
        let mut wires = self.wires().wires;
        let sheet = self.task.board.sheet;
        [
            assign(&mut wires, true, horizontal(sheet), cancel),
            assign(&mut wires, false, vertical(sheet), cancel),
        ]
    }

    /// The ways that were found.
    pub fn into_ways(self) -> Vec<Option<Way>> {
        self.ways
    }

    /// The lines with a track each.
    fn lay(&self, cancel: &Cancel) -> Laid {
        let mut laid = self.wires();
        let sheet = self.task.board.sheet;
        laid.tracks = [
            assign(&mut laid.wires, true, horizontal(sheet), cancel),
            assign(&mut laid.wires, false, vertical(sheet), cancel),
        ];
        laid
    }

    fn wires(&self) -> Laid {
        let mut laid = Laid {
            wires: self.no_wires(),
            wire_of: vec![None; self.task.lines.len()],
            cards: Vec::new(),
            tracks: [Vec::new(), Vec::new()],
        };
        for l in self.order() {
            if self.ways[l].is_some() {
                laid.wire_of[l] = Some(laid.wires.chains.len());
                let line = &self.task.lines[l];
                laid.cards.push([line.from.card, line.to.card]);
                self.add(l, &mut laid.wires);
            }
        }
        self.add_others(&mut laid);
        laid
    }

    /// Adds the pieces of other lines beside which the lines come to lie.
    fn add_others(&self, laid: &mut Laid) {
        let Some(others) = self.task.others else {
            return;
        };
        let mut seen = BTreeSet::new();
        for s in 0..laid.wires.segments.len() {
            let [start, end] = laid.wires.ends(s);
            let segment = &laid.wires.segments[s];
            let room = segment.room.expand(TRACK);
            let along = Span::between(start, end).expand(TRACK);
            let (x, y) = if segment.upright {
                (room, along)
            } else {
                (along, room)
            };
            let near = Rect {
                min: point(x.lo, y.lo),
                max: point(x.hi, y.hi),
            };
            for piece in others.pieces(near, segment.upright) {
                let [a, b] = piece.ends;
                let key = [a.x, a.y, b.x, b.y].map(f32::to_bits);
                if seen.insert((key, piece.bus)) {
                    laid.wires.add_fixed(piece.ends, piece.bus);
                    laid.cards.push(piece.cards);
                }
            }
        }
    }

    fn no_wires(&self) -> Wires {
        let mut rays = self.barred.clone();
        rays.extend(&self.taken);
        Wires {
            rays,
            ..Wires::default()
        }
    }

    /// Finds a way for a line whose bus so far is all in `joined`; what comes back has the line in it, too.
    fn find(&mut self, l: usize, joined: Option<Rect>, rays: &Rays) -> Option<Rect> {
        let Some(stops) = self.task.stops[l] else {
            return joined;
        };
        let bus = self.task.buses[l];
        self.ways[l] = self
            .search
            .find(self.graph, self.task.board, rays, stops, (bus, joined));
        if let Some(way) = &self.ways[l] {
            self.graph.occupy(way, stops.map(|stop| stop.y), bus);
            let mut points = Vec::new();
            for (i, &channel) in way.channels.iter().enumerate() {
                if i % 2 == 0 {
                    let x = self.graph.vertical[channel as usize].at;
                    points.extend(stops.map(|stop| point(x, stop.y)));
                } else {
                    // Where it meets the upright channels is between them.
                    let y = self.graph.horizontal[channel as usize].at;
                    points.extend(points.last().map(|p| point(p.x, y)));
                }
            }
            let own = Rect::around(points);
            for (y, x) in self.ends_of(l) {
                self.graph.cross(y, x, bus);
            }
            return own
                .map(|own| joined.map_or(own, |joined| joined.union(own)))
                .or(joined);
        }
        joined
    }

    fn add(&self, l: usize, wires: &mut Wires) {
        if let (Some(stops), Some(way)) = (self.task.stops[l], &self.ways[l]) {
            wires.add(self.task.board, self.graph, stops, way, self.task.buses[l]);
        }
    }

    /// The order in which lines look for their ways: short ones take the best places, and a bus grows from
    /// its row outward, so that each line can join what is there.
    fn order(&self) -> Vec<usize> {
        let Task {
            board,
            lines,
            stops,
            buses,
            ..
        } = self.task;
        let distance = |l: usize| {
            stops[l].map_or(0.0, |[a, b]| {
                let (p, q) = (board.cards[a.card].center(), board.cards[b.card].center());
                (p.x - q.x).abs() + (p.y - q.y).abs()
            })
        };
        let distances: Vec<f32> = (0..lines.len()).map(distance).collect();
        let mut nearest: BTreeMap<u32, f32> = BTreeMap::new();
        for (l, &distance) in distances.iter().enumerate() {
            let nearest = nearest.entry(buses[l]).or_insert(distance);
            *nearest = nearest.min(distance);
        }
        let nearest: Vec<f32> = buses
            .iter()
            .map(|bus| nearest.get(bus).copied().unwrap_or_default())
            .collect();
        let free = |l: &usize| lines[*l].via.is_empty() && stops[*l].is_some();
        let mut order: Vec<usize> = (0..lines.len()).filter(free).collect();
        order.sort_by(|&a, &b| {
            (nearest[a].total_cmp(&nearest[b]))
                .then(buses[a].cmp(&buses[b]))
                .then(distances[a].total_cmp(&distances[b]))
                .then(a.cmp(&b))
        });
        order
    }

    /// Finds other ways for lines of pairs of segments that lie on each other.
    fn retry(&mut self, laid: &Laid, bad: &[(usize, usize)], round: usize, cancel: &Cancel) {
        let Laid { wires, .. } = laid;
        let line_of = laid.line_of();
        let mut again = Vec::new();
        for &(a, b) in bad {
            // What can be moved is moved; where both can, they take turns.
            let can_move = |s: usize| line_of[wires.segments[s].wire as usize].is_some();
            let (first, second) = if round.is_multiple_of(2) {
                (b, a)
            } else {
                (a, b)
            };
            let Some(s) = [first, second].into_iter().find(|&s| can_move(s)) else {
                continue;
            };
            let Segment {
                upright,
                at,
                channel,
                wire,
                ..
            } = wires.segments[s];
            let [start, end] = wires.ends(s);
            let span = Span::between(start, end);
            if channel == NONE {
                self.barred.add(at, span, NONE);
            } else {
                self.graph.burden(upright, at, span);
            }
            again.extend(line_of[wire as usize]);
        }
        again.sort_unstable();
        again.dedup();
        let mut rays = wires.rays.clone();
        rays.extend(&self.barred);
        for &l in again.iter().take_while(|_| !cancel.is_cancelled()) {
            self.find(l, None, &rays);
        }
    }
}

/// The level pieces of other lines that could be in the way right at the cards.
fn taken(task: &Task) -> Rays {
    let mut taken = Rays::default();
    let Some(others) = task.others else {
        return taken;
    };
    for stop in task.stops.iter().flatten().flatten() {
        let [left, right] =
            [Side::Left, Side::Right].map(|side| task.board.ray(stop.card, side, stop.y));
        let near = Rect {
            min: point(left.lo.min(right.lo), stop.y),
            max: point(left.hi.max(right.hi), stop.y),
        };
        for piece in others.pieces(near.expand(NEAR), false) {
            let [a, b] = piece.ends;
            taken.add(a.y, Span::between(a.x, b.x), piece.bus);
        }
    }
    taken
}

/// A line for which no way was looked for, or none found; one to nowhere has no points.
pub(crate) fn without_way(board: &Board, line: &Line, stops: Option<[Stop; 2]>) -> Vec<Point> {
    match stops {
        Some(stops) if !line.via.is_empty() => via::through_bends(board, stops, line),
        Some(stops) => blind(board, stops),
        None => Vec::new(),
    }
}

/// A line where there is no free way, as between cards that lie on each other: it ends where it should.
fn blind(board: &Board, [from, to]: [Stop; 2]) -> Vec<Point> {
    let (a, b) = (board.cards[from.card], board.cards[to.card]);
    let (start, end) = if a.max.x <= b.min.x {
        (a.max.x, b.min.x)
    } else if b.max.x <= a.min.x {
        (a.min.x, b.max.x)
    } else {
        (a.max.x, b.max.x)
    };
    let apart = a.max.x <= b.min.x || b.max.x <= a.min.x;
    let x = if apart {
        f32::midpoint(start, end)
    } else {
        start.max(end) + STUB
    };
    let mut points = vec![
        point(start, from.y),
        point(x, from.y),
        point(x, to.y),
        point(end, to.y),
    ];
    simplify(&mut points);
    points
}
