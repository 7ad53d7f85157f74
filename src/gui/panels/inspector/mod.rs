//! The inspector: what is selected, editable in place.

mod entity;
mod field_menu;
mod fields;
mod others;
mod relationships;

use eframe::egui::{self, Frame, Margin, RichText, ScrollArea, Ui, vec2};

use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, regular, semi_bold};
use crate::gui::widgets::{TextLook, text_in_place};
use crate::model::Reference;
use crate::session::text_slot::TextSlot;

/// Width of the labels before values.
const LABEL: f32 = 92.0;
/// Height of a row of label and value.
const ROW: f32 = 24.0;

pub(super) fn ui(ui: &mut Ui, state: &State, requests: &mut Vec<Request>) {
    let selection = &state.document.selection;
    // Each part scrolls for itself.
    let salt = selection.single().map(super::outline::part_key);
    ScrollArea::vertical()
        .id_salt(("inspector", salt))
        .auto_shrink(false)
        .show(ui, |ui| {
            Frame::NONE
                .inner_margin(Margin {
                    left: 16,
                    right: 16,
                    top: 12,
                    bottom: 24,
                })
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 3.0;
                    match selection.single() {
                        None if selection.is_empty() => others::design_ui(ui, state, requests),
                        None => others::several_ui(ui, state, requests),
                        Some(Reference::Entity(id)) => entity::ui(ui, state, id, requests),
                        Some(Reference::Field(path)) => {
                            entity::ui(ui, state, path.entity, requests);
                        }
                        Some(Reference::Service(id)) => others::service_ui(ui, state, id, requests),
                        Some(Reference::Store(id)) => others::store_ui(ui, state, id, requests),
                        Some(Reference::Zone(id)) => others::zone_ui(ui, state, id, requests),
                        Some(Reference::Relationship(id)) => {
                            relationships::ui(ui, state, id, requests);
                        }
                        Some(Reference::Feed(id)) => others::feed_ui(ui, state, id, requests),
                        Some(Reference::Operation(_) | Reference::Saga(_)) => {}
                    }
                });
        });
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

/// The name at the head of the inspector.
fn name(
    ui: &mut Ui,
    state: &State,
    slot: TextSlot,
    hint: &'static str,
    width: f32,
    requests: &mut Vec<Request>,
) {
    let chrome = theme::chrome(ui.ctx());
    let look = TextLook {
        font: semi_bold(17.0),
        color: chrome.ink,
        hint,
        width,
        height: 26.0,
        strike: false,
        wrap: false,
    };
    text_in_place(ui, state, slot, &look, requests);
}

/// Longer text below the name.
fn comment(
    ui: &mut Ui,
    state: &State,
    slot: TextSlot,
    hint: &'static str,
    requests: &mut Vec<Request>,
) {
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
    text_in_place(ui, state, slot, &look, requests);
    ui.add_space(6.0);
}

/// A label with a value to its right.
fn row<R>(ui: &mut Ui, label: &str, value: impl FnOnce(&mut Ui) -> R) -> R {
    let chrome = theme::chrome(ui.ctx());
    ui.horizontal(|ui| {
        ui.set_min_height(ROW);
        ui.allocate_ui_with_layout(
            vec2(LABEL, ROW),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                ui.set_min_width(LABEL);
                ui.label(RichText::new(label).color(chrome.muted));
            },
        );
        value(ui)
    })
    .inner
}

/// A label with text to its right that is only read.
fn read(ui: &mut Ui, label: &str, value: impl Into<String>) {
    let value = value.into();
    if value.is_empty() {
        return;
    }
    let chrome = theme::chrome(ui.ctx());
    row(ui, label, |ui| {
        ui.add(egui::Label::new(RichText::new(value).color(chrome.ink)).wrap());
    });
}

/// A label with a choice to its right. Returns what was chosen, if that is something else.
fn choice<T: Clone + PartialEq>(
    ui: &mut Ui,
    label: &str,
    current: &T,
    shown: impl Into<String>,
    choices: impl FnOnce() -> Vec<(String, T)>,
) -> Option<T> {
    row(ui, label, |ui| {
        let mut chosen = None;
        let shown: String = shown.into();
        let combo = egui::ComboBox::from_id_salt(label)
            .width(ui.available_width())
            .truncate()
            .icon(|ui, rect, _, _| {
                let chrome = theme::chrome(ui.ctx());
                ui.painter().text(
                    rect.center(),
                    egui::Align2::CENTER_CENTER,
                    egui_phosphor::regular::CARET_DOWN,
                    theme::icons(10.0),
                    chrome.faint,
                );
            })
            .selected_text(RichText::new(&shown).font(regular(12.0)))
            .show_ui(ui, |ui| {
                for (name, value) in choices() {
                    let on = value == *current;
                    if ui
                        .selectable_label(on, RichText::new(name).font(regular(12.0)))
                        .clicked()
                        && !on
                    {
                        chosen = Some(value);
                    }
                }
            });
        combo.response.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::WidgetType::ComboBox, true, label);
            info.current_text_value = Some(shown.clone());
            info
        });
        chosen
    })
}

/// A line that leads to another part. Returns whether it was clicked.
fn link(
    ui: &mut Ui,
    mark: egui::Color32,
    text: &str,
    more: &str,
    id: impl std::hash::Hash + std::fmt::Debug,
) -> egui::Response {
    let chrome = theme::chrome(ui.ctx());
    let height = if more.is_empty() { 22.0 } else { 35.0 };
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    let rect = rect.expand2(vec2(6.0, 0.0));
    let response = ui.interact(
        rect,
        egui::Id::new(("link", egui::Id::new(id))),
        egui::Sense::click(),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Link, true, text));
    if response.hovered() {
        ui.painter().rect_filled(rect, 4, chrome.hover);
    }
    crate::gui::widgets::focus_ring(ui, &response, rect);
    let first = rect.top() + 11.0;
    ui.painter()
        .circle_filled(egui::pos2(rect.left() + 10.0, first), 4.0, mark);
    let line = |top: f32| {
        egui::Rect::from_min_max(
            egui::pos2(rect.left() + 22.0, top),
            egui::pos2(rect.right() - 4.0, top + 18.0),
        )
    };
    crate::gui::widgets::paint_text(ui, line(first - 9.0), text, &regular(12.0), chrome.ink);
    if !more.is_empty() {
        crate::gui::widgets::paint_text(ui, line(first + 6.0), more, &regular(10.5), chrome.muted);
    }
    response
}
