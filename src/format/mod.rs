//! Files: the native format, and one module per import or export format.
//!
//! Readers take bytes and give a design or an error that says where; writers give bytes.
//!
//! Invariant: nothing here reads or writes a disk.

pub mod layout_json;
pub mod native;
pub mod open_psa;
pub mod pdf;
pub mod png;
pub mod report;
pub mod sql;
pub mod svg;
pub mod trials;
mod xml;
