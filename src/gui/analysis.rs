//! The analysis in the window: asks for it after every change, and does what panels ask about problems and their fixes.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui;

use super::accepting::Acceptance;
use super::app::App;
use super::panels::coupling::CouplingClick;
use super::request::Modal;
use crate::edit::assign::{Home, assign};
use crate::lint::{Applicability, Mended, Settings};
use crate::model::{DecisionId, Part, Reference};
use crate::session::analysis::Analysis;
use crate::session::decisions;
use crate::session::settings::{Grouping, PaneTab};

/// An analysis that takes longer is said to be going on.
const MOMENT: Duration = Duration::from_millis(400);

/// Commands about the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalysisCommand {
    /// The next problem of the list.
    Next,
    /// The problem before.
    Previous,
    /// The first fix of the problem.
    Fix,
    /// All fixes that keep what the design says.
    FixSafe,
    /// The problem is accepted.
    Accept,
    /// All problems are accepted.
    AcceptAll,
    /// The page of the rule.
    Explain,
    /// The pane opens or closes.
    Pane,
    /// The pane shows this.
    Tab(PaneTab),
    /// Problems are listed below this.
    GroupBy(Grouping),
}

/// What a panel wants done about problems. Places are those of the report that is shown.
#[derive(Clone, Debug)]
pub enum AnalysisRequest {
    /// Show the problem at this place.
    Select(usize),
    /// Show the first problem of a part.
    ShowOf(Reference),
    /// Apply a fix of the problem at this place.
    Fix(usize, usize),
    /// Ask why the problem at this place is accepted.
    AskAccept(usize),
    /// Ask why a decision is as it is.
    AskRevise(DecisionId),
    /// Something was typed into the dialog.
    Typed(Acceptance),
    /// Do what the dialog is about.
    Accept(Acceptance),
    /// Take a decision back.
    Withdraw(DecisionId),
    /// Type this into the filter.
    Filter(String),
    /// Do what was clicked among what couples the services.
    Coupling(CouplingClick),
}

impl App {
    /// Takes what was found, and asks for more when the design has changed since.
    pub(super) fn follow_analysis(&mut self, ctx: &egui::Context) {
        let document = &self.state.document;
        if !self.is_analyzed_or_asked() {
            self.analyzed = Some(document.revision());
            let design = document.design().clone();
            self.analyst
                .ask(design, document.revision(), Settings::today());
        }
        if let Some(analysis) = self.analyst.take() {
            self.state.adopt_analysis(analysis);
            ctx.request_repaint();
        }
        if let Some(waited) = self.analyst.waiting()
            && waited < MOMENT
        {
            ctx.request_repaint_after(MOMENT.saturating_sub(waited));
        }
    }

    /// Whether the analysis of the design as it is now was asked for.
    pub(super) fn is_analyzed_or_asked(&self) -> bool {
        self.analyzed == Some(self.state.document.revision())
    }

    /// Another document comes, of which nothing is known.
    pub(super) fn forget_analysis(&mut self) {
        self.analyst.forget();
        self.analyzed = None;
        self.problems.forget();
        self.paths.forget();
    }

    /// An analysis has been going on for a while.
    pub(super) fn is_analyzing(&self) -> bool {
        self.analyst
            .waiting()
            .is_some_and(|waited| waited >= MOMENT)
    }

    /// Waits until the design as it is now is analyzed; for tests and measurements.
    pub fn finish_analysis(&mut self, ctx: &egui::Context) {
        self.follow_analysis(ctx);
        self.analyst.fence();
        self.follow_analysis(ctx);
    }

    /// What was found in the design; for tests.
    pub fn analysis(&self) -> &Analysis {
        &self.state.analysis
    }

    pub(super) fn run_analysis(&mut self, command: AnalysisCommand) {
        let shown = self.state.problem.as_ref().map(|shown| shown.place);
        match command {
            AnalysisCommand::Next => self.step_problem(1),
            AnalysisCommand::Previous => self.step_problem(-1),
            AnalysisCommand::Fix => {
                if let Some((place, fix)) = self.best_fix() {
                    self.apply_fix(place, fix);
                }
            }
            AnalysisCommand::FixSafe => {
                let document = &self.state.document;
                let settings = Settings::today();
                self.jobs
                    .mend(document.design().clone(), document.revision(), settings);
            }
            AnalysisCommand::Accept => {
                if let Some(place) = shown {
                    self.ask_accept(&[place]);
                }
            }
            AnalysisCommand::AcceptAll => {
                let count = self.state.analysis.report.diagnostics.len();
                self.ask_accept(&(0..count).collect::<Vec<_>>());
            }
            AnalysisCommand::Explain if shown.is_none() => {
                self.state.modal = Some(Modal::Shortcuts);
            }
            AnalysisCommand::Explain => {
                let is_seen = self.shows_tab(PaneTab::Problems);
                self.problems.page = !(is_seen && self.problems.page);
                self.show_tab(PaneTab::Problems);
            }
            AnalysisCommand::Pane => {
                let settings = &mut self.state.settings;
                settings.pane = !settings.pane;
            }
            AnalysisCommand::Tab(tab) => self.show_tab(tab),
            AnalysisCommand::GroupBy(by) => self.state.settings.problems_by = by,
        }
    }

    pub(super) fn take_analysis_request(&mut self, request: AnalysisRequest) {
        match request {
            AnalysisRequest::Select(place) => {
                self.finish_edit();
                self.show_tab(PaneTab::Problems);
                self.state.show_problem(place);
                self.problems.follow(&self.state);
            }
            AnalysisRequest::ShowOf(part) => {
                let first = self.state.analysis.about(part).next();
                if let Some(place) = first.map(|(place, _)| place) {
                    self.problems.filter.clear();
                    self.take_analysis_request(AnalysisRequest::Select(place));
                }
            }
            AnalysisRequest::Fix(place, fix) => self.apply_fix(place, fix),
            AnalysisRequest::AskAccept(place) => self.ask_accept(&[place]),
            AnalysisRequest::AskRevise(id) => self.ask_revise(id),
            AnalysisRequest::Typed(form) => self.state.modal = Some(Modal::Accept(form)),
            AnalysisRequest::Accept(form) => self.accept(&form),
            AnalysisRequest::Withdraw(id) => {
                let transaction = decisions::withdraw(self.state.document.design(), id);
                self.do_and_tell(&transaction, Vec::new());
            }
            AnalysisRequest::Filter(filter) => self.problems.filter = filter,
            AnalysisRequest::Coupling(CouplingClick::Select(parts)) => {
                self.finish_edit();
                let parts: Vec<Reference> = parts.iter().filter_map(Part::reference).collect();
                self.state.bring_all_into_sight(&parts);
                self.state.document.selection = parts.into_iter().collect();
            }
            AnalysisRequest::Coupling(CouplingClick::Move(entity, service)) => {
                self.finish_edit();
                let home = Home::Service(Some(service));
                let transaction = assign(self.state.document.design(), &[entity], home);
                self.do_and_tell(&transaction, Vec::new());
            }
        }
    }

    /// Whether the pane shows this now.
    pub(super) fn shows_tab(&self, tab: PaneTab) -> bool {
        self.state.settings.pane && self.state.settings.pane_tab == tab
    }

    fn show_tab(&mut self, tab: PaneTab) {
        self.state.settings.pane = true;
        self.state.settings.pane_tab = tab;
    }

    /// Goes to another problem of the list, around its end.
    fn step_problem(&mut self, by: isize) {
        self.problems.make_rows(&self.state);
        if let Some(place) = self.problems.step(&self.state, by) {
            self.take_analysis_request(AnalysisRequest::Select(place));
        }
    }

    /// The first fix of the problem that is shown that a program can apply.
    fn best_fix(&self) -> Option<(usize, usize)> {
        let (shown, diagnostic) = self.state.shown_problem()?;
        let mut fixes = diagnostic.fixes.iter();
        let fix = fixes.position(|fix| fix.applicability != Applicability::Advice)?;
        Some((shown.place, fix))
    }

    fn apply_fix(&mut self, place: usize, nth: usize) {
        self.finish_edit();
        if !self.state.is_analyzed() {
            // What was shown before the fix is not what it would do now.
            return self.tell("The design has changed; look at the problem again");
        }
        let analysis = Arc::clone(&self.state.analysis);
        let diagnostic = analysis.report.diagnostics.get(place);
        let Some(fix) = diagnostic.and_then(|diagnostic| diagnostic.fixes.get(nth)) else {
            return;
        };
        let design = self.state.document.design();
        let transaction = fix.transaction(design);
        let shown = self
            .state
            .problem
            .as_ref()
            .filter(|shown| shown.place == place);
        let what = shown.and_then(|shown| shown.changes.get(nth));
        let what = what.cloned().unwrap_or_default();
        let notes = [what, fix.cost.clone()];
        let notes = notes.into_iter().filter(|note| !note.is_empty()).collect();
        self.do_and_tell(&transaction, notes);
    }

    /// Changes the design and says so, with a way back.
    pub(super) fn do_and_tell(
        &mut self,
        transaction: &crate::edit::Transaction,
        notes: Vec<String>,
    ) {
        if transaction.is_empty() {
            return self.tell("There is nothing to change any more");
        }
        let before = self.state.document.history().state();
        self.apply(transaction);
        if self.state.document.history().state() != before {
            self.tell_done(transaction.label.clone(), notes);
        }
    }

    /// Applies what was found to be safe to apply.
    pub(super) fn mended(&mut self, revision: u64, mended: Mended) {
        if revision != self.state.document.revision() {
            return self.tell("The design has changed meanwhile; nothing was fixed");
        }
        if mended.fixes.is_empty() {
            return self.tell("No problem has a fix that keeps what the design says");
        }
        self.do_and_tell(&mended.transaction, mended.fixes);
    }

    /// Why a command about the analysis would do nothing.
    pub(super) fn analysis_obstacle(&self, command: AnalysisCommand) -> Option<&'static str> {
        let report = &self.state.analysis.report;
        let (fine, why_not) = match command {
            AnalysisCommand::Next | AnalysisCommand::Previous => {
                (!report.diagnostics.is_empty(), "Nothing is wrong")
            }
            AnalysisCommand::Fix => (
                self.best_fix().is_some(),
                "Select a problem that has a fix; F8 goes to the next problem",
            ),
            AnalysisCommand::FixSafe => {
                let mut fixes = report.open().flat_map(|diagnostic| &diagnostic.fixes);
                let has_one = fixes.any(|fix| fix.applicability == Applicability::Safe);
                (
                    has_one,
                    "No problem has a fix that keeps what the design says",
                )
            }
            AnalysisCommand::Accept => {
                let shown = self.state.shown_problem();
                (
                    shown.is_some_and(|(_, found)| decisions::can_be_accepted(found)),
                    "Select a problem that is not accepted; F8 goes to the next problem",
                )
            }
            AnalysisCommand::AcceptAll => (
                report.diagnostics.iter().any(decisions::can_be_accepted),
                "Nothing is left to accept",
            ),
            _ => return None,
        };
        (!fine).then_some(why_not)
    }

    /// Whether a command about the analysis switches something that is on.
    pub(super) fn analysis_is_on(&self, command: AnalysisCommand) -> Option<bool> {
        match command {
            AnalysisCommand::Pane => Some(self.state.settings.pane),
            AnalysisCommand::Tab(tab) => Some(self.shows_tab(tab)),
            AnalysisCommand::GroupBy(by) => Some(self.state.settings.problems_by == by),
            AnalysisCommand::Explain => {
                Some(self.shows_tab(PaneTab::Problems) && self.problems.page)
            }
            _ => None,
        }
    }
}
