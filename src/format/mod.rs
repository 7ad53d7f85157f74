//! Files: what comes in from other tools and what goes out to them.
//!
//! Invariant: importers take bytes and exporters give bytes; nothing here opens a file.

pub mod pdf;
pub mod png;
pub mod svg;
