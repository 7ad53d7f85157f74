//! `erdwall FILE`: opens the window.

use std::path::Path;

use super::{Failure, Outcome};

#[cfg(feature = "gui")]
pub(super) fn run(file: Option<&Path>) -> Result<Outcome, Failure> {
    crate::gui::run(file)?;
    Ok(Outcome::Clean)
}

#[cfg(not(feature = "gui"))]
pub(super) fn run(_file: Option<&Path>) -> Result<Outcome, Failure> {
    Err("this build has no window; build it with `cargo build --features gui`, or see `erdwall --help` for what works without one".into())
}
