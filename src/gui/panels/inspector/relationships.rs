//! The relationships and feeds of an entity.

use eframe::egui::{Id, Ui};

use super::layout::section_with;
use super::parts;
use super::relationship::{end, fields};
use super::sheet::Panel;
use crate::base::quantity::Unit;
use crate::edit::{Builder, fresh, relate};
use crate::gui::request::Request;
use crate::gui::theme::{self, color};
use crate::gui::widgets::pick::{Choice, Picked};
use crate::model::{Endpoint, EntityId, Fail, Integrity, Reference, Relationship, RelationshipId};
use crate::session::Selection;

/// The relationships and feeds of an entity, as seen from it.
pub(super) fn of_entity(ui: &mut Ui, panel: &Panel<'_>, id: EntityId, name: &str) {
    let design = panel.design;
    let relationships: Vec<(RelationshipId, &Relationship)> = design
        .relationships()
        .iter()
        .filter(|(_, r)| r.from.entity == id || r.to.entity == id)
        .collect();
    let help = "Foreign keys from here and to here. Each is a call in disguise where the two ends are in different services.";
    let add = |ui: &mut Ui| add_relationship(ui, panel, id, name);
    section_with(ui, panel, "Relationships", help, add, |ui| {
        for (relationship, item) in relationships {
            relationship_link(ui, panel, relationship, item, Some(id));
        }
    });
    let feeds: Vec<_> = design
        .feeds()
        .iter()
        .filter(|(_, f)| f.from == id || f.to == id)
        .collect();
    let help = "Events that keep copies of it, or that it is filled by";
    let add = |ui: &mut Ui| add_feed(ui, panel, id, name);
    section_with(ui, panel, "Feeds", help, add, |ui| {
        for (feed, item) in feeds {
            super::feed::feed_link(ui, panel, feed, item, Some(id));
        }
    });
}

fn add_relationship(ui: &mut Ui, panel: &Panel<'_>, id: EntityId, name: &str) {
    let ctx = ui.ctx().clone();
    let key = Id::new(("add relationship", id.number()));
    let (_, picked) = parts::adder(ui, key, "Add a relationship to", None, |_| {
        parts::choices(panel.design, &ctx)
    });
    if let Some(Picked::Value(parent)) = picked {
        let label = format!("Relate {name} to {}", parts::name_of(panel.design, parent));
        let mut builder = Builder::new(panel.design, label);
        if let Some(relationship) = relate::to_parent(&mut builder, id, parent) {
            panel.apply(builder.finish());
            let part = Reference::Relationship(relationship);
            panel.push(Request::Select(Selection::of(part)));
        }
    }
}

fn add_feed(ui: &mut Ui, panel: &Panel<'_>, id: EntityId, name: &str) {
    let ctx = ui.ctx().clone();
    let key = Id::new(("add feed", id.number()));
    let (_, picked) = parts::adder(ui, key, "Add a feed to", None, |_| {
        let mut choices = vec![Choice::new("A new projection", None)];
        let entities = parts::choices(panel.design, &ctx).into_iter();
        choices.extend(
            entities
                .filter(|c| c.value != id)
                .map(|choice| choice.map(Some)),
        );
        choices
    });
    if let Some(Picked::Value(target)) = picked {
        let label = format!("Add a feed of {name}");
        let mut builder = Builder::new(panel.design, label);
        let feed = match target {
            Some(target) => Some(fresh::feed(&mut builder, id, target)),
            None => fresh::projection(&mut builder, id).map(|(_, feed)| feed),
        };
        if let Some(feed) = feed {
            panel.apply(builder.finish());
            panel.push(Request::Select(Selection::of(Reference::Feed(feed))));
        }
    }
}

/// A line that leads to a relationship, as seen from one of its ends.
pub(super) fn relationship_link(
    ui: &mut Ui,
    panel: &Panel<'_>,
    id: RelationshipId,
    item: &Relationship,
    seen_from: Option<EntityId>,
) {
    let design = panel.design;
    let side = |it: &Endpoint| {
        if Some(it.entity) == seen_from {
            fields(design, it)
        } else {
            end(design, it)
        }
    };
    let text = format!("{} → {}", side(&item.from), side(&item.to));
    let mark = color(theme::palette(ui.ctx()).relationship);
    let part = Reference::Relationship(id);
    super::link(ui, panel, mark, &text, &integrity(&item.integrity), part);
}

/// What keeps a relationship valid, in a few words.
fn integrity(integrity: &Integrity) -> String {
    match integrity {
        Integrity::Enforced => "Database foreign key".into(),
        Integrity::Checked { fail, timeout_ms } => {
            let timeout = timeout_ms.map_or_else(
                || "no timeout".to_owned(),
                |ms| format!("{} timeout", Unit::Milliseconds.format(f64::from(ms))),
            );
            let fail = match fail {
                Fail::Closed => "fails closed",
                Fail::Open => "fails open",
            };
            format!("Checked · {timeout} · {fail}")
        }
        Integrity::Eventual { cleanup } if cleanup.is_empty() => {
            "Eventual · orphans may come up".into()
        }
        Integrity::Eventual { cleanup } => format!("Eventual · repaired by {cleanup}"),
        Integrity::None => "Nothing keeps it valid".into(),
    }
}
