//! `erdwall test`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::import::ImportArguments;
use super::{Failure, Outcome, output};
use crate::analysis::dependencies::Dependencies;
use crate::analysis::facts::Facts;
use crate::analysis::spread::Spreading;
use crate::analysis::trials::Trials;
use crate::base::cancel::Cancel;
use crate::format::trials::{self, Form, Tried};
use crate::model::names::Names;
use crate::session::{open_bytes, read_file};
use crate::simulate::{Options, Progress, try_scenario};

/// Try the scenarios of a design: does what they expect come true?
///
/// Exits with 1 if an expectation is missed, and says how the failure gets there. What only time tells, such as load and recovery, is
/// simulated: the same seed gives the same result.
#[derive(Debug, Args)]
pub(super) struct Test {
    /// Designs (.erd.ron, .erd.json); `-` reads standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// What to write
    #[arg(long, value_enum, default_value_t = FormName::Human)]
    format: FormName,

    /// Where the chance of the simulation begins
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    #[command(flatten)]
    import: ImportArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormName {
    Human,
    Json,
    Junit,
}

impl Test {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut tried = Vec::new();
        for path in &self.files {
            self.file(path, &mut tried)?;
        }
        let form = match self.format {
            FormName::Human => Form::Human,
            FormName::Json => Form::Json,
            FormName::Junit => Form::Junit,
        };
        output::write(None, trials::write(&tried, form).as_bytes())?;
        Ok(if tried.iter().any(Tried::is_missed) {
            Outcome::Findings
        } else {
            Outcome::Clean
        })
    }

    fn file(&self, path: &Path, tried: &mut Vec<Tried>) -> Result<(), Failure> {
        let opened = open_bytes(path, read_file(path)?, &self.import.read()?)?;
        let design = opened.document.design();
        let facts = Facts::new(design);
        let dependencies = Dependencies::new(&facts);
        let spreading = Spreading::new(&dependencies);
        let names = Names::new(design);
        let trials = Trials::new(design, &names, &spreading);
        let options = Options {
            seed: self.seed,
            ..Options::default()
        };
        let progress = Progress::new(Cancel::default());
        for (_, scenario) in design.scenarios().iter() {
            let result = try_scenario(
                &facts, &names, &trials, scenario, &options, &progress, false,
            );
            // Nobody cancels it.
            let Some(result) = result else { continue };
            tried.push(Tried {
                file: path.display().to_string(),
                scenario: scenario.name.clone(),
                outcomes: result.outcomes,
                run: result.run,
            });
        }
        if design.scenarios().is_empty() {
            output::note(&format!("no scenarios: {}", path.display()));
        }
        Ok(())
    }
}
