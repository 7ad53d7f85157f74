//! Which rectangles of a sheet are near which others.

use crate::base::geometry::{Point, Rect, point};

/// Rectangles in the cells that they touch, each with a number that says whose it is. What lies outside of the grid counts
/// to the cells at its edges.
pub(super) struct Grid {
    origin: Point,
    cell: f32,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<(Rect, usize)>>,
}

impl Grid {
    /// Least width and height of a cell, and the most cells across and down.
    const LEAST_CELL: f32 = 128.0;
    const MOST_CELLS: f32 = 256.0;

    /// Nothing in it, for a sheet that covers about this rectangle.
    pub fn new(sheet: Rect) -> Self {
        let longest = sheet.width().max(sheet.height());
        let cell = (longest / Self::MOST_CELLS).max(Self::LEAST_CELL);
        let count = |extent: f32| (extent / cell) as usize + 1;
        let (columns, rows) = (count(sheet.width()), count(sheet.height()));
        Self {
            origin: sheet.min,
            cell,
            columns,
            rows,
            cells: vec![Vec::new(); columns * rows],
        }
    }

    fn cell(&self, at: Point) -> (usize, usize) {
        // The conversion of a negative number gives 0.
        let index = |distance: f32, count: usize| ((distance / self.cell) as usize).min(count - 1);
        let from_origin = at - self.origin;
        (
            index(from_origin.x, self.columns),
            index(from_origin.y, self.rows),
        )
    }

    fn cells(&self, rect: Rect) -> impl Iterator<Item = (usize, usize)> + use<> {
        let ((left, top), (right, bottom)) = (self.cell(rect.min), self.cell(rect.max));
        (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
    }

    /// Puts a rectangle in.
    pub fn add(&mut self, rect: Rect, owner: usize) {
        for (x, y) in self.cells(rect) {
            self.cells[y * self.columns + x].push((rect, owner));
        }
    }

    /// Whether a rectangle covers any of these.
    pub fn any(&self, rect: Rect) -> bool {
        self.cells(rect).any(|(x, y)| {
            let here = &self.cells[y * self.columns + x];
            here.iter().any(|(other, _)| other.overlaps(rect))
        })
    }

    /// How many rectangles that are not the owner's a rectangle covers.
    pub fn touches(&self, rect: Rect, owner: usize) -> usize {
        let count = |(x, y): (usize, usize)| {
            let here = self.cells[y * self.columns + x].iter();
            here.filter(|(other, whose)| {
                // Counted where what they share begins, because both may lie in several cells.
                let shared = point(other.min.x.max(rect.min.x), other.min.y.max(rect.min.y));
                *whose != owner && other.overlaps(rect) && self.cell(shared) == (x, y)
            })
            .count()
        };
        self.cells(rect).map(count).sum()
    }

    /// The rectangles that are in the cells of a rectangle, with their numbers; some come several times.
    pub fn near(&self, rect: Rect) -> impl Iterator<Item = (Rect, usize)> + '_ {
        self.cells(rect)
            .flat_map(|(x, y)| self.cells[y * self.columns + x].iter().copied())
    }
}
