//! The bar of failures mode, above the canvas: what fails, what that comes to in numbers, and how to keep or end it.

use eframe::egui::{
    Align, Button, Color32, CornerRadius, Frame, Label, Layout, Margin, RichText, Stroke, Ui,
    WidgetInfo, WidgetType, vec2,
};
use egui_phosphor::regular as icon;

use super::count;
use super::pane::percent;
use crate::analysis::dependencies::State as Bad;
use crate::gui::canvas::effects::symbol;
use crate::gui::command::Command;
use crate::gui::failing::{Failing, FailuresCommand, FailuresRequest};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, color, icons, regular, semi_bold};

/// Room for the buttons at the right.
const BUTTONS: f32 = 224.0;

/// Shows the bar while the mode is on.
pub fn ui(ui: &mut Ui, state: &State, requests: &mut Vec<Request>) {
    let Some(failing) = &state.failing else {
        return;
    };
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let fill = color(palette.card.mix(palette.down, 0.06));
    let frame = Frame::NONE
        .fill(fill)
        .inner_margin(Margin::symmetric(14, 7));
    let shown = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let width = (ui.available_width() - BUTTONS).max(120.0);
            let layout = Layout::top_down(Align::Min);
            ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
                trials_ui(ui, failing, &chrome, requests);
                if !failing.trials.is_empty() {
                    tally_ui(ui, failing, &chrome);
                }
            });
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                buttons_ui(ui, failing, requests);
            });
        });
    });
    let rect = shown.response.rect;
    ui.painter().hline(
        rect.x_range(),
        rect.bottom() - 0.5,
        Stroke::new(1.0, chrome.line),
    );
}

/// What fails, each with a way to restore it; or what to do.
fn trials_ui(ui: &mut Ui, failing: &Failing, chrome: &Chrome, requests: &mut Vec<Request>) {
    let palette = theme::palette(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        let words = &failing.follows.words;
        for (place, trial) in failing.trials.iter().enumerate() {
            let Some(words) = words.get(place) else {
                continue;
            };
            let ink = color(palette.down.text_on());
            let text = RichText::new(words).font(semi_bold(12.0)).color(ink);
            let cross = RichText::new(icon::X).font(icons(11.0)).color(ink);
            let button = Button::new((text, cross))
                .fill(color(palette.down))
                .corner_radius(CornerRadius::same(11))
                .min_size(vec2(0.0, 22.0));
            let response = ui.add(button);
            let label = format!("Restore: {words}");
            response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &label));
            if response.on_hover_text("Let it work again").clicked() {
                let request = FailuresRequest::Remove(trial.clone());
                requests.push(Request::Failures(request));
            }
        }
        let hint = match (&failing.cutting, failing.trials.is_empty()) {
            (Some(_), _) => "Click what it is cut off from; Escape to let be",
            (None, true) => "Click a service, a card, a line, or a row of the outline: what fails with it is shown at once",
            (None, false) => "",
        };
        let hint = failing.follows.obstacle.as_deref().unwrap_or(hint);
        if !hint.is_empty() {
            let text = RichText::new(hint).font(regular(12.5)).color(chrome.ink);
            ui.add(Label::new(text).wrap());
        }
    });
}

/// What comes of it, in numbers.
fn tally_ui(ui: &mut Ui, failing: &Failing, chrome: &Chrome) {
    let palette = theme::palette(ui.ctx());
    let follows = &failing.follows;
    let tally = follows.tally();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 2.0);
        let share = format!("Blast radius {}", percent(follows.blast_radius));
        let about = "The share of all operations, weighted by tier, that is down: critical counts 9, standard 3, best effort 1";
        let text = RichText::new(share).font(semi_bold(12.5)).color(chrome.ink);
        ui.label(text).on_hover_text(about);
        ui.add_space(10.0);
        for state in Bad::ALL {
            let number = tally.of(state);
            if number > 0 || matches!(state, Bad::Down | Bad::Degraded | Bad::Stale) {
                let hue = if number > 0 {
                    color(palette.readable(palette.state(state)))
                } else {
                    chrome.faint
                };
                number_ui(ui, symbol(state), hue, number, state.label(), chrome);
            }
        }
        let hue = color(palette.role_version);
        number_ui(ui, icon::CHECK_CIRCLE, hue, tally.up, "up", chrome);
    });
}

fn number_ui(
    ui: &mut Ui,
    sign: &str,
    hue: Color32,
    number: usize,
    word: &str,
    chrome: &Chrome,
) {
    ui.label(RichText::new(sign).font(icons(14.0)).color(hue));
    let ink = if number == 0 {
        chrome.muted
    } else {
        chrome.ink
    };
    let text = format!("{} {word}", super::grouped(number));
    let font = if number == 0 {
        regular(12.5)
    } else {
        semi_bold(12.5)
    };
    let response = ui.label(RichText::new(text).font(font).color(ink));
    let label = format!("{} {word}", count(number, "operation", "operations"));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &label));
    ui.add_space(9.0);
}

fn buttons_ui(ui: &mut Ui, failing: &Failing, requests: &mut Vec<Request>) {
    ui.spacing_mut().item_spacing.x = 6.0;
    let button = |text: &str| Button::new(text.to_owned()).min_size(vec2(0.0, 26.0));
    let mut run = |command: FailuresCommand| {
        requests.push(Request::Command(Command::Failures(command)));
    };
    let end = ui.add(button("End  Esc"));
    end.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, "End failures mode"));
    if end.on_hover_text("Everything works again, and clicks select again").clicked() {
        run(FailuresCommand::Mode);
    }
    let can_save = !failing.trials.is_empty();
    let save = ui.add_enabled(can_save, button("Save as scenario"));
    let about = "Keep it in the design: what works now has to go on working, and critical operations that are down have to answer";
    let save = save
        .on_hover_text(about)
        .on_disabled_hover_text("Nothing fails yet");
    if save.clicked() {
        run(FailuresCommand::Save);
    }
}
