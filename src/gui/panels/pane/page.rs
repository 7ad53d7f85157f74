//! The page of a rule, as `erdwall explain` writes it.

use eframe::egui::{
    CornerRadius, FontId, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui, vec2,
};
use egui_phosphor::regular as icon;

use crate::gui::analysis::AnalysisCommand;
use crate::gui::command::Command;
use crate::gui::request::Request;
use crate::gui::theme::{self, Chrome, regular, semi_bold};
use crate::gui::widgets::icon_button;
use crate::lint::{Page, Rule};

/// Shows the page.
pub(super) fn ui(ui: &mut Ui, rule: &'static Rule, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let page = rule.page();
    let scroll = ScrollArea::vertical()
        .id_salt(("rule page", rule.id))
        .auto_shrink(false);
    scroll.show(ui, |ui| {
        let margin = Margin::symmetric(14, 8);
        Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            ui.horizontal(|ui| {
                let title = RichText::new(format!("Rule {}", rule.id));
                ui.label(title.font(semi_bold(13.0)).color(chrome.ink));
                let family = RichText::new(rule.family.label()).font(regular(11.5));
                ui.label(family.color(chrome.muted));
                let layout = Layout::right_to_left(eframe::egui::Align::Center);
                ui.with_layout(layout, |ui| {
                    if icon_button(ui, icon::X, "Close the page (F1)", false, 20.0).clicked() {
                        let command = AnalysisCommand::Explain;
                        requests.push(Request::Command(Command::Analysis(command)));
                    }
                });
            });
            text(ui, &Page::paragraph(page.finds), &chrome);
            heading(ui, "Why it hurts", &chrome);
            text(ui, &Page::paragraph(page.why), &chrome);
            heading(ui, "Example", &chrome);
            code(ui, "example", &Page::lines(page.example), &chrome);
            heading(ui, "Mended", &chrome);
            code(ui, "mended", &Page::lines(page.mended), &chrome);
            heading(ui, "Options", &chrome);
            for threshold in rule.thresholds {
                let (name, default, about) = (threshold.name, threshold.default, threshold.about);
                let option = format!("{}.{name} ({default}): {about}", rule.id);
                text(ui, &option, &chrome);
            }
            let level = format!(
                "{}: off, info, warning or error; {} if nothing is said. Rules of the design are set where nothing is selected.",
                rule.id,
                rule.level.label()
            );
            text(ui, &level, &chrome);
        });
    });
}

fn heading(ui: &mut Ui, words: &str, chrome: &Chrome) {
    ui.add_space(5.0);
    ui.label(RichText::new(words).font(semi_bold(12.0)).color(chrome.ink));
}

fn text(ui: &mut Ui, words: &str, chrome: &Chrome) {
    let words = RichText::new(words).font(regular(12.0)).color(chrome.text);
    ui.add(Label::new(words).wrap().selectable(true));
}

/// Lines that are not wrapped; long ones are scrolled.
fn code(ui: &mut Ui, salt: &str, lines: &str, chrome: &Chrome) {
    let frame = Frame::NONE
        .fill(chrome.sunken)
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::symmetric(9, 6));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::horizontal().id_salt(salt).show(ui, |ui| {
            let lines = RichText::new(lines).font(FontId::monospace(11.0));
            let lines = Label::new(lines.color(chrome.text));
            ui.add(lines.extend().selectable(true));
        });
    });
}
