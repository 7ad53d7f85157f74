//! `erdwall schema`

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Outcome, output};
use crate::format::native;

/// Print the JSON Schema of design files
///
/// Describes .erd.json; a .erd.ron file has the same shape.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Where to; standard output if not given
    #[arg(short, long)]
    output: Option<PathBuf>,
}

impl Schema {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        output::write(self.output.as_deref(), native::json_schema().as_bytes())?;
        Ok(Outcome::Clean)
    }
}
