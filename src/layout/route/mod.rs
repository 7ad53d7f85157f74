//! Orthogonal lines between cards, wherever the cards are.
//!
//! 1. [`board`]: what lines keep clear of; [`channels`]: the free strips between; [`graph`]: their crossings.
//! 2. [`search`]: the cheapest way for each line, priced by length, bends, crossings and crowding, with a
//!    discount where other lines to the same row run already.
//! 3. [`tracks`] and [`order`]: lines in the same channel are moved apart.

mod board;
mod buckets;
mod channels;
mod graph;
mod order;
mod router;
mod search;
mod spacing;
mod stops;
mod tracks;
mod via;
mod wires;

use super::span::Span;
use super::{Cancel, Line, Placement, Request};
use crate::base::geometry::{Point, point};
use board::{Board, NOWHERE, horizontal, vertical};
use graph::Graph;
use search::{STUB, Search, Stop, Way};
use wires::Wires;

pub use router::Router;

/// Lines for the cards of `request` at the positions of `placement`: the corners of each from port to port.
///
/// A line of a card that does not exist has no points.
pub fn route(request: &Request, placement: &Placement, cancel: &Cancel) -> Vec<Vec<Point>> {
    let board = board(request, placement);
    let stops = stops::stops(&board, &request.lines);
    let all: Vec<usize> = (0..request.lines.len()).collect();
    draw(&board, &request.lines, &all, &stops, &[], cancel)
}

/// The points of the lines named by `among`, in that order, clear of the lines in `fixed`.
fn draw(
    board: &Board,
    lines: &[Line],
    among: &[usize],
    stops: &[Option<[Stop; 2]>],
    fixed: &[(u32, &[Point])],
    cancel: &Cancel,
) -> Vec<Vec<Point>> {
    let (mut wires, wire_of) = wires(board, lines, among, stops, cancel);
    for (bus, points) in fixed {
        wires.add_fixed(points, *bus);
    }
    tracks::assign(&mut wires, true, horizontal(board.sheet));
    tracks::assign(&mut wires, false, vertical(board.sheet));
    among
        .iter()
        .map(|&l| match (wire_of[l], stops[l]) {
            (Some(wire), _) => wires.points(wire),
            (None, Some(stops)) if !lines[l].via.is_empty() => {
                via::through_bends(board, stops, &lines[l])
            }
            (None, Some(stops)) => blind(board, stops),
            (None, None) => Vec::new(),
        })
        .collect()
}

/// A place where lines are squeezed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Squeeze {
    pub upright: bool,
    /// The coordinate of the squeezed piece of a line.
    pub at: f32,
    pub span: Span,
    /// By how much the gap would have to be wider.
    pub lacking: f32,
}

/// Where a routing would lack room.
pub(crate) fn squeezes(request: &Request, placement: &Placement, cancel: &Cancel) -> Vec<Squeeze> {
    let board = board(request, placement);
    let stops = stops::stops(&board, &request.lines);
    let all: Vec<usize> = (0..request.lines.len()).collect();
    let (mut wires, _) = wires(&board, &request.lines, &all, &stops, cancel);
    let sheets = [
        (true, horizontal(board.sheet)),
        (false, vertical(board.sheet)),
    ];
    let mut found = Vec::new();
    for (upright, sheet) in sheets {
        let tracks = tracks::assign(&mut wires, upright, sheet);
        found.extend(
            tracks
                .into_iter()
                .filter(|t| t.lacking > 0.0)
                .map(|t| Squeeze {
                    upright,
                    at: t.at,
                    span: t.span,
                    lacking: t.lacking,
                }),
        );
    }
    found
}

/// Finds a way for every line; the second value is the wire of each line that has one.
fn wires(
    board: &Board,
    lines: &[Line],
    among: &[usize],
    stops: &[Option<[Stop; 2]>],
    cancel: &Cancel,
) -> (Wires, Vec<Option<usize>>) {
    let mut graph = Graph::new(board);
    let buses = stops::buses(lines);
    let ways = ways(board, &mut graph, lines, among, (stops, &buses), cancel);
    let mut wires = Wires::default();
    let mut wire_of = vec![None; stops.len()];
    for (l, way) in ways.iter().enumerate() {
        if let (Some(stops), Some(way)) = (stops[l], way) {
            wire_of[l] = Some(wires.wires.len());
            wires.add(board, &graph, stops, way, buses[l]);
        }
    }
    (wires, wire_of)
}

fn board(request: &Request, placement: &Placement) -> Board {
    let homes = (0..placement.cards.len())
        .map(|c| request.container_of(c).map_or(NOWHERE, |c| c as u16))
        .collect();
    let containers: Vec<_> = placement
        .containers
        .iter()
        .zip(&request.containers)
        .map(|(&r, c)| (r, c.header))
        .collect();
    Board::new(&placement.cards, homes, &containers)
}

/// The way of every line that is not placed by hand.
fn ways(
    board: &Board,
    graph: &mut Graph,
    lines: &[Line],
    among: &[usize],
    (stops, buses): (&[Option<[Stop; 2]>], &[u32]),
    cancel: &Cancel,
) -> Vec<Option<Way>> {
    let distance = |l: usize| {
        stops[l].map_or(0.0, |[a, b]| {
            let (p, q) = (board.cards[a.card].center(), board.cards[b.card].center());
            (p.x - q.x).abs() + (p.y - q.y).abs()
        })
    };
    let distances: Vec<f32> = (0..lines.len()).map(distance).collect();
    // Short lines take the best places; a bus grows from its row outward, so each line joins what is there.
    let mut nearest = distances.clone();
    for l in 0..lines.len() {
        let bus = buses[l] as usize;
        nearest[bus] = nearest[bus].min(distances[l]);
    }
    let mut order: Vec<usize> = among
        .iter()
        .copied()
        .filter(|&l| lines[l].via.is_empty())
        .collect();
    order.sort_by(|&a, &b| {
        let bus = |l: usize| buses[l] as usize;
        (nearest[bus(a)].total_cmp(&nearest[bus(b)]))
            .then(bus(a).cmp(&bus(b)))
            .then(distances[a].total_cmp(&distances[b]))
            .then(a.cmp(&b))
    });
    let mut search = Search::new(graph);
    let mut ways = vec![None; lines.len()];
    let mut last_bus = None;
    for l in order {
        if cancel.is_cancelled() {
            break;
        }
        let Some(stops) = stops[l] else { continue };
        let shared = last_bus == Some(buses[l]);
        last_bus = Some(buses[l]);
        ways[l] = search.find(graph, board, stops, buses[l], shared);
        if let Some(way) = &ways[l] {
            occupy(graph, stops, way, buses[l]);
        }
    }
    ways
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
    let mut points = if a.max.x <= b.min.x {
        let x = f32::midpoint(a.max.x, b.min.x);
        vec![
            point(a.max.x, from.y),
            point(x, from.y),
            point(x, to.y),
            point(b.min.x, to.y),
        ]
    } else if b.max.x <= a.min.x {
        let x = f32::midpoint(b.max.x, a.min.x);
        vec![
            point(a.min.x, from.y),
            point(x, from.y),
            point(x, to.y),
            point(b.max.x, to.y),
        ]
    } else {
        let x = a.max.x.max(b.max.x) + STUB;
        vec![
            point(a.max.x, from.y),
            point(x, from.y),
            point(x, to.y),
            point(b.max.x, to.y),
        ]
    };
    wires::simplify(&mut points);
    points
}
