//! The ends of relationships: crow's feet.

use super::brush::Brush;
use crate::base::geometry::{Point, Vector, vector};
use crate::model::Cardinality;
use crate::scene::palette::Rgba;
use crate::scene::{ShapeKind, Stroke};

/// How far the largest foot reaches from the card.
pub(super) const REACH: f32 = 18.0;

const HALF_WIDTH: f32 = 5.0;
const APEX: f32 = 10.0;
const RING: f32 = 3.5;

/// Takes the reach of the feet from both ends of a line. Gives whether anything is left.
pub(super) fn shorten(points: &mut [Point]) -> bool {
    let last = points.len().saturating_sub(1);
    for (end, next) in [(0, 1), (last, last.wrapping_sub(1))] {
        let (Some(&at), Some(&beyond)) = (points.get(end), points.get(next)) else {
            return false;
        };
        let way = beyond - at;
        let length = way.x.abs().max(way.y.abs());
        if length <= REACH {
            return false;
        }
        points[end] = at + way * (REACH / length);
    }
    true
}

/// Where a line leaves a card.
#[derive(Clone, Copy)]
pub(super) struct Exit {
    at: Point,
    /// Away from the card, of length 1, shorter where there is no room for a whole foot.
    out: Vector,
}

impl Exit {
    /// The first end of a line; none if it has no direction there.
    pub fn of(mut points: impl ExactSizeIterator<Item = Point>) -> Option<Self> {
        // A line of one segment has a foot at both of its ends.
        let share = if points.len() == 2 { 0.5 } else { 1.0 };
        let (at, next) = (points.next()?, points.next()?);
        let way = next - at;
        // Lines are horizontal or vertical at their ends, so that one part is the length.
        let length = way.x.abs().max(way.y.abs());
        let scale = (length * share / REACH).min(1.0);
        (length > 0.0).then(|| Self {
            at,
            out: way * (scale / length),
        })
    }

    /// The first end of a line that has no foot at its other end.
    pub fn of_stub(points: &[Point]) -> Option<Self> {
        let (&at, &next) = (points.first()?, points.get(1)?);
        Self::of([at, next, next].into_iter())
    }

    fn along(self, distance: f32) -> Point {
        self.at + self.out * distance
    }

    /// So far to both sides.
    fn across(self, distance: f32) -> Vector {
        vector(-self.out.y, self.out.x) * distance
    }

    /// A triangle that points at the card, and where the line may end behind it.
    pub fn arrow(self) -> ([Point; 3], Point) {
        let (back, side) = (self.along(9.0), self.across(4.5));
        ([self.at, back + side, back - side], self.along(8.0))
    }
}

/// Ties the rows of a composite key together, along the card's edge.
pub(super) fn bracket(brush: &mut Brush<'_>, exit: Exit, further_rows: &[f32], stroke: Stroke) {
    let lowest = further_rows.iter().copied().fold(0.0, f32::max);
    let highest = further_rows.iter().copied().fold(0.0, f32::min);
    if lowest == highest {
        return;
    }
    let edge = exit.along(1.0);
    let ends = [highest - HALF_WIDTH, lowest + HALF_WIDTH];
    let bar = Stroke {
        width: 2.4,
        ..stroke
    };
    brush.line(ends.map(|below| edge + vector(0.0, below)).to_vec(), bar);
}

/// Draws the sign for how many take part at this end.
pub(super) fn draw(
    brush: &mut Brush<'_>,
    exit: Exit,
    cardinality: Cardinality,
    stroke: Stroke,
    inside: Rgba,
) {
    if cardinality.is_many() {
        let (apex, side) = (exit.along(APEX), exit.across(HALF_WIDTH));
        brush.line(vec![exit.at + side, apex, exit.at - side], stroke);
        // The middle toe, whole on broken lines too.
        brush.line(vec![apex, exit.at], stroke);
    }
    let mut bar = |distance| {
        let (middle, side) = (exit.along(distance), exit.across(HALF_WIDTH));
        brush.line(vec![middle + side, middle - side], stroke);
    };
    match cardinality {
        Cardinality::One => {
            bar(6.0);
            bar(10.0);
        }
        Cardinality::ZeroOrOne => bar(6.0),
        Cardinality::OneOrMany => bar(APEX + 3.0),
        Cardinality::Many => {}
    }
    let ring = match cardinality {
        Cardinality::ZeroOrOne => Some(6.0),
        Cardinality::Many => Some(APEX),
        Cardinality::One | Cardinality::OneOrMany => None,
    };
    if let Some(from) = ring {
        let scale = exit.out.x.abs().max(exit.out.y.abs());
        brush.push(ShapeKind::Circle {
            center: exit.along(from + RING + 0.5),
            radius: RING * scale,
            fill: Some(inside),
            stroke: Some(stroke),
        });
    }
}
