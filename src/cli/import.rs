//! `erdwall import`

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, Outcome, output};
use crate::format::native::{self, Syntax};
use crate::format::sql::{Dialect, Services};
use crate::session::{ImportOptions, open, read_file};

/// Read a DDL file into a design
///
/// What is skipped is listed with its line and first words; data statements are only counted.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// DDL file; `-` reads standard input
    file: PathBuf,

    /// Design to write (.erd.ron, .erd.json); standard output if not given
    #[arg(short, long)]
    output: Option<PathBuf>,

    #[command(flatten)]
    options: ImportArguments,
}

/// How DDL is read, wherever a DDL file is taken.
#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// Dialect of the file, such as postgresql, mysql, sqlite, sqlserver, oracle; guessed from the text if not given
    #[arg(long)]
    dialect: Option<Dialect>,

    /// Services to assign tables to: `schema` (one per database schema), `none`, or a CSV file of `table,service`
    #[arg(long, default_value = "none", value_name = "schema|none|FILE.csv")]
    services: String,
}

impl Import {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let opened = open(&self.file, &self.options.read()?)?;
        let report = opened.import.ok_or_else(|| {
            format!(
                "this is a design already; `erdwall {}` opens it",
                self.file.display()
            )
        })?;
        let syntax = self.output.as_deref().map_or(Syntax::Ron, Syntax::of_path);
        let text = native::write(opened.document.design(), syntax);
        output::write(self.output.as_deref(), text.as_bytes())?;
        output::report(&report);
        for line in report.passed_over() {
            eprintln!("  skipped: {line}");
        }
        Ok(Outcome::Clean)
    }
}

impl ImportArguments {
    pub(super) fn read(&self) -> Result<ImportOptions, Failure> {
        let services = match self.services.as_str() {
            "none" => Services::None,
            "schema" => Services::Schema,
            csv => {
                let bytes = read_file(Path::new(csv))?;
                Services::from_csv(&String::from_utf8_lossy(&bytes))
                    .map_err(|error| format!("{error}: {csv}"))?
            }
        };
        Ok(ImportOptions {
            dialect: self.dialect,
            services,
        })
    }
}
