//! What the user should know: calm bars above the canvas that stay until they are put away.

use eframe::egui::{
    self, Align, CornerRadius, Frame, Layout, Margin, RichText, ScrollArea, Stroke, Ui,
};
use egui_phosphor::regular as icon;

use crate::gui::request::{Notice, Request, Severity};
use crate::gui::state::State;
use crate::gui::theme::{self, color, icons, regular};
use crate::gui::widgets::icon_button;

/// Shows the notices, the oldest first.
pub fn ui(ui: &mut Ui, state: &State, requests: &mut Vec<Request>) {
    for (place, notice) in state.notices.iter().enumerate() {
        notice_ui(ui, place, notice, requests);
    }
}

fn notice_ui(ui: &mut Ui, place: usize, notice: &Notice, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let (symbol, hue) = match notice.severity {
        Severity::Error => (icon::WARNING_CIRCLE, palette.error),
        Severity::Warning => (icon::WARNING, palette.warning),
        Severity::Info => (icon::INFO, palette.info),
    };
    let fill = color(palette.card.mix(hue, 0.07));
    let panel = Frame::NONE
        .fill(fill)
        .stroke(Stroke::NONE)
        .corner_radius(CornerRadius::ZERO)
        .inner_margin(Margin::symmetric(14, 7));
    let response = panel.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.push_id(("notice", place), |ui| {
            ui.horizontal_top(|ui| {
                ui.label(
                    RichText::new(symbol)
                        .font(icons(16.0))
                        .color(color(palette.readable(hue))),
                );
                let width = ui.available_width() - 34.0;
                ui.allocate_ui_with_layout(
                    egui::vec2(width, 0.0),
                    Layout::top_down(Align::Min),
                    |ui| {
                        ui.set_width(width);
                        ui.add(
                            egui::Label::new(RichText::new(&notice.text).color(chrome.ink))
                                .wrap()
                                .selectable(true),
                        );
                        details_ui(ui, notice);
                    },
                );
                if icon_button(ui, icon::X, "Dismiss", false, 22.0).clicked() {
                    requests.push(Request::Dismiss(place));
                }
            });
        });
    });
    let rect = response.response.rect;
    ui.painter().hline(
        rect.x_range(),
        rect.bottom() - 0.5,
        Stroke::new(1.0, chrome.line),
    );
}

fn details_ui(ui: &mut Ui, notice: &Notice) {
    if notice.details.is_empty() {
        return;
    }
    let chrome = theme::chrome(ui.ctx());
    let title = match notice.details.len() {
        1 => "1 line".to_owned(),
        many => format!("{many} lines"),
    };
    egui::CollapsingHeader::new(RichText::new(title).font(regular(12.0)).color(chrome.muted))
        .default_open(notice.details.len() <= 3)
        .show(ui, |ui| {
            ScrollArea::vertical()
                .max_height(160.0)
                .auto_shrink([false, true])
                .show_rows(ui, 18.0, notice.details.len(), |ui, rows| {
                    for line in notice.details.get(rows).unwrap_or_default() {
                        let text = RichText::new(line).font(regular(12.0)).color(chrome.text);
                        ui.add(egui::Label::new(text).truncate().selectable(true));
                    }
                });
        });
}
