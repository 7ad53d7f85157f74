//! Keeps what is shown up with the analysis and with what is chosen. What takes long is found by jobs.

use std::sync::Arc;

use super::lists::{Chosen, places};
use super::{FoundFailures, Overview, Paths, Source};
use crate::analysis::failure::Limits;
use crate::gui::app::App;
use crate::session::causes::causes;
use crate::session::consequences::{Consequences, Inquiry, Step};
use crate::session::effects::Effects;
use crate::session::stopping::stopping;

impl Paths {
    /// Takes over what a job has found.
    pub(in crate::gui) fn found(&mut self, found: FoundFailures) {
        match found {
            FoundFailures::Overview(number, overview) => {
                if let Some(overview) = overview.filter(|_| number >= self.overview_of) {
                    self.overview = Arc::new(overview);
                    self.overview_of = number;
                }
            }
            FoundFailures::Stopping(number, subject, stopping) => {
                if self.stopping_of == Some((number, subject)) {
                    self.stopping = stopping.map(|it| Arc::new(*it));
                    // Places may be those of other sets now.
                    self.from_set = None;
                }
            }
        }
    }

    /// Asks for what has changed.
    pub(super) fn follow(&mut self, app: &mut App) {
        let is_failing = app.state.failing.is_some();
        if is_failing && !self.was_failing {
            self.side = super::Side::Causes;
            self.choose(Some(Source::Now));
            self.left.go_to(0);
        } else if !is_failing && self.source == Some(Source::Now) {
            self.choose(None);
        }
        self.was_failing = is_failing;
        let number = app.state.analysis_number;
        if number == 0 {
            return;
        }
        if self.asked != number {
            self.asked = number;
            self.of = app.state.analysis.design.clone();
            if let Some(job) = self.job.take() {
                app.jobs.cancel(job);
            }
            let analysis = Arc::clone(&app.state.analysis);
            self.job = Some(app.jobs.find_failures(move |cancel| {
                let (design, dependencies) = (&analysis.design, &analysis.dependencies);
                let overview = Inquiry::once(design, dependencies, |inquiry| {
                    let operations = inquiry.dependencies().operations().iter();
                    let operations = operations
                        .map(|it| (it.subject, inquiry.words().subject(it.subject), it.tier))
                        .collect();
                    causes(inquiry, cancel)
                        .ok()
                        .map(|causes| Overview { causes, operations })
                });
                FoundFailures::Overview(number, overview)
            }));
        }
        if let Some(Source::Operation(subject)) = self.source
            && self.stopping_of != Some((number, subject))
        {
            if self.stopping_of.is_none_or(|(_, of)| of != subject) {
                self.stopping = None;
            }
            self.stopping_of = Some((number, subject));
            if let Some(job) = self.stopping_job.take() {
                app.jobs.cancel(job);
            }
            let analysis = Arc::clone(&app.state.analysis);
            self.stopping_job = Some(app.jobs.find_failures(move |cancel| {
                let limits = Limits {
                    cancel: cancel.clone(),
                    ..Limits::default()
                };
                let found = Inquiry::once(&analysis.design, &analysis.dependencies, |inquiry| {
                    stopping(inquiry, subject, &limits)
                });
                FoundFailures::Stopping(number, subject, found.ok().flatten().map(Box::new))
            }));
        }
        let before = self.follows_of.clone();
        self.find(app);
        // What is on the canvas is of the design as it is now.
        if self.follows_of != before
            && app.state.playing.is_some()
            && let Some(effects) = self.shown_effects()
        {
            app.state.replay(effects);
        }
    }

    /// Finds what follows from what is chosen at the left.
    pub(super) fn find(&mut self, app: &App) {
        let number = app.state.analysis_number;
        let Some(source) = self.source.clone() else {
            self.follows = Arc::default();
            self.follows_of = None;
            return;
        };
        if let (Source::Now, Some(failing)) = (&source, &app.state.failing) {
            if !Arc::ptr_eq(&self.follows, &failing.follows) {
                self.follows = Arc::clone(&failing.follows);
                self.chosen = None;
            }
            self.follows_of = None;
            return;
        }
        // The list of causes is that of an earlier analysis for a moment.
        if self.follows_of == Some((number, source.clone())) || self.overview_of != number {
            return;
        }
        let analysis = &app.state.analysis;
        let cause = match &source {
            Source::Cause(words) => {
                let mut all = self.overview.causes.iter();
                all.find(|listed| listed.words == *words)
            }
            Source::Now | Source::Operation(_) => None,
        };
        self.follows = match cause {
            Some(listed) => Arc::new(Inquiry::once(
                &analysis.design,
                &analysis.dependencies,
                |inquiry| inquiry.of_atoms(&listed.atoms, vec![listed.words.clone()]),
            )),
            None => Arc::default(),
        };
        self.follows_of = Some((number, source));
        self.from_set = None;
        self.find_set(app);
    }

    /// Finds what follows from the cut set that is chosen.
    pub(super) fn find_set(&mut self, app: &App) {
        let Some(Chosen::Set(place)) = self.chosen else {
            return;
        };
        let set = self.stopping.as_ref().and_then(|it| it.sets.get(place));
        let Some(set) = set else { return };
        let analysis = &app.state.analysis;
        let follows = Inquiry::once(&analysis.design, &analysis.dependencies, |inquiry| {
            inquiry.of_atoms(&set.atoms, set.words.clone())
        });
        self.from_set = Some((place, Arc::new(follows)));
    }

    /// The failure that is looked at: of the source, or of the cut set that is chosen.
    pub(super) fn shown_follows(&self) -> Option<&Arc<Consequences>> {
        match (&self.source, self.chosen) {
            (Some(Source::Operation(_)), Some(Chosen::Set(place))) => {
                let set = self.from_set.as_ref();
                set.filter(|(of, _)| *of == place).map(|(_, follows)| follows)
            }
            (Some(Source::Operation(_)) | None, _) => None,
            _ => Some(&self.follows),
        }
    }

    /// The way that is looked at.
    pub(super) fn way(&self) -> Option<&[Step]> {
        let follows = self.shown_follows()?;
        let suffering = match self.chosen? {
            Chosen::Suffering(place) => follows.suffering.get(place),
            Chosen::Set(_) => {
                let Some(Source::Operation(subject)) = self.source else {
                    return None;
                };
                follows.suffering.iter().find(|it| it.subject == subject)
            }
            Chosen::Stopped(_) => None,
        };
        suffering.map(|it| it.way.as_slice())
    }

    /// What the canvas shows of what is chosen; none where it shows what fails in failures mode.
    pub(super) fn shown_effects(&self) -> Option<Arc<Effects>> {
        let follows = self.shown_follows()?;
        match self.way() {
            Some(way) => Some(Arc::new(follows.effects.along(&places(&self.of, way)))),
            None if self.source == Some(Source::Now) => None,
            None => Some(Arc::clone(&follows.effects)),
        }
    }
}
