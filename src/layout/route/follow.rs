//! Lines that follow while cards are dragged, wherever on the plane the sheet lies.

use super::super::origin::{moved, origin};
use super::super::{Cancel, Placement, Request};
use super::router;
use crate::base::geometry::{Point, Rect, Vector};

/// All lines of a sheet, kept up while cards move: only the lines of moved cards and those that a card
/// comes to lie on are drawn anew. What that costs depends on them, not on the size of the sheet.
///
/// The lines are good enough for a gesture; once it is over, a new router draws better ones.
pub struct Router {
    /// Of the sheet as it would be at the origin.
    near: router::Router,
    origin: Vector,
    placement: Placement,
    paths: Vec<Vec<Point>>,
}

impl Router {
    /// Draws all lines.
    pub fn new(request: Request, placement: Placement, cancel: &Cancel) -> Self {
        let rects = placement.cards.iter().chain(&placement.containers);
        let origin = origin(rects.copied(), &request);
        let places = placement.translate(-origin);
        let near = router::Router::new(moved(&request, -origin), places, cancel);
        let paths = near.paths().iter();
        Self {
            paths: paths.map(|path| translate(path, origin)).collect(),
            near,
            origin,
            placement,
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

    /// Moves cards and containers, each named by its index, and says which lines were drawn anew, rising.
    pub fn update(
        &mut self,
        cards: &[(usize, Rect)],
        containers: &[(usize, Rect)],
        cancel: &Cancel,
    ) -> Vec<usize> {
        let put = |places: &mut [Rect], moves: &[(usize, Rect)]| {
            for &(i, to) in moves {
                if let Some(place) = places.get_mut(i) {
                    *place = to;
                }
            }
        };
        put(&mut self.placement.cards, cards);
        put(&mut self.placement.containers, containers);
        let moves_near = |moves: &[(usize, Rect)]| -> Vec<(usize, Rect)> {
            let moves = moves.iter();
            moves
                .map(|&(i, to)| (i, to.translate(-self.origin)))
                .collect()
        };
        let changed = self
            .near
            .update(&moves_near(cards), &moves_near(containers), cancel);
        for &line in &changed {
            self.paths[line] = translate(&self.near.paths()[line], self.origin);
        }
        changed
    }
}

/// The corners of a line elsewhere.
pub(super) fn translate(path: &[Point], by: Vector) -> Vec<Point> {
    path.iter().map(|&corner| corner + by).collect()
}
