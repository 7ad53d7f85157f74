//! Where the badges of stubs find room: beside their rows, clear of cards, lines and each other.

use std::collections::BTreeSet;

use super::{BADGE, GAP, LEAD, LONGEST};
use crate::base::geometry::{Point, Rect, point};
use crate::scene::diagram::{BOUNDARY_HEADER, Diagram};
use crate::scene::grid::Grid;

/// A piece without a badge, where there is no room for one.
const BARE: f32 = 10.0;
/// The narrowest badge: the arrow alone.
const NARROWEST: f32 = 21.0;
/// The left side is as bad as so much less of the name.
const LEFT: f32 = 14.0;
/// No badge is as bad as so much more less of the name.
const UNNAMED: f32 = 60.0;
/// Half the height of a crow's foot.
const FOOT: f32 = 5.0;

/// A badge at a row of a card, wherever it may come to be.
pub(super) struct Wanted {
    pub card: usize,
    pub rect: Rect,
    pub y: f32,
    /// With the whole text.
    pub width: f32,
}

/// Where a badge is: the piece that leads to it, and its frame.
pub(super) struct Found {
    pub points: Vec<Point>,
    pub badge: Option<Rect>,
}

impl Wanted {
    /// How far from its row a badge may be.
    pub fn reach(&self) -> Rect {
        let far = LONGEST + self.width + 2.0 * GAP;
        Rect {
            min: point(self.rect.min.x - far, self.y - BADGE),
            max: point(self.rect.max.x + far, self.y + BADGE),
        }
    }

    /// The row at both sides of its card, the right one first.
    fn rows(&self) -> [Row; 2] {
        [(self.rect.max.x, 1.0), (self.rect.min.x, -1.0)].map(|(edge, way)| Row {
            card: self.card,
            edge,
            way,
            y: self.y,
        })
    }
}

impl Diagram {
    /// What badges keep clear of that are to be placed around here: those of lines and hubs at these places.
    pub(super) fn obstacles(
        &self,
        around: Rect,
        stubs: &[(usize, Wanted)],
        hubs: &[(usize, Wanted)],
    ) -> Obstacles {
        let mut obstacles = Obstacles {
            solid: Grid::new(around),
            light: Grid::new(around),
        };
        for (place, card) in self.cards.iter().enumerate() {
            if card.rect.overlaps(around) {
                obstacles.solid.add(card.rect, place);
            }
        }
        for boundary in &self.boundaries {
            let Rect { min, max } = boundary.rect;
            for x in [min.x, max.x] {
                let edge = Rect::from_corners(point(x, min.y), point(x, max.y));
                obstacles.light.add(edge, NOBODY);
            }
            let title = point(max.x, min.y + BOUNDARY_HEADER);
            obstacles.solid.add(Rect { min, max: title }, NOBODY);
        }
        // Each has at least a bare piece, which the badges of others leave free.
        for (_, wanted) in stubs.iter().chain(hubs) {
            for row in wanted.rows() {
                let piece = Rect::from_corners(row.at(0.0), row.at(BARE));
                let foot = Rect {
                    min: point(piece.min.x, piece.min.y - FOOT),
                    max: point(piece.max.x, piece.max.y + FOOT),
                };
                obstacles.light.add(foot, wanted.card);
            }
        }
        let places = |wanted: &[(usize, Wanted)]| -> BTreeSet<usize> {
            wanted.iter().map(|(place, _)| *place).collect()
        };
        let (stubs, hubs) = (places(stubs), places(hubs));
        let mut add = |rect: Rect| {
            if rect.overlaps(around) {
                obstacles.light.add(rect, NOBODY);
            }
        };
        for (place, line) in self.lines.iter().enumerate() {
            if stubs.contains(&place) {
                continue;
            }
            for pair in line.points.windows(2) {
                add(Rect::from_corners(pair[0], pair[1]).expand(0.5));
            }
            if let Some(badge) = line.stub.as_ref().and_then(|stub| stub.badge) {
                add(badge);
            }
        }
        for (place, hub) in self.hubs.iter().enumerate() {
            if let Some(badge) = hub.badge.filter(|_| !hubs.contains(&place)) {
                add(badge);
            }
        }
        obstacles
    }
}

/// The number of what is no card.
const NOBODY: usize = usize::MAX;

/// What badges keep clear of: what nothing passes, and what the piece that leads to a badge may pass.
pub(super) struct Obstacles {
    solid: Grid,
    light: Grid,
}

/// A row of a card at one of its sides.
struct Row {
    card: usize,
    edge: f32,
    /// 1 at the right side, -1 at the left one.
    way: f32,
    y: f32,
}

impl Row {
    fn at(&self, distance: f32) -> Point {
        point(self.edge + self.way * distance, self.y)
    }

    /// From where to where a rectangle is, as distances from the card.
    fn span(&self, rect: Rect) -> (f32, f32) {
        let [a, b] = [rect.min.x, rect.max.x].map(|x| (x - self.edge) * self.way);
        (a.min(b), a.max(b))
    }
}

impl Obstacles {
    /// The best place for a badge, which nothing else gets afterwards.
    pub fn place(&mut self, wanted: &Wanted) -> Found {
        let [right, left] = wanted.rows().map(|row| {
            let room = self.room(&row, wanted.width);
            (row, room)
        });
        let cost = |(row, (lead, width)): &(Row, (f32, f32))| {
            let on_the_left = if row.way < 0.0 { LEFT } else { 0.0 };
            let unnamed = if *width < NARROWEST { UNNAMED } else { 0.0 };
            3.0 * (wanted.width - width) + (lead - LEAD).max(0.0) + on_the_left + unnamed
        };
        let is_left = cost(&left) < cost(&right);
        let (row, (lead, width)) = if is_left { left } else { right };
        let (start, end) = (row.at(0.0), row.at(lead));
        let badge = (width >= NARROWEST).then(|| {
            let half = BADGE / 2.0;
            let far = row.at(lead + width);
            Rect::from_corners(point(end.x, row.y - half), point(far.x, row.y + half))
        });
        if let Some(badge) = badge {
            self.light.add(badge, NOBODY);
        }
        self.light.add(Rect::from_corners(start, end), NOBODY);
        Found {
            points: vec![start, end],
            badge,
        }
    }

    /// Where the most of a badge fits beside a row: how far from the card, and how wide.
    fn room(&self, row: &Row, width: f32) -> (f32, f32) {
        let far = LONGEST + width + GAP;
        let half = BADGE / 2.0 + 1.5;
        let band = Rect::from_corners(
            point(row.at(0.0).x, row.y - half),
            point(row.at(far).x, row.y + half),
        );
        let ahead = |(rect, owner): &(Rect, usize)| {
            *owner != row.card && rect.overlaps(band) && row.span(*rect).1 > 0.0
        };
        let end = self.solid.near(band).filter(ahead);
        let end = end.fold(far, |end, (rect, _)| end.min(row.span(rect).0 - GAP));
        let mut taken: Vec<(f32, f32)> = self
            .light
            .near(band)
            .filter(ahead)
            .map(|(rect, _)| row.span(rect))
            .map(|(from, to)| (from - GAP, to + GAP))
            .collect();
        taken.push((end, far));
        taken.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best = (end.clamp(4.0, BARE), 0.0);
        let mut from = LEAD;
        for (start, to) in taken {
            let free = (start - from).min(width);
            if free >= NARROWEST && free > best.1 && from <= LONGEST {
                best = (from, free);
            }
            from = from.max(to);
        }
        best
    }
}
