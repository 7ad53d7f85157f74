//! The native file: a design as text that reads well and diffs well, in RON or in JSON of the same shape.
//!
//! Parts refer to each other by name ([`crate::model::ByName`]); defaults are not written; the model comes first and the
//! views last. A canonical file is one that [`write()`] would give back byte for byte.
//!
//! | module | what it does |
//! |---|---|
//! | `file` | the shape of a file, for serde and the JSON Schema |
//! | `read` | bytes → design |
//! | `link` | names → ids and back |
//! | `write` | design → text |
//! | `migrate` | files of older formats |
//! | `lex`, `walk` | the text as tokens and as places, for positions in errors |
//! | `locate`, `words` | where an error is, and what it says in plain words |

mod build;
mod document;
mod error;
mod file;
mod lex;
mod link;
mod locate;
mod migrate;
mod places;
mod print;
mod read;
mod schema;
#[cfg(test)]
mod tests;
mod walk;
mod words;
mod write;

pub use error::{Place, ReadError};
pub use places::Places;
pub use read::read;
pub use schema::json_schema;
pub use write::write;

use std::path::Path;

use crate::model::Design;

/// The version of the file format that [`write()`] writes.
pub const VERSION: u32 = 1;

/// The largest file that [`read()`] takes, in bytes.
pub const MAX_BYTES: usize = 256 << 20;

/// The two ways in which a design is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Rusty Object Notation, for people: `.erd.ron`.
    Ron,
    /// JSON of the same shape, for tools: `.erd.json`.
    Json,
}

impl Syntax {
    /// The syntax of a file by its name: `.json` is JSON, anything else RON.
    pub fn of_path(path: &Path) -> Self {
        match path.extension() {
            Some(ending) if ending.eq_ignore_ascii_case("json") => Self::Json,
            _ => Self::Ron,
        }
    }

    /// The syntax that a text is in by the look of its first character: JSON starts with a brace.
    pub fn guess(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        match bytes.iter().find(|b| !b.is_ascii_whitespace()) {
            Some(b'{') => Self::Json,
            _ => Self::Ron,
        }
    }
}

/// What some editors put before UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What [`read()`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The design.
    pub design: Design,
    /// Writing the design gives the same bytes.
    pub canonical: bool,
    /// The file holds comments, which writing the design would lose.
    pub has_comments: bool,
    /// The older format that the file was in, if it was.
    pub migrated_from: Option<u32>,
}
