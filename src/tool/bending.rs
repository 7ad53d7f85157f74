//! A segment or a bend of a relationship's line follows the pointer; the line stays level and upright.

use super::drag::Drag;
use super::stage::Stage;
use super::{Context, Effect, Pointer, State};
use crate::base::geometry::{Point, Vector, point, vector};
use crate::model::{Reference, RelationshipId};
use crate::session::drawing;
use crate::session::picture::Piece;

/// Length of the piece that stays straight at a card.
const STUB: f32 = 16.0;
/// From how far a segment falls into line with another, in logical pixels.
const REACH: f32 = 6.0;

/// A line is being bent.
#[derive(Clone, Debug)]
pub(super) struct Bending {
    start: Point,
    relationship: RelationshipId,
    piece: Piece,
    /// The line as it was.
    points: Vec<Point>,
    stage: Stage,
}

impl Bending {
    pub(super) fn start(
        start: Point,
        (relationship, piece): (RelationshipId, Piece),
        context: &Context,
    ) -> Option<Self> {
        let part = Reference::Relationship(relationship);
        let points = context.picture.line_points(part)?.to_vec();
        (points.len() > 1).then(|| Self {
            start,
            relationship,
            piece,
            points,
            stage: Stage::of(context.picture),
        })
    }

    fn pend(&self, pointer: Pointer, context: &Context) -> Effect {
        let reach = if pointer.keys.alt {
            0.0
        } else {
            REACH * context.pixel
        };
        let points = bent(&self.points, self.piece, pointer.at - self.start, reach);
        let bends = drawing::bends_of(&points);
        let sheet = self.stage.sheet(context);
        Effect::Pend(drawing::bend_line(sheet, self.relationship, &bends))
    }
}

impl Drag for Bending {
    fn moved(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> State {
        effects.push(self.pend(pointer, context));
        self.into()
    }

    fn done(self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        effects.push(self.pend(pointer, context));
        effects.push(Effect::Commit);
    }

    fn cancelled(self, effects: &mut Vec<Effect>) {
        effects.push(Effect::RollBack);
    }
}

/// A bend fewer: the one that is nearest to the pointer. None where no person has placed any.
pub(super) fn without_bend(
    relationship: RelationshipId,
    pointer: Pointer,
    context: &Context,
) -> Option<Effect> {
    let view = context.view.and_then(|view| context.design.get(view))?;
    let bends = view.bends.get(&relationship)?.iter();
    let mut bends: Vec<Point> = bends.map(|&(x, y)| point(x as f32, y as f32)).collect();
    let distance = |bend: &Point| bend.distance_squared(pointer.at);
    let (nearest, _) = bends
        .iter()
        .enumerate()
        .min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)))?;
    bends.remove(nearest);
    let stage = Stage::of(context.picture);
    let transaction = drawing::bend_line(stage.sheet(context), relationship, &bends);
    Some(Effect::Pend(transaction))
}

/// The line with a piece moved. The ends stay where they are, and so do the heights at which they are.
fn bent(points: &[Point], piece: Piece, by: Vector, reach: f32) -> Vec<Point> {
    let last = points.len() - 1;
    let mut points = points.to_vec();
    match piece {
        Piece::Segment(place) if 0 < place && place + 1 < last => {
            shift(&mut points, place, by, reach);
        }
        // At a card, a piece stays as it is and the rest steps aside.
        Piece::Segment(0) => {
            let (start, next) = (points[0], points[1]);
            let step = stub(start.x, next.x);
            points.splice(1..1, [point(step, start.y), point(step, start.y)]);
            if last == 1 {
                let step = stub(next.x, start.x);
                points.splice(3..3, [point(step, next.y), point(step, next.y)]);
            }
            shift(&mut points, 2, by, reach);
        }
        Piece::Segment(_) => {
            points.reverse();
            let mut turned = bent(&points, Piece::Segment(0), by, reach);
            turned.reverse();
            points = turned;
        }
        Piece::Bend(place) => {
            for segment in [place.saturating_sub(1), place] {
                if 0 < segment && segment + 1 < last {
                    shift(&mut points, segment, by, reach);
                }
            }
        }
    }
    straightened(points)
}

/// Moves an inner segment across its direction, into line with others where it comes near them.
fn shift(points: &mut [Point], place: usize, by: Vector, reach: f32) {
    let (a, b) = (points[place], points[place + 1]);
    // A piece that was just made has no length yet; it is level.
    let upright = a.x == b.x && a.y != b.y;
    let nearest = |at: f32, others: &mut dyn Iterator<Item = f32>| {
        others
            .filter(|other| (other - at).abs() <= reach)
            .min_by(|p, q| (p - at).abs().total_cmp(&(q - at).abs()))
            .unwrap_or(at)
    };
    let others = points
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place && *other != place + 1)
        .map(|(_, p)| *p)
        .collect::<Vec<_>>();
    let by = if upright {
        let x = nearest(a.x + by.x, &mut others.iter().map(|p| p.x));
        vector(x - a.x, 0.0)
    } else {
        let y = nearest(a.y + by.y, &mut others.iter().map(|p| p.y));
        vector(0.0, y - a.y)
    };
    points[place] = a + by;
    points[place + 1] = b + by;
}

/// Where the straight piece at a card ends, on the way to the next corner.
fn stub(from: f32, to: f32) -> f32 {
    let room = (to - from).abs() / 2.0;
    from + STUB.min(room).copysign(to - from)
}

/// The same line without points that are no corners.
fn straightened(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for p in points {
        while let [.., a, b] = kept[..] {
            let in_line = (a.x == b.x && b.x == p.x) || (a.y == b.y && b.y == p.y);
            if !in_line {
                break;
            }
            kept.pop();
        }
        if kept.last() != Some(&p) {
            kept.push(p);
        }
    }
    kept
}
