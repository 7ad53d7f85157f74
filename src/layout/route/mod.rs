//! Orthogonal lines between cards, wherever the cards are.
//!
//! 1. `board`: what lines keep clear of; `channels`: the free strips between; `graph`: their crossings.
//! 2. `ends`, `search`: the cheapest way for each line, priced by length, bends, crossings and crowding, with a
//!    discount where other lines to the same row run already.
//! 3. `wires`, `tracks`, `order`, `spacing`: lines in the same channel are moved apart.
//! 4. `routing` does these in turn, and again for lines that came to lie on others; `untangle` lets tracks change places.
//! 5. `follow`, `router` keep all of it while cards are dragged: `patch` changes the graph around what moves, `drawn` knows which
//!    lines are where.

mod board;
mod buckets;
mod channels;
mod drawn;
mod effort;
mod ends;
mod follow;
mod graph;
mod order;
mod patch;
mod rays;
mod router;
mod routing;
mod search;
mod spacing;
mod stops;
mod tracks;
mod untangle;
mod via;
mod wires;

use super::origin::{moved, origin};
use super::span::Span;
use super::{Cancel, Line, Placement, Request};
use crate::base::geometry::{Point, Rect};
use board::{Board, NOWHERE};
use follow::translate;
use graph::Graph;
use routing::{Routing, Task, without_way};
use search::Search;
use tracks::Track;

pub(crate) use effort::effort;
pub use follow::Router;
pub(crate) use via::along;

/// Whether there are so few lines that to draw them thoroughly takes no long.
fn few(lines: &[Line]) -> bool {
    lines.len() <= 400
}

/// The share of the work that it takes to find ways; the rest is to keep lines apart.
const WAYS: f32 = 0.6;

/// Lines for the cards of `request` at the positions of `placement`: the corners of each from port to port.
///
/// A line of a card that does not exist has no points.
pub fn route(request: &Request, placement: &Placement, cancel: &Cancel) -> Vec<Vec<Point>> {
    let rects = placement.cards.iter().chain(&placement.containers);
    let origin = origin(rects.copied(), request);
    let near = placement.translate(-origin);
    let paths = draw(&moved(request, -origin), &near, few(&request.lines), cancel);
    cancel.advance(1.0);
    paths.iter().map(|path| translate(path, origin)).collect()
}

/// Lines that, if `thorough`, look for better ways once all others are known, and let their tracks change places.
fn draw(
    request: &Request,
    placement: &Placement,
    thorough: bool,
    cancel: &Cancel,
) -> Vec<Vec<Point>> {
    let board = board(request, placement);
    let stops = stops::stops(&board, &request.lines);
    if cancel.is_cancelled() {
        let lines = request.lines.iter().zip(&stops);
        return lines
            .map(|(line, stops)| without_way(&board, line, *stops))
            .collect();
    }
    let buses = stops::buses(&request.lines);
    let task = Task {
        board: &board,
        lines: &request.lines,
        stops: &stops,
        buses: &buses,
        others: None,
    };
    let mut graph = Graph::new(&board, cancel);
    let mut search = Search::new(&graph);
    let mut routing = Routing::new(task, &mut graph, &mut search, &cancel.part(0.0, WAYS));
    if thorough {
        routing.improve(cancel);
    }
    routing.draw(thorough, &cancel.part(WAYS, 1.0))
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
    if cancel.is_cancelled() {
        return Vec::new();
    }
    let board = board(request, placement);
    let lines = &request.lines;
    let (stops, buses) = (stops::stops(&board, lines), stops::buses(lines));
    let task = Task {
        board: &board,
        lines,
        stops: &stops,
        buses: &buses,
        others: None,
    };
    let mut graph = Graph::new(&board, cancel);
    let mut search = Search::new(&graph);
    let routing = Routing::new(task, &mut graph, &mut search, &cancel.part(0.0, WAYS));
    let [upright, level] = routing.tracks(cancel);
    cancel.advance(1.0);
    let squeeze = |upright: bool| {
        move |t: Track| Squeeze {
            upright,
            at: t.at,
            span: t.span,
            lacking: t.lacking,
        }
    };
    let all = upright
        .into_iter()
        .map(squeeze(true))
        .chain(level.into_iter().map(squeeze(false)));
    all.filter(|s| s.lacking > 0.0).collect()
}

fn board(request: &Request, placement: &Placement) -> Board {
    let homes = (0..placement.cards.len())
        .map(|c| request.container_of(c).map_or(NOWHERE, |c| c as u16))
        .collect();
    let containers: Vec<(Rect, f32)> = placement
        .containers
        .iter()
        .zip(0..request.containers.len())
        .map(|(&r, c)| (r, request.header_of(c)))
        .collect();
    Board::new(&placement.cards, homes, &containers)
}
