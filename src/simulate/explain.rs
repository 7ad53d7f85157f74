//! What there is to say about a run: what stays down, what recovered when, and how a failure got there.

use super::plan::{Step, Target};
use super::record::Reason;
use super::run::Played;
use super::{Recovery, RunFinding};
use crate::analysis::trials::Way;
use crate::base::quantity::Unit;
use crate::model::Part;

/// A peak of requests so many times as high as before is worth a word.
const PEAK: f64 = 1.5;
/// How long a path may get.
const LONGEST: usize = 12;

/// What a run shows, the gravest first.
pub(super) fn findings(
    played: &Played<'_>,
    recoveries: &[Recovery],
    has_load: bool,
) -> Vec<RunFinding> {
    let plan = played.plan;
    let mut findings = Vec::new();
    for (at, recovery) in recoveries.iter().enumerate() {
        let name = &plan.operations[at].name;
        let words = words(name, *recovery);
        if !words.is_empty() && matches!(plan.part(at), Part::Operation(_)) {
            findings.push(RunFinding {
                part: plan.part(at),
                words,
                is_grave: matches!(
                    recovery,
                    Recovery::StaysDown { .. } | Recovery::Before | Recovery::WithTheTrial
                ),
            });
        }
    }
    let during = played.frame.during(&played.record);
    for (store, counted) in plan.stores.iter().zip(&played.record.stores) {
        let mean = |range: std::ops::Range<usize>| {
            let counts = counted.asked.get(range).unwrap_or_default();
            let sum: f64 = counts.iter().map(|count| f64::from(*count)).sum();
            sum / counts.len().max(1) as f64
        };
        let usual = mean(0..during.start);
        let peak = (during.start..counted.asked.len().saturating_sub(2))
            .map(|at| mean(at..at + 3))
            .fold(0.0, f64::max);
        let column = played.record.column.as_seconds();
        let rate = |count: f64| {
            let rate = count * f64::from(plan.scale) / column;
            Unit::PerSecond.format(rounded(rate))
        };
        if !has_load && usual * column >= 2.0 && peak > PEAK * usual {
            findings.push(RunFinding {
                part: Part::Store(store.id),
                words: format!(
                    "{} gets {} at the peak, instead of {}",
                    store.name,
                    rate(peak),
                    rate(usual)
                ),
                is_grave: false,
            });
        }
    }
    findings.sort_by_key(|finding| !finding.is_grave);
    findings
}

/// What becomes of an operation, as a sentence; nothing where there is nothing to say.
pub(super) fn words(name: &str, recovery: Recovery) -> String {
    match recovery {
        Recovery::Steady => String::new(),
        Recovery::Recovered { after_s } if after_s <= 0.0 => {
            format!("{name} works again as soon as the cause is gone")
        }
        Recovery::Recovered { after_s } => {
            format!(
                "{name} recovers {} after the cause",
                Unit::Seconds.format(after_s)
            )
        }
        Recovery::Recovering => format!("{name} has not recovered yet when the run ends"),
        Recovery::StaysDown { below, closed_form } => {
            let rate = |rate: f64| Unit::PerSecond.format(rounded(rate));
            let limit = below.map_or(String::new(), |below| {
                format!("; it recovers only below {}", rate(below))
            });
            let known = closed_form.map_or(String::new(), |known| {
                format!(" (computed: {})", rate(known))
            });
            format!("{name} stays down after the cause is gone{limit}{known}")
        }
        Recovery::WithTheTrial => format!("{name} is down for as long as the cause lasts"),
        Recovery::Before => format!("{name} fails before anything is tried"),
    }
}

/// Three digits are all that a simulation can answer for.
pub(super) fn rounded(number: f64) -> f64 {
    if number <= 0.0 {
        return 0.0;
    }
    let step = 10_f64.powi(number.log10().floor() as i32 - 2);
    (number / step).round() * step
}

/// How a failure gets to an operation, from the cause on: the step that failed most often, and that of what it asked.
pub(super) fn path(played: &Played<'_>, operation: usize) -> Vec<Way> {
    let plan = played.plan;
    let mut path = Vec::new();
    let mut at = operation;
    while path.len() < LONGEST {
        let name = &plan.operations[at].name;
        let (first, end) = plan.operations[at].steps;
        let worst = (first..end)
            .map(|step| (played.record.steps[step].iter().sum::<u32>(), step))
            .filter(|(count, _)| *count > 0)
            // Of those that fail as often the first one is the cause.
            .max_by_key(|(count, step)| (*count, std::cmp::Reverse(*step)));
        let Some((_, place)) = worst else {
            break;
        };
        let step = &plan.steps[place];
        let counts = played.record.steps[place];
        let reason =
            (0..Reason::COUNT).max_by_key(|reason| (counts[*reason], std::cmp::Reverse(*reason)));
        path.push(way(
            plan.part(at),
            format!("{name} fails: {}", why(step, reason)),
        ));
        match step.target {
            Target::Operation(called) if called != at => at = called,
            Target::Store { store, .. } => {
                let most = played.record.stores[store].waiting.iter().max();
                let most = f64::from(most.copied().unwrap_or(0)) * f64::from(plan.scale);
                let plan = &plan.stores[store];
                let waits = format!("{most:.0} requests wait for {}", plan.name);
                let words = match plan.capacity {
                    Some(capacity) => {
                        let capacity = capacity * f64::from(played.plan.scale);
                        let serves = Unit::PerSecond.format(rounded(capacity));
                        format!("{waits}, which serves {serves}")
                    }
                    None => waits,
                };
                path.push(way(Part::Store(plan.id), words));
                break;
            }
            Target::Operation(_) | Target::Service(_) => break,
        }
    }
    if path.is_empty() {
        let name = &plan.operations[operation].name;
        let words = format!("{name} is not there to answer");
        path.push(way(plan.part(operation), words));
    }
    path.reverse();
    path
}

fn way(part: Part, words: String) -> Way {
    Way { part, words }
}

fn why(step: &Step, reason: Option<usize>) -> String {
    let label = &step.label;
    match reason {
        Some(reason) if reason == Reason::Called as usize => format!("{label} fails"),
        Some(reason) if reason == Reason::Breaker as usize => {
            format!("its circuit breaker to {label} is open")
        }
        Some(reason) if reason == Reason::Bulkhead as usize => {
            let most = step.bulkhead.unwrap_or_default();
            format!("{most} calls for {label} wait already")
        }
        Some(reason) if reason == Reason::RateLimit as usize => {
            let limit = Unit::PerSecond.format(step.rate_limit.unwrap_or_default());
            format!("no more than {limit} go to {label}")
        }
        _ => format!(
            "no answer for {label} within {}",
            Unit::Milliseconds.format(step.limit.as_milliseconds())
        ),
    }
}
