//! SQL files → schemas → designs.
//!
//! A file is decoded, its dialect guessed where none is named, and split into statements. Each
//! statement is read on its own: by `sqlparser` where it can, by the tolerant reader where it
//! cannot. Both give changes, which the catalog carries out as an engine would. What is left out
//! is listed with its line and the reason; rows of data are only counted.
//!
//! ```text
//! bytes → decode → text → split → statements → lex ─┬→ ddl_sqlparser ─┬→ changes → catalog → Schema
//!                                                   └→ tolerant ──────┘
//! ```
//!
//! Invariants: any bytes give a schema or an [`ImportError`], in time linear in their number.
//! Nothing here knows about the design except `design`, nor does input or output.

mod catalog;
mod change;
mod cursor;
mod ddl_sqlparser;
mod decode;
mod design;
mod dialect;
mod lex;
mod lexical;
pub mod normalize;
mod projection;
pub mod schema;
mod skipped;
mod split;
mod tolerant;
mod write;

#[cfg(test)]
mod tests;

pub use design::services::{Assignment, Services, ServicesError};
pub use design::{DesignOptions, Warning, to_design};
pub use dialect::{Dialect, Folding, UnknownDialect};
pub use schema::Schema;
pub use skipped::{SkipReason, Skipped};
pub use write::write;

use catalog::Catalog;
use cursor::Cursor;
use split::{Splitter, Statement, StatementKind};

/// What an import finds in a file.
#[derive(Clone, Debug)]
pub struct Import {
    /// What the file declares.
    pub schema: Schema,
    /// The statements that are left out, in the order of the file.
    pub skipped: Vec<Skipped>,
    /// How many statements add, change or remove rows.
    pub data_statements: usize,
    /// The dialect the file was read as.
    pub dialect: Dialect,
    /// Whether the dialect was guessed.
    pub dialect_is_guessed: bool,
}

/// Why a file cannot be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is some other kind of file.
    #[error("not a text file: it holds null characters; name a file with SQL statements")]
    NotText,
    /// It holds nothing at all.
    #[error("the file is empty; name a file with SQL statements")]
    Empty,
}

/// Which readers take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// `sqlparser` first, the tolerant reader for what it does not know.
    Both,
    /// The tolerant reader alone; for checking one against the other.
    TolerantOnly,
}

/// Reads a file of SQL statements. Without a dialect, it is guessed from the text.
pub fn read(bytes: &[u8], dialect: Option<Dialect>) -> Result<Import, ImportError> {
    read_with(bytes, dialect, Readers::Both)
}

/// Like [`read`], with a choice of readers.
pub fn read_with(
    bytes: &[u8],
    dialect: Option<Dialect>,
    readers: Readers,
) -> Result<Import, ImportError> {
    let text = decode::decode(bytes)?;
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    let used = dialect.unwrap_or_else(|| Dialect::guess(&text));
    let mut catalog = Catalog::new(used);
    let mut skipped = Vec::new();
    let mut data_statements = 0;
    let mut lexemes = Vec::new();
    for statement in Splitter::new(&text, used) {
        let outcome = match statement.kind {
            StatementKind::Data => {
                data_statements += 1;
                continue;
            }
            StatementKind::Routine => Err(SkipReason::Routine),
            StatementKind::Client => Err(SkipReason::ClientCommand),
            StatementKind::Other => Err(other_reason(statement.text)),
            StatementKind::Definition => match lex::lex(statement.text, used, &mut lexemes) {
                Err(lex::TooLong) => Err(SkipReason::TooLong),
                Ok(()) => {
                    let cursor = Cursor::new(statement.text, &lexemes, used);
                    carry_out(cursor, &statement, readers, &mut catalog)
                }
            },
        };
        if let Err(reason) = outcome {
            skipped.push(Skipped {
                line: statement.line,
                first_words: first_words(statement.text),
                reason,
            });
        }
    }
    Ok(Import {
        schema: catalog.finish(),
        skipped,
        data_statements,
        dialect: used,
        dialect_is_guessed: dialect.is_none(),
    })
}

fn carry_out(
    cursor: Cursor<'_>,
    statement: &Statement<'_>,
    readers: Readers,
    catalog: &mut Catalog,
) -> Result<(), SkipReason> {
    let strict = match readers {
        Readers::Both => ddl_sqlparser::read(cursor, statement.line),
        Readers::TolerantOnly => None,
    };
    let changes = match strict {
        Some(changes) => changes,
        None => tolerant::read(cursor, statement.line)?,
    };
    let mut refused = None;
    for change in changes {
        if let Err(refusal) = catalog.apply(change) {
            refused.get_or_insert(refusal);
        }
    }
    match refused {
        Some(refusal) => Err(SkipReason::Refused(refusal)),
        None => Ok(()),
    }
}

fn other_reason(statement: &str) -> SkipReason {
    let query = ["SELECT", "WITH", "VALUES"].iter().any(|word| {
        statement
            .get(..word.len())
            .is_some_and(|first| first.eq_ignore_ascii_case(word))
    });
    if query {
        SkipReason::Query
    } else {
        SkipReason::NotStructure
    }
}

/// The beginning of a statement in one line.
fn first_words(statement: &str) -> String {
    const WORDS: usize = 6;
    const LENGTH_MAX: usize = 80;
    let mut words = String::new();
    let sample: String = statement.chars().take(4 * LENGTH_MAX).collect();
    for word in sample.split_whitespace().take(WORDS) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    if words.chars().count() > LENGTH_MAX {
        words = words.chars().take(LENGTH_MAX).chain(['…']).collect();
    }
    words
}
