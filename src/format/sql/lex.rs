//! One statement → lexemes: kinds and byte ranges, no copies. Comments and spaces are left out.

use super::dialect::Dialect;
use super::lexical::{
    block_comment_end, byte_at, dollar_quoted_end, dollar_tag_end, line_end, oracle_quoted_end,
    quoted_end, starts_word, version_marker_end, word_end,
};

/// More lexemes than any statement of a person or program has; what has more is not read.
pub const LEXEMES_MAX: usize = 1_000_000;

/// What a lexeme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in quotes.
    Name,
    /// A string of any sort, its prefix and quotes included.
    Text,
    /// A number.
    Number,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `.`
    Period,
    /// `;`
    Semicolon,
    /// An operator or any other character.
    Symbol,
}

/// A lexeme of a statement.
#[derive(Clone, Copy, Debug)]
pub struct Lexeme {
    /// What it is.
    pub kind: Kind,
    /// Its first byte in the statement.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

/// The statement has more than [`LEXEMES_MAX`] lexemes or more than 4 GB.
#[derive(Debug)]
pub struct TooLong;

/// Replaces the content of `out` by the lexemes of `text`.
pub fn lex(text: &str, dialect: Dialect, out: &mut Vec<Lexeme>) -> Result<(), TooLong> {
    out.clear();
    if u32::try_from(text.len()).is_err() {
        return Err(TooLong);
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        if let Some(end) = comment_end(bytes, at, dialect) {
            at = end;
            continue;
        }
        if out.len() >= LEXEMES_MAX {
            return Err(TooLong);
        }
        let (kind, end) = lexeme_at(bytes, at, byte, dialect);
        out.push(Lexeme {
            kind,
            start: at as u32,
            end: end as u32,
        });
        at = end;
    }
    Ok(())
}

/// The end of the comment at `at`, if one starts there. The markers around the content of a
/// versioned comment count as comments, so that the content is read.
pub fn comment_end(bytes: &[u8], at: usize, dialect: Dialect) -> Option<usize> {
    let next = byte_at(bytes, at + 1);
    match byte_at(bytes, at) {
        b'-' if next == b'-' => Some(line_end(bytes, at)),
        b'/' if next == b'*' => {
            if dialect.has_versioned_comments()
                && let Some(end) = version_marker_end(bytes, at)
            {
                return Some(end);
            }
            let end = block_comment_end(bytes, at, dialect.has_nested_comments());
            Some(end.unwrap_or(bytes.len()))
        }
        b'*' if next == b'/' && dialect.has_versioned_comments() => Some(at + 2),
        b'/' if next == b'/' && dialect.has_double_slash_comments() => Some(line_end(bytes, at)),
        b'#' if dialect.has_hash_comments() => Some(line_end(bytes, at)),
        b'{' if dialect.has_brace_comments() => {
            Some(memchr::memchr(b'}', &bytes[at..]).map_or(bytes.len(), |length| at + length + 1))
        }
        _ => None,
    }
}

fn lexeme_at(bytes: &[u8], at: usize, byte: u8, dialect: Dialect) -> (Kind, usize) {
    let quoted = |close, backslash| quoted_end(bytes, at, close, backslash).unwrap_or(bytes.len());
    match byte {
        b'\'' => (Kind::Text, quoted(b'\'', dialect.has_backslash_escapes())),
        b'"' if dialect.has_double_quoted_strings() => (Kind::Text, quoted(b'"', true)),
        b'"' => (Kind::Name, quoted(b'"', false)),
        b'`' => (Kind::Name, quoted(b'`', false)),
        b'[' if dialect.has_bracketed_names() => (Kind::Name, quoted(b']', false)),
        b'(' => (Kind::Open, at + 1),
        b')' => (Kind::Close, at + 1),
        b',' => (Kind::Comma, at + 1),
        b';' => (Kind::Semicolon, at + 1),
        b'.' if !byte_at(bytes, at + 1).is_ascii_digit() => (Kind::Period, at + 1),
        b'0'..=b'9' | b'.' => (Kind::Number, number_end(bytes, at)),
        b'$' if dialect.has_dollar_quotes() => match dollar_tag_end(bytes, at) {
            Some(tag) => {
                let end = dollar_quoted_end(bytes, at, tag).unwrap_or(bytes.len());
                (Kind::Text, end)
            }
            None => (Kind::Symbol, at + 1),
        },
        b'@' | b'#' if starts_word(byte_at(bytes, at + 1)) || byte_at(bytes, at + 1) == byte => {
            if dialect.is_postgres_like() {
                (Kind::Symbol, symbol_end(bytes, at))
            } else {
                (Kind::Word, word_end(bytes, at))
            }
        }
        _ if starts_word(byte) => prefixed_text(bytes, at, byte, dialect)
            .unwrap_or_else(|| (Kind::Word, word_end(bytes, at))),
        _ => (Kind::Symbol, symbol_end(bytes, at)),
    }
}

/// A string with a letter in front: `N'…'`, `E'…'`, `X'…'`, `B'…'`, `U&'…'`, Oracle's `q'[…]'`.
fn prefixed_text(bytes: &[u8], at: usize, byte: u8, dialect: Dialect) -> Option<(Kind, usize)> {
    let next = byte_at(bytes, at + 1);
    let (quote_at, backslash) = match (byte.to_ascii_uppercase(), next) {
        (b'N' | b'X' | b'B', b'\'') => (at + 1, dialect.has_backslash_escapes()),
        (b'E', b'\'') => (at + 1, true),
        (b'U', b'&') if byte_at(bytes, at + 2) == b'\'' => (at + 2, false),
        (b'Q', b'\'') if dialect == Dialect::Oracle => {
            let end = oracle_quoted_end(bytes, at + 1).unwrap_or(bytes.len());
            return Some((Kind::Text, end));
        }
        _ => return None,
    };
    let end = quoted_end(bytes, quote_at, b'\'', backslash).unwrap_or(bytes.len());
    Some((Kind::Text, end))
}

fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let sign_of_exponent = matches!(byte, b'+' | b'-')
            && matches!(byte_at(bytes, at.wrapping_sub(1)), b'e' | b'E')
            && at > start + 1
            && byte_at(bytes, at + 1).is_ascii_digit()
            && !bytes[start..at].starts_with(b"0x");
        if byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_' || sign_of_exponent {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// Operators of more than one character, longest first.
const SYMBOLS: &[&[u8]] = &[
    b"!~~*", b"->>", b"#>>", b"!~*", b"<=>", b"~~*", b"!~~", b"::", b":=", b"->", b"#>", b"@>",
    b"<@", b"||", b"<=", b">=", b"<>", b"!=", b"==", b"~*", b"!~", b"&&", b"<<", b">>", b"@@",
    b"~~", b"=>", b"@?", b"#-", b"?|", b"?&",
];

fn symbol_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(symbol));
    at + symbol.map_or(1, |symbol| symbol.len())
}
