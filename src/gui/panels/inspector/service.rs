//! Services.

use eframe::egui::{self, Ui};

use super::layout::{action, section, section_with};
use super::sheet::{Attribute, Panel, Sheet, attribute};
use super::{availability, entity, figures};
use crate::analysis::dependencies::Subject;
use crate::base::quantity::Unit;
use crate::edit::{Builder, fresh};
use crate::gui::request::Request;
use crate::gui::theme::{self, color};
use crate::model::{Color, Reference, Service, ServiceId};
use crate::session::Selection;
use crate::session::text_slot::TextSlot;

const KIND: Attribute = attribute(
    "Service.kind",
    "Kind",
    "Whose it is. You cannot repair an external service, and every request passes a gateway.",
);
pub(super) const TIER: Attribute = attribute(
    "Service.tier",
    "Criticality",
    "How much its failure matters. Something critical that depends on something less critical is reported.",
);
const TEAM: Attribute = attribute(
    "Service.team",
    "Team",
    "Who runs it. Changes across teams need contracts.",
);
const INSTANCES: Attribute = attribute(
    "Service.instances",
    "Instances",
    "How many run at once. It is up while one of them is, unless they share a failure domain.",
);
const AVAILABILITY: Attribute = attribute(
    "Service.availability",
    "Availability",
    "How often a single instance works; the analysis multiplies from there.",
);
const DOMAIN: Attribute = attribute(
    "Service.domain",
    "Failure domain",
    "Where it runs, widest first, as in eu/eu-1a/host-7. What shares a domain goes down together with it.",
);
const COLOR: Attribute = attribute(
    "Service.color",
    "Color",
    "The hue of its boundary. Without one, the window chooses.",
);

/// Hues to choose from, in the palette's manner.
const HUES: [(&str, u32); 8] = [
    ("Green", 0x2f7f5f),
    ("Berry", 0x8f3b6e),
    ("Blue", 0x3b5f9f),
    ("Brown", 0x7f5a22),
    ("Indigo", 0x4f4796),
    ("Teal", 0x1f7a8c),
    ("Rust", 0xa8512b),
    ("Slate", 0x52616f),
];

/// One service.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: ServiceId) {
    let Some(service) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], &service.name) else {
        return;
    };
    super::head(ui, panel, "Service", TextSlot::ServiceName(id), "Name");
    super::about(
        ui,
        panel,
        TextSlot::ServiceDescription(id),
        "Add a description",
    );
    attributes(ui, &sheet);
    figures::ui(ui, panel, Subject::Service(id), None);
    stores(ui, panel, id, service);
    operations(ui, panel, id, service);
    entities(ui, panel, id);
}

/// What one or several services have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, ServiceId>) {
    sheet.choice(ui, KIND, |s| s.kind, |s, kind| s.kind = kind);
    sheet.choice(ui, TIER, |s| s.tier, |s, tier| s.tier = tier);
    sheet.text(
        ui,
        TEAM,
        "not set",
        |s| s.team.clone(),
        |s, team| s.team = team,
    );
    sheet.whole(
        ui,
        INSTANCES,
        (Unit::Count, 1),
        "1 · default",
        |s| (s.instances != 1).then_some(u64::from(s.instances)),
        |s, instances| s.instances = instances.map_or(1, clamped),
    );
    availability::ui(
        ui,
        sheet,
        AVAILABILITY,
        |s| s.availability,
        |s, a| s.availability = a,
    );
    sheet.text(
        ui,
        DOMAIN,
        "not set, as eu/eu-1a",
        |s| s.domain.clone(),
        |s, d| s.domain = d,
    );
    hue(ui, sheet);
}

fn hue(ui: &mut Ui, sheet: &Sheet<'_, ServiceId>) {
    let chrome = theme::chrome(ui.ctx());
    let now = sheet.shared(|s| s.color);
    super::sheet::labeled(ui, COLOR, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let hues = HUES
                .iter()
                .map(|(name, rgb)| (*name, Some(Color::hex(*rgb))));
            let mut choices: Vec<(&str, Option<Color>)> = std::iter::once(("By the window", None))
                .chain(hues)
                .collect();
            let other = now.same().copied().flatten();
            if other.is_some() && !choices.iter().any(|(_, hue)| *hue == other) {
                choices.push(("As in the file", other));
            }
            for (name, hue) in choices {
                let (rect, _) =
                    ui.allocate_exact_size(egui::vec2(16.0, 22.0), egui::Sense::hover());
                let id = egui::Id::new(("hue", sheet.key(COLOR), name));
                let response = ui.interact(rect, id, egui::Sense::click());
                let on = now.same() == Some(&hue);
                response.widget_info(|| {
                    let name = format!("{} {}", sheet.name(COLOR), name.to_lowercase());
                    egui::WidgetInfo::selected(egui::WidgetType::RadioButton, true, on, name)
                });
                super::sheet::describe(&response, COLOR);
                let square = egui::Rect::from_center_size(rect.center(), egui::vec2(13.0, 13.0));
                match hue {
                    Some(hue) => {
                        ui.painter().rect_filled(square, 3, color(hue.into()));
                    }
                    None => {
                        let stroke = egui::Stroke::new(1.0, chrome.faint);
                        let inside = egui::StrokeKind::Inside;
                        ui.painter().rect_stroke(square, 3, stroke, inside);
                        let font = theme::regular(10.0);
                        let center = egui::Align2::CENTER_CENTER;
                        ui.painter()
                            .text(square.center(), center, "A", font, chrome.muted);
                    }
                }
                if on || response.has_focus() {
                    let stroke = egui::Stroke::new(1.5, chrome.accent);
                    let outside = egui::StrokeKind::Outside;
                    ui.painter()
                        .rect_stroke(square.expand(1.5), 4, stroke, outside);
                }
                if response.clicked() && !on {
                    sheet.change(COLOR.label, |s| s.color = hue);
                }
                response.on_hover_text(name);
            }
        });
    });
}

fn stores(ui: &mut Ui, panel: &Panel<'_>, id: ServiceId, service: &Service) {
    let stores: Vec<_> = panel
        .design
        .stores()
        .iter()
        .filter(|(_, store)| store.owner == Some(id) || store.connects.contains(&id))
        .collect();
    let add = |ui: &mut Ui| {
        if action(ui, "+ Add", "Add a store of the service") {
            let mut builder =
                Builder::new(panel.design, format!("Add a store of {}", service.name));
            let name = format!("{}-db", service.name.to_lowercase());
            let store = fresh::store(&mut builder, &name, Some(id));
            panel.apply(builder.finish());
            panel.push(Request::Select(Selection::of(Reference::Store(store))));
            panel.push(Request::Edit(TextSlot::StoreName(store)));
        }
    };
    let help = "Databases that it owns, and those of others that it connects to";
    section_with(ui, panel, "Stores", help, add, |ui| {
        for (store_id, store) in &stores {
            let more = match (store.owner == Some(id), store.engine.label()) {
                (true, engine) => format!("{engine} · owned"),
                (false, engine) => format!("{engine} · connected"),
            };
            let mark = color(theme::palette(ui.ctx()).unset);
            super::link(
                ui,
                panel,
                mark,
                &store.name,
                &more,
                Reference::Store(*store_id),
            );
        }
    });
}

fn operations(ui: &mut Ui, panel: &Panel<'_>, id: ServiceId, service: &Service) {
    let add = |ui: &mut Ui| {
        if action(ui, "+ Add", "Add an operation of the service") {
            let label = format!("Add an operation of {}", service.name);
            let mut builder = Builder::new(panel.design, label);
            let operation = fresh::operation(&mut builder, "operation", Some(id), &[]);
            panel.apply(builder.finish());
            panel.push(Request::Select(Selection::of(Reference::Operation(
                operation,
            ))));
            panel.push(Request::Edit(TextSlot::OperationName(operation)));
        }
    };
    let help = "What users and other services ask of it";
    section_with(ui, panel, "Operations", help, add, |ui| {
        for (operation_id, operation) in panel.design.operations().iter() {
            if operation.service == Some(id) {
                super::operation_link(ui, panel, operation_id, operation);
            }
        }
    });
}

fn entities(ui: &mut Ui, panel: &Panel<'_>, id: ServiceId) {
    let members = entity::members(panel.design, |e| e.service == Some(id));
    section(
        ui,
        panel,
        "Entities",
        "What it is the system of record of",
        |ui| {
            entity::links(ui, panel, &members);
        },
    );
}

/// As many as a small number can hold.
pub(super) fn clamped(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
