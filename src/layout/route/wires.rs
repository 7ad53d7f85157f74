//! Lines as chains of straight segments, each free to move in the room its channel gives it.

use super::super::span::Span;
use super::board::{Board, Side, horizontal, vertical};
use super::channels::CLEARANCE;
use super::ends::{STUB, Stop};
use super::graph::{Graph, NONE};
use super::rays::{Met, Rays};
use super::search::Way;
use crate::base::geometry::{Point, point};

/// A straight piece of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub upright: bool,
    /// The coordinate it runs at: x of an upright segment, y of a level one.
    pub at: f32,
    /// Where `at` may be.
    pub room: Span,
    /// The channel it runs in; none for the pieces at the cards.
    pub channel: u32,
    pub wire: u32,
    pub bus: u32,
}

/// A line on its way from port to port: segments `first..end`, level and upright in turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wire {
    pub first: u32,
    pub end: u32,
    /// Where the first segment starts and the last ends, each along its own direction.
    pub ports: [f32; 2],
}

/// All lines.
#[derive(Default)]
pub(crate) struct Wires {
    pub segments: Vec<Segment>,
    pub chains: Vec<Wire>,
    /// The pieces of lines that cannot move.
    pub rays: Rays,
}

impl Wires {
    /// Adds the line that goes `way` between two stops.
    pub fn add(&mut self, board: &Board, graph: &Graph, stops: [Stop; 2], way: &Way, bus: u32) {
        let wire = self.chains.len() as u32;
        let segment = |upright, at, room, channel| Segment {
            upright,
            at,
            room,
            channel,
            wire,
            bus,
        };
        let level = |y: f32| segment(false, y, Span::new(y, y), NONE);
        let sides = [way.from, way.to];
        let ports = [0, 1].map(|i| {
            let card = board.cards[stops[i].card];
            if sides[i] == Side::Left {
                card.min.x
            } else {
                card.max.x
            }
        });
        // Where a channel is left for others, or for the stops, as far as that can be told.
        let extent_of = |i: usize| {
            let end = |neighbor: Option<usize>, stop: usize| {
                let other = neighbor.and_then(|n| way.channels.get(n));
                other.map_or(Span::new(stops[stop].y, stops[stop].y), |&other| {
                    let others = if i.is_multiple_of(2) {
                        &graph.horizontal
                    } else {
                        &graph.vertical
                    };
                    others[other as usize].across
                })
            };
            end(i.checked_sub(1), 0).union(end(Some(i + 1), 1))
        };
        let mut chain = vec![level(stops[0].y)];
        for (i, &c) in way.channels.iter().enumerate() {
            let upright = i % 2 == 0;
            let own = if upright {
                &graph.vertical
            } else {
                &graph.horizontal
            };
            let channel = &own[c as usize];
            let mut room = channel.across;
            // A corner has to lie in both channels it joins.
            for neighbour in [i.checked_sub(1), Some(i + 1)].into_iter().flatten() {
                if let Some(&other) = way.channels.get(neighbour) {
                    let others = if upright {
                        &graph.horizontal
                    } else {
                        &graph.vertical
                    };
                    room = clip(room, others[other as usize].along, channel.at);
                }
            }
            let last = way.channels.len() - 1;
            for (end, at_end) in [(0, i == 0), (1, i == last)] {
                if at_end {
                    let ray = board.ray(stops[end].card, sides[end], stops[end].y);
                    let free = match sides[end] {
                        Side::Left => Span::new(ray.lo + CLEARANCE, ports[end] - STUB),
                        Side::Right => Span::new(ports[end] + STUB, ray.hi - CLEARANCE),
                    };
                    room = clip(room, free, channel.at);
                }
            }
            let room = around_blocks(graph, upright, room, channel.at, extent_of(i));
            chain.push(segment(upright, room.nearest(channel.at), room, c));
        }
        if !way.channels.is_empty() {
            chain.push(level(stops[1].y));
        }
        if let [channel] = way.channels[..] {
            match sides {
                [Side::Right, Side::Left] => self.rays.add_step(channel, stops[0].y, stops[1].y),
                [Side::Left, Side::Right] => self.rays.add_step(channel, stops[1].y, stops[0].y),
                _ => {}
            }
        }
        let rays = &self.rays;
        let is_free = |y, x| rays.met(y, x, bus, &[]) == Met::Nobody;
        without_jogs(&mut chain, ports, is_free);
        for i in (0..chain.len()).filter(|&i| chain[i].room.length() <= 0.0 && !chain[i].upright) {
            self.rays.add(chain[i].at, extent(&chain, i, ports), bus);
        }
        let first = self.segments.len() as u32;
        self.segments.extend(chain);
        self.chains.push(Wire {
            first,
            end: self.segments.len() as u32,
            ports,
        });
    }

    /// Adds a straight piece that stays as it is, for others to keep away from.
    pub fn add_fixed(&mut self, [start, end]: [Point; 2], bus: u32) {
        let upright = start.x == end.x;
        let (at, ports) = if upright {
            (start.x, [start.y, end.y])
        } else {
            (start.y, [start.x, end.x])
        };
        let first = self.segments.len() as u32;
        self.segments.push(Segment {
            upright,
            at,
            room: Span::new(at, at),
            channel: NONE,
            wire: self.chains.len() as u32,
            bus,
        });
        self.chains.push(Wire {
            first,
            end: first + 1,
            ports,
        });
    }

    /// The segment before another on its line.
    pub fn before(&self, s: usize) -> Option<usize> {
        let wire = &self.chains[self.segments[s].wire as usize];
        (s > wire.first as usize).then(|| s - 1)
    }

    /// The segment after another on its line.
    pub fn after(&self, s: usize) -> Option<usize> {
        let wire = &self.chains[self.segments[s].wire as usize];
        (s + 1 < wire.end as usize).then_some(s + 1)
    }

    /// Where the segment starts and ends, in the order of the line.
    pub fn ends(&self, s: usize) -> [f32; 2] {
        let wire = &self.chains[self.segments[s].wire as usize];
        [
            self.before(s)
                .map_or(wire.ports[0], |b| self.segments[b].at),
            self.after(s).map_or(wire.ports[1], |a| self.segments[a].at),
        ]
    }

    /// The corners of a line from port to port.
    pub fn points(&self, wire: usize) -> Vec<Point> {
        let Wire { first, end, ports } = self.chains[wire];
        let segments = &self.segments[first as usize..end as usize];
        let (Some(head), Some(tail)) = (segments.first(), segments.last()) else {
            return Vec::new();
        };
        let mut points = vec![point(ports[0], head.at)];
        points.extend(segments.windows(2).map(|pair| {
            if pair[0].upright {
                point(pair[0].at, pair[1].at)
            } else {
                point(pair[1].at, pair[0].at)
            }
        }));
        points.push(point(ports[1], tail.at));
        simplify(&mut points);
        points
    }
}

/// `room` within `limit`, unless nothing is left: then what is nearest to `at`.
fn clip(room: Span, limit: Span, at: f32) -> Span {
    let both = room.intersect(limit);
    if both.lo <= both.hi {
        return both;
    }
    let nearest = room.nearest(limit.nearest(at));
    Span::new(nearest, nearest)
}

/// The part of a room, on the side of `at`, in which a segment passes what a patched graph has in its way.
fn around_blocks(graph: &Graph, upright: bool, mut room: Span, at: f32, along: Span) -> Span {
    for block in graph.patch.blocks() {
        let (across, other) = if upright {
            (horizontal(*block), vertical(*block))
        } else {
            (vertical(*block), horizontal(*block))
        };
        if other.overlaps(along) && across.overlaps(room) {
            if at <= across.lo {
                room.hi = room.hi.min(across.lo);
            } else if at >= across.hi {
                room.lo = room.lo.max(across.hi);
            }
        }
    }
    room
}

/// Where a segment begins and ends.
fn extent(chain: &[Segment], i: usize, ports: [f32; 2]) -> Span {
    let start = if i == 0 { ports[0] } else { chain[i - 1].at };
    Span::between(start, chain.get(i + 1).map_or(ports[1], |s| s.at))
}

/// Straightens the chain wherever two parallel segments can lie in one.
fn without_jogs(chain: &mut Vec<Segment>, ports: [f32; 2], is_free: impl Fn(f32, Span) -> bool) {
    let mut i = 0;
    while i + 2 < chain.len() {
        let room = chain[i].room.intersect(chain[i + 2].room);
        let fixed = chain[i].room.length() == 0.0 || chain[i + 2].room.length() == 0.0;
        // Both ends fixed to rows of the same height would be a straight line; a card may be between them.
        let both_fixed = chain[i].channel == NONE && chain[i + 2].channel == NONE;
        if both_fixed || room.length() < if fixed { 0.0 } else { 4.0 } {
            i += 1;
            continue;
        }
        if fixed && !chain[i].upright {
            let start = if i == 0 { ports[0] } else { chain[i - 1].at };
            let end = chain.get(i + 3).map_or(ports[1], |s| s.at);
            if !is_free(room.lo, Span::between(start, end)) {
                i += 1;
                continue;
            }
        }
        let channel = if chain[i].channel == NONE {
            NONE
        } else {
            chain[i + 2].channel
        };
        chain[i].room = room;
        chain[i].at = room.nearest(chain[i].at);
        chain[i].channel = channel;
        chain.drain(i + 1..i + 3);
        i = i.saturating_sub(2);
    }
}

/// Takes out points that lie on the straight line between their neighbours.
pub(crate) fn simplify(points: &mut Vec<Point>) {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &p in points.iter() {
        if kept.last() == Some(&p) {
            continue;
        }
        while let [.., a, b] = kept[..] {
            let level = a.y == b.y && b.y == p.y && (b.x - a.x) * (p.x - b.x) > 0.0;
            let upright = a.x == b.x && b.x == p.x && (b.y - a.y) * (p.y - b.y) > 0.0;
            if !level && !upright {
                break;
            }
            kept.pop();
        }
        kept.push(p);
    }
    *points = kept;
}
