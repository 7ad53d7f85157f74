//! Files: the native format, and one module per import or export format.
//!
//! Readers take bytes and give a design or an error that says where; writers give bytes.
//!
//! Invariant: nothing here reads or writes a disk.

pub mod native;
pub mod sql;
//! Files: what comes in from other tools and what goes out to them.
//! Invariant: importers take bytes and exporters give bytes; nothing here opens a file.
pub mod pdf;
pub mod png;
pub mod svg;
