//! The menu of a field: keys, roles, its life, and its end.

use eframe::egui::{self, RichText, Ui};
use egui_phosphor::regular as icon;

use super::lifecycle::today;
use crate::edit::{Builder, Transaction};
use crate::gui::perform::capitalized;
use crate::gui::request::Request;
use crate::gui::theme::{self, regular};
use crate::model::names::Names;
use crate::model::{
    DeletePolicy, Design, Entity, Field, FieldPath, Lifecycle, Reference, Role, Versioning,
};
use crate::session::Selection;
use crate::session::text_slot::update_field;

pub(super) fn ui(ui: &mut Ui, design: &Design, path: FieldPath, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let Some(field) = design
        .get(path.entity)
        .and_then(|entity| entity.field(path.field))
    else {
        return;
    };
    ui.set_min_width(210.0);
    let mut change = |what: &str, update: &dyn Fn(&mut Field)| {
        requests.push(Request::Apply(change_field(design, path, what, update)));
    };
    for (label, on, flip) in [
        (
            "Primary key",
            field.key,
            (|f: &mut Field| f.key = !f.key) as fn(&mut Field),
        ),
        ("May be null", field.null, |f| f.null = !f.null),
        ("Unique", field.unique, |f| f.unique = !f.unique),
    ] {
        let mut shown = on;
        if ui.checkbox(&mut shown, label).clicked() {
            change(&label.to_lowercase(), &flip);
        }
    }
    ui.separator();
    if field.inferred && !field.roles.is_empty() {
        ui.label(
            RichText::new("Guessed from name and type")
                .font(regular(11.5))
                .color(chrome.muted),
        );
        ui.horizontal(|ui| {
            if ui.button("Keep").clicked() {
                change("marks", &|f| f.inferred = false);
            }
            if ui.button("Remove").clicked() {
                change("marks", &|f| {
                    f.roles.clear();
                    f.inferred = false;
                });
            }
        });
    }
    for role in plain_roles() {
        let mut on = field.roles.contains(&role);
        let label = capitalized(role.label());
        if ui.checkbox(&mut on, label).clicked() {
            let role = role.clone();
            change("marks", &move |f| {
                if on {
                    f.roles.push(role.clone());
                } else {
                    f.roles.retain(|r| *r != role);
                }
                f.inferred = false;
            });
        }
    }
    for role in field.roles.iter().filter(|role| role.source().is_some()) {
        let names = Names::new(design);
        let source = role
            .source()
            .map(|path| names.field_path(*path))
            .unwrap_or_default();
        ui.label(
            RichText::new(format!("{} of {source}", capitalized(role.label()))).color(chrome.text),
        );
    }
    ui.separator();
    let mut deprecated = field.lifecycle.is_deprecated();
    if ui.checkbox(&mut deprecated, "Deprecated").clicked() {
        change("lifecycle", &|f| {
            f.lifecycle = if f.lifecycle.is_deprecated() {
                Lifecycle::Active
            } else {
                Lifecycle::Deprecated {
                    since: today(),
                    remove_after: None,
                    replaced_by: None,
                }
            };
        });
    }
    ui.separator();
    let details = egui::Button::new((
        RichText::new(icon::SLIDERS_HORIZONTAL).font(theme::icons(14.0)),
        "All attributes",
    ))
    .frame(false);
    if ui.add(details).clicked() {
        requests.push(Request::Select(Selection::of(Reference::Field(path))));
        ui.close();
    }
    let delete = egui::Button::new((
        RichText::new(icon::TRASH).font(theme::icons(14.0)),
        "Delete field",
    ))
    .frame(false);
    if ui.add(delete).clicked() {
        requests.push(Request::Apply(delete_field(design, path)));
        ui.close();
    }
}

/// Roles that need no other field.
fn plain_roles() -> [Role<FieldPath>; 10] {
    [
        Role::SoftDelete,
        Role::RowVersion,
        Role::SchemaVersion,
        Role::CorrelationId,
        Role::Status,
        Role::CreatedAt,
        Role::UpdatedAt,
        Role::Tenant,
        Role::IdempotencyKey,
        Role::Sensitive,
    ]
}

fn change_field(
    design: &Design,
    path: FieldPath,
    what: &str,
    update: &dyn Fn(&mut Field),
) -> Transaction {
    let mut builder = Builder::new(
        design,
        format!("Change {what} of {}", field_label(design, path)),
    );
    update_field(&mut builder, path, update);
    builder.finish()
}

fn delete_field(design: &Design, path: FieldPath) -> Transaction {
    let mut builder = Builder::new(design, format!("Delete {}", field_label(design, path)));
    // Policies of the entity itself that rest on the field go back to their defaults.
    builder.update(path.entity, |entity: &mut Entity| {
        if entity.deletes == DeletePolicy::Soft(path.field) {
            entity.deletes = DeletePolicy::Hard;
        }
        if entity.versioning == Versioning::Optimistic(path.field) {
            entity.versioning = Versioning::None;
        }
    });
    builder.remove([Reference::Field(path)]);
    builder.finish()
}

fn field_label(design: &Design, path: FieldPath) -> String {
    let entity = design.get(path.entity);
    let field = entity.and_then(|entity| entity.field(path.field));
    match (entity, field) {
        (Some(entity), Some(field)) => format!("{}.{}", entity.name, field.name),
        _ => String::new(),
    }
}
