//! What an empty design greets with: what to do next.

use eframe::egui::{
    self, Align, Align2, Area, Frame, Id, Layout, Margin, Order, RichText, Stroke, Ui, vec2,
};
use egui_phosphor::regular as icon;

use crate::gui::command::Command;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, icons, regular, semi_bold};

/// Shows the greeting in the middle of the canvas.
pub fn ui(ui: &mut Ui, canvas: egui::Rect, state: &State, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let area = Area::new(Id::new("welcome"))
        .order(Order::Middle)
        .constrain_to(canvas)
        .pivot(Align2::CENTER_CENTER)
        .fixed_pos(canvas.center())
        .movable(false);
    area.show(ui.ctx(), |ui| {
        Frame::NONE
            .fill(chrome.panel)
            .stroke(Stroke::new(1.0, chrome.line))
            .corner_radius(10)
            .inner_margin(Margin::symmetric(28, 24))
            .show(ui, |ui| {
                ui.set_width(380.0);
                ui.label(RichText::new("An empty design").font(semi_bold(17.0)).color(chrome.ink));
                ui.add_space(4.0);
                let text = "Draw entities, or start from a schema that exists: a DDL file or a dump of PostgreSQL, MySQL, SQLite, SQL Server or Oracle.";
                ui.label(RichText::new(text).color(chrome.muted));
                ui.add_space(14.0);
                let add = [
                    (icon::TABLE, "Add an entity", "or double-click the canvas", Request::Command(Command::InsertEntity)),
                    (icon::FOLDER_OPEN, "Open a design or a schema…", "or drop the file here", Request::Command(Command::Open)),
                    (icon::SHAPES, "Open the example", "a shop, to look around", Request::OpenExample),
                ];
                for (symbol, name, more, request) in add {
                    if row_ui(ui, symbol, name, more).clicked() {
                        requests.push(request);
                    }
                }
                if !state.settings.recent.is_empty() {
                    ui.add_space(12.0);
                    ui.label(RichText::new("RECENT").font(semi_bold(10.5)).color(chrome.muted));
                    ui.add_space(2.0);
                    for path in state.settings.recent.iter().take(5) {
                        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                        if row_ui(ui, icon::CLOCK, &name, "").on_hover_text(path.display().to_string()).clicked() {
                            requests.push(Request::Open(path.clone()));
                        }
                    }
                }
            });
    });
}

fn row_ui(ui: &mut Ui, symbol: &str, name: &str, more: &str) -> egui::Response {
    let chrome = theme::chrome(ui.ctx());
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), 32.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, name));
    if response.hovered() {
        ui.painter()
            .rect_filled(rect.expand2(vec2(8.0, 0.0)), 6, chrome.hover);
    }
    crate::gui::widgets::focus_ring(ui, &response, rect.expand2(vec2(8.0, 0.0)));
    let inner = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let painter = inner.painter();
    painter.text(
        rect.left_center(),
        Align2::LEFT_CENTER,
        symbol,
        icons(18.0),
        chrome.accent,
    );
    painter.text(
        rect.left_center() + vec2(30.0, 0.0),
        Align2::LEFT_CENTER,
        name,
        regular(13.0),
        chrome.ink,
    );
    painter.text(
        rect.right_center(),
        Align2::RIGHT_CENTER,
        more,
        regular(11.5),
        chrome.muted,
    );
    response
}
