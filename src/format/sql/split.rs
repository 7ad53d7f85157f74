//! A file → its statements, so that one that is not understood never costs another.
//!
//! The splitter knows strings, comments, bodies of routines, client commands and data blocks of
//! every dialect. It is one pass over the bytes and gives no tokens: rows of data are passed over
//! without being read. Whatever is not closed (a string, a comment, a body) costs the statement it
//! is in, not the rest of the file.

mod classify;

use memchr::{memchr_iter, memmem};

use super::dialect::Dialect;
use super::lex::comment_end;
use super::lexical::{
    block_comment_end, byte_at, continues_word, dollar_quoted_end, dollar_tag_end, line_end,
    oracle_quoted_end, quoted_end, starts_word, version_marker_end, word_end,
};

/// What kind of statement it is, as far as its first words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// Creates or changes something that may be part of a data model.
    Definition,
    /// Adds, changes or removes rows.
    Data,
    /// Has a body of statements: a function, procedure, trigger, package or block.
    Routine,
    /// A command to the client program: `\connect`, `PROMPT`, `.mode`.
    Client,
    /// Anything else: settings, permissions, queries.
    Other,
}

/// A statement of a file, without what ends it.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// Its text.
    pub text: &'a str,
    /// Line it starts on, from 1.
    pub line: u32,
    /// What kind of statement it is.
    pub kind: StatementKind,
}

/// Gives the statements of a file one after the other.
pub struct Splitter<'a> {
    text: &'a str,
    bytes: &'a [u8],
    dialect: Dialect,
    /// What ends a statement; `DELIMITER`, `SET TERM` and `--#SET TERMINATOR` change it.
    delimiter: &'a [u8],
    at: usize,
    line: u32,
    line_counted_to: usize,
    unclosed: Unclosed,
    stops: Box<[bool; 256]>,
}

/// What was once found not closed is not looked for again: the time stays linear.
#[derive(Default)]
struct Unclosed {
    quotes: [bool; 4],
    comment: bool,
    /// Failures of quotes whose end may be anything: PostgreSQL's `$tag$`, Oracle's `q'[`.
    tagged: u8,
    body: bool,
    slash: bool,
}

/// How the body of a routine ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    /// There is none.
    None,
    /// At the delimiter outside `BEGIN … END`; for a block that starts with declarations, only
    /// after its `BEGIN`.
    Balanced { declares: bool },
    /// At a line `GO`.
    Batch,
    /// At a line `/`.
    Slash,
}

const TAGGED_FAILURES_MAX: u8 = 8;

impl<'a> Splitter<'a> {
    /// Splits `text` by the rules of `dialect`.
    pub fn new(text: &'a str, dialect: Dialect) -> Self {
        let mut splitter = Self {
            text,
            bytes: text.as_bytes(),
            dialect,
            delimiter: b";",
            at: 0,
            line: 1,
            line_counted_to: 0,
            unclosed: Unclosed::default(),
            stops: Box::new([false; 256]),
        };
        splitter.set_delimiter(b";");
        splitter
    }

    fn set_delimiter(&mut self, delimiter: &'a [u8]) {
        self.delimiter = if delimiter.is_empty() {
            b";"
        } else {
            delimiter
        };
        self.stops.fill(false);
        for &byte in b"'\"`[{-/*#$\n;" {
            self.stops[usize::from(byte)] = true;
        }
        self.stops[usize::from(self.delimiter[0])] = true;
    }

    /// Moves past spaces, comments, delimiters and separator lines.
    fn skip_to_statement(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte.is_ascii_whitespace() {
                self.at += 1;
            } else if let Some(rest) = self.terminator_comment() {
                self.set_delimiter(rest);
                self.at = line_end(self.bytes, self.at);
            } else if let Some(end) = self.comment_at(self.at) {
                self.at = end;
            } else if self.bytes[self.at..].starts_with(self.delimiter) {
                self.at += self.delimiter.len();
            } else if byte == b';' {
                self.at += 1;
            } else if self.is_separator_line(self.at) {
                self.at = line_end(self.bytes, self.at);
            } else {
                break;
            }
        }
    }

    /// Db2's way of changing the delimiter is inside a comment.
    fn terminator_comment(&self) -> Option<&'a [u8]> {
        let rest = self.bytes[self.at..].strip_prefix(b"--#")?;
        let line = rest[..line_end(rest, 0)].trim_ascii();
        let (command, terminator) = line.split_at_checked(b"SET TERMINATOR".len())?;
        command
            .eq_ignore_ascii_case(b"SET TERMINATOR")
            .then(|| terminator.trim_ascii())
    }

    /// The end of the comment at `at`; a versioned comment is none, nor is one that never ends.
    fn comment_at(&mut self, at: usize) -> Option<usize> {
        let bytes = self.bytes;
        match (byte_at(bytes, at), byte_at(bytes, at + 1)) {
            (b'/', b'*') => {
                if self.dialect.has_versioned_comments() && version_marker_end(bytes, at).is_some()
                {
                    return None;
                }
                if self.unclosed.comment {
                    return None;
                }
                let end = block_comment_end(bytes, at, self.dialect.has_nested_comments());
                self.unclosed.comment = end.is_none();
                end
            }
            (b'*', b'/') => None,
            (b'{', _) if self.unclosed.comment => None,
            _ => comment_end(bytes, at, self.dialect),
        }
    }

    /// Whether the line that `at` begins is `GO`, `GO 5` or `/`.
    fn is_separator_line(&self, at: usize) -> bool {
        match byte_at(self.bytes, at) {
            b'/' => self.rest_of_line(at + 1).is_empty(),
            b'g' | b'G' => {
                let line = self.rest_of_line(at);
                line.get(..2)
                    .is_some_and(|go| go.eq_ignore_ascii_case(b"go"))
                    && line[2..]
                        .iter()
                        .all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'\t' | b';'))
            }
            _ => false,
        }
    }

    fn rest_of_line(&self, at: usize) -> &'a [u8] {
        // A separator is short; what is longer need not be looked at to its end.
        let end = self.bytes.len().min(at + 64);
        let window = &self.bytes[at.min(end)..end];
        match memchr::memchr(b'\n', window) {
            Some(length) => window[..length].trim_ascii(),
            None if end == self.bytes.len() => window.trim_ascii(),
            None => window,
        }
    }

    /// Whether a statement begins at `at`, the first word of a line. Only words that cannot
    /// continue another statement there: this is how statements without an end are told apart.
    fn starts_statement(&self, at: usize) -> bool {
        let first = self.word(at);
        let second = || self.word(self.skip_blanks(at + first.len()));
        let is = |word: &[u8], keyword: &str| word.eq_ignore_ascii_case(keyword.as_bytes());
        match first.first().map(u8::to_ascii_uppercase) {
            Some(b'C') if is(first, "CREATE") => {
                let second = second();
                !second.is_empty() && !second[0].is_ascii_digit()
            }
            Some(b'C') => is(first, "COMMENT") && is(second(), "ON"),
            Some(b'A') => is(first, "ALTER") && is(second(), "TABLE"),
            Some(b'D') => is(first, "DROP") && (is(second(), "TABLE") || is(second(), "VIEW")),
            Some(b'I') if is(first, "INSERT") => {
                is(second(), "INTO") || self.dialect.is_transact() && !is(second(), "ON")
            }
            Some(b'E') => self.dialect.is_transact() && (is(first, "EXEC") || is(first, "EXECUTE")),
            _ => false,
        }
    }

    fn word(&self, at: usize) -> &'a [u8] {
        if starts_word(byte_at(self.bytes, at)) {
            &self.bytes[at..word_end(self.bytes, at)]
        } else {
            &[]
        }
    }

    /// The end of the word at `at`; a delimiter that could be a part of it ends it, as in `END@`.
    fn end_of_word(&self, at: usize) -> usize {
        let end = word_end(self.bytes, at);
        let delimiter = memmem::find(&self.bytes[at..end], self.delimiter);
        match delimiter {
            Some(length) if length > 0 => at + length,
            _ => end,
        }
    }

    fn skip_blanks(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let blanks = rest
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t' | b'\r'))
            .count();
        at + blanks
    }

    /// The statement that starts at `start`: where its text ends and where to go on.
    fn scan(&mut self, start: usize, body: Body) -> (usize, usize) {
        let bytes = self.bytes;
        let mut at = start;
        let mut depth = 0_usize;
        let mut opened = false;
        let mut candidate = None;
        while at < bytes.len() {
            let byte = bytes[at];
            if matches!(body, Body::Balanced { .. }) && starts_word(byte) {
                let end = self.end_of_word(at);
                let before = depth;
                depth = self.depth_after(at, &bytes[at..end], depth);
                opened |= depth != before;
                at = end;
                continue;
            }
            if !self.stops[usize::from(byte)] {
                at += 1;
                continue;
            }
            if bytes[at..].starts_with(self.delimiter) {
                let own_delimiter = self.delimiter != b";";
                let ends = match body {
                    Body::None => true,
                    Body::Balanced { declares } => {
                        own_delimiter || depth == 0 && (opened || !declares)
                    }
                    Body::Batch | Body::Slash => own_delimiter,
                };
                if ends {
                    return (at, at + self.delimiter.len());
                }
                at += self.delimiter.len();
            } else if byte == b'\n' {
                let next = self.skip_blanks(at + 1);
                if self.is_separator_line(next) && (body != Body::Batch || bytes[next] != b'/') {
                    return (at, next);
                }
                if self.starts_statement(next) {
                    if body == Body::None {
                        return (at, next);
                    }
                    let ended = bytes[start..at].trim_ascii_end().ends_with(b";");
                    if body != Body::Batch && ended {
                        if self.unclosed.body {
                            return (at, next);
                        }
                        candidate.get_or_insert(next);
                    }
                }
                at += 1;
            } else {
                at = self.skip_element(at, byte);
            }
        }
        if let Some(next) = candidate
            && (depth > 0 || body == Body::Slash)
        {
            // The body has no end: what follows it is read as if it had.
            self.unclosed.body |= body != Body::Slash;
            self.unclosed.slash |= body == Body::Slash;
            return (next, next);
        }
        (bytes.len(), bytes.len())
    }

    /// How deep in `BEGIN … END` the body is after the word at `at`.
    fn depth_after(&self, at: usize, word: &[u8], depth: usize) -> usize {
        if word.len() > 5 {
            return depth;
        }
        if word.eq_ignore_ascii_case(b"BEGIN") {
            depth + 1
        } else if word.eq_ignore_ascii_case(b"CASE") {
            let before = self.bytes[..at].trim_ascii_end();
            let closes =
                before.len() >= 3 && before[before.len() - 3..].eq_ignore_ascii_case(b"END");
            if closes { depth } else { depth + 1 }
        } else if word.eq_ignore_ascii_case(b"END") {
            let next = self.word(self.skip_blanks(at + word.len()));
            let closes_other = ["IF", "LOOP", "WHILE", "REPEAT", "FOR"]
                .iter()
                .any(|keyword| next.eq_ignore_ascii_case(keyword.as_bytes()));
            if closes_other {
                depth
            } else {
                depth.saturating_sub(1)
            }
        } else {
            depth
        }
    }

    /// The end of the string, name, comment or other element at `at`, at least one byte on.
    fn skip_element(&mut self, at: usize, byte: u8) -> usize {
        let bytes = self.bytes;
        match byte {
            b'\''
                if self.dialect == Dialect::Oracle
                    && at > 0
                    && matches!(bytes[at - 1], b'q' | b'Q') =>
            {
                self.skip_oracle_quoted(at)
            }
            b'\'' => {
                let escaped = at > 0
                    && matches!(bytes[at - 1], b'E' | b'e')
                    && !continues_word(byte_at(bytes, at.wrapping_sub(2)));
                let backslash = escaped || self.dialect.has_backslash_escapes();
                self.skip_quoted(at, b'\'', backslash, 0)
            }
            b'"' => self.skip_quoted(at, b'"', self.dialect.has_double_quoted_strings(), 1),
            b'`' => self.skip_quoted(at, b'`', false, 2),
            b'[' if self.dialect.has_bracketed_names() => self.skip_quoted(at, b']', false, 3),
            b'$' if self.dialect.has_dollar_quotes()
                && self.unclosed.tagged < TAGGED_FAILURES_MAX
                && (at == 0 || !continues_word(bytes[at - 1])) =>
            {
                let Some(tag_end) = dollar_tag_end(bytes, at) else {
                    return at + 1;
                };
                dollar_quoted_end(bytes, at, tag_end).unwrap_or_else(|| {
                    self.unclosed.tagged += 1;
                    at + 1
                })
            }
            b'/' if byte_at(bytes, at + 1) == b'*' => self.comment_at(at).unwrap_or(at + 2),
            b'[' | b'$' | b'*' => at + 1,
            _ => self.comment_at(at).map_or(at + 1, |end| end.max(at + 1)),
        }
    }

    fn skip_oracle_quoted(&mut self, at: usize) -> usize {
        if self.unclosed.tagged >= TAGGED_FAILURES_MAX {
            return at + 1;
        }
        oracle_quoted_end(self.bytes, at).unwrap_or_else(|| {
            self.unclosed.tagged += 1;
            at + 1
        })
    }

    fn skip_quoted(&mut self, at: usize, close: u8, backslash: bool, quote: usize) -> usize {
        if self.unclosed.quotes[quote] {
            return at + 1;
        }
        quoted_end(self.bytes, at, close, backslash).unwrap_or_else(|| {
            self.unclosed.quotes[quote] = true;
            at + 1
        })
    }

    fn line_at(&mut self, at: usize) -> u32 {
        if let Some(passed) = self.bytes.get(self.line_counted_to..at) {
            let lines = memchr_iter(b'\n', passed).count();
            self.line = self
                .line
                .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
            self.line_counted_to = at;
        }
        self.line
    }

    /// The end of the rows that follow `COPY … FROM stdin`: after the line `\.`.
    fn copied_rows_end(&self, statement: &str, at: usize) -> usize {
        let from_stdin = statement
            .split_ascii_whitespace()
            .zip(statement.split_ascii_whitespace().skip(1))
            .any(|(a, b)| {
                a.eq_ignore_ascii_case("from")
                    && b.get(..5).is_some_and(|b| b.eq_ignore_ascii_case("stdin"))
            });
        if !from_stdin {
            return at;
        }
        match memmem::find(&self.bytes[at..], b"\n\\.") {
            Some(found) => line_end(self.bytes, at + found + 1),
            None => self.bytes.len(),
        }
    }
}

impl<'a> Iterator for Splitter<'a> {
    type Item = Statement<'a>;

    fn next(&mut self) -> Option<Statement<'a>> {
        self.skip_to_statement();
        let start = self.at;
        if start >= self.bytes.len() {
            return None;
        }
        let line = self.line_at(start);
        let words = self.first_words(start);
        if let Some(end) = self.client_command_end(start, &words) {
            self.at = end;
            return Some(Statement {
                text: self.text.get(start..end).unwrap_or_default().trim_end(),
                line,
                kind: StatementKind::Client,
            });
        }
        let (kind, body) = self.classify(&words);
        let (end, next) = self.scan(start, body);
        let text = self.text.get(start..end).unwrap_or_default().trim_end();
        self.at = if kind == StatementKind::Data && words[0].eq_ignore_ascii_case(b"COPY") {
            self.copied_rows_end(text, next)
        } else {
            next
        };
        // Nothing may stop the iteration from moving on.
        self.at = self.at.max(start + 1);
        Some(Statement { text, line, kind })
    }
}
