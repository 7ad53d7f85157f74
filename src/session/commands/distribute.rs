//! Making gaps between cards equal.

use super::{Outcome, Situation};
use crate::base::geometry::{Rect, point};
use crate::edit::Builder;

/// The direction in which gaps become equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    Horizontal,
    /// From top to bottom.
    Vertical,
}

pub(super) fn run(situation: &Situation, axis: Axis) -> Outcome {
    let mut cards = situation.cards();
    let start = |rect: &Rect| match axis {
        Axis::Horizontal => rect.min.x,
        Axis::Vertical => rect.min.y,
    };
    let length = |rect: &Rect| match axis {
        Axis::Horizontal => rect.width(),
        Axis::Vertical => rect.height(),
    };
    cards.sort_by(|(_, a), (_, b)| start(a).total_cmp(&start(b)));
    let label = format!("Distribute {} entities", cards.len());
    let mut builder = Builder::new(situation.design, label);
    // The first and the last card stay.
    if let ([(_, first), .., (_, last)], gaps @ 1..) = (cards.as_slice(), cards.len() - 1) {
        let taken: f32 = cards.iter().map(|(_, rect)| length(rect)).sum();
        let room = start(last) + length(last) - start(first) - taken;
        let gap = room / gaps as f32;
        let mut at = start(first);
        let places = cards.iter().map(|(id, rect)| {
            let place = match axis {
                Axis::Horizontal => point(at, rect.min.y),
                Axis::Vertical => point(rect.min.x, at),
            };
            at += length(rect) + gap;
            (*id, place)
        });
        situation.place(&mut builder, &places.collect());
    }
    Outcome::of(builder)
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{PLACED, check, refuses};
    use super::Axis;

    #[test]
    fn gaps_become_equal_between_the_outermost() {
        check(
            PLACED,
            "a, b, c",
            DesignCommand::Distribute(Axis::Horizontal),
            r#"
            -"b": (300, 40),
            +"b": (450, 40),
            "#,
        );
    }

    #[test]
    fn two_have_one_gap() {
        let why = "Select three or more entities";
        refuses(
            PLACED,
            "a, b",
            DesignCommand::Distribute(Axis::Vertical),
            why,
        );
    }
}
