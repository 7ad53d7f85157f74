//! Placement of cards in containers and orthogonal routing of the lines between them.
//!
//! [`place()`] turns a [`Request`] into rectangles for cards and containers, [`place_again()`] keeps their order and
//! [`place_some()`] the places of most; [`route()`] draws the lines for
//! any rectangles, wherever a person dragged them; [`Router`] keeps what it knows between two frames of
//! a drag. The work is that of placing and routing a chip rather than of drawing a hierarchy, because
//! schemas have hubs and no layers.
//!
//! Invariant: pure geometry. Nothing here knows what a design is, and the same request gives the same
//! bits on every machine: seeded randomness, ordered collections, and only float operations that IEEE 754
//! defines exactly.

pub mod place;
pub mod route;

mod origin;
mod parallel;
mod span;

use serde::{Deserialize, Serialize};

use crate::base::geometry::{Point, Rect};

pub use crate::base::cancel::Cancel;
pub use place::{Placement, place, place_again, place_some};
pub use route::{Router, route};

/// What is to be laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The cards; lines name them by their index.
    pub cards: Vec<Card>,
    /// The containers; cards name them by their index.
    pub containers: Vec<Container>,
    /// The lines between cards.
    pub lines: Vec<Line>,
    /// How the result should look.
    pub options: Options,
}

/// A box to place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Card {
    /// Width and height.
    pub size: (f32, f32),
    /// The container around it; none for a card that stands free. An index out of range counts as none.
    pub container: Option<usize>,
    /// Its upper left corner where a person put it; such a card stays.
    pub at: Option<Point>,
}

/// A frame around cards, with a title along its upper edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Container {
    /// Height of the title; no line runs through it and no card lies in it.
    pub header: f32,
    /// Width that the title needs. A container is no narrower where there is room for it.
    pub least_width: f32,
    /// Where a person put it; it grows from there if its cards need more.
    pub rect: Option<Rect>,
}

/// A line from one card to another, or back to the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Where it starts.
    pub from: End,
    /// Where it ends; lines that end at the same row may run together.
    pub to: End,
    /// Bends placed by hand, in order; the line passes through all of them.
    pub via: Vec<Point>,
}

/// One end of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct End {
    /// Index of the card.
    pub card: usize,
    /// Distance from the card's top to the middle of the row the line belongs to; none for a line that
    /// belongs to the card as a whole and may end at any height.
    pub row: Option<f32>,
}

/// How a layout should look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Wanted width of the whole sheet divided by its height.
    pub aspect: f32,
    /// Least distance between stacked cards; the other distances follow from it.
    pub spacing: f32,
    /// Start of the random sequence; another seed gives another layout of the same quality.
    pub seed: u64,
    /// What decides where things stand.
    pub style: Style,
}

/// What decides where things stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// Near what they are related to: compact, with short lines.
    #[default]
    Organic,
    /// As organic, but closer together, for print.
    Compact,
    /// From left to right: what is referred to on the left of what refers to it, as far as references form no circle.
    Layered,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            aspect: 1.6,
            spacing: 28.0,
            seed: 1,
            style: Style::Organic,
        }
    }
}

impl Request {
    /// The container of a card, if it has one that exists.
    pub(crate) fn container_of(&self, card: usize) -> Option<usize> {
        self.cards
            .get(card)
            .and_then(|c| c.container)
            .filter(|&c| c < self.containers.len())
    }

    /// Height of the title of a container, sensible whatever the request says.
    pub(crate) fn header_of(&self, container: usize) -> f32 {
        let header = self.containers[container].header;
        if header.is_finite() {
            header.clamp(0.0, 1000.0)
        } else {
            0.0
        }
    }
}
