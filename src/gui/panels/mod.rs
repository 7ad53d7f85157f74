//! What is around the canvas: bars, lists and the inspector. Panels read the state and push requests.

pub mod coupling;
pub mod dialogs;
pub mod failures;
mod inspector;
pub mod notices;
pub(super) mod outline;
pub(super) mod pane;
mod shortcuts;
mod status_bar;
mod tools;
mod top_bar;
pub mod views;
pub mod welcome;

use eframe::egui::{Frame, Margin, Panel, Ui};

use super::app::App;
use super::comfort::panel_ui;
use super::request::Request;
pub(super) use status_bar::{count, grouped};

use super::theme;
use crate::session::settings::PANE;

/// So wide the canvas is at least, as far as the panels at its sides can give way.
const CANVAS: f32 = 340.0;

/// Shows everything around the canvas.
pub fn around_ui(ui: &mut Ui, app: &mut App, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let frame = |fill| Frame::NONE.fill(fill);
    Panel::top("top bar")
        .exact_size(41.0)
        .frame(frame(chrome.panel).inner_margin(Margin::symmetric(14, 0)))
        .show(ui, |ui| {
            panel_ui(ui, "Menus");
            top_bar::ui(ui, app, requests);
        });
    Panel::bottom("status bar")
        .exact_size(25.0)
        .frame(frame(chrome.sunken).inner_margin(Margin::symmetric(14, 0)))
        .show(ui, |ui| {
            panel_ui(ui, "Status");
            status_bar::ui(ui, app, requests);
        });
    Panel::left("tools")
        .exact_size(45.0)
        .resizable(false)
        .frame(frame(chrome.panel).inner_margin(Margin::symmetric(6, 10)))
        .show(ui, |ui| {
            panel_ui(ui, "Tools");
            tools::ui(ui, app, requests);
        });
    app.state.hovered_in_list = None;
    // In a small window both give way to the canvas.
    let spare = ui.available_width() - CANVAS;
    let settings = &app.state.settings;
    let inspector = if settings.inspector {
        settings.inspector_width
    } else {
        0.0
    };
    let outline_most = (spare - inspector).clamp(120.0, 480.0);
    if app.state.settings.outline {
        let panel = Panel::left("outline")
            .default_size(app.state.settings.outline_width.min(outline_most))
            .size_range(outline_most.min(160.0)..=outline_most)
            .frame(frame(chrome.panel).inner_margin(Margin {
                left: 6,
                right: 6,
                top: 10,
                bottom: 0,
            }))
            .show(ui, |ui| {
                panel_ui(ui, "Outline");
                let mut outline = std::mem::take(&mut app.state.outline);
                let hovered = outline.ui(ui, &app.state, requests);
                app.state.outline = outline;
                hovered
            });
        app.state.hovered_in_list = panel.inner;
        if outline_most > 160.0 {
            app.state.settings.outline_width = panel.response.rect.width().clamp(160.0, 480.0);
        }
        app.state.outline_follows = false;
    }
    if app.state.settings.pane {
        let height = app.state.settings.pane_height;
        // The canvas keeps most of the window.
        let most = (ui.available_height() * 0.7).max(PANE.0);
        let panel = Panel::bottom("pane")
            .default_size(height)
            .size_range(PANE.0..=most.min(PANE.1))
            .resizable(true)
            .frame(frame(chrome.panel))
            .show(ui, |ui| {
                panel_ui(ui, "Analysis");
                pane::ui(ui, app, requests);
            });
        app.state.settings.pane_height = panel.response.rect.height().clamp(PANE.0, PANE.1);
    }
    let inspector_most = (ui.available_width() - CANVAS).clamp(200.0, 560.0);
    if app.state.settings.inspector {
        let panel = Panel::right("inspector")
            .default_size(app.state.settings.inspector_width.min(inspector_most))
            .size_range(inspector_most.min(240.0)..=inspector_most)
            .frame(frame(chrome.panel))
            .show(ui, |ui| {
                panel_ui(ui, "Inspector");
                inspector::ui(ui, &app.state, requests);
            });
        if inspector_most > 240.0 {
            app.state.settings.inspector_width = panel.response.rect.width().clamp(240.0, 560.0);
        }
    }
}
