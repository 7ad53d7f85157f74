//! The page of a rule.

/// The page of a rule: what it finds, why that hurts, and an example with and without the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page<'a> {
    /// What the rule finds.
    pub finds: &'a str,
    /// Why that hurts.
    pub why: &'a str,
    /// The lists of a design that has the fault, in RON.
    pub example: &'a str,
    /// The same without the fault.
    pub mended: &'a str,
}

impl<'a> Page<'a> {
    /// Takes a page apart. A part that is missing is empty.
    pub(super) fn parse(text: &'a str) -> Self {
        let (finds, rest) = text.split_once("# Why it hurts").unwrap_or((text, ""));
        let (why, rest) = rest.split_once("# Example").unwrap_or((rest, ""));
        let (example, mended) = rest.split_once("# Mended").unwrap_or((rest, ""));
        Self {
            finds: finds.trim(),
            why: why.trim(),
            example: code(example),
            mended: code(mended),
        }
    }

    /// The text of a part without the line breaks of the source.
    pub fn paragraph(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text of a part line by line, without the space that comments begin with.
    pub fn lines(text: &str) -> String {
        let lines = text
            .lines()
            .map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// A whole file for one of the examples.
    pub fn file(lists: &str) -> String {
        format!("Design(format: 1, name: \"example\", {lists})")
    }
}

/// What stands between the fences.
fn code(text: &str) -> &str {
    let inner = text.split_once("```ron").map_or("", |(_, rest)| rest);
    inner
        .split_once("```")
        .map_or("", |(code, _)| code)
        .trim_matches('\n')
}
