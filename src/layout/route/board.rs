//! What lines must keep clear of: cards, titles and the frames of containers.

use super::super::span::Span;
use super::buckets::Buckets;
use super::channels::{Block, CLEARANCE, Channel, channels};
use crate::base::geometry::{Point, Rect, point};

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
pub(crate) struct Board {
    pub cards: Vec<Rect>,
    /// The container of each card.
    pub homes: Vec<u16>,
    pub frames: Vec<Rect>,
    titles: Vec<Rect>,
    pub sheet: Rect,
    /// Cards, then titles, by height.
    rows: Buckets,
}

impl Board {
    /// A board of cards with the number of their container, and of containers with the height of their title.
    pub fn new(cards: &[Rect], homes: Vec<u16>, containers: &[(Rect, f32)]) -> Self {
        let cards: Vec<Rect> = cards.iter().map(|&c| finite(c)).collect();
        let frames: Vec<Rect> = containers.iter().map(|&(r, _)| finite(r)).collect();
        let titles: Vec<Rect> = frames
            .iter()
            .zip(containers)
            .map(|(f, &(_, header))| Rect {
                min: f.min,
                max: point(
                    f.max.x,
                    f.min.y
                        + if header > 0.0 {
                            header.min(f.height())
                        } else {
                            0.0
                        },
                ),
            })
            .collect();
        let corners = cards.iter().chain(&frames).flat_map(|r| [r.min, r.max]);
        let sheet = Rect::around(corners).unwrap_or_default().expand(MARGIN);
        let heights: Vec<Span> = cards.iter().chain(&titles).map(|r| vertical(*r)).collect();
        let rows = Buckets::new(heights.into_iter(), vertical(sheet));
        Self {
            cards,
            homes,
            frames,
            titles,
            sheet,
            rows,
        }
    }

    /// The channels in which lines run up and down.
    pub fn vertical_channels(&self) -> Vec<Channel> {
        let walls = self.frames.iter().flat_map(|f| {
            [f.min.x, f.max.x].map(|x| Block {
                across: Span::new(x, x),
                along: vertical(*f),
            })
        });
        let solid = self.solids().map(|r| Block {
            across: horizontal(r),
            along: vertical(r),
        });
        let blocks: Vec<Block> = solid.chain(walls).collect();
        let frames: Vec<Block> = self
            .frames
            .iter()
            .map(|&f| Block {
                across: horizontal(f),
                along: vertical(f),
            })
            .collect();
        channels(
            &blocks,
            &frames,
            horizontal(self.sheet),
            vertical(self.sheet),
        )
    }

    /// The channels in which lines run left and right.
    pub fn horizontal_channels(&self) -> Vec<Channel> {
        let walls = self.frames.iter().flat_map(|f| {
            [f.min.y, f.max.y].map(|y| Block {
                across: Span::new(y, y),
                along: horizontal(*f),
            })
        });
        let solid = self.solids().map(|r| Block {
            across: vertical(r),
            along: horizontal(r),
        });
        let blocks: Vec<Block> = solid.chain(walls).collect();
        let frames: Vec<Block> = self
            .frames
            .iter()
            .map(|&f| Block {
                across: vertical(f),
                along: horizontal(f),
            })
            .collect();
        channels(
            &blocks,
            &frames,
            vertical(self.sheet),
            horizontal(self.sheet),
        )
    }

    fn solids(&self) -> impl Iterator<Item = Rect> + '_ {
        let titles = self.titles.iter().filter(|t| t.height() > 0.0);
        self.cards.iter().chain(titles).copied()
    }

    /// How far one can go straight from the side of a card, at height `y`, without coming near anything.
    pub fn ray(&self, card: usize, side: Side, y: f32) -> Span {
        let own = self.cards[card];
        let mut ray = match side {
            Side::Left => Span::new(self.sheet.min.x, own.min.x),
            Side::Right => Span::new(own.max.x, self.sheet.max.x),
        };
        for i in self.rows.over(Span::new(y - CLEARANCE, y + CLEARANCE)) {
            let Some(other) = self
                .cards
                .get(i)
                .or_else(|| self.titles.get(i - self.cards.len()))
            else {
                continue;
            };
            if i == card
                || other.height() <= 0.0
                || !vertical(*other).expand(CLEARANCE - 0.5).contains(y)
            {
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
