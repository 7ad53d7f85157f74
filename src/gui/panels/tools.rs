//! The strip of tools at the left edge.

use eframe::egui::Ui;
use egui_phosphor::regular as icon;

use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::request::Request;
use crate::gui::widgets::icon_button;
use crate::tool::{Kind, Tool};

pub(super) fn ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    for (symbol, tool, starts_group) in [
        (icon::CURSOR, Tool::Select, false),
        (icon::HAND, Tool::Hand, false),
        (icon::TABLE, Tool::Entity, true),
        (icon::LINE_SEGMENT, Tool::Relationship, false),
        (icon::CUBE, Tool::Area(Kind::Service), false),
        (icon::SHIELD_CHECK, Tool::Area(Kind::Zone), false),
        (icon::DATABASE, Tool::Area(Kind::Store), false),
        (icon::NOTE, Tool::Note, false),
    ] {
        let command = Command::PickTool(tool);
        let Some(entry) = command.entry() else {
            continue;
        };
        if starts_group {
            ui.add_space(6.0);
        }
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
}
