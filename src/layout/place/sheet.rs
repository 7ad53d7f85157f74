//! The structure of a placement — shelves of slots of blocks of columns of cards — and its coordinates.

use super::super::{Request, Style};
use super::Placement;
use super::blocks::Block;
use crate::base::geometry::Rect;

/// Width of a container without cards.
pub(crate) const EMPTY_WIDTH: f32 = 180.0;

/// Part of the height of a shelf by which a container may be higher than its cards need.
const FLUSH: f32 = 0.2;

/// A block and how its cards stand in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stand {
    pub block: Block,
    pub header: f32,
    /// Width that the title needs.
    pub least_width: f32,
    /// Cards from top to bottom, columns from left to right.
    pub columns: Vec<Vec<usize>>,
    /// Left of each column, and right of the last.
    pub column_gaps: Vec<f32>,
    /// Above each card of each column.
    pub row_gaps: Vec<Vec<f32>>,
    /// Below the lowest card.
    pub bottom_gap: f32,
    /// The height the columns should fill.
    pub height: f32,
}

/// Distances between things, from the one the person chooses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gaps {
    pub row: f32,
    pub column: f32,
    pub padding: f32,
    pub block: f32,
}

impl Gaps {
    pub fn new(request: &Request) -> Self {
        let spacing = request.options.spacing;
        let spacing = if spacing.is_finite() {
            spacing.clamp(12.0, 400.0)
        } else {
            28.0
        };
        // Compact is as close as lines let it be: gaps with lines in them are widened later.
        let part = match request.options.style {
            Style::Compact => 0.5,
            Style::Organic | Style::Layered => 1.0,
        };
        Self {
            row: spacing * part,
            column: spacing * 2.0 * part,
            padding: spacing * part,
            block: spacing * 1.75 * part,
        }
    }
}

/// The structure of a placement.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub stands: Vec<Stand>,
    /// Shelves from top to bottom, slots from left to right, blocks on each other.
    pub shelves: Vec<Vec<Vec<usize>>>,
    /// Left of each slot of each shelf, and right of the last.
    pub slot_gaps: Vec<Vec<f32>>,
    /// Above each shelf, and below the last.
    pub shelf_gaps: Vec<f32>,
    /// Below blocks that others stand under.
    pub stack_gaps: Vec<f32>,
    pub gaps: Gaps,
}

impl Sheet {
    pub fn new(request: &Request, blocks: Vec<Block>) -> Self {
        let gaps = Gaps::new(request);
        let stands: Vec<Stand> = blocks
            .into_iter()
            .map(|block| Stand {
                header: block.container.map_or(0.0, |c| request.header_of(c)),
                least_width: block.container.map_or(0.0, |c| least_width(request, c)),
                block,
                ..Stand::default()
            })
            .collect();
        let stack_gaps = vec![gaps.block; stands.len()];
        Self {
            stands,
            shelves: Vec::new(),
            slot_gaps: Vec::new(),
            shelf_gaps: Vec::new(),
            stack_gaps,
            gaps,
        }
    }

    /// Room between the frame of a block and its cards.
    pub fn padding(&self, stand: usize) -> f32 {
        if self.stands[stand].block.container.is_some() {
            self.gaps.padding
        } else {
            0.0
        }
    }

    /// Gives all gaps their least size; to be called when the structure stands.
    pub fn reset_gaps(&mut self) {
        for s in 0..self.stands.len() {
            let padding = self.padding(s);
            let gaps = self.gaps;
            let stand = &mut self.stands[s];
            stand.column_gaps = vec![gaps.column; stand.columns.len() + 1];
            for end in [0, stand.columns.len()] {
                stand.column_gaps[end] = padding;
            }
            stand.row_gaps = stand
                .columns
                .iter()
                .map(|c| {
                    (0..c.len())
                        .map(|r| if r == 0 { padding } else { gaps.row })
                        .collect()
                })
                .collect();
            stand.bottom_gap = padding;
        }
        self.slot_gaps = self
            .shelves
            .iter()
            .map(|s| vec![self.gaps.block; s.len() + 1])
            .collect();
        self.shelf_gaps = vec![self.gaps.block; self.shelves.len() + 1];
        self.stack_gaps = vec![self.gaps.block; self.stands.len()];
    }

    /// Size of a block with the gaps it has.
    pub fn size(&self, stand: usize, request: &Request) -> (f32, f32) {
        let s = &self.stands[stand];
        let width: f32 = s.column_gaps.iter().sum::<f32>()
            + s.columns
                .iter()
                .map(|c| column_width(c, request))
                .sum::<f32>();
        let tallest = s
            .columns
            .iter()
            .zip(&s.row_gaps)
            .map(|(c, gaps)| {
                c.iter().map(|&card| size(request, card).1).sum::<f32>() + gaps.iter().sum::<f32>()
            })
            .fold(0.0, f32::max);
        let width = if s.columns.is_empty() {
            EMPTY_WIDTH
        } else {
            width
        };
        (
            width.max(s.least_width),
            s.header + tallest.max(self.padding(stand)) + s.bottom_gap,
        )
    }

    /// The coordinates of everything.
    pub fn placement(&self, request: &Request) -> Placement {
        let mut cards = vec![Rect::default(); request.cards.len()];
        let mut containers = vec![Rect::default(); request.containers.len()];
        let mut top = 0.0;
        for (shelf, slots) in self.shelves.iter().enumerate() {
            if shelf > 0 {
                top += self.shelf_gaps[shelf];
            }
            let mut left = 0.0;
            let mut lowest: f32 = top;
            let mut bottoms: Vec<(usize, f32)> = Vec::new();
            for (i, slot) in slots.iter().enumerate() {
                if i > 0 {
                    left += self.slot_gaps[shelf][i];
                }
                let (mut y, mut widest) = (top, 0.0_f32);
                for (k, &stand) in slot.iter().enumerate() {
                    if k > 0 {
                        y += self.stack_gaps[slot[k - 1]];
                    }
                    let (width, height) = self.size(stand, request);
                    self.place_cards(stand, (left, y), request, &mut cards);
                    if let Some(c) = self.stands[stand].block.container {
                        containers[c] = Rect::new(left, y, width, height);
                        if k + 1 == slot.len() {
                            bottoms.push((c, y + height));
                        }
                    }
                    y += height;
                    widest = widest.max(width);
                }
                lowest = lowest.max(y);
                left += widest;
            }
            // Containers that end nearly where the lowest does end there: it looks tidier.
            for (c, bottom) in bottoms {
                if lowest - bottom < (lowest - top) * FLUSH {
                    containers[c].max.y = lowest;
                }
            }
            top = lowest;
        }
        Placement { cards, containers }
    }

    fn place_cards(
        &self,
        stand: usize,
        (left, top): (f32, f32),
        request: &Request,
        cards: &mut [Rect],
    ) {
        let s = &self.stands[stand];
        let mut x = left;
        for (i, column) in s.columns.iter().enumerate() {
            x += s.column_gaps[i];
            let mut y = top + s.header;
            for (&card, gap) in column.iter().zip(&s.row_gaps[i]) {
                let (width, height) = size(request, card);
                y += gap;
                cards[card] = Rect::new(x, y, width, height);
                y += height;
            }
            x += column_width(column, request);
        }
    }
}

/// Width and height of a card, sensible whatever the request says.
pub(crate) fn size(request: &Request, card: usize) -> (f32, f32) {
    let tame = |v: f32| {
        if v.is_finite() {
            v.clamp(1.0, 20_000.0)
        } else {
            1.0
        }
    };
    let (width, height) = request.cards[card].size;
    (tame(width), tame(height))
}

/// Width that the title of a container needs, sensible whatever the request says.
pub(crate) fn least_width(request: &Request, container: usize) -> f32 {
    let width = request.containers[container].least_width;
    if width.is_finite() {
        width.clamp(0.0, 1000.0)
    } else {
        0.0
    }
}

/// Width of the widest card.
pub(crate) fn column_width(cards: &[usize], request: &Request) -> f32 {
    cards
        .iter()
        .map(|&c| size(request, c).0)
        .fold(0.0, f32::max)
}
