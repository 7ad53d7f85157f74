//! What the `ron` and `serde_json` crates find wrong, in plain words and at the text it is about.

mod json;
mod ron;

pub(super) use json::of_json;
pub(super) use ron::of_ron;

use super::Syntax;
use super::error::{Place, ReadError};
use super::lex::{Lexer, Token, TokenKind};
use super::locate;
use super::walk::MAX_DEPTH;
use crate::base::nearest::nearest;

/// What is said of a text that nests deeper than any design.
pub(super) fn too_deep() -> String {
    format!("brackets are nested more than {MAX_DEPTH} deep")
}

const WRONG_ESCAPE: &str =
    "a string with a wrong escape; after `\\` comes one of `\"`, `\\`, `n`, `r`, `t`, `u`";
const WRONG_SIZE: &str = "this number is too large or too small";

/// Where a reader stopped. Its functions make an error of what it says, at the text that it is about.
struct Stop<'t> {
    text: &'t str,
    syntax: Syntax,
    /// Byte offset.
    at: usize,
    /// The last token that ends there or before.
    before: Option<Token>,
    /// The token that the offset is inside of.
    within: Option<Token>,
    /// The first token that starts there or later.
    after: Option<Token>,
}

impl<'t> Stop<'t> {
    fn new(text: &'t str, syntax: Syntax, at: usize) -> Self {
        let mut stop = Self {
            text,
            syntax,
            at,
            before: None,
            within: None,
            after: None,
        };
        for token in Lexer::new(text).filter(|token| token.kind != TokenKind::Comment) {
            if token.span.end <= at {
                stop.before = Some(token);
            } else if token.span.start < at {
                stop.within = Some(token);
            } else {
                stop.after = Some(token);
                break;
            }
        }
        stop
    }

    /// At a byte offset.
    fn at(&self, start: usize, problem: impl Into<String>) -> ReadError {
        ReadError::Wrong {
            place: Place::of(self.text, start),
            problem: problem.into(),
        }
    }

    /// At the last token that was read.
    fn before(&self, problem: impl Into<String>) -> ReadError {
        self.at(self.start_before(), problem)
    }

    /// At the token that was not read.
    fn here(&self, problem: impl Into<String>) -> ReadError {
        let token = (self.within.as_ref())
            .or(self.after.as_ref())
            .or(self.before.as_ref());
        self.at(token.map_or(self.at, |token| token.span.start), problem)
    }

    /// At the bracket around.
    fn around(&self, problem: impl Into<String>) -> ReadError {
        let start = locate::enclosing(self.text, self.syntax, self.at);
        self.at(start.unwrap_or(self.start_before()), problem)
    }

    /// At the name where it was read last.
    fn named(&self, name: &str, problem: impl Into<String>) -> ReadError {
        self.at(self.last(name).unwrap_or(self.start_before()), problem)
    }

    /// At the value that was read last, whose meaning was refused.
    fn refused(&self, problem: &str) -> ReadError {
        // A message may start with the text that it is about.
        let about = problem.strip_prefix('`').and_then(|p| p.split('`').next());
        let named = about.and_then(|about| self.last(&format!("\"{about}\"")));
        let start = named.or_else(|| match &self.before {
            Some(Token {
                kind: TokenKind::Close(_),
                span,
            }) => locate::enclosing(self.text, self.syntax, span.start),
            _ => None,
        });
        let start = start.unwrap_or(self.start_before());
        if locate::is_date(self.text, self.syntax, start) {
            let found = self.excerpt(self.before.as_ref());
            let found = found.trim_matches('"');
            return self.at(
                start,
                format!("`{found}` is not a date; write it as `2026-01-31`"),
            );
        }
        self.at(start, problem)
    }

    /// Something else should stand here.
    fn expected(&self, what: &str) -> ReadError {
        match self.within.as_ref().or(self.after.as_ref()) {
            Some(token) => {
                let found = self.excerpt(Some(token));
                self.at(
                    token.span.start,
                    format!("expected {what}, found `{found}`"),
                )
            }
            None => {
                let end = self.text.len();
                self.at(end, format!("expected {what}, the file ends here"))
            }
        }
    }

    fn unknown_key(&self, key: &str, known: &[&str], of: Option<&str>) -> ReadError {
        let hint = hint(key, known, "its keys are");
        self.named(key, format!("unknown key `{key}`{}{hint}", within(of)))
    }

    fn unknown_value(&self, value: &str, known: &[&str], of: Option<&str>) -> ReadError {
        let of = of.map_or_else(String::new, |of| format!(" for {}", plain_type(of)));
        let hint = hint(value, known, "write one of");
        self.named(value, format!("unknown value `{value}`{of}{hint}"))
    }

    fn missing_key(&self, key: &str, of: Option<&str>) -> ReadError {
        self.around(format!("missing key `{key}`{}", within(of)))
    }

    fn repeated_key(&self, key: &str, of: Option<&str>) -> ReadError {
        self.named(key, format!("key `{key}` is given twice{}", within(of)))
    }

    fn wrong_length(&self, expected: &str, found: &str) -> ReadError {
        let expected = expected
            .strip_prefix("a tuple of size ")
            .unwrap_or(expected);
        self.around(format!("expected {expected} values, found {found}"))
    }

    fn start_before(&self) -> usize {
        self.before
            .as_ref()
            .map_or(self.at, |token| token.span.start)
    }

    /// Where the text last stands before the stop; if in quotes, at its quote.
    fn last(&self, text: &str) -> Option<usize> {
        let before = self.text.get(..self.at)?;
        let start = before.rfind(text)?;
        let is_quoted = before.get(..start)?.ends_with('"');
        Some(start - usize::from(is_quoted))
    }

    /// The text of a token, short enough for a message.
    fn excerpt(&self, token: Option<&Token>) -> String {
        let span = token.map_or(0..0, |token| token.span.clone());
        let text = self.text.get(span).unwrap_or_default();
        let start: String = text.chars().take_while(|c| *c != '\n').take(40).collect();
        if start.len() == text.len() {
            start
        } else {
            format!("{start}…")
        }
    }
}

/// Where the comments start.
fn comments(text: &str) -> impl Iterator<Item = usize> {
    let comments = Lexer::new(text).filter(|token| token.kind == TokenKind::Comment);
    comments.map(|token| token.span.start)
}

/// The byte offset of a column of a line; lines count from 1.
fn offset(text: &str, line: usize, column: impl FnOnce(&str) -> Option<usize>) -> usize {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let start = starts.take(line.max(1)).last().unwrap_or(0);
    let rest = text.get(start..).unwrap_or_default();
    start + column(rest).unwrap_or(rest.len())
}

fn hint(found: &str, known: &[&str], all: &str) -> String {
    if let Some(name) = nearest(found, known.iter().copied()) {
        return format!("; did you mean `{name}`?");
    }
    if known.is_empty() {
        return String::new();
    }
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("; {all} {}", known.join(", "))
}

fn within(of: Option<&str>) -> String {
    of.map_or_else(String::new, |of| format!(" in {}", plain_type(of)))
}

/// What users know a type as.
fn plain_type(name: &str) -> &str {
    name.strip_suffix("OnDisk").unwrap_or(name)
}
