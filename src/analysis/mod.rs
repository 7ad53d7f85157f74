//! What follows from a design: what a failure takes down, how likely it is, and by which path.
//!
//! Invariant: nothing here changes a design, draws or reads files.

pub mod failure;
