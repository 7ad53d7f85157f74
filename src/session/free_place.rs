//! Where something new can stand without covering anything.

use crate::base::geometry::{Point, Rect, point};

/// Space that is left around everything, in diagram units.
const MARGIN: f32 = 20.0;
/// Distance between the places that are tried.
const STEP: f32 = 20.0;
/// So many steps to each side are tried.
const REACH: i32 = 150;

/// The upper left corner nearest to the wanted one at which something of this size covers nothing; the wanted one if there
/// is none far and wide.
pub fn free_place(taken: &[Rect], size: (f32, f32), wanted: Point) -> Point {
    let is_free = |at: Point| {
        let rect = Rect::new(at.x, at.y, size.0, size.1).expand(MARGIN);
        !taken.iter().any(|other| other.overlaps(rect))
    };
    let at = |x: i32, y: i32| point(wanted.x + x as f32 * STEP, wanted.y + y as f32 * STEP);
    for ring in 0..=REACH {
        // Along the ring, the places nearest to its middle first; to the right and below before to the left and above.
        for along in (0..=ring).flat_map(|n| [n, -n]) {
            for (x, y) in [(ring, along), (along, ring), (-ring, along), (along, -ring)] {
                if is_free(at(x, y)) {
                    return at(x, y);
                }
            }
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_place_that_covers_nothing_is_found() {
        let card = Rect::new(0.0, 0.0, 150.0, 60.0);
        let size = (150.0, 60.0);
        assert_eq!(free_place(&[], size, point(3.0, 4.0)), point(3.0, 4.0));
        assert_eq!(
            free_place(&[card], size, point(0.0, 0.0)),
            point(0.0, 80.0),
            "below is nearer than beside"
        );
        let wall = Rect::new(-1e6, -1e6, 2e6, 2e6);
        assert_eq!(free_place(&[wall], size, point(1.0, 1.0)), point(1.0, 1.0));
    }
}
