//! An open document: the design, its history, where it is saved, what is selected.
//!
//! Everything a person does ends in [`Document::apply`]. Files are read and written here and in the command line only.
//!
//! Invariant: nothing here knows about egui.

pub mod analysis;
pub mod analyst;
pub mod camera;
pub mod carry;
pub mod causes;
pub mod changes;
pub mod clipboard;
pub mod commands;
pub mod consequences;
pub mod decisions;
pub mod difference;
mod document;
pub mod drawing;
pub mod effects;
pub mod failures;
pub mod figures;
pub mod free_place;
mod import;
pub mod journal;
pub mod lock;
mod open;
pub mod outline;
pub mod paste;
pub mod path;
pub mod picture;
pub mod positions;
pub mod problems;
pub mod search;
mod selection;
pub mod service_map;
pub mod settings;
pub mod stopping;
mod storage;
pub mod text_slot;
pub mod tidy;
pub mod views;
pub mod watch;

pub use document::{Document, FileState, SaveError, Saved, copy_path};
pub use import::{ImportError, ImportOptions, ImportReport, import};
pub use open::{OpenError, Opened, example, open, open_bytes};
pub use selection::{NotePath, Selection};
pub use storage::{StorageError, read_file, write_atomically};
