//! The inspector: what is selected, editable in place.
//!
//! A file a kind of part says which attributes it has, in which order, and what each means. [`sheet`] makes labels and
//! editors of them, for one part or for several at once. Nothing here changes anything: panels push requests.

mod access;
mod availability;
mod contract;
mod decision;
mod design;
mod entity;
mod expectation;
mod feed;
mod field;
mod field_menu;
mod fields;
mod layout;
mod lifecycle;
mod lists;
mod operation;
mod part;
mod parts;
mod pickable;
mod policies;
mod relationship;
mod relationships;
mod saga;
mod scenario;
mod service;
mod several;
mod sheet;
mod store;
mod trial;
mod view;
mod words;
mod words_of_roles;
mod zone;

use eframe::egui::{self, Frame, Margin, RichText, ScrollArea, Ui, vec2};

use self::sheet::Panel;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color, regular, semi_bold};
use crate::gui::widgets::{TextLook, focus_ring, paint_text, text_in_place};
use crate::model::{Operation, OperationId, Reference};
use crate::session::text_slot::TextSlot;

pub(super) fn ui(ui: &mut Ui, state: &State, requests: &mut Vec<Request>) {
    let selection = &state.document.selection;
    // Each part scrolls for itself.
    let salt = selection.single().map(super::outline::part_key);
    let panel = Panel::new(state);
    ScrollArea::vertical()
        .id_salt(("inspector", salt))
        .auto_shrink(false)
        .show(ui, |ui| {
            let side = if ui.available_width() < 280.0 { 12 } else { 16 };
            Frame::NONE
                .inner_margin(Margin {
                    left: side,
                    right: side,
                    top: 12,
                    bottom: 24,
                })
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 3.0;
                    match selection.single() {
                        None if selection.is_empty() => design::ui(ui, &panel),
                        None => match (selection.len(), selection.notes().next()) {
                            (1, Some(note)) => view::note_ui(ui, &panel, note),
                            _ => several::ui(ui, &panel),
                        },
                        Some(Reference::Entity(id)) => entity::ui(ui, &panel, id),
                        Some(Reference::Field(path)) => field::ui(ui, &panel, path),
                        Some(Reference::Service(id)) => service::ui(ui, &panel, id),
                        Some(Reference::Store(id)) => store::ui(ui, &panel, id),
                        Some(Reference::Zone(id)) => zone::ui(ui, &panel, id),
                        Some(Reference::Relationship(id)) => relationship::ui(ui, &panel, id),
                        Some(Reference::Operation(id)) => operation::ui(ui, &panel, id),
                        Some(Reference::Feed(id)) => feed::ui(ui, &panel, id),
                        Some(Reference::Saga(id)) => saga::ui(ui, &panel, id),
                    }
                });
        });
    requests.extend(panel.into_requests());
}

/// What kind of thing is shown, in small capitals.
fn kind(ui: &mut Ui, text: &str) {
    let chrome = theme::chrome(ui.ctx());
    ui.label(
        RichText::new(text.to_uppercase())
            .font(semi_bold(10.5))
            .color(chrome.muted),
    );
}

/// What kind of thing is shown, and its name.
fn head(ui: &mut Ui, panel: &Panel<'_>, title: &str, slot: TextSlot, hint: &'static str) {
    let chrome = theme::chrome(ui.ctx());
    kind(ui, title);
    let look = TextLook {
        font: semi_bold(17.0),
        color: chrome.ink,
        hint,
        width: ui.available_width(),
        height: 26.0,
        strike: false,
        wrap: false,
    };
    in_place(ui, panel, slot, &look);
}

/// Longer text below the name.
fn about(ui: &mut Ui, panel: &Panel<'_>, slot: TextSlot, hint: &'static str) {
    let chrome = theme::chrome(ui.ctx());
    let look = TextLook {
        font: regular(12.0),
        color: chrome.muted,
        hint,
        width: ui.available_width(),
        height: 20.0,
        strike: false,
        wrap: true,
    };
    in_place(ui, panel, slot, &look);
    ui.add_space(6.0);
}

fn in_place(ui: &mut Ui, panel: &Panel<'_>, slot: TextSlot, look: &TextLook) {
    let mut requests = Vec::new();
    let response = text_in_place(ui, panel.state, slot, look, &mut requests);
    sheet::describe(&response, sheet::attribute(path_of(slot), "", ""));
    for request in requests {
        panel.push(request);
    }
}

/// Which attribute a text is.
fn path_of(slot: TextSlot) -> &'static str {
    match slot {
        TextSlot::DesignName => "Design.name",
        TextSlot::DesignDescription => "Design.description",
        TextSlot::EntityName(_) => "Entity.name",
        TextSlot::EntityComment(_) => "Entity.comment",
        TextSlot::FieldName(_) => "Field.name",
        TextSlot::FieldType(_) => "Field.type",
        TextSlot::ServiceName(_) => "Service.name",
        TextSlot::ServiceDescription(_) => "Service.description",
        TextSlot::StoreName(_) => "Store.name",
        TextSlot::StoreDescription(_) => "Store.description",
        TextSlot::ZoneName(_) => "Zone.name",
        TextSlot::RelationshipLabel(_) => "Relationship.label",
        TextSlot::OperationName(_) => "Operation.name",
        TextSlot::OperationDescription(_) => "Operation.description",
        TextSlot::SagaName(_) => "Saga.name",
        TextSlot::SagaDescription(_) => "Saga.description",
        TextSlot::ViewName(_) => "View.name",
        TextSlot::NoteText(_) => "Note.text",
        TextSlot::ScenarioName(_) => "Scenario.name",
    }
}

/// A line that leads to another part.
fn link(
    ui: &mut Ui,
    panel: &Panel<'_>,
    mark: egui::Color32,
    text: &str,
    more: &str,
    part: Reference,
) {
    let chrome = theme::chrome(ui.ctx());
    let height = if more.is_empty() { 22.0 } else { 35.0 };
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    if !ui.is_rect_visible(rect) {
        return;
    }
    let rect = rect.expand2(vec2(6.0, 0.0));
    let id = ui.id().with(("link", super::outline::part_key(part)));
    let response = ui.interact(rect, id, egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Link, true, text));
    if response.hovered() {
        ui.painter().rect_filled(rect, 4, chrome.hover);
    }
    focus_ring(ui, &response, rect);
    let first = rect.top() + 11.0;
    ui.painter()
        .circle_filled(egui::pos2(rect.left() + 10.0, first), 4.0, mark);
    let line = |top: f32| {
        egui::Rect::from_min_max(
            egui::pos2(rect.left() + 22.0, top),
            egui::pos2(rect.right() - 4.0, top + 18.0),
        )
    };
    paint_text(ui, line(first - 9.0), text, &regular(12.0), chrome.ink);
    if !more.is_empty() {
        paint_text(ui, line(first + 6.0), more, &regular(10.5), chrome.muted);
    }
    if response.clicked() {
        panel.push(Request::Reveal(part));
    }
}

/// A line that leads to an operation.
fn operation_link(ui: &mut Ui, panel: &Panel<'_>, id: OperationId, operation: &Operation) {
    use crate::base::quantity::Unit;
    let mut words = vec![words::Words::label(operation.kind).to_owned()];
    if let Some(rate) = operation.rate {
        words.push(Unit::PerSecond.format(rate));
    }
    if let Some(target) = operation.target {
        words.push(format!("target {}", Unit::Share.format(target)));
    }
    let mark = color(theme::palette(ui.ctx()).muted);
    let part = Reference::Operation(id);
    link(ui, panel, mark, &operation.name, &words.join(" · "), part);
}
