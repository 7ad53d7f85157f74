//! The bar at the top: the file, the menus, what colors tell, the theme.

use eframe::egui::{self, Align, Button, Layout, MenuBar, RichText, Ui, vec2};
use egui_phosphor::regular as icon;

use super::pane::sign;
use super::{count, grouped};
use crate::gui::analysis::AnalysisCommand;
use crate::gui::app::App;
use crate::gui::command::{Command, Entry, Menu, keys_text};
use crate::gui::failing::FailuresCommand;
use crate::gui::request::Request;
use crate::gui::theme::{self, regular, semi_bold};
use crate::gui::widgets::{focus_ring, icon_button, segmented};
use crate::model::{ColorBy, Level};
use crate::session::settings::{PaneTab, ThemeChoice};

pub(super) fn ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.horizontal_centered(|ui| {
        file_name_ui(ui, app);
        ui.add_space(10.0);
        MenuBar::new()
            .style(|style: &mut egui::Style| {
                egui::containers::menu::menu_style(style);
                style.spacing.button_padding = vec2(8.0, 3.0);
            })
            .config(
                egui::containers::menu::MenuConfig::new().style(|style: &mut egui::Style| {
                    egui::containers::menu::menu_style(style);
                    style.spacing.button_padding = vec2(8.0, 3.0);
                }),
            )
            .ui(ui, |ui| {
                for menu in Menu::ALL {
                    ui.menu_button(RichText::new(menu.label()).font(regular(13.0)), |ui| {
                        menu_ui(ui, app, menu, requests);
                    });
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    problems_ui(ui, app, requests);
                    theme_ui(ui, app, requests);
                    ui.add_space(8.0);
                    failures_ui(ui, app, requests);
                    ui.add_space(8.0);
                    if ui.available_width() > 180.0 {
                        palette_ui(ui, requests);
                        ui.add_space(12.0);
                    }
                    if ui.available_width() > 290.0 {
                        let choices = [
                            ("Zone", ColorBy::Zone),
                            ("Service", ColorBy::Service),
                            ("Store", ColorBy::Store),
                            ("Risk", ColorBy::Risk),
                        ];
                        if let Some(color_by) =
                            segmented(ui, "Color by", &choices, app.state.color_by())
                        {
                            requests.push(Request::Command(Command::ColorBy(color_by)));
                        }
                        ui.add_space(4.0);
                        ui.label(
                            RichText::new("Color by")
                                .font(regular(12.0))
                                .color(chrome.muted),
                        );
                    }
                });
            });
    });
}

fn file_name_ui(ui: &mut Ui, app: &App) {
    let chrome = theme::chrome(ui.ctx());
    let document = &app.state.document;
    let title = document.title();
    let name = ui.add(
        egui::Label::new(
            RichText::new(&title)
                .font(semi_bold(13.0))
                .color(chrome.ink),
        )
        .truncate()
        .show_tooltip_when_elided(false),
    );
    if let Some(path) = document.path() {
        name.on_hover_text(path.display().to_string());
    }
    let (rect, dot) = ui.allocate_exact_size(vec2(8.0, 8.0), egui::Sense::hover());
    if document.is_modified() {
        ui.painter().circle_filled(rect.center(), 3.0, chrome.muted);
        dot.widget_info(|| {
            egui::WidgetInfo::labeled(egui::WidgetType::Label, true, "Unsaved changes")
        });
        dot.on_hover_text("Unsaved changes");
    }
}

fn menu_ui(ui: &mut Ui, app: &App, menu: Menu, requests: &mut Vec<Request>) {
    ui.set_min_width(230.0);
    let mut group = None;
    for (entry, number) in menu.entries() {
        if group.is_some_and(|group| group != number) {
            ui.separator();
        }
        group = Some(number);
        entry_ui(ui, app, entry, requests);
        if entry.command == Command::Open {
            recent_ui(ui, app, requests);
            if ui.add(entry_button("Open the example", None)).clicked() {
                requests.push(Request::OpenExample);
            }
        }
    }
}

pub(super) fn entry_ui(ui: &mut Ui, app: &App, entry: &Entry, requests: &mut Vec<Request>) {
    let mut button = entry_button(&entry_name(app, entry), app.is_on(entry.command));
    if let Some(keys) = entry.keys.first() {
        button = button.shortcut_text(keys_text(ui.ctx(), keys));
    }
    let obstacle = app.obstacle(entry.command);
    let response = ui
        .add_enabled(obstacle.is_none(), button)
        .on_hover_text(entry.about)
        .on_disabled_hover_ui(|ui| {
            ui.label(entry.about);
            ui.weak(obstacle.unwrap_or_default());
        });
    if response.clicked() {
        requests.push(Request::Command(entry.command));
    }
}

/// What the entry is called now: undo and redo say what they would take back or do again.
fn entry_name(app: &App, entry: &Entry) -> String {
    let history = app.state.document.history();
    let step = match entry.command {
        Command::Undo => history.undo_steps().next(),
        Command::Redo => history.redo_steps().next(),
        _ => None,
    };
    match step {
        Some(step) => format!("{}: {}", entry.name, shortened(step.label())),
        None => entry.name.to_owned(),
    }
}

fn entry_button(name: &str, on: Option<bool>) -> Button<'static> {
    let name = name.to_owned();
    let button = match on {
        None => Button::new(name),
        Some(on) => {
            let mark = RichText::new(icon::CHECK).font(theme::icons(12.0));
            // The mark keeps its room, so that names stay in line.
            let mark = if on {
                mark
            } else {
                mark.color(egui::Color32::TRANSPARENT)
            };
            Button::new((mark, name))
        }
    };
    button.min_size(vec2(0.0, 24.0))
}

fn recent_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let recent = &app.state.settings.recent;
    ui.add_enabled_ui(!recent.is_empty(), |ui| {
        ui.menu_button("Open recent", |ui| {
            for path in recent {
                let name = path
                    .file_name()
                    .unwrap_or(path.as_os_str())
                    .to_string_lossy();
                let folder = path.parent().map(|folder| folder.display().to_string());
                let mut button = Button::new(name.into_owned()).min_size(vec2(0.0, 24.0));
                if let Some(folder) = folder {
                    button = button.shortcut_text(RichText::new(shortened(&folder)).small());
                }
                if ui
                    .add(button)
                    .on_hover_text(path.display().to_string())
                    .clicked()
                {
                    requests.push(Request::Open(path.clone()));
                }
            }
        });
    });
}

/// The end of a text that is too long for a menu: of a path it tells most.
fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    let length = text.chars().count();
    if length <= MOST {
        return text.to_owned();
    }
    let end: String = text.chars().skip(length + 1 - MOST).collect();
    format!("…{end}")
}

/// What looks like a field opens the palette, which has the field.
fn palette_ui(ui: &mut Ui, requests: &mut Vec<Request>) {
    let Some(entry) = Command::Palette.entry() else {
        return;
    };
    let chrome = theme::chrome(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(168.0, 24.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, entry.name));
    let edge = if response.hovered() || response.has_focus() {
        chrome.accent
    } else {
        chrome.line
    };
    ui.painter().rect(
        rect,
        6,
        chrome.control,
        egui::Stroke::new(1.0, edge),
        egui::StrokeKind::Inside,
    );
    let inner = rect.shrink2(vec2(10.0, 0.0));
    ui.painter().text(
        inner.left_center(),
        egui::Align2::LEFT_CENTER,
        entry.name,
        regular(12.0),
        chrome.muted,
    );
    if let Some(keys) = entry.keys.first() {
        ui.painter().text(
            inner.right_center(),
            egui::Align2::RIGHT_CENTER,
            keys_text(ui.ctx(), keys),
            regular(11.0),
            chrome.faint,
        );
    }
    if response.on_hover_text(entry.about).clicked() {
        requests.push(Request::Command(entry.command));
    }
}

/// Begins and ends failures mode.
fn failures_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let command = Command::Failures(FailuresCommand::Mode);
    let Some(entry) = command.entry() else {
        return;
    };
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let is_on = app.state.failing.is_some();
    let hue = if is_on { palette.down } else { palette.ink };
    let (fill, ink) = if is_on {
        (theme::color(hue), theme::color(hue.text_on()))
    } else {
        (chrome.control, chrome.ink)
    };
    let text = RichText::new("Failures").font(semi_bold(12.5)).color(ink);
    let sign = RichText::new(icon::FIRE)
        .font(theme::icons(13.0))
        .color(ink);
    let edge = if is_on { fill } else { chrome.line };
    let button = Button::new((sign, text))
        .fill(fill)
        .stroke(egui::Stroke::new(1.0, edge))
        .corner_radius(6)
        .min_size(vec2(0.0, 24.0));
    let obstacle = app.obstacle(command);
    let response = ui.add_enabled(obstacle.is_none(), button);
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::WidgetType::Button,
            obstacle.is_none(),
            is_on,
            entry.name,
        )
    });
    let keys = entry.keys.first().map(|keys| keys_text(ui.ctx(), keys));
    let about = format!("{} ({})", entry.about, keys.unwrap_or_default());
    if response.on_hover_text(about).clicked() {
        requests.push(Request::Command(command));
    }
}

/// How many errors and warnings there are; leads to them.
fn problems_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let counts = app.state.analysis.counts;
    let levels = [
        (counts.errors, Level::Error),
        (counts.warnings, Level::Warning),
    ];
    let layout = |number: usize| {
        let text = grouped(number);
        ui.fonts_mut(|f| f.layout_no_wrap(text, semi_bold(12.5), chrome.ink))
    };
    let texts = levels.map(|(number, level)| (number, level, layout(number)));
    let width: f32 = texts.iter().map(|(_, _, text)| text.size().x + 24.0).sum();
    let (rect, response) = ui.allocate_exact_size(vec2(width + 6.0, 26.0), egui::Sense::click());
    let errors = count(counts.errors, "error", "errors");
    let warnings = count(counts.warnings, "warning", "warnings");
    let label = format!("{errors}, {warnings}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &label));
    if response.hovered() {
        ui.painter().rect_filled(rect, 5.0, chrome.hover);
    }
    let mut x = rect.left() + 6.0;
    for (number, level, text) in texts {
        let middle = rect.center().y;
        // What is not there stays back.
        let sign_of = if number == 0 { None } else { Some(level) };
        match sign_of {
            Some(level) => sign(ui, egui::pos2(x + 5.0, middle), Some(level), 5.0),
            None => {
                let ring = egui::Stroke::new(1.2, chrome.faint);
                ui.painter()
                    .circle_stroke(egui::pos2(x + 5.0, middle), 4.0, ring);
            }
        }
        let hue = if number == 0 {
            chrome.faint
        } else {
            chrome.ink
        };
        let at = egui::pos2(x + 14.0, middle - text.size().y / 2.0);
        x += text.size().x + 24.0;
        ui.painter().galley_with_override_text_color(at, text, hue);
    }
    focus_ring(ui, &response, rect);
    if response
        .on_hover_text(format!("{label} (Ctrl+J)"))
        .clicked()
    {
        let command = AnalysisCommand::Tab(PaneTab::Problems);
        requests.push(Request::Command(Command::Analysis(command)));
    }
}

fn theme_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let (symbol, name, choice) = if app.state.theme.is_dark() {
        (icon::SUN, "Light theme", ThemeChoice::Light)
    } else {
        (icon::MOON, "Dark theme", ThemeChoice::Dark)
    };
    if icon_button(ui, symbol, name, false, 26.0).clicked() {
        requests.push(Request::Command(Command::Theme(choice)));
    }
}
