//! Ids, names, dates and geometry in diagram units: what every other layer stands on.
//!
//! Invariant: nothing here knows what a design is.

pub mod geometry;
