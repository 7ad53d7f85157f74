//! What an import leaves out, and why.

use std::fmt;

/// A statement that an import leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Line it starts on, from 1.
    pub line: u32,
    /// Its first words.
    pub first_words: String,
    /// Why it is left out.
    pub reason: SkipReason,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}: {}: {}",
            self.line, self.reason, self.first_words
        )
    }
}

/// Why a statement is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// Settings, permissions, owners, sequences and other things that are no part of a data model.
    NotStructure,
    /// A function, procedure, trigger, package or block.
    Routine,
    /// A command to the client program.
    ClientCommand,
    /// A query.
    Query,
    /// A table that lasts as long as the session.
    TemporaryTable,
    /// It may matter, but could not be understood.
    NotUnderstood,
    /// It is longer than any statement that matters.
    TooLong,
    /// The engine would refuse it: what it changes is not there, or what it creates is.
    Refused(String),
}

impl SkipReason {
    /// Whether the user should look: something of the data model may be missing.
    pub fn is_problem(&self) -> bool {
        matches!(self, Self::NotUnderstood | Self::TooLong | Self::Refused(_))
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotStructure => "not part of a data model",
            Self::Routine => "a routine",
            Self::ClientCommand => "a command to the client program",
            Self::Query => "a query",
            Self::TemporaryTable => "a temporary table",
            Self::NotUnderstood => "not understood",
            Self::TooLong => "too long",
            Self::Refused(why) => why,
        })
    }
}
