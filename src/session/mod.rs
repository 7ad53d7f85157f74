//! An open document: the design, its history, where it is saved, what is selected.
//!
//! Everything a person does ends in [`Document::apply`]. Files are read and written here and in the command line only.
//!
//! Invariant: nothing here knows about egui.

pub mod camera;
mod document;
pub mod drawing;
mod import;
mod open;
pub mod path;
pub mod picture;
pub mod positions;
mod selection;
pub mod settings;
mod storage;
pub mod text_slot;
pub mod views;

pub use document::{Document, SaveError, Saved, copy_path};
pub use import::{ImportError, ImportOptions, ImportReport, import};
pub use open::{OpenError, Opened, example, open, open_bytes};
pub use selection::{NotePath, Selection};
pub use storage::{StorageError, read_file, write_atomically};
