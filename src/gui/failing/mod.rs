//! Failures mode: parts are made to fail on the canvas and in the outline, and what follows is shown at once.
//!
//! While it is on, the canvas changes nothing of the design: a stray drag moves the view and no card. Panels go on editing, so
//! that a time limit typed into the inspector shows at once what it contains.

mod run;

use std::sync::Arc;

use eframe::egui;

use super::state::State;
use crate::model::{Part, Reference, Trial};
use crate::session::consequences::Consequences;
use crate::session::effects::Effects;
use crate::session::failures::is_about;
use crate::session::settings::PaneTab;

/// How long each step of a failure is seen before the next comes, in seconds.
const STEP_S: f64 = 0.45;

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
    /// What stops the selected operation is shown.
    Stops,
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

    /// Rises with each change of the trials.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether something is tried with a part.
    pub fn is_failing(&self, part: &Part) -> bool {
        self.trials.iter().any(|trial| is_about(trial, part))
    }
}

impl State {
    /// What is shown of a failure on the canvas: how far it has come, by steps. What is played goes before what fails.
    pub fn shown_effects(&mut self, ctx: &egui::Context) -> Option<(Arc<Effects>, u32)> {
        let is_seen = self.sees_played();
        let Some(playing) = self.playing.as_mut().filter(|_| is_seen) else {
            let failing = self.failing.as_ref()?;
            let effects = Arc::clone(&failing.follows.effects);
            return (!effects.is_empty()).then_some((effects, u32::MAX));
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

    /// All that the failure does that is shown on the canvas, however far that has come.
    pub fn effects(&self) -> Option<&Effects> {
        let playing = self.playing.as_ref().filter(|_| self.sees_played());
        let playing = playing.map(|playing| &playing.effects);
        let failing = self.failing.as_ref().map(|it| &it.follows.effects);
        let effects = playing.or(failing)?;
        (!effects.is_empty()).then_some(effects)
    }

    /// What is played belongs to the tab that it is chosen in.
    fn sees_played(&self) -> bool {
        let tabs = [PaneTab::FailurePaths, PaneTab::Scenarios];
        self.settings.pane && tabs.contains(&self.settings.pane_tab)
    }

    /// What is played is something else since the design has changed; it goes on where it is.
    pub(super) fn replay(&mut self, effects: Arc<Effects>) {
        if let Some(playing) = &mut self.playing {
            playing.effects = effects;
        }
    }
}
