//! The lines as they are drawn, and which of them are where.

use std::collections::{BTreeMap, BTreeSet};

use super::super::span::Span;
use super::board::{horizontal, vertical};
use crate::base::geometry::{Point, Rect};

/// Width of a strip of the index.
const STRIP: f32 = 64.0;

/// The corners of every line, with an index of where their pieces are.
#[derive(Default)]
pub(crate) struct Drawn {
    paths: Vec<Vec<Point>>,
    /// Level pieces by their y, and upright ones by their x: however long a piece is, it is in one strip.
    strips: [BTreeMap<i32, Vec<Entry>>; 2],
}

/// A straight piece of a line.
#[derive(Clone, Copy)]
struct Entry {
    line: u32,
    /// Its place on the line.
    place: u32,
    ends: [Point; 2],
}

impl Drawn {
    pub fn new(paths: Vec<Vec<Point>>) -> Self {
        let mut drawn = Self {
            paths: vec![Vec::new(); paths.len()],
            ..Self::default()
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
        for (upright, strip, _) in entries(line, &self.paths[line]) {
            if let Some(strip) = self.strips[usize::from(upright)].get_mut(&strip) {
                strip.retain(|entry| entry.line as usize != line);
            }
        }
        for (upright, strip, entry) in entries(line, &path) {
            let strips = &mut self.strips[usize::from(upright)];
            strips.entry(strip).or_default().push(entry);
        }
        self.paths[line] = path;
    }

    /// Draws a line elsewhere while nobody asks where lines are.
    pub fn set_unindexed(&mut self, line: usize, path: Vec<Point>) {
        self.paths[line] = path;
    }

    /// The lines that run through the inside of a rectangle, rising.
    pub fn through(&self, rect: Rect) -> BTreeSet<usize> {
        let pieces = [true, false].map(|upright| self.near(rect, upright));
        let pieces = pieces.into_iter().flatten();
        pieces
            .filter(|entry| is_through(entry.ends, rect))
            .map(|entry| entry.line as usize)
            .collect()
    }

    /// The upright or level pieces that touch a rectangle, each with its line, in the order of the lines.
    pub fn pieces(&self, rect: Rect, upright: bool) -> Vec<(usize, [Point; 2])> {
        let touches = |entry: &&Entry| {
            let piece = Rect::from_corners(entry.ends[0], entry.ends[1]);
            piece.min.x <= rect.max.x
                && rect.min.x <= piece.max.x
                && piece.min.y <= rect.max.y
                && rect.min.y <= piece.max.y
        };
        let mut found: Vec<&Entry> = self.near(rect, upright).filter(touches).collect();
        found.sort_unstable_by_key(|entry| (entry.line, entry.place));
        let found = found.into_iter();
        found
            .map(|entry| (entry.line as usize, entry.ends))
            .collect()
    }

    /// The pieces in the strips that a rectangle is in.
    fn near(&self, rect: Rect, upright: bool) -> impl Iterator<Item = &Entry> + '_ {
        let across: Span = if upright {
            horizontal(rect)
        } else {
            vertical(rect)
        };
        let strips = self.strips[usize::from(upright)].range(strip(across.lo)..=strip(across.hi));
        strips.flat_map(|(_, entries)| entries)
    }
}

fn strip(at: f32) -> i32 {
    (at / STRIP).floor() as i32
}

/// What the index has of a line: whether a piece is upright, its strip, and the piece.
fn entries(line: usize, path: &[Point]) -> impl Iterator<Item = (bool, i32, Entry)> + '_ {
    path.windows(2).enumerate().map(move |(place, pair)| {
        let ends = [pair[0], pair[1]];
        let upright = ends[0].x == ends[1].x;
        let at = if upright { ends[0].x } else { ends[0].y };
        let entry = Entry {
            line: line as u32,
            place: place as u32,
            ends,
        };
        (upright, strip(at), entry)
    })
}

/// Whether a line runs through the inside of a rectangle.
pub(crate) fn runs_through(path: &[Point], rect: Rect) -> bool {
    path.windows(2)
        .any(|pair| is_through([pair[0], pair[1]], rect))
}

fn is_through(ends: [Point; 2], rect: Rect) -> bool {
    let piece = Rect::from_corners(ends[0], ends[1]);
    piece.min.x < rect.max.x
        && rect.min.x < piece.max.x
        && piece.min.y < rect.max.y
        && rect.min.y < piece.max.y
}
