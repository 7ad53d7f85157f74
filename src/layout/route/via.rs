//! Lines with bends placed by hand.

use super::super::Line;
use super::board::Board;
use super::ends::{STUB, Stop};
use super::wires::simplify;
use crate::base::geometry::{Point, Rect, point};

/// The line through its bends, with a corner wherever two of them are not in line.
pub(super) fn through_bends(board: &Board, stops: [Stop; 2], line: &Line) -> Vec<Point> {
    along(
        stops.map(|stop| (board.cards[stop.card], stop.y)),
        &line.via,
    )
}

/// A line through bends, from card to card, each given with the height of the line's end. Without bends there is none.
pub(crate) fn along([from, to]: [(Rect, f32); 2], via: &[Point]) -> Vec<Point> {
    let bends: Vec<Point> = via
        .iter()
        .copied()
        .filter(|p| p.x.is_finite() && p.y.is_finite())
        .collect();
    let (Some(&first), Some(&last)) = (bends.first(), bends.last()) else {
        return Vec::new();
    };
    let port = |(card, y): (Rect, f32), towards: Point| {
        if towards.x < card.center().x {
            (point(card.min.x, y), point(card.min.x - STUB, y))
        } else {
            (point(card.max.x, y), point(card.max.x + STUB, y))
        }
    };
    let ((start, start_stub), (end, end_stub)) = (port(from, first), port(to, last));
    let outside = |p: Point, port: Point, stub: Point| (p.x - port.x) * (stub.x - port.x) >= 0.0;
    let mut points = vec![start];
    if !outside(first, start, start_stub) {
        points.push(start_stub);
    }
    let mut level = true;
    for &bend in &bends {
        let here = points.last().copied().unwrap_or(start);
        if here.x != bend.x && here.y != bend.y {
            points.push(if level {
                point(bend.x, here.y)
            } else {
                point(here.x, bend.y)
            });
        }
        let before = points.last().copied().unwrap_or(start);
        // The next corner continues in the direction of arrival.
        level = before.y == bend.y && before.x != bend.x;
        points.push(bend);
    }
    if outside(last, end, end_stub) {
        points.push(point(last.x, end.y));
    } else {
        points.extend([point(end_stub.x, last.y), end_stub]);
    }
    points.push(end);
    simplify(&mut points);
    points
}
