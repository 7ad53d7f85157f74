//! What lines must keep clear of: cards, titles and the frames of containers.

use super::super::span::Span;
use super::buckets::Buckets;
use super::channels::{Block, Channel, channels};
use crate::base::geometry::{Point, Rect, point};

pub(crate) use super::channels::CLEARANCE;

/// Room around everything for the lines that go around it.
const MARGIN: f32 = 48.0;

/// "No container": the home of a card that stands free.
pub(crate) const NOWHERE: u16 = u16::MAX;

/// Coordinates beyond this are pulled in; no sheet is as large, and `f32` still tells units apart there.
const FARTHEST: f32 = 1_000_000.0;

/// A side of a card at which a line may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Left,
    Right,
}

/// The obstacles.
#[derive(Clone)]
pub(crate) struct Board {
    /// All cards.
    pub cards: Vec<Rect>,
    /// The container of each card.
    pub homes: Vec<u16>,
    pub frames: Vec<Rect>,
    /// Height of the title of each container.
    headers: Vec<f32>,
    /// All the room lines have.
    pub sheet: Rect,
    /// What stands there: cards with their number, and titles.
    solids: Vec<(Rect, Option<usize>)>,
    /// The title of each container among the solids.
    titles: Vec<Option<usize>>,
    /// Solids by height.
    rows: Buckets,
}

impl Board {
    /// A board of cards with the number of their container, and of containers with the height of their title.
    pub fn new(cards: &[Rect], homes: Vec<u16>, containers: &[(Rect, f32)]) -> Self {
        let cards: Vec<Rect> = cards.iter().map(|&c| finite(c)).collect();
        let frames: Vec<Rect> = containers.iter().map(|&(r, _)| finite(r)).collect();
        let headers: Vec<f32> = containers.iter().map(|&(_, header)| header).collect();
        let numbered = cards.iter().enumerate().map(|(i, &r)| (r, Some(i)));
        let mut solids: Vec<_> = numbered.collect();
        let titles = frames.iter().zip(&headers).map(|(frame, &header)| {
            let title = title(*frame, header);
            (title.height() > 0.0).then(|| {
                solids.push((title, None));
                solids.len() - 1
            })
        });
        let titles = titles.collect();
        let corners = cards.iter().chain(&frames).flat_map(|r| [r.min, r.max]);
        let sheet = Rect::around(corners).unwrap_or_default().expand(MARGIN);
        let rows = Buckets::new(solids.iter().map(|s| vertical(s.0)), vertical(sheet));
        Self {
            cards,
            homes,
            frames,
            headers,
            sheet,
            solids,
            titles,
            rows,
        }
    }

    /// Puts a card elsewhere.
    pub fn move_card(&mut self, card: usize, to: Rect) {
        let to = finite(to);
        self.cards[card] = to;
        self.move_solid(card, to);
    }

    /// Puts a container elsewhere.
    pub fn move_frame(&mut self, frame: usize, to: Rect) {
        let to = finite(to);
        self.frames[frame] = to;
        self.sheet = self.sheet.union(to.expand(MARGIN));
        if let Some(solid) = self.titles[frame] {
            self.move_solid(solid, title(to, self.headers[frame]));
        }
    }

    /// The title of a container.
    pub fn title(&self, frame: usize) -> Option<Rect> {
        Some(self.solids[(*self.titles.get(frame)?)?].0)
    }

    fn move_solid(&mut self, solid: usize, to: Rect) {
        let from = std::mem::replace(&mut self.solids[solid].0, to);
        self.rows.shift(solid, vertical(from), vertical(to));
        self.sheet = self.sheet.union(to.expand(MARGIN));
    }

    /// What stands in a part of the sheet.
    pub fn solids_over(&self, part: Rect) -> Vec<Rect> {
        let mut found: Vec<usize> = self
            .rows
            .over(vertical(part))
            .filter(|&i| self.solids[i].0.overlaps(part))
            .collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|i| self.solids[i].0).collect()
    }

    /// The containers that a part of the sheet has to do with.
    pub fn frames_over(&self, part: Rect) -> Vec<u16> {
        let part = part.expand(1.0);
        (0..self.frames.len() as u16)
            .filter(|&f| self.frames[usize::from(f)].overlaps(part))
            .collect()
    }

    /// The channels in which lines run up and down.
    pub fn vertical_channels(&self) -> Vec<Channel> {
        self.channels(horizontal, vertical)
    }

    /// The channels in which lines run left and right.
    pub fn horizontal_channels(&self) -> Vec<Channel> {
        self.channels(vertical, horizontal)
    }

    fn channels(&self, across: fn(Rect) -> Span, along: fn(Rect) -> Span) -> Vec<Channel> {
        let block = |r: Rect| Block {
            across: across(r),
            along: along(r),
        };
        let frames: Vec<Block> = self.frames.iter().map(|&f| block(f)).collect();
        let walls = frames.iter().flat_map(|f| {
            [f.across.lo, f.across.hi].map(|at| Block {
                across: Span::new(at, at),
                along: f.along,
            })
        });
        let solids = self.solids.iter().map(|s| block(s.0));
        let blocks: Vec<Block> = solids.chain(walls).collect();
        channels(&blocks, &frames, across(self.sheet), along(self.sheet))
    }

    /// How far one can go straight from the side of a card, at height `y`, without coming near anything.
    pub fn ray(&self, card: usize, side: Side, y: f32) -> Span {
        let own = self.cards[card];
        let mut ray = match side {
            Side::Left => Span::new(self.sheet.min.x, own.min.x),
            Side::Right => Span::new(own.max.x, self.sheet.max.x),
        };
        for i in self.rows.over(Span::new(y - CLEARANCE, y + CLEARANCE)) {
            let (other, number) = self.solids[i];
            if number == Some(card) || !vertical(other).expand(CLEARANCE - 0.5).contains(y) {
                continue;
            }
            match side {
                Side::Right if other.max.x > ray.lo => ray.hi = ray.hi.min(other.min.x),
                Side::Left if other.min.x < ray.hi => ray.lo = ray.lo.max(other.max.x),
                _ => {}
            }
        }
        ray
    }

    /// The containers, at most two, that a piece of a line runs in.
    pub fn frames_at(&self, piece: Rect, among: &[u16]) -> [u16; 2] {
        let mut found = [NOWHERE; 2];
        for &i in among {
            let f = self.frames[usize::from(i)];
            let inside = horizontal(f).shrink(1.0).overlaps(horizontal(piece))
                && vertical(f).shrink(1.0).overlaps(vertical(piece));
            if inside {
                if found[0] == NOWHERE {
                    found[0] = i;
                } else {
                    found[1] = i;
                    break;
                }
            }
        }
        found
    }
}

/// The extent of a rectangle along x.
pub(crate) fn horizontal(r: Rect) -> Span {
    Span::new(r.min.x, r.max.x)
}

/// The extent of a rectangle along y.
pub(crate) fn vertical(r: Rect) -> Span {
    Span::new(r.min.y, r.max.y)
}

/// The title of a container.
fn title(frame: Rect, header: f32) -> Rect {
    Rect {
        min: frame.min,
        max: point(frame.max.x, frame.min.y + header.clamp(0.0, frame.height())),
    }
}

/// `r` with sensible numbers only, so that nothing further on has to think of others.
fn finite(r: Rect) -> Rect {
    let tame = |p: Point| {
        let axis = |v: f32| {
            if v.is_finite() {
                v.clamp(-FARTHEST, FARTHEST)
            } else {
                0.0
            }
        };
        point(axis(p.x), axis(p.y))
    };
    Rect::from_corners(tame(r.min), tame(r.max))
}
