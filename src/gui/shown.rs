//! The problem that is shown, and the analysis that it is of.

use std::sync::Arc;

use super::state::State;
use crate::lint::{Applicability, Diagnostic, part_name};
use crate::model::names::Names;
use crate::model::{ColorBy, Level, Reference};
use crate::scene::Risks;
use crate::session::Selection;
use crate::session::analysis::Analysis;
use crate::session::changes::changes;
use crate::session::figures::Figures;
use crate::session::problems::{self, ProblemKey};
use crate::session::settings::PaneTab;

/// So many problems are many.
const MANY: usize = 1000;

/// The problem that is shown, and what of it lights up on the canvas.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its place in the report.
    pub place: usize,
    /// What tells it from others.
    pub key: ProblemKey,
    /// How much it matters.
    pub level: Level,
    /// What it is about.
    pub subjects: Vec<Reference>,
    /// How its consequence comes about.
    pub path: Vec<Reference>,
    /// What was selected for it. When something else is, nothing is lit any more.
    selection: Selection,
    /// Tells it from those shown before.
    pub number: u64,
    /// What each of its fixes would change.
    pub changes: Vec<String>,
    /// What its way is called, part by part.
    pub way: Vec<String>,
    /// What it says.
    message: String,
}

impl State {
    /// The problem that is lit on the canvas.
    pub fn lit_problem(&self) -> Option<&Shown> {
        let is_seen = self.settings.pane && self.settings.pane_tab == PaneTab::Problems;
        let shown = self.problem.as_ref().filter(|_| is_seen);
        shown.filter(|shown| shown.selection == self.document.selection)
    }

    /// What the colors of cards tell, where they tell of risks.
    pub fn risks(&self) -> Option<Arc<Risks>> {
        let is_shown = self.color_by() == ColorBy::Risk;
        is_shown.then(|| Arc::clone(&self.analysis.risks))
    }

    /// The analysis is of the design as it is now.
    pub fn is_analyzed(&self) -> bool {
        self.analysis_number > 0 && self.analysis.revision == self.document.revision()
    }

    /// What the fixes of the report that is shown would change, as far as that is known.
    pub fn gains(&self) -> Option<&Figures> {
        let figures = &self.figures;
        let is_known = figures.revision == self.analysis.revision;
        (is_known && figures.availabilities().is_some()).then_some(figures)
    }

    /// The places of the fixes of a problem that a program can apply, the best first once that is known.
    pub fn fixes_of(&self, place: usize) -> Vec<usize> {
        let diagnostic = self.analysis.report.diagnostics.get(place);
        let fixes = diagnostic.map_or(&[][..], |diagnostic| &diagnostic.fixes);
        let fixes = fixes.iter().enumerate();
        let fixes = fixes.filter(|(_, fix)| fix.applicability != Applicability::Advice);
        let fixes = fixes.map(|(at, _)| at).collect();
        // Buttons change their places once at most, not with each gain that is found.
        match self.gains().filter(|gains| gains.is_ranked) {
            Some(gains) => gains.order(place, fixes),
            None => fixes,
        }
    }

    /// Takes over figures, if they are of the report that is shown.
    pub(super) fn adopt_figures(&mut self, figures: Figures) {
        if figures.revision == self.analysis.revision {
            let old = std::mem::replace(&mut self.figures, Arc::new(figures));
            if self.analysis.report.diagnostics.len() > MANY {
                std::thread::spawn(move || drop(old));
            }
            self.figures_number += 1;
        }
    }

    /// The problem that is shown.
    pub fn shown_problem(&self) -> Option<(&Shown, &Diagnostic)> {
        let shown = self.problem.as_ref()?;
        Some((shown, self.analysis.report.diagnostics.get(shown.place)?))
    }

    /// Shows the problem at a place of the report.
    pub(super) fn show_problem(&mut self, place: usize) {
        let analysis = Arc::clone(&self.analysis);
        let Some(diagnostic) = analysis.report.diagnostics.get(place) else {
            return;
        };
        let (subjects, path) = problems::parts(diagnostic);
        let first = subjects.first().copied();
        let design = self.document.design();
        let first = first.filter(|part| design.resolves(*part));
        self.document.selection = first.map(Selection::of).unwrap_or_default();
        self.outline_follows = true;
        self.problem = Some(self.shown(place, diagnostic));
        self.bring_all_into_sight(&[subjects, path].concat());
    }

    fn shown(&self, place: usize, diagnostic: &Diagnostic) -> Shown {
        let (subjects, path) = problems::parts(diagnostic);
        let design = &self.analysis.design;
        let fixes = diagnostic.fixes.iter();
        // While it says the same, it is about the same names.
        let same = self.problem.as_ref().filter(|old| {
            old.message == diagnostic.message && old.key == ProblemKey::of(diagnostic)
        });
        let (way, changes) = match same {
            Some(old) => (old.way.clone(), old.changes.clone()),
            None => {
                let names = Names::new(design);
                let way = diagnostic.path.iter();
                (
                    way.map(|part| part_name(design, &names, part)).collect(),
                    fixes
                        .map(|fix| changes(design, &names, &fix.transaction(design)))
                        .collect(),
                )
            }
        };
        Shown {
            way,
            changes,
            message: diagnostic.message.clone(),
            place,
            key: ProblemKey::of(diagnostic),
            level: diagnostic.level,
            subjects,
            path,
            selection: self.document.selection.clone(),
            number: self.problem.as_ref().map_or(0, |shown| shown.number) + 1,
        }
    }

    /// Takes over what was found. The problem that is shown stays shown if it is still there.
    pub(super) fn adopt_analysis(&mut self, analysis: Arc<Analysis>) {
        let old = std::mem::replace(&mut self.analysis, Arc::clone(&analysis));
        if old.report.diagnostics.len() > MANY {
            // Giving back the memory of a large one takes as long as a frame.
            std::thread::spawn(move || drop(old));
        }
        self.analysis_number += 1;
        let shown = self.problem.as_ref().and_then(|old| {
            let place = old.key.find(&analysis)?;
            let diagnostic = analysis.report.diagnostics.get(place)?;
            Some(Shown {
                selection: old.selection.clone(),
                ..self.shown(place, diagnostic)
            })
        });
        self.problem = shown;
    }
}
