//! The live analysis: every revision of a document is checked on a thread of its own, and the newest result is kept. What takes
//! longer than the rules, the exact figures, comes after them, and ends unfinished when the design changes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::analysis::Analysis;
use super::figures::Figures;
use crate::analysis::failure::Limits;
use crate::base::cancel::Cancel;
use crate::lint::Settings;
use crate::model::Design;

/// Fixes are ranked once the design has not changed for so long: it takes all processors, and who draws needs one.
const QUIET: Duration = Duration::from_millis(200);

/// Checks one revision after the other, away from the thread that asks.
#[derive(Debug)]
pub struct Analyst {
    desk: Option<Arc<Desk>>,
    /// Counts what was asked for; the answer to anything but the last is late, and yet better than the one before.
    asked: u64,
    answered: u64,
    /// What was asked for up to here is of no use any more.
    forgotten: u64,
    since: Option<Instant>,
    /// What was found at once, and the figures of it or of the one before.
    at_once: Option<Arc<Analysis>>,
    figures: Option<Figures>,
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
    /// Ends the figures that are being worked out.
    cancel: Cancel,
    done: Option<(u64, Arc<Analysis>)>,
    figures: Option<(u64, Figures)>,
    /// Nothing more will come of what was asked for up to here.
    finished: u64,
    closed: bool,
}

impl Analyst {
    /// One that checks on the calling thread, for tests. Figures come only where they are waited for.
    pub fn at_once() -> Self {
        Self::with(None)
    }

    fn with(desk: Option<Arc<Desk>>) -> Self {
        Self {
            desk,
            asked: 0,
            answered: 0,
            forgotten: 0,
            since: None,
            at_once: None,
            figures: None,
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

    /// Asks for the analysis of a revision. What waits is forgotten, and figures are left unfinished; rules that are being asked
    /// come to an end, so that something is found even while changes come faster than results.
    pub fn ask(&mut self, design: Design, revision: u64, settings: Settings) {
        self.asked += 1;
        let Some(desk) = &self.desk else {
            self.at_once = Some(Arc::new(Analysis {
                // So that pictures of the window are the same each time.
                took: Duration::ZERO,
                ..Analysis::new(design, revision, settings)
            }));
            return;
        };
        self.since.get_or_insert_with(Instant::now);
        let mut papers = desk.papers();
        papers.cancel.cancel();
        papers.task = Some((self.asked, design, revision, settings));
        drop(papers);
        desk.changed.notify_all();
    }

    /// What was asked for so far is of no use any more: another document comes.
    pub fn forget(&mut self) {
        self.asked += 1;
        self.answered = self.asked;
        self.forgotten = self.asked;
        self.since = None;
        self.at_once = None;
        self.figures = None;
        if let Some(desk) = &self.desk {
            let mut papers = desk.papers();
            papers.cancel.cancel();
            papers.task = None;
        }
    }

    /// The newest result that was not taken yet.
    pub fn take(&mut self) -> Option<Arc<Analysis>> {
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

    /// The figures of the newest result, as far as they are known, if they are better known than when they were taken last.
    pub fn take_figures(&mut self) -> Option<Figures> {
        let Some(desk) = &self.desk else {
            return self.figures.take();
        };
        let mut papers = desk.papers();
        // Those of a result that was not taken yet can wait for it.
        let (number, _) = papers.figures.as_ref()?;
        if *number > self.answered {
            return None;
        }
        let (number, figures) = papers.figures.take()?;
        (number == self.answered && number > self.forgotten).then_some(figures)
    }

    /// Waits until all that was asked for is there to be taken, its figures too.
    pub fn fence(&mut self, shown: &Analysis) {
        let Some(desk) = &self.desk else {
            let analysis = self.at_once.as_deref().unwrap_or(shown);
            let limits = Limits::default();
            let figures = Figures::new(&Figures::default(), analysis, &limits);
            self.figures = figures
                .and_then(|known| known.ranked(analysis, &limits, &|_| ()))
                .ok();
            return;
        };
        let mut papers = desk.papers();
        while papers.finished < self.asked && self.asked > self.forgotten {
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
            let mut papers = desk.papers();
            papers.cancel.cancel();
            papers.closed = true;
            drop(papers);
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
        let mut before = Figures::default();
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
            // Made while nobody can ask: whoever asks from here on ends the figures of this task.
            let limits = Limits::default();
            papers.cancel = limits.cancel.clone();
            drop(papers);
            let analysis = Arc::new(Analysis::new(design, revision, settings));
            self.papers().done = Some((number, Arc::clone(&analysis)));
            (self.wake)();
            self.figures(number, &analysis, &mut before, &limits);
            self.papers().finished = number;
            self.changed.notify_all();
        }
    }

    /// Works the figures out, for as long as nobody asks for others.
    fn figures(&self, number: u64, analysis: &Analysis, before: &mut Figures, limits: &Limits) {
        let show = |figures: Figures| {
            self.papers().figures = Some((number, figures));
            (self.wake)();
        };
        let Ok(known) = Figures::new(before, analysis, limits) else {
            return;
        };
        *before = known.clone();
        show(known.clone());
        let papers = self.papers();
        let no_other = |papers: &mut Papers| papers.task.is_none() && !papers.closed;
        let waited = self.changed.wait_timeout_while(papers, QUIET, no_other);
        drop(waited);
        if limits.cancel.is_cancelled() {
            return;
        }
        if let Ok(ranked) = known.ranked(analysis, limits, &show) {
            show(ranked);
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
    use crate::session::example;

    /// Everything that comes of what was asked for.
    fn all(analyst: &mut Analyst) -> (Option<Arc<Analysis>>, Option<Figures>) {
        analyst.fence(&Analysis::default());
        (analyst.take(), analyst.take_figures())
    }

    #[test]
    fn the_newest_revision_wins_and_every_result_says_which_it_is_of() {
        let mut analyst = Analyst::start(|| ());
        for revision in 1..=20 {
            analyst.ask(keyless(revision), revision as u64, Settings::default());
        }
        let (analysis, figures) = all(&mut analyst);
        let analysis = analysis.expect("the fence waited for it");
        assert_eq!(analysis.revision, 20);
        assert_eq!(analysis.design.entities().len(), 20);
        assert_eq!(figures.map(|figures| figures.revision), Some(20));
        assert!(analyst.take().is_none() && analyst.waiting().is_none());
        assert!(analyst.take_figures().is_none());
    }

    #[test]
    fn nothing_of_another_document_arrives() {
        let mut analyst = Analyst::start(|| ());
        analyst.ask(keyless(3), 7, Settings::default());
        analyst.forget();
        analyst.ask(keyless(1), 0, Settings::default());
        let (analysis, figures) = all(&mut analyst);
        assert_eq!(analysis.map(|analysis| analysis.revision), Some(0));
        assert_eq!(figures.map(|figures| figures.revision), Some(0));
        analyst.ask(keyless(3), 7, Settings::default());
        analyst.forget();
        let (analysis, figures) = all(&mut analyst);
        assert!(analysis.is_none() && figures.is_none());
    }

    #[test]
    fn figures_come_first_without_gains_then_with_all_of_them() {
        let (send, woken) = std::sync::mpsc::channel();
        let mut analyst = Analyst::start(move || send.send(()).unwrap_or_default());
        analyst.ask(example().design().clone(), 1, Settings::default());
        let mut seen: Vec<(usize, bool)> = Vec::new();
        while !seen.last().is_some_and(|(_, is_ranked)| *is_ranked) {
            woken.recv().expect("the thread goes on");
            analyst.take();
            if let Some(figures) = analyst.take_figures() {
                assert!(figures.availabilities().is_some());
                seen.push((figures.tried(), figures.is_ranked));
            }
        }
        assert_eq!(seen.first(), Some(&(0, false)), "{seen:?}");
        assert!(
            seen.is_sorted() && seen.last() > Some(&(10, true)),
            "{seen:?}"
        );
    }

    #[test]
    fn an_edit_ends_the_figures_that_are_being_worked_out() {
        let mut analyst = Analyst::start(|| ());
        let shop = example().design().clone();
        analyst.ask(shop.clone(), 1, Settings::default());
        let desk = analyst.desk.clone().expect("it has a thread");
        // While the fixes are still to be ranked.
        while desk.papers().figures.is_none() {
            thread::yield_now();
        }
        let cancel = desk.papers().cancel.clone();
        analyst.ask(shop, 2, Settings::default());
        assert!(cancel.is_cancelled());
        let (_, figures) = all(&mut analyst);
        let figures = figures.expect("those of the edited design");
        assert!(figures.revision == 2 && figures.is_ranked);
    }
}
