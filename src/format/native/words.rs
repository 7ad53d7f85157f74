//! What the `ron` and `serde_json` crates find wrong, in plain words and at the text it is about.

use ron::error::{Error, SpannedError};

use super::Syntax;
use super::error::{Place, ReadError};
use super::lex::{Lexer, Token, TokenKind};
use super::locate;
use super::walk::MAX_DEPTH;
use crate::base::nearest::nearest;

/// A fault of the text, still without its place.
#[derive(Debug)]
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
    /// A plain word or a key should stand there.
    ExpectedWord,
    /// A variant stands there without what it holds.
    ExpectedContent,
    /// A whole number may have been meant, and a fraction or more stand there.
    ExpectedComma,
    /// A tuple has too few values.
    Length { expected: String, found: String },
    /// The value before the place where the reader stopped will not do.
    Refused(String),
    /// The token before the place where the reader stopped will not do.
    Before(String),
    /// What is wrong stands right where the reader stopped.
    Here(String),
    /// What is wrong stands at this byte offset.
    At(usize, String),
}

/// What `ron` found.
pub(super) fn of_ron(text: &str, error: &SpannedError) -> ReadError {
    let end = error.span.end;
    let at = offset(text, end.line, |line| {
        line.char_indices()
            .nth(end.col.saturating_sub(1))
            .map(|(at, _)| at)
    });
    let fault = match &error.code {
        Error::UnclosedBlockComment => Fault::At(
            comments(text).last().unwrap_or(at),
            "this comment is never closed; it needs a `*/` at its end".to_owned(),
        ),
        code => fault_of_ron(code),
    };
    place(text, Syntax::Ron, at, fault)
}

/// What `serde_json` found.
pub(super) fn of_json(text: &str, error: &serde_json::Error) -> ReadError {
    // Its columns count the bytes that it has read of the line.
    let at = offset(text, error.line(), |line| {
        let column = error.column().min(line.len());
        (column..=line.len()).find(|at| line.is_char_boundary(*at))
    });
    // Of a syntax error it has read the character that it does not like.
    let at = at - usize::from(error.is_syntax() && at > 0 && text.is_char_boundary(at - 1));
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
        Fault::Length { expected, found } => {
            let expected = expected
                .strip_prefix("a tuple of size ")
                .unwrap_or(&expected);
            (
                locate::enclosing(text, syntax, at).unwrap_or(before),
                format!("expected {expected} values, found {found}"),
            )
        }
        Fault::Refused(problem) => {
            // A message may start with the text that it is about.
            let about = problem.strip_prefix('`').and_then(|p| p.split('`').next());
            let named = about.and_then(|about| before_named(text, at, &format!("\"{about}\"")));
            let closed = |token: &Token| matches!(token.kind, TokenKind::Close(_));
            let start = named.or_else(|| match &surroundings.before {
                Some(token) if closed(token) => locate::enclosing(text, syntax, token.span.start),
                _ => None,
            });
            let start = start.unwrap_or(before);
            let problem = if locate::is_date(text, syntax, start) {
                let found = surroundings
                    .before
                    .map_or("", |token| excerpt_of(text, &token));
                format!(
                    "`{}` is not a date; write it as `2026-01-31`",
                    found.trim_matches('"')
                )
            } else {
                problem
            };
            (start, problem)
        }
        Fault::Before(problem) => (before, problem),
        Fault::ExpectedContent
            if surroundings
                .before
                .as_ref()
                .is_some_and(|t| t.kind == TokenKind::Word) =>
        {
            let word = surroundings
                .before
                .map_or("", |token| excerpt_of(text, &token));
            (
                before,
                format!("`{word}` needs what it holds in brackets: `{word}(…)`"),
            )
        }
        Fault::Expected(_)
        | Fault::ExpectedWord
        | Fault::ExpectedContent
        | Fault::ExpectedComma => {
            let is_within = surroundings.within.is_some();
            let found = surroundings.within.or(surroundings.after);
            let quoted = found
                .as_ref()
                .is_some_and(|token| token.kind == TokenKind::Text);
            let what = match fault {
                Fault::ExpectedComma if is_within => "a whole number".to_owned(),
                Fault::ExpectedComma => "`,` or the end of the list".to_owned(),
                Fault::ExpectedWord if quoted => "a plain word without quotes".to_owned(),
                Fault::ExpectedWord => "a key or a plain word".to_owned(),
                Fault::Expected(what) => what,
                _ => "`(`".to_owned(),
            };
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
        Fault::At(start, problem) => (start, problem),
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

/// Where the name last stands before an offset; in JSON, with its quote.
fn before_named(text: &str, at: usize, name: &str) -> Option<usize> {
    let before = text.get(..at)?;
    let start = before.rfind(name)?;
    let quoted = before.get(..start)?.ends_with('"');
    Some(start - usize::from(quoted))
}

/// The text of a token.
fn excerpt_of<'t>(text: &'t str, token: &Token) -> &'t str {
    text.get(token.span.clone()).unwrap_or_default()
}

/// The text of a token, short enough for a message.
fn excerpt(text: &str, token: &Token) -> String {
    let text = excerpt_of(text, token);
    let mut chars = text.chars();
    let start: String = chars.by_ref().take_while(|c| *c != '\n').take(40).collect();
    if start.len() == text.len() {
        start
    } else {
        format!("{start}…")
    }
}

/// Where the comments start.
fn comments(text: &str) -> impl Iterator<Item = usize> {
    let comments = Lexer::new(text).filter(|token| token.kind == TokenKind::Comment);
    comments.map(|token| token.span.start)
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

const WRONG_ESCAPE: &str =
    "a string with a wrong escape; after `\\` comes one of `\"`, `\\`, `n`, `r`, `t`, `u`";

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
        Error::ExpectedDifferentLength { expected, found } => Fault::Length {
            expected: expected.clone(),
            found: found.to_string(),
        },
        Error::Eof => expected("more"),
        Error::ExpectedArray => expected("a list `[…]`"),
        Error::ExpectedArrayEnd => expected("`,` or `]`"),
        Error::ExpectedBoolean => expected("`true` or `false`"),
        Error::ExpectedComma => Fault::ExpectedComma,
        Error::ExpectedFloat => expected("a number"),
        Error::ExpectedInteger => expected("a whole number"),
        Error::ExpectedMap => expected("a map `{…}`"),
        Error::ExpectedMapColon => expected("`:`"),
        Error::ExpectedMapEnd => expected("`,` or `}`"),
        Error::ExpectedString => expected("a string in quotes"),
        Error::ExpectedIdentifier => Fault::ExpectedWord,
        Error::ExpectedStructLikeEnd | Error::ExpectedOptionEnd => expected("`)`"),
        Error::ExpectedStructLike | Error::ExpectedUnit | Error::ExpectedOption => {
            Fault::ExpectedContent
        }
        Error::ExpectedNamedStructLike(name) => {
            Fault::Expected(format!("`{}(…)`", plain_type(name)))
        }
        Error::ExpectedStructName(name) => Fault::Expected(format!("`{}(…)`", plain_type(name))),
        Error::ExpectedDifferentStructName { expected, found } => {
            let expected = plain_type(expected);
            Fault::Before(format!("expected `{expected}(…)`, found `{found}`"))
        }
        Error::ExpectedAttribute | Error::ExpectedAttributeEnd => expected("`#![enable(…)]`"),
        Error::ExpectedStringEnd => here("this string is never closed; it needs a `\"` at its end"),
        Error::UnclosedLineComment => here("this comment needs a line break at its end"),
        Error::InvalidEscape(_) => here(WRONG_ESCAPE),
        Error::IntegerOutOfBounds => {
            Fault::Before("this number is too large or too small".to_owned())
        }
        Error::InvalidIntegerDigit { digit, .. } => {
            Fault::Here(format!("`{digit}` does not belong in a whole number"))
        }
        Error::FloatUnderscore | Error::UnderscoreAtBeginning => {
            here("`_` does not belong here in a number")
        }
        Error::UnexpectedChar(c) => Fault::Here(format!("`{c}` does not belong here")),
        Error::TrailingCharacters => expected("nothing more here"),
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
    if let Some((found, expected)) = message
        .strip_prefix("invalid length ")
        .and_then(|m| m.split_once(", expected "))
    {
        return Fault::Length {
            expected: expected.to_owned(),
            found: found.to_owned(),
        };
    }
    if error.is_syntax() && comments(text).next() == Some(at) {
        return Fault::At(at, "JSON has no comments; take this one out".to_owned());
    }
    let wrong_type = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|m| m.rsplit_once(", expected "));
    if let Some((found, expected)) = wrong_type {
        let expected = plain_json(expected);
        if matches!(found, "map" | "sequence") {
            return Fault::Expected(expected);
        }
        let before = Surroundings::of(text, at).before;
        let found = before.map_or_else(|| found.to_owned(), |token| excerpt(text, &token));
        return Fault::Before(format!("expected {expected}, found `{found}`"));
    }
    match message {
        "expected `:`" => Fault::Expected("`:`".to_owned()),
        "expected `,` or `]`" => Fault::Expected("`,` or `]`".to_owned()),
        "expected `,` or `}`" => Fault::Expected("`,` or `}`".to_owned()),
        "trailing comma" => Fault::Before("JSON has no `,` before a closing bracket".to_owned()),
        "trailing characters" => Fault::Expected("nothing more here".to_owned()),
        "invalid escape" => Fault::Here(WRONG_ESCAPE.to_owned()),
        m if m.starts_with("control character") => Fault::Here(
            "a line break in a string is written as `\\n`, other control characters as `\\u…`"
                .to_owned(),
        ),
        "key must be a string" => Fault::Expected("a key in quotes".to_owned()),
        "expected value" | "expected ident" => Fault::Expected("a value".to_owned()),
        "recursion limit exceeded" => Fault::Here(too_deep()),
        "number out of range" => Fault::Here("this number is too large or too small".to_owned()),
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
