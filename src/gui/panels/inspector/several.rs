//! Several parts at once: what they have in common, changed for all in one step.

use eframe::egui::{RichText, Ui};

use super::layout::section;
use super::sheet::{Panel, Sheet};
use super::{entity, feed, field, operation, relationship, saga, service, store, zone};
use crate::gui::panels::count;
use crate::gui::theme::{self, semi_bold};
use crate::model::Reference;

/// What is selected, kind by kind.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>) {
    let chrome = theme::chrome(ui.ctx());
    let selection = &panel.state.document.selection;
    super::kind(ui, "Selection");
    let parts = format!("{} parts", selection.len());
    ui.label(RichText::new(parts).font(semi_bold(17.0)).color(chrome.ink));
    ui.add_space(6.0);

    macro_rules! kind {
        ($title:literal, $one:literal, $many:literal, $variant:ident, $show:expr) => {
            let ids: Vec<_> = selection
                .iter()
                .filter_map(|part| match part {
                    Reference::$variant(id) => Some(id),
                    _ => None,
                })
                .collect();
            if !ids.is_empty() {
                let what = count(ids.len(), $one, $many);
                let help = "What is changed here is changed for all of them";
                section(ui, panel, $title, help, |ui| {
                    super::layout::remark(ui, &what);
                    ui.add_space(2.0);
                    if let Some(sheet) = Sheet::new(panel, ids.iter().copied(), &what) {
                        $show(ui, &sheet);
                    }
                });
            }
        };
    }
    kind!(
        "Services",
        "service",
        "services",
        Service,
        service::attributes
    );
    kind!("Stores", "store", "stores", Store, store::attributes);
    kind!("Zones", "zone", "zones", Zone, zone::attributes);
    kind!("Entities", "entity", "entities", Entity, |ui: &mut Ui,
                                                     sheet: &Sheet<
        '_,
        _,
    >| {
        entity::attributes(ui, sheet);
        section(
            ui,
            panel,
            "Volume",
            "How much there is of each, and how it is kept",
            |ui| {
                entity::volume(ui, sheet);
            },
        );
        section(ui, panel, "Selected entities", "", |ui| {
            entity::links(ui, panel, &sheet.spots);
        });
    });
    kind!("Fields", "field", "fields", Field, field::attributes);
    kind!(
        "Relationships",
        "relationship",
        "relationships",
        Relationship,
        relationship::attributes
    );
    kind!(
        "Operations",
        "operation",
        "operations",
        Operation,
        operation::attributes
    );
    kind!("Feeds", "feed", "feeds", Feed, feed::attributes);
    kind!("Sagas", "saga", "sagas", Saga, saga::attributes);
}
