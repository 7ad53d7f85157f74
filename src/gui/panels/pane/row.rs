//! What the rows of the list of problems look like, and what they say to those who cannot see them.

use eframe::egui::{Align2, Rect, Ui, pos2};
use egui_phosphor::regular as icon;

use super::{level_look, sign};
use crate::analysis::availability::change;
use crate::gui::panels::grouped;
use crate::gui::state::State;
use crate::gui::theme::{Chrome, icons, regular, semi_bold};
use crate::gui::widgets::{paint_text, paint_text_cut};
use crate::session::problems::Group;
use crate::session::settings::Grouping;

/// Where the sign of a problem is, and where its text starts.
const SIGN: f32 = 16.0;
const TEXT: f32 = 32.0;
/// From this width on a row says which rule it is of.
const WIDE: f32 = 620.0;
/// Up to this width it does not say what its best fix gains.
const NARROW: f32 = 420.0;
/// Room for what the best fix gains, the same in all rows.
const GAIN: f32 = 92.0;

/// A problem in words.
pub(super) fn spoken(state: &State, at: usize) -> String {
    let Some(found) = state.analysis.report.diagnostics.get(at) else {
        return String::new();
    };
    let palette = crate::scene::palette::Palette::of(state.theme);
    let level = level_look(palette, found.level).1;
    let best = state.gains().and_then(|gains| {
        let best = gains.best_of(at).filter(|gain| gain.is_better())?;
        Some(format!(", best fix {}", best.text(|of| gains.name(of))))
    });
    match found.accepted {
        Some(_) => format!("Accepted: {}", found.message),
        None => format!("{level}: {}{}", found.message, best.unwrap_or_default()),
    }
}

pub(super) fn group_ui(ui: &Ui, rect: Rect, group: &Group, chrome: &Chrome) {
    let symbol = if group.is_folded {
        icon::CARET_RIGHT
    } else {
        icon::CARET_DOWN
    };
    let at = pos2(rect.left() + SIGN, rect.center().y);
    ui.painter()
        .text(at, Align2::CENTER_CENTER, symbol, icons(10.0), chrome.muted);
    let room = Rect::from_min_max(pos2(rect.left() + TEXT, rect.top()), rect.max);
    let end = paint_text(ui, room, &group.label, &semi_bold(12.0), chrome.text);
    let room = Rect::from_min_max(pos2(end + 8.0, rect.top()), rect.max);
    paint_text(
        ui,
        room,
        &grouped(group.count),
        &regular(11.5),
        chrome.muted,
    );
}

/// By how much the best fix cuts downtime, at the right end of the row. Returns where the rest of the row ends.
fn gain_ui(ui: &Ui, rect: Rect, state: &State, at: usize, right: f32) -> f32 {
    let Some(gains) = state.gains().filter(|gains| gains.best().is_some()) else {
        return right;
    };
    if let Some(gain) = gains.best_of(at).filter(|gain| gain.is_better()) {
        let bound = if gain.exact { "" } else { " (bound)" };
        let text = format!("{}/month{bound}", change(gain.minutes));
        let hue = super::better(ui);
        let galley = ui.fonts_mut(|f| f.layout_no_wrap(text, semi_bold(11.5), hue));
        let size = galley.size();
        let at = pos2(right - size.x, rect.center().y - size.y / 2.0);
        ui.painter().galley(at, galley, hue);
        return right - size.x.max(GAIN) - 14.0;
    }
    right - GAIN - 14.0
}

/// Returns whether the message had to be cut.
pub(super) fn problem_ui(
    ui: &Ui,
    rect: Rect,
    state: &State,
    at: usize,
    is_shown: bool,
    chrome: &Chrome,
) -> bool {
    let Some(found) = state.analysis.report.diagnostics.get(at) else {
        return false;
    };
    let is_open = found.accepted.is_none();
    let mark = pos2(rect.left() + SIGN, rect.center().y);
    sign(ui, mark, is_open.then_some(found.level), 4.5);
    let mut right = rect.right() - 14.0;
    if rect.width() > NARROW {
        right = gain_ui(ui, rect, state, at, right);
    }
    if rect.width() > WIDE && state.settings.problems_by != Grouping::Rule {
        let hue = chrome.muted;
        let text = found.rule.id;
        let galley = ui.fonts_mut(|f| f.layout_no_wrap(text.to_owned(), regular(11.5), hue));
        let at = pos2(
            right - galley.size().x,
            rect.center().y - galley.size().y / 2.0,
        );
        right = at.x - 14.0;
        ui.painter().galley(at, galley, hue);
    }
    let room = Rect::from_min_max(
        pos2(rect.left() + TEXT, rect.top()),
        pos2(right, rect.bottom()),
    );
    let ink = match (is_open, is_shown) {
        (true, _) => chrome.ink,
        (false, true) => chrome.text,
        (false, false) => chrome.muted,
    };
    paint_text_cut(ui, room, &found.message, &regular(12.5), ink).1
}
