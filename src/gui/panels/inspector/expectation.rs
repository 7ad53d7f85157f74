//! What must come of a scenario.

use eframe::egui::{Id, Ui};

use super::layout::list;
use super::parts;
use super::scenario::adder;
use super::sheet::{Attribute, Panel, Sheet, attribute};
use crate::base::quantity::Unit;
use crate::edit::{Builder, Expectations, Nth, Spot as _};
use crate::gui::request::Request;
use crate::gui::widgets::pick::Choice;
use crate::model::{Design, Expectation, OperationId, Scenario, ScenarioId};

const EXPECTED: Attribute = attribute(
    "Scenario.expectations",
    "Expected",
    "What must come of it; the scenario fails otherwise.",
);
const EXPECTED_OF: Attribute = attribute(
    "Expectation.operation",
    "Operation",
    "The operation that it is about.",
);
const SHARE: Attribute = attribute(
    "Expectation.BlastRadiusAtMost",
    "At most",
    "Share of all operations, weighted by how critical they are, that may be down.",
);
const WITHIN: Attribute = attribute(
    "Expectation.RecoversWithin.seconds",
    "Within",
    "Time after the last event has ended.",
);

/// The expectations of a scenario.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: ScenarioId, scenario: &Scenario) {
    let design = panel.design;
    let add = adder(
        ui,
        Id::new(("add expectation", id.number())),
        EXPECTED,
        "Add an expectation",
        || expectation_kinds(design, None),
    );
    if let Some(expectation) = add {
        let label = format!("Add an expectation to {}", scenario.name);
        let mut builder = Builder::new(design, label);
        builder.update(id, |scenario: &mut Scenario| {
            scenario.expectations.push(expectation);
        });
        panel.apply(builder.finish());
        let place = scenario.expectations.len();
        let key = Nth::<Expectations> { parent: id, place }.key();
        panel.push(Request::Unfold(key, true));
    }
    let head = |expectation: &Expectation| (expectation_name(design, expectation), String::new());
    list::<Expectations>(ui, panel, id, &scenario.name, head, |ui, spot, _| {
        let what = format!("an expectation of {}", scenario.name);
        if let Some(sheet) = Sheet::new(panel, [spot], what) {
            expectation_ui(
                ui,
                &sheet.suffix(format!(" of expectation {}", spot.place + 1)),
            );
        }
    });
}

fn expectation_ui(ui: &mut Ui, sheet: &Sheet<'_, Nth<Expectations>>) {
    let design = sheet.panel.design;
    let Some((_, expectation)) = sheet.first() else {
        return;
    };
    let kinds = expectation_kinds(design, Some(expectation));
    let kind = |expectation: &Expectation| std::mem::discriminant(expectation);
    let shown = kinds
        .iter()
        .find(|choice| kind(&choice.value) == kind(expectation))
        .map_or(String::new(), |choice| choice.label.clone());
    let picked = sheet.pick(ui, EXPECTED, &shown, false, Some(expectation), || kinds);
    if let Some(picked) = picked
        && kind(&picked) != kind(expectation)
    {
        sheet.change("what is expected", |expectation| {
            *expectation = picked.clone();
        });
    }
    if operation_of(expectation).is_some() {
        sheet.part(
            ui,
            EXPECTED_OF,
            None,
            operation_of,
            |expectation, new: Option<OperationId>| {
                if let Some(new) = new {
                    match expectation {
                        Expectation::StaysUp(operation)
                        | Expectation::MayDegrade(operation)
                        | Expectation::MayFail(operation)
                        | Expectation::RecoversWithin { operation, .. } => *operation = new,
                        Expectation::BlastRadiusAtMost(_) | Expectation::Compatible => {}
                    }
                }
            },
        );
    }
    match expectation {
        Expectation::BlastRadiusAtMost(_) => sheet.required(
            ui,
            SHARE,
            Unit::Share,
            |expectation| match expectation {
                Expectation::BlastRadiusAtMost(share) => *share,
                _ => 0.0,
            },
            |expectation, share| *expectation = Expectation::BlastRadiusAtMost(share),
        ),
        Expectation::RecoversWithin { .. } => sheet.required(
            ui,
            WITHIN,
            Unit::Seconds,
            |expectation| match expectation {
                Expectation::RecoversWithin { seconds, .. } => *seconds,
                _ => 0.0,
            },
            |expectation, new| {
                if let Expectation::RecoversWithin { seconds, .. } = expectation {
                    *seconds = new;
                }
            },
        ),
        _ => {}
    }
}

fn operation_of(expectation: &Expectation) -> Option<OperationId> {
    match expectation {
        Expectation::StaysUp(operation)
        | Expectation::MayDegrade(operation)
        | Expectation::MayFail(operation)
        | Expectation::RecoversWithin { operation, .. } => Some(*operation),
        Expectation::BlastRadiusAtMost(_) | Expectation::Compatible => None,
    }
}

fn expectation_kinds(design: &Design, now: Option<&Expectation>) -> Vec<Choice<Expectation>> {
    let operation = now
        .and_then(operation_of)
        .or_else(|| design.operations().ids().next());
    let mut kinds = Vec::new();
    if let Some(operation) = operation {
        kinds.push(Choice::new("Stays up", Expectation::StaysUp(operation)));
        kinds.push(Choice::new(
            "May degrade",
            Expectation::MayDegrade(operation),
        ));
        kinds.push(Choice::new("May fail", Expectation::MayFail(operation)));
        let seconds = 60.0;
        let recovers = Expectation::RecoversWithin { operation, seconds };
        kinds.push(Choice::new("Recovers", recovers));
    }
    kinds.push(Choice::new(
        "Blast radius",
        Expectation::BlastRadiusAtMost(0.25),
    ));
    kinds.push(Choice::new("Contracts are kept", Expectation::Compatible));
    if let Some(now) = now {
        for kind in &mut kinds {
            if std::mem::discriminant(&kind.value) == std::mem::discriminant(now) {
                kind.value = now.clone();
            }
        }
    }
    kinds
}

fn expectation_name(design: &Design, expectation: &Expectation) -> String {
    let name = |id: &OperationId| parts::name_of(design, *id);
    match expectation {
        Expectation::StaysUp(id) => format!("{} stays up", name(id)),
        Expectation::MayDegrade(id) => format!("{} may degrade", name(id)),
        Expectation::MayFail(id) => format!("{} may fail", name(id)),
        Expectation::BlastRadiusAtMost(share) => {
            format!("At most {} is down", Unit::Share.format(*share))
        }
        Expectation::RecoversWithin { operation, seconds } => {
            format!(
                "{} recovers within {}",
                name(operation),
                Unit::Seconds.format(*seconds)
            )
        }
        Expectation::Compatible => "Contracts are kept".to_owned(),
    }
}
