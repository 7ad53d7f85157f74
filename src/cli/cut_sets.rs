//! `erdwall cut-sets`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{Failure, Outcome, output};
use crate::analysis::failure::{FaultTree, Importance, Limits, Probability, Solution, Term};
use crate::base::nearest::nearest;
use crate::format::open_psa::{self, Model};
use crate::session::read_file;

/// Analyze a fault tree: how likely, through which events
///
/// Exact, or marked as a bound where that takes more work than allowed.
#[derive(Debug, Args)]
pub(super) struct CutSets {
    /// Fault tree in the Open-PSA format (.xml); `-` reads standard input
    file: PathBuf,

    /// Only minimal cut sets of this many events or fewer
    #[arg(long, value_name = "N")]
    order: Option<usize>,

    /// How many cut sets and events to list; 10 for people and none in JSON if not given
    #[arg(long, value_name = "N")]
    list: Option<usize>,

    /// Gate to analyze; the one that no other gate uses if not given
    #[arg(long, value_name = "GATE")]
    top: Option<String>,

    /// Nodes of decision diagrams at most; past them the answer is a bound
    #[arg(long, value_name = "N", default_value_t = Limits::default().nodes)]
    nodes: usize,

    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Form::Human)]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Human,
    Json,
}

/// What the command found out, as JSON has it.
#[derive(Debug, Serialize)]
struct Report {
    top: String,
    events: usize,
    gates: usize,
    /// None where an event has no probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<Likely>,
    minimal_cut_sets: Count,
    by_order: Vec<u128>,
    /// Where only sets of so many events were looked for, or wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    up_to_order: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_sets: Option<Vec<Vec<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    importance: Option<Vec<Row>>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Likely {
    Exact(f64),
    Bound { bound: bool, low: f64, high: f64 },
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Count {
    Exact(u128),
    Bound { bound: bool, at_least: u128 },
}

#[derive(Debug, Serialize)]
struct Row {
    event: String,
    mif: f64,
    cif: f64,
    dif: f64,
    raw: f64,
    rrw: f64,
}

/// How many sets and events people see without asking for more.
const SHORT_LIST: usize = 10;

impl CutSets {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let model = open_psa::read(&read_file(&self.file)?)
            .map_err(|cause| format!("{cause}: {}", self.file.display()))?;
        let (name, top) = self
            .top(&model)
            .map_err(|cause| format!("{cause}: {}", self.file.display()))?;
        let report = self.report(&model, name, top)?;
        let text = match self.format {
            Form::Json => serde_json::to_string_pretty(&report)? + "\n",
            Form::Human => self.words(&report, &model),
        };
        output::write(None, text.as_bytes())?;
        Ok(Outcome::Clean)
    }

    /// The gate to analyze.
    fn top<'m>(&self, model: &'m Model) -> Result<(&'m str, Term), String> {
        let Some(wanted) = &self.top else {
            let mut names = model.tops.iter().map(|(name, _)| name.as_str());
            return match &model.tops[..] {
                [(name, top)] => Ok((name, *top)),
                several => Err(format!(
                    "{} gates are used by no other one, among them {}; say which with --top",
                    several.len(),
                    names.by_ref().take(5).collect::<Vec<_>>().join(", ")
                )),
            };
        };
        let gates = || {
            let named = model.tree.gates().iter().enumerate();
            named.map(|(at, gate)| (gate.name.as_str(), Term::Gate(at)))
        };
        model
            .tops
            .iter()
            .map(|(name, top)| (name.as_str(), *top))
            .chain(gates())
            .find(|(name, _)| name == wanted)
            .ok_or_else(|| {
                let hint = nearest(wanted, gates().map(|(name, _)| name))
                    .map(|near| format!("; did you mean “{near}”?"))
                    .unwrap_or_default();
                format!("there is no gate “{wanted}”{hint}")
            })
    }

    fn report(&self, model: &Model, name: &str, top: Term) -> Result<Report, Failure> {
        let tree = &model.tree;
        let limits = Limits {
            nodes: self.nodes,
            ..Limits::default()
        };
        let solution = Solution::new(tree, top, &limits)?;
        let sets = solution.cut_sets(&limits)?;
        let mut by_order = sets.by_order();
        if let Some(order) = self.order {
            by_order.truncate(order.saturating_add(1));
        }
        let count = by_order.iter().copied().fold(0, u128::saturating_add);
        // An order that was wanted and is complete is no bound.
        let bound = sets
            .complete_to()
            .is_some_and(|complete| self.order.is_none_or(|wanted| complete < wanted));
        let listed = self.list.unwrap_or(match self.format {
            Form::Human => SHORT_LIST,
            Form::Json => 0,
        });
        let quantified = model.without_probability.is_empty();
        let name_of = |event: &usize| tree.events()[*event].name.clone();
        Ok(Report {
            top: name.to_owned(),
            events: tree.events().len(),
            gates: tree.gates().len(),
            probability: quantified.then(|| match solution.probability() {
                Probability::Exact(exact) => Likely::Exact(exact),
                Probability::Between { low, high } => Likely::Bound {
                    bound: true,
                    low,
                    high,
                },
            }),
            minimal_cut_sets: if bound || count == u128::MAX {
                Count::Bound {
                    bound: true,
                    at_least: count,
                }
            } else {
                Count::Exact(count)
            },
            by_order,
            up_to_order: if bound {
                sets.complete_to()
            } else {
                self.order
            },
            cut_sets: (listed > 0).then(|| {
                sets.list(self.order.unwrap_or(usize::MAX), listed)
                    .iter()
                    .map(|set| set.iter().map(name_of).collect())
                    .collect()
            }),
            importance: solution
                .importance()
                .filter(|_| quantified)
                .map(|rows| rows.iter().map(|row| named(tree, row)).collect()),
        })
    }

    /// The report for people.
    fn words(&self, report: &Report, model: &Model) -> String {
        let mut text = format!(
            "{}: {} basic events, {} gates\n",
            report.top, report.events, report.gates
        );
        text += &match report.probability {
            Some(Likely::Exact(exact)) => format!("probability       {exact:.10e}\n"),
            Some(Likely::Bound { low, high, .. }) => format!(
                "probability       bound: between {low:.6e} and {high:.6e}; more --nodes narrow it\n"
            ),
            None => format!(
                "probability       unknown: {} has none{}\n",
                model.without_probability[0],
                match model.without_probability.len() - 1 {
                    0 => String::new(),
                    more => format!(", nor have {more} others"),
                }
            ),
        };
        let up_to = match report.up_to_order {
            Some(1) => String::from(" of 1 event"),
            Some(order) => format!(" of at most {order} events"),
            None => String::new(),
        };
        text += &match report.minimal_cut_sets {
            Count::Exact(count) => format!("minimal cut sets  {count}{up_to}\n"),
            Count::Bound { at_least, .. } => format!(
                "minimal cut sets  bound: at least {at_least}, those{up_to}; more --nodes find more\n"
            ),
        };
        for (order, count) in report.by_order.iter().enumerate().filter(|(_, n)| **n > 0) {
            text += &format!("  of {order:>3} events  {count}\n");
        }
        for set in report.cut_sets.iter().flatten() {
            text += &format!("  {{{}}}\n", set.join(", "));
        }
        let mut rows: Vec<&Row> = report.importance.iter().flatten().collect();
        rows.sort_by(|a, b| b.dif.total_cmp(&a.dif));
        let shown = self.list.unwrap_or(SHORT_LIST);
        if shown > 0 && !rows.is_empty() {
            text += "importance        MIF         CIF         DIF         RAW         RRW         event\n";
        }
        for row in rows.into_iter().take(shown) {
            text += "                ";
            for figure in [row.mif, row.cif, row.dif, row.raw, row.rrw] {
                text += &format!("  {:<10}", short(figure));
            }
            text += &format!("  {}\n", row.event);
        }
        text
    }
}

/// Five digits, whatever the size.
fn short(figure: f64) -> String {
    if figure == 0.0 || (1e-3..1e5).contains(&figure.abs()) {
        format!("{figure:.5}")
    } else if figure.is_finite() {
        format!("{figure:.4e}")
    } else if figure.is_nan() {
        String::from("–")
    } else {
        String::from("∞")
    }
}

fn named(tree: &FaultTree, row: &Importance) -> Row {
    Row {
        event: tree.events()[row.event].name.clone(),
        mif: row.mif,
        cif: row.cif,
        dif: row.dif,
        raw: row.raw,
        rrw: row.rrw,
    }
}
