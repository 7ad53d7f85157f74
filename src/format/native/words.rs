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
/// What `ron` found.
pub(super) fn of_ron(text: &str, error: &SpannedError) -> ReadError {
    let end = error.span.end;
    let at = offset(text, end.line, |line| {
        line.char_indices()
            .nth(end.col.saturating_sub(1))
            .map(|(at, _)| at)
    });
    place(text, Syntax::Ron, at, fault_of_ron(&error.code))
}
/// What `serde_json` found.
pub(super) fn of_json(text: &str, error: &serde_json::Error) -> ReadError {
    // Its columns count the bytes that it has read of the line.
    let at = offset(text, error.line(), |line| {
        let column = error.column().min(line.len());
        (column..=line.len()).find(|at| line.is_char_boundary(*at))
    });
    place(text, Syntax::Json, at, fault_of_json(text, at, error))
}
fn offset(text: &str, line: usize, column: impl FnOnce(&str) -> Option<usize>) -> usize {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let start = starts.take(line.max(1)).last().unwrap_or(0);
    let rest = text.get(start..).unwrap_or_default();
    start + column(rest).unwrap_or(rest.len())
}
/// Finds the text that a fault is about and words the message. The reader stopped at byte `at`.
fn place(text: &str, syntax: Syntax, at: usize, fault: Fault) -> ReadError {
    let surroundings = Surroundings::of(text, at);
    let token_start = |token: &Option<Token>| token.as_ref().map(|t| t.span.start);
    let before = token_start(&surroundings.before).unwrap_or(at);
    let (start, problem) = match fault {
        Fault::UnknownKey { found, known, of } => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let hint = hint(&found, &known, "; its keys are ");
            (
                before_named(text, at, &found).unwrap_or(before),
                format!("unknown key `{found}`{}{hint}", within(of.as_deref())),
            )
        }
        Fault::UnknownVariant { found, known, of } => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let hint = hint(&found, &known, "; write one of ");
            let of = of.map_or_else(String::new, |of| format!(" for {}", plain_type(&of)));
            (
                before_named(text, at, &found).unwrap_or(before),
                format!("unknown value `{found}`{of}{hint}"),
            )
        }
        Fault::MissingKey { key, of } => (
            locate::enclosing(text, syntax, at).unwrap_or(before),
            format!("missing key `{key}`{}", within(of.as_deref())),
        ),
        Fault::RepeatedKey { key, of } => (
            before_named(text, at, &key).unwrap_or(before),
            format!("key `{key}` is given twice{}", within(of.as_deref())),
        ),
        Fault::Refused(problem) => {
            let closed = |token: &Token| matches!(token.kind, TokenKind::Close(_));
            let start = match &surroundings.before {
                Some(token) if closed(token) => locate::enclosing(text, syntax, token.span.start),
                _ => None,
            };
            (start.unwrap_or(before), problem)
        }
        Fault::Expected(what) => {
            let found = surroundings.within.or(surroundings.after);
            let start = token_start(&found).unwrap_or(text.len());
            let found = found.map_or_else(
                || "the file ends here".to_owned(),
                |token| format!("found `{}`", excerpt(text, &token)),
            );
            (start, format!("expected {what}, {found}"))
        }
        Fault::Here(problem) => {
            let token = surroundings
                .within
                .or(surroundings.after)
                .or(surroundings.before);
            (token_start(&token).unwrap_or(at), problem)
        }
    };
    ReadError::Wrong {
        place: Place::of(text, start),
        problem,
    }
}
/// The tokens around a byte offset.
struct Surroundings {
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

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Every fault that `ron` knows of, in plain words.
fn fault_of_ron(error: &Error) -> Fault {
    let expected = |what: &str| Fault::Expected(what.to_owned());
    let here = |problem: &str| Fault::Here(problem.to_owned());
    match error {
        Error::NoSuchStructField {
            expected,
            found,
            outer,
        } => Fault::UnknownKey {
            found: found.clone(),
            known: owned(expected),
            of: outer.clone(),
        },
        Error::NoSuchEnumVariant {
            expected,
            found,
            outer,
        } => Fault::UnknownVariant {
            found: found.clone(),
            known: owned(expected),
            of: outer.clone(),
        },
        Error::MissingStructField { field, outer } => Fault::MissingKey {
            key: (*field).to_owned(),
            of: outer.clone(),
        },
        Error::DuplicateStructField { field, outer } => Fault::RepeatedKey {
            key: (*field).to_owned(),
            of: outer.clone(),
        },
        Error::Message(message) | Error::Io(message) => Fault::Refused(message.clone()),
        Error::InvalidValueForType { expected, found } => {
            Fault::Refused(format!("expected {expected}, found {found}"))
        }
        Error::ExpectedDifferentLength { expected, found } => {
            Fault::Refused(format!("expected {expected}, found {found}"))
        }
        Error::Eof => expected("more"),
        Error::ExpectedArray => expected("a list `[…]`"),
        Error::ExpectedArrayEnd => expected("`,` or `]`"),
        Error::ExpectedBoolean => expected("`true` or `false`"),
        Error::ExpectedComma => expected("`,` or the end of the list"),
        Error::ExpectedFloat => expected("a number"),
        Error::ExpectedInteger => expected("a whole number"),
        Error::ExpectedMap => expected("a map `{…}`"),
        Error::ExpectedMapColon => expected("`:`"),
        Error::ExpectedMapEnd => expected("`,` or `}`"),
        Error::ExpectedString => expected("a string in quotes"),
        Error::ExpectedIdentifier => expected("a plain word without quotes"),
        Error::ExpectedStructLikeEnd | Error::ExpectedOptionEnd => expected("`)`"),
        Error::ExpectedStructLike | Error::ExpectedUnit | Error::ExpectedOption => expected("`(`"),
        Error::ExpectedNamedStructLike(name)
        | Error::ExpectedDifferentStructName { expected: name, .. } => {
            Fault::Expected(format!("`{}(…)`", plain_type(name)))
        }
        Error::ExpectedStructName(name) => Fault::Expected(format!("`{}(…)`", plain_type(name))),
        Error::ExpectedAttribute | Error::ExpectedAttributeEnd => expected("`#![enable(…)]`"),
        Error::ExpectedStringEnd => here("this string is never closed; it needs a `\"` at its end"),
        Error::UnclosedBlockComment => {
            here("this comment is never closed; it needs a `*/` at its end")
        }
        Error::UnclosedLineComment => here("this comment needs a line break at its end"),
        Error::InvalidEscape(_) => here(
            "a string with a wrong escape; after `\\` comes one of `\"`, `\\`, `n`, `r`, `t`, `u{…}`",
        ),
        Error::IntegerOutOfBounds => {
            Fault::Refused("this number is too large or too small".to_owned())
        }
        Error::InvalidIntegerDigit { digit, .. } => {
            Fault::Here(format!("`{digit}` does not belong in a whole number"))
        }
        Error::FloatUnderscore | Error::UnderscoreAtBeginning => {
            here("`_` does not belong here in a number")
        }
        Error::UnexpectedChar(c) => Fault::Here(format!("`{c}` does not belong here")),
        Error::TrailingCharacters => expected("nothing more after the end of the design"),
        Error::NoSuchExtension(name) => Fault::Refused(format!("unknown extension `{name}`")),
        Error::InvalidIdentifier(name) | Error::SuggestRawIdentifier(name) => {
            Fault::Refused(format!("`{name}` cannot be a key"))
        }
        Error::ExceededRecursionLimit => Fault::Here(too_deep()),
        // Of characters, bytes, ranges and output: no design holds any.
        _ => here("this does not belong in a design"),
    }
}

/// What is said of a text that nests deeper than any design.
pub(super) fn too_deep() -> String {
    format!("brackets are nested more than {MAX_DEPTH} deep")
}

/// What `serde_json` found. It gives its faults as text only, in the fixed phrases of `serde`.
fn fault_of_json(text: &str, at: usize, error: &serde_json::Error) -> Fault {
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(start, _)| start);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default().to_owned();
    let rest = || owned(quoted.get(1..).unwrap_or_default());
    if message.starts_with("unknown field") {
        return Fault::UnknownKey {
            found: first,
            known: rest(),
            of: None,
        };
    }
    if message.starts_with("unknown variant") {
        return Fault::UnknownVariant {
            found: first,
            known: rest(),
            of: None,
        };
    }
    if message.starts_with("missing field") {
        return Fault::MissingKey {
            key: first,
            of: None,
        };
    }
    if message.starts_with("duplicate field") {
        return Fault::RepeatedKey {
            key: first,
            of: None,
        };
    }
    let wrong_type = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|m| m.rsplit_once(", expected "));
    if let Some((found, expected)) = wrong_type {
        let found = Surroundings::of(text, at)
            .before
            .filter(|t| t.kind == TokenKind::Text || t.kind == TokenKind::Word)
            .map_or_else(
                || found.to_owned(),
                |token| format!("`{}`", excerpt(text, &token)),
            );
        return Fault::Refused(format!("expected {}, found {found}", plain_json(expected)));
    }
    match message {
        "expected `:`" => Fault::Expected("`:`".to_owned()),
        "expected `,` or `]`" => Fault::Expected("`,` or `]`".to_owned()),
        "expected `,` or `}`" => Fault::Expected("`,` or `}`".to_owned()),
        "trailing comma" => Fault::Refused("JSON has no `,` before a closing bracket".to_owned()),
        "trailing characters" => {
            Fault::Expected("nothing more after the end of the design".to_owned())
        }
        "key must be a string" => Fault::Expected("a key in quotes".to_owned()),
        "expected value" | "expected ident" => Fault::Expected("a value".to_owned()),
        "recursion limit exceeded" => Fault::Here(too_deep()),
        "number out of range" => Fault::Refused("this number is too large or too small".to_owned()),
        _ if error.is_eof() => Fault::Expected("more".to_owned()),
        _ => Fault::Refused(message.to_owned()),
    }
}

/// What `serde` expects, in plain words.
fn plain_json(expected: &str) -> String {
    match expected {
        "a string" | "string" => "a string in quotes".to_owned(),
        "f64" => "a number".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list `[…]`".to_owned(),
        "a map" => "a map `{…}`".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0".to_owned(),
        "i8" | "i16" | "i32" | "i64" => "a whole number".to_owned(),
        other => match other
            .strip_prefix("struct ")
            .or_else(|| other.strip_prefix("enum "))
        {
            Some(name) => format!("a {}", plain_type(name)),
            None => other.to_owned(),
        },
    }
}
