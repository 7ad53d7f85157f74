//! Positions for cards and containers.
//!
//! 1. `blocks`: what belongs together: the cards of a container, a community of cards without one.
//! 2. `shelves`: blocks in rows, related ones near each other, the whole near the wanted shape.
//! 3. `columns`: cards in columns inside their block; `standing` is where they stand meanwhile. `annealer` works on one block, a
//!    `part` of the whole, by the length of lines and the crossings that `tangle` and `leaving` foretell.
//! 4. `sheet`: coordinates, from the structure found so far and the gaps in it.
//! 5. `widen`: gaps made wide enough for the lines that a trial routing sends through them.
//! 6. `straighten`: cards slide in their columns until rows that refer to each other face each other.
//!
//! `layers` are what the layered style goes by. `around` places what is new among what a person has placed. `keep` places
//! everything anew in the order in which it stands, which `read` finds out and in which `mend` moves single cards; `some` does
//! so with some cards among others that stay.

mod annealer;
mod around;
mod blocks;
mod columns;
mod keep;
mod layers;
mod leaving;
mod links;
mod mend;
mod nearby;
mod packing;
mod part;
mod read;
mod sheet;
mod shelves;
mod some;
mod standing;
mod straighten;
mod tangle;
mod widen;

use super::parallel::in_parallel;
use super::route::effort;
use super::{Cancel, Request};
use crate::base::geometry::Rect;
pub(crate) use around::framed;
pub use keep::place_again;
pub(crate) use sheet::EMPTY_WIDTH;
use sheet::Sheet;
pub(crate) use shelves::oblong;
pub use some::place_some;

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
    let placement = if by_hand {
        around::place_around(request, cancel)
    } else {
        whole(request, cancel)
    };
    cancel.advance(1.0);
    placement
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

/// The share of the work that it takes to find the structure of a sheet; the rest is to make room for the lines.
const TRIED: f32 = 0.6;

/// Places everything anew.
fn whole(request: &Request, cancel: &Cancel) -> Placement {
    let blocks = blocks::blocks(request);
    let tries = tries(request);
    let attempt = |number: u64| {
        let from = number as f32 / tries as f32;
        let cancel = cancel.part(TRIED * from, TRIED * (from + 1.0 / tries as f32));
        let seed = request
            .options
            .seed
            .wrapping_add(number.wrapping_mul(0x9E37_79B9));
        let mut sheet = Sheet::new(request, blocks.clone());
        shelves::arrange(&mut sheet, request, (seed, number), &cancel.part(0.0, 0.1));
        columns::anneal(&mut sheet, request, seed, &cancel.part(0.1, 1.0));
        straighten::straighten(&mut sheet, request);
        sheet
    };
    let finish = |mut sheet: Sheet| {
        widen::widen(&mut sheet, request, &cancel.part(TRIED, 1.0));
        straighten::straighten(&mut sheet, request);
        sheet.placement(request)
    };
    if tries == 1 || request.lines.is_empty() {
        return finish(attempt(0));
    }
    // The best of some attempts: which thread makes which makes no difference.
    let attempts = in_parallel(tries, usize::MAX, |number| {
        if number > 0 && cancel.is_cancelled() {
            return None;
        }
        let sheet = attempt(number as u64);
        let silent = cancel.part(0.0, 0.0);
        let effort = effort(request, &sheet.placement(request), &silent);
        Some((effort, sheet))
    });
    let best = attempts
        .into_iter()
        .flatten()
        .min_by(|a, b| a.0.total_cmp(&b.0));
    finish(best.map_or_else(|| attempt(0), |(_, sheet)| sheet))
}
