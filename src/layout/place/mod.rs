//! Positions for cards and containers.
//!
//! 1. `blocks`: what belongs together: the cards of a container, a community of cards without one.
//! 2. `shelves`: blocks in rows, related ones near each other, the whole near the wanted shape.
//! 3. `columns`: cards in columns inside their block; `standing` is where they stand meanwhile. `annealer` works on one block, a
//!    `part` of the whole, by the length of lines and the crossings that `tangle` and `leaving` foretell.
//! 4. `sheet`: coordinates, from the structure found so far and the gaps in it.
//! 5. `widen`: gaps made wide enough for the lines that a trial routing sends through them.
//!
//! `layers` are what the layered style goes by. `around` places what is new among what a person has placed.

mod annealer;
mod around;
mod blocks;
mod columns;
mod layers;
mod leaving;
mod links;
mod nearby;
mod packing;
mod parallel;
mod part;
mod sheet;
mod shelves;
mod standing;
mod tangle;
mod widen;

use super::route::effort;
use super::{Cancel, Request};
use crate::base::geometry::Rect;
pub(crate) use around::framed;
use parallel::in_parallel;
pub(crate) use sheet::EMPTY_WIDTH;
use sheet::Sheet;

/// Where everything is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placement {
    /// The cards, in the order of the request.
    pub cards: Vec<Rect>,
    /// The containers, in the order of the request.
    pub containers: Vec<Rect>,
}

/// Places everything; cards and containers placed by hand stay, and others find a place among them.
pub fn place(request: &Request, cancel: &Cancel) -> Placement {
    let by_hand = request.cards.iter().any(|c| c.at.is_some())
        || request.containers.iter().any(|c| c.rect.is_some());
    if by_hand {
        around::place_around(request, cancel)
    } else {
        whole(request, cancel)
    }
}

/// Sheets that are not large are tried several times, and the one that draws best is taken.
fn tries(request: &Request) -> usize {
    match request.cards.len() {
        3..=15 => 10,
        16..=25 => 6,
        26..=45 => 4,
        46..=150 => 2,
        _ => 1,
    }
}

/// Places everything anew.
fn whole(request: &Request, cancel: &Cancel) -> Placement {
    let blocks = blocks::blocks(request);
    let attempt = |number: u64| {
        let seed = request
            .options
            .seed
            .wrapping_add(number.wrapping_mul(0x9E37_79B9));
        let mut sheet = Sheet::new(request, blocks.clone());
        shelves::arrange(&mut sheet, request, seed);
        columns::anneal(&mut sheet, request, seed, cancel);
        sheet
    };
    let finish = |mut sheet: Sheet| {
        widen::widen(&mut sheet, request, cancel);
        sheet.placement(request)
    };
    let tries = tries(request);
    if tries == 1 || request.lines.is_empty() {
        return finish(attempt(0));
    }
    // The best of some attempts: which thread makes which makes no difference.
    let attempts = in_parallel(tries, usize::MAX, |number| {
        if number > 0 && cancel.is_cancelled() {
            return None;
        }
        let sheet = attempt(number as u64);
        let effort = effort(request, &sheet.placement(request), cancel);
        Some((effort, sheet))
    });
    let best = attempts
        .into_iter()
        .flatten()
        .min_by(|a, b| a.0.total_cmp(&b.0));
    finish(best.map_or_else(|| attempt(0), |(_, sheet)| sheet))
}
