//! Opening files: native designs as they are, DDL by import.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::document::Document;
use super::import::{ImportError, ImportOptions, ImportReport, import};
use super::storage::{Fingerprint, StorageError, read_file};
use crate::format::native::{self, ReadError, Syntax};

/// The design that is shown when nothing else is asked for.
const EXAMPLE: &str = include_str!("../../examples/shop.erd.ron");

/// An opened file.
#[derive(Debug)]
pub struct Opened {
    /// The document.
    pub document: Document,
    /// What the user should know, one line each: an older format, comments that a save would lose.
    pub notices: Vec<String>,
    /// What the import did, if the file was imported.
    pub import: Option<ImportReport>,
}

/// Why a file cannot be opened. The file is as it was.
#[derive(Debug, Error)]
pub enum OpenError {
    /// It cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// It is not a valid design.
    #[error("{cause}: {}", path.display())]
    Native {
        /// What is wrong with it.
        cause: ReadError,
        /// The file.
        path: PathBuf,
    },
    /// It is not a schema.
    #[error("{cause}: {}", path.display())]
    Import {
        /// What is wrong with it.
        cause: ImportError,
        /// The file.
        path: PathBuf,
    },
}

/// What a file holds, by its name or, where that does not tell, by how it starts.
enum Content {
    Native(Syntax),
    Ddl,
}

/// Opens a design, or imports a DDL file as a new one; `-` is standard input.
pub fn open(path: &Path, options: &ImportOptions) -> Result<Opened, OpenError> {
    open_bytes(path, read_file(path)?, options)
}

/// Opens what stands in a file.
pub fn open_bytes(
    path: &Path,
    bytes: Vec<u8>,
    options: &ImportOptions,
) -> Result<Opened, OpenError> {
    match content(path, &bytes) {
        Content::Native(syntax) => open_native(path, bytes, syntax),
        Content::Ddl => open_ddl(path, &bytes, options),
    }
}

/// The example design, as a document without a file.
pub fn example() -> Document {
    let design = native::read(EXAMPLE.as_bytes(), Syntax::Ron)
        .map(|loaded| loaded.design)
        .unwrap_or_default();
    let mut document = Document::new(design);
    document.mark_as_saved();
    document
}

fn open_native(path: &Path, bytes: Vec<u8>, syntax: Syntax) -> Result<Opened, OpenError> {
    let loaded = native::read(&bytes, syntax).map_err(|cause| OpenError::Native {
        cause,
        path: path.to_owned(),
    })?;
    let mut notices = Vec::new();
    if let Some(format) = loaded.migrated_from {
        notices.push(format!(
            "The file is in format {format}; saving writes format {}.",
            native::VERSION
        ));
    }
    if loaded.has_comments {
        notices.push(
            "The file has comments; saving drops them and keeps a copy beside it.".to_owned(),
        );
    }
    let fingerprint = Fingerprint::of(&bytes);
    let handwritten = (!loaded.canonical).then_some(bytes);
    let document = if path == Path::new("-") {
        Document::new(loaded.design)
    } else {
        Document::with_file(
            loaded.design,
            path.to_owned(),
            syntax,
            fingerprint,
            handwritten,
        )
    };
    Ok(Opened {
        document,
        notices,
        import: None,
    })
}

fn open_ddl(path: &Path, bytes: &[u8], options: &ImportOptions) -> Result<Opened, OpenError> {
    let name = match path.file_stem() {
        Some(stem) if stem != "-" => stem.to_string_lossy().into_owned(),
        _ => String::from("imported"),
    };
    let (design, report) = import(bytes, name, options).map_err(|cause| OpenError::Import {
        cause,
        path: path.to_owned(),
    })?;
    Ok(Opened {
        document: Document::new(design),
        notices: Vec::new(),
        import: Some(report),
    })
}

fn content(path: &Path, bytes: &[u8]) -> Content {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    match name.rsplit('.').next() {
        Some("ron") => Content::Native(Syntax::Ron),
        Some("json") => Content::Native(Syntax::Json),
        Some("sql" | "ddl" | "cql" | "dump") => Content::Ddl,
        _ if looks_native(bytes) => Content::Native(Syntax::guess(bytes)),
        _ => Content::Ddl,
    }
}

/// A design starts with its name, a parenthesis or a brace, after comments and attributes; SQL never does, but for comments.
fn looks_native(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes));
    text.lines()
        .map(str::trim_start)
        .find(|line| !(line.is_empty() || line.starts_with("//") || line.starts_with("#!")))
        .is_some_and(|line| line.starts_with("Design") || line.starts_with(['(', '{']))
}
