//! The problems of a design as the rows of a list: grouped, filtered, what matters most first.

use std::collections::{BTreeMap, BTreeSet};

use super::analysis::{Analysis, service_of};
use super::figures::Figures;
use super::settings::Grouping;
use crate::lint::Diagnostic;
use crate::model::{Level, Part, Reference};

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A heading.
    Group(Group),
    /// The problem at this place of the report.
    Problem(usize),
}

impl Row {
    /// The place of the problem in the report, if it is one.
    pub fn problem(&self) -> Option<usize> {
        match self {
            Self::Problem(place) => Some(*place),
            Self::Group(_) => None,
        }
    }
}

/// A heading above problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What it says.
    pub label: String,
    /// How much the worst below it matters; none: all of them are accepted.
    pub worst: Option<Level>,
    /// How many are below it.
    pub count: usize,
    /// They are not shown.
    pub is_folded: bool,
}

/// Tells a problem from others, whatever else changes in the design.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemKey {
    rule: &'static str,
    subjects: Vec<Part>,
    path: Vec<Part>,
}

/// The heading of what was accepted.
pub const ACCEPTED: &str = "Accepted";
/// The headings of what a fix makes better, and of all else.
const HELPS: &str = "With a fix that cuts downtime";
const OTHERS: &str = "Others";

impl ProblemKey {
    /// What tells a problem from others.
    pub fn of(diagnostic: &Diagnostic) -> Self {
        Self {
            rule: diagnostic.rule.id,
            subjects: diagnostic.subjects.clone(),
            path: diagnostic.path.clone(),
        }
    }

    /// The place of the problem in a report, if it is there.
    pub fn find(&self, analysis: &Analysis) -> Option<usize> {
        let mut all = analysis.report.diagnostics.iter();
        all.position(|diagnostic| {
            diagnostic.rule.id == self.rule
                && diagnostic.subjects == self.subjects
                && diagnostic.path == self.path
        })
    }
}

/// The rows of the problems in which all words of the filter occur. Nothing is folded while there is a filter. The gains are
/// those of the fixes of the analysis, once all are known.
pub fn rows(
    analysis: &Analysis,
    gains: Option<&Figures>,
    by: Grouping,
    filter: &str,
    folded: &BTreeSet<String>,
) -> Vec<Row> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let mut groups: Vec<(Group, Vec<usize>)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let gain = |place| {
        let best = gains.and_then(|gains| gains.best_of(place));
        best.map_or(0.0, |gain| gain.minutes.min(0.0))
    };
    let mut all: Vec<(usize, &Diagnostic)> =
        analysis.report.diagnostics.iter().enumerate().collect();
    if by == Grouping::Gain {
        all.sort_by(|(a, _), (b, _)| gain(*a).total_cmp(&gain(*b)));
        // What is accepted has no gain, and comes last as everywhere.
        all.sort_by_key(|(_, diagnostic)| diagnostic.accepted.is_some());
    }
    for (place, diagnostic) in all {
        let label = heading(analysis, by, diagnostic, gain(place));
        if !words.is_empty() {
            let text = format!("{} {} {label}", diagnostic.message, diagnostic.rule.id);
            let text = text.to_lowercase();
            if !words.iter().all(|word| text.contains(word)) {
                continue;
            }
        }
        let at = *places.entry(label.clone()).or_insert_with(|| {
            let group = Group {
                is_folded: words.is_empty() && folded.contains(&label),
                label,
                worst: None,
                count: 0,
            };
            groups.push((group, Vec::new()));
            groups.len() - 1
        });
        let Some((group, members)) = groups.get_mut(at) else {
            continue;
        };
        if diagnostic.accepted.is_none() {
            group.worst = group.worst.max(Some(diagnostic.level));
        }
        group.count += 1;
        members.push(place);
    }
    let mut rows = Vec::new();
    for (group, members) in groups {
        let is_folded = group.is_folded;
        rows.push(Row::Group(group));
        if !is_folded {
            rows.extend(members.into_iter().map(Row::Problem));
        }
    }
    rows
}

fn heading(analysis: &Analysis, by: Grouping, diagnostic: &Diagnostic, gain: f64) -> String {
    match by {
        Grouping::Severity | Grouping::Gain if diagnostic.accepted.is_some() => ACCEPTED.to_owned(),
        Grouping::Gain => if gain < 0.0 { HELPS } else { OTHERS }.to_owned(),
        Grouping::Severity => match diagnostic.level {
            Level::Error => "Errors",
            Level::Warning => "Warnings",
            Level::Info | Level::Off => "Notes",
        }
        .to_owned(),
        Grouping::Rule => diagnostic.rule.id.to_owned(),
        Grouping::Service => {
            let design = &analysis.design;
            let subjects = diagnostic.subjects.iter().filter_map(Part::reference);
            let mut services = subjects.filter_map(|part| service_of(design, part));
            let service = services.next().and_then(|id| design.get(id));
            service.map_or_else(|| "No service".to_owned(), |service| service.name.clone())
        }
    }
}

/// What lights up on the canvas for a problem: what it is about, and how its consequence comes about.
pub fn parts(diagnostic: &Diagnostic) -> (Vec<Reference>, Vec<Reference>) {
    let subjects: Vec<Reference> = (diagnostic.subjects.iter())
        .filter_map(Part::reference)
        .collect();
    let path = diagnostic.path.iter().filter_map(Part::reference);
    let path = path.filter(|part| !subjects.contains(part)).collect();
    (subjects, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::native::{self, Syntax};
    use crate::lint::Settings;

    const DESIGN: &str = r#"Design(
    format: 1,
    name: "shop",
    services: [(name: "Orders"), (name: "Payments", tier: Critical)],
    entities: [
        (name: "order", service: "Orders", fields: [(name: "note", type: "text")]),
        (name: "payment", service: "Payments", fields: [(name: "note", type: "text")]),
        (name: "refund", service: "Payments", fields: [(name: "note", type: "text")]),
    ],
    decisions: [(rule: "entity-without-key", subject: Entity("refund"), reason: "later")],
)"#;

    fn listed(by: Grouping, filter: &str, folded: &[&str]) -> Vec<String> {
        let design = native::read(DESIGN.as_bytes(), Syntax::Ron).unwrap().design;
        let analysis = Analysis::new(design, 0, Settings::default());
        let folded = folded.iter().map(|label| (*label).to_owned()).collect();
        let rows = rows(&analysis, None, by, filter, &folded);
        let texts = rows.into_iter().map(|row| match row {
            Row::Group(group) => format!("{} {}", group.label, group.count),
            Row::Problem(place) => {
                let found = &analysis.report.diagnostics[place];
                format!("- {}", found.message.split(':').next().unwrap_or_default())
            }
        });
        texts.collect()
    }

    #[test]
    fn what_matters_most_comes_first_and_what_is_accepted_last() {
        let rows = listed(Grouping::Severity, "primary key", &[]);
        let payment = "- Rows of payment cannot be told apart";
        let order = "- Rows of order cannot be told apart";
        let refund = "- Rows of refund cannot be told apart";
        assert_eq!(
            rows,
            ["Errors 2", payment, order, "Accepted 1", refund],
            "Payments is critical"
        );
    }

    #[test]
    fn problems_stand_below_their_rule_or_service_and_fold_away() {
        let by_rule = listed(Grouping::Rule, "", &["entity-without-key"]);
        let at = by_rule.iter().position(|row| row == "entity-without-key 3");
        let next = at.and_then(|at| by_rule.get(at + 1));
        assert!(at.is_some() && next.is_none_or(|row| !row.starts_with("- Rows")));
        let by_service = listed(Grouping::Service, "entity-without-key orders", &[]);
        let order = "- Rows of order cannot be told apart";
        assert_eq!(by_service, ["Orders 1", order]);
    }
}
