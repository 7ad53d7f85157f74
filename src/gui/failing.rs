//! Failures mode: parts are made to fail on the canvas and in the outline, and what follows is shown at once.
//!
//! While it is on, the canvas changes nothing of the design: a stray drag moves the view and no card. Panels go on editing, so
//! that a time limit typed into the inspector shows at once what it contains.

use std::sync::Arc;

use eframe::egui;

use super::app::App;
use super::command::Command;
use super::state::State;
use crate::model::{Part, Reference, Trial};
use crate::session::Selection;
use crate::session::consequences::{Consequences, Inquiry};
use crate::session::effects::Effects;
use crate::session::failures::{self, cutting_off, failing, is_about, slowing};
use crate::session::settings::PaneTab;
use crate::tool::Tool;

/// How long each step of a failure is seen before the next comes, in seconds.
const STEP_S: f64 = 0.45;

/// Why commands that change the picture wait.
const NOT_NOW: &str = "Not while parts fail; Escape ends failures mode";

/// Commands about failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailuresCommand {
    /// The mode begins or ends.
    Mode,
    /// What is selected fails.
    Fail,
    /// What is selected answers late.
    Slow,
    /// What is selected cannot reach something.
    CutOff,
    /// What is selected works again.
    Restore,
    /// Everything works again.
    RestoreAll,
    /// What fails is kept as a scenario.
    Save,
}

/// What panels want done about failures.
#[derive(Clone, Debug, PartialEq)]
pub enum FailuresRequest {
    /// A part was clicked; with Shift it comes to those that fail already.
    Click(Reference, bool),
    /// This trial ends.
    Remove(Trial),
    /// Exactly these go on, in failures mode.
    Try(Vec<Trial>),
    /// These are kept as a scenario.
    Save(Vec<Trial>),
    /// This failure is shown on the canvas, step by step.
    Play(Arc<Effects>),
    /// What was asked for is shown no more.
    Stop,
    /// A part is selected, and brought into sight.
    Show(Reference),
}

/// What fails in failures mode.
#[derive(Clone, Debug, Default)]
pub struct Failing {
    /// What is tried.
    pub trials: Vec<Trial>,
    /// What follows from it.
    pub follows: Arc<Consequences>,
    /// The part for which the other one is looked for that it cannot reach.
    pub cutting: Option<Part>,
    /// Rises with each change of the trials.
    number: u64,
    /// What `follows` was found for: the analysis and the trials.
    found: Option<(u64, u64)>,
    /// Whether the pane was open, and at which tab.
    before: (bool, PaneTab),
}

/// A failure that is shown step by step.
#[derive(Clone, Debug)]
pub struct Playing {
    effects: Arc<Effects>,
    /// Since when, in seconds of the window's clock.
    since: Option<f64>,
}

impl Playing {
    /// All of it at once.
    pub fn at_once(effects: Arc<Effects>) -> Self {
        Self {
            effects,
            since: None,
        }
    }
}

impl Failing {
    fn change(&mut self, change: impl FnOnce(&mut Vec<Trial>)) {
        change(&mut self.trials);
        self.number += 1;
        self.cutting = None;
    }

    /// Whether something is tried with a part.
    pub fn is_failing(&self, part: &Part) -> bool {
        self.trials.iter().any(|trial| is_about(trial, part))
    }
}

impl State {
    /// What is shown of a failure on the canvas: how far it has come, by steps. What is played goes before what fails.
    pub fn shown_effects(&mut self, ctx: &egui::Context) -> Option<(Arc<Effects>, u32)> {
        let plays = matches!(
            self.settings.pane_tab,
            PaneTab::FailurePaths | PaneTab::Scenarios
        );
        let is_seen = self.settings.pane && plays;
        let Some(playing) = self.playing.as_mut().filter(|_| is_seen) else {
            let failing = self.failing.as_ref()?;
            return Some((Arc::clone(&failing.follows.effects), u32::MAX));
        };
        let effects = Arc::clone(&playing.effects);
        if ctx.global_style().animation_time == 0.0 {
            return Some((effects, u32::MAX));
        }
        let now = ctx.input(|input| input.time);
        let since = *playing.since.get_or_insert(now);
        let hop = ((now - since) / STEP_S).floor().max(0.0) as u32;
        if hop < effects.last_hop() {
            let next = since + f64::from(hop + 1) * STEP_S;
            let wait = std::time::Duration::from_secs_f64((next - now).max(0.01));
            ctx.request_repaint_after(wait);
        }
        Some((effects, hop))
    }

    /// What is played is something else since the design has changed; it goes on where it is.
    pub(super) fn replay(&mut self, effects: Arc<Effects>) {
        if let Some(playing) = &mut self.playing {
            playing.effects = effects;
        }
    }
}

impl App {
    pub(super) fn run_failures(&mut self, command: FailuresCommand) {
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
                let trials: Vec<Trial> =
                    self.selected_parts().into_iter().filter_map(slowing).collect();
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
        }
    }

    pub(super) fn take_failures_request(&mut self, request: FailuresRequest) {
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
                let parts: Vec<Reference> = effects.iter().map(|(part, _)| part).collect();
                self.state.bring_all_into_sight(&parts);
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
    pub(super) fn escape_failures(&mut self) -> bool {
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
    pub(super) fn click_failing(&mut self, part: Reference, extend: bool) {
        self.finish_edit();
        self.state.document.selection = Selection::of(part);
        self.state.outline_follows = true;
        let cutting = self.state.failing.as_ref().and_then(|it| it.cutting.clone());
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
    pub(super) fn follow_failures(&mut self) {
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

    fn selected_parts(&self) -> Vec<Reference> {
        self.state.document.selection.iter().collect()
    }

    /// Why a command would do nothing, or harm, now; none for what goes on as ever.
    pub(super) fn failures_obstacle(&self, command: Command) -> Option<&'static str> {
        let Command::Failures(command) = command else {
            let waits = self.state.failing.is_some() && changes_picture(command);
            return waits.then_some(NOT_NOW);
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
