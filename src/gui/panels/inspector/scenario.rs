//! Scenarios.

use eframe::egui::{Id, Ui};

use super::sheet::{Attribute, Panel, Sheet, attribute, describe, row_with_end};
use super::{expectation, parts, trial};
use crate::gui::widgets::pick::{Choice, Picked};
use crate::model::ScenarioId;

const NAME: Attribute = attribute("Scenario.name", "Name", "Unique among the scenarios.");
const DESCRIPTION: Attribute = attribute("Scenario.description", "Description", "Why it is tried.");

/// The attributes of a scenario.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: ScenarioId) {
    let Some(scenario) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], &scenario.name) else {
        return;
    };
    let name = &scenario.name;
    let sheet = sheet.suffix(format!(" of scenario {name}"));
    sheet.text(
        ui,
        NAME,
        "a name",
        |s| s.name.clone(),
        |s, name| s.name = name,
    );
    sheet.lines(
        ui,
        DESCRIPTION,
        "why it is tried",
        |s| s.description.clone(),
        |s, text| s.description = text,
    );
    trial::ui(ui, panel, id, scenario);
    expectation::ui(ui, panel, id, scenario);
}

/// The heading of a list with a picker that adds to it. Returns what was picked.
pub(super) fn adder<V: Clone + PartialEq>(
    ui: &mut Ui,
    id: Id,
    attribute: Attribute,
    name: &str,
    choices: impl FnOnce() -> Vec<Choice<V>>,
) -> Option<V> {
    let picked = row_with_end(ui, attribute.label, attribute.help, |ui| {
        let (response, picked) = parts::adder(ui, id, name, None, |_| choices());
        describe(&response, attribute);
        picked
    });
    match picked {
        Some(Picked::Value(value)) => Some(value),
        _ => None,
    }
}
