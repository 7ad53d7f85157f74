//! What a statement is, by its first words; commands to client programs among them.

use super::{Body, Splitter, StatementKind};
use crate::format::sql::dialect::Dialect;
use crate::format::sql::lexical::{byte_at, line_end, starts_word, version_marker_end, word_end};

impl<'a> Splitter<'a> {
    /// The first words of the statement at `at`, without the marker of a versioned comment.
    pub(super) fn first_words(&mut self, at: usize) -> [&'a [u8]; 8] {
        let mut words = [b"".as_slice(); 8];
        let mut at = version_marker_end(self.bytes, at)
            .filter(|_| self.dialect.has_versioned_comments())
            .unwrap_or(at);
        let mut found = 0;
        // Between words there may be `=`, quotes and markers (`DEFINER=`root`@`%``), but not much.
        let limit = self.bytes.len().min(at + 400);
        while found < words.len() && at < limit {
            let byte = self.bytes[at];
            if let Some(end) = self.comment_at(at) {
                at = end;
            } else if starts_word(byte) {
                let end = word_end(self.bytes, at);
                words[found] = &self.bytes[at..end];
                found += 1;
                at = end;
            } else if matches!(byte, b';' | b'(') {
                break;
            } else {
                at += 1;
            }
        }
        words
    }

    pub(super) fn classify(&self, words: &[&[u8]; 8]) -> (StatementKind, Body) {
        let is = |index: usize, keyword: &str| {
            words
                .get(index)
                .is_some_and(|word| word.eq_ignore_ascii_case(keyword.as_bytes()))
        };
        let any = |index: usize, keywords: &[&str]| keywords.iter().any(|k| is(index, k));
        let balanced = Body::Balanced { declares: false };
        if any(
            0,
            &[
                "INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE", "UPSERT", "COPY",
            ],
        ) || is(0, "LOAD") && is(1, "DATA")
            || is(0, "TRUNCATE")
        {
            return (StatementKind::Data, Body::None);
        }
        if any(0, &["CREATE", "ALTER"]) {
            // Between CREATE and the kind: OR REPLACE, OR ALTER, DEFINER=…, EDITIONABLE, AGGREGATE.
            let mut index = 1;
            while index < 6
                && any(
                    index,
                    &[
                        "OR",
                        "REPLACE",
                        "ALTER",
                        "EDITIONABLE",
                        "NONEDITIONABLE",
                        "AGGREGATE",
                        "CONSTRAINT",
                        "TEMP",
                        "TEMPORARY",
                    ],
                )
            {
                index += 1;
            }
            if is(index, "DEFINER") {
                index = (index..words.len())
                    .find(|&i| any(i, ROUTINES))
                    .unwrap_or(index);
            }
            let routine = any(index, ROUTINES) || is(index, "TYPE") && is(index + 1, "BODY");
            if !routine {
                return (StatementKind::Definition, Body::None);
            }
            let body = if self.dialect.is_transact() {
                Body::Batch
            } else if self.dialect == Dialect::Oracle && is(0, "CREATE") && !self.unclosed.slash {
                Body::Slash
            } else if is(0, "ALTER") {
                Body::None
            } else {
                balanced
            };
            return (StatementKind::Routine, body);
        }
        let block = is(0, "BEGIN")
            && !words[1].is_empty()
            && !any(
                1,
                &[
                    "TRANSACTION",
                    "TRAN",
                    "WORK",
                    "IMMEDIATE",
                    "EXCLUSIVE",
                    "DEFERRED",
                    "ISOLATION",
                    "READ",
                    "BATCH",
                    "UNLOGGED",
                ],
            );
        if (block || is(0, "DECLARE")) && !self.dialect.is_transact() {
            let body = Body::Balanced {
                declares: is(0, "DECLARE"),
            };
            return (StatementKind::Routine, body);
        }
        if any(
            0,
            &["COMMENT", "DROP", "RENAME", "EXEC", "EXECUTE", "USE", "IF"],
        ) || is(0, "BEGIN") && self.dialect.is_transact()
            || is(0, "SET") && any(1, &["SEARCH_PATH", "SCHEMA", "CURRENT", "LOCAL", "SESSION"])
            || is(0, "SELECT") && is(1, "PG_CATALOG") && is(2, "SET_CONFIG")
        {
            return (StatementKind::Definition, Body::None);
        }
        (StatementKind::Other, Body::None)
    }

    /// The end of the client command at `at`, if there is one: such commands are one line.
    pub(super) fn client_command_end(&mut self, at: usize, words: &[&'a [u8]; 8]) -> Option<usize> {
        let end = line_end(self.bytes, at);
        let is =
            |index: usize, keyword: &str| words[index].eq_ignore_ascii_case(keyword.as_bytes());
        match self.bytes[at] {
            b'\\' => return Some(end),
            b'.' if starts_word(byte_at(self.bytes, at + 1)) => return Some(end),
            b'@' if self.dialect == Dialect::Oracle => return Some(end),
            byte if !starts_word(byte) => return None,
            _ => {}
        }
        if is(0, "DELIMITER") {
            let command = self.bytes[at..end].trim_ascii();
            self.set_delimiter(command["DELIMITER".len()..].trim_ascii());
            return Some(end);
        }
        if is(0, "SET") && is(1, "TERM") {
            // Firebird: SET TERM new old
            let command = &self.bytes[at..end];
            let mut parts = command
                .split(u8::is_ascii_whitespace)
                .filter(|part| !part.is_empty());
            self.set_delimiter(parts.nth(2).unwrap_or(b";"));
            return Some(end);
        }
        if self.dialect == Dialect::Oracle {
            let setting = is(0, "SET")
                && !["TRANSACTION", "ROLE", "CONSTRAINT", "CONSTRAINTS"]
                    .iter()
                    .any(|keyword| is(1, keyword));
            let command = SQLPLUS.iter().any(|keyword| is(0, keyword));
            return (setting || command).then_some(end);
        }
        None
    }
}

const ROUTINES: &[&str] = &[
    "FUNCTION",
    "PROCEDURE",
    "PROC",
    "TRIGGER",
    "PACKAGE",
    "EVENT",
    "ROUTINE",
];

const SQLPLUS: &[&str] = &[
    "REM",
    "REMARK",
    "PROMPT",
    "SPOOL",
    "WHENEVER",
    "DEFINE",
    "UNDEFINE",
    "ACCEPT",
    "PAUSE",
    "HOST",
    "EXIT",
    "QUIT",
    "CONNECT",
    "CONN",
    "DISCONNECT",
    "COLUMN",
    "COL",
    "TTITLE",
    "BTITLE",
    "START",
    "SHOW",
    "CLEAR",
    "VARIABLE",
    "VAR",
    "PRINT",
    "EXEC",
    "EXECUTE",
    "DESC",
    "DESCRIBE",
    "TIMING",
];
