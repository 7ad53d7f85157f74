//! What follows from a design: who depends on whom and how, what a failure takes down, how likely it is, and by which path.
//!
//! Invariant: nothing here judges, which is the business of [`crate::lint`]; nothing here changes a design, draws or reads files.

pub mod availability;
pub mod coupling;
pub mod dependencies;
pub mod facts;
pub mod failure;
pub mod needs;
pub mod spread;
pub mod trials;
