//! The bar at the bottom: how much there is, what the next gesture does, whether it is saved, the zoom.

use eframe::egui::{Align, Layout, RichText, Ui};
use egui_phosphor::regular as icon;

use crate::gui::app::App;
use crate::gui::canvas::held_keys;
use crate::gui::command::Command;
use crate::gui::request::Request;
use crate::gui::theme::{self, regular};
use crate::gui::widgets::icon_button;

pub(super) fn ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let state = &app.state;
    let design = state.design();
    let small = |text: String, color| RichText::new(text).font(regular(11.0)).color(color);
    ui.horizontal_centered(|ui| {
        let selected = state.document.selection.len();
        let mut counts = format!(
            "{} · {} · {}",
            count(design.services().len(), "service", "services"),
            count(design.entities().len(), "entity", "entities"),
            count(
                design.relationships().len(),
                "relationship",
                "relationships"
            ),
        );
        if selected > 1 {
            counts = format!("{counts} · {selected} selected");
        }
        ui.label(small(counts, chrome.text));
        ui.add_space(16.0);
        ui.label(small(analysis_state(app), chrome.muted));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let zoom = state.camera.zoom;
            if icon_button(
                ui,
                icon::CORNERS_OUT,
                "Show everything (Shift+1)",
                false,
                19.0,
            )
            .clicked()
            {
                requests.push(Request::Command(Command::Fit));
            }
            if icon_button(ui, icon::PLUS, "Zoom in (Ctrl+Plus)", false, 19.0).clicked() {
                requests.push(Request::Command(Command::ZoomIn));
            }
            let percent = small(format!("{} %", (zoom * 100.0).round()), chrome.text);
            let percent = eframe::egui::Button::new(percent)
                .frame(false)
                .min_size(eframe::egui::vec2(44.0, 19.0));
            if ui
                .add(percent)
                .on_hover_text("Zoom to 100 % (Ctrl+0)")
                .clicked()
            {
                requests.push(Request::ZoomTo(1.0));
            }
            if icon_button(ui, icon::MINUS, "Zoom out (Ctrl+Minus)", false, 19.0).clicked() {
                requests.push(Request::Command(Command::ZoomOut));
            }
            ui.add_space(12.0);
            ui.label(small(save_state(app), chrome.text));
            ui.add_space(16.0);
            let keys = held_keys(ui);
            let hint = if state.is_empty() {
                "".into()
            } else if state.failing.is_some() {
                "Click what is to fail · Shift-click for several · right-click to slow or cut off · drag to move the view".into()
            } else {
                state.machine.hint(keys)
            };
            let room = ui.available_width();
            let galley =
                ui.fonts_mut(|f| f.layout_no_wrap(hint.to_string(), regular(11.0), chrome.muted));
            if galley.size().x + 24.0 <= room {
                ui.add_space(((room - galley.size().x) / 2.0).max(0.0));
                ui.label(small(hint.to_string(), chrome.muted));
            }
        });
    });
}

/// How many of what, in words.
pub(in crate::gui) fn count(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// A number with its digits in groups of three.
pub(in crate::gui) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn analysis_state(app: &App) -> String {
    let state = &app.state;
    if app.is_analyzing() {
        "Analyzing…".to_owned()
    } else if state.analysis_number == 0 || state.is_empty() {
        String::new()
    } else {
        let seconds = state.analysis.took.as_secs_f64();
        let ms = seconds * 1000.0;
        match ms {
            ..10.0 => format!("Analyzed in {ms:.1} ms"),
            ..1000.0 => format!("Analyzed in {ms:.0} ms"),
            _ => format!("Analyzed in {seconds:.1} s"),
        }
    }
}

fn save_state(app: &App) -> String {
    let document = &app.state.document;
    if app.state.opening.is_some() {
        "Opening…".into()
    } else if app.jobs.is_picturing() {
        "Arranging…".into()
    } else if document.is_modified() {
        "Not saved".into()
    } else if document.path().is_some() {
        "Saved".into()
    } else {
        String::new()
    }
}
