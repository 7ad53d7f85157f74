//! Where on the plane a sheet lies makes no difference: it is laid out at the origin, and moved to its place afterward.
//!
//! Otherwise what is rounded would decide between ways that are equally good.

use super::{Placement, Request};
use crate::base::geometry::{Point, Rect, Vector, vector};

/// What lies farther out does not say where the sheet is.
const FARTHEST: f32 = 1_000_000.0;

/// The upper left corner of everything, as far as all of it can be moved there and back without being rounded.
pub(crate) fn origin(rects: impl Iterator<Item = Rect>, request: &Request) -> Vector {
    let bends = request.lines.iter().flat_map(|line| &line.via);
    let corners = rects.flat_map(|rect| [rect.min, rect.max]);
    let points: Vec<Point> = corners.chain(bends.copied()).collect();
    vector(
        start(points.iter().map(|p| p.x)),
        start(points.iter().map(|p| p.y)),
    )
}

fn start(all: impl Iterator<Item = f32> + Clone) -> f32 {
    let near = all.filter(|at| at.abs() <= FARTHEST);
    let lowest = near.clone().reduce(f32::min).unwrap_or_default();
    let is_exact = near.clone().all(|at| (at - lowest) + lowest == at);
    if is_exact { lowest } else { 0.0 }
}

/// The request with all that was placed by hand placed elsewhere.
pub(crate) fn moved(request: &Request, by: Vector) -> Request {
    let mut request = request.clone();
    for card in &mut request.cards {
        card.at = card.at.map(|at| at + by);
    }
    for container in &mut request.containers {
        container.rect = container.rect.map(|rect| rect.translate(by));
    }
    for line in &mut request.lines {
        for bend in &mut line.via {
            *bend = *bend + by;
        }
    }
    request
}

impl Placement {
    /// Everything elsewhere.
    pub(crate) fn translate(&self, by: Vector) -> Self {
        let elsewhere = |rects: &[Rect]| rects.iter().map(|rect| rect.translate(by)).collect();
        Self {
            cards: elsewhere(&self.cards),
            containers: elsewhere(&self.containers),
        }
    }
}
