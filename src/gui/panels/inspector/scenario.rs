//! Scenarios, and decisions about what the analysis finds.

use eframe::egui::{Id, Ui};

use super::layout::{list, remark};
use super::sheet::{Attribute, Panel, Sheet, attribute};
use super::{lifecycle, parts};
use crate::base::quantity::Unit;
use crate::edit::{Builder, Expectations, Nth, Spot as _, Trials};
use crate::gui::request::Request;
use crate::gui::widgets::pick::{Choice, Picked, Picker, pick};
use crate::model::{
    DecisionId, Design, EntityId, Expectation, OperationId, Part, Scenario, ScenarioId, ServiceId,
    Trial,
};

const NAME: Attribute = attribute("Scenario.name", "Name", "Unique among the scenarios.");
const DESCRIPTION: Attribute = attribute("Scenario.description", "Description", "Why it is tried.");
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
const RULE: Attribute = attribute("Decision.rule", "Rule", "The rule that speaks up.");
const SUBJECT: Attribute = attribute("Decision.subject", "Subject", "What it speaks of.");
const REASON: Attribute = attribute("Decision.reason", "Reason", "Why that is accepted.");
const AUTHOR: Attribute = attribute("Decision.author", "Author", "Who decided.");
const DATE: Attribute = attribute("Decision.date", "Date", "When it was decided.");
const EXPIRES: Attribute = attribute(
    "Decision.expires",
    "Expires",
    "Until when; from then on the finding counts again.",
);

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
    trials(ui, panel, id, scenario);
    expectations(ui, panel, id, scenario);
}

fn heading<R>(ui: &mut Ui, attribute: Attribute, end: impl FnOnce(&mut Ui) -> R) -> R {
    super::sheet::row(ui, attribute.label, attribute.help, |ui| {
        ui.with_layout(
            eframe::egui::Layout::right_to_left(eframe::egui::Align::Min),
            end,
        )
        .inner
    })
}

fn adder<V: Clone + PartialEq>(
    ui: &mut Ui,
    id: Id,
    attribute: Attribute,
    name: &str,
    choices: impl FnOnce() -> Vec<Choice<V>>,
) -> Option<V> {
    let picker = Picker {
        id,
        name,
        shown: "+ Add",
        muted: false,
        mark: None,
        width: 46.0,
        plain: true,
        fresh: None,
    };
    heading(ui, attribute, |ui| {
        let (response, picked) = pick(ui, &picker, None, |_| choices());
        super::sheet::describe(&response, attribute);
        match picked {
            Some(Picked::Value(value)) => Some(value),
            _ => None,
        }
    })
}

fn trials(ui: &mut Ui, panel: &Panel<'_>, id: ScenarioId, scenario: &Scenario) {
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
        Trial::Down { part, for_s } => {
            (format!("{} is down", part_name(design, part)), time(for_s))
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

fn expectations(ui: &mut Ui, panel: &Panel<'_>, id: ScenarioId, scenario: &Scenario) {
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

/// The attributes of a decision.
pub(super) fn decision_ui(ui: &mut Ui, panel: &Panel<'_>, id: DecisionId) {
    let Some(decision) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], format!("the decision on {}", decision.rule)) else {
        return;
    };
    let sheet = sheet.suffix(format!(" of decision {}", decision.rule));
    sheet.text(
        ui,
        RULE,
        "a rule",
        |d| d.rule.clone(),
        |d, rule| d.rule = rule,
    );
    part_row(ui, &sheet, SUBJECT, &decision.subject, |d, part| {
        d.subject = part;
    });
    sheet.lines(
        ui,
        REASON,
        "why it is accepted",
        |d| d.reason.clone(),
        |d, text| d.reason = text,
    );
    sheet.text(
        ui,
        AUTHOR,
        "who decided",
        |d| d.author.clone(),
        |d, author| d.author = author,
    );
    lifecycle::date(
        ui,
        &sheet,
        DATE,
        "not known",
        |d| d.date,
        |d, date| d.date = date,
        false,
    );
    lifecycle::date(
        ui,
        &sheet,
        EXPIRES,
        "never",
        |d| d.expires,
        |d, date| d.expires = date,
        false,
    );
    if let (Some(date), Some(expires)) = (decision.date, decision.expires)
        && expires < date
    {
        remark(ui, "It expires before it was made");
    }
}

/// A part of the design of any kind.
fn part_row<S: crate::edit::Spot>(
    ui: &mut Ui,
    sheet: &Sheet<'_, S>,
    attribute: Attribute,
    now: &Part,
    set: impl Fn(&mut S::Item, Part),
) {
    let design = sheet.panel.design;
    let name = sheet.name(attribute);
    let shown = part_name(design, now);
    let picked = super::sheet::labeled(ui, attribute, |ui| {
        let picker = Picker {
            id: Id::new(("pick", sheet.key(attribute))),
            name: &name,
            shown: &shown,
            muted: false,
            mark: None,
            width: ui.available_width(),
            plain: false,
            // A failure domain is no part of its own: naming one is enough.
            fresh: Some("failure domain"),
        };
        let (response, picked) = pick(ui, &picker, Some(now), |filter| all_parts(design, filter));
        super::sheet::describe(&response, attribute);
        picked
    });
    let part = match picked {
        Some(Picked::Value(part)) if part != *now => part,
        Some(Picked::Fresh(domain)) if !domain.is_empty() => Part::Domain(domain),
        _ => return,
    };
    sheet.change(attribute.label, |item| set(item, part.clone()));
}

/// All parts of the design that something can happen to.
fn all_parts(design: &Design, filter: &str) -> Vec<Choice<Part>> {
    const MOST: usize = 400;
    let mut parts: Vec<(Part, &str)> = vec![(Part::Design, "")];
    parts.extend(
        design
            .services()
            .ids()
            .map(|id| (Part::Service(id), "service")),
    );
    parts.extend(design.stores().ids().map(|id| (Part::Store(id), "store")));
    parts.extend(design.zones().ids().map(|id| (Part::Zone(id), "zone")));
    parts.extend(
        design
            .operations()
            .ids()
            .map(|id| (Part::Operation(id), "operation")),
    );
    parts.extend(design.sagas().ids().map(|id| (Part::Saga(id), "saga")));
    parts.extend(
        domains(design)
            .into_iter()
            .map(|d| (Part::Domain(d), "failure domain")),
    );
    parts.extend(design.feeds().ids().map(|id| (Part::Feed(id), "feed")));
    parts.extend(
        design
            .entities()
            .ids()
            .map(|id| (Part::Entity(id), "entity")),
    );
    parts.extend(
        design
            .relationships()
            .ids()
            .map(|id| (Part::Relationship(id), "relationship")),
    );
    let parts = parts.into_iter().map(|(part, kind)| Choice {
        detail: kind.to_owned(),
        ..Choice::new(part_name(design, &part), part)
    });
    let fields = parts::all_fields(design, filter)
        .into_iter()
        .map(|choice| Choice {
            detail: "field".to_owned(),
            ..Choice::new(choice.label, Part::Field(choice.value))
        });
    parts
        .filter(|choice| filter.is_empty() || choice.label.to_lowercase().contains(filter))
        .take(MOST)
        .chain(fields)
        .collect()
}

/// The failure domains that services and stores name, and those around them.
fn domains(design: &Design) -> Vec<String> {
    let services = design.services().iter().map(|(_, service)| &service.domain);
    let stores = design.stores().iter().map(|(_, store)| &store.domain);
    let mut domains = std::collections::BTreeSet::new();
    for domain in services.chain(stores) {
        let mut rest = domain.as_str();
        while !rest.is_empty() {
            domains.insert(rest.to_owned());
            rest = rest.rsplit_once('/').map_or("", |(around, _)| around);
        }
    }
    domains.into_iter().collect()
}

/// What a part is called.
pub(super) fn part_name(design: &Design, part: &Part) -> String {
    match part {
        Part::Design => "The whole design".into(),
        Part::Service(id) => parts::name_of(design, *id),
        Part::Store(id) => parts::name_of(design, *id),
        Part::Zone(id) => parts::name_of(design, *id),
        Part::Entity(id) => parts::name_of(design, *id),
        Part::Field(path) => parts::path_name(design, *path),
        Part::Operation(id) => parts::name_of(design, *id),
        Part::Saga(id) => parts::name_of(design, *id),
        Part::Domain(domain) => domain.clone(),
        Part::Relationship(id) => design.get(*id).map_or(String::new(), |r| {
            format!(
                "{} → {}",
                parts::name_of(design, r.from.entity),
                parts::name_of(design, r.to.entity)
            )
        }),
        Part::Feed(id) => design.get(*id).map_or(String::new(), |f| {
            format!(
                "{} ⇢ {}",
                parts::name_of(design, f.from),
                parts::name_of(design, f.to)
            )
        }),
    }
}
