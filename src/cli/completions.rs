//! `erdwall completions`

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::{Arguments, Failure, Outcome, output};

/// Print completions for a shell
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        generate(
            self.shell,
            &mut Arguments::command(),
            "erdwall",
            &mut script,
        );
        output::write(None, &script)?;
        Ok(Outcome::Clean)
    }
}
