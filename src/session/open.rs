//! Opening files: native designs as they are, DDL by import.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::document::Document;
use super::storage::{StorageError, read_file};
use crate::format::native::{self, ReadError, Syntax};
use crate::format::sql::{self, ImportError};

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
    pub import: Option<sql::Report>,
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
pub fn open(path: &Path, import: &sql::Options) -> Result<Opened, OpenError> {
    open_bytes(path, read_file(path)?, import)
}

/// Opens what stands in a file.
pub fn open_bytes(path: &Path, bytes: Vec<u8>, import: &sql::Options) -> Result<Opened, OpenError> {
    match content(path, &bytes) {
        Content::Native(syntax) => open_native(path, bytes, syntax),
        Content::Ddl => open_ddl(path, &bytes, import),
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
        notices.push("The file has comments; saving drops them and keeps a copy beside it.".to_owned());
    }
    let handwritten = (!loaded.canonical).then_some(bytes);
    let document = if path == Path::new("-") {
        Document::new(loaded.design)
    } else {
        Document::with_file(loaded.design, path.to_owned(), syntax, handwritten)
    };
    Ok(Opened {
        document,
        notices,
        import: None,
    })
}

fn open_ddl(path: &Path, bytes: &[u8], options: &sql::Options) -> Result<Opened, OpenError> {
    let mut options = options.clone();
    if options.name.is_empty()
        && let Some(stem) = path.file_stem().filter(|stem| *stem != "-")
    {
        options.name = stem.to_string_lossy().into_owned();
    }
    let imported = sql::import(bytes, &options).map_err(|cause| OpenError::Import {
        cause,
        path: path.to_owned(),
    })?;
    Ok(Opened {
        document: Document::new(imported.design),
        notices: Vec::new(),
        import: Some(imported.report),
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
        _ => match native::looks_native(bytes) {
            Some(syntax) => Content::Native(syntax),
            None => Content::Ddl,
        },
    }
}
