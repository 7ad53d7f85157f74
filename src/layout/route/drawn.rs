//! The lines as they are drawn, and which of them are where.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::geometry::{Point, Rect};

/// Side of a square of the index.
const SQUARE: f32 = 256.0;

/// The corners of every line, with an index of where they are.
#[derive(Default)]
pub(crate) struct Drawn {
    paths: Vec<Vec<Point>>,
    squares: BTreeMap<(i32, i32), Vec<u32>>,
}

impl Drawn {
    pub fn new(paths: Vec<Vec<Point>>) -> Self {
        let mut drawn = Self {
            paths: vec![Vec::new(); paths.len()],
            squares: BTreeMap::new(),
        };
        for (line, path) in paths.into_iter().enumerate() {
            drawn.set(line, path);
        }
        drawn
    }

    /// The corners of every line.
    pub fn paths(&self) -> &[Vec<Point>] {
        &self.paths
    }

    /// Draws a line elsewhere.
    pub fn set(&mut self, line: usize, path: Vec<Point>) {
        for square in squares(&self.paths[line]) {
            if let Some(lines) = self.squares.get_mut(&square) {
                lines.retain(|&other| other as usize != line);
            }
        }
        for square in squares(&path) {
            self.squares.entry(square).or_default().push(line as u32);
        }
        self.paths[line] = path;
    }

    /// Draws a line elsewhere while nobody asks where lines are.
    pub fn set_unindexed(&mut self, line: usize, path: Vec<Point>) {
        self.paths[line] = path;
    }

    /// The lines that run through the inside of a rectangle, rising.
    pub fn through(&self, rect: Rect) -> BTreeSet<usize> {
        self.near(rect)
            .filter(|&line| runs_through(&self.paths[line], rect))
            .collect()
    }

    /// The straight pieces that touch a rectangle, each with its line, in a fixed order.
    pub fn pieces(&self, rect: Rect) -> impl Iterator<Item = (usize, [Point; 2])> + '_ {
        let mut lines: Vec<usize> = self.near(rect).collect();
        lines.sort_unstable();
        lines.dedup();
        lines.into_iter().flat_map(move |line| {
            let pairs = self.paths[line].windows(2);
            let touch = pairs.filter(move |pair| {
                let piece = Rect::from_corners(pair[0], pair[1]);
                piece.min.x <= rect.max.x
                    && rect.min.x <= piece.max.x
                    && piece.min.y <= rect.max.y
                    && rect.min.y <= piece.max.y
            });
            touch.map(move |pair| (line, [pair[0], pair[1]]))
        })
    }

    /// The lines that have something in the squares that a rectangle is in; some come several times.
    fn near(&self, rect: Rect) -> impl Iterator<Item = usize> + '_ {
        let (from, to) = (square(rect.min), square(rect.max));
        (from.0..=to.0)
            .flat_map(move |x| self.squares.range((x, from.1)..=(x, to.1)))
            .flat_map(|(_, lines)| lines.iter().map(|&line| line as usize))
    }
}

fn square(at: Point) -> (i32, i32) {
    (
        (at.x / SQUARE).floor() as i32,
        (at.y / SQUARE).floor() as i32,
    )
}

fn squares(path: &[Point]) -> Vec<(i32, i32)> {
    let pieces = path.windows(2).flat_map(|pair| {
        let piece = Rect::from_corners(pair[0], pair[1]);
        let (from, to) = (square(piece.min), square(piece.max));
        (from.0..=to.0).flat_map(move |x| (from.1..=to.1).map(move |y| (x, y)))
    });
    let mut squares: Vec<(i32, i32)> = pieces.collect();
    squares.sort_unstable();
    squares.dedup();
    squares
}

/// Whether a line runs through the inside of a rectangle.
pub(crate) fn runs_through(path: &[Point], rect: Rect) -> bool {
    path.windows(2).any(|pair| {
        let piece = Rect::from_corners(pair[0], pair[1]);
        piece.min.x < rect.max.x
            && rect.min.x < piece.max.x
            && piece.min.y < rect.max.y
            && rect.min.y < piece.max.y
    })
}
