//! Importing DDL as a new design, with a report of what was taken and what was not.

use thiserror::Error;

use crate::format::sql::{self, DesignOptions, Dialect, Services, Skipped, Warning, to_design};
use crate::model::Design;

/// How DDL is read.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The dialect; guessed from the text if none.
    pub dialect: Option<Dialect>,
    /// Which service owns which table.
    pub services: Services,
}

/// What an import took and what it left out.
#[derive(Clone, Debug)]
pub struct ImportReport {
    /// How many entities came of it.
    pub entities: usize,
    /// How many relationships came of it.
    pub relationships: usize,
    /// The dialect that the file was read in.
    pub dialect: Dialect,
    /// Nobody named the dialect.
    pub dialect_is_guessed: bool,
    /// Statements about rows, which are only counted.
    pub data_statements: usize,
    /// Statements that are left out.
    pub skipped: Vec<Skipped>,
    /// What the design cannot say as the file says it.
    pub warnings: Vec<Warning>,
}

/// Why nothing can be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The text cannot be read.
    #[error(transparent)]
    Unreadable(#[from] sql::ImportError),
    /// It declares nothing.
    #[error("no table is declared here{}", first_skipped(.0))]
    NoTable(Vec<Skipped>),
}

fn first_skipped(skipped: &[Skipped]) -> String {
    match skipped.first() {
        Some(first) => format!(
            "; {} statements were skipped, the first on {first}",
            skipped.len()
        ),
        None => "; name a file with CREATE TABLE statements".to_owned(),
    }
}

/// Makes a design of a DDL file. `name` is what the design and its store are called.
pub fn import(
    bytes: &[u8],
    name: String,
    options: &ImportOptions,
) -> Result<(Design, ImportReport), ImportError> {
    let read = sql::read(bytes, options.dialect)?;
    if read.schema.tables.is_empty() {
        return Err(ImportError::NoTable(read.skipped));
    }
    let design_options = DesignOptions {
        name,
        services: options.services.clone(),
    };
    let (design, warnings) = to_design(&read.schema, read.dialect, &design_options);
    let report = ImportReport {
        entities: design.entities().len(),
        relationships: design.relationships().len(),
        dialect: read.dialect,
        dialect_is_guessed: read.dialect_is_guessed,
        data_statements: read.data_statements,
        skipped: read.skipped,
        warnings,
    };
    Ok((design, report))
}

impl ImportReport {
    /// What was taken, in a line.
    pub fn summary(&self) -> String {
        let guessed = if self.dialect_is_guessed {
            " (guessed)"
        } else {
            ""
        };
        let mut summary = format!(
            "{} and {} from {}{guessed}",
            counted(self.entities, "entity", "entities"),
            counted(self.relationships, "relationship", "relationships"),
            self.dialect,
        );
        if self.data_statements > 0 {
            let rows = counted(self.data_statements, "data statement", "data statements");
            summary.push_str(&format!("; {rows} passed over"));
        }
        summary
    }

    /// What the user should look at, a line each: something of the data model may be missing.
    pub fn problems(&self) -> impl Iterator<Item = String> + '_ {
        let skipped = self.skipped.iter().filter(|s| s.reason.is_problem());
        self.warnings
            .iter()
            .map(ToString::to_string)
            .chain(skipped.map(ToString::to_string))
    }

    /// What was left out because it is no part of a data model, a line each.
    pub fn passed_over(&self) -> impl Iterator<Item = String> + '_ {
        self.skipped
            .iter()
            .filter(|s| !s.reason.is_problem())
            .map(ToString::to_string)
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
