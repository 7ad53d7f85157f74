//! Scenarios: what is tried on the design, what came of it, and how that went over time.

mod chart;
mod detail;

use std::sync::Arc;

use eframe::egui::{Button, Id, RichText, Sense, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as icon;

use super::parts;
use super::paths::rows::{Did, Row, Rows};
use crate::analysis::trials::Verdict;
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::panels::count;
use crate::gui::request::Request;
use crate::gui::scenarios::{Outcome, ScenariosCommand, ScenariosRequest};
use crate::gui::theme::{self, color, icons, regular, semi_bold};
use crate::model::{Scenario, ScenarioId};

/// Widths of the list and of what came of the scenario that is shown.
const LIST: (f32, f32) = (220.0, 300.0);
const DETAIL: (f32, f32) = (260.0, 420.0);

/// What the tab keeps between frames.
#[derive(Default)]
pub struct ScenariosPanel {
    rows: Rows,
}

/// How a scenario stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// All that it expects is so.
    Passed,
    /// So many expectations are not.
    Missed(usize),
    /// So many expectations could not be tried.
    Undecided(usize),
    /// Nobody has tried it.
    NotRun,
}

impl Standing {
    fn of(outcome: Option<&Arc<Outcome>>) -> Self {
        let Some(outcome) = outcome else {
            return Self::NotRun;
        };
        let all = &outcome.tried.outcomes;
        let number = |is: fn(&Verdict) -> bool| all.iter().filter(|one| is(&one.verdict)).count();
        match (
            number(|verdict| matches!(verdict, Verdict::Missed { .. })),
            number(|verdict| matches!(verdict, Verdict::NotRun { .. })),
        ) {
            (0, 0) => Self::Passed,
            (0, open) => Self::Undecided(open),
            (missed, _) => Self::Missed(missed),
        }
    }
}

/// Shows the tab.
pub(super) fn ui(ui: &mut Ui, app: &mut App, requests: &mut Vec<Request>) {
    let scenarios = app.state.document.design().scenarios();
    if scenarios.is_empty() {
        return empty_ui(ui, requests);
    }
    let space = ui.available_rect_before_wrap();
    let list = (space.width() * 0.22).clamp(LIST.0, LIST.1);
    let detail = (space.width() * 0.34).clamp(DETAIL.0, DETAIL.1);
    let [first, second, third] = parts::columns(space, [list, detail]);
    let mut panel = std::mem::take(&mut app.scenarios_panel);
    parts::column_ui(ui, first, true, |ui| {
        list_ui(ui, &mut panel.rows, app, requests);
    });
    app.scenarios_panel = panel;
    let design = app.state.document.design();
    // What was shown may be gone; then the first is.
    let chosen = app.scenarios.chosen.filter(|id| design.get(*id).is_some());
    let Some(id) = chosen.or_else(|| design.scenarios().ids().next()) else {
        return;
    };
    let Some(scenario) = design.get(id) else {
        return;
    };
    parts::column_ui(ui, second, false, |ui| {
        detail::ui(ui, app, id, scenario, requests);
    });
    parts::column_ui(ui, third, false, |ui| chart::ui(ui, app, id, requests));
}

/// What can be done with all scenarios, and how far it is.
pub(super) fn controls_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let command = |command| Request::Command(Command::Scenarios(command));
    if let Some((_, share, nth, all)) = app.scenarios.running() {
        if ui.add(small("Cancel")).clicked() {
            requests.push(Request::Scenarios(ScenariosRequest::Cancel));
        }
        let words = if all > 1 {
            format!("{nth} of {all}")
        } else {
            String::new()
        };
        let chrome = theme::chrome(ui.ctx());
        let (rect, response) = ui.allocate_exact_size(vec2(120.0, 4.0), Sense::hover());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(WidgetType::ProgressIndicator, true, "Progress");
            info.value = Some(f64::from(share));
            info
        });
        let done = rect.with_max_x(rect.left() + rect.width() * share.clamp(0.02, 1.0));
        ui.painter().rect_filled(rect, 2.0, chrome.line);
        ui.painter().rect_filled(done, 2.0, chrome.accent);
        let words = RichText::new(format!("Running {words}")).font(regular(12.0));
        ui.label(words.color(chrome.muted));
        return;
    }
    let is_empty = app.state.document.design().scenarios().is_empty();
    let all = ui.add_enabled(!is_empty, small("Run all"));
    if all.clicked() {
        requests.push(command(ScenariosCommand::RunAll));
    }
    if ui.add(small("New scenario")).clicked() {
        requests.push(command(ScenariosCommand::Add));
    }
}

fn small(text: &str) -> Button<'_> {
    Button::new(RichText::new(text).font(regular(12.0))).min_size(vec2(0.0, 24.0))
}

fn list_ui(ui: &mut Ui, rows: &mut Rows, app: &App, requests: &mut Vec<Request>) {
    let design = app.state.document.design();
    let all: Vec<(ScenarioId, &Scenario)> = design.scenarios().iter().collect();
    let chosen = app.scenarios.chosen;
    let place = all.iter().position(|(id, _)| Some(*id) == chosen);
    let palette = theme::palette(ui.ctx());
    let hue = |rgba| color(palette.readable(rgba));
    let chrome = theme::chrome(ui.ctx());
    let make = |place: usize| {
        let Some((id, scenario)) = all.get(place).copied() else {
            return Row::default();
        };
        let outcome = app.scenarios.outcome(id);
        let is_old = outcome.is_some_and(|outcome| !outcome.is_current(design, id));
        let (sign, hue, figure) = match Standing::of(outcome) {
            _ if app.scenarios.is_asked(id) => {
                let is_now = app.scenarios.running().is_some_and(|(now, ..)| now == id);
                let word = if is_now { "running" } else { "waiting" };
                (icon::HOURGLASS_MEDIUM, chrome.muted, word.to_owned())
            }
            Standing::Passed => (
                icon::CHECK_CIRCLE,
                hue(palette.role_version),
                "passed".to_owned(),
            ),
            Standing::Missed(count) => (
                icon::X_CIRCLE,
                hue(palette.error),
                format!("{count} missed"),
            ),
            Standing::Undecided(count) => (
                icon::QUESTION,
                hue(palette.warning),
                format!("{count} not run"),
            ),
            Standing::NotRun => (icon::CIRCLE_DASHED, chrome.muted, "not run".to_owned()),
        };
        let old = if is_old { ", design changed" } else { "" };
        Row {
            is_heading: false,
            sign: Some((sign, if is_old { chrome.muted } else { hue })),
            text: scenario.name.clone(),
            more: String::new(),
            label: format!("{}: {figure}{old}", scenario.name),
            figure: if is_old { format!("{figure}*") } else { figure },
        }
    };
    let id = Id::new("scenarios list");
    let did = rows.ui(ui, (id, "Scenarios"), all.len(), make, place.or(Some(0)));
    if let Some(Did::Chose(place)) = did
        && let Some((id, _)) = all.get(place)
    {
        requests.push(Request::Scenarios(ScenariosRequest::Choose(*id)));
    }
}

fn empty_ui(ui: &mut Ui, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 62.0).max(8.0));
        let symbol = RichText::new(icon::FLASK).font(icons(26.0));
        ui.label(symbol.color(chrome.faint));
        ui.add_space(4.0);
        let text = RichText::new("Nothing is tried yet").font(semi_bold(13.0));
        ui.label(text.color(chrome.text));
        let more =
            "A scenario says what fails, is slow or is called more often, and what must come of it";
        ui.label(RichText::new(more).font(regular(12.0)).color(chrome.muted));
        ui.add_space(8.0);
        if ui.button("New scenario").clicked() {
            let command = Command::Scenarios(ScenariosCommand::Add);
            requests.push(Request::Command(command));
        }
    });
}

/// A time of a run, in minutes and seconds: “2:05”, “−0:20”.
fn clock(seconds: f64) -> String {
    let whole = seconds.round().abs() as u64;
    let sign = if seconds.round() < 0.0 { "−" } else { "" };
    format!("{sign}{}:{:02}", whole / 60, whole % 60)
}

/// “1 expectation”, “3 expectations”.
fn expectations(number: usize) -> String {
    count(number, "expectation", "expectations")
}
