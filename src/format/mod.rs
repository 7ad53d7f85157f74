//! Import and export formats: bytes in, a model and warnings out; no input or output of their own.

pub mod sql;
