//! Which fix helps most: for each, what it does to the expected downtime of critical operations.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Applicability, Fix, Gain, Report};
use crate::analysis::availability::{MINUTES_PER_MONTH, Memo};
use crate::analysis::dependencies::{Dependencies, Subject};
use crate::analysis::facts::Facts;
use crate::analysis::failure::{Cancelled, Limits, Probability};
use crate::edit::Transaction;
use crate::model::{Design, Part, Tier};

/// All fixes, the best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// What each does.
    pub gains: Vec<Gain>,
    /// Minutes a month in which critical operations are down now, all together.
    pub minutes: f64,
}

/// Less than this many minutes a month is nothing.
const NOTHING: f64 = 1e-6;
/// How many pairs are tried of fixes that do nothing alone.
const MOST_PAIRS: usize = 100;

/// Evaluates all [`candidates`], on snapshots, and pairs of those that do nothing alone.
///
/// `found` hears of each as soon as it is known, in no particular order, on whatever thread found it. The limits' cancel token ends
/// the work. So many processors stay free for others: for a window that is to go on. Where no operation is critical, there is
/// nothing to rank by.
pub fn rank(
    design: &Design,
    report: &Report,
    limits: &Limits,
    spared: usize,
    found: &(dyn Fn(&Gain) + Sync),
) -> Result<Ranking, Cancelled> {
    let mut ranker = Ranker::new(design, report, limits)?;
    ranker.threads = ranker.threads.saturating_sub(spared).max(1);
    if ranker.subjects.is_empty() {
        return Ok(Ranking::default());
    }
    let candidates: Vec<_> = candidates(report).map(|fix| vec![fix]).collect();
    let mut gains = ranker.all(&candidates, found)?;
    let pairs = ranker.pairs(&gains);
    let together = ranker.all(&pairs, &|gain| {
        if gain.minutes < -NOTHING {
            found(gain);
        }
    })?;
    gains.extend(together.into_iter().filter(|gain| gain.minutes < -NOTHING));
    gains.sort_by(|a, b| {
        let by_gain = a.minutes.total_cmp(&b.minutes);
        by_gain.then_with(|| a.fixes.cmp(&b.fixes))
    });
    Ok(Ranking {
        gains,
        minutes: ranker.before.iter().map(|down| minutes(*down)).sum(),
    })
}

/// The fixes that can be applied, as the places of their diagnostics in the report and of the fixes there.
pub fn candidates(report: &Report) -> impl Iterator<Item = (usize, usize)> {
    let open = report.diagnostics.iter().enumerate();
    let open = open.filter(|(_, diagnostic)| diagnostic.accepted.is_none());
    open.flat_map(|(place, diagnostic)| {
        let fixes = diagnostic.fixes.iter().enumerate();
        let fixes = fixes.filter(|(_, fix)| fix.applicability != Applicability::Advice);
        fixes.map(move |(at, _)| (place, at))
    })
}

struct Ranker<'a> {
    design: &'a Design,
    report: &'a Report,
    limits: &'a Limits,
    memo: Memo,
    subjects: Vec<Subject>,
    before: Vec<Probability>,
    threads: usize,
}

impl<'a> Ranker<'a> {
    fn new(design: &'a Design, report: &'a Report, limits: &'a Limits) -> Result<Self, Cancelled> {
        let dependencies = Dependencies::of_downtime(&Facts::new(design));
        let operations = dependencies.operations().iter();
        let subjects: Vec<Subject> = operations
            .filter(|operation| operation.tier == Tier::Critical)
            .map(|operation| operation.subject)
            .collect();
        let memo = Memo::default();
        let before = memo.probabilities(&dependencies, &subjects, limits)?;
        Ok(Self {
            design,
            report,
            limits,
            memo,
            subjects,
            before,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        })
    }

    fn fix(&self, (diagnostic, fix): (usize, usize)) -> Option<&Fix> {
        self.report.diagnostics.get(diagnostic)?.fixes.get(fix)
    }

    /// Evaluates candidates on as many threads as there are processors. The result is in the order of the candidates.
    fn all(
        &self,
        candidates: &[Vec<(usize, usize)>],
        found: &(dyn Fn(&Gain) + Sync),
    ) -> Result<Vec<Gain>, Cancelled> {
        let next = AtomicUsize::new(0);
        let gains: Mutex<BTreeMap<usize, Gain>> = Mutex::default();
        let work = || -> Result<(), Cancelled> {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(fixes) = candidates.get(at) else {
                    return Ok(());
                };
                if self.limits.cancel.is_cancelled() {
                    return Err(Cancelled);
                }
                if let Some(gain) = self.evaluate(fixes)? {
                    found(&gain);
                    let mut gains = gains.lock().unwrap_or_else(PoisonError::into_inner);
                    gains.insert(at, gain);
                }
            }
        };
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..self.threads.min(candidates.len()))
                .map(|_| scope.spawn(work))
                .collect();
            let mut result = work();
            for other in others {
                result = result.and(other.join().unwrap_or(Err(Cancelled)));
            }
            result
        })?;
        let gains = gains.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(gains.into_values().collect())
    }

    /// None for fixes that cannot be applied, or not together.
    fn evaluate(&self, fixes: &[(usize, usize)]) -> Result<Option<Gain>, Cancelled> {
        let mut after = self.design.clone();
        for at in fixes {
            let Some(fix) = self.fix(*at) else {
                return Ok(None);
            };
            let transaction: Transaction = fix.transaction(&after);
            if transaction.is_empty() || after.apply(&transaction).is_err() {
                return Ok(None);
            }
        }
        let dependencies = Dependencies::of_downtime(&Facts::new(&after));
        let down = self
            .memo
            .probabilities(&dependencies, &self.subjects, self.limits)?;
        let mut operations: Vec<(Subject, f64)> = Vec::new();
        let mut exact = true;
        for ((subject, before), after) in self.subjects.iter().zip(&self.before).zip(&down) {
            let change = minutes(*after) - minutes(*before);
            exact &= is_exact(*before) && is_exact(*after);
            if change.abs() > NOTHING {
                operations.push((*subject, change));
            }
        }
        operations.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        Ok(Some(Gain {
            fixes: fixes.to_vec(),
            // Nothing is nothing, not minus nothing.
            minutes: operations.iter().map(|(_, change)| change).sum::<f64>() + 0.0,
            operations,
            exact,
        }))
    }

    /// Pairs of fixes that do nothing alone and are about something in common.
    fn pairs(&self, gains: &[Gain]) -> Vec<Vec<(usize, usize)>> {
        let idle: Vec<(usize, usize)> = gains
            .iter()
            .filter(|gain| gain.operations.is_empty())
            .filter_map(|gain| gain.fixes.first().copied())
            .collect();
        let parts = |at: &(usize, usize)| -> &[Part] {
            let diagnostic = self.report.diagnostics.get(at.0);
            diagnostic.map_or(&[], |diagnostic| &diagnostic.subjects)
        };
        let mut pairs = Vec::new();
        for (place, one) in idle.iter().enumerate() {
            for other in &idle[place + 1..] {
                let common = parts(one).iter().any(|part| parts(other).contains(part));
                if one.0 == other.0 || !common {
                    continue;
                }
                if pairs.len() == MOST_PAIRS {
                    return pairs;
                }
                pairs.push(vec![*one, *other]);
            }
        }
        pairs
    }
}

/// Expected minutes a month; of bounds, the middle.
fn minutes(down: Probability) -> f64 {
    f64::midpoint(down.low(), down.high()) * MINUTES_PER_MONTH
}

fn is_exact(down: Probability) -> bool {
    matches!(down, Probability::Exact(_))
}
