//! The lexical elements of SQL as byte positions: where a string, name or comment ends.
//! Shared by the splitter and the lexer, so that both see the same text the same way.
//!
//! Every function is linear in what it returns and never fails: an element that is not closed
//! gives `None`, and the caller decides what to make of it.

use memchr::{memchr, memchr2, memmem};

/// Whether the byte can start a word. Bytes outside ASCII are parts of letters.
pub fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// Whether the byte can continue a word.
pub fn continues_word(byte: u8) -> bool {
    starts_word(byte) || byte.is_ascii_digit() || matches!(byte, b'$' | b'#' | b'@')
}

/// The byte at `at`, or 0 past the end.
pub fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// The end of the word that starts at `start`.
pub fn word_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let length = rest.iter().take_while(|&&b| continues_word(b)).count();
    start + length
}

/// The end of the line that `start` is on, before its line break.
pub fn line_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    memchr(b'\n', rest).map_or(bytes.len(), |at| start + at)
}

/// The end of the quoted element whose opening quote is at `start`; doubled closing quotes are
/// part of it, and so is whatever a backslash precedes where backslashes escape.
pub fn quoted_end(bytes: &[u8], start: usize, close: u8, backslash: bool) -> Option<usize> {
    let mut at = start + 1;
    loop {
        let rest = bytes.get(at..)?;
        let found = if backslash {
            at + memchr2(close, b'\\', rest)?
        } else {
            at + memchr(close, rest)?
        };
        if byte_at(bytes, found) == b'\\' || byte_at(bytes, found + 1) == close {
            at = found + 2;
        } else {
            return Some(found + 1);
        }
    }
}

/// The end of Oracle's `q'[…]'` whose opening quote is at `quote_at`; any character can take the
/// place of the bracket.
pub fn oracle_quoted_end(bytes: &[u8], quote_at: usize) -> Option<usize> {
    let close = match byte_at(bytes, quote_at + 1) {
        b'[' => b']',
        b'(' => b')',
        b'{' => b'}',
        b'<' => b'>',
        other => other,
    };
    let body = bytes.get(quote_at + 2..)?;
    let found = memmem::find(body, &[close, b'\''])?;
    Some(quote_at + 2 + found + 2)
}

/// The end of the block comment that starts at `start`.
pub fn block_comment_end(bytes: &[u8], start: usize, nested: bool) -> Option<usize> {
    let mut at = start + 2;
    let mut depth = 1_usize;
    loop {
        let found = at + memchr2(b'*', b'/', bytes.get(at..)?)?;
        at = found + 1;
        match (byte_at(bytes, found), byte_at(bytes, found + 1)) {
            (b'*', b'/') => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            (b'/', b'*') if nested => {
                depth += 1;
                at += 1;
            }
            _ => {}
        }
    }
}

/// The end of the opening tag `$tag$` at `start`, if there is one.
pub fn dollar_tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start + 1..)?;
    let length = rest
        .iter()
        .take_while(|&&b| starts_word(b) || b.is_ascii_digit())
        .count();
    let numbered = rest.first().is_some_and(u8::is_ascii_digit);
    let closed = rest.get(length) == Some(&b'$');
    (closed && !numbered).then_some(start + 1 + length + 1)
}

/// The end of the string that the tag `start..tag_end` opens.
pub fn dollar_quoted_end(bytes: &[u8], start: usize, tag_end: usize) -> Option<usize> {
    let tag = bytes.get(start..tag_end)?;
    let found = memmem::find(bytes.get(tag_end..)?, tag)?;
    Some(tag_end + found + tag.len())
}

/// The end of the marker of a versioned comment (`/*!40101`, `/*M!100100`) at `start`, whose
/// content is executed. MariaDB's `/*!999999` is executed by no version: an ordinary comment.
pub fn version_marker_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    let marker = [b"/*!".as_slice(), b"/*M!".as_slice()]
        .into_iter()
        .find(|marker| rest.starts_with(marker))?;
    let digits = rest[marker.len()..]
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let version = &rest[marker.len()..marker.len() + digits];
    (version != b"999999").then_some(start + marker.len() + digits)
}
