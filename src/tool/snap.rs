//! What moved things snap to: edges and centers of their neighbors, or the grid.

use super::Context;
use crate::base::geometry::{Point, Rect, Vector, point, vector};

/// Distance between the lines of the grid.
pub const GRID: f32 = 16.0;
/// From how far things snap, in logical pixels.
const REACH: f32 = 6.0;

/// The neighbors that things snap to.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbors(Vec<Rect>);

/// A correction, and the lines that say why.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Snapped {
    pub by: Vector,
    pub guides: Vec<[Point; 2]>,
}

impl Neighbors {
    /// Those that can be seen.
    pub fn new(rects: impl Iterator<Item = Rect>, context: &Context) -> Self {
        Self(rects.filter(|rect| rect.overlaps(context.seen)).collect())
    }

    /// How a rectangle moves to be in line with its neighbors, or to stand on the grid.
    pub fn snap(&self, rect: Rect, free: bool, context: &Context) -> Snapped {
        if free {
            return Snapped::default();
        }
        if context.snap.grid {
            return Snapped {
                by: vector(to_grid(rect.min.x), to_grid(rect.min.y)),
                guides: Vec::new(),
            };
        }
        if !context.snap.guides {
            return Snapped::default();
        }
        let reach = REACH * context.pixel;
        let by = vector(
            self.nearest(rect, reach, across).unwrap_or(0.0),
            self.nearest(rect, reach, along).unwrap_or(0.0),
        );
        let mut guides = Vec::new();
        let rect = rect.translate(by);
        self.guides(rect, across, &mut |at, [lo, hi]| {
            guides.push([point(at, lo), point(at, hi)]);
        });
        self.guides(rect, along, &mut |at, [lo, hi]| {
            guides.push([point(lo, at), point(hi, at)]);
        });
        Snapped { by, guides }
    }

    /// The least distance to a neighbor's edge or center on one axis.
    fn nearest(&self, rect: Rect, reach: f32, axis: Axis) -> Option<f32> {
        let own = stations(axis(rect)[0]);
        let all = self.0.iter().flat_map(|other| {
            let others = stations(axis(*other)[0]);
            pairs().map(move |(a, b)| others[b] - own[a])
        });
        all.filter(|by| by.abs() <= reach)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()))
    }

    /// A line for each place at which a rectangle is in line with neighbors, over all of them.
    fn guides(&self, rect: Rect, axis: Axis, add: &mut dyn FnMut(f32, [f32; 2])) {
        let [own, extent] = axis(rect);
        let own = stations(own);
        for (place, at) in own.into_iter().enumerate() {
            let mut span: Option<[f32; 2]> = None;
            for other in &self.0 {
                let [others, reaches] = axis(*other);
                let others = stations(others);
                let in_line = pairs().any(|(a, b)| a == place && (others[b] - at).abs() < 0.51);
                if in_line {
                    let [lo, hi] = span.unwrap_or(extent);
                    span = Some([lo.min(reaches[0]), hi.max(reaches[1])]);
                }
            }
            if let Some(span) = span {
                add(at, span);
            }
        }
    }
}

/// How far a coordinate is from the grid.
pub(super) fn to_grid(at: f32) -> f32 {
    (at / GRID).round() * GRID - at
}

/// The extents of a rectangle along an axis, and across it.
type Axis = fn(Rect) -> [[f32; 2]; 2];

fn across(rect: Rect) -> [[f32; 2]; 2] {
    [[rect.min.x, rect.max.x], [rect.min.y, rect.max.y]]
}

fn along(rect: Rect) -> [[f32; 2]; 2] {
    [[rect.min.y, rect.max.y], [rect.min.x, rect.max.x]]
}

/// Lower edge, center and upper edge.
fn stations([lo, hi]: [f32; 2]) -> [f32; 3] {
    [lo, f32::midpoint(lo, hi), hi]
}

/// Edges are in line with edges, centers with centers.
fn pairs() -> impl Iterator<Item = (usize, usize)> {
    [(0, 0), (1, 1), (2, 2), (0, 2), (2, 0)].into_iter()
}
