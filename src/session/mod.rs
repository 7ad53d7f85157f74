//! An open document: the design, its history, where it is saved, what is selected.
//!
//! Everything a person does ends in [`Document::apply`]. Files are read and written here and in the command line only.
//!
//! Invariant: nothing here knows about egui.

pub mod camera;
mod document;
#[path = "open_shim.rs"]
mod open;
pub mod picture;
pub mod positions;
mod selection;
pub mod settings;
pub mod text_slot;
mod storage;
pub mod sample;

pub use document::{Document, SaveError, Saved, copy_path};
pub use open::{OpenError, Opened, open, example};
pub use selection::Selection;
pub use storage::{StorageError, read_file, write_atomically};
