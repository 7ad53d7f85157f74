//! What fixes do to downtime, beside their buttons; and above the list the one change that helps most.

use eframe::egui::{
    self, Align, Button, CornerRadius, Id, Label, Layout, Rect, RichText, Sense, Stroke, Ui,
    UiBuilder, WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use crate::analysis::dependencies::Subject;
use crate::gui::analysis::AnalysisRequest;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, color, icons, regular, semi_bold};
use crate::gui::widgets::{focus_ring, paint_text, paint_text_cut};
use crate::lint::{Fix, Gain};
use crate::model::Part;
use crate::session::figures::Figures;

/// Height of the line above the list.
const BEST: f32 = 32.0;

/// The color in which less downtime is said.
pub(in crate::gui) fn better(ui: &Ui) -> egui::Color32 {
    let palette = theme::palette(ui.ctx());
    color(palette.readable(palette.causal))
}

/// What fixes are called, one after the other.
fn labels(state: &State, gain: &Gain) -> String {
    let fixes = gain.fixes.iter().filter_map(|at| fix(state, *at));
    let labels: Vec<&str> = fixes.map(|fix| fix.label.as_str()).collect();
    labels.join("; together with: ")
}

fn fix(state: &State, (problem, fix): (usize, usize)) -> Option<&Fix> {
    let diagnostic = state.analysis.report.diagnostics.get(problem)?;
    diagnostic.fixes.get(fix)
}

/// Says what a fix does to downtime: better, worse, or quietly that nothing changes.
fn gain_ui(ui: &mut Ui, gains: &Figures, gain: &Gain) {
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let (font, hue) = if gain.operations.is_empty() {
        (regular(12.0), chrome.muted)
    } else if gain.is_better() {
        (semi_bold(12.0), better(ui))
    } else {
        let worse = color(palette.readable(palette.error));
        (semi_bold(12.0), worse)
    };
    let text = RichText::new(gain.text(|of| gains.name(of)));
    let label = ui.add(Label::new(text.font(font).color(hue)).sense(Sense::hover()));
    label.on_hover_text(gain.details(|of| gains.name(of)));
}

/// What stands beside the button of a fix.
pub(super) fn beside_ui(ui: &mut Ui, state: &State, problem: usize, fix: usize) {
    let Some(gains) = state.gains() else { return };
    match gains.gain(problem, fix) {
        Some(gain) => gain_ui(ui, gains, gain),
        None if !gains.is_ranked => {
            let chrome = theme::chrome(ui.ctx());
            let text = RichText::new("…").font(regular(12.0)).color(chrome.faint);
            let label = ui.add(Label::new(text).sense(Sense::hover()));
            label.on_hover_text("What it does to downtime is being worked out");
        }
        None => {}
    }
}

/// What two fixes do together of which none does anything alone.
pub(super) fn pair_ui(
    ui: &mut Ui,
    state: &State,
    problem: usize,
    nth: usize,
    requests: &mut Vec<Request>,
) {
    let Some(gains) = state.gains() else { return };
    let Some(gain) = gains.pair(problem, nth) else {
        return;
    };
    let other = gain.fixes.iter().find(|at| **at != (problem, nth));
    let Some(other) = other.and_then(|at| fix(state, *at)) else {
        return;
    };
    let chrome = theme::chrome(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        ui.add_space(10.0);
        let text = format!("Together with “{}”", other.label);
        ui.label(RichText::new(text).font(regular(12.0)).color(chrome.text));
        gain_ui(ui, gains, gain);
        apply_ui(ui, state, gain, "Apply both", requests);
    });
}

fn apply_ui(ui: &mut Ui, state: &State, gain: &Gain, text: &str, requests: &mut Vec<Request>) {
    let label = RichText::new(text).font(semi_bold(12.0));
    let button = Button::new(label).min_size(vec2(0.0, 22.0));
    let response = ui.add_enabled(state.is_analyzed(), button);
    let name = format!("{text}: {}", labels(state, gain));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, ui.is_enabled(), &name));
    let costs = gain.fixes.iter().filter_map(|at| fix(state, *at));
    let costs = costs
        .map(|fix| fix.cost.as_str())
        .filter(|cost| !cost.is_empty());
    let costs: Vec<&str> = costs.collect();
    if response.on_hover_text(costs.join("\n")).clicked() {
        let fixes = AnalysisRequest::FixTogether(gain.fixes.clone());
        requests.push(Request::Analysis(fixes));
    }
}

/// Where an operation misses its target: the change that helps it most, whichever problem it belongs to.
pub(super) fn for_subject_ui(
    ui: &mut Ui,
    state: &State,
    problem: usize,
    subject: Option<&Part>,
    requests: &mut Vec<Request>,
) {
    let Some(Part::Operation(id)) = subject else {
        return;
    };
    let Some(gains) = state.gains().filter(|gains| gains.is_ranked) else {
        return;
    };
    let Some(gain) = gains.best_for(Subject::Operation(*id)) else {
        return;
    };
    if gain.fixes.iter().any(|(of, _)| *of == problem) {
        return;
    }
    let chrome = theme::chrome(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        let text = format!("What helps most: {}", labels(state, gain));
        ui.label(RichText::new(text).font(regular(12.0)).color(chrome.text));
        gain_ui(ui, gains, gain);
        apply_ui(ui, state, gain, "Apply it", requests);
    });
}

/// Shows the line above the list. `is_open`: there was something to show last time, so that its place stays while the figures
/// of the next revision are worked out.
pub(super) fn best_ui(ui: &mut Ui, state: &State, is_open: &mut bool, requests: &mut Vec<Request>) {
    let gains = state.gains().filter(|_| state.is_analyzed());
    let best = gains.and_then(Figures::best);
    if gains.is_some_and(|gains| gains.is_ranked) {
        *is_open = best.is_some();
    }
    if !*is_open && best.is_none() {
        return;
    }
    *is_open = true;
    let chrome = theme::chrome(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), BEST), Sense::hover());
    let stroke = Stroke::new(1.0, chrome.line);
    ui.painter().rect_filled(rect, 0, chrome.sunken);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, stroke);
    let Some((gains, gain)) = gains.zip(best) else {
        let text = "Working out which change helps most…";
        let room = rect.with_min_x(rect.left() + 32.0);
        paint_text(ui, room, text, &regular(12.0), chrome.muted);
        return;
    };
    let inner = rect.shrink2(vec2(10.0, 4.0));
    let layout = Layout::right_to_left(Align::Center);
    let builder = UiBuilder::new().max_rect(inner).layout(layout);
    ui.scope_builder(builder, |ui| {
        let text = match gain.fixes.len() {
            1 => "Apply",
            _ => "Apply both",
        };
        apply_ui(ui, state, gain, text, requests);
        ui.add_space(4.0);
        if ui.available_width() > 300.0 {
            gain_ui(ui, gains, gain);
            ui.add_space(4.0);
        }
        let room = Rect::from_min_max(
            pos2(inner.left() - 4.0, rect.top() + 3.0),
            pos2(ui.max_rect().right(), rect.bottom() - 3.0),
        )
        .with_max_x(ui.cursor().right());
        text_ui(ui, room, state, gains, gain, &chrome, requests);
    });
}

/// The name of the best change, which leads to its problem.
fn text_ui(
    ui: &Ui,
    rect: Rect,
    state: &State,
    gains: &Figures,
    gain: &Gain,
    chrome: &Chrome,
    requests: &mut Vec<Request>,
) {
    let response = ui.interact(rect, Id::new("best change"), Sense::click());
    let head = if gains.is_ranked {
        "Best change"
    } else {
        "Best so far"
    };
    let labels = labels(state, gain);
    response.widget_info(|| {
        let gain = gain.text(|of| gains.name(of));
        let label = format!("{head}: {labels}, {gain}");
        WidgetInfo::labeled(WidgetType::Button, true, label)
    });
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(4), chrome.hover);
    }
    focus_ring(ui, &response, rect);
    let symbol = pos2(rect.left() + 10.0, rect.center().y);
    let center = egui::Align2::CENTER_CENTER;
    ui.painter()
        .text(symbol, center, icon::TREND_DOWN, icons(14.0), better(ui));
    let room = rect.with_min_x(rect.left() + 26.0);
    let end = paint_text(ui, room, head, &semi_bold(12.0), chrome.text);
    let room = rect.with_min_x(end + 8.0).with_max_x(rect.right() - 4.0);
    let (_, is_cut) = paint_text_cut(ui, room, &labels, &regular(12.5), chrome.ink);
    if response.clicked()
        && let Some((problem, _)) = gain.fixes.first()
    {
        requests.push(Request::Analysis(AnalysisRequest::Select(*problem)));
    }
    if is_cut {
        response.on_hover_text(labels);
    } else {
        response.on_hover_text("Show the problem that it mends");
    }
}
