//! What commands, clicks and panels do about failures.

use std::sync::Arc;

use super::{Failing, FailuresCommand, FailuresRequest, Playing};
use crate::gui::analysis::AnalysisCommand;
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::model::{OperationId, Part, Reference, Trial};
use crate::session::Selection;
use crate::session::consequences::Inquiry;
use crate::session::failures::{self, cutting_off, failing, is_about, slowing};
use crate::session::settings::PaneTab;
use crate::tool::Tool;

/// Why commands that change the picture wait.
const NOT_NOW: &str = "Not while parts fail; Escape ends failures mode";

impl App {
    pub(in crate::gui) fn run_failures(&mut self, command: FailuresCommand) {
        match command {
            FailuresCommand::Mode if self.state.failing.is_some() => self.end_failures(),
            FailuresCommand::Mode => self.begin_failures(),
            FailuresCommand::Fail => {
                self.begin_failures();
                for part in self.selected_parts() {
                    self.fail(part, true);
                }
            }
            FailuresCommand::Slow => {
                self.begin_failures();
                let trials: Vec<Trial> = self
                    .selected_parts()
                    .into_iter()
                    .filter_map(slowing)
                    .collect();
                if trials.is_empty() {
                    return self.tell("Only services, stores, entities and operations are slow");
                }
                self.change_failures(|all| {
                    all.retain(|trial| !trials.contains(trial));
                    all.extend(trials);
                });
            }
            FailuresCommand::CutOff => self.cut_off(),
            FailuresCommand::Restore => {
                let parts: Vec<Part> = self.selected_parts().iter().map(part_of).collect();
                self.change_failures(|all| {
                    all.retain(|trial| !parts.iter().any(|part| is_about(trial, part)));
                });
            }
            FailuresCommand::RestoreAll => self.change_failures(Vec::clear),
            FailuresCommand::Save => {
                let trials = self.state.failing.as_ref().map(|it| it.trials.clone());
                self.save_scenario(trials.unwrap_or_default());
            }
            FailuresCommand::Stops => {
                if let Some(id) = self.selected_operation() {
                    self.paths.show_operation(id);
                    self.run_analysis(AnalysisCommand::Tab(PaneTab::FailurePaths));
                }
            }
        }
    }

    pub(in crate::gui) fn take_failures_request(&mut self, request: FailuresRequest) {
        match request {
            FailuresRequest::Click(part, extend) => self.click_failing(part, extend),
            FailuresRequest::Remove(trial) => {
                self.change_failures(|all| all.retain(|other| *other != trial));
            }
            FailuresRequest::Try(trials) => {
                self.begin_failures();
                self.change_failures(|all| *all = trials);
            }
            FailuresRequest::Save(trials) => self.save_scenario(trials),
            FailuresRequest::Play(effects) => {
                // All that follows can be everywhere; a way is seen as a whole.
                if effects.is_way() {
                    let parts = effects.iter().map(|(part, _)| part);
                    let drawn: Vec<Reference> = parts.filter(|part| is_drawn(*part)).collect();
                    self.state.bring_all_into_sight(&drawn);
                }
                self.state.playing = Some(Playing {
                    effects,
                    since: None,
                });
            }
            FailuresRequest::Stop => self.state.playing = None,
            FailuresRequest::Show(part) => {
                self.finish_edit();
                self.state.document.selection = Selection::of(part);
                self.state.outline_follows = true;
                self.state.bring_into_sight(part);
            }
        }
    }

    fn begin_failures(&mut self) {
        if self.state.failing.is_some() {
            return;
        }
        self.finish_edit();
        let effects = self
            .state
            .with_context(|machine, context| machine.pick(Tool::Select, context));
        self.take_effects(effects);
        self.state.playing = None;
        let settings = &mut self.state.settings;
        self.state.failing = Some(Failing {
            before: (settings.pane, settings.pane_tab),
            ..Failing::default()
        });
        settings.pane = true;
        settings.pane_tab = PaneTab::FailurePaths;
    }

    /// Everything works again, and the window is as it was before.
    fn end_failures(&mut self) {
        let Some(failing) = self.state.failing.take() else {
            return;
        };
        self.state.playing = None;
        let settings = &mut self.state.settings;
        // Who has gone to another tab meanwhile wants to be there.
        if settings.pane && settings.pane_tab == PaneTab::FailurePaths {
            (settings.pane, settings.pane_tab) = failing.before;
        }
    }

    /// Backs out of what is going on. Returns whether something was.
    pub(in crate::gui) fn escape_failures(&mut self) -> bool {
        if let Some(failing) = &mut self.state.failing
            && failing.cutting.take().is_some()
        {
            return true;
        }
        if self.state.playing.take().is_some() {
            return true;
        }
        let was_on = self.state.failing.is_some();
        self.end_failures();
        was_on
    }

    fn change_failures(&mut self, change: impl FnOnce(&mut Vec<Trial>)) {
        self.state.playing = None;
        if let Some(failing) = &mut self.state.failing {
            failing.change(change);
        }
    }

    /// A click in failures mode: the part fails, alone or with the others, or works again.
    pub(in crate::gui) fn click_failing(&mut self, part: Reference, extend: bool) {
        self.finish_edit();
        self.state.document.selection = Selection::of(part);
        self.state.outline_follows = true;
        let cutting = self
            .state
            .failing
            .as_ref()
            .and_then(|it| it.cutting.clone());
        match (cutting, failures::place(part)) {
            (Some(one), Some(other)) if one != other => {
                self.change_failures(|all| all.push(cutting_off(one, other)));
            }
            _ => self.fail(part, extend),
        }
    }

    fn fail(&mut self, part: Reference, extend: bool) {
        let trial = match failing(self.state.document.design(), part) {
            Ok(trial) => trial,
            Err(why) => return self.tell(&why),
        };
        self.change_failures(|all| {
            let was_on = all.contains(&trial);
            if extend {
                all.retain(|other| *other != trial);
            } else {
                all.clear();
            }
            if !was_on {
                all.push(trial);
            }
        });
    }

    fn cut_off(&mut self) {
        self.begin_failures();
        let parts = self.selected_parts();
        let places: Vec<Part> = parts.iter().copied().filter_map(failures::place).collect();
        match places.as_slice() {
            [one, other] => {
                let trial = cutting_off(one.clone(), other.clone());
                self.change_failures(|all| all.push(trial));
            }
            [one] => {
                if let Some(failing) = &mut self.state.failing {
                    failing.cutting = Some(one.clone());
                }
            }
            _ => self.tell("Select one or two services, stores or entities"),
        }
    }

    /// Keeps trials as a scenario of the design, as one step.
    fn save_scenario(&mut self, trials: Vec<Trial>) {
        self.finish_edit();
        if trials.is_empty() {
            return self.tell("Nothing fails: click a part first");
        }
        let analysis = Arc::clone(&self.state.analysis);
        let follows = Inquiry::once(&analysis.design, &analysis.dependencies, |inquiry| {
            inquiry.of_trials(&trials)
        });
        let design = self.state.document.design();
        if !trials.iter().all(|trial| failures::is_there(design, trial)) {
            return self.tell("A part that fails is no longer in the design");
        }
        let (transaction, id) = failures::scenario(design, trials, &follows);
        self.do_and_tell(&transaction, Vec::new());
        self.show_scenario(id);
    }

    /// Finds what follows from what fails, when that or the design has changed.
    pub(in crate::gui) fn follow_failures(&mut self) {
        let number = self.state.analysis_number;
        let design = self.state.document.design();
        let Some(failing) = &mut self.state.failing else {
            return;
        };
        let wanted = Some((number, failing.number));
        if failing.found == wanted || number == 0 {
            return;
        }
        let analysis = &self.state.analysis;
        // What was deleted meanwhile cannot fail any more.
        failing
            .trials
            .retain(|trial| failures::is_there(design, trial));
        let known = failing.trials.iter();
        let known: Vec<Trial> = known
            .filter(|trial| failures::is_there(&analysis.design, trial))
            .cloned()
            .collect();
        let follows = Inquiry::once(&analysis.design, &analysis.dependencies, |inquiry| {
            inquiry.of_trials(&known)
        });
        failing.follows = Arc::new(follows);
        failing.found = wanted;
    }

    fn selected_operation(&self) -> Option<OperationId> {
        match self.state.document.selection.single()? {
            Reference::Operation(id) => Some(id),
            _ => None,
        }
    }

    fn selected_parts(&self) -> Vec<Reference> {
        self.state.document.selection.iter().collect()
    }

    /// Why a command has to wait until failures mode ends, if so.
    pub(in crate::gui) fn failures_keep_out(&self, command: Command) -> Option<&'static str> {
        let waits = self.state.failing.is_some() && changes_picture(command);
        waits.then_some(NOT_NOW)
    }

    /// Why a command would do nothing, or harm, now; none for what goes on as ever.
    pub(in crate::gui) fn failures_obstacle(&self, command: Command) -> Option<&'static str> {
        let Command::Failures(command) = command else {
            return self.failures_keep_out(command);
        };
        let failing = self.state.failing.as_ref();
        let is_selected = !self.state.document.selection.is_empty();
        let (fine, why_not) = match command {
            FailuresCommand::Mode => (!self.state.is_empty(), "The design is empty"),
            FailuresCommand::Fail | FailuresCommand::Slow | FailuresCommand::CutOff => {
                (is_selected, "Nothing is selected")
            }
            FailuresCommand::Restore => {
                let parts = self.selected_parts();
                let mut parts = parts.iter().map(part_of);
                let fails = failing.is_some_and(|it| parts.any(|part| it.is_failing(&part)));
                (fails, "Nothing that is selected fails")
            }
            FailuresCommand::Stops => (self.selected_operation().is_some(), "Select one operation"),
            FailuresCommand::RestoreAll | FailuresCommand::Save => (
                failing.is_some_and(|it| !it.trials.is_empty()),
                "Nothing fails; click a part in failures mode",
            ),
        };
        (!fine).then_some(why_not)
    }
}

/// Whether a command makes or moves things where in failures mode things fail.
fn changes_picture(command: Command) -> bool {
    match command {
        Command::PickTool(tool) => !matches!(tool, Tool::Select | Tool::Hand),
        Command::Cut
        | Command::Paste
        | Command::Delete
        | Command::Rename
        | Command::RenameEverywhere
        | Command::Design(_)
        | Command::Tidy(_)
        | Command::RouteLines
        | Command::InsertEntity
        | Command::InsertService
        | Command::InsertStore
        | Command::InsertZone
        | Command::InsertField
        | Command::InsertIndex
        | Command::InsertOperation
        | Command::InsertFeed
        | Command::InsertSaga => true,
        _ => false,
    }
}

/// Whether a part is on the canvas by itself.
fn is_drawn(part: Reference) -> bool {
    matches!(
        part,
        Reference::Service(_)
            | Reference::Entity(_)
            | Reference::Relationship(_)
            | Reference::Feed(_)
    )
}

/// A part that has an id, as trials name it.
fn part_of(part: &Reference) -> Part {
    match *part {
        Reference::Service(id) => Part::Service(id),
        Reference::Store(id) => Part::Store(id),
        Reference::Zone(id) => Part::Zone(id),
        Reference::Entity(id) => Part::Entity(id),
        Reference::Field(path) => Part::Field(path),
        Reference::Relationship(id) => Part::Relationship(id),
        Reference::Operation(id) => Part::Operation(id),
        Reference::Feed(id) => Part::Feed(id),
        Reference::Saga(id) => Part::Saga(id),
    }
}
