//! The pieces of a line: names, types, values, words, each with its place.

use std::ops::Range;

use super::LineError;

/// Reads a line from left to right.
#[derive(Clone, Debug)]
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it says, without backticks.
    pub text: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Words that go on with a type: `timestamp with time zone`, `double precision`.
const GOES_ON: [&str; 25] = [
    "array",
    "binary",
    "char",
    "character",
    "day",
    "hour",
    "large",
    "local",
    "minute",
    "month",
    "object",
    "precision",
    "raw",
    "second",
    "signed",
    "time",
    "to",
    "unsigned",
    "varchar",
    "varying",
    "with",
    "without",
    "year",
    "zerofill",
    "zone",
];

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// What is left, without the space before it.
    pub fn rest(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    /// Where the next piece starts.
    pub fn place(&mut self) -> usize {
        self.rest();
        self.at
    }

    /// Takes a character.
    pub fn take(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    /// The comment, if one starts here: all that is left.
    pub fn comment(&mut self) -> Option<String> {
        let rest = self.rest();
        let comment = rest
            .strip_prefix("//")
            .or_else(|| rest.strip_prefix("--"))?;
        self.at = self.text.len();
        Some(unescape(comment.trim()))
    }

    /// A name: up to a space, a colon or an equals sign, or in backticks.
    pub fn name(&mut self) -> Result<Piece, LineError> {
        self.piece(|rest| {
            rest.find(|c: char| c.is_whitespace() || matches!(c, ':' | '='))
                .unwrap_or(rest.len())
        })
    }

    /// A value: up to a space outside of quotes and brackets, or in backticks.
    pub fn value(&mut self) -> Result<Piece, LineError> {
        self.piece(|rest| chunk(rest, |_| false))
    }

    /// A word: up to a space or an equals sign.
    pub fn word(&mut self) -> Piece {
        let rest = self.rest();
        let end = chunk(rest, |c| c == '=').max(rest.chars().next().map_or(0, char::len_utf8));
        self.plain(end)
    }

    /// A type: up to a space that no part of a type follows, or in backticks.
    pub fn data_type(&mut self) -> Result<Piece, LineError> {
        self.piece(|rest| {
            let mut end = chunk(rest, |c| c == '=');
            loop {
                let after = &rest[end..];
                let space = after.len() - after.trim_start().len();
                let next = &after[space..];
                let more = chunk(next, |c| c == '=');
                let word = next[..more].split('(').next().unwrap_or_default();
                let goes_on = word.is_empty() || word == "[]" || is_any(word, &GOES_ON);
                if more == 0 || !goes_on {
                    return end;
                }
                end += space + more;
            }
        })
    }

    /// The name of an entity or field: parts in backticks or parentheses may hold spaces.
    pub fn target(&mut self) -> Piece {
        let rest = self.rest();
        let (mut quoted, mut depth) = (false, 0_usize);
        let end = rest.find(|c: char| {
            match c {
                '`' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            !quoted && depth == 0 && c.is_whitespace()
        });
        self.plain(end.unwrap_or(rest.len()))
    }

    fn plain(&mut self, length: usize) -> Piece {
        let start = self.place();
        self.at = start + length;
        Piece {
            text: self.text[start..self.at].to_owned(),
            range: start..self.at,
        }
    }

    fn piece(&mut self, end: impl FnOnce(&str) -> usize) -> Result<Piece, LineError> {
        let rest = self.rest();
        let start = self.at;
        let Some(inner) = rest.strip_prefix('`') else {
            let length = end(rest);
            return Ok(self.plain(length));
        };
        let mut text = String::new();
        let mut left = inner;
        loop {
            let Some((before, after)) = left.split_once('`') else {
                return Err(LineError::new(
                    start..self.text.len(),
                    "the backtick has no end; add another one",
                ));
            };
            text.push_str(before);
            match after.strip_prefix('`') {
                Some(more) => {
                    text.push('`');
                    left = more;
                }
                None => {
                    self.at = self.text.len() - after.len();
                    return Ok(Piece {
                        text: unescape(&text),
                        range: start..self.at,
                    });
                }
            }
        }
    }
}

/// Length of what stands up to a space, or to what `ends` it, outside of quotes and brackets.
fn chunk(text: &str, ends: impl Fn(char) -> bool) -> usize {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '<' | '{') => depth += 1,
            (None, ')' | ']' | '>' | '}') => depth = depth.saturating_sub(1),
            (None, c) if depth == 0 && (c.is_whitespace() || ends(c)) => return at,
            (None, _) => {}
        }
    }
    text.len()
}

fn is_any(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// In backticks.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", escape(text).replace('`', "``"))
}

/// Which kind of piece a text is to be read back as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Name,
    DataType,
    Value,
}

/// As it is, if just that is read back from it, otherwise in backticks.
pub(super) fn spelled(text: &str, sort: Sort) -> String {
    let line = format!("{text} pk");
    let mut scanner = Scanner::new(&line);
    let read = match sort {
        Sort::Name => scanner.name(),
        Sort::DataType => scanner.data_type(),
        Sort::Value => scanner.value(),
    };
    let plain = !text.is_empty()
        && !text.starts_with(['`', '='])
        && !text.contains(['\n', '\r'])
        && Scanner::new(&line).comment().is_none()
        && read.is_ok_and(|piece| piece.range == (0..text.len()));
    if plain { text.to_owned() } else { quoted(text) }
}

/// On one line.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            // Only where it would be misread: `\d` stays as it is.
            '\\' if chars
                .peek()
                .is_some_and(|next| matches!(next, '\\' | 'n' | 'r' | '\n' | '\r')) =>
            {
                escaped.push_str("\\\\");
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = match (c, chars.peek()) {
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('r')) => Some('\r'),
            ('\\', Some('\\')) => Some('\\'),
            _ => None,
        };
        if meant.is_some() {
            chars.next();
        }
        plain.push(meant.unwrap_or(c));
    }
    plain
}
