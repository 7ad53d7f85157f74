//! The command line: one file per subcommand, and the only place that prints.
//!
//! Exit codes: 0 all is well, 1 there are findings, 2 it could not be done.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing is what the command line is for"
)]

mod check;
mod completions;
mod coupling;
mod cut_sets;
mod explain;
mod export;
mod fmt;
mod import;
mod layout;
mod output;
mod schema;
mod test;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What can go wrong; one line for people.
type Failure = Box<dyn std::error::Error>;

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Clean,
    Findings,
}

/// ER diagrams for data in distributed systems.
///
/// Without a subcommand, opens a window with FILE, or with an example design.
#[derive(Debug, Parser)]
#[command(name = "erdwall", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    /// Design (.erd.ron, .erd.json) or DDL file (.sql) to open in a window
    file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Test(test::Test),
    Import(import::Import),
    Export(export::Export),
    Layout(layout::Layout),
    Fmt(fmt::Fmt),
    Explain(explain::Explain),
    Coupling(coupling::CouplingOf),
    CutSets(cut_sets::CutSets),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        None => window::run(arguments.file.as_deref()),
        Some(Command::Check(check)) => check.run(),
        Some(Command::Test(test)) => test.run(),
        Some(Command::Import(import)) => import.run(),
        Some(Command::Export(export)) => export.run(),
        Some(Command::Layout(layout)) => layout.run(),
        Some(Command::Fmt(fmt)) => fmt.run(),
        Some(Command::Explain(explain)) => explain.run(),
        Some(Command::Coupling(coupling)) => coupling.run(),
        Some(Command::CutSets(cut_sets)) => cut_sets.run(),
        Some(Command::Schema(schema)) => schema.run(),
        Some(Command::Completions(completions)) => completions.run(),
    };
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("erdwall: {failure}");
            ExitCode::from(2)
        }
    }
}
