//! An entity: what it is, where it lives, what is promised about it.

use eframe::egui::Ui;

use super::layout::{action, list, section, section_with};
use super::lifecycle::{self, REPLACED_BY};
use super::sheet::{Attribute, Panel, Shared, Sheet, attribute};
use super::{contract, fields, policies, relationships, service::clamped};
use crate::base::quantity::Unit;
use crate::edit::{Builder, Indexes, Nth, fresh, reassign};
use crate::gui::request::Request;
use crate::gui::theme::{self, color};
use crate::model::{Design, Entity, EntityId, Index, Reference};
use crate::session::text_slot::TextSlot;

use super::words::Words as _;

const SERVICE: Attribute = attribute(
    "Entity.service",
    "Service",
    "The one service that owns it, its system of record. Everyone else asks that service, or keeps a copy.",
);
const ZONE: Attribute = attribute(
    "Entity.zone",
    "Zone",
    "What readers are promised about how fresh it is. Entities of one strong zone change in one transaction.",
);
const STORE: Attribute = attribute(
    "Entity.store",
    "Store",
    "The database that keeps it. Foreign keys and transactions reach no farther.",
);
const TIER: Attribute = attribute(
    "Entity.tier",
    "Criticality",
    "How much losing it matters. Without a word of its own it matters as much as its service.",
);
const LIFECYCLE: Attribute = attribute(
    "Entity.lifecycle",
    "Lifecycle",
    "Proposed, in use, or on its way out. What still depends on something deprecated is reported.",
);
const KIND: Attribute = attribute(
    "Entity.kind",
    "Kind",
    "Whether it is the record of what is true, or derived from others, and how it is kept.",
);
const ROWS: Attribute = attribute(
    "Volume.rows",
    "Rows",
    "How many there are. Copies, migrations and lookups without an index cost accordingly.",
);
const READS: Attribute = attribute(
    "Volume.reads",
    "Reads",
    "Reads a second, besides those of the operations in the design.",
);
const WRITES: Attribute = attribute(
    "Volume.writes",
    "Writes",
    "Writes a second, besides those of the operations in the design.",
);
const SHARD_KEY: Attribute = attribute(
    "Entity.shard_key",
    "Shard key",
    "The fields that decide on the shard. A key that follows time or has few values makes one shard hot; lookups without it ask all.",
);
const RETENTION: Attribute = attribute(
    "Entity.retention_days",
    "Retention",
    "After how long rows go for good. Soft deletes without it grow forever.",
);
const FORMERLY: Attribute = attribute(
    "Entity.formerly",
    "Former names",
    "What it was called before: consumers may still use these names, and an import recognizes it by them.",
);
const INDEX_NAME: Attribute = attribute("Index.name", "Name", "What the database calls it.");
const INDEX_FIELDS: Attribute = attribute(
    "Index.fields",
    "Fields",
    "The indexed fields in order. It serves lookups by the first, the first two, and so on.",
);
const INDEX_UNIQUE: Attribute = attribute(
    "Index.unique",
    "Unique",
    "No two rows have the same values in these fields, so that a relationship may point at them.",
);
const INDEX_FILTER: Attribute = attribute(
    "Index.filter",
    "Filter",
    "Condition on the rows that are in it, as the database writes it: deleted_at is null.",
);

/// One entity.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: EntityId) {
    let Some(entity) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], &entity.name) else {
        return;
    };
    super::head(
        ui,
        panel,
        kind_title(entity),
        TextSlot::EntityName(id),
        "Name",
    );
    super::about(ui, panel, TextSlot::EntityComment(id), "Add a comment");
    attributes(ui, &sheet);
    let mut requests = Vec::new();
    if let Some(shown) = panel.state.design().get(id) {
        fields::ui(ui, panel.state, id, shown, &mut requests);
    }
    for request in requests {
        panel.push(request);
    }
    indexes(ui, panel, id, entity);
    relationships::of_entity(ui, panel, id, &entity.name);
    operations(ui, panel, id);
    section(
        ui,
        panel,
        "Volume",
        "How much there is, and how it is spread and kept",
        |ui| volume(ui, &sheet),
    );
    contract::ui(ui, panel, id, entity);
    section(ui, panel, "History", "What it was before", |ui| {
        sheet.names(
            ui,
            FORMERLY,
            "Add a name",
            |e| &e.formerly,
            |e| &mut e.formerly,
        );
    });
}

/// What one or several entities have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, EntityId>) {
    let design = sheet.panel.design;
    sheet.part_by(
        ui,
        SERVICE,
        Some("None"),
        |e| e.service,
        reassign::entity_service_anew,
    );
    sheet.part(
        ui,
        ZONE,
        Some("Not set"),
        |e| e.zone,
        |e, zone| e.zone = zone,
    );
    sheet.part(
        ui,
        STORE,
        Some("Not set"),
        |e| e.store,
        |e, store| e.store = store,
    );
    let inherited = sheet.shared(|e| e.service.and_then(|id| design.get(id)).map(|s| s.tier));
    let none = match inherited {
        Shared::Same(Some(tier)) => format!("As its service · {}", tier.label().to_lowercase()),
        _ => "As its service".to_owned(),
    };
    sheet.optional(ui, TIER, &none, |e| e.tier, |e, tier| e.tier = tier);
    policies::deletes(ui, sheet);
    policies::versioning(ui, sheet);
    lifecycle::ui(
        ui,
        sheet,
        LIFECYCLE,
        |e| &e.lifecycle,
        |e| &mut e.lifecycle,
        |ui| {
            sheet.part(
                ui,
                REPLACED_BY,
                Some("Nothing"),
                |e| e.lifecycle.replacement().copied(),
                |e, other| {
                    if let crate::model::Lifecycle::Deprecated { replaced_by, .. } =
                        &mut e.lifecycle
                    {
                        *replaced_by = other;
                    }
                },
            );
        },
    );
    sheet.choice(ui, KIND, |e| e.kind, |e, kind| e.kind = kind);
}

/// How much there is, and how it is spread and kept.
pub(super) fn volume(ui: &mut Ui, sheet: &Sheet<'_, EntityId>) {
    sheet.whole(
        ui,
        ROWS,
        (Unit::Count, 0),
        "not known, as 4M",
        |e| e.volume.rows,
        |e, rows| e.volume.rows = rows,
    );
    sheet.number(
        ui,
        READS,
        Unit::PerSecond,
        "not known, as 120/s",
        |e| e.volume.reads,
        |e, reads| e.volume.reads = reads,
    );
    sheet.number(
        ui,
        WRITES,
        Unit::PerSecond,
        "not known, as 20/s",
        |e| e.volume.writes,
        |e, writes| e.volume.writes = writes,
    );
    sheet.whole(
        ui,
        RETENTION,
        (Unit::Days, 0),
        "forever · default",
        |e| e.retention_days.map(u64::from),
        |e, days| e.retention_days = days.map(clamped),
    );
    if let ([id], Some(_)) = (sheet.spots.as_slice(), sheet.first()) {
        sheet.own_fields(ui, SHARD_KEY, *id, |e| &e.shard_key, |e| &mut e.shard_key);
    }
}

fn indexes(ui: &mut Ui, panel: &Panel<'_>, id: EntityId, entity: &Entity) {
    let add = |ui: &mut Ui| {
        if !entity.fields.is_empty() && action(ui, "+ Add", "Add an index") {
            let mut builder =
                Builder::new(panel.design, format!("Add an index of {}", entity.name));
            if let Some(place) = fresh::index(&mut builder, id, &[]) {
                panel.apply(builder.finish());
                let key = crate::edit::Spot::key(Nth::<Indexes> { parent: id, place });
                panel.push(Request::Unfold(key, true));
            }
        }
    };
    let help = "Besides the primary key and unique fields. A lookup that none of them serves reads every row.";
    section_with(ui, panel, "Indexes", help, add, |ui| {
        let head = |index: &Index| {
            let names: Vec<String> = index
                .fields
                .iter()
                .map(|f| policies::own_name(entity, *f))
                .collect();
            let mut detail = String::new();
            if index.unique {
                detail.push_str("unique");
            }
            if !index.filter.is_empty() {
                detail = format!("{detail} where {}", index.filter);
            }
            (names.join(", "), detail.trim().to_owned())
        };
        list::<Indexes>(ui, panel, id, &entity.name, head, |ui, spot, name| {
            let what = format!("the index of {}", entity.name);
            let Some(sheet) = Sheet::new(panel, [spot], what) else {
                return;
            };
            let sheet = sheet.suffix(format!(" of index {name}"));
            sheet.own_fields(ui, INDEX_FIELDS, id, |i| &i.fields, |i| &mut i.fields);
            sheet.toggle(
                ui,
                INDEX_UNIQUE,
                |i| i.unique,
                |i, unique| i.unique = unique,
            );
            sheet.text(
                ui,
                INDEX_FILTER,
                "all rows",
                |i| i.filter.clone(),
                |i, f| i.filter = f,
            );
            sheet.text(
                ui,
                INDEX_NAME,
                "by the database",
                |i| i.name.clone(),
                |i, n| i.name = n,
            );
        });
    });
}

/// The operations that read or write it.
fn operations(ui: &mut Ui, panel: &Panel<'_>, id: EntityId) {
    let touching: Vec<_> = panel
        .design
        .operations()
        .iter()
        .filter(|(_, operation)| {
            let mut accesses = operation.accesses.iter();
            accesses.any(|access| super::access::entity_of(&access.target) == Some(id))
        })
        .collect();
    if touching.is_empty() {
        return;
    }
    section(
        ui,
        panel,
        "Used by",
        "Operations that read or write it",
        |ui| {
            for (operation_id, operation) in touching {
                super::operation_link(ui, panel, operation_id, operation);
            }
        },
    );
}

/// The entities for which something holds.
pub(super) fn members(design: &Design, is_in: impl Fn(&Entity) -> bool) -> Vec<EntityId> {
    let entities = design.entities().iter();
    entities
        .filter(|(_, entity)| is_in(entity))
        .map(|(id, _)| id)
        .collect()
}

/// Entities that lead to themselves.
pub(super) fn links(ui: &mut Ui, panel: &Panel<'_>, entities: &[EntityId]) {
    const MOST: usize = 200;
    let palette = theme::palette(ui.ctx());
    for id in entities.iter().take(MOST) {
        let Some(entity) = panel.design.get(*id) else {
            continue;
        };
        let zone = entity.zone.and_then(|zone| panel.design.get(zone));
        let mark = color(palette.consistency(zone.map(|zone| zone.consistency)));
        super::link(ui, panel, mark, &entity.name, "", Reference::Entity(*id));
    }
    if entities.is_empty() {
        super::layout::remark(ui, "None so far");
    }
    if entities.len() > MOST {
        super::layout::remark(ui, &format!("and {} more", entities.len() - MOST));
    }
}

fn kind_title(entity: &Entity) -> &'static str {
    match entity.kind {
        crate::model::EntityKind::Table => "Entity",
        kind => kind.label(),
    }
}
