//! The program: a window, or the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    erdwall::cli::run()
}
