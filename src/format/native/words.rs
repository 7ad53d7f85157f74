//! What the `ron` and `serde_json` crates find wrong, in plain words and at the text it is about.

use ron::error::{Error, SpannedError};

use super::Syntax;
use super::error::{Place, ReadError};
use super::lex::{Lexer, Token, TokenKind};
use super::locate;
use super::walk::MAX_DEPTH;
use crate::base::nearest::nearest;

/// A fault of the text, still without its place.
enum Fault {
    /// A key that the struct does not have.
    UnknownKey {
        found: String,
        known: Vec<String>,
        of: Option<String>,
    },
    /// A variant that the enum does not have.
    UnknownVariant {
        found: String,
        known: Vec<String>,
        of: Option<String>,
    },
    /// A key that must be there.
    MissingKey { key: String, of: Option<String> },
    /// A key that is there twice.
    RepeatedKey { key: String, of: Option<String> },
    /// Something else should stand where the reader stopped.
    Expected(String),
    /// The value before the place where the reader stopped will not do.
    Refused(String),
    /// What is wrong stands right where the reader stopped.
    Here(String),
}

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

impl Surroundings {
    fn of(text: &str, at: usize) -> Self {
        let mut found = Self {
            before: None,
            within: None,
            after: None,
        };
        for token in Lexer::new(text).filter(|token| token.kind != TokenKind::Comment) {
            if token.span.end <= at {
                found.before = Some(token);
            } else if token.span.start < at {
                found.within = Some(token);
            } else {
                found.after = Some(token);
                break;
            }
        }
        found
    }
}

/// Where the name last stands before an offset.
fn before_named(text: &str, at: usize, name: &str) -> Option<usize> {
    text.get(..at)?.rfind(name)
}

/// The text of a token, short enough for a message.
fn excerpt(text: &str, token: &Token) -> String {
    let text = text.get(token.span.clone()).unwrap_or_default();
    let mut chars = text.chars();
    let start: String = chars.by_ref().take_while(|c| *c != '\n').take(40).collect();
    if start.len() == text.len() {
        start
    } else {
        format!("{start}…")
    }
}

fn hint(found: &str, known: &[&str], all: &str) -> String {
    match nearest(found, known.iter().copied()) {
        Some(name) => format!("; did you mean `{name}`?"),
        None if known.is_empty() => String::new(),
        None => format!("{all}{}", listed(known)),
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
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
