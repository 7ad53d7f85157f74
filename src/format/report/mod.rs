//! What the rules found, for people and for other programs.

mod github;
mod human;
mod json;
mod junit;
mod sarif;

use crate::analysis::dependencies::{Dependencies, Subject, Words};
use crate::format::native::{Place, Places};
use crate::lint::{Counts, Diagnostic, Gain, Ranking, Report, part_name};
use crate::model::names::Names;
use crate::model::{Design, Level, Part};

/// The forms that a report can take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// For people.
    #[default]
    Human,
    /// For tools.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a pull request.
    Github,
    /// `JUnit` XML, for test dashboards.
    Junit,
}

/// What was found in one file.
#[derive(Debug)]
pub struct Checked {
    /// How the caller calls the file.
    pub file: String,
    /// What was read from it.
    pub design: Design,
    /// Where its parts stand.
    pub places: Places,
    /// What was found.
    pub report: Report,
    /// What each fix does to downtime, if it was asked for.
    pub ranking: Option<Ranking>,
}

/// The text of a report.
pub fn write(checked: &[Checked], form: Form) -> String {
    match form {
        Form::Human => human::write(checked),
        Form::Json => json::write(checked),
        Form::Sarif => sarif::write(checked),
        Form::Github => github::write(checked),
        Form::Junit => junit::write(checked),
    }
}

/// The faults that a JSON report lists, each by its rule and its first subject, for [`Checked::leave_out`].
pub fn read_baseline(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
    json::read_baseline(bytes)
}

/// A part with its kind: `entity order`.
fn subject_key(design: &Design, names: &Names, part: &Part) -> String {
    let kind = match part {
        Part::Design => return "design".to_owned(),
        Part::Service(_) => "service",
        Part::Store(_) => "store",
        Part::Zone(_) => "zone",
        Part::Entity(_) => "entity",
        Part::Field(_) => "field",
        Part::Relationship(_) => "relationship",
        Part::Operation(_) => "operation",
        Part::Feed(_) => "feed",
        Part::Saga(_) => "saga",
        Part::Domain(_) => "domain",
    };
    format!("{kind} {}", part_name(design, names, part))
}

impl Checked {
    /// Leaves out the faults of a baseline.
    pub fn leave_out(&mut self, baseline: &[(String, String)]) {
        let (design, names) = (&self.design, Names::new(&self.design));
        self.report.diagnostics.retain(|diagnostic| {
            let subject = diagnostic.subjects.first();
            let subject =
                subject.map_or_else(String::new, |part| subject_key(design, &names, part));
            let is_it =
                |(rule, of): &(String, String)| rule == diagnostic.rule.id && *of == subject;
            !baseline.iter().any(is_it)
        });
    }

    /// Where a fault stands: at the first of its subjects that has a place.
    fn place(&self, diagnostic: &Diagnostic) -> Option<Place> {
        let mut subjects = diagnostic.subjects.iter();
        subjects.find_map(|part| self.places.part(&self.design, part))
    }

    /// What a fix does alone, and what it does with the one that goes best with it, by the places of its fault and of the fix there.
    fn gains(&self, fault: usize, fix: usize) -> impl Iterator<Item = &Gain> {
        let all = self.ranking.iter().flat_map(|ranking| &ranking.gains);
        let mut of: Vec<&Gain> = all
            .filter(|gain| gain.fixes.contains(&(fault, fix)))
            .collect();
        // The ranking is in order: the first of each number of fixes is the best.
        of.sort_by_key(|gain| gain.fixes.len());
        of.dedup_by_key(|gain| gain.fixes.len());
        of.into_iter()
    }

    /// What a subject of a gain is called.
    fn subject(&self, names: &Names, subject: Subject) -> String {
        Words::new(&self.design, names, &Dependencies::default()).subject(subject)
    }

    /// The reason for which a fault is accepted.
    fn reason(&self, diagnostic: &Diagnostic) -> Option<&str> {
        let decision = self.design.get(diagnostic.accepted?)?;
        Some(&decision.reason)
    }
}

/// `3 errors, 1 warning`, and so on; words for there being nothing.
fn summary(counts: Counts) -> String {
    let parts: Vec<String> = [
        (counts.errors, "error", "errors"),
        (counts.warnings, "warning", "warnings"),
        (counts.infos, "note", "notes"),
        (counts.accepted, "accepted", "accepted"),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
    .collect();
    if parts.is_empty() {
        "nothing found".to_owned()
    } else {
        parts.join(", ")
    }
}

/// What other programs call a level.
fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        Level::Info => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}
