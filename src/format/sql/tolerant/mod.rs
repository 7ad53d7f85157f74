//! The tolerant reader: takes from a statement what a data model needs and passes over the rest,
//! in any dialect. It reads lexemes with a few words of look-ahead and never goes back, so it is
//! linear and cannot fail; it only finds more or less.
//!
//! Invariant: nothing here knows what the schema holds so far; a reader gives changes, the
//! catalog carries them out.

mod alter;
pub mod column;
pub mod create;
pub mod element;
mod other;
mod query;

use super::change::Change;
use super::cursor::Cursor;
use super::skipped::SkipReason;

/// What a statement does, or why it is of no interest.
pub type Reading = Result<Vec<Change>, SkipReason>;

/// Reads the statement under the cursor. `line` is the line it starts on.
pub fn read(mut cursor: Cursor<'_>, line: u32) -> Reading {
    if cursor.eat(&["CREATE"]) {
        create::create(cursor, line)
    } else if cursor.eat(&["ALTER", "TABLE"]) || cursor.eat(&["ALTER", "FOREIGN", "TABLE"]) {
        alter::alter_table(cursor)
    } else if cursor.is("IF") || cursor.is("BEGIN") {
        // SQL Server: IF … [BEGIN] CREATE TABLE …
        match (1..cursor.lexemes.len()).find(|&at| {
            let from = cursor.within(at, at + 2);
            from.are(&["CREATE", "TABLE"]) || from.are(&["ALTER", "TABLE"])
        }) {
            Some(at) => read(cursor.within(at, cursor.lexemes.len()), line),
            None => Err(SkipReason::NotStructure),
        }
    } else {
        other::read(cursor)
    }
}
