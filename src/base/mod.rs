//! Ids, names and geometry in diagram units: what every other layer stands on.
//!
//! Invariant: nothing here knows what a design is.

pub mod cancel;
pub mod geometry;
pub mod id;
pub mod nearest;
pub mod quantity;
pub(crate) mod random;
