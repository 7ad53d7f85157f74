//! One field with all of its attributes.

use eframe::egui::{RichText, Ui};

use super::layout::{action, remark, section};
use super::lifecycle::{self, REPLACED_BY};
use super::parts;
use super::sheet::{Attribute, Panel, Sheet, attribute};
use super::words_of_roles::{self, ROLES};
use crate::gui::request::Request;
use crate::gui::theme::{self};
use crate::model::{Design, Field, FieldPath, Lifecycle, Reference, Role, TypeFamily};
use crate::session::text_slot::TextSlot;

const TYPE: Attribute = attribute(
    "Field.type",
    "Type",
    "As the database writes it. Keys and copies of it have to hold the same kind of value.",
);
const KEY: Attribute = attribute(
    "Field.key",
    "Primary key",
    "It is part of what tells rows apart.",
);
const NULL: Attribute = attribute(
    "Field.null",
    "May be null",
    "Rows may lack it. Making it required later breaks writers that leave it out.",
);
const UNIQUE: Attribute = attribute(
    "Field.unique",
    "Unique",
    "No two rows have the same, so that a relationship may point at it and a lookup by it is served.",
);
const DEFAULT: Attribute = attribute(
    "Field.default",
    "Default",
    "Value where none is given, as the database writes it: now(). A new field with one breaks nobody.",
);
const FLAG: Attribute = attribute(
    "Field.flag",
    "Feature flag",
    "The flag that switches it on, so that it can be there before it is used, and off again without a migration.",
);
const COMMENT: Attribute = attribute("Field.comment", "Comment", "What it is.");
const FORMERLY: Attribute = attribute(
    "Field.formerly",
    "Former names",
    "What it was called before: consumers may still use these names, and an import recognizes it by them.",
);
const LIFECYCLE: Attribute = attribute(
    "Field.lifecycle",
    "Lifecycle",
    "Proposed, in use, or on its way out. What still reads a deprecated field is reported.",
);
const ROLE: Attribute = attribute(
    "Field.roles",
    "Roles",
    "What the field means beyond its type: the analysis looks for soft deletes, versions, correlation ids and the like by these.",
);
const COPY_OF: Attribute = attribute(
    "Role.CopyOf",
    "Copy of",
    "The field of another entity that stays the source of truth. A copy without a feed that fills it gets old unnoticed.",
);
const AGGREGATE_OF: Attribute = attribute(
    "Role.AggregateOf",
    "Aggregate of",
    "The field over whose rows it is computed. Computed ahead it is fast and a little old; computed live it reads them all.",
);
const INFERRED: Attribute = attribute(
    "Field.inferred",
    "Guessed",
    "The roles were guessed from name and type, and nobody has confirmed them.",
);

/// One field.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, path: FieldPath) {
    let Some(entity) = panel.design.get(path.entity) else {
        return;
    };
    let Some(field) = entity.field(path.field) else {
        return;
    };
    let what = format!("{}.{}", entity.name, field.name);
    let Some(sheet) = Sheet::new(panel, [path], what) else {
        return;
    };
    let chrome = theme::chrome(ui.ctx());
    super::head(ui, panel, "Field", TextSlot::FieldName(path), "Name");
    ui.horizontal(|ui| {
        ui.label(RichText::new("of").color(chrome.muted));
        let name = format!("Go to the entity {}", entity.name);
        if action(ui, &entity.name, &name) {
            panel.push(Request::Reveal(Reference::Entity(path.entity)));
        }
    });
    ui.add_space(4.0);
    attributes(ui, &sheet);
    references(ui, panel, path);
}

/// What one or several fields have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, FieldPath>) {
    let design = sheet.panel.design;
    sheet.text(
        ui,
        TYPE,
        "not decided",
        |f| f.data_type.clone(),
        |f, t| f.data_type = t,
    );
    sheet.toggle(ui, KEY, |f| f.key, |f, key| f.key = key);
    sheet.toggle(ui, NULL, |f| f.null, |f, null| f.null = null);
    sheet.toggle(ui, UNIQUE, |f| f.unique, |f, unique| f.unique = unique);
    sheet.text(
        ui,
        DEFAULT,
        "none",
        |f| f.default_value.clone().unwrap_or_default(),
        |f, value| f.default_value = (!value.is_empty()).then_some(value),
    );
    sheet.text(
        ui,
        FLAG,
        "none: always on",
        |f| f.flag.clone(),
        |f, flag| f.flag = flag,
    );
    sheet.lines(
        ui,
        COMMENT,
        "what it is",
        |f| f.comment.clone(),
        |f, c| f.comment = c,
    );
    lifecycle::ui(
        ui,
        sheet,
        LIFECYCLE,
        |f| &f.lifecycle,
        |f| &mut f.lifecycle,
        |ui| {
            let now = sheet.shared(|f| f.lifecycle.replacement().copied());
            let now = now.same().copied().flatten();
            sheet.any_field(ui, REPLACED_BY, Some("Nothing"), now, |f, path| {
                if let Lifecycle::Deprecated { replaced_by, .. } = &mut f.lifecycle {
                    *replaced_by = path;
                }
            });
        },
    );
    sheet.names(
        ui,
        FORMERLY,
        "Add a name",
        |f| &f.formerly,
        |f| &mut f.formerly,
    );
    section(ui, sheet.panel, "Roles", ROLE.help, |ui| {
        roles(ui, sheet);
        sources(ui, sheet, design);
    });
}

/// Roles that stand by themselves, as switches.
fn roles(ui: &mut Ui, sheet: &Sheet<'_, FieldPath>) {
    if sheet.items.iter().any(|f| f.inferred) {
        sheet.toggle(
            ui,
            INFERRED,
            |f| f.inferred,
            |f, inferred| f.inferred = inferred,
        );
    }
    for (role, help) in ROLES {
        let label = words_of_roles::label(role);
        let attribute = Attribute {
            label,
            help,
            ..ROLE
        };
        let key = Attribute {
            path: words_of_roles::path(role),
            ..attribute
        };
        sheet.toggle(
            ui,
            key,
            |f| f.roles.contains(role),
            |f, on| {
                f.roles.retain(|other| other != role);
                if on {
                    f.roles.push(role.clone());
                }
                f.inferred = false;
            },
        );
    }
}

/// Where it is copied or computed from.
fn sources(ui: &mut Ui, sheet: &Sheet<'_, FieldPath>, design: &Design) {
    type Make = fn(FieldPath) -> Role<FieldPath>;
    let kinds: [(Attribute, Make); 2] =
        [(COPY_OF, Role::CopyOf), (AGGREGATE_OF, Role::AggregateOf)];
    for (attribute, make) in kinds {
        let same_kind =
            |role: &Role<FieldPath>| role.source().is_some_and(|path| make(*path) == *role);
        let source = |field: &Field| {
            let role = field.roles.iter().find(|role| same_kind(role));
            role.and_then(Role::source).copied()
        };
        let now = sheet.shared(source);
        let now = now.same().copied().flatten();
        sheet.any_field(ui, attribute, Some("Nothing"), now, |f, path| {
            let place = f.roles.iter().position(same_kind);
            match (place, path) {
                (Some(place), Some(path)) => f.roles[place] = make(path),
                (Some(place), None) => {
                    f.roles.remove(place);
                }
                (None, Some(path)) => f.roles.push(make(path)),
                (None, None) => {}
            }
        });
        if let (Some(path), [field]) = (now, sheet.items.as_slice()) {
            warn_of_types(ui, design, field, path);
        }
    }
}

fn warn_of_types(ui: &mut Ui, design: &Design, field: &Field, source: FieldPath) {
    let Some(other) = design
        .get(source.entity)
        .and_then(|e| e.field(source.field))
    else {
        return;
    };
    if TypeFamily::differ(&field.data_type, &other.data_type) {
        let name = parts::path_name(design, source);
        remark(
            ui,
            &format!(
                "{name} holds {}, this field {}",
                other.data_type, field.data_type
            ),
        );
    }
}

/// The relationships that go through the field.
fn references(ui: &mut Ui, panel: &Panel<'_>, path: FieldPath) {
    let through: Vec<_> = panel
        .design
        .relationships()
        .iter()
        .filter(|(_, r)| {
            [&r.from, &r.to]
                .iter()
                .any(|end| end.entity == path.entity && end.fields.contains(&path.field))
        })
        .collect();
    if through.is_empty() {
        return;
    }
    section(
        ui,
        panel,
        "Relationships",
        "Relationships whose key it is part of",
        |ui| {
            for (id, relationship) in through {
                super::relationships::relationship_link(ui, panel, id, relationship, None);
            }
        },
    );
}
