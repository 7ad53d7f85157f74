//! Lines that are taken along with the cards at their ends, without looking for new ways.

use std::collections::BTreeMap;

use super::Router;
use crate::base::geometry::{Point, Rect, Vector, point};
use crate::layout::route::ends::{STUB, Stop};
use crate::layout::route::wires::simplify;

impl Router {
    /// Takes the lines of moved cards along without looking for new ways. Returns them, rising.
    pub(super) fn carry(&mut self, old: &BTreeMap<usize, Rect>) -> Vec<usize> {
        let moved = old.keys();
        let lines = moved.filter_map(|&card| self.lines_of.get(card)).flatten();
        let mut lines: Vec<usize> = lines.copied().collect();
        lines.sort_unstable();
        lines.dedup();
        for &l in &lines {
            let Some(mut stops) = self.stops[l] else {
                continue;
            };
            let by = stops.map(|stop| {
                let was = old.get(&stop.card);
                was.map_or(Vector::default(), |was| {
                    self.board.cards[stop.card].min - was.min
                })
            });
            for (stop, by) in stops.iter_mut().zip(by) {
                stop.y += by.y;
            }
            let path = if by[0] == by[1] {
                let path = self.drawn.paths()[l].iter();
                path.map(|&corner| corner + by[0]).collect()
            } else {
                self.stretched(l, stops, old)
            };
            self.drawn.set_unindexed(l, path);
            self.stops[l] = Some(stops);
        }
        lines
    }

    /// A line with its ends pulled to where they are to be now.
    pub(super) fn stretched(
        &self,
        l: usize,
        stops: [Stop; 2],
        old: &BTreeMap<usize, Rect>,
    ) -> Vec<Point> {
        let mut path = self.drawn.paths()[l].clone();
        // The second end first, then, turned around, the first one.
        for stop in [stops[1], stops[0]] {
            path.reverse();
            let is = self.board.cards[stop.card];
            let was = old.get(&stop.card).copied().unwrap_or(is);
            pull(&mut path, was, is, stop.y);
        }
        path
    }
}

/// Pulls the start of a line to where its card is now.
fn pull(path: &mut Vec<Point>, was: Rect, is: Rect, y: f32) {
    // A first piece that turns back on itself is one.
    while path.len() > 2 && path[1].y == path[2].y {
        path.remove(1);
    }
    let [start, next, ..] = path[..] else { return };
    let right = (start.x - was.max.x).abs() < (start.x - was.min.x).abs();
    let port = point(if right { is.max.x } else { is.min.x }, y);
    if port == start {
        return;
    }
    let beyond = if right {
        next.x >= port.x + STUB
    } else {
        next.x <= port.x - STUB
    };
    // How the line goes on when its first piece, which is level, has been replaced.
    let turn = if beyond {
        next.x
    } else if right {
        port.x + STUB
    } else {
        port.x - STUB
    };
    let first_corner = if path.len() == 2 {
        // There was no corner: the far end stays.
        let turn = if beyond {
            f32::midpoint(port.x, next.x)
        } else {
            turn
        };
        vec![port, point(turn, port.y), point(turn, next.y), next]
    } else if beyond {
        vec![port, point(turn, port.y)]
    } else {
        let after = path[2];
        vec![port, point(turn, port.y), point(turn, after.y), after]
    };
    let replaced = match (path.len(), beyond) {
        (2, _) | (_, true) => 2,
        _ => 3,
    };
    path.splice(..replaced, first_corner);
    simplify(path);
}
