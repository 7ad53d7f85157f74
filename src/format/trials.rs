//! What came of scenarios, for people and for other programs.

use serde::Serialize;

use crate::analysis::trials::{Outcome, Verdict, Way};
use crate::format::xml;
use crate::simulate::{Assumption, Run};

/// Parts that a default names.
const NAMED: usize = 3;

/// The forms that a report can take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// For people.
    #[default]
    Human,
    /// For tools.
    Json,
    /// `JUnit` XML, for test dashboards: a suite per scenario, a test per expectation.
    Junit,
}

/// A scenario that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// How the caller calls the file.
    pub file: String,
    /// The name of the scenario.
    pub scenario: String,
    /// What came of its expectations.
    pub outcomes: Vec<Outcome>,
    /// What happened over time, where that was played.
    pub run: Option<Run>,
}

impl Tried {
    /// Whether an expectation is missed.
    pub fn is_missed(&self) -> bool {
        self.count(|verdict| matches!(verdict, Verdict::Missed { .. })) > 0
    }

    fn count(&self, is: impl Fn(&Verdict) -> bool) -> usize {
        let outcomes = self.outcomes.iter();
        outcomes.filter(|outcome| is(&outcome.verdict)).count()
    }
}

/// The text of a report.
pub fn write(tried: &[Tried], form: Form) -> String {
    match form {
        Form::Human => human(tried),
        Form::Json => json(tried),
        Form::Junit => junit(tried),
    }
}

fn human(tried: &[Tried]) -> String {
    let mut text = String::new();
    let mut told: &[Assumption] = &[];
    for scenario in tried {
        text.push_str(&format!("{}: {}\n", scenario.file, scenario.scenario));
        if scenario.outcomes.is_empty() {
            text.push_str("  nothing is expected\n");
        }
        for outcome in &scenario.outcomes {
            match &outcome.verdict {
                Verdict::Met => text.push_str(&format!("  met: {}\n", outcome.words)),
                Verdict::NotRun { why } => {
                    text.push_str(&format!("  not run: {}: {why}\n", outcome.words));
                }
                Verdict::Missed { instead, path } => {
                    text.push_str(&format!("  MISSED: {}; {instead}\n", outcome.words));
                    for (at, way) in path.iter().enumerate() {
                        let arrow = if at == 0 { "" } else { "→ " };
                        text.push_str(&format!("    {arrow}{}\n", way.words));
                    }
                }
            }
        }
        if let Some(run) = &scenario.run {
            simulated(run, &mut text);
            // They are those of the design, not of the scenario.
            if told != run.assumptions.as_slice() {
                told = &run.assumptions;
                for assumption in told {
                    text.push_str(&format!("    default: {}\n", assumption.text(NAMED)));
                }
            }
        }
    }
    let [missed, met, not_run] = counts(tried);
    let mut parts = vec![format!("{missed} missed"), format!("{met} met")];
    if not_run > 0 {
        parts.push(format!("{not_run} not run"));
    }
    text.push_str(&format!("{}\n", parts.join(", ")));
    text
}

/// What the simulation shows.
fn simulated(run: &Run, text: &mut String) {
    text.push_str(&format!("  simulated with seed {}\n", run.seed));
    for finding in &run.findings {
        text.push_str(&format!("    {}\n", finding.words));
    }
    if run.divided_by > 1 {
        text.push_str(&format!(
            "    rates and capacities divided by {} to keep it short\n",
            run.divided_by
        ));
    }
}

fn counts(tried: &[Tried]) -> [usize; 3] {
    let sum = |is: fn(&Verdict) -> bool| tried.iter().map(|t| t.count(is)).sum();
    [
        sum(|verdict| matches!(verdict, Verdict::Missed { .. })),
        sum(|verdict| matches!(verdict, Verdict::Met)),
        sum(|verdict| matches!(verdict, Verdict::NotRun { .. })),
    ]
}

#[derive(Serialize)]
struct Report<'a> {
    scenarios: Vec<Played<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    missed: usize,
    met: usize,
    not_run: usize,
}

#[derive(Serialize)]
struct Played<'a> {
    file: &'a str,
    scenario: &'a str,
    expectations: Vec<Row<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    simulation: Option<Simulated<'a>>,
}

#[derive(Serialize)]
struct Simulated<'a> {
    seed: u64,
    findings: Vec<&'a str>,
    defaults: Vec<Taken<'a>>,
    divided_by: u32,
    cut_short: bool,
}

#[derive(Serialize)]
struct Taken<'a> {
    value: &'a str,
    of: &'a [String],
}

#[derive(Serialize)]
struct Row<'a> {
    expected: &'a str,
    outcome: &'static str,
    /// What is so instead, or why it was not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<&'a str>,
}

fn json(tried: &[Tried]) -> String {
    let [missed, met, not_run] = counts(tried);
    let scenarios = tried.iter().map(|scenario| Played {
        file: &scenario.file,
        scenario: &scenario.scenario,
        expectations: scenario.outcomes.iter().map(row).collect(),
        simulation: scenario.run.as_ref().map(|run| Simulated {
            seed: run.seed,
            findings: run.findings.iter().map(|f| f.words.as_str()).collect(),
            defaults: run
                .assumptions
                .iter()
                .map(|assumption| Taken {
                    value: &assumption.words,
                    of: &assumption.of,
                })
                .collect(),
            divided_by: run.divided_by,
            cut_short: run.is_cut_short,
        }),
    });
    let report = Report {
        scenarios: scenarios.collect(),
        summary: Summary {
            missed,
            met,
            not_run,
        },
    };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn row(outcome: &Outcome) -> Row<'_> {
    let (word, because, path) = match &outcome.verdict {
        Verdict::Met => ("met", None, &[][..]),
        Verdict::NotRun { why } => ("not run", Some(why.as_str()), &[][..]),
        Verdict::Missed { instead, path } => ("missed", Some(instead.as_str()), path.as_slice()),
    };
    Row {
        expected: &outcome.words,
        outcome: word,
        because,
        path: path.iter().map(|way| way.words.as_str()).collect(),
    }
}

fn junit(tried: &[Tried]) -> String {
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"erdwall\">\n");
    for scenario in tried {
        let [missed, _, not_run] = counts(std::slice::from_ref(scenario));
        let class = escaped(&format!("{}.{}", scenario.file, scenario.scenario));
        text.push_str(&format!(
            "  <testsuite name=\"{class}\" tests=\"{}\" failures=\"{missed}\" skipped=\"{not_run}\">\n",
            scenario.outcomes.len()
        ));
        for outcome in &scenario.outcomes {
            let case = format!(
                "    <testcase classname=\"{class}\" name=\"{}\"",
                escaped(&outcome.words)
            );
            text.push_str(&match &outcome.verdict {
                Verdict::Met => format!("{case}/>\n"),
                Verdict::NotRun { why } => format!(
                    "{case}>\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                    escaped(why)
                ),
                Verdict::Missed { instead, path } => format!(
                    "{case}>\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                    escaped(instead),
                    escaped(&ways(path))
                ),
            });
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn ways(path: &[Way]) -> String {
    let words: Vec<&str> = path.iter().map(|way| way.words.as_str()).collect();
    words.join("\n→ ")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    xml::escape(text, &mut escaped);
    escaped
}
