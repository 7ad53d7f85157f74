//! A position in the lexemes of a statement, and the small readings both readers share: names,
//! parenthesized groups, types and expressions as written.

use std::borrow::Cow;

use super::dialect::Dialect;
use super::lex::{Kind, Lexeme};
use super::schema::QualifiedName;

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

    /// The lexemes from `start` to `end` in one line, comments left out.
    pub fn as_written(&self, start: usize, end: usize) -> String {
        let lexemes = &self.lexemes[start.min(self.lexemes.len())..end.min(self.lexemes.len())];
        let mut text = String::new();
        let mut last_end = None;
        for &lexeme in lexemes {
            if last_end.is_some_and(|end| end != lexeme.start) {
                text.push(' ');
            }
            text.push_str(self.slice(lexeme));
            last_end = Some(lexeme.end);
        }
        text
    }

    /// What is left, in one line.
    pub fn rest_as_written(&self) -> String {
        self.as_written(self.at, self.lexemes.len())
    }

    /// A type as written; empty if none comes next.
    pub fn data_type(&mut self) -> String {
        let start = self.at;
        match self.kind() {
            Some(Kind::Word) if !self.is_any(AFTER_TYPE) => {}
            Some(Kind::Name) => {}
            // `enum`-like strings are not types; SQLite columns may have none.
            _ => return String::new(),
        }
        let first = self.here();
        let interval = first.eq_ignore_ascii_case("interval");
        self.at += 1;
        while self.kind() == Some(Kind::Period)
            && matches!(
                self.peek(1).map(|lexeme| lexeme.kind),
                Some(Kind::Word | Kind::Name)
            )
        {
            self.at += 2;
        }
        loop {
            match self.kind() {
                Some(Kind::Open) => self.skip_one(),
                Some(Kind::Symbol) if self.here() == "[" => {
                    while !self.is_done() && !self.is_symbol("]") {
                        self.at += 1;
                    }
                    self.at += 1;
                }
                Some(Kind::Symbol) if self.here().starts_with('<') => self.skip_angles(),
                Some(Kind::Symbol) if self.here() == "%" => self.at += 2,
                Some(Kind::Word) => {
                    let length = self.type_words(interval);
                    if length == 0 {
                        break;
                    }
                    self.at += length;
                }
                _ => break,
            }
        }
        self.at = self.at.min(self.lexemes.len());
        self.as_written(start, self.at)
    }

    /// `map<text, list<int>>`
    fn skip_angles(&mut self) {
        let mut depth = 0_i64;
        while !self.is_done() {
            if self.kind() == Some(Kind::Symbol) {
                for byte in self.here().bytes() {
                    depth += i64::from(byte == b'<') - i64::from(byte == b'>');
                }
            }
            self.at += 1;
            if depth <= 0 {
                break;
            }
        }
    }

    /// How many of the next words belong to the type before them.
    fn type_words(&self, interval: bool) -> usize {
        if self.is_any(&["WITH", "WITHOUT"]) {
            if self.is_at(1, "TIME") && self.is_at(2, "ZONE") {
                return 3;
            }
            if self.is_at(1, "LOCAL") && self.is_at(2, "TIME") {
                return 4;
            }
            return 0;
        }
        if self.are(&["FOR", "BIT", "DATA"]) {
            return 3;
        }
        if self.are(&["IN", "TABLE"]) && self.dialect == Dialect::Informix {
            return 2;
        }
        if self.is_any(&["SUB_TYPE"]) || self.are(&["SEGMENT", "SIZE"]) {
            return 2 + usize::from(self.is("SEGMENT"));
        }
        if interval && self.is_any(INTERVAL_WORDS) {
            return 1;
        }
        if self.dialect == Dialect::Sqlite {
            return usize::from(!self.is_any(AFTER_TYPE));
        }
        if self.is_any(&["CHARACTER", "CHAR"]) && self.is_at(1, "SET") {
            return 0;
        }
        usize::from(self.is_any(TYPE_WORDS))
    }

    /// Where the expression at `start` ends: at a comma or at a word that begins the next option
    /// of a column.
    pub fn expression_end(&self, start: usize) -> usize {
        let mut at = start;
        while let Some(lexeme) = self.lexemes.get(at) {
            match lexeme.kind {
                Kind::Comma | Kind::Close | Kind::Semicolon => break,
                Kind::Open => {
                    at = self.group_end(at);
                    continue;
                }
                Kind::Word if at > start => {
                    let mut here = *self;
                    here.at = at;
                    let previous = self.within(at - 1, at);
                    let value_for = here.is("FOR") && previous.is("VALUE");
                    let time_zone =
                        here.is_any(&["WITH", "WITHOUT"]) && here.any_at(1, &["TIME", "LOCAL"]);
                    let operand = previous.kind() == Some(Kind::Symbol)
                        && !matches!(previous.here(), "]" | "}");
                    if here.is_any(AFTER_EXPRESSION) && !value_for && !time_zone && !operand {
                        break;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// The expression that comes next, as written.
    pub fn expression(&mut self) -> String {
        let start = self.at;
        self.at = self.expression_end(start);
        self.as_written(start, self.at)
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
    let has_doubled = inner.as_bytes().contains(&close);
    let has_escapes = escaped && inner.contains('\\');
    if !has_doubled && !has_escapes {
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

/// Words that are no part of a type but begin an option of a column.
pub const AFTER_TYPE: &[&str] = &[
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "GENERATED",
    "AS",
    "ON",
    "COMMENT",
    "IDENTITY",
    "AUTOINCREMENT",
    "FOREIGN",
    "HIDDEN",
];

/// Words that go on with the name of a type.
const TYPE_WORDS: &[&str] = &[
    "PRECISION",
    "VARYING",
    "UNSIGNED",
    "SIGNED",
    "ZEROFILL",
    "ARRAY",
    "LARGE",
    "OBJECT",
    "RAW",
    "CHAR",
    "CHARACTER",
    "VARCHAR",
    "NATIONAL",
    "TIME",
    "ZONE",
    "BINARY",
    "VARBINARY",
    "NCHAR",
    "INTEGER",
    "DOUBLE",
    "OF",
    "FAR",
];

const INTERVAL_WORDS: &[&str] = &["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"];

/// Words that end a default and begin the next option of a column.
const AFTER_EXPRESSION: &[&str] = &[
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "REFERENCES",
    "GENERATED",
    "ON",
    "COMMENT",
    "IDENTITY",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "FOR",
    "WITH",
    "ENABLE",
    "DISABLE",
    "VISIBLE",
    "INVISIBLE",
    "STORED",
    "VIRTUAL",
    "PERSISTED",
    "KEY",
    "FIRST",
    "AFTER",
    "COLLATE",
    "COLUMN_FORMAT",
    "STORAGE",
    "SPARSE",
    "ROWGUIDCOL",
    "MASKED",
    "ENCODE",
    "CHARACTER",
    "CHARSET",
    "USING",
    "WHERE",
    "INCLUDE",
    "CLUSTERED",
    "NONCLUSTERED",
    "FOREIGN",
    "TABLESPACE",
    "FAMILY",
    "INDEX",
];
