//! The live analysis: every revision of a document is checked on a thread of its own, and the newest result is kept.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::analysis::Analysis;
use crate::lint::Settings;
use crate::model::Design;

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
            self.at_once = Some(Analysis {
                // So that pictures of the window are the same each time.
                took: Duration::ZERO,
                ..Analysis::new(design, revision, settings)
            });
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
    use super::*;
    use crate::session::analysis::tests::keyless;

    #[test]
    fn the_newest_revision_wins_and_every_result_says_which_it_is_of() {
        let mut analyst = Analyst::start(|| ());
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
}
