//! Where the label of a line finds room.

use super::foot::REACH;
use super::label::HEIGHT;
use crate::base::geometry::{Point, Rect, Vector, point, vector};
use crate::scene::diagram::BOUNDARY_HEADER;
use crate::scene::grid::Grid;

/// What labels must not cover, and what they had better not.
pub(super) struct Room {
    blocked: Grid,
    avoided: Grid,
}

/// The number of what belongs to no line.
const NOBODY: usize = usize::MAX;
/// A label on its line leaves so much of the segment to be seen at either side.
const LEFT: f32 = 5.0;
/// Distance between the places that are tried along a segment, and how many at most to either side of its middle.
const STEP: f32 = 4.0;
const MOST_STEPS: f32 = 12.0;
/// Distance of a label beside its line.
const BESIDE: f32 = 7.0;
/// A label beside its line is as bad as one on it that covers so many other things.
const BESIDE_COST: usize = 6;

impl Room {
    /// Nothing in the way, for a sheet that covers about this rectangle.
    pub fn new(sheet: Rect) -> Self {
        Self {
            blocked: Grid::new(sheet),
            avoided: Grid::new(sheet),
        }
    }

    /// Labels must not cover it.
    pub fn block(&mut self, rect: Rect) {
        self.blocked.add(rect, NOBODY);
    }

    /// Labels must not cover the title of a boundary, and had better not cover its edges.
    pub fn block_boundary(&mut self, rect: Rect) {
        let Rect { min, max } = rect;
        self.block(Rect {
            max: point(max.x, min.y + BOUNDARY_HEADER),
            min,
        });
        let (upper_right, lower_left) = (point(max.x, min.y), point(min.x, max.y));
        for (a, b) in [
            (min, upper_right),
            (min, lower_left),
            (upper_right, max),
            (lower_left, max),
        ] {
            self.avoid(Rect::from_corners(a, b), NOBODY);
        }
    }

    /// Labels of others than the owner had better not cover it.
    pub fn avoid(&mut self, rect: Rect, owner: usize) {
        self.avoided.add(rect.expand(0.5), owner);
    }

    /// The best free place for a label of this width on or beside a line, the middle of long segments first.
    pub fn find(&self, points: &[Point], width: f32, owner: usize) -> Option<Rect> {
        let mut best: Option<(usize, Rect)> = None;
        for (cost, rect) in candidates(points, width) {
            if best.is_some_and(|(least, _)| least <= cost) || self.blocked.any(rect.expand(2.0)) {
                continue;
            }
            let cost = cost + self.avoided.touches(rect, owner);
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, rect));
            }
        }
        best.map(|(_, rect)| rect)
    }
}

/// Places for a label with what each costs before anything else is looked at.
fn candidates(points: &[Point], width: f32) -> Vec<(usize, Rect)> {
    let last = points.len().saturating_sub(2);
    let mut segments: Vec<(f32, Point, Point)> = points
        .windows(2)
        .enumerate()
        .filter_map(|(index, pair)| {
            let (mut a, mut b) = (pair[0], pair[1]);
            let length = (b.x - a.x).abs().max((b.y - a.y).abs());
            let direction = (b - a) * (1.0 / length.max(1.0));
            // The signs at the ends stay to be seen.
            let (start, end) = (
                if index == 0 { REACH } else { 0.0 },
                if index == last { REACH } else { 0.0 },
            );
            a = a + direction * start;
            b = b - direction * end;
            (length > start + end + 1.0).then_some((length - start - end, a, b))
        })
        .collect();
    segments.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found = Vec::new();
    for (rank, &(length, a, b)) in segments.iter().enumerate() {
        let is_level = a.y == b.y;
        let extent = if is_level { width } else { HEIGHT };
        let fits = length >= extent + 2.0 * LEFT;
        // Text runs along level segments.
        let cost = rank.min(1) + 2 * usize::from(!is_level);
        // From the middle outward.
        let room = if fits {
            length - extent - 2.0 * LEFT
        } else {
            0.0
        };
        let steps = (room / 2.0 / STEP).min(MOST_STEPS).floor() as u16;
        let step = room / 2.0 / length / f32::from(steps.max(1));
        for turn in 0..=2 * steps {
            let side = if turn % 2 == 0 { 1.0 } else { -1.0 };
            let share = 0.5 + side * step * f32::from(turn.div_ceil(2));
            let middle = a + (b - a) * share;
            let half = vector(width / 2.0, HEIGHT / 2.0);
            if fits {
                found.push((cost, around(middle, half)));
            }
            let aside = if is_level {
                vector(0.0, half.y + BESIDE)
            } else {
                vector(half.x + BESIDE, 0.0)
            };
            found.push((cost + BESIDE_COST, around(middle - aside, half)));
            found.push((cost + BESIDE_COST, around(middle + aside, half)));
        }
    }
    // Above and below a short way from card to card.
    if let Some(whole) = Rect::around(points.iter().copied()) {
        let aside = vector(0.0, whole.height() / 2.0 + HEIGHT / 2.0 + BESIDE);
        let half = vector(width / 2.0, HEIGHT / 2.0);
        found.push((BESIDE_COST + 3, around(whole.center() - aside, half)));
        found.push((BESIDE_COST + 3, around(whole.center() + aside, half)));
    }
    found
}

fn around(middle: Point, half: Vector) -> Rect {
    let corner = middle - half;
    Rect::new(corner.x.round(), corner.y, 2.0 * half.x, 2.0 * half.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: Rect = Rect::new(0.0, -200.0, 1000.0, 600.0);
    const LINE: [Point; 3] = [point(0.0, 0.0), point(400.0, 0.0), point(400.0, 100.0)];

    #[test]
    fn a_label_sits_on_the_longest_segment_and_never_on_another() {
        let mut room = Room::new(SHEET);
        let first = room.find(&LINE, 80.0, 0).expect("room");
        assert_eq!(first, Rect::new(169.0, -9.0, 80.0, 18.0));
        room.block(first);
        let second = room.find(&LINE, 80.0, 0).expect("room");
        assert!(!second.overlaps(first));
        room.block(Rect::new(-100.0, -100.0, 1000.0, 1000.0));
        assert_eq!(room.find(&LINE, 80.0, 0), None);
    }

    #[test]
    fn a_label_prefers_not_to_cover_another_line() {
        let mut room = Room::new(SHEET);
        room.avoid(
            Rect::from_corners(point(209.0, -50.0), point(209.0, 50.0)),
            1,
        );
        let found = room.find(&LINE, 80.0, 0).expect("room");
        assert!(!found.contains(point(209.0, 0.0)), "{found:?}");
    }

    #[test]
    fn where_a_segment_is_too_short_the_label_stands_beside_it() {
        let line = [point(0.0, 0.0), point(60.0, 0.0)];
        let found = Room::new(SHEET).find(&line, 100.0, 0).expect("room");
        assert!(found.max.y < 0.0 || found.min.y > 0.0, "{found:?}");
    }
}
