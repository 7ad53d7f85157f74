//! A field and its foreign key in one line of text, as people type it:
//! `customer_id: uuid fk customer`, `state: text = 'open' status // where the order is`.
//!
//! | part | says |
//! |---|---|
//! | `name` | what the field is called |
//! | `: type` | its type, as the database writes it |
//! | `= value` | its default, as the database writes it |
//! | `pk` `unique` `null` `not null` | keys, and whether it may be missing |
//! | `fk entity` `fk entity.field` | the relationship that it holds the key of |
//! | a role | what it means: `status`, `version`, `soft-delete`, `copy order.total`, … ([`words`]) |
//! | `guessed` | nobody has confirmed its roles |
//! | `proposed` `deprecated 2026-01-31 remove-after … replaced-by …` | where it is in its life |
//! | `formerly name` `flag name` | former names; the flag that switches it on |
//! | `// text` | its comment, up to the end of the line |
//!
//! Words may come in any order and case. What would be misread stands in backticks; a backtick in it is doubled.
//! [`print`](fn@print) writes the line of a field, [`parse`] reads one and [`insert`], [`replace`] make it so. What is printed
//! reads back as the same field.
//!
//! Invariant: nothing here knows where the text comes from or where it is shown.

mod apply;
mod complete;
mod lex;
mod print;
mod read;
mod target;
pub mod types;
pub mod words;

use std::ops::Range;

use jiff::civil::Date;
use thiserror::Error;

use crate::model::{Design, EntityId, Field, FieldId};

pub use apply::{Pasted, change_label, insert, insert_all, move_by, remove, replace};
pub use complete::{Completion, Suggestion, Vocabulary, complete};
pub use print::print;
pub use read::{parse, part};
pub use target::Target;

/// What a line is read for.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The design.
    pub design: &'a Design,
    /// The entity that the field is of.
    pub entity: EntityId,
    /// The field that is there already; none: a new one.
    pub field: Option<FieldId>,
    /// From when on `deprecated` without a date counts.
    pub today: Date,
}

/// What a line says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The field, without its id.
    pub field: Field,
    /// Which fields it refers to as part of a foreign key.
    pub foreign: Vec<Target>,
}

/// Why a line cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{message}")]
pub struct LineError {
    /// The offending part of the line, in bytes.
    pub range: Range<usize>,
    /// What is wrong, and what to do.
    pub message: String,
    /// What was probably meant in its place.
    pub nearest: Option<String>,
}

impl LineError {
    fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            nearest: None,
        }
    }

    /// The line with what was probably meant in place of what is wrong.
    pub fn corrected(&self, line: &str) -> Option<String> {
        let mut line = line.to_owned();
        line.get(self.range.clone())?;
        line.replace_range(self.range.clone(), self.nearest.as_deref()?);
        Some(line)
    }
}
