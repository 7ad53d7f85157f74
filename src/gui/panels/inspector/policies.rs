//! What an entity does with deleted rows and with writers at the same time: policies that may name a field.

use eframe::egui::Ui;

use super::sheet::{Attribute, SEVERAL, Shared, Sheet, attribute};
use crate::edit::fresh;
use crate::gui::widgets::pick::Choice;
use crate::model::{DeletePolicy, Entity, EntityId, FieldId, Role, Versioning};

const DELETES: Attribute = attribute(
    "Entity.deletes",
    "Deletes",
    "What happens when a row is deleted. Whoever refers to it from another service finds out only by an event or a mark.",
);
const VERSIONING: Attribute = attribute(
    "Entity.versioning",
    "Versioning",
    "How writers notice that someone else was faster. Without any, the last write wins and the other is lost.",
);

/// Policies that name a field of the entity: a field of several entities goes by its name.
#[derive(Clone, PartialEq)]
enum Policy {
    Plain(usize),
    Field(String),
    /// By a field that is still to be made.
    New(&'static str),
}

pub(super) fn deletes(ui: &mut Ui, sheet: &Sheet<'_, EntityId>) {
    const PLAIN: [(DeletePolicy<FieldId>, &str, &str); 3] = [
        (
            DeletePolicy::Hard,
            "Hard",
            "The row is gone; whoever refers to it is left with nothing",
        ),
        (
            DeletePolicy::Tombstone,
            "Tombstone event",
            "An event says that it is deleted, and others clean up",
        ),
        (DeletePolicy::Never, "Never", "Rows are never deleted"),
    ];
    let policy = |entity: &Entity| match &entity.deletes {
        DeletePolicy::Soft(field) => Policy::Field(own_name(entity, *field)),
        plain => Policy::Plain(PLAIN.iter().position(|(p, ..)| p == plain).unwrap_or(0)),
    };
    let words = PLAIN.map(|(_, label, help)| (label, help));
    let help = "The field marks it as deleted; queries have to leave marked rows out";
    if let Some(picked) = policy_row(ui, sheet, DELETES, &words, "Soft", help, policy) {
        sheet.change(DELETES.label, |entity| {
            entity.deletes = match &picked {
                Policy::Plain(place) => PLAIN
                    .get(*place)
                    .map_or(DeletePolicy::Hard, |p| p.0.clone()),
                Policy::Field(name) => match entity.field_named(name) {
                    Some(field) => DeletePolicy::Soft(field.id),
                    None => return,
                },
                Policy::New(_) => DeletePolicy::Soft(fresh::field_with(entity, Role::SoftDelete)),
            };
        });
    }
}

pub(super) fn versioning(ui: &mut Ui, sheet: &Sheet<'_, EntityId>) {
    const PLAIN: [(Versioning<FieldId>, &str, &str); 2] = [
        (
            Versioning::None,
            "None · last write wins",
            "Of two writers at once, one change is lost",
        ),
        (
            Versioning::History,
            "History · every version",
            "Every version is kept",
        ),
    ];
    let policy = |entity: &Entity| match &entity.versioning {
        Versioning::Optimistic(field) => Policy::Field(own_name(entity, *field)),
        plain => Policy::Plain(PLAIN.iter().position(|(p, ..)| p == plain).unwrap_or(0)),
    };
    let words = PLAIN.map(|(_, label, help)| (label, help));
    let help = "A writer names the version that it read, and is refused if there is a newer one";
    if let Some(picked) = policy_row(ui, sheet, VERSIONING, &words, "Optimistic", help, policy) {
        sheet.change(VERSIONING.label, |entity| {
            entity.versioning = match &picked {
                Policy::Plain(place) => PLAIN.get(*place).map_or(Versioning::None, |p| p.0.clone()),
                Policy::Field(name) => match entity.field_named(name) {
                    Some(field) => Versioning::Optimistic(field.id),
                    None => return,
                },
                Policy::New(_) => {
                    Versioning::Optimistic(fresh::field_with(entity, Role::RowVersion))
                }
            };
        });
    }
}

fn policy_row(
    ui: &mut Ui,
    sheet: &Sheet<'_, EntityId>,
    attribute: Attribute,
    plain: &[(&'static str, &'static str)],
    by_field: &str,
    help: &'static str,
    policy: impl Fn(&Entity) -> Policy,
) -> Option<Policy> {
    let now = sheet.shared(policy);
    let label = |policy: &Policy| match policy {
        Policy::Plain(place) => plain.get(*place).map_or("", |(label, _)| label).to_owned(),
        Policy::Field(name) => format!("{by_field} · {name}"),
        Policy::New(name) => format!("{by_field} · new field {name}"),
    };
    let shown = now.same().map_or(SEVERAL.to_owned(), label);
    let muted = matches!(now, Shared::Same(Policy::Plain(0)) | Shared::Several);
    sheet.pick(ui, attribute, &shown, muted, now.same(), || {
        let choices = plain
            .iter()
            .enumerate()
            .map(|(place, (label, help))| Choice {
                detail: if place == 0 {
                    "default".into()
                } else {
                    String::new()
                },
                help,
                ..Choice::new(*label, Policy::Plain(place))
            });
        let fields = common_fields(&sheet.items).into_iter().map(|name| Choice {
            help,
            ..Choice::new(format!("{by_field} · {name}"), Policy::Field(name))
        });
        let new = if attribute.path == DELETES.path {
            "deleted_at"
        } else {
            "version"
        };
        let lack = sheet
            .items
            .iter()
            .any(|entity| entity.field_named(new).is_none());
        let new = lack.then(|| Choice {
            help,
            ..Choice::new(label(&Policy::New(new)), Policy::New(new))
        });
        choices.chain(fields).chain(new).collect()
    })
}

/// Names of fields that all of the entities have.
fn common_fields(entities: &[&Entity]) -> Vec<String> {
    let Some((first, others)) = entities.split_first() else {
        return Vec::new();
    };
    let names = first.fields.iter().map(|field| &field.name);
    names
        .filter(|name| others.iter().all(|other| other.field_named(name).is_some()))
        .cloned()
        .collect()
}

pub(super) fn own_name(entity: &Entity, field: FieldId) -> String {
    entity
        .field(field)
        .map_or(String::new(), |f| f.name.clone())
}
