//! The text of a file as tokens, of either syntax: JSON's tokens are RON's too.
//!
//! Tolerant: any text gives tokens. What they mean is the business of the `ron` and `serde_json` crates; the tokens only
//! serve to find places, comments and the format number.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// One of `(`, `[`, `{`.
    Open(u8),
    /// One of `)`, `]`, `}`.
    Close(u8),
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// A string in quotes, of any kind.
    Text,
    /// A string whose closing quote is missing.
    Unclosed,
    /// A comment.
    Comment,
    /// Anything else: names, numbers, `true`.
    Word,
}

/// A piece of the text that is not white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    /// Byte offsets.
    pub span: Range<usize>,
}

/// Iterates over the tokens of a text. Cloning looks ahead.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let start = self.at + rest.len() - trimmed.len();
        let first = *trimmed.as_bytes().first()?;
        let (kind, length) = match first {
            b'(' | b'[' | b'{' => (TokenKind::Open(first), 1),
            b')' | b']' | b'}' => (TokenKind::Close(first), 1),
            b',' => (TokenKind::Comma, 1),
            b':' => (TokenKind::Colon, 1),
            _ if trimmed.starts_with("//") => (
                TokenKind::Comment,
                trimmed.find('\n').unwrap_or(trimmed.len()),
            ),
            _ if trimmed.starts_with("/*") => (TokenKind::Comment, block_comment(trimmed)),
            _ => string(trimmed).unwrap_or_else(|| (TokenKind::Word, word(trimmed))),
        };
        self.at = start + length;
        Some(Token {
            kind,
            span: start..self.at,
        })
    }
}

/// The length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The string that the text starts with: plain, raw, of bytes, or a character.
fn string(text: &str) -> Option<(TokenKind, usize)> {
    let unprefixed = text.strip_prefix('b').unwrap_or(text);
    if let Some(raw) = unprefixed.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if !raw[hashes..].starts_with('"') {
            return None;
        }
        let body = text.len() - raw.len() + hashes + 1;
        let end = format!("\"{}", &raw[..hashes]);
        return Some(
            text[body..]
                .find(&end)
                .map_or((TokenKind::Unclosed, text.len()), |length| {
                    (TokenKind::Text, body + length + end.len())
                }),
        );
    }
    let quote = *unprefixed.as_bytes().first()?;
    if quote != b'"' && quote != b'\'' {
        return None;
    }
    let mut at = text.len() - unprefixed.len() + 1;
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'\\' => at += 2,
            _ if *byte == quote => return Some((TokenKind::Text, at + 1)),
            _ => at += 1,
        }
    }
    Some((TokenKind::Unclosed, text.len()))
}

/// The length of anything else, at least one character.
fn word(text: &str) -> usize {
    let mut chars = text.char_indices();
    chars.next();
    chars
        .find(|(at, c)| {
            c.is_whitespace()
                || "()[]{},:\"'".contains(*c)
                || text[*at..].starts_with("//")
                || text[*at..].starts_with("/*")
        })
        .map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::{Lexer, TokenKind};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let tokens: Vec<&str> = Lexer::new(text).map(|t| &text[t.span]).collect();
        assert_eq!(tokens, expected);
    }

    #[test]
    fn cuts_text_into_tokens() {
        check(
            r#"Design(name: "a \" // b", n: -1.5e3,) // end"#,
            &[
                "Design",
                "(",
                "name",
                ":",
                r#""a \" // b""#,
                ",",
                "n",
                ":",
                "-1.5e3",
                ",",
                ")",
                "// end",
            ],
        );
        check(
            "[r#\"a\"b\"#, b\"x\", 'c']",
            &["[", "r#\"a\"b\"#", ",", "b\"x\"", ",", "'c'", "]"],
        );
        check("a/* x /* y */ z */b", &["a", "/* x /* y */ z */", "b"]);
    }

    #[test]
    fn takes_what_is_never_closed_to_the_end() {
        for text in ["\"abc", "r#\"abc\"", "\"abc\\", "/* abc"] {
            let tokens: Vec<_> = Lexer::new(text).collect();
            assert_eq!(tokens.len(), 1, "{text}");
            assert_eq!(tokens[0].span.start, 0);
        }
        assert_eq!(
            Lexer::new("\"abc").next().unwrap().kind,
            TokenKind::Unclosed
        );
    }
}
