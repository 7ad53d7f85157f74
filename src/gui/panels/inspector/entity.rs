//! An entity: what it is, where it lives, what is promised about it.

use eframe::egui::{Align, Layout, RichText, Ui};

use super::{choice, comment, fields, kind, name, relationships};
use crate::edit::{Builder, Transaction};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color, semi_bold};
use crate::model::{
    DeletePolicy, Design, Entity, EntityId, EntityKind, Lifecycle, Reference, Store, Tier,
    Versioning,
};
use crate::session::text_slot::TextSlot;

pub(super) fn ui(ui: &mut Ui, state: &State, id: EntityId, requests: &mut Vec<Request>) {
    let design = state.design();
    let Some(entity) = design.get(id) else {
        return;
    };
    head_ui(ui, state, id, entity, requests);
    comment(
        ui,
        state,
        TextSlot::EntityComment(id),
        "Add a comment",
        requests,
    );
    let committed = state.document.design();
    attributes_ui(ui, committed, id, entity, requests);
    fields::ui(ui, state, id, entity, requests);
    relationships::list_ui(ui, state, id, requests);
}

fn head_ui(ui: &mut Ui, state: &State, id: EntityId, entity: &Entity, requests: &mut Vec<Request>) {
    let design = state.design();
    let palette = theme::palette(ui.ctx());
    kind(ui, kind_label(entity.kind));
    ui.horizontal(|ui| {
        let service = entity.service.and_then(|id| Some((id, design.get(id)?)));
        let mut width = ui.available_width();
        if let Some((_, service)) = service {
            let galley = ui.fonts_mut(|f| {
                f.layout_no_wrap(
                    service.name.clone(),
                    semi_bold(12.5),
                    eframe::egui::Color32::WHITE,
                )
            });
            width -= galley.size().x.min(width / 2.0) + 12.0;
        }
        name(ui, state, TextSlot::EntityName(id), "Name", width, requests);
        if let Some((service_id, service)) = service {
            let hue = crate::gui::panels::outline::service_color(design, palette, service_id);
            let text = RichText::new(&service.name)
                .font(semi_bold(12.5))
                .color(color(palette.readable(hue)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let label = eframe::egui::Label::new(text)
                    .truncate()
                    .sense(eframe::egui::Sense::click());
                if ui.add(label).on_hover_text("Select the service").clicked() {
                    requests.push(Request::Reveal(Reference::Service(service_id)));
                }
            });
        }
    });
}

fn attributes_ui(
    ui: &mut Ui,
    design: &Design,
    id: EntityId,
    entity: &Entity,
    requests: &mut Vec<Request>,
) {
    let mut change = |label: &str, update: Box<dyn FnOnce(&mut Entity)>| {
        requests.push(Request::Apply(update_entity(design, id, label, update)));
    };
    let service = entity.service.and_then(|id| design.get(id));
    let shown = service.map_or("None", |service| service.name.as_str());
    if let Some(service) = choice(ui, "Service", &entity.service, shown, || {
        optional(
            design
                .services()
                .iter()
                .map(|(id, service)| (service.name.clone(), id)),
        )
    }) {
        change("service", Box::new(move |e| e.service = service));
    }
    let zone = entity.zone.and_then(|id| design.get(id));
    let shown = zone.map_or_else(
        || "Not set".to_owned(),
        |zone| format!("{} · {}", zone.name, zone.consistency.label()),
    );
    if let Some(zone) = choice(ui, "Zone", &entity.zone, shown, || {
        let zones = design.zones().iter();
        optional(
            zones.map(|(id, zone)| (format!("{} · {}", zone.name, zone.consistency.label()), id)),
        )
    }) {
        change("zone", Box::new(move |e| e.zone = zone));
    }
    let store = entity.store.and_then(|id| design.get(id));
    if let Some(store) = choice(
        ui,
        "Store",
        &entity.store,
        store.map_or_else(|| "Not set".to_owned(), store_name),
        || {
            optional(
                design
                    .stores()
                    .iter()
                    .map(|(id, store)| (store_name(store), id)),
            )
        },
    ) {
        change("store", Box::new(move |e| e.store = store));
    }
    let tier = match (entity.tier, service) {
        (Some(tier), _) => tier_label(tier).to_owned(),
        (None, Some(service)) => format!(
            "As its service · {}",
            tier_label(service.tier).to_lowercase()
        ),
        (None, None) => "As its service".to_owned(),
    };
    if let Some(tier) = choice(ui, "Criticality", &entity.tier, tier, || {
        let tiers = [Tier::Critical, Tier::Standard, Tier::BestEffort];
        std::iter::once(("As its service".to_owned(), None))
            .chain(tiers.map(|tier| (tier_label(tier).to_owned(), Some(tier))))
            .collect()
    }) {
        change("criticality", Box::new(move |e| e.tier = tier));
    }
    if let Some(deletes) = choice(
        ui,
        "Deletes",
        &entity.deletes,
        deletes_label(entity, &entity.deletes),
        || {
            let mut choices = vec![
                DeletePolicy::Hard,
                DeletePolicy::Tombstone,
                DeletePolicy::Never,
            ];
            choices.extend(
                entity
                    .fields
                    .iter()
                    .map(|field| DeletePolicy::Soft(field.id)),
            );
            labeled(choices, |deletes| deletes_label(entity, deletes))
        },
    ) {
        change("deletes", Box::new(move |e| e.deletes = deletes));
    }
    if let Some(versioning) = choice(
        ui,
        "Versioning",
        &entity.versioning,
        versioning_label(entity, &entity.versioning),
        || {
            let mut choices = vec![Versioning::None, Versioning::History];
            choices.extend(
                entity
                    .fields
                    .iter()
                    .map(|field| Versioning::Optimistic(field.id)),
            );
            labeled(choices, |versioning| versioning_label(entity, versioning))
        },
    ) {
        change("versioning", Box::new(move |e| e.versioning = versioning));
    }
    if let Some(lifecycle) = choice(
        ui,
        "Lifecycle",
        &entity.lifecycle,
        lifecycle_label(&entity.lifecycle),
        || {
            let mut choices = vec![Lifecycle::Proposed, Lifecycle::Active];
            if entity.lifecycle.is_deprecated() {
                choices.push(entity.lifecycle.clone());
            } else {
                choices.push(deprecated_today());
            }
            labeled(choices, lifecycle_label)
        },
    ) {
        change("lifecycle", Box::new(move |e| e.lifecycle = lifecycle));
    }
    if let Some(kind) = choice(ui, "Kind", &entity.kind, kind_label(entity.kind), || {
        labeled(KINDS.to_vec(), |kind| kind_label(*kind).to_owned())
    }) {
        change("kind", Box::new(move |e| e.kind = kind));
    }
}

fn update_entity(
    design: &Design,
    id: EntityId,
    what: &str,
    update: impl FnOnce(&mut Entity),
) -> Transaction {
    let name = design
        .get(id)
        .map(|entity| entity.name.as_str())
        .unwrap_or_default();
    let mut builder = Builder::new(design, format!("Change {what} of {name}"));
    builder.update(id, update);
    builder.finish()
}

/// "None" and the choices after it.
fn optional<T>(choices: impl Iterator<Item = (String, T)>) -> Vec<(String, Option<T>)> {
    std::iter::once(("None".to_owned(), None))
        .chain(choices.map(|(name, value)| (name, Some(value))))
        .collect()
}

fn labeled<T>(choices: Vec<T>, label: impl Fn(&T) -> String) -> Vec<(String, T)> {
    choices
        .into_iter()
        .map(|choice| (label(&choice), choice))
        .collect()
}

const KINDS: [EntityKind; 7] = [
    EntityKind::Table,
    EntityKind::Document,
    EntityKind::Projection,
    EntityKind::EventLog,
    EntityKind::Cache,
    EntityKind::ReferenceData,
    EntityKind::External,
];

fn kind_label(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Table => "Entity",
        EntityKind::Document => "Document",
        EntityKind::Projection => "Projection",
        EntityKind::EventLog => "Event log",
        EntityKind::Cache => "Cache",
        EntityKind::ReferenceData => "Reference data",
        EntityKind::External => "External",
    }
}

/// How a store is called in lists.
pub(super) fn store_name(store: &Store) -> String {
    format!("{} ({})", store.name, store.engine.label())
}

pub(super) fn tier_label(tier: Tier) -> &'static str {
    match tier {
        Tier::Critical => "Critical",
        Tier::Standard => "Standard",
        Tier::BestEffort => "Best effort",
    }
}

fn deletes_label(entity: &Entity, deletes: &DeletePolicy<crate::model::FieldId>) -> String {
    match deletes {
        DeletePolicy::Hard => "Hard".into(),
        DeletePolicy::Soft(field) => format!("Soft · {}", field_name(entity, *field)),
        DeletePolicy::Tombstone => "Tombstone event".into(),
        DeletePolicy::Never => "Never".into(),
    }
}

fn versioning_label(entity: &Entity, versioning: &Versioning<crate::model::FieldId>) -> String {
    match versioning {
        Versioning::None => "None · last write wins".into(),
        Versioning::Optimistic(field) => format!("Optimistic · {}", field_name(entity, *field)),
        Versioning::History => "History · every version".into(),
    }
}

fn field_name(entity: &Entity, field: crate::model::FieldId) -> &str {
    entity
        .field(field)
        .map(|field| field.name.as_str())
        .unwrap_or_default()
}

pub(super) fn lifecycle_label<P>(lifecycle: &Lifecycle<P>) -> String {
    match lifecycle {
        Lifecycle::Proposed => "Proposed".into(),
        Lifecycle::Active => "Active".into(),
        Lifecycle::Deprecated {
            since,
            remove_after,
            ..
        } => match remove_after {
            Some(after) => format!("Deprecated · goes after {after}"),
            None => format!("Deprecated · since {since}"),
        },
    }
}

/// Deprecated from today on, by the clock of the system in UTC.
pub(super) fn deprecated_today<P>() -> Lifecycle<P> {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let since = jiff::Timestamp::from_second(seconds as i64)
        .map(|now| now.to_zoned(jiff::tz::TimeZone::UTC).date())
        .unwrap_or_default();
    Lifecycle::Deprecated {
        since,
        remove_after: None,
        replaced_by: None,
    }
}
