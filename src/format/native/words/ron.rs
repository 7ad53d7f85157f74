//! What the `ron` crate finds wrong.

use ron::error::{Error, SpannedError};

use super::{Stop, WRONG_ESCAPE, WRONG_SIZE, comments, offset, plain_type, too_deep};
use crate::format::native::lex::TokenKind;
use crate::format::native::{ReadError, Syntax};

/// What `ron` found, in plain words.
pub(in crate::format::native) fn of_ron(text: &str, error: &SpannedError) -> ReadError {
    let end = error.span.end;
    let at = offset(text, end.line, |line| {
        line.char_indices()
            .nth(end.col.saturating_sub(1))
            .map(|(at, _)| at)
    });
    let stop = &Stop::new(text, Syntax::Ron, at);
    structure(stop, &error.code).unwrap_or_else(|| wording(stop, &error.code))
}

/// Of keys, variants and values.
fn structure(stop: &Stop<'_>, error: &Error) -> Option<ReadError> {
    Some(match error {
        Error::NoSuchStructField {
            expected,
            found,
            outer,
        } => stop.unknown_key(found, expected, outer.as_deref()),
        Error::NoSuchEnumVariant {
            expected,
            found,
            outer,
        } => stop.unknown_value(found, expected, outer.as_deref()),
        Error::MissingStructField { field, outer } => stop.missing_key(field, outer.as_deref()),
        Error::DuplicateStructField { field, outer } => stop.repeated_key(field, outer.as_deref()),
        Error::Message(message) | Error::Io(message) => stop.refused(message),
        Error::InvalidValueForType { expected, found } => {
            stop.refused(&format!("expected {expected}, found {found}"))
        }
        Error::ExpectedDifferentLength { expected, found } => {
            stop.wrong_length(expected, &found.to_string())
        }
        Error::ExpectedNamedStructLike(name) => {
            stop.expected(&format!("`{}(…)`", plain_type(name)))
        }
        Error::ExpectedDifferentStructName { expected, found } => stop.before(format!(
            "expected `{}(…)`, found `{found}`",
            plain_type(expected)
        )),
        Error::ExpectedStructName(name) => stop.expected(&format!("`{}(…)`", plain_type(name))),
        Error::ExpectedStructLike | Error::ExpectedUnit | Error::ExpectedOption => {
            match &stop.before {
                Some(token) if token.kind == TokenKind::Word => {
                    let word = stop.excerpt(Some(token));
                    stop.before(format!(
                        "`{word}` needs what it holds in brackets: `{word}(…)`"
                    ))
                }
                _ => stop.expected("`(`"),
            }
        }
        _ => return None,
    })
}

/// Of the text itself.
fn wording(stop: &Stop<'_>, error: &Error) -> ReadError {
    let found = |kind| stop.after.as_ref().is_some_and(|token| token.kind == kind);
    match error {
        Error::Eof => stop.expected("more"),
        Error::ExpectedArray => stop.expected("a list `[…]`"),
        Error::ExpectedArrayEnd => stop.expected("`,` or `]`"),
        Error::ExpectedBoolean => stop.expected("`true` or `false`"),
        // The digits before a decimal point were read as a whole number.
        Error::ExpectedComma if stop.within.is_some() => stop.expected("a whole number"),
        Error::ExpectedComma => stop.expected("`,` or the end of the list"),
        Error::ExpectedFloat => stop.expected("a number"),
        Error::ExpectedInteger => stop.expected("a whole number"),
        Error::ExpectedMap => stop.expected("a map `{…}`"),
        Error::ExpectedMapColon => stop.expected("`:`"),
        Error::ExpectedMapEnd => stop.expected("`,` or `}`"),
        Error::ExpectedString => stop.expected("a string in quotes"),
        Error::ExpectedIdentifier if found(TokenKind::Text) => {
            stop.expected("a plain word without quotes")
        }
        Error::ExpectedIdentifier => stop.expected("a key or a plain word"),
        Error::ExpectedStructLikeEnd | Error::ExpectedOptionEnd => stop.expected("`)`"),
        Error::ExpectedAttribute | Error::ExpectedAttributeEnd => stop.expected("`#![enable(…)]`"),
        Error::ExpectedStringEnd => {
            stop.here("this string is never closed; it needs a `\"` at its end")
        }
        Error::UnclosedBlockComment => stop.at(
            comments(stop.text).last().unwrap_or(stop.at),
            "this comment is never closed; it needs a `*/` at its end",
        ),
        Error::UnclosedLineComment => stop.here("this comment needs a line break at its end"),
        Error::InvalidEscape(_) => stop.here(WRONG_ESCAPE),
        Error::IntegerOutOfBounds => stop.before(WRONG_SIZE),
        Error::InvalidIntegerDigit { digit, .. } => {
            stop.here(format!("`{digit}` does not belong in a whole number"))
        }
        Error::FloatUnderscore | Error::UnderscoreAtBeginning => {
            stop.here("`_` does not belong here in a number")
        }
        Error::UnexpectedChar(c) => stop.here(format!("`{c}` does not belong here")),
        Error::TrailingCharacters => stop.expected("nothing more here"),
        Error::NoSuchExtension(name) => stop.before(format!("unknown extension `{name}`")),
        Error::InvalidIdentifier(name) | Error::SuggestRawIdentifier(name) => {
            stop.here(format!("`{name}` cannot be a key"))
        }
        Error::ExceededRecursionLimit => stop.here(too_deep()),
        // Of characters, bytes, ranges and output: no design holds any.
        _ => stop.here("this does not belong in a design"),
    }
}
