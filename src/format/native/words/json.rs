//! What the `serde_json` crate finds wrong. It gives its faults as text only, in fixed phrases.

use super::{Stop, WRONG_ESCAPE, WRONG_SIZE, comments, offset, plain_type, too_deep};
use crate::format::native::{ReadError, Syntax};

/// What `serde_json` found, in plain words.
pub(in crate::format::native) fn of_json(text: &str, error: &serde_json::Error) -> ReadError {
    // Its columns count the bytes that it has read of the line.
    let at = offset(text, error.line(), |line| {
        let column = error.column().min(line.len());
        (column..=line.len()).find(|at| line.is_char_boundary(*at))
    });
    // Of a syntax error it has read the character that it does not like.
    let at = at - usize::from(error.is_syntax() && at > 0 && text.is_char_boundary(at - 1));
    let stop = &Stop::new(text, Syntax::Json, at);
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(m, _)| m);
    if error.is_eof() {
        return stop.expected("more");
    }
    if error.is_syntax() && comments(text).next() == Some(at) {
        return stop.at(at, "JSON has no comments; take this one out");
    }
    structure(stop, message).unwrap_or_else(|| wording(stop, message))
}

/// Of keys, variants and values, in the phrases of `serde`.
fn structure(stop: &Stop<'_>, message: &str) -> Option<ReadError> {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if let [first, known @ ..] = quoted.as_slice() {
        if message.starts_with("unknown field ") {
            return Some(stop.unknown_key(first, known, None));
        }
        if message.starts_with("unknown variant ") {
            return Some(stop.unknown_value(first, known, None));
        }
        if message.starts_with("missing field ") {
            return Some(stop.missing_key(first, None));
        }
        if message.starts_with("duplicate field ") {
            return Some(stop.repeated_key(first, None));
        }
    }
    if let Some(length) = message.strip_prefix("invalid length ") {
        let (found, expected) = length.split_once(", expected ")?;
        return Some(stop.wrong_length(expected, found));
    }
    let wrong = message
        .strip_prefix("invalid type: ")
        .or(message.strip_prefix("invalid value: "))?;
    let (found, expected) = wrong.rsplit_once(", expected ")?;
    let expected = plain(expected);
    // Of a map or a list, it has not read the bracket.
    if matches!(found, "map" | "sequence") {
        return Some(stop.expected(&expected));
    }
    let found = stop.excerpt(stop.before.as_ref());
    Some(stop.before(format!("expected {expected}, found `{found}`")))
}

/// Of the text itself.
fn wording(stop: &Stop<'_>, message: &str) -> ReadError {
    match message {
        "expected `:`" => stop.expected("`:`"),
        "expected `,` or `]`" => stop.expected("`,` or `]`"),
        "expected `,` or `}`" => stop.expected("`,` or `}`"),
        "expected value" | "expected ident" => stop.expected("a value"),
        "key must be a string" => stop.expected("a key in quotes"),
        "trailing comma" => stop.before("JSON has no `,` before a closing bracket"),
        "trailing characters" => stop.expected("nothing more here"),
        "invalid escape" => stop.here(WRONG_ESCAPE),
        "number out of range" => stop.here(WRONG_SIZE),
        "recursion limit exceeded" => stop.here(too_deep()),
        other if other.starts_with("control character") => stop.here(
            "a line break in a string is written as `\\n`, other control characters as `\\u…`",
        ),
        other => stop.refused(other),
    }
}

/// What `serde` expects, in plain words.
fn plain(expected: &str) -> String {
    let words = match expected {
        "a string" | "string" => "a string in quotes",
        "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list `[…]`",
        "a map" => "a map `{…}`",
        "u8" | "u16" | "u32" | "u64" => "a whole number from 0",
        "i32" => "a whole number",
        other => match other
            .strip_prefix("struct ")
            .or(other.strip_prefix("enum "))
        {
            Some(name) => return format!("a {}", plain_type(name)),
            None => other,
        },
    };
    words.to_owned()
}
