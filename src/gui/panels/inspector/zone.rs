//! Consistency zones.

use eframe::egui::Ui;

use super::entity;
use super::layout::{remark, section};
use super::sheet::{Attribute, Panel, SEVERAL, Shared, Sheet, attribute};
use crate::base::quantity::Unit;
use crate::gui::theme::{self, color};
use crate::gui::widgets::pick::Choice;
use crate::model::{Consistency, ZoneId};
use crate::session::text_slot::TextSlot;

const CONSISTENCY: Attribute = attribute(
    "Zone.consistency",
    "Consistency",
    "What readers may rely on. The analysis holds stores, replication and feeds against this promise.",
);
const BOUND: Attribute = attribute(
    "Consistency.Bounded.seconds",
    "At most old",
    "The greatest age of what a read returns. Lag bounds of feeds have to stay below it.",
);

const LEVELS: [Consistency; 5] = [
    Consistency::Strong,
    Consistency::Bounded { seconds: 5.0 },
    Consistency::ReadYourWrites,
    Consistency::Causal,
    Consistency::Eventual,
];

/// One zone.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: ZoneId) {
    let Some(zone) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], &zone.name) else {
        return;
    };
    super::head(ui, panel, "Zone", TextSlot::ZoneName(id), "Name");
    ui.add_space(6.0);
    attributes(ui, &sheet);
    remark(ui, promise(zone.consistency));
    let members = entity::members(panel.design, |e| e.zone == Some(id));
    section(ui, panel, "Entities", "What the promise is about", |ui| {
        entity::links(ui, panel, &members);
    });
}

/// What one or several zones have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, ZoneId>) {
    let level = |consistency: Consistency| {
        LEVELS
            .iter()
            .position(|level| std::mem::discriminant(level) == std::mem::discriminant(&consistency))
            .unwrap_or(0)
    };
    let now = sheet.shared(|zone| level(zone.consistency));
    let label = |place: usize| super::sheet::capital(LEVELS[place.min(4)].label());
    let shown = now.same().map_or(SEVERAL.to_owned(), |place| label(*place));
    let palette = theme::palette(ui.ctx());
    let picked = sheet.pick(ui, CONSISTENCY, &shown, false, now.same(), || {
        let levels = LEVELS.iter().enumerate();
        levels
            .map(|(place, level)| Choice {
                mark: Some(color(palette.consistency(Some(*level)))),
                help: promise(*level),
                ..Choice::new(label(place), place)
            })
            .collect()
    });
    if let Some(place) = picked {
        sheet.change(CONSISTENCY.label, |zone| {
            zone.consistency = LEVELS.get(place).copied().unwrap_or_default();
        });
    }
    let bounded = sheet.shared(|zone| matches!(zone.consistency, Consistency::Bounded { .. }));
    if bounded == Shared::Same(true) {
        sheet.required(
            ui,
            BOUND,
            Unit::Seconds,
            |zone| match zone.consistency {
                Consistency::Bounded { seconds } => seconds,
                _ => 0.0,
            },
            |zone, seconds| zone.consistency = Consistency::Bounded { seconds },
        );
    }
}

fn promise(consistency: Consistency) -> &'static str {
    match consistency {
        Consistency::Strong => {
            "Every read sees the latest write. Entities of the zone change together, in one transaction."
        }
        Consistency::Bounded { .. } => "A read may be old, but not older than the bound.",
        Consistency::ReadYourWrites => {
            "A user sees what the same user wrote; others may see it later."
        }
        Consistency::Causal => "Effects are never seen before their causes.",
        Consistency::Eventual => "Reads catch up some time; until then they may be old.",
    }
}
