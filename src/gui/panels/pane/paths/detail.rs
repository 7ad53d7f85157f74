//! What there is to say about what is chosen: the figures, the way hop by hop with the attribute that lets each through, the
//! equation of an operation, and the buttons that try it or keep it.

use eframe::egui::{
    self, Align, Align2, Button, Color32, CornerRadius, Id, Label, Layout, Rect, RichText, Sense,
    Stroke, StrokeKind, Ui, WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use super::super::parts;
use super::lists::Chosen;
use super::words::{harm, likely, percent};
use super::{Paths, Source};
use crate::analysis::availability::downtime;
use crate::analysis::failure::Probability;
use crate::gui::app::App;
use crate::gui::canvas::effects::symbol;
use crate::gui::failing::FailuresRequest;
use crate::gui::request::Request;
use crate::gui::theme::{self, Chrome, color, icons, regular, semi_bold};
use crate::model::{Reference, Trial};
use crate::session::consequences::{Step, Term};
use crate::session::stopping::Stopping;

/// Width of the column with the sign of a step.
const SIGN: f32 = 26.0;

pub(super) fn ui(ui: &mut Ui, paths: &Paths, app: &App, requests: &mut Vec<Request>) {
    let Some(source) = &paths.source else {
        return;
    };
    parts::sheet_ui(ui, "failure detail", |ui| match source {
        Source::Operation(_) => operation_ui(ui, paths, requests),
        Source::Now | Source::Cause(_) => cause_ui(ui, paths, app, source, requests),
    });
}

fn cause_ui(ui: &mut Ui, paths: &Paths, app: &App, source: &Source, requests: &mut Vec<Request>) {
    let follows = &paths.follows;
    let listed = match source {
        Source::Cause(words) => {
            let mut all = paths.overview.causes.iter();
            all.find(|listed| listed.words == *words)
        }
        _ => None,
    };
    if follows.words.is_empty() {
        return;
    }
    let trials = match listed {
        Some(listed) => listed.trial.clone().into_iter().collect(),
        None => Vec::new(),
    };
    let is_now = app.state.failing.is_some() && *source == Source::Now;
    let trials = if is_now { Vec::new() } else { trials };
    title_ui(ui, &follows.words.join(", "), trials, None, requests);
    let mut figures = Vec::new();
    if let Some(listed) = listed {
        figures.push(harm(listed));
    }
    figures.push(format!("blast radius {}", percent(follows.blast_radius)));
    match listed.map(|listed| (listed.probability, listed.kind)) {
        Some((Some(p), _)) => figures.push(format!("{} of the time", likely(p))),
        Some((None, crate::session::causes::Kind::Whole | crate::session::causes::Kind::One)) => {
            figures.push("availability not given".to_owned());
        }
        _ => {}
    }
    figures_ui(ui, &figures);
    ui.add_space(3.0);
    let stop = match paths.chosen {
        Some(Chosen::Stopped(place)) => follows.stops.get(place),
        Some(Chosen::Suffering(place)) => {
            let subject = follows.suffering.get(place).map(|it| it.subject);
            let mut stops = follows.stops.iter();
            stops.find(|stop| Some(stop.subject) == subject && stop.state.is_some())
        }
        _ => None,
    };
    if let Some(way) = paths.way() {
        way_ui(ui, way, requests);
    }
    if let Some(stop) = stop {
        let palette = theme::palette(ui.ctx());
        let hue = color(palette.role_version);
        let words = match stop.state {
            None => format!("{} goes on", stop.name),
            Some(_) => format!("It stops here: {} is not down", stop.name),
        };
        let hop = Hop {
            sign: icon::SHIELD_CHECK,
            hue,
            words: &words,
            because: &stop.words,
            part: stop.subject.part().reference(),
            attribute: stop.attribute,
        };
        hop_ui(ui, &hop, "stop", requests);
    } else if paths.way().is_none() && !follows.suffering.is_empty() {
        let hint = "Choose an operation to see the way that the failure takes to it";
        hint_ui(ui, hint);
    }
}

fn operation_ui(ui: &mut Ui, paths: &Paths, requests: &mut Vec<Request>) {
    let Some(stopping) = paths.stopping.as_deref() else {
        return hint_ui(ui, "Working it out…");
    };
    let set = match paths.chosen {
        Some(Chosen::Set(place)) => stopping.sets.get(place),
        _ => None,
    };
    let note = set.is_some_and(|set| set.is_rounded).then_some(
        "A scenario takes as many nodes down, beginning with the leader, which are others than in this set",
    );
    let trials = set.map(|set| set.trials.clone()).unwrap_or_default();
    title_ui(ui, &stopping.name, trials, note, requests);
    figures_ui(ui, &figures(stopping));
    if let (Some(_), Some(way)) = (set, paths.way()) {
        ui.add_space(3.0);
        way_ui(ui, way, requests);
        ui.add_space(6.0);
    }
    if stopping.terms.is_empty() {
        return hint_ui(ui, "Nothing takes it down");
    }
    heading_ui(ui, &format!("{} is down when", stopping.name));
    for (place, term) in stopping.terms.iter().enumerate() {
        term_ui(ui, place, term, requests);
    }
    if !stopping.unknown.is_empty() {
        ui.add_space(4.0);
        let names = stopping.unknown.join(", ");
        let text = format!("Counted as always up, since no availability is given: {names}");
        hint_ui(ui, &text);
    }
}

/// How often an operation is down, and what is known of its cut sets.
fn figures(stopping: &Stopping) -> Vec<String> {
    let minutes = |minutes: f64| match minutes {
        ..0.1 => format!("{:.1} s", minutes * 60.0),
        ..100.0 => format!("{minutes:.1} min"),
        _ => format!("{:.1} h", minutes / 60.0),
    };
    let mut figures = match (stopping.down, downtime(stopping.down)) {
        (Probability::Exact(down), Probability::Exact(time)) => vec![
            format!("down {} of the time", likely(down)),
            format!("{} a month", minutes(time)),
        ],
        (Probability::Between { low, high }, _) => vec![format!(
            "bound: down {} to {} of the time",
            likely(low),
            likely(high)
        )],
        _ => Vec::new(),
    };
    let all: u128 = stopping.by_order.iter().sum();
    figures.push(match (all, stopping.complete_to) {
        (1, None) => "1 minimal cut set".to_owned(),
        (_, None) => format!("{all} minimal cut sets"),
        (_, Some(order)) => format!("{all} minimal cut sets of up to {order} causes"),
    });
    figures
}

/// What it is about, and at the right the buttons that try it in failures mode and that keep it.
fn title_ui(
    ui: &mut Ui,
    text: &str,
    trials: Vec<Trial>,
    note: Option<&str>,
    requests: &mut Vec<Request>,
) {
    let chrome = theme::chrome(ui.ctx());
    let title = RichText::new(text).font(semi_bold(13.0)).color(chrome.ink);
    if trials.is_empty() {
        ui.add(Label::new(title).wrap());
        return;
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            try_ui(ui, trials, note, requests);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(title).truncate());
            });
        });
    });
}

fn heading_ui(ui: &mut Ui, text: &str) {
    let chrome = theme::chrome(ui.ctx());
    let text = RichText::new(text).font(semi_bold(12.0)).color(chrome.text);
    ui.add(Label::new(text).wrap());
}

fn figures_ui(ui: &mut Ui, figures: &[String]) {
    let chrome = theme::chrome(ui.ctx());
    let text = RichText::new(figures.join(" · ")).font(regular(12.0));
    ui.add(Label::new(text.color(chrome.muted)).wrap());
}

fn hint_ui(ui: &mut Ui, text: &str) {
    let chrome = theme::chrome(ui.ctx());
    let text = RichText::new(text).font(regular(12.0)).color(chrome.muted);
    ui.add(Label::new(text).wrap());
}

/// Buttons that try a failure in failures mode, and that keep it.
fn try_ui(ui: &mut Ui, trials: Vec<Trial>, note: Option<&str>, requests: &mut Vec<Request>) {
    let button = |text: &str| {
        let text = RichText::new(text).font(regular(12.0));
        Button::new(text).min_size(vec2(0.0, 24.0))
    };
    let about = "Keep it in the design, as a scenario that is tried on every check";
    let mut save = ui.add(button("Save as scenario")).on_hover_text(about);
    let about = "Let exactly this fail in failures mode, and go on from there";
    let mut open = ui.add(button("Try")).on_hover_text(about);
    if let Some(note) = note {
        open = open.on_hover_text(note);
        save = save.on_hover_text(note);
    }
    if open.clicked() {
        let request = FailuresRequest::Try(trials.clone());
        requests.push(Request::Failures(request));
    }
    if save.clicked() {
        requests.push(Request::Failures(FailuresRequest::Save(trials)));
    }
}

fn way_ui(ui: &mut Ui, way: &[Step], requests: &mut Vec<Request>) {
    let palette = theme::palette(ui.ctx());
    let left = ui.cursor().left();
    let mut middles = Vec::new();
    for (place, step) in way.iter().enumerate() {
        let (sign, hue) = match step.state {
            None => (icon::FIRE, palette.down),
            Some(state) => (symbol(state), palette.state(state)),
        };
        let hop = Hop {
            sign,
            hue: color(palette.readable(hue)),
            words: &step.words,
            because: &step.because,
            part: step.part,
            attribute: step.attribute,
        };
        let rect = hop_ui(ui, &hop, ("hop", place), requests);
        middles.push(rect.top() + 11.0);
    }
    // A thin line from sign to sign: the way.
    let x = left + SIGN / 2.0 - 2.0;
    let stroke = Stroke::new(1.2, theme::chrome(ui.ctx()).line);
    for pair in middles.windows(2) {
        if let [from, to] = pair {
            ui.painter().vline(x, (from + 9.0)..=(to - 9.0), stroke);
        }
    }
}

/// A step of a way as it is shown.
struct Hop<'a> {
    sign: &'a str,
    hue: Color32,
    words: &'a str,
    because: &'a str,
    part: Option<Reference>,
    attribute: Option<Reference>,
}

/// A step: what is so, which leads to the part, and below it why, which leads to the part that has the attribute.
fn hop_ui(
    ui: &mut Ui,
    hop: &Hop,
    salt: impl std::hash::Hash + std::fmt::Debug,
    requests: &mut Vec<Request>,
) -> Rect {
    let chrome = theme::chrome(ui.ctx());
    let id = Id::new(("failure hop", salt));
    let width = ui.available_width();
    let layout = |ui: &Ui, text: &str, font, hue| {
        ui.fonts_mut(|f| f.layout(text.to_owned(), font, hue, width - SIGN - 6.0))
    };
    let words = layout(ui, hop.words, semi_bold(12.5), chrome.ink);
    let because = layout(ui, hop.because, regular(12.0), chrome.text);
    let why = if hop.because.is_empty() {
        0.0
    } else {
        because.size().y + 1.0
    };
    let size = vec2(width, words.size().y + why + 5.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let first = Rect::from_min_size(rect.min, vec2(width, words.size().y + 2.0));
    let at = rect.min + vec2(SIGN, 2.0);
    let sign = pos2(rect.left() + SIGN / 2.0 - 2.0, rect.top() + 11.0);
    let full = link_ui(ui, first, id, hop.words, hop.part, &chrome, requests);
    ui.painter()
        .text(sign, Align2::CENTER_CENTER, hop.sign, icons(15.0), hop.hue);
    let below = at + vec2(0.0, words.size().y);
    ui.painter().galley(at, words, chrome.ink);
    if why > 0.0 {
        let second = Rect::from_min_max(pos2(rect.left(), first.bottom()), rect.max);
        let id = id.with("because");
        link_ui(
            ui,
            second,
            id,
            hop.because,
            hop.attribute,
            &chrome,
            requests,
        );
        ui.painter().galley(below, because, chrome.text);
    }
    full.union(rect)
}

/// A line that leads to a part.
fn link_ui(
    ui: &Ui,
    rect: Rect,
    id: Id,
    words: &str,
    part: Option<Reference>,
    chrome: &Chrome,
    requests: &mut Vec<Request>,
) -> Rect {
    let sense = if part.is_some() {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, id, sense);
    let role = if part.is_some() {
        WidgetType::Link
    } else {
        WidgetType::Label
    };
    response.widget_info(|| WidgetInfo::labeled(role, true, words));
    let inner = rect.with_min_x(rect.left() + SIGN - 5.0);
    if response.hovered() && part.is_some() {
        ui.painter()
            .rect_filled(inner, CornerRadius::same(4), chrome.hover);
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    if response.has_focus() {
        let stroke = Stroke::new(1.2, chrome.accent);
        let round = CornerRadius::same(4);
        ui.painter()
            .rect_stroke(inner, round, stroke, StrokeKind::Inside);
    }
    if response.clicked()
        && let Some(part) = part
    {
        requests.push(Request::Failures(FailuresRequest::Show(part)));
    }
    rect
}

/// One of the ways in which an operation goes down.
fn term_ui(ui: &mut Ui, place: usize, term: &Term, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let or = if place == 0 { "" } else { "or " };
    let words = format!("{or}{}", term.words);
    let hop = Hop {
        sign: icon::DOT_OUTLINE,
        hue: chrome.muted,
        words: &words,
        because: &term.because,
        part: term.attribute,
        attribute: term.attribute,
    };
    hop_ui(ui, &hop, ("term", place), requests);
}
