//! What is different between two designs, line by line, as their files would show it.

use similar::{ChangeTag, TextDiff};

use crate::format::native::{self, Syntax};
use crate::model::Design;

/// Lines around a difference that say where it is.
const CONTEXT: usize = 3;

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferenceLine {
    /// Which of the two designs has it.
    pub of: Side,
    /// What it says.
    pub text: String,
}

/// Which of two designs a line is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In both.
    Both,
    /// In the first only.
    First,
    /// In the second only.
    Second,
    /// In neither: lines were left out here.
    Gap,
}

/// The differences, with a few lines around each.
pub fn difference(first: &Design, second: &Design) -> Vec<DifferenceLine> {
    let (first, second) = (
        native::write(first, Syntax::Ron),
        native::write(second, Syntax::Ron),
    );
    let diff = TextDiff::from_lines(&first, &second);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        if !lines.is_empty() {
            lines.push(DifferenceLine {
                of: Side::Gap,
                text: String::new(),
            });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            lines.push(DifferenceLine {
                of: match change.tag() {
                    ChangeTag::Equal => Side::Both,
                    ChangeTag::Delete => Side::First,
                    ChangeTag::Insert => Side::Second,
                },
                text: change.value().trim_end().to_owned(),
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_different_is_shown_with_what_is_around_it() {
        let read = |text: &str| native::read(text.as_bytes(), Syntax::Ron).unwrap().design;
        let entities = |name: &str| {
            format!(
                "Design(format: 1, name: \"shop\", entities: [(name: \"a\"), (name: \"b\"), (name: \"c\"), (name: \"d\"), (name: \"{name}\")])"
            )
        };
        let lines = difference(&read(&entities("order")), &read(&entities("orders")));
        let shown: Vec<(Side, &str)> = (lines.iter())
            .map(|line| (line.of, line.text.trim()))
            .filter(|(side, _)| *side != Side::Both)
            .collect();
        assert_eq!(
            shown,
            [
                (Side::First, "name: \"order\","),
                (Side::Second, "name: \"orders\",")
            ]
        );
        assert!(lines.len() < 9, "{lines:?}");
        assert!(difference(&read(&entities("x")), &read(&entities("x"))).is_empty());
    }
}
