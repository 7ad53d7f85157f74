//! Scenarios tried: what follows from the design alone, and what only time tells.

use super::explain::{rounded, words};
use super::{OperationRun, Options, Progress, Recovery, Run, Simulation};
use crate::analysis::dependencies::Dependencies;
use crate::analysis::facts::Facts;
use crate::analysis::spread::Spreading;
use crate::analysis::trials::{Outcome, Trials, Verdict, Way};
use crate::base::quantity::Unit;
use crate::model::names::Names;
use crate::model::{Design, Expectation, Operation, OperationId, Part, Scenario, Trial};

/// A scenario that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// What came of its expectations.
    pub outcomes: Vec<Outcome>,
    /// What happened over time, where that was played.
    pub run: Option<Run>,
}

/// Share of failed answers that is as good as none, where an operation has no target.
const FEW: f64 = 0.01;
/// Share of failed answers from which on an operation counts as down.
const MOST: f64 = 0.5;

/// Tries a scenario; none if it was canceled. What happens over time is played where an expectation depends on it, and with
/// `plays` for its own sake, too.
pub fn try_scenario(
    facts: &Facts,
    names: &Names,
    trials: &Trials<'_>,
    scenario: &Scenario,
    options: &Options,
    progress: &Progress,
    plays: bool,
) -> Option<Tried> {
    let mut outcomes = trials.run(scenario);
    let takes_time = outcomes.iter().any(|outcome| outcome.takes_time);
    let has_time = |trial: &Trial| !matches!(trial, Trial::Contract { .. });
    if !(takes_time || plays && scenario.trials.iter().any(has_time)) {
        return Some(Tried {
            outcomes,
            run: None,
        });
    }
    let simulation = Simulation::new(facts.design, facts, names);
    let run = simulation.run(scenario, options, progress)?;
    let judge = Judge {
        facts,
        simulation: &simulation,
        run: &run,
        causes: trials.beginning(&scenario.trials).words,
        first: scenario.trials.iter().find_map(part),
    };
    for outcome in outcomes.iter_mut().filter(|outcome| outcome.takes_time) {
        outcome.verdict = judge.verdict(&outcome.expectation);
    }
    Some(Tried {
        outcomes,
        run: Some(run),
    })
}

/// Tries one scenario of a design, and plays it; none if it was canceled.
pub fn try_once(
    design: &Design,
    scenario: &Scenario,
    options: &Options,
    progress: &Progress,
) -> Option<Tried> {
    let (facts, names) = (Facts::new(design), Names::new(design));
    let dependencies = Dependencies::new(&facts);
    let spreading = Spreading::new(&dependencies);
    let trials = Trials::new(design, &names, &spreading);
    try_scenario(&facts, &names, &trials, scenario, options, progress, true)
}

/// What a trial that takes time happens to.
fn part(trial: &Trial) -> Option<Part> {
    match trial {
        Trial::Down { part, .. } | Trial::Slow { part, .. } | Trial::CutOff { part, .. } => {
            Some(part.clone())
        }
        Trial::Load { operation, .. } => Some(Part::Operation(*operation)),
        Trial::Contract { .. } => None,
    }
}

/// Says whether expectations are met by a run.
struct Judge<'a> {
    facts: &'a Facts<'a>,
    simulation: &'a Simulation<'a>,
    run: &'a Run,
    causes: Vec<String>,
    first: Option<Part>,
}

impl Judge<'_> {
    fn verdict(&self, expectation: &Expectation) -> Verdict {
        if self.run.is_cut_short {
            let end = self.run.begin_s + self.run.columns as f64 * self.run.column_s;
            return Verdict::NotRun {
                why: format!(
                    "the simulation was cut short {} into the trials; the design has too much load for it",
                    Unit::Seconds.format(end.max(0.0))
                ),
            };
        }
        match expectation {
            Expectation::StaysUp(id) => self.answers(*id, true),
            Expectation::MayDegrade(id) => self.answers(*id, false),
            Expectation::MayFail(_) | Expectation::Compatible => Verdict::Met,
            Expectation::BlastRadiusAtMost(share) => self.blast_radius(*share),
            Expectation::RecoversWithin { operation, seconds } => {
                self.recovers(*operation, *seconds)
            }
        }
    }

    fn operation(&self, id: OperationId) -> Option<(&Operation, &OperationRun)> {
        let place = self.simulation.place(id)?;
        Some((self.facts.design.get(id)?, self.run.operations.get(place)?))
    }

    fn missed(&self, instead: String, played: &OperationRun) -> Verdict {
        let cause = self.first.clone().map(|part| Way {
            part,
            words: self.causes.join(", "),
        });
        Verdict::Missed {
            instead,
            path: cause
                .into_iter()
                .chain(played.path.iter().cloned())
                .collect(),
        }
    }

    fn answers(&self, id: OperationId, as_ever: bool) -> Verdict {
        let Some((operation, played)) = self.operation(id) else {
            return Verdict::Met;
        };
        let allowed = operation.target.map_or(FEW, |target| 1.0 - target);
        let [fine, worse, failed] = self.sums(played);
        let all = (fine + worse + failed).max(f64::MIN_POSITIVE);
        if failed / all > allowed {
            let instead = format!("{} of its calls fail", percent(failed / all));
            return self.missed(format!("{}: {instead}", operation.name), played);
        }
        if as_ever && worse / all > allowed {
            let instead = format!("{} of its answers lack something", percent(worse / all));
            return self.missed(format!("{}: {instead}", operation.name), played);
        }
        if let (true, Some(budget)) = (as_ever, operation.latency_ms) {
            let slowest = self.run.during().filter_map(|at| played.p95_ms.get(at));
            let (mut late, mut known, mut worst) = (0, 0, 0.0_f32);
            for time in slowest.filter(|time| !time.is_nan()) {
                known += 1;
                late += u32::from(*time > budget as f32);
                worst = worst.max(*time);
            }
            if late * 10 > known {
                let words = format!(
                    "{}: its answers take up to {}",
                    operation.name,
                    Unit::Milliseconds.format(rounded(f64::from(worst)))
                );
                return self.missed(words, played);
            }
        }
        Verdict::Met
    }

    /// The answers of an operation while trials go on: fine ones, worse ones, failures.
    fn sums(&self, played: &OperationRun) -> [f64; 3] {
        [&played.fine, &played.worse, &played.failed].map(|series| {
            let columns = self.run.during().filter_map(|at| series.get(at));
            columns.map(|rate| f64::from(*rate)).sum()
        })
    }

    fn blast_radius(&self, share: f64) -> Verdict {
        let (mut all, mut down, mut names) = (0.0, 0.0, Vec::new());
        for (id, operation) in self.facts.design.operations().iter() {
            let Some((_, played)) = self.operation(id) else {
                continue;
            };
            let weight = f64::from(self.facts.operation_tier(operation).weight());
            all += weight;
            let [fine, worse, failed] = self.sums(played);
            if failed > MOST * (fine + worse + failed) {
                down += weight;
                names.push(operation.name.as_str());
            }
        }
        if down <= share * all + 1e-9 {
            return Verdict::Met;
        }
        Verdict::Missed {
            instead: format!("{} is down: {}", percent(down / all), names.join(", ")),
            path: Vec::new(),
        }
    }

    fn recovers(&self, id: OperationId, seconds: f64) -> Verdict {
        let Some((operation, played)) = self.operation(id) else {
            return Verdict::Met;
        };
        match played.recovery {
            Recovery::Steady => Verdict::Met,
            Recovery::Recovered { after_s } if after_s <= seconds => Verdict::Met,
            recovery => self.missed(words(&operation.name, recovery), played),
        }
    }
}

impl Run {
    /// The columns in which trials go on.
    pub fn during(&self) -> std::ops::Range<usize> {
        let mut ends = self.trials.iter().map(|trial| trial.to_s);
        let last = ends.try_fold(0.0_f64, |last, end| Some(last.max(end?)));
        let column = |time: f64| ((time - self.begin_s) / self.column_s).ceil() as usize;
        let begin = column(0.0).min(self.columns);
        let end = last.map_or(self.columns, column);
        begin..end.clamp(begin, self.columns)
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
