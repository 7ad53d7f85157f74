//! Putting cards in line.

use super::{Outcome, Situation};
use crate::base::geometry::{Point, Rect, point};
use crate::edit::Builder;

/// What comes into line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Left edges, with the leftmost.
    Left,
    /// Middles from left to right.
    Center,
    /// Right edges, with the rightmost.
    Right,
    /// Upper edges, with the uppermost.
    Top,
    /// Middles from top to bottom.
    Middle,
    /// Lower edges, with the lowest.
    Bottom,
}

pub(super) fn run(situation: &Situation, side: Side) -> Outcome {
    let cards = situation.cards();
    let label = format!("Align {} entities", cards.len());
    let mut builder = Builder::new(situation.design, label);
    if let Some(around) = cards.iter().map(|(_, rect)| *rect).reduce(Rect::union) {
        let places = cards
            .iter()
            .map(|(id, rect)| (*id, aligned(*rect, around, side)));
        situation.place(&mut builder, &places.collect());
    }
    Outcome::of(builder)
}

fn aligned(rect: Rect, around: Rect, side: Side) -> Point {
    let Point { x, y } = rect.min;
    match side {
        Side::Left => point(around.min.x, y),
        Side::Center => point(around.center().x - rect.width() / 2.0, y),
        Side::Right => point(around.max.x - rect.width(), y),
        Side::Top => point(x, around.min.y),
        Side::Middle => point(x, around.center().y - rect.height() / 2.0),
        Side::Bottom => point(x, around.max.y - rect.height()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{PLACED, check, refuses};
    use super::Side;

    #[test]
    fn edges_come_into_line_with_the_outermost_and_nothing_else_moves() {
        check(
            PLACED,
            "a, b, c",
            DesignCommand::Align(Side::Left),
            r#"
            -"b": (300, 40),
            -"c": (900, 90),
            +"b": (0, 40),
            +"c": (0, 90),
            "#,
        );
        check(
            PLACED,
            "b, c",
            DesignCommand::Align(Side::Top),
            r#"
            -"c": (900, 90),
            +"c": (900, 40),
            "#,
        );
    }

    #[test]
    fn middles_come_into_line_whatever_the_heights() {
        // d has three rows more than a.
        check(
            PLACED,
            "a, d",
            DesignCommand::Align(Side::Bottom),
            r#"
            -"a": (0, 0),
            +"a": (0, 660),
            "#,
        );
    }

    #[test]
    fn one_entity_has_nothing_to_be_in_line_with() {
        refuses(
            PLACED,
            "a",
            DesignCommand::Align(Side::Left),
            "Select two or more entities",
        );
    }
}
