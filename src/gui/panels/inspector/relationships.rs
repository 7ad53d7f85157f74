//! Relationships: the list under an entity, and one by itself.

use eframe::egui::{RichText, Ui};

use super::{kind, link, name, read, row};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::gui::widgets::section;
use crate::model::names::Names;
use crate::model::{
    Cardinality, Design, Endpoint, EntityId, Fail, Integrity, OnDelete, Reference, Relationship,
    RelationshipId,
};
use crate::session::text_slot::TextSlot;

/// The relationships and feeds of an entity, as seen from it.
pub(super) fn list_ui(ui: &mut Ui, state: &State, id: EntityId, requests: &mut Vec<Request>) {
    let design = state.design();
    let palette = theme::palette(ui.ctx());
    let relationships: Vec<(RelationshipId, &Relationship)> = design
        .relationships()
        .iter()
        .filter(|(_, r)| r.from.entity == id || r.to.entity == id)
        .collect();
    if !relationships.is_empty() {
        section(ui, "Relationships");
        for (relationship, item) in relationships {
            let text = if item.from.entity == id && item.to.entity == id {
                format!(
                    "{} → {}",
                    fields(design, &item.from),
                    fields(design, &item.to)
                )
            } else if item.from.entity == id {
                format!("{} → {}", fields(design, &item.from), end(design, &item.to))
            } else {
                format!("{} → {}", end(design, &item.from), fields(design, &item.to))
            };
            let mark = color(palette.relationship);
            if link(
                ui,
                mark,
                &text,
                &integrity(&item.integrity),
                ("relationship", relationship.number()),
            )
            .clicked()
            {
                requests.push(Request::Reveal(Reference::Relationship(relationship)));
            }
        }
    }
    let feeds: Vec<_> = design
        .feeds()
        .iter()
        .filter(|(_, f)| f.from == id || f.to == id)
        .collect();
    if !feeds.is_empty() {
        section(ui, "Feeds");
        for (feed, item) in feeds {
            let other = if item.from == id { item.to } else { item.from };
            let other = design
                .get(other)
                .map(|entity| entity.name.as_str())
                .unwrap_or_default();
            let text = if item.from == id {
                format!("to {other}")
            } else {
                format!("from {other}")
            };
            let lag = item
                .lag_s
                .map_or(String::new(), |lag| format!(" · at most {lag} s behind"));
            let more = format!("{}{lag}", item.mechanism.label());
            if link(
                ui,
                color(palette.feed),
                &text,
                &more,
                ("feed", feed.number()),
            )
            .clicked()
            {
                requests.push(Request::Reveal(Reference::Feed(feed)));
            }
        }
    }
}

/// One relationship.
pub(super) fn ui(ui: &mut Ui, state: &State, id: RelationshipId, requests: &mut Vec<Request>) {
    let design = state.design();
    let Some(relationship) = design.get(id) else {
        return;
    };
    kind(ui, "Relationship");
    let width = ui.available_width();
    name(
        ui,
        state,
        TextSlot::RelationshipLabel(id),
        "Add a label",
        width,
        requests,
    );
    ui.add_space(6.0);
    for (label, end) in [("Child", &relationship.from), ("Parent", &relationship.to)] {
        row(ui, label, |ui| {
            let text = RichText::new(Names::new(design).endpoint(end))
                .color(theme::chrome(ui.ctx()).accent);
            let button = eframe::egui::Button::new(text).frame(false).truncate();
            if ui.add(button).clicked() {
                requests.push(Request::Reveal(Reference::Entity(end.entity)));
            }
        });
    }
    let (children, parents) = relationship.ends;
    read(ui, "Children", cardinality(children));
    read(ui, "Parents", cardinality(parents));
    read(ui, "Integrity", integrity(&relationship.integrity));
    read(ui, "On delete", on_delete(relationship.on_delete));
    if relationship.identifying {
        read(ui, "Identifying", "The child is told apart by its parent");
    }
    read(
        ui,
        "Lifecycle",
        super::entity::lifecycle_label(&relationship.lifecycle),
    );
}

fn end(design: &Design, end: &Endpoint) -> String {
    let entity = design
        .get(end.entity)
        .map(|entity| entity.name.as_str())
        .unwrap_or_default();
    if end.fields.is_empty() {
        return entity.to_owned();
    }
    format!("{entity}.{}", fields(design, end))
}

fn fields(design: &Design, end: &Endpoint) -> String {
    let Some(entity) = design.get(end.entity) else {
        return String::new();
    };
    let names: Vec<&str> = end
        .fields
        .iter()
        .filter_map(|field| entity.field(*field).map(|field| field.name.as_str()))
        .collect();
    match names.as_slice() {
        [] => entity.name.clone(),
        [one] => (*one).to_owned(),
        several => format!("({})", several.join(", ")),
    }
}

fn cardinality(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::ZeroOrOne => "At most one",
        Cardinality::One => "Exactly one",
        Cardinality::Many => "Any number",
        Cardinality::OneOrMany => "At least one",
    }
}

fn integrity(integrity: &Integrity) -> String {
    match integrity {
        Integrity::Enforced => "Database foreign key".into(),
        Integrity::Checked { fail, timeout_ms } => {
            let timeout =
                timeout_ms.map_or_else(|| "no timeout".to_owned(), |ms| format!("{ms} ms timeout"));
            let fail = match fail {
                Fail::Closed => "fails closed",
                Fail::Open => "fails open",
            };
            format!("Checked by the application · {timeout} · {fail}")
        }
        Integrity::Eventual { cleanup } if cleanup.is_empty() => {
            "Eventual · orphans may come up".into()
        }
        Integrity::Eventual { cleanup } => format!("Eventual · repaired by {cleanup}"),
        Integrity::None => "Nothing keeps it valid".into(),
    }
}

fn on_delete(on_delete: OnDelete) -> &'static str {
    match on_delete {
        OnDelete::NoAction => "No action",
        OnDelete::Restrict => "Restrict",
        OnDelete::Cascade => "Cascade",
        OnDelete::SetNull => "Set null",
        OnDelete::SetDefault => "Set default",
        OnDelete::ByEvent => "By event",
    }
}
