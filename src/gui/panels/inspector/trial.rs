//! What happens in a scenario.

use eframe::egui::{Id, Ui};

use super::layout::list;
use super::part::{part_name, part_row};
use super::parts;
use super::scenario::adder;
use super::sheet::{Attribute, Panel, Sheet, attribute};
use crate::base::quantity::Unit;
use crate::edit::{Builder, Nth, Spot as _, Trials};
use crate::gui::request::Request;
use crate::gui::widgets::pick::Choice;
use crate::model::{Design, EntityId, OperationId, Part, Scenario, ScenarioId, ServiceId, Trial};

const WHAT: Attribute = attribute("Scenario.trials", "What", "What happens.");
const FOR: Attribute = attribute(
    "Trial.for_s",
    "For",
    "How long it lasts; without a time, for good.",
);
const FACTOR: Attribute = attribute(
    "Trial.factor",
    "Factor",
    "How many times the usual time or rate.",
);
const PART: Attribute = attribute("Trial.part", "Part", "What it happens to.");
const COUNT: Attribute = attribute(
    "Trial.Down.count",
    "How many",
    "Instances of the service or nodes of the store, the leader first; without a number, all.",
);
const FROM: Attribute = attribute("Trial.CutOff.from", "Cut off from", "The other side.");
const LOADED: Attribute = attribute(
    "Trial.Load.operation",
    "Operation",
    "What is called more often.",
);
const CONSUMER: Attribute = attribute(
    "Trial.Contract.consumer",
    "Consumer",
    "The service that reads.",
);
const READ: Attribute = attribute("Trial.Contract.entity", "Entity", "What it reads.");
const VERSION: Attribute = attribute(
    "Trial.Contract.version",
    "Version",
    "The version of the contract that it knows.",
);

/// The events of a scenario.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: ScenarioId, scenario: &Scenario) {
    let design = panel.design;
    let add = adder(
        ui,
        Id::new(("add trial", id.number())),
        WHAT,
        "Add an event",
        || trial_kinds(design, None),
    );
    if let Some(trial) = add {
        let mut builder = Builder::new(design, format!("Add an event to {}", scenario.name));
        builder.update(id, |scenario: &mut Scenario| scenario.trials.push(trial));
        panel.apply(builder.finish());
        let place = scenario.trials.len();
        panel.push(Request::Unfold(
            Nth::<Trials> { parent: id, place }.key(),
            true,
        ));
    }
    let head = |trial: &Trial| trial_name(design, trial);
    list::<Trials>(ui, panel, id, &scenario.name, head, |ui, spot, _| {
        let what = format!("an event of {}", scenario.name);
        if let Some(sheet) = Sheet::new(panel, [spot], what) {
            trial_ui(ui, &sheet.suffix(format!(" of event {}", spot.place + 1)));
        }
    });
}

fn trial_ui(ui: &mut Ui, sheet: &Sheet<'_, Nth<Trials>>) {
    let design = sheet.panel.design;
    let Some((_, trial)) = sheet.first() else {
        return;
    };
    let kinds = trial_kinds(design, Some(trial));
    let kind = |trial: &Trial| std::mem::discriminant(trial);
    let shown = kinds
        .iter()
        .find(|choice| kind(&choice.value) == kind(trial))
        .map_or(String::new(), |choice| choice.label.clone());
    let picked = sheet.pick(ui, WHAT, &shown, false, Some(trial), || kinds);
    if let Some(picked) = picked
        && kind(&picked) != kind(trial)
    {
        sheet.change("what happens", |trial| *trial = picked.clone());
    }
    match trial {
        Trial::Down { part, .. } | Trial::Slow { part, .. } | Trial::CutOff { part, .. } => {
            part_row(ui, sheet, PART, part, |trial, new| match trial {
                Trial::Down { part, .. }
                | Trial::Slow { part, .. }
                | Trial::CutOff { part, .. } => {
                    *part = new;
                }
                _ => {}
            });
        }
        Trial::Load { .. } => sheet.part(
            ui,
            LOADED,
            None,
            |trial| match trial {
                Trial::Load { operation, .. } => Some(*operation),
                _ => None,
            },
            |trial, new: Option<OperationId>| {
                if let (Trial::Load { operation, .. }, Some(new)) = (trial, new) {
                    *operation = new;
                }
            },
        ),
        Trial::Contract { .. } => contract_trial(ui, sheet),
    }
    if let Trial::Down {
        part: Part::Service(_) | Part::Store(_),
        ..
    } = trial
    {
        sheet.number(
            ui,
            COUNT,
            Unit::Count,
            "all",
            |trial| match trial {
                Trial::Down { count, .. } => count.map(f64::from),
                _ => None,
            },
            |trial, new| {
                if let Trial::Down { count, .. } = trial {
                    *count = new.map(|new| new as u32);
                }
            },
        );
    }
    if let Trial::CutOff { from, .. } = trial {
        part_row(ui, sheet, FROM, from, |trial, new| {
            if let Trial::CutOff { from, .. } = trial {
                *from = new;
            }
        });
    }
    if let Trial::Slow { .. } | Trial::Load { .. } = trial {
        sheet.required(
            ui,
            FACTOR,
            Unit::Factor,
            |trial| match trial {
                Trial::Slow { factor, .. } | Trial::Load { factor, .. } => *factor,
                _ => 1.0,
            },
            |trial, new| {
                if let Trial::Slow { factor, .. } | Trial::Load { factor, .. } = trial {
                    *factor = new;
                }
            },
        );
    }
    if !matches!(trial, Trial::Contract { .. }) {
        sheet.number(
            ui,
            FOR,
            Unit::Seconds,
            "for good, as 10 min",
            |trial| match trial {
                Trial::Down { for_s, .. }
                | Trial::Slow { for_s, .. }
                | Trial::CutOff { for_s, .. }
                | Trial::Load { for_s, .. } => *for_s,
                Trial::Contract { .. } => None,
            },
            |trial, time| match trial {
                Trial::Down { for_s, .. }
                | Trial::Slow { for_s, .. }
                | Trial::CutOff { for_s, .. }
                | Trial::Load { for_s, .. } => *for_s = time,
                Trial::Contract { .. } => {}
            },
        );
    }
}

fn contract_trial(ui: &mut Ui, sheet: &Sheet<'_, Nth<Trials>>) {
    sheet.part(
        ui,
        CONSUMER,
        None,
        |trial| match trial {
            Trial::Contract { consumer, .. } => Some(*consumer),
            _ => None,
        },
        |trial, new: Option<ServiceId>| {
            if let (Trial::Contract { consumer, .. }, Some(new)) = (trial, new) {
                *consumer = new;
            }
        },
    );
    sheet.part(
        ui,
        READ,
        None,
        |trial| match trial {
            Trial::Contract { entity, .. } => Some(*entity),
            _ => None,
        },
        |trial, new: Option<EntityId>| {
            if let (Trial::Contract { entity, .. }, Some(new)) = (trial, new) {
                *entity = new;
            }
        },
    );
    sheet.text(
        ui,
        VERSION,
        "as 1.0",
        |trial| match trial {
            Trial::Contract { version, .. } => version.clone(),
            _ => String::new(),
        },
        |trial, new| {
            if let Trial::Contract { version, .. } = trial {
                *version = new;
            }
        },
    );
}

/// What can happen; where something happens already, to the same part.
fn trial_kinds(design: &Design, now: Option<&Trial>) -> Vec<Choice<Trial>> {
    let part = match now {
        Some(Trial::Down { part, .. } | Trial::Slow { part, .. } | Trial::CutOff { part, .. }) => {
            part.clone()
        }
        _ => design
            .services()
            .ids()
            .next()
            .map_or(Part::Design, Part::Service),
    };
    let for_s = match now {
        Some(
            Trial::Down { for_s, .. }
            | Trial::Slow { for_s, .. }
            | Trial::CutOff { for_s, .. }
            | Trial::Load { for_s, .. },
        ) => *for_s,
        _ => Some(600.0),
    };
    let other = design
        .services()
        .ids()
        .next_back()
        .map_or(Part::Design, Part::Service);
    let mut kinds = vec![
        Choice::new(
            "Is down",
            Trial::Down {
                part: part.clone(),
                count: None,
                for_s,
            },
        ),
        Choice::new(
            "Is slow",
            Trial::Slow {
                part: part.clone(),
                factor: 10.0,
                for_s,
            },
        ),
        Choice::new(
            "Is cut off",
            Trial::CutOff {
                part,
                from: other,
                for_s,
            },
        ),
    ];
    if let Some(operation) = design.operations().ids().next() {
        let load = Trial::Load {
            operation,
            factor: 3.0,
            for_s,
        };
        kinds.push(Choice::new("Is called more often", load));
    }
    if let (Some(consumer), Some(entity)) = (
        design.services().ids().next(),
        design.entities().ids().next(),
    ) {
        let contract = Trial::Contract {
            consumer,
            entity,
            version: "1.0".into(),
        };
        kinds.push(Choice::new("Is read by another version", contract));
    }
    // What is so already stays as it is.
    if let Some(now) = now {
        for kind in &mut kinds {
            if std::mem::discriminant(&kind.value) == std::mem::discriminant(now) {
                kind.value = now.clone();
            }
        }
    }
    kinds
}

fn trial_name(design: &Design, trial: &Trial) -> (String, String) {
    let time = |for_s: &Option<f64>| for_s.map_or(String::new(), |s| Unit::Seconds.format(s));
    match trial {
        Trial::Down { part, count, for_s } => {
            let name = part_name(design, part);
            let what = match count {
                Some(count) => format!("{count} of {name} down"),
                None => format!("{name} is down"),
            };
            (what, time(for_s))
        }
        Trial::Slow {
            part,
            factor,
            for_s,
        } => (
            format!(
                "{} is {} slower",
                part_name(design, part),
                Unit::Factor.format(*factor)
            ),
            time(for_s),
        ),
        Trial::CutOff { part, from, for_s } => (
            format!(
                "{} is cut off from {}",
                part_name(design, part),
                part_name(design, from)
            ),
            time(for_s),
        ),
        Trial::Load {
            operation,
            factor,
            for_s,
        } => (
            format!(
                "{} {}",
                parts::name_of(design, *operation),
                Unit::Factor.format(*factor)
            ),
            time(for_s),
        ),
        Trial::Contract {
            consumer,
            entity,
            version,
        } => (
            format!(
                "{} reads {} as {version}",
                parts::name_of(design, *consumer),
                parts::name_of(design, *entity)
            ),
            String::new(),
        ),
    }
}
