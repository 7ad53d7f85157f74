//! `erdwall check`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::import::ImportArguments;
use super::{Failure, Outcome, output};
use crate::analysis::failure::Limits;
use crate::format::native::{Places, Syntax};
use crate::format::report::{self, Checked, Form};
use crate::lint::{self, Settings};
use crate::model::Level;
use crate::session::{Document, SaveError, open_bytes, read_file};

/// Find what couples the parts of a design and what will break
///
/// Exits with 1 if something is found that matters at least as much as `--deny` says and that nobody has accepted.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Designs (.erd.ron, .erd.json) or DDL files (.sql); `-` reads standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// What to write
    #[arg(long, value_enum, default_value_t = FormName::Human)]
    format: FormName,

    /// From which level on findings are failures
    #[arg(long, value_enum, default_value_t = LevelName::Error)]
    deny: LevelName,

    /// Change a rule: `ID=off|info|warning|error`, or a threshold of it: `ID.name=number`
    #[arg(long = "rule", value_name = "ID=LEVEL")]
    rules: Vec<String>,

    /// Apply the fixes that keep what the design says, and save it
    #[arg(long)]
    fix: bool,

    /// Say of each fix by how much it changes the downtime of critical operations; in the formats human and json
    #[arg(long)]
    rank: bool,

    /// Leave out what this report lists, as `--format json` wrote it
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    #[command(flatten)]
    import: ImportArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormName {
    Human,
    Json,
    Sarif,
    Github,
    Junit,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LevelName {
    Info,
    Warning,
    Error,
}

impl Check {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut settings = Settings::today();
        for rule in &self.rules {
            settings.set(rule)?;
        }
        let known = match &self.baseline {
            None => Vec::new(),
            Some(path) => report::read_baseline(&read_file(path)?)
                .map_err(|problem| format!("{problem}: {}", path.display()))?,
        };
        let mut checked = Vec::new();
        for path in &self.files {
            let mut file = self.check(path, &settings)?;
            if !known.is_empty() {
                file.leave_out(&known);
            }
            if self.rank {
                let ranking =
                    lint::rank(&file.design, &file.report, &Limits::default(), 0, &|_| ());
                // Nobody cancels it.
                file.ranking = ranking.ok();
            }
            checked.push(file);
        }
        let form = match self.format {
            FormName::Human => Form::Human,
            FormName::Json => Form::Json,
            FormName::Sarif => Form::Sarif,
            FormName::Github => Form::Github,
            FormName::Junit => Form::Junit,
        };
        output::write(None, report::write(&checked, form).as_bytes())?;
        let denied = match self.deny {
            LevelName::Info => Level::Info,
            LevelName::Warning => Level::Warning,
            LevelName::Error => Level::Error,
        };
        let mut open = checked.iter().flat_map(|file| file.report.open());
        Ok(if open.any(|diagnostic| diagnostic.level >= denied) {
            Outcome::Findings
        } else {
            Outcome::Clean
        })
    }

    fn check(&self, path: &Path, settings: &Settings) -> Result<Checked, Failure> {
        let bytes = read_file(path)?;
        let opened = open_bytes(path, bytes.clone(), &self.import.read()?)?;
        let mut document = opened.document;
        if let Some(fault) = Settings::faults(document.design()).first() {
            return Err(format!("{fault}: {}", path.display()).into());
        }
        if let Some(imported) = &opened.import {
            output::report(imported);
        }
        let mut text = bytes;
        if self.fix && mend(&mut document, settings)? > 0 {
            save(&mut document, path)?;
            text = read_file(path)?;
        }
        let places = if opened.import.is_some() {
            Places::default()
        } else {
            let syntax = if path == Path::new("-") {
                Syntax::guess(&text)
            } else {
                Syntax::of_path(path)
            };
            Places::of(&String::from_utf8_lossy(&text), syntax)
        };
        let design = document.design().clone();
        Ok(Checked {
            file: path.display().to_string(),
            report: lint::check(&design, settings),
            design,
            places,
            ranking: None,
        })
    }
}

/// Applies the safe fixes. Returns how many there were.
fn mend(document: &mut Document, settings: &Settings) -> Result<usize, Failure> {
    let mended = lint::mend(document.design(), settings);
    document.apply(&mended.transaction)?;
    for label in &mended.fixes {
        output::note(&format!("fixed: {label}"));
    }
    Ok(mended.fixes.len())
}

fn save(document: &mut Document, path: &Path) -> Result<(), Failure> {
    let saved = match document.save() {
        Err(SaveError::Handwritten(copy)) => {
            output::note(&format!(
                "comments dropped; the file as it was: {}",
                copy.display()
            ));
            document.save()
        }
        result => result,
    };
    saved
        .map(|_| ())
        .map_err(|error| format!("{error}: {}", path.display()).into())
}
