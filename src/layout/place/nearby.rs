//! What placing something beside something else needs: free corners, common parts, a request of its own.

use super::super::{Card, Container, Request};
use crate::base::geometry::{Point, Rect, Vector, point, vector};

/// The corners at which something of a size would stand right beside one of `neighbours`.
pub(crate) fn beside(
    neighbours: &[Rect],
    (width, height): (f32, f32),
    (dx, dy): (f32, f32),
) -> Vec<Point> {
    neighbours
        .iter()
        .flat_map(|n| {
            [
                point(n.max.x + dx, n.min.y),
                point(n.min.x - dx - width, n.min.y),
                point(n.min.x, n.max.y + dy),
                point(n.min.x, n.min.y - dy - height),
                point(n.max.x + dx, n.max.y - height),
                point(n.min.x - dx - width, n.max.y - height),
            ]
        })
        .collect()
}

/// The shorter side of the common part of two rectangles.
pub(crate) fn overlap(a: Rect, b: Rect) -> f32 {
    let x = a.max.x.min(b.max.x) - a.min.x.max(b.min.x);
    let y = a.max.y.min(b.max.y) - a.min.y.max(b.min.y);
    x.min(y).max(0.0)
}

/// How far a point is from a rectangle, along both axes together.
pub(crate) fn outside(rect: Rect, p: Point) -> f32 {
    let Vector { x, y } = vector(
        (rect.min.x - p.x).max(p.x - rect.max.x).max(0.0),
        (rect.min.y - p.y).max(p.y - rect.max.y).max(0.0),
    );
    x + y
}

/// The request for some of the cards, and perhaps their container, alone.
pub(crate) fn part(request: &Request, cards: &[usize], container: Option<usize>) -> Request {
    let mut number = vec![None; request.cards.len()];
    for (i, &card) in cards.iter().enumerate() {
        number[card] = Some(i);
    }
    let of = |card: usize| number.get(card).copied().flatten();
    let inside = container.map(|_| 0);
    Request {
        cards: cards
            .iter()
            .map(|&c| Card {
                container: inside,
                at: None,
                ..request.cards[c]
            })
            .collect(),
        containers: container
            .map(|c| Container {
                rect: None,
                ..request.containers[c]
            })
            .into_iter()
            .collect(),
        lines: request
            .lines
            .iter()
            .filter_map(|line| {
                let mut line = line.clone();
                line.from.card = of(line.from.card)?;
                line.to.card = of(line.to.card)?;
                line.via.clear();
                Some(line)
            })
            .collect(),
        options: request.options,
    }
}
