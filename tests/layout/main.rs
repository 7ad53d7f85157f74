//! What a person may rely on in every layout: nothing overlaps, nothing lies outside its container, no line
//! touches a card, and the same request gives the same sheet.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod corpus;
mod drags;
mod examples;
mod measures;
mod properties;
mod random;

use erdwall::layout::{Card, Container, End, Line};

const HEADER: f32 = 30.0;

/// A container with a title.
fn container() -> Container {
    Container {
        header: HEADER,
        ..Container::default()
    }
}

fn card(width: f32, rows: usize) -> Card {
    Card {
        size: (width, 28.0 + 20.0 * rows as f32),
        container: None,
        at: None,
    }
}

fn line(from: (usize, usize), to: (usize, usize)) -> Line {
    let end = |(card, at): (usize, usize)| End {
        card,
        row: Some(38.0 + 20.0 * at as f32),
    };
    Line {
        from: end(from),
        to: end(to),
        via: Vec::new(),
    }
}
