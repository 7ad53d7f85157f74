//! One run of the router: ways for a set of lines, tracks for them, and another try for lines that came to
//! lie on others.

use super::super::span::Span;
use super::super::{Cancel, Line};
use super::board::{Board, horizontal, vertical};
use super::ends::{STUB, Stop};
use super::graph::{Graph, NONE};
use super::rays::Rays;
use super::search::{Search, Way};
use super::tracks::{Track, assign};
use super::wires::{Segment, Wires, simplify};
use super::{stops, via};
use crate::base::geometry::{Point, point};

/// How often lines that lie on others may look for another way; each time costs as much as a good part of
/// the routing.
fn retries(lines: usize) -> usize {
    match lines {
        0..=800 => 3,
        _ => 1,
    }
}

/// Closer than this, two lines are one to the eye.
const TOUCHING: f32 = 1.1;

/// What is given.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub board: &'a Board,
    pub lines: &'a [Line],
    /// The lines to draw, by number, rising.
    pub among: &'a [usize],
    pub stops: &'a [Option<[Stop; 2]>],
    pub buses: &'a [u32],
    /// Other lines, which stay as they are.
    pub fixed: &'a [(u32, &'a [Point])],
}

/// What is known so far.
pub(crate) struct Routing<'a> {
    task: Task<'a>,
    graph: Graph,
    search: Search,
    ways: Vec<Option<Way>>,
    /// Level pieces that turned out to be no good for any line.
    barred: Rays,
}

impl<'a> Routing<'a> {
    /// Finds a way for every line.
    pub fn new(task: Task<'a>, cancel: &Cancel) -> Self {
        let graph = Graph::new(task.board);
        let search = Search::new(&graph);
        let ways = vec![None; task.lines.len()];
        let mut routing = Self {
            task,
            graph,
            search,
            ways,
            barred: Rays::default(),
        };
        let mut wires = routing.fixed_wires();
        let mut last_bus = None;
        for l in routing.order() {
            if cancel.is_cancelled() {
                break;
            }
            let bus = task.buses[l];
            let shared = last_bus.replace(bus) == Some(bus);
            routing.find(l, shared, &wires.rays);
            routing.add(l, &mut wires);
        }
        routing
    }

    /// The points of the lines, each clear of the others as far as there is room.
    pub fn draw(mut self, cancel: &Cancel) -> Vec<Vec<Point>> {
        let Task {
            board,
            lines,
            among,
            stops,
            ..
        } = self.task;
        let (mut wires, mut wire_of) = self.lay();
        for round in 0..retries(among.len()) {
            if cancel.is_cancelled() || !self.retry(&wires, &wire_of, round) {
                break;
            }
            (wires, wire_of) = self.lay();
        }
        let draw = |&l: &usize| match (wire_of[l], stops[l]) {
            (Some(wire), _) => wires.points(wire),
            (None, Some(stops)) if !lines[l].via.is_empty() => {
                via::through_bends(board, stops, &lines[l])
            }
            (None, Some(stops)) => blind(board, stops),
            (None, None) => Vec::new(),
        };
        among.iter().map(draw).collect()
    }

    /// All tracks as they come to lie, upright ones first.
    pub fn tracks(&self) -> [Vec<Track>; 2] {
        let mut wires = self.wires().0;
        let sheet = self.task.board.sheet;
        [
            assign(&mut wires, true, horizontal(sheet)),
            assign(&mut wires, false, vertical(sheet)),
        ]
    }

    /// The lines with a track each, and the wire of each line that has one.
    fn lay(&self) -> (Wires, Vec<Option<usize>>) {
        let (mut wires, wire_of) = self.wires();
        assign(&mut wires, true, horizontal(self.task.board.sheet));
        assign(&mut wires, false, vertical(self.task.board.sheet));
        (wires, wire_of)
    }

    fn wires(&self) -> (Wires, Vec<Option<usize>>) {
        let mut wires = self.fixed_wires();
        let mut wire_of = vec![None; self.task.lines.len()];
        for l in self.order() {
            if self.ways[l].is_some() {
                wire_of[l] = Some(wires.chains.len());
                self.add(l, &mut wires);
            }
        }
        (wires, wire_of)
    }

    fn fixed_wires(&self) -> Wires {
        let mut wires = Wires {
            rays: self.barred.clone(),
            ..Wires::default()
        };
        for (bus, points) in self.task.fixed {
            wires.add_fixed(points, *bus);
        }
        wires
    }

    fn find(&mut self, l: usize, shared: bool, rays: &Rays) {
        let Some(stops) = self.task.stops[l] else {
            return;
        };
        let bus = self.task.buses[l];
        self.ways[l] = self
            .search
            .find(&self.graph, self.task.board, rays, stops, (bus, shared));
        if let Some(way) = &self.ways[l] {
            occupy(&mut self.graph, stops, way, bus);
        }
    }

    fn add(&self, l: usize, wires: &mut Wires) {
        if let (Some(stops), Some(way)) = (self.task.stops[l], &self.ways[l]) {
            wires.add(self.task.board, &self.graph, stops, way, self.task.buses[l]);
        }
    }

    /// The order in which lines look for their ways: short ones take the best places, and a bus grows from
    /// its row outward, so that each line can join what is there.
    fn order(&self) -> Vec<usize> {
        let Task {
            board,
            lines,
            among,
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
        let mut nearest = distances.clone();
        for l in 0..lines.len() {
            let bus = buses[l] as usize;
            nearest[bus] = nearest[bus].min(distances[l]);
        }
        let free = |l: &usize| lines[*l].via.is_empty() && stops[*l].is_some();
        let mut order: Vec<usize> = among.iter().copied().filter(free).collect();
        order.sort_by(|&a, &b| {
            let bus = |l: usize| buses[l] as usize;
            (nearest[bus(a)].total_cmp(&nearest[bus(b)]))
                .then(bus(a).cmp(&bus(b)))
                .then(distances[a].total_cmp(&distances[b]))
                .then(a.cmp(&b))
        });
        order
    }

    /// Finds other ways for lines that lie on unrelated ones; whether there were any.
    fn retry(&mut self, wires: &Wires, wire_of: &[Option<usize>], round: usize) -> bool {
        let mut line_of = vec![None; wires.chains.len()];
        for (l, wire) in wire_of.iter().enumerate() {
            if let Some(wire) = wire {
                line_of[*wire] = Some(l);
            }
        }
        let mut again = Vec::new();
        for (a, b) in touching(wires, |wire| {
            let line = line_of[wire as usize].map(|l| &self.task.lines[l]);
            line.map(|l| [l.from.card, l.to.card])
        }) {
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
                self.graph.burden(upright, channel, span);
            }
            again.extend(line_of[wire as usize]);
        }
        again.sort_unstable();
        again.dedup();
        let mut rays = wires.rays.clone();
        rays.extend(&self.barred);
        for &l in &again {
            self.find(l, false, &rays);
        }
        !again.is_empty()
    }
}

/// Pairs of segments of unrelated lines that lie on each other; `cards` are those of a wire.
fn touching(wires: &Wires, cards: impl Fn(u32) -> Option<[usize; 2]>) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..wires.segments.len()).collect();
    order.sort_by(|&a, &b| {
        let (p, q) = (&wires.segments[a], &wires.segments[b]);
        p.upright
            .cmp(&q.upright)
            .then(p.at.total_cmp(&q.at))
            .then(a.cmp(&b))
    });
    let extent = |s: usize| {
        let [start, end] = wires.ends(s);
        Span::between(start, end)
    };
    let mut pairs = Vec::new();
    for (i, &a) in order.iter().enumerate() {
        let p = &wires.segments[a];
        for &b in &order[i + 1..] {
            let q = &wires.segments[b];
            if q.upright != p.upright || q.at - p.at >= TOUCHING {
                break;
            }
            let related = p.bus == q.bus
                || match (cards(p.wire), cards(q.wire)) {
                    (Some(p), Some(q)) => p.iter().any(|c| q.contains(c)),
                    (None, None) => true,
                    _ => false,
                };
            if !related && extent(a).intersect(extent(b)).length() > TOUCHING {
                pairs.push((a, b));
            }
        }
    }
    pairs
}

/// Counts a line in the channels it uses.
fn occupy(graph: &mut Graph, [from, to]: [Stop; 2], way: &Way, bus: u32) {
    let c = &way.channels;
    let mut y = from.y;
    for i in (0..c.len()).step_by(2) {
        let next = c
            .get(i + 1)
            .map_or(to.y, |&h| graph.horizontal[h as usize].at);
        graph.occupy_vertical(c[i], Span::between(y, next), bus);
        y = next;
        if let (Some(&h), Some(&v)) = (c.get(i + 1), c.get(i + 2)) {
            let node = |v: u32| {
                graph
                    .nodes_of(v)
                    .find(|&n| graph.nodes[n as usize].horizontal == h)
            };
            if let (Some(a), Some(b)) = (node(c[i]), node(v)) {
                graph.occupy_horizontal(a, b, bus);
            }
        }
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

/// Draws lines, those to the same row together.
pub(crate) fn draw(
    board: &Board,
    lines: &[Line],
    among: &[usize],
    stops: &[Option<[Stop; 2]>],
    fixed: &[(u32, &[Point])],
    cancel: &Cancel,
) -> Vec<Vec<Point>> {
    let buses = stops::buses(lines);
    Routing::new(
        Task {
            board,
            lines,
            among,
            stops,
            buses: &buses,
            fixed,
        },
        cancel,
    )
    .draw(cancel)
}
