//! What follows from a design: who depends on whom, and how.
//!
//! Invariant: nothing here judges; that is the business of [`crate::lint`].

pub mod facts;
