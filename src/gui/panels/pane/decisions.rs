//! The decisions of the design: what was accepted, by whom, until when, and whether that still holds.

use eframe::egui::{
    Align, Align2, Button, Id, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder,
    WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use crate::gui::analysis::AnalysisRequest;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, color, icons, regular, semi_bold};
use crate::gui::widgets::paint_text_cut;
use crate::model::Decision;
use crate::session::analysis::Decided;
use crate::session::decisions::Standing;

/// Height of a row.
const ROW: f32 = 40.0;

/// Shows the decisions.
pub(super) fn ui(ui: &mut Ui, state: &State, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let design = state.document.design();
    if design.decisions().is_empty() {
        empty_ui(ui, &chrome);
        return;
    }
    let decisions = &state.analysis.decided;
    let area = ScrollArea::vertical()
        .id_salt("decisions")
        .auto_shrink(false);
    area.show_rows(ui, ROW, decisions.len(), |ui, shown| {
        for decided in decisions.get(shown).unwrap_or_default() {
            // It may have been withdrawn since.
            if let Some(decision) = design.get(decided.id) {
                row_ui(ui, decided, decision, &chrome, requests);
            }
        }
    });
}

fn empty_ui(ui: &mut Ui, chrome: &Chrome) {
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 44.0).max(8.0));
        let symbol = RichText::new(icon::HANDSHAKE).font(icons(26.0));
        ui.label(symbol.color(chrome.faint));
        ui.add_space(4.0);
        let text = RichText::new("Nothing was accepted").font(semi_bold(13.0));
        ui.label(text.color(chrome.text));
        let more = "Accept a problem that is fine as it is: it stays listed with its reason and counts separately";
        ui.label(RichText::new(more).font(regular(12.0)).color(chrome.muted));
    });
}

fn row_ui(
    ui: &mut Ui,
    decided: &Decided,
    decision: &Decision,
    chrome: &Chrome,
    requests: &mut Vec<Request>,
) {
    let (id, subject) = (decided.id, &decided.subject);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let palette = theme::palette(ui.ctx());
    let alarm = color(palette.readable(palette.warning));
    let (symbol, hue) = match decided.standing {
        Standing::InForce => (icon::CHECK_CIRCLE, chrome.muted),
        Standing::Expired => (icon::CLOCK_COUNTDOWN, alarm),
        Standing::Unused => (icon::PROHIBIT, alarm),
    };
    let label = decided.standing.label();
    let spoken = format!(
        "{label}: {} at {subject}, because of “{}”",
        decision.rule, decision.reason
    );
    let response = ui.interact(rect, Id::new(("decision", id.number())), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &spoken));
    if response.contains_pointer() {
        ui.painter()
            .rect_filled(rect.shrink2(vec2(5.0, 0.5)), 4.0, chrome.hover);
    }
    let upper = rect.top() + 13.0;
    let lower = rect.top() + 28.0;
    let at = pos2(rect.left() + 18.0, rect.center().y);
    let painter = ui.painter();
    painter.text(at, Align2::CENTER_CENTER, symbol, icons(15.0), hue);
    let right = rect.right() - 170.0;
    let line = |left: f32, middle: f32| {
        Rect::from_min_max(
            pos2(rect.left() + left, middle - 8.0),
            pos2(right.max(rect.left() + left), middle + 8.0),
        )
    };
    let about = format!("{} at {subject}", decision.rule);
    let (end, _) = paint_text_cut(ui, line(36.0, upper), &about, &semi_bold(12.0), chrome.ink);
    let mut when = vec![label.to_owned()];
    if !decision.author.is_empty() {
        when.push(decision.author.clone());
    }
    when.extend(decision.date.map(|date| date.to_string()));
    when.push((decision.expires).map_or("for good".to_owned(), |date| format!("until {date}")));
    let rest = Rect::from_min_max(pos2(end + 12.0, upper - 8.0), pos2(right, upper + 8.0));
    if rest.width() > 40.0 {
        paint_text_cut(ui, rest, &when.join(" · "), &regular(11.5), hue);
    }
    let reason = line(36.0, lower);
    let (_, is_cut) = paint_text_cut(ui, reason, &decision.reason, &regular(12.0), chrome.text);
    if is_cut {
        response.on_hover_text(&decision.reason);
    }
    let buttons = Rect::from_min_max(pos2(right, rect.top()), rect.max - vec2(12.0, 0.0));
    let layout = Layout::right_to_left(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(buttons).layout(layout), |ui| {
        ui.push_id(id.number(), |ui| {
            let button = |ui: &mut Ui, text: &str, about: &str| {
                let button = ui.add(Button::new(text).min_size(vec2(0.0, 24.0)));
                button.widget_info(|| {
                    let name = format!("{text} {} at {subject}", decision.rule);
                    WidgetInfo::labeled(WidgetType::Button, true, name)
                });
                button.on_hover_text(about).clicked()
            };
            if button(ui, "Withdraw", "Take it back: the problem counts again") {
                requests.push(Request::Analysis(AnalysisRequest::Withdraw(id)));
            }
            if button(ui, "Edit…", "Change the reason, the author or the day") {
                requests.push(Request::Analysis(AnalysisRequest::AskRevise(id)));
            }
            let place = decision.subject.reference();
            if let Some(part) = place
                && button(ui, "Show", "Show it on the canvas")
            {
                requests.push(Request::Reveal(part));
            }
        });
    });
}
