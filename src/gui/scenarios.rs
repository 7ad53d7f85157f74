//! Trying scenarios: one after the other, away from the UI thread, with what came of each as long as the design is that one.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use eframe::egui;

use super::app::App;
use super::failing::Playing;
use crate::edit::Builder;
use crate::edit::fresh;
use crate::model::{Design, Expectation, Part, Scenario, ScenarioId, Trial};
use crate::session::effects::Effects;
use crate::session::settings::PaneTab;
use crate::simulate::{Progress, Run, Tried};

/// How often the progress of a run is shown.
const MOMENT: Duration = Duration::from_millis(100);

/// Commands about scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScenariosCommand {
    /// All of them are tried.
    RunAll,
    /// A new one is made.
    Add,
}

/// What panels want done about scenarios.
#[derive(Clone, Debug, PartialEq)]
pub enum ScenariosRequest {
    /// This one is shown.
    Choose(ScenarioId),
    /// This one is tried.
    Run(ScenarioId),
    /// What is tried is ended.
    Cancel,
    /// This chart is shown.
    Chart(Chart),
    /// The canvas shows how things stand at this time of the run; none: as ever.
    Look(Option<f64>),
}

/// What a chart shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chart {
    /// Answers.
    Throughput,
    /// Failures.
    #[default]
    Failures,
    /// How long answers take.
    Latency,
    /// What waits in front of stores.
    Queues,
    /// How old copies are.
    Staleness,
}

/// What came of a scenario.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The design that it was tried on.
    pub design: Design,
    /// What came of it.
    pub tried: Tried,
}

/// What has been tried.
#[derive(Debug, Default)]
pub struct Scenarios {
    /// The one that is shown.
    pub chosen: Option<ScenarioId>,
    /// The chart that is shown.
    pub chart: Chart,
    /// The time that the canvas shows.
    pub look: Option<f64>,
    outcomes: BTreeMap<ScenarioId, Arc<Outcome>>,
    running: Option<Running>,
    waiting: VecDeque<ScenarioId>,
    /// How many of those that were asked for are done.
    done: usize,
}

#[derive(Debug)]
struct Running {
    id: ScenarioId,
    job: u64,
    progress: Progress,
}

impl Outcome {
    /// Whether it is of a design that says the same; where things stand in views does not matter.
    pub fn is_of(&self, design: &Design) -> bool {
        let own = &self.design;
        own.header() == design.header()
            && own.services() == design.services()
            && own.stores() == design.stores()
            && own.zones() == design.zones()
            && own.entities() == design.entities()
            && own.relationships() == design.relationships()
            && own.operations() == design.operations()
            && own.feeds() == design.feeds()
            && own.sagas() == design.sagas()
    }

    /// Whether it is what came of the scenario as it is now.
    pub fn is_current(&self, design: &Design, id: ScenarioId) -> bool {
        self.design.get(id) == design.get(id) && self.is_of(design)
    }
}

impl Scenarios {
    /// Another document comes.
    pub fn forget(&mut self) {
        *self = Self {
            chart: self.chart,
            ..Self::default()
        };
    }

    /// What came of a scenario when it was tried last.
    pub fn outcome(&self, id: ScenarioId) -> Option<&Arc<Outcome>> {
        self.outcomes.get(&id)
    }

    /// What is being tried: which, how far, and how many of how many.
    pub fn running(&self) -> Option<(ScenarioId, f32, usize, usize)> {
        let running = self.running.as_ref()?;
        let all = self.done + 1 + self.waiting.len();
        Some((running.id, running.progress.share(), self.done + 1, all))
    }

    /// Whether a scenario is tried now or next.
    pub fn is_asked(&self, id: ScenarioId) -> bool {
        self.running.as_ref().is_some_and(|it| it.id == id) || self.waiting.contains(&id)
    }
}

impl App {
    pub(super) fn run_scenarios(&mut self, command: ScenariosCommand) {
        match command {
            ScenariosCommand::RunAll => {
                let all: Vec<ScenarioId> = self.state.document.design().scenarios().ids().collect();
                self.show_scenarios();
                self.try_scenarios(all);
            }
            ScenariosCommand::Add => self.add_scenario(),
        }
    }

    pub(super) fn take_scenarios_request(&mut self, request: ScenariosRequest) {
        match request {
            ScenariosRequest::Choose(id) => {
                if self.scenarios.chosen != Some(id) {
                    self.look_at(None);
                    self.scenarios.chosen = Some(id);
                }
            }
            ScenariosRequest::Run(id) => {
                self.scenarios.chosen = Some(id);
                self.try_scenarios(vec![id]);
            }
            ScenariosRequest::Cancel => self.cancel_scenarios(),
            ScenariosRequest::Chart(chart) => self.scenarios.chart = chart,
            ScenariosRequest::Look(at) => self.look_at(at),
        }
    }

    /// Why a command would do nothing now.
    pub(super) fn scenarios_obstacle(&self, command: ScenariosCommand) -> Option<&'static str> {
        let is_empty = self.state.document.design().scenarios().is_empty();
        match command {
            ScenariosCommand::RunAll if is_empty => {
                Some("The design has no scenario; add one first")
            }
            ScenariosCommand::RunAll if self.scenarios.running.is_some() => {
                Some("Scenarios are being tried")
            }
            ScenariosCommand::RunAll | ScenariosCommand::Add => None,
        }
    }

    fn show_scenarios(&mut self) {
        self.state.settings.pane = true;
        self.state.settings.pane_tab = PaneTab::Scenarios;
    }

    fn try_scenarios(&mut self, ids: Vec<ScenarioId>) {
        self.finish_edit();
        if self.scenarios.running.is_none() {
            self.scenarios.done = 0;
        }
        for id in ids {
            if !self.scenarios.is_asked(id) {
                self.scenarios.waiting.push_back(id);
            }
        }
        self.try_next();
    }

    /// Tries the next scenario, on the design as it is by then.
    fn try_next(&mut self) {
        if self.scenarios.running.is_some() {
            return;
        }
        let design = self.state.document.design().clone();
        while let Some(id) = self.scenarios.waiting.pop_front() {
            if design.get(id).is_none() {
                continue;
            }
            let (job, progress) = self.jobs.try_scenario(design, id);
            self.scenarios.running = Some(Running { id, job, progress });
            return;
        }
    }

    /// Takes what came of a scenario.
    pub(super) fn scenario_tried(&mut self, id: ScenarioId, outcome: Option<Outcome>) {
        let is_wanted = self
            .scenarios
            .running
            .as_ref()
            .is_some_and(|it| it.id == id);
        if !is_wanted {
            return;
        }
        self.scenarios.running = None;
        self.scenarios.done += 1;
        if let Some(outcome) = outcome {
            if self.scenarios.chosen == Some(id) {
                self.look_at(None);
            }
            self.scenarios.outcomes.insert(id, Arc::new(outcome));
        }
        self.scenarios.chosen.get_or_insert(id);
        self.try_next();
    }

    pub(super) fn cancel_scenarios(&mut self) {
        self.scenarios.waiting.clear();
        if let Some(running) = self.scenarios.running.take() {
            running.progress.cancel.cancel();
            self.jobs.cancel(running.job);
        }
    }

    /// The progress goes on.
    pub(super) fn follow_scenarios(&self, ctx: &egui::Context) {
        if self.scenarios.running.is_some() {
            ctx.request_repaint_after(MOMENT);
        }
    }

    /// Shows on the canvas how things stand at a time of the run.
    fn look_at(&mut self, at: Option<f64>) {
        if self.scenarios.look.is_some() || at.is_some() {
            self.state.playing = at.and_then(|at| {
                let effects = self.scenarios.effects_at(at)?;
                Some(Playing::at_once(Arc::new(effects)))
            });
        }
        self.scenarios.look = at;
    }

    /// Whoever goes to another tab sees the design as ever.
    pub(super) fn leave_scenarios(&mut self) {
        self.look_at(None);
    }

    /// Makes a scenario of the most important service.
    fn add_scenario(&mut self) {
        self.finish_edit();
        let design = &self.state.document.design().clone();
        let mut services = design.services().iter();
        let service = services
            .next()
            .map(|(id, service)| (id, service.name.clone()));
        let name = service
            .as_ref()
            .map_or("Scenario".to_owned(), |(_, name)| format!("{name} is down"));
        let mut operations = design.operations().iter();
        let not_its_own = |own: Option<crate::model::ServiceId>| {
            service.as_ref().is_none_or(|(id, _)| own != Some(*id))
        };
        let expectation = operations
            .find(|(_, operation)| not_its_own(operation.service))
            .map(|(id, _)| Expectation::MayDegrade(id));
        let scenario = Scenario {
            name: fresh::free::<Scenario>(design, &name),
            trials: service
                .iter()
                .map(|(id, _)| Trial::Down {
                    part: Part::Service(*id),
                    count: None,
                    for_s: Some(60.0),
                })
                .collect(),
            expectations: expectation.into_iter().collect(),
            ..Scenario::default()
        };
        let mut builder = Builder::new(design, "Add a scenario");
        let id = builder.insert(scenario);
        let transaction = builder.finish();
        self.apply(&transaction);
        self.show_scenarios();
        self.scenarios.chosen = Some(id);
        self.show_scenario(id);
    }
}

impl Scenarios {
    /// The run of the scenario that is shown, with the scenario as it was.
    fn run(&self) -> Option<(&Run, &Design, &Scenario)> {
        let id = self.chosen?;
        let outcome = self.outcomes.get(&id)?;
        let design = &outcome.design;
        Some((outcome.tried.run.as_ref()?, design, design.get(id)?))
    }

    fn effects_at(&self, at: f64) -> Option<Effects> {
        let (run, design, scenario) = self.run()?;
        let states = run.states_at(at, design, scenario).into_iter();
        Some(Effects::of_states(states.filter_map(|(part, state)| {
            Some((part.reference()?, state))
        })))
    }
}
