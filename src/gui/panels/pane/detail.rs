//! What there is to say about a problem: why it hurts, how it comes about, and the buttons that mend it.

use eframe::egui::{
    self, Button, CornerRadius, Frame, Id, Label, Margin, Response, RichText, ScrollArea, Stroke,
    TextWrapMode, Ui, WidgetInfo, WidgetType, vec2,
};
use egui_phosphor::regular as icon;

use super::{gain, level_look};
use crate::gui::analysis::{AnalysisCommand, AnalysisRequest};
use crate::gui::command::Command;
use crate::gui::panels::dialogs::main_button;
use crate::gui::request::Request;
use crate::gui::shown::Shown;
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, color, icons, regular, semi_bold};
use crate::lint::{Applicability, Diagnostic, Fix, Page};
use crate::model::{DecisionId, Part};

/// Shows a problem.
pub(super) fn ui(
    ui: &mut Ui,
    state: &State,
    shown: &Shown,
    diagnostic: &Diagnostic,
    has_page: bool,
    requests: &mut Vec<Request>,
) {
    let chrome = theme::chrome(ui.ctx());
    let scroll = ScrollArea::vertical()
        .id_salt(("problem", shown.key_text(state)))
        .auto_shrink(false);
    scroll.show(ui, |ui| {
        let margin = Margin::symmetric(14, 10);
        Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
            head_ui(ui, diagnostic, has_page, &chrome, requests);
            wrapped(ui, &diagnostic.message, regular(13.0), chrome.ink);
            path_ui(ui, shown, diagnostic, requests);
            ui.add_space(3.0);
            match diagnostic.accepted {
                Some(id) => accepted_ui(ui, state, id, &chrome, requests),
                None => fixes_ui(ui, state, shown, diagnostic, &chrome, requests),
            }
            // Last, because it is the longest and the same each time.
            ui.add_space(4.0);
            let why = Page::paragraph(diagnostic.rule.page().why);
            wrapped(ui, &why, regular(12.0), chrome.text);
        });
    });
}

fn wrapped(ui: &mut Ui, text: &str, font: egui::FontId, hue: egui::Color32) {
    ui.add(Label::new(RichText::new(text).font(font).color(hue)).wrap());
}

fn head_ui(
    ui: &mut Ui,
    diagnostic: &Diagnostic,
    has_page: bool,
    chrome: &Chrome,
    requests: &mut Vec<Request>,
) {
    let palette = theme::palette(ui.ctx());
    let (hue, level) = level_look(palette, diagnostic.level);
    ui.horizontal(|ui| {
        // The rule has what the level and the button at the right leave.
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            // The page beside it can be closed there.
            if !has_page {
                let text = RichText::new("Rule page  F1").font(regular(11.5));
                let button = ui.add(Button::new(text.color(chrome.muted)).frame(false));
                let about = "Why it hurts, examples with and without the fault, options";
                if button.on_hover_text(about).clicked() {
                    let command = AnalysisCommand::Explain;
                    requests.push(Request::Command(Command::Analysis(command)));
                }
                ui.add_space(6.0);
            }
            let level = RichText::new(level).font(regular(11.5));
            ui.label(level.color(color(palette.readable(hue))));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let rule = RichText::new(diagnostic.rule.id).font(semi_bold(13.0));
                ui.add(Label::new(rule.color(chrome.ink)).truncate());
            });
        });
    });
}

/// The way from the cause to what suffers, as pills that lead there.
fn path_ui(ui: &mut Ui, shown: &Shown, diagnostic: &Diagnostic, requests: &mut Vec<Request>) {
    if diagnostic.path.is_empty() {
        return;
    }
    let palette = theme::palette(ui.ctx());
    let hue = level_look(palette, diagnostic.level).0;
    let hue = color(palette.readable(hue));
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for (place, part) in diagnostic.path.iter().enumerate() {
            if place > 0 {
                let arrow = RichText::new(icon::ARROW_RIGHT).font(icons(11.0));
                ui.label(arrow.color(hue));
            }
            let name = shown.way.get(place).map_or("", String::as_str);
            if pill(ui, name, hue).clicked()
                && let Some(part) = part.reference()
            {
                requests.push(Request::BringIntoSight(part));
            }
        }
    });
}

fn pill(ui: &mut Ui, name: &str, hue: egui::Color32) -> Response {
    let text = RichText::new(name).font(semi_bold(11.5)).color(hue);
    let button = Button::new(text)
        .fill(egui::Color32::TRANSPARENT)
        .stroke(Stroke::new(1.2, hue))
        .corner_radius(CornerRadius::same(11))
        .min_size(vec2(0.0, 22.0));
    ui.add(button).on_hover_text("Show it on the canvas")
}

/// Buttons that mend the problem, and below them what the one under the pointer or the keyboard would change and cost.
fn fixes_ui(
    ui: &mut Ui,
    state: &State,
    shown: &Shown,
    diagnostic: &Diagnostic,
    chrome: &Chrome,
    requests: &mut Vec<Request>,
) {
    let is_advice = |fix: &&Fix| fix.applicability == Applicability::Advice;
    for fix in diagnostic.fixes.iter().filter(is_advice) {
        ui.horizontal_top(|ui| {
            let symbol = RichText::new(icon::LIGHTBULB).font(icons(13.0));
            ui.label(symbol.color(chrome.muted));
            wrapped(ui, &fix.label, regular(12.0), chrome.ink);
        });
    }
    // What is not about the design as it is now could do something else than it says.
    let is_current = state.is_analyzed();
    let buttons = state.fixes_of(shown.place);
    let mut previewed = buttons.first().copied();
    let room = ui.available_width();
    for (nth, place) in buttons.iter().enumerate() {
        let Some(fix) = diagnostic.fixes.get(*place) else {
            continue;
        };
        // By the fix, so that a press on one never ends as a click on another that has taken its place.
        ui.push_id(("fix", place), |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
                // A button goes on to the next row as a whole; only one that is wider than a row has several lines.
                let width = text_width(ui, &fix.label) + 2.0 * ui.spacing().button_padding.x;
                ui.style_mut().wrap_mode = Some(if width > room {
                    TextWrapMode::Wrap
                } else {
                    TextWrapMode::Extend
                });
                let response = ui
                    .add_enabled_ui(is_current, |ui| {
                        if nth == 0 {
                            main_button(ui, &fix.label)
                        } else {
                            ui.add(Button::new(&fix.label).min_size(vec2(0.0, 28.0)))
                        }
                    })
                    .inner;
                if response.hovered() || response.has_focus() {
                    previewed = Some(*place);
                }
                if response.clicked() {
                    let fix = AnalysisRequest::Fix(shown.place, *place);
                    requests.push(Request::Analysis(fix));
                }
                gain::beside_ui(ui, state, shown.place, *place);
                if nth + 1 == buttons.len() {
                    accept_ui(ui, shown, diagnostic, requests);
                }
            });
        });
        gain::pair_ui(ui, state, shown.place, *place, requests);
    }
    if buttons.is_empty() {
        accept_ui(ui, shown, diagnostic, requests);
    }
    if diagnostic.rule.id == "availability-below-target" {
        let subject = diagnostic.subjects.first();
        gain::for_subject_ui(ui, state, shown.place, subject, requests);
    }
    let several = buttons.len() > 1;
    if let Some(place) = previewed
        && let Some(fix) = diagnostic.fixes.get(place)
    {
        let changes = shown.changes.get(place).map_or("", String::as_str);
        preview_ui(ui, fix, changes, several, chrome);
    }
}

fn accept_ui(ui: &mut Ui, shown: &Shown, diagnostic: &Diagnostic, requests: &mut Vec<Request>) {
    if !crate::session::decisions::can_be_accepted(diagnostic) {
        return;
    }
    let accept = ui.add(Button::new("Accept risk…").min_size(vec2(0.0, 28.0)));
    let about = "Keep it as it is, with a reason that stays in the file";
    if accept.on_hover_text(about).clicked() {
        let accept = AnalysisRequest::AskAccept(shown.place);
        requests.push(Request::Analysis(accept));
    }
}

/// How wide a text on a main button is.
fn text_width(ui: &Ui, text: &str) -> f32 {
    let ink = egui::Color32::PLACEHOLDER;
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), semi_bold(12.5), ink);
    galley.size().x
}

fn preview_ui(ui: &mut Ui, fix: &Fix, changes: &str, several: bool, chrome: &Chrome) {
    let mut sentences = Vec::new();
    if several {
        sentences.push(format!("{}:", fix.label));
    }
    if !changes.is_empty() {
        sentences.push(format!("{changes}."));
    }
    if !fix.cost.is_empty() {
        sentences.push(fix.cost.clone());
    }
    if fix.applicability == Applicability::Safe {
        sentences.push("The design says the same after it.".to_owned());
    }
    let text = sentences.join(" ");
    let frame = Frame::NONE
        .fill(chrome.sunken)
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::symmetric(9, 6));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        wrapped(ui, &text, regular(12.0), chrome.text);
    });
    let info = || WidgetInfo::labeled(WidgetType::Label, true, format!("What it does: {text}"));
    let response = ui.interact(
        shown.response.rect,
        Id::new("what the fix does"),
        egui::Sense::hover(),
    );
    response.widget_info(info);
}

fn accepted_ui(
    ui: &mut Ui,
    state: &State,
    id: DecisionId,
    chrome: &Chrome,
    requests: &mut Vec<Request>,
) {
    let Some(decision) = state.document.design().get(id) else {
        return;
    };
    let mut words = vec!["Accepted".to_owned()];
    if !decision.author.is_empty() {
        words.push(format!("by {}", decision.author));
    }
    words.extend(decision.date.map(|date| format!("on {date}")));
    words.extend(decision.expires.map(|date| format!("until {date}")));
    wrapped(ui, &words.join(" "), regular(12.0), chrome.muted);
    wrapped(ui, &decision.reason, regular(12.5), chrome.ink);
    ui.add_space(3.0);
    ui.horizontal(|ui| {
        if ui
            .add(Button::new("Edit the decision…").min_size(vec2(0.0, 28.0)))
            .clicked()
        {
            requests.push(Request::Analysis(AnalysisRequest::AskRevise(id)));
        }
        if ui
            .add(Button::new("Withdraw").min_size(vec2(0.0, 28.0)))
            .on_hover_text("Take the decision back: the problem counts again")
            .clicked()
        {
            requests.push(Request::Analysis(AnalysisRequest::Withdraw(id)));
        }
    });
}

impl Shown {
    /// Tells problems apart for what is remembered of the window.
    fn key_text(&self, state: &State) -> String {
        let diagnostic = state.analysis.report.diagnostics.get(self.place);
        diagnostic.map_or_else(String::new, |found| {
            let first = found.subjects.first().and_then(Part::reference);
            format!("{} {first:?}", found.rule.id)
        })
    }
}
