//! `erdwall fmt`

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, Outcome};
use crate::format::native::{self, Syntax};
use crate::session::{copy_path, read_file, write_atomically};

/// Rewrite design files in the standard form
///
/// A file whose comments would go is kept as a copy beside it, with `.orig` behind its name.
#[derive(Debug, Args)]
pub(super) struct Fmt {
    /// Change nothing; list the files that are not in the standard form, and exit with 1 if there are any
    #[arg(long)]
    check: bool,

    /// Design files (.erd.ron, .erd.json); `-` reads standard input and writes standard output
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Fmt {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::Clean;
        for path in &self.files {
            let bytes = read_file(path)?;
            let syntax = if path == Path::new("-") {
                Syntax::guess(&bytes)
            } else {
                Syntax::of_path(path)
            };
            let loaded = native::read(&bytes, syntax)
                .map_err(|error| format!("{error}: {}", path.display()))?;
            let text = native::write(&loaded.design, syntax);
            if path == Path::new("-") {
                if self.check {
                    if !loaded.canonical {
                        println!("-");
                        outcome = Outcome::Findings;
                    }
                } else {
                    super::output::write(None, text.as_bytes())?;
                }
            } else if loaded.canonical {
            } else if self.check {
                println!("{}", path.display());
                outcome = Outcome::Findings;
            } else {
                if loaded.has_comments {
                    let copy = copy_path(path);
                    write_atomically(&copy, &bytes)?;
                    eprintln!("comments dropped; the file as it was: {}", copy.display());
                }
                write_atomically(path, text.as_bytes())?;
            }
        }
        Ok(outcome)
    }
}
