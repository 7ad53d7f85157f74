//! The live analysis: every revision of a document is checked on a thread of its own, and the newest result is kept.
//!
//! Invariant: results say which revision they are of. Whoever changes the design by one of them looks at that first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::decisions::Standing;
use crate::lint::{Counts, Diagnostic, Report, Settings, check, has_run_out, part_name};
use crate::model::names::Names;
use crate::model::{DecisionId, Design, Level, Part, Reference, ServiceId};
use crate::scene::Risks;

/// What the rules found in a revision of a document.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The document's revision.
    pub revision: u64,
    /// The design that was checked.
    pub design: Design,
    /// How it was checked.
    pub settings: Settings,
    /// What was found.
    pub report: Report,
    /// How much was found.
    pub counts: Counts,
    /// How many errors and warnings name a part. One that names a field or a key counts for its entity too.
    pub marks: BTreeMap<Reference, Mark>,
    /// How many errors and warnings name a service or something in it.
    pub services: BTreeMap<ServiceId, Mark>,
    /// The worst that names each entity, accepted or not worth a warning left out.
    pub risks: Arc<Risks>,
    /// The decisions of the design.
    pub decided: Vec<Decided>,
    /// How long it took.
    pub took: Duration,
}

/// A decision, with what the analysis knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Which.
    pub id: DecisionId,
    /// What its subject is called.
    pub subject: String,
    /// Whether it holds.
    pub standing: Standing,
}

/// How many errors and warnings there are somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How many.
    pub count: usize,
    /// How much the worst matters.
    pub worst: Level,
}

impl Analysis {
    /// Checks a design.
    pub fn new(design: Design, revision: u64, settings: Settings) -> Self {
        let start = Instant::now();
        let report = check(&design, &settings);
        let took = start.elapsed();
        let (mut marks, mut services) = (BTreeMap::new(), BTreeMap::new());
        let serious = report.open().filter(|found| found.level >= Level::Warning);
        for diagnostic in serious {
            let mut parts: Vec<Reference> = Vec::new();
            let subjects = diagnostic.subjects.iter().filter_map(Part::reference);
            for part in subjects {
                parts.push(part);
                parts.extend(entity_of(&design, part));
            }
            parts.sort_unstable();
            parts.dedup();
            let mut within: Vec<ServiceId> = parts
                .iter()
                .filter_map(|part| service_of(&design, *part))
                .collect();
            within.sort_unstable();
            within.dedup();
            for part in parts {
                mark(&mut marks, part, diagnostic.level);
            }
            for service in within {
                mark(&mut services, service, diagnostic.level);
            }
        }
        let risks = marks.iter().filter_map(|(part, mark)| match part {
            Reference::Entity(id) => Some((*id, mark.worst)),
            _ => None,
        });
        Self {
            revision,
            counts: report.counts(),
            risks: Arc::new(risks.collect()),
            decided: decided(&design, &report, &settings),
            marks,
            services,
            design,
            settings,
            report,
            took,
        }
    }

    /// The errors, warnings and notes that name a part, what matters most first. What names a field or a key names its entity too.
    pub fn about(&self, part: Reference) -> impl Iterator<Item = (usize, &Diagnostic)> {
        let all = self.report.diagnostics.iter().enumerate();
        all.filter(move |(_, diagnostic)| {
            let mut subjects = diagnostic.subjects.iter().filter_map(Part::reference);
            diagnostic.accepted.is_none()
                && subjects.any(|subject| {
                    subject == part || entity_of(&self.design, subject) == Some(part)
                })
        })
    }
}

fn decided(design: &Design, report: &Report, settings: &Settings) -> Vec<Decided> {
    if design.decisions().is_empty() {
        return Vec::new();
    }
    let accepted = report.diagnostics.iter().filter_map(|found| found.accepted);
    let used: BTreeSet<DecisionId> = accepted.collect();
    let names = Names::new(design);
    let decisions = design.decisions().iter();
    decisions
        .map(|(id, decision)| Decided {
            id,
            subject: part_name(design, &names, &decision.subject),
            standing: if has_run_out(decision, settings.today) {
                Standing::Expired
            } else if used.contains(&id) {
                Standing::InForce
            } else {
                Standing::Unused
            },
        })
        .collect()
}

fn mark<K: Ord>(marks: &mut BTreeMap<K, Mark>, key: K, level: Level) {
    let mark = marks.entry(key).or_insert(Mark {
        count: 0,
        worst: level,
    });
    mark.count += 1;
    mark.worst = mark.worst.max(level);
}

/// The entity whose card shows what is wrong with a part that is no entity.
fn entity_of(design: &Design, part: Reference) -> Option<Reference> {
    let entity = match part {
        Reference::Field(path) => path.entity,
        Reference::Relationship(id) => design.get(id)?.from.entity,
        Reference::Feed(id) => design.get(id)?.to,
        _ => return None,
    };
    Some(Reference::Entity(entity))
}

/// The service that answers for a part.
pub fn service_of(design: &Design, part: Reference) -> Option<ServiceId> {
    match part {
        Reference::Service(id) => Some(id),
        Reference::Store(id) => design.get(id)?.owner,
        Reference::Zone(_) => None,
        Reference::Entity(id) => design.get(id)?.service,
        Reference::Field(path) => design.get(path.entity)?.service,
        Reference::Relationship(id) => design.get(design.get(id)?.from.entity)?.service,
        Reference::Operation(id) => design.get(id)?.service,
        Reference::Feed(id) => design.get(design.get(id)?.to)?.service,
        Reference::Saga(id) => design.get(id)?.coordinator,
    }
}

/// Checks one revision after the other, away from the thread that asks.
#[derive(Debug)]
pub struct Analyst {
    desk: Option<Arc<Desk>>,
    /// Counts what was asked for; the answer to anything but the last is late, and yet better than the one before.
    asked: u64,
    answered: u64,
    since: Option<Instant>,
    /// What was found at once.
    at_once: Option<Analysis>,
}

/// Where work is put and results are taken from.
struct Desk {
    papers: Mutex<Papers>,
    changed: Condvar,
    wake: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct Papers {
    task: Option<(u64, Design, u64, Settings)>,
    done: Option<(u64, Analysis)>,
    closed: bool,
}

impl Analyst {
    /// One that checks on the calling thread, for tests.
    pub fn at_once() -> Self {
        Self::with(None)
    }

    fn with(desk: Option<Arc<Desk>>) -> Self {
        Self {
            desk,
            asked: 0,
            answered: 0,
            since: None,
            at_once: None,
        }
    }

    /// One with a thread. `wake` is called there when something was found.
    pub fn start(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let desk = Arc::new(Desk {
            papers: Mutex::default(),
            changed: Condvar::new(),
            wake: Box::new(wake),
        });
        let own = Arc::clone(&desk);
        let thread = thread::Builder::new().name("analysis".into());
        // Without threads the caller does it: late results are worse than a slow frame.
        Self::with(thread.spawn(move || own.work()).is_ok().then_some(desk))
    }

    /// Asks for the analysis of a revision. What waits is forgotten; what is being checked comes to an end, so that something
    /// is found even while changes come faster than results.
    pub fn ask(&mut self, design: Design, revision: u64, settings: Settings) {
        self.asked += 1;
        let Some(desk) = &self.desk else {
            self.at_once = Some(Analysis::new(design, revision, settings));
            return;
        };
        self.since.get_or_insert_with(Instant::now);
        desk.papers().task = Some((self.asked, design, revision, settings));
        desk.changed.notify_all();
    }

    /// What was asked for so far is of no use any more: another document comes.
    pub fn forget(&mut self) {
        self.asked += 1;
        self.answered = self.asked;
        self.since = None;
        self.at_once = None;
        if let Some(desk) = &self.desk {
            desk.papers().task = None;
        }
    }

    /// The newest result that was not taken yet.
    pub fn take(&mut self) -> Option<Analysis> {
        let Some(desk) = &self.desk else {
            self.answered = self.asked;
            return self.at_once.take();
        };
        let (number, analysis) = desk.papers().done.take()?;
        if number <= self.answered {
            return None;
        }
        self.answered = number;
        if number == self.asked {
            self.since = None;
        }
        Some(analysis)
    }

    /// Waits until the last thing that was asked for is there to be taken.
    pub fn fence(&self) {
        let Some(desk) = &self.desk else { return };
        let mut papers = desk.papers();
        while self.answered < self.asked
            && papers
                .done
                .as_ref()
                .is_none_or(|(number, _)| *number < self.asked)
        {
            papers = (desk.changed.wait(papers)).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// For how long something has been waited for; none: for nothing.
    pub fn waiting(&self) -> Option<Duration> {
        self.since.map(|since| since.elapsed())
    }
}

impl Drop for Analyst {
    fn drop(&mut self) {
        if let Some(desk) = &self.desk {
            desk.papers().closed = true;
            desk.changed.notify_all();
        }
    }
}

impl Desk {
    /// Nothing is done while it is locked that could leave it in disorder.
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks what comes until there is nobody left who asks.
    fn work(&self) {
        loop {
            let mut papers = self.papers();
            let (number, design, revision, settings) = loop {
                if papers.closed {
                    return;
                }
                match papers.task.take() {
                    Some(task) => break task,
                    None => {
                        papers =
                            (self.changed.wait(papers)).unwrap_or_else(PoisonError::into_inner);
                    }
                }
            };
            drop(papers);
            let analysis = Analysis::new(design, revision, settings);
            self.papers().done = Some((number, analysis));
            self.changed.notify_all();
            (self.wake)();
        }
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::format::native::{self, Syntax};

    /// A service with so many entities that have no key.
    fn keyless(count: usize) -> Design {
        let entity = |number| {
            format!(
                "(name: \"entity_{number}\", service: \"Orders\", fields: [(name: \"note\", type: \"text\")]),"
            )
        };
        let entities: String = (0..count).map(entity).collect();
        let text =
            format!("Design(format: 1, services: [(name: \"Orders\")], entities: [{entities}])");
        native::read(text.as_bytes(), Syntax::Ron).unwrap().design
    }

    #[test]
    fn the_newest_revision_wins_and_every_result_says_which_it_is_of() {
        let woken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&woken);
        let mut analyst = Analyst::start(move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        for revision in 1..=20 {
            analyst.ask(keyless(revision), revision as u64, Settings::default());
        }
        analyst.fence();
        let analysis = analyst.take().expect("the fence waited for it");
        assert_eq!(analysis.revision, 20);
        assert_eq!(analysis.design.entities().len(), 20);
        assert!(analyst.take().is_none() && analyst.waiting().is_none());
    }

    #[test]
    fn nothing_of_another_document_arrives() {
        let mut analyst = Analyst::start(|| ());
        analyst.ask(keyless(3), 7, Settings::default());
        analyst.forget();
        analyst.ask(keyless(1), 0, Settings::default());
        analyst.fence();
        assert_eq!(analyst.take().map(|analysis| analysis.revision), Some(0));
    }

    #[test]
    fn what_is_wrong_counts_at_the_part_and_within_its_service() {
        let analysis = Analysis::new(keyless(2), 0, Settings::default());
        let service = analysis.design.services().ids().next().unwrap();
        let within = analysis.services.get(&service).unwrap();
        for (id, _) in analysis.design.entities().iter() {
            let mark = analysis.marks.get(&Reference::Entity(id)).unwrap();
            assert_eq!(mark.worst, Level::Error, "it has no key");
            assert_eq!(analysis.risks.get(&id), Some(&Level::Error));
            assert!(within.count >= mark.count);
        }
    }
}
