//! Types and expressions as a statement writes them.

use super::Cursor;
use crate::format::sql::dialect::Dialect;
use crate::format::sql::lex::Kind;

impl Cursor<'_> {
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
