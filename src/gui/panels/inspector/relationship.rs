//! One relationship, or several.

use eframe::egui::{Id, Ui};
use egui_phosphor::regular as icon;

use super::layout::{action, remark};
use super::lifecycle::{self, REPLACED_BY};
use super::parts;
use super::sheet::{Attribute, Panel, SEVERAL, Shared, Sheet, attribute, describe, row_with_end};
use crate::base::quantity::Unit;
use crate::edit::relate;
use crate::gui::theme;
use crate::gui::widgets::icon_button;
use crate::gui::widgets::pick::{Choice, Picked, Picker, pick};
use crate::model::{
    Design, Endpoint, EntityId, Fail, FieldId, Integrity, Lifecycle, Relationship, RelationshipId,
    TypeFamily,
};
use crate::session::text_slot::TextSlot;

use super::service::clamped;

const CHILD: Attribute = attribute(
    "Relationship.from",
    "Child",
    "Who holds the foreign key. It cannot be written, or not safely, while the parent is out of reach.",
);
const PARENT: Attribute = attribute(
    "Relationship.to",
    "Parent",
    "Whom the foreign key points at, by a key of its own.",
);
const KEY: Attribute = attribute(
    "Endpoint.fields",
    "Key",
    "Which fields of the child hold which fields of the parent. A composite key has several pairs.",
);
const CHILDREN: Attribute = attribute(
    "Relationship.ends.0",
    "Children",
    "How many children a parent has.",
);
const PARENTS: Attribute = attribute(
    "Relationship.ends.1",
    "Parents",
    "How many parents a child has.",
);
const IDENTIFYING: Attribute = attribute(
    "Relationship.identifying",
    "Identifying",
    "The child cannot be told apart without its parent: the foreign key is part of its primary key.",
);
const INTEGRITY: Attribute = attribute(
    "Relationship.integrity",
    "Integrity",
    "What keeps the reference valid. It decides whether an outage of the parent's service stops writes of the child.",
);
const FAIL: Attribute = attribute(
    "Integrity.Checked.fail",
    "No answer",
    "What the check does when the parent's service does not answer.",
);
const TIMEOUT: Attribute = attribute(
    "Integrity.Checked.timeout_ms",
    "Timeout",
    "How long the check waits for the answer. Without one, a slow parent makes the child's service slow too.",
);
const CLEANUP: Attribute = attribute(
    "Integrity.Eventual.cleanup",
    "Cleanup",
    "The job that finds and repairs orphans. Without one they stay.",
);
const ON_DELETE: Attribute = attribute(
    "Relationship.on_delete",
    "On delete",
    "What happens to the children when the parent is deleted. A database can do it in its own store only.",
);
const LIFECYCLE: Attribute = attribute(
    "Relationship.lifecycle",
    "Lifecycle",
    "Proposed, in use, or on its way out.",
);
const FORMERLY: Attribute = attribute(
    "Relationship.formerly",
    "Former labels",
    "What it was called before.",
);

/// One relationship.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: RelationshipId) {
    let Some(relationship) = panel.design.get(id) else {
        return;
    };
    let what = format!(
        "{} → {}",
        parts::name_of(panel.design, relationship.from.entity),
        parts::name_of(panel.design, relationship.to.entity)
    );
    let Some(sheet) = Sheet::new(panel, [id], &what) else {
        return;
    };
    super::head(
        ui,
        panel,
        "Relationship",
        TextSlot::RelationshipLabel(id),
        "Add a label",
    );
    ui.add_space(4.0);
    ends(ui, &sheet);
    key_pairs(ui, &sheet, relationship);
    attributes(ui, &sheet);
}

fn ends(ui: &mut Ui, sheet: &Sheet<'_, RelationshipId>) {
    sheet.part_by(
        ui,
        CHILD,
        None,
        |r| Some(r.from.entity),
        |builder, id, entity: Option<EntityId>| relate::set_child(builder, id, entity),
    );
    sheet.part_by(
        ui,
        PARENT,
        None,
        |r| Some(r.to.entity),
        |builder, id, entity: Option<EntityId>| relate::set_parent(builder, id, entity),
    );
}

/// The fields of the key, pair by pair.
fn key_pairs(ui: &mut Ui, sheet: &Sheet<'_, RelationshipId>, relationship: &Relationship) {
    let panel = sheet.panel;
    let design = panel.design;
    let (from, to) = (&relationship.from, &relationship.to);
    let count = from.fields.len().max(to.fields.len());
    row_with_end(ui, KEY.label, KEY.help, |ui| {
        let Some((child, parent)) = relate::next_pair(design, from, to) else {
            return;
        };
        if action(ui, "+ Add", "Add a pair of key fields") {
            sheet.change("key", |r| {
                // A side that was left open has as many as the other from now on.
                let pairs = r.from.fields.len().min(r.to.fields.len());
                r.from.fields.truncate(pairs);
                r.to.fields.truncate(pairs);
                r.from.fields.push(child);
                r.to.fields.push(parent);
            });
        }
    });
    if count == 0 {
        remark(ui, "Not decided: the entities are related as a whole");
    }
    for place in 0..count {
        let pair = [(from, 0), (to, 1)]
            .map(|(end, side)| (end.entity, end.fields.get(place).copied(), side));
        match pair_ui(ui, design, &sheet.key(KEY), KEY, place, pair) {
            Some(PairEdit::Set(side, field)) => sheet.change("key", |r| {
                let end = if side == 0 { &mut r.from } else { &mut r.to };
                if let Some(old) = end.fields.get_mut(place) {
                    *old = field;
                } else {
                    end.fields.push(field);
                }
            }),
            Some(PairEdit::Remove) => sheet.change("key", |r| {
                for end in [&mut r.from, &mut r.to] {
                    if place < end.fields.len() {
                        end.fields.remove(place);
                    }
                }
            }),
            None => {}
        }
    }
    for (child, parent) in from.fields.iter().zip(&to.fields) {
        type_remark(ui, design, (from.entity, *child), (to.entity, *parent));
    }
    ui.add_space(4.0);
}

fn type_remark(
    ui: &mut Ui,
    design: &Design,
    child: (EntityId, FieldId),
    parent: (EntityId, FieldId),
) {
    let of = |(entity, field): (EntityId, FieldId)| {
        let field = design.get(entity)?.field(field)?;
        Some((field.name.clone(), field.data_type.clone()))
    };
    if let (Some((child, own)), Some((parent, theirs))) = (of(child), of(parent))
        && TypeFamily::never_equal(&own, &theirs)
    {
        remark(ui, &format!("{child} is {own}, {parent} is {theirs}"));
    }
}

/// What is to become of a pair of fields.
#[derive(Clone, Copy)]
pub(super) enum PairEdit {
    /// The field of this side, 0 or 1, is another one.
    Set(usize, FieldId),
    /// It goes.
    Remove,
}

/// Two fields that belong together: pickers on both sides of an arrow.
pub(super) fn pair_ui(
    ui: &mut Ui,
    design: &Design,
    key: &str,
    attribute: Attribute,
    place: usize,
    pair: [(EntityId, Option<FieldId>, usize); 2],
) -> Option<PairEdit> {
    let chrome = theme::chrome(ui.ctx());
    let mut edit = None;
    let name = format!("{} {}", attribute.label.to_lowercase(), place + 1);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let width = (ui.available_width() - 20.0 - 20.0 - 6.0) / 2.0;
        for (entity, field, side) in pair {
            let shown = match field {
                Some(field) => parts::field_name(design, entity, field),
                None => "Choose…".to_owned(),
            };
            let name = format!("{} of {name}", if side == 0 { "From" } else { "To" });
            let picker = Picker {
                id: Id::new(("pair", key, place, side)),
                name: &name,
                shown: &shown,
                muted: field.is_none(),
                mark: None,
                width,
                plain: false,
                fresh: None,
            };
            let (response, picked) = pick(ui, &picker, field.as_ref(), |_| {
                parts::own_fields(design, entity)
            });
            describe(&response, attribute);
            if let Some(Picked::Value(picked)) = picked
                && Some(picked) != field
            {
                edit = Some(PairEdit::Set(side, picked));
            }
            if side == 0 {
                let (rect, _) = ui.allocate_exact_size(
                    eframe::egui::vec2(18.0, 22.0),
                    eframe::egui::Sense::hover(),
                );
                ui.painter().text(
                    rect.center(),
                    eframe::egui::Align2::CENTER_CENTER,
                    icon::ARROW_RIGHT,
                    theme::icons(11.0),
                    chrome.faint,
                );
            }
        }
        if icon_button(ui, icon::X, &format!("Remove {name}"), false, 20.0).clicked() {
            edit = Some(PairEdit::Remove);
        }
    });
    edit
}

/// What one or several relationships have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, RelationshipId>) {
    sheet.choice(ui, CHILDREN, |r| r.ends.0, |r, many| r.ends.0 = many);
    sheet.choice(ui, PARENTS, |r| r.ends.1, |r, many| r.ends.1 = many);
    sheet.toggle(
        ui,
        IDENTIFYING,
        |r| r.identifying,
        |r, on| r.identifying = on,
    );
    integrity_ui(ui, sheet);
    sheet.choice(ui, ON_DELETE, |r| r.on_delete, |r, what| r.on_delete = what);
    lifecycle::ui(
        ui,
        sheet,
        LIFECYCLE,
        |r| &r.lifecycle,
        |r| &mut r.lifecycle,
        |ui| {
            let now = sheet.shared(|r| r.lifecycle.replacement().copied());
            let now = now.same().copied().flatten();
            sheet.any_field(ui, REPLACED_BY, Some("Nothing"), now, |r, path| {
                if let Lifecycle::Deprecated { replaced_by, .. } = &mut r.lifecycle {
                    *replaced_by = path;
                }
            });
        },
    );
    sheet.names(
        ui,
        FORMERLY,
        "Add a label",
        |r| &r.formerly,
        |r| &mut r.formerly,
    );
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Enforced,
    Checked,
    Eventual,
    None,
}

fn integrity_ui(ui: &mut Ui, sheet: &Sheet<'_, RelationshipId>) {
    const FORMS: [(Form, &str, &str); 4] = [
        (
            Form::Enforced,
            "Database foreign key",
            "The database refuses what does not fit. It needs both ends in one store.",
        ),
        (
            Form::Checked,
            "Checked before writing",
            "The application asks the parent's service before it writes: a call that can fail",
        ),
        (
            Form::Eventual,
            "Eventual",
            "Orphans may come up and are repaired later: nothing waits for the parent",
        ),
        (Form::None, "Nothing", "Nobody keeps it valid"),
    ];
    let form = sheet.shared(|r| match r.integrity {
        Integrity::Enforced => Form::Enforced,
        Integrity::Checked { .. } => Form::Checked,
        Integrity::Eventual { .. } => Form::Eventual,
        Integrity::None => Form::None,
    });
    let shown = match &form {
        Shared::Same(form) => FORMS
            .iter()
            .find(|(f, ..)| f == form)
            .map_or("", |(_, label, _)| label),
        Shared::Several => SEVERAL,
    };
    let muted = matches!(form, Shared::Several | Shared::Same(Form::None));
    let picked = sheet.pick(ui, INTEGRITY, shown, muted, form.same(), || {
        FORMS
            .into_iter()
            .map(|(form, label, help)| Choice {
                help,
                ..Choice::new(label, form)
            })
            .collect()
    });
    if let Some(form) = picked {
        sheet.change(INTEGRITY.label, |r| {
            r.integrity = match form {
                Form::Enforced => Integrity::Enforced,
                Form::Checked => Integrity::Checked {
                    fail: Fail::Closed,
                    timeout_ms: None,
                },
                Form::Eventual => Integrity::Eventual {
                    cleanup: String::new(),
                },
                Form::None => Integrity::None,
            };
        });
    }
    match form.same() {
        Some(Form::Checked) => {
            let checked = |r: &Relationship| match r.integrity {
                Integrity::Checked { fail, timeout_ms } => (fail, timeout_ms),
                _ => (Fail::Closed, None),
            };
            sheet.choice(
                ui,
                FAIL,
                |r| checked(r).0,
                |r, how| {
                    if let Integrity::Checked { fail, .. } = &mut r.integrity {
                        *fail = how;
                    }
                },
            );
            sheet.whole(
                ui,
                TIMEOUT,
                (Unit::Milliseconds, 0),
                "none: waits forever",
                |r| checked(r).1.map(u64::from),
                |r, ms| {
                    if let Integrity::Checked { timeout_ms, .. } = &mut r.integrity {
                        *timeout_ms = ms.map(clamped);
                    }
                },
            );
        }
        Some(Form::Eventual) => sheet.text(
            ui,
            CLEANUP,
            "none: orphans stay",
            |r| match &r.integrity {
                Integrity::Eventual { cleanup } => cleanup.clone(),
                _ => String::new(),
            },
            |r, job| {
                if let Integrity::Eventual { cleanup } = &mut r.integrity {
                    *cleanup = job;
                }
            },
        ),
        _ => {}
    }
}

pub(super) fn end(design: &Design, end: &Endpoint) -> String {
    let entity = parts::name_of(design, end.entity);
    if end.fields.is_empty() {
        return entity;
    }
    format!("{entity}.{}", fields(design, end))
}

pub(super) fn fields(design: &Design, end: &Endpoint) -> String {
    let names: Vec<String> = end
        .fields
        .iter()
        .map(|field| parts::field_name(design, end.entity, *field))
        .collect();
    match names.as_slice() {
        [] => parts::name_of(design, end.entity),
        [one] => one.clone(),
        several => format!("({})", several.join(", ")),
    }
}
