//! Nothing is selected: the design as a whole, with what has no place on the canvas: views, scenarios, decisions.

use eframe::egui::{Align, Rect, Ui};

use super::layout::{PartAct, PartRow, action, indented, part_ui, remark, section, section_with};
use super::sheet::{Attribute, Panel, Sheet, attribute};
use super::{decision, part, scenario, view};
use crate::edit::{Builder, Editable, OfDesign, Spot as _, fresh};
use crate::gui::panels::{count, grouped};
use crate::gui::request::Request;
use crate::gui::theme::{self, color};
use crate::lint::Settings;
use crate::model::{Availability, Decision, Id, Part, Reference};
use crate::session::text_slot::TextSlot;

/// The design.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>) {
    super::head(ui, panel, "Design", TextSlot::DesignName, "Name the design");
    super::about(ui, panel, TextSlot::DesignDescription, "Add a description");
    section(ui, panel, "Contents", "", |ui| contents(ui, panel));
    views(ui, panel);
    scenarios(ui, panel);
    decisions(ui, panel);
    rules(ui, panel);
    domains(ui, panel);
    services(ui, panel);
}

fn contents(ui: &mut Ui, panel: &Panel<'_>) {
    let design = panel.design;
    let fields: usize = design.entities().iter().map(|(_, e)| e.fields.len()).sum();
    let mut words = Vec::new();
    for (number, one, many) in [
        (design.services().len(), "service", "services"),
        (design.stores().len(), "store", "stores"),
        (design.zones().len(), "zone", "zones"),
        (design.entities().len(), "entity", "entities"),
        (fields, "field", "fields"),
        (
            design.relationships().len(),
            "relationship",
            "relationships",
        ),
        (design.operations().len(), "operation", "operations"),
        (design.feeds().len(), "feed", "feeds"),
        (design.sagas().len(), "saga", "sagas"),
    ] {
        if number > 0 {
            // A number stays on the line of its word.
            words.push(count(number, one, many).replace(' ', "\u{a0}"));
        }
    }
    if words.is_empty() {
        words.push("Nothing so far".to_owned());
    }
    remark(ui, &words.join(" · "));
}

fn services(ui: &mut Ui, panel: &Panel<'_>) {
    const MOST: usize = 100;
    let design = panel.design;
    if design.services().is_empty() {
        return;
    }
    section(ui, panel, "Services", "Who owns what", |ui| {
        let palette = theme::palette(ui.ctx());
        for (id, service) in design.services().iter().take(MOST) {
            let entities = design.entities().iter();
            let entities = entities.filter(|(_, e)| e.service == Some(id)).count();
            let more = format!(
                "{} · {}",
                super::words::Words::label(service.tier),
                count(entities, "entity", "entities")
            );
            let hue = crate::gui::panels::outline::service_color(design, palette, id);
            let part = Reference::Service(id);
            super::link(ui, panel, color(hue), &service.name, &more, part);
        }
        if design.services().len() > MOST {
            let more = grouped(design.services().len() - MOST);
            remark(ui, &format!("and {more} more"));
        }
    });
}

fn views(ui: &mut Ui, panel: &Panel<'_>) {
    let add = |ui: &mut Ui| {
        if action(ui, "+ Add", "Add a view") {
            let mut builder = Builder::new(panel.design, "Add a view");
            let id = fresh::view(&mut builder, "view");
            panel.apply(builder.finish());
            panel.push(Request::Unfold(id.key(), true));
        }
    };
    let help = "Pictures of the design, each with its own positions, filter and colors";
    section_with(ui, panel, "Views", help, add, |ui| {
        for (id, item) in panel.design.views().iter() {
            let detail = view::summary(panel.design, item);
            item_ui(ui, panel, id, &item.name, &detail, |ui| {
                view::ui(ui, panel, id);
            });
        }
    });
}

fn scenarios(ui: &mut Ui, panel: &Panel<'_>) {
    let add = |ui: &mut Ui| {
        if action(ui, "+ Add", "Add a scenario") {
            let mut builder = Builder::new(panel.design, "Add a scenario");
            let id = fresh::scenario(&mut builder, "scenario");
            panel.apply(builder.finish());
            panel.push(Request::Unfold(id.key(), true));
        }
    };
    let help = "What is tried on the design, and what must come of it";
    section_with(ui, panel, "Scenarios", help, add, |ui| {
        for (id, item) in panel.design.scenarios().iter() {
            let detail = format!(
                "{} · {}",
                count(item.trials.len(), "event", "events"),
                count(item.expectations.len(), "expectation", "expectations"),
            );
            item_ui(ui, panel, id, &item.name, &detail, |ui| {
                scenario::ui(ui, panel, id);
            });
        }
    });
}

fn decisions(ui: &mut Ui, panel: &Panel<'_>) {
    let add = |ui: &mut Ui| {
        if action(ui, "+ Add", "Add a decision") {
            let mut builder = Builder::new(panel.design, "Add a decision");
            let id = builder.insert(Decision {
                rule: "rule".into(),
                subject: Part::Design,
                reason: String::new(),
                author: String::new(),
                date: Some(super::lifecycle::today()),
                expires: None,
            });
            panel.apply(builder.finish());
            panel.push(Request::Unfold(id.key(), true));
        }
    };
    let help =
        "Findings of the analysis that are accepted, by whom and why; they stay visible as such";
    section_with(ui, panel, "Decisions", help, add, |ui| {
        for (id, item) in panel.design.decisions().iter() {
            let subject = part::part_name(panel.design, &item.subject);
            item_ui(ui, panel, id, &item.rule, &subject, |ui| {
                decision::ui(ui, panel, id);
            });
        }
    });
}

fn rules(ui: &mut Ui, panel: &Panel<'_>) {
    section(
        ui,
        panel,
        "Rules",
        "What this design changes about the rules of the analysis",
        |ui| {
            let Some(sheet) = Sheet::new(panel, [OfDesign], "the design") else {
                return;
            };
            let now = sheet.shared(|header| Settings::lines(&header.rules));
            sheet.entry(
                ui,
                RULES,
                "nothing; as no-timeout=warning",
                2,
                &now,
                |text| {
                    let mut settings = Settings::default();
                    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                        settings.set(line).map_err(|error| error.to_string())?;
                    }
                    Ok(sheet.step(RULES.label, |header| header.rules = settings.rules.clone()))
                },
            );
        },
    );
}

const RULES: Attribute = attribute(
    "Design.rules",
    "Rules",
    "Levels and thresholds, one a line: a rule with off, info, warning or error, or a threshold with a number, as deep-join.hops=8",
);

fn domains(ui: &mut Ui, panel: &Panel<'_>) {
    section(
        ui,
        panel,
        "Failure domains",
        "How often regions, zones and hosts work, which all parts in them share",
        |ui| {
            let Some(sheet) = Sheet::new(panel, [OfDesign], "the design") else {
                return;
            };
            let now = sheet.shared(|header| Availability::lines(&header.domains));
            sheet.entry(
                ui,
                DOMAINS,
                "not known; as eu/eu-1a=0.9995",
                2,
                &now,
                |text| {
                    let domains = Availability::from_lines(text)?;
                    Ok(sheet.step(DOMAINS.label, |header| header.domains = domains.clone()))
                },
            );
        },
    );
}

const DOMAINS: Attribute = attribute(
    "Design.domains",
    "Failure domains",
    "Availability of a region, zone or host itself, one a line: its name and the share of time that it works, as eu/eu-1a=0.9995, or mean hours between failures and to repair, as eu/eu-1a=8760/4",
);

/// A part that opens to its attributes where it is listed.
fn item_ui<T: Editable>(
    ui: &mut Ui,
    panel: &Panel<'_>,
    id: Id<T>,
    name: &str,
    detail: &str,
    body: impl FnOnce(&mut Ui),
) {
    let key = id.key();
    let open = panel.state.opened.contains(&key);
    let place = panel.design.list::<T>().place(id).unwrap_or(0);
    let top = ui.next_widget_position();
    let part = PartRow {
        key: &key,
        kind: T::KIND.label(),
        place,
        name,
        detail,
        open,
        last: place + 1 == panel.design.list::<T>().len(),
    };
    match part_ui(ui, &part) {
        Some(PartAct::Toggle) => panel.push(Request::Unfold(key.clone(), !open)),
        Some(PartAct::Move(place)) => {
            let mut builder = Builder::new(panel.design, format!("Move {name}"));
            builder.reorder(id, place);
            panel.apply(builder.finish());
        }
        Some(PartAct::Duplicate) => {
            let mut builder = Builder::new(panel.design, format!("Duplicate {name}"));
            if let Some(item) = panel.design.get(id) {
                let copy = builder.insert(item.clone());
                rename_copy(&mut builder, copy, name);
                panel.apply(builder.finish());
            }
        }
        Some(PartAct::Remove) => {
            let mut builder = Builder::new(panel.design, format!("Delete {name}"));
            builder.take(id);
            panel.apply(builder.finish());
        }
        None => {}
    }
    if open {
        indented(ui, |ui| {
            ui.push_id(&key, body);
        });
    }
    if panel.state.wanted_item.as_ref() == Some(&key) {
        let shown = Rect::from_min_max(top, ui.min_rect().max);
        ui.scroll_to_rect(shown, Some(Align::Min));
    }
}

/// Gives the copy of a view or scenario a name of its own.
fn rename_copy<T: Editable>(builder: &mut Builder, id: Id<T>, name: &str) {
    use crate::model::{Kind, Scenario, View};
    match T::KIND {
        Kind::View => {
            let free = fresh::free::<View>(builder.design(), name);
            builder.update(Id::new(id.number()), |view: &mut View| view.name = free);
        }
        Kind::Scenario => {
            let free = fresh::free::<Scenario>(builder.design(), name);
            builder.update(Id::new(id.number()), |item: &mut Scenario| item.name = free);
        }
        _ => {}
    }
}
