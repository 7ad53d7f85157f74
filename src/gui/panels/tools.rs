//! The strip of tools at the left edge.

use eframe::egui::Ui;
use egui_phosphor::regular as icon;

use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::request::Request;
use crate::gui::widgets::icon_button;
use crate::tool::Tool;

pub(super) fn ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    for (symbol, command) in [
        (icon::CURSOR, Command::PickTool(Tool::Select)),
        (icon::HAND, Command::PickTool(Tool::Hand)),
    ] {
        let Some(entry) = command.entry() else {
            continue;
        };
        let keys = entry
            .keys
            .first()
            .map(|keys| ui.ctx().format_shortcut(keys));
        let name = format!("{} ({})", entry.name, keys.unwrap_or_default());
        let on = app.is_on(command) == Some(true);
        if icon_button(ui, symbol, &name, on, 32.0).clicked() {
            requests.push(Request::Command(command));
        }
    }
    ui.add_space(6.0);
    for (symbol, command) in [
        (icon::TABLE, Command::InsertEntity),
        (icon::CUBE, Command::InsertService),
        (icon::DATABASE, Command::InsertStore),
    ] {
        let Some(entry) = command.entry() else {
            continue;
        };
        let name = format!("Add {}", entry.name.to_lowercase());
        if icon_button(ui, symbol, &name, false, 32.0).clicked() {
            requests.push(Request::Command(command));
        }
    }
}
