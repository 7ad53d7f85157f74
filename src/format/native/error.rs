//! Why a file cannot be read.

use std::fmt;

use thiserror::Error;

use super::{MAX_BYTES, VERSION};

/// Why a file cannot be read. Each says where, and what to do where there is something.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReadError {
    /// There is nothing in it.
    #[error(
        "the file is empty; a new design is written as `Design(format: {VERSION}, name: \"…\")`"
    )]
    Empty,
    /// There is too much in it.
    #[error("the file has {0} bytes; a design may have up to {MAX_BYTES}")]
    TooLarge(usize),
    /// It is something else.
    #[error("this is {0}")]
    NotADesign(&'static str),
    /// It is text, but not in UTF-8.
    #[error("{0}: the text is not UTF-8 from here on; save it as UTF-8")]
    NotUtf8(Place),
    /// It was written by a newer version of this program.
    #[error(
        "{place}: written by a newer version (format {format}); this one reads up to {VERSION}"
    )]
    Newer {
        /// Where the format stands.
        place: Place,
        /// The format, as written.
        format: String,
    },
    /// Its text is wrong at some place.
    #[error("{place}: {problem}")]
    Wrong {
        /// Where.
        place: Place,
        /// What, and what to do.
        problem: String,
    },
    /// It is of an older format, and wrong.
    #[error("in format {from}, read as format {VERSION}: {problem}")]
    Migration {
        /// The format that it is in.
        from: u32,
        /// What, and what to do.
        problem: String,
    },
}

impl ReadError {
    /// Where the trouble is, if it is at one place.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::NotUtf8(place) | Self::Newer { place, .. } | Self::Wrong { place, .. } => {
                Some(*place)
            }
            _ => None,
        }
    }
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of the character at a byte offset.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: 1 + before.bytes().filter(|b| *b == b'\n').count(),
            column: 1 + before[line_start..].chars().count(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
