//! Lines that follow while cards are dragged.

use super::super::{Cancel, Placement, Request};
use super::board::CLEARANCE;
use super::ends::Stop;
use super::routing::draw;
use super::{board, stops};
use crate::base::geometry::{Point, Rect};

/// Room around the cards of a line in which a new way for it is looked for first.
const ROOM: f32 = 200.0;

/// All lines of a sheet, kept up while cards move: only the lines of moved cards and those that a card
/// comes to lie on are drawn anew.
pub struct Router {
    request: Request,
    placement: Placement,
    stops: Vec<Option<[Stop; 2]>>,
    buses: Vec<u32>,
    paths: Vec<Vec<Point>>,
}

impl Router {
    /// Draws all lines.
    pub fn new(request: Request, placement: Placement, cancel: &Cancel) -> Self {
        let board = board(&request, &placement);
        let stops = stops::stops(&board, &request.lines);
        let buses = stops::buses(&request.lines);
        let all: Vec<usize> = (0..request.lines.len()).collect();
        let paths = draw(&board, &request.lines, &all, &stops, &[], cancel);
        Self {
            request,
            placement,
            stops,
            buses,
            paths,
        }
    }

    /// The corners of every line, in the order of the request.
    pub fn paths(&self) -> &[Vec<Point>] {
        &self.paths
    }

    /// Where everything is.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// Moves cards and containers, each named by its index, and says which lines were drawn anew.
    pub fn update(
        &mut self,
        cards: &[(usize, Rect)],
        containers: &[(usize, Rect)],
        cancel: &Cancel,
    ) -> Vec<usize> {
        for (all, moves) in [
            (&mut self.placement.cards, cards),
            (&mut self.placement.containers, containers),
        ] {
            for &(i, to) in moves {
                if let Some(rect) = all.get_mut(i) {
                    *rect = to;
                }
            }
        }
        let board = board(&self.request, &self.placement);
        let stops = stops::stops(&board, &self.request.lines);
        let moved: Vec<Rect> = cards
            .iter()
            .filter_map(|&(i, _)| board.cards.get(i).copied())
            .collect();
        let changed: Vec<usize> = (0..self.request.lines.len())
            .filter(|&l| {
                let Some(now) = stops[l] else { return false };
                let kept =
                    self.stops[l].is_some_and(|old| old[0].y == now[0].y && old[1].y == now[1].y);
                !kept
                    || now.iter().any(|s| cards.iter().any(|m| m.0 == s.card))
                    || moved
                        .iter()
                        .any(|m| runs_through(&self.paths[l], m.expand(CLEARANCE - 0.5)))
            })
            .collect();
        self.stops = stops;
        let ends = changed.iter().filter_map(|&l| self.stops[l]).flatten();
        let Some(around) = ends.map(|s| board.cards[s.card]).reduce(Rect::union) else {
            return changed;
        };
        let window = board.window(around.expand(ROOM));
        let fixed: Vec<(u32, &[Point])> = self
            .paths
            .iter()
            .enumerate()
            .filter(|(l, path)| {
                changed.binary_search(l).is_err() && runs_through(path, window.sheet)
            })
            .map(|(l, path)| (self.buses[l], path.as_slice()))
            .collect();
        let paths = draw(
            &window,
            &self.request.lines,
            &changed,
            &self.stops,
            &fixed,
            cancel,
        );
        for (&l, path) in changed.iter().zip(paths) {
            self.paths[l] = path;
        }
        changed
    }
}

/// Whether a line runs through the inside of a rectangle.
fn runs_through(path: &[Point], rect: Rect) -> bool {
    path.windows(2).any(|pair| {
        let piece = Rect::from_corners(pair[0], pair[1]);
        piece.min.x < rect.max.x
            && rect.min.x < piece.max.x
            && piece.min.y < rect.max.y
            && rect.min.y < piece.max.y
    })
}
