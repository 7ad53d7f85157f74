//! What is worked out of a revision once the rules have said what is at fault: how often everything is down, how far each
//! failure reaches, and what each fix would change.
//!
//! Invariant: it says which revision it is of, and all its places are those of the report of that revision.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::analysis::Analysis;
use crate::analysis::availability::Availabilities;
use crate::analysis::dependencies::{Subject, Words};
use crate::analysis::failure::{Cancelled, Limits};
use crate::analysis::spread::Spreading;
use crate::lint::{Gain, candidates, rank};
use crate::model::names::Names;
use crate::model::{Part, Reference};

/// While fixes are ranked, what was found so far is shown this often.
const BEAT: Duration = Duration::from_millis(100);

/// The exact figures of a revision.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The document's revision.
    pub revision: u64,
    known: Arc<Known>,
    /// What each fix does, in no particular order before all are known.
    gains: Vec<Gain>,
    /// The places in `gains` of what a fix does alone, and of the best pair that it is in.
    alone: BTreeMap<(usize, usize), usize>,
    together: BTreeMap<(usize, usize), usize>,
    /// The place of the best.
    best: Option<usize>,
    /// How many fixes there are to rank.
    pub candidates: usize,
    /// All fixes are ranked.
    pub is_ranked: bool,
}

/// What is known before the fixes are.
#[derive(Debug, Default)]
struct Known {
    availabilities: Option<Availabilities>,
    radii: Vec<(Part, f64)>,
    names: BTreeMap<Subject, String>,
    /// What each cause is called, and the part that fails.
    causes: Vec<(String, Option<Reference>)>,
}

impl Figures {
    /// How often everything is down, and how far each failure reaches; the fixes are still to be ranked. What did not change
    /// since the figures `before` is taken from there.
    pub fn new(before: &Self, analysis: &Analysis, limits: &Limits) -> Result<Self, Cancelled> {
        let dependencies = &analysis.dependencies;
        let before = before.known.availabilities.as_ref();
        let availabilities = Availabilities::after(before, dependencies, limits)?;
        let names = Names::new(&analysis.design);
        let words = Words::new(&analysis.design, &names, dependencies);
        let subjects = availabilities.iter().map(|(subject, _)| subject);
        Ok(Self {
            revision: analysis.revision,
            candidates: candidates(&analysis.report).count(),
            known: Arc::new(Known {
                radii: Spreading::new(dependencies).blast_radii_within(limits)?,
                names: subjects.map(|of| (of, words.subject(of))).collect(),
                causes: dependencies
                    .causes()
                    .iter()
                    .map(|known| {
                        let part = known.cause.parts().first().and_then(Part::reference);
                        (words.cause(&known.cause), part)
                    })
                    .collect(),
                availabilities: Some(availabilities),
            }),
            ..Self::default()
        })
    }

    /// The same with all fixes ranked. `found` is shown what is known so far, from time to time.
    pub fn ranked(
        &self,
        analysis: &Analysis,
        limits: &Limits,
        found: &(dyn Fn(Self) + Sync),
    ) -> Result<Self, Cancelled> {
        let heard: Mutex<(Vec<Gain>, Instant)> = Mutex::new((Vec::new(), Instant::now()));
        let ranking = rank(&analysis.design, &analysis.report, limits, 1, &|gain| {
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.0.push(gain.clone());
            if heard.1.elapsed() >= BEAT {
                heard.1 = Instant::now();
                let so_far = heard.0.clone();
                drop(heard);
                found(self.with(so_far));
            }
        })?;
        Ok(Self {
            is_ranked: true,
            ..self.with(ranking.gains)
        })
    }

    fn with(&self, gains: Vec<Gain>) -> Self {
        let (mut alone, mut together) = (BTreeMap::new(), BTreeMap::new());
        for (place, gain) in gains.iter().enumerate() {
            match gain.fixes.as_slice() {
                [fix] => {
                    alone.insert(*fix, place);
                }
                several => {
                    for fix in several {
                        let best = together.entry(*fix).or_insert(place);
                        if gain.minutes < gains[*best].minutes {
                            *best = place;
                        }
                    }
                }
            }
        }
        let better = gains
            .iter()
            .enumerate()
            .filter(|(_, gain)| gain.is_better());
        let best = better.min_by(|(_, a), (_, b)| {
            let by_gain = a.minutes.total_cmp(&b.minutes);
            by_gain.then_with(|| a.fixes.cmp(&b.fixes))
        });
        Self {
            revision: self.revision,
            known: Arc::clone(&self.known),
            best: best.map(|(place, _)| place),
            gains,
            alone,
            together,
            candidates: self.candidates,
            is_ranked: false,
        }
    }

    /// How often everything is down; none before it is known.
    pub fn availabilities(&self) -> Option<&Availabilities> {
        self.known.availabilities.as_ref()
    }

    /// The share of all operations, weighted by tier, that a service, a store or a failure domain takes down alone.
    pub fn blast_radius(&self, part: &Part) -> Option<f64> {
        let mut radii = self.known.radii.iter();
        radii.find(|(of, _)| of == part).map(|(_, radius)| *radius)
    }

    /// What a subject is called.
    pub fn name(&self, subject: Subject) -> String {
        self.known.names.get(&subject).cloned().unwrap_or_default()
    }

    /// What a cause is called, by its index.
    pub fn cause(&self, at: usize) -> &str {
        let cause = self.known.causes.get(at);
        cause.map_or("", |(name, _)| name.as_str())
    }

    /// The part that fails by a cause, by its index.
    pub fn cause_part(&self, at: usize) -> Option<Reference> {
        self.known.causes.get(at)?.1
    }

    /// How many fixes are ranked so far.
    pub fn tried(&self) -> usize {
        self.alone.len()
    }

    /// What a fix does, by the places of its problem in the report and of the fix there.
    pub fn gain(&self, problem: usize, fix: usize) -> Option<&Gain> {
        self.gains.get(*self.alone.get(&(problem, fix))?)
    }

    /// What a fix that does nothing alone does with the one that goes best with it.
    pub fn pair(&self, problem: usize, fix: usize) -> Option<&Gain> {
        self.gains.get(*self.together.get(&(problem, fix))?)
    }

    /// What the best fix of a problem does; of those that do the same, the first.
    pub fn best_of(&self, problem: usize) -> Option<&Gain> {
        let of = self.alone.range((problem, 0)..=(problem, usize::MAX));
        of.filter_map(|(_, place)| self.gains.get(*place))
            .min_by(|a, b| a.minutes.total_cmp(&b.minutes))
    }

    /// The places of some fixes of a problem, the best first.
    pub fn order(&self, problem: usize, mut fixes: Vec<usize>) -> Vec<usize> {
        // What is not known yet changes nothing, as far as anybody knows.
        let minutes = |fix: &usize| self.gain(problem, *fix).map_or(0.0, |gain| gain.minutes);
        fixes.sort_by(|a, b| minutes(a).total_cmp(&minutes(b)));
        fixes
    }

    /// The fix that helps all critical operations together most, or two where together they help more than any alone.
    pub fn best(&self) -> Option<&Gain> {
        self.gains.get(self.best?)
    }

    /// What helps one operation most.
    pub fn best_for(&self, subject: Subject) -> Option<&Gain> {
        let helping = self.gains.iter().filter(|gain| gain.of(subject) < 0.0);
        helping.min_by(|a, b| {
            let by_gain = a.of(subject).total_cmp(&b.of(subject));
            by_gain.then_with(|| a.fixes.cmp(&b.fixes))
        })
    }
}
