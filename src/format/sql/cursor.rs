//! A position in the lexemes of a statement, and the small readings both readers share: names,
//! parenthesized groups, types and expressions as written.

mod written;

use std::borrow::Cow;

use super::dialect::Dialect;
use super::lex::{Kind, Lexeme};
use super::schema::QualifiedName;

pub use written::AFTER_TYPE;

/// Reads a statement's lexemes from front to back.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    /// The statement.
    pub text: &'a str,
    /// Its lexemes, perhaps only some of them.
    pub lexemes: &'a [Lexeme],
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// The next lexeme.
    pub at: usize,
}

impl<'a> Cursor<'a> {
    /// Starts at the first lexeme.
    pub fn new(text: &'a str, lexemes: &'a [Lexeme], dialect: Dialect) -> Self {
        Self {
            text,
            lexemes,
            dialect,
            at: 0,
        }
    }

    /// A cursor over some of the lexemes.
    pub fn within(&self, start: usize, end: usize) -> Self {
        let end = end.min(self.lexemes.len());
        Self {
            lexemes: &self.lexemes[start.min(end)..end],
            at: 0,
            ..*self
        }
    }

    /// The lexeme `ahead` of the next one.
    pub fn peek(&self, ahead: usize) -> Option<Lexeme> {
        self.lexemes.get(self.at + ahead).copied()
    }

    /// The kind of the next lexeme.
    pub fn kind(&self) -> Option<Kind> {
        self.peek(0).map(|lexeme| lexeme.kind)
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.at >= self.lexemes.len()
    }

    /// The text of a lexeme.
    pub fn slice(&self, lexeme: Lexeme) -> &'a str {
        self.text
            .get(lexeme.start as usize..lexeme.end as usize)
            .unwrap_or_default()
    }

    /// The text of the next lexeme; empty at the end.
    pub fn here(&self) -> &'a str {
        self.peek(0).map_or("", |lexeme| self.slice(lexeme))
    }

    /// Whether the word `ahead` of the next lexeme is this keyword.
    pub fn is_at(&self, ahead: usize, keyword: &str) -> bool {
        self.peek(ahead).is_some_and(|lexeme| {
            lexeme.kind == Kind::Word && self.slice(lexeme).eq_ignore_ascii_case(keyword)
        })
    }

    /// Whether the next lexeme is this keyword.
    pub fn is(&self, keyword: &str) -> bool {
        self.is_at(0, keyword)
    }

    /// Whether the next lexeme is one of these keywords.
    pub fn is_any(&self, keywords: &[&str]) -> bool {
        self.any_at(0, keywords)
    }

    /// Whether the lexeme `ahead` of the next one is one of these keywords.
    pub fn any_at(&self, ahead: usize, keywords: &[&str]) -> bool {
        self.peek(ahead).is_some_and(|lexeme| {
            lexeme.kind == Kind::Word
                && keywords
                    .iter()
                    .any(|keyword| self.slice(lexeme).eq_ignore_ascii_case(keyword))
        })
    }

    /// Whether these keywords come next.
    pub fn are(&self, keywords: &[&str]) -> bool {
        keywords
            .iter()
            .enumerate()
            .all(|(ahead, keyword)| self.is_at(ahead, keyword))
    }

    /// Moves past these keywords if they come next.
    pub fn eat(&mut self, keywords: &[&str]) -> bool {
        let found = self.are(keywords);
        if found {
            self.at += keywords.len();
        }
        found
    }

    /// Moves past the next keyword if it is one of these.
    pub fn eat_any(&mut self, keywords: &[&str]) -> bool {
        let found = self.is_any(keywords);
        self.at += usize::from(found);
        found
    }

    /// Moves past a lexeme of this kind if it comes next.
    pub fn eat_kind(&mut self, kind: Kind) -> bool {
        let found = self.kind() == Some(kind);
        self.at += usize::from(found);
        found
    }

    /// Whether the next lexeme is this symbol.
    pub fn is_symbol(&self, symbol: &str) -> bool {
        self.kind() == Some(Kind::Symbol) && self.here() == symbol
    }

    /// Moves past `IF EXISTS` or `IF NOT EXISTS`; tells whether it was there.
    pub fn eat_if_exists(&mut self) -> bool {
        self.eat(&["IF", "EXISTS"]) || self.eat(&["IF", "NOT", "EXISTS"])
    }

    /// A name, folded. Strings are names too where a name must stand (SQLite and MySQL allow it).
    pub fn name(&mut self) -> Option<String> {
        let lexeme = self.peek(0)?;
        let name = match lexeme.kind {
            Kind::Word => self.dialect.fold(self.slice(lexeme), false),
            Kind::Name | Kind::Text => self
                .dialect
                .fold(&unquoted(self.slice(lexeme), self.dialect), true),
            _ => return None,
        };
        self.at += 1;
        Some(name)
    }

    /// A name with its qualifiers; of more than two parts the last two count.
    pub fn qualified(&mut self) -> Option<QualifiedName> {
        let mut qualified = QualifiedName::bare(self.name()?);
        while self.eat_kind(Kind::Period) {
            // SQL Server: `database..table`
            if self.kind() == Some(Kind::Period) {
                continue;
            }
            let Some(name) = self.name() else { break };
            let schema = std::mem::replace(&mut qualified.name, name);
            qualified.schema = Some(schema);
        }
        if self.dialect == Dialect::BigQuery && qualified.schema.is_none() {
            // `project.dataset.table` in one pair of quotes
            let parts: Vec<&str> = qualified.name.rsplitn(3, '.').collect();
            if let [name, schema, ..] = parts.as_slice() {
                qualified = QualifiedName {
                    schema: Some((*schema).to_owned()),
                    name: (*name).to_owned(),
                };
            }
        }
        Some(qualified)
    }

    /// The index just behind the parenthesis that closes the one at `open`.
    pub fn group_end(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (index, lexeme) in self.lexemes.iter().enumerate().skip(open) {
            match lexeme.kind {
                Kind::Open => depth += 1,
                Kind::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return index + 1;
                    }
                }
                _ => {}
            }
        }
        self.lexemes.len()
    }

    /// If a parenthesis opens here, moves past its group and gives the cursor over its content.
    pub fn group(&mut self) -> Option<Self> {
        if self.kind() != Some(Kind::Open) {
            return None;
        }
        let end = self.group_end(self.at);
        let closed = end > self.at + 1
            && self.lexemes.get(end - 1).map(|lexeme| lexeme.kind) == Some(Kind::Close);
        let inner = self.within(self.at + 1, end - usize::from(closed));
        self.at = end;
        Some(inner)
    }

    /// Moves past the next lexeme, or past the whole group if it opens one.
    pub fn skip_one(&mut self) {
        if self.kind() == Some(Kind::Open) {
            self.at = self.group_end(self.at);
        } else {
            self.at += 1;
        }
    }

    /// Moves to the next comma outside parentheses, or to the end.
    pub fn skip_to_comma(&mut self) {
        while !self.is_done() && self.kind() != Some(Kind::Comma) {
            self.skip_one();
        }
    }

    /// A string's value.
    pub fn string(&mut self) -> Option<String> {
        let lexeme = self.peek(0)?;
        if lexeme.kind != Kind::Text {
            return None;
        }
        self.at += 1;
        let mut value = unquoted(self.slice(lexeme), self.dialect).into_owned();
        // Adjacent strings are one string.
        while self.kind() == Some(Kind::Text) {
            value.push_str(&unquoted(self.here(), self.dialect));
            self.at += 1;
        }
        Some(value)
    }

    /// The names in a parenthesized list such as `(a, b DESC, c(10))`; expressions as written.
    pub fn column_list(&mut self) -> Option<Vec<String>> {
        let mut list = self.group()?;
        let mut columns = Vec::new();
        while !list.is_done() {
            let start = list.at;
            list.skip_to_comma();
            let mut item = list.within(start, list.at);
            columns.extend(item.index_column());
            list.eat_kind(Kind::Comma);
        }
        Some(columns)
    }

    /// A column of an index: a name, perhaps with a length, collation, class and direction
    /// behind it, or an expression.
    fn index_column(&mut self) -> Option<String> {
        let first = self.peek(0)?;
        let second = self.peek(1).map(|lexeme| lexeme.kind);
        let length_follows = second == Some(Kind::Open)
            && self.peek(2).map(|lexeme| lexeme.kind) == Some(Kind::Number)
            && self.peek(3).map(|lexeme| lexeme.kind) == Some(Kind::Close);
        let plain = matches!(first.kind, Kind::Word | Kind::Name | Kind::Text)
            && (matches!(second, None | Some(Kind::Word | Kind::Name)) || length_follows);
        if plain {
            self.name()
        } else if first.kind == Kind::Open && self.group_end(0) == self.lexemes.len() {
            let inner = self.group()?;
            match inner.lexemes {
                [only] if matches!(only.kind, Kind::Word | Kind::Name) => {
                    let mut inner = inner;
                    inner.name()
                }
                _ => Some(inner.rest_as_written()),
            }
        } else {
            Some(self.rest_as_written())
        }
    }
}

/// The value of a quoted lexeme.
pub fn unquoted(quoted: &str, dialect: Dialect) -> Cow<'_, str> {
    let bytes = quoted.as_bytes();
    let Some(quote_at) = bytes
        .iter()
        .position(|b| matches!(b, b'\'' | b'"' | b'`' | b'[' | b'$'))
    else {
        return Cow::Borrowed(quoted);
    };
    let quote = bytes[quote_at];
    if quote == b'$' {
        let tag = quoted[1..].find('$').map_or(1, |length| length + 2);
        let inner = quoted
            .len()
            .checked_sub(tag)
            .and_then(|end| quoted.get(tag..end));
        return Cow::Borrowed(inner.unwrap_or_default());
    }
    let close = if quote == b'[' { b']' } else { quote };
    let inner = &quoted[quote_at + 1..];
    let inner = inner.strip_suffix(close as char).unwrap_or(inner);
    if dialect == Dialect::Oracle && quote == b'\'' && matches!(bytes[0], b'q' | b'Q') {
        let mut characters = inner.chars();
        characters.next();
        characters.next_back();
        return Cow::Borrowed(characters.as_str());
    }
    let escaped = quote == b'\''
        && (dialect.has_backslash_escapes() || matches!(bytes[0], b'E' | b'e'))
        || quote == b'"' && dialect.has_double_quoted_strings();
    let doubled = inner.as_bytes().contains(&close);
    let plain = !doubled && (!escaped || !inner.contains('\\'));
    if plain {
        return Cow::Borrowed(inner);
    }
    let mut value = String::with_capacity(inner.len());
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        if character == close as char {
            characters.next_if_eq(&character);
            value.push(character);
        } else if escaped && character == '\\' {
            match characters.next() {
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                Some('r') => value.push('\r'),
                Some('0') => value.push('\0'),
                Some(other) => value.push(other),
                None => {}
            }
        } else {
            value.push(character);
        }
    }
    Cow::Owned(value)
}
