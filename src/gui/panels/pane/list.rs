//! The list of problems: one widget of the keyboard with a row that the keyboard is on; only rows that can be seen are made.

use std::collections::BTreeSet;

use eframe::egui::{
    CornerRadius, EventFilter, Id, Key, Modifiers, RichText, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, WidgetType, vec2,
};
use egui_phosphor::regular as icon;

use super::gain;
use super::row::{group_ui, problem_ui, spoken};
use crate::gui::analysis::AnalysisRequest;
use crate::gui::app::App;
use crate::gui::panels::count;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, icons, regular, semi_bold};
use crate::session::problems::{ACCEPTED, Row, rows};
use crate::session::settings::Grouping;

/// Height of a row.
const ROW: f32 = 25.0;

/// What the list keeps between frames.
pub struct Problems {
    /// What must occur in a problem for it to be listed.
    pub filter: String,
    /// The page of the rule is shown.
    pub page: bool,
    folded: BTreeSet<String>,
    rows: Vec<Row>,
    /// What the rows were made for.
    key: Option<RowsKey>,
    /// There was a best change to show above the list.
    has_best: bool,
    /// The row that the keyboard is on.
    cursor: usize,
    /// The row is to be brought into sight.
    wanted: bool,
    /// How far it is scrolled, and how much of it is seen.
    seen: (f32, f32),
}

/// What rows depend on: analysis, gains where they matter, grouping, filter, what is folded.
type RowsKey = (u64, u64, Grouping, String, BTreeSet<String>);

impl Default for Problems {
    fn default() -> Self {
        Self {
            filter: String::new(),
            page: false,
            folded: BTreeSet::from([ACCEPTED.to_owned()]),
            rows: Vec::new(),
            key: None,
            has_best: false,
            cursor: 0,
            wanted: false,
            seen: (0.0, 0.0),
        }
    }
}

fn list_id() -> Id {
    Id::new("problem rows")
}

impl Problems {
    /// Another document comes.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Lists what was found, if it is not listed yet.
    pub fn make_rows(&mut self, state: &State) {
        let by = state.settings.problems_by;
        let gains = state.gains();
        let gains = gains.filter(|gains| gains.is_ranked && by == Grouping::Gain);
        let number = gains.map_or(0, |_| state.figures_number);
        let is_same = self
            .key
            .as_ref()
            .is_some_and(|(analysis, of, as_by, with, folded)| {
                (*analysis, *of, *as_by) == (state.analysis_number, number, by)
                    && *with == self.filter
                    && *folded == self.folded
            });
        if is_same {
            return;
        }
        self.rows = rows(&state.analysis, gains, by, &self.filter, &self.folded);
        self.key = Some((
            state.analysis_number,
            number,
            by,
            self.filter.clone(),
            self.folded.clone(),
        ));
        // The keyboard stays with the problem that is shown, and where that is gone at its place.
        let shown = state.problem.as_ref().map(|shown| shown.place);
        let place = self
            .rows
            .iter()
            .position(|row| row.problem() == shown && shown.is_some());
        self.cursor = place
            .unwrap_or(self.cursor)
            .min(self.rows.len().saturating_sub(1));
    }

    /// The places of the problems that are listed.
    pub fn listed(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().filter_map(Row::problem)
    }

    /// The problem that is so many further in the list than the one that is shown, around the end. Where none is shown, the next
    /// from where the keyboard is.
    pub fn step(&self, state: &State, by: isize) -> Option<usize> {
        let places: Vec<usize> = (self.rows.iter().enumerate())
            .filter(|(_, row)| row.problem().is_some())
            .map(|(at, _)| at)
            .collect();
        let here = places.partition_point(|at| *at < self.cursor);
        let is_on = state.problem.is_some() && places.get(here) == Some(&self.cursor);
        let last = places.len().checked_sub(1)?;
        let next = match (is_on, by > 0) {
            (true, true) if here >= last => 0,
            (true, true) => here + 1,
            (false, true) => here.min(last),
            (_, false) => here.checked_sub(1).unwrap_or(last),
        };
        self.rows.get(*places.get(next)?).and_then(Row::problem)
    }

    /// Brings the problem that is shown into sight, unfolded if need be.
    pub fn follow(&mut self, state: &State) {
        self.make_rows(state);
        let Some(shown) = state.problem.as_ref().map(|shown| shown.place) else {
            return;
        };
        let find = |rows: &[Row]| rows.iter().position(|row| row.problem() == Some(shown));
        if find(&self.rows).is_none() {
            self.folded.clear();
            self.make_rows(state);
        }
        if find(&self.rows).is_none() {
            self.filter.clear();
            self.make_rows(state);
        }
        if let Some(place) = find(&self.rows) {
            self.cursor = place;
            self.wanted = true;
        }
    }

    /// Shows the list.
    pub fn ui(&mut self, ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
        let state = &app.state;
        self.make_rows(state);
        if self.rows.is_empty() {
            self.empty_ui(ui, app);
            return;
        }
        gain::best_ui(ui, state, &mut self.has_best, requests);
        let space = ui.available_rect_before_wrap();
        let list = ui.interact(space, list_id(), Sense::focusable_noninteractive());
        list.widget_info(|| WidgetInfo::labeled(WidgetType::Panel, true, "Problems"));
        if list.has_focus() {
            let filter = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(list_id(), filter));
            self.keys_ui(ui, requests);
        }
        let mut area = ScrollArea::vertical()
            .id_salt("problems")
            .auto_shrink(false);
        if let Some(offset) = self.wanted_offset(space.height()) {
            area = area.vertical_scroll_offset(offset);
        }
        let rows = std::mem::take(&mut self.rows);
        let output = area.show_rows(ui, ROW, rows.len(), |ui, shown| {
            let first = shown.start;
            for (place, row) in rows.get(shown).unwrap_or_default().iter().enumerate() {
                self.row_ui(ui, state, first + place, row, list.has_focus(), requests);
            }
        });
        self.rows = rows;
        self.seen = (output.state.offset.y, output.inner_rect.height());
    }

    /// What is said where nothing is listed.
    fn empty_ui(&self, ui: &mut Ui, app: &App) {
        let chrome = theme::chrome(ui.ctx());
        let state = &app.state;
        let (symbol, text, more) = if state.is_empty() {
            let more = "What couples its parts and what will break is listed here while you draw";
            (icon::CIRCLE_DASHED, "Nothing in the design yet", more)
        } else if !state.is_analyzed() {
            (icon::CIRCLE_DASHED, "Analyzing…", "")
        } else if !self.filter.trim().is_empty() {
            (icon::FUNNEL, "No problem has these words", "")
        } else {
            let more = "No rule found anything that couples the parts or lets a failure through";
            (icon::CHECK_CIRCLE, "Nothing is wrong", more)
        };
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() / 2.0 - 44.0).max(8.0));
            ui.label(RichText::new(symbol).font(icons(26.0)).color(chrome.faint));
            ui.add_space(4.0);
            ui.label(RichText::new(text).font(semi_bold(13.0)).color(chrome.text));
            ui.label(RichText::new(more).font(regular(12.0)).color(chrome.muted));
        });
    }

    fn row_ui(
        &mut self,
        ui: &mut Ui,
        state: &State,
        place: usize,
        row: &Row,
        has_keyboard: bool,
        requests: &mut Vec<Request>,
    ) {
        let chrome = theme::chrome(ui.ctx());
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        // The list has the keyboard for its rows.
        let response = match row {
            Row::Group(group) => {
                ui.interact(rect, Id::new(("problems", &group.label)), Sense::CLICK)
            }
            Row::Problem(at) => ui.interact(rect, Id::new(("problem", *at)), Sense::CLICK),
        };
        let shown = state.problem.as_ref().map(|shown| shown.place);
        let is_shown = row.problem().is_some() && row.problem() == shown;
        let inner = rect.shrink2(vec2(5.0, 0.5));
        if is_shown || response.hovered() {
            let fill = if is_shown {
                chrome.accent_fill
            } else {
                chrome.hover
            };
            ui.painter().rect_filled(inner, CornerRadius::same(4), fill);
        }
        if has_keyboard && self.cursor == place {
            let stroke = Stroke::new(1.0, chrome.accent);
            let round = CornerRadius::same(4);
            ui.painter()
                .rect_stroke(inner, round, stroke, StrokeKind::Inside);
        }
        match row {
            Row::Group(group) => group_ui(ui, rect, group, &chrome),
            Row::Problem(at) => {
                let is_cut = problem_ui(ui, rect, state, *at, is_shown, &chrome);
                if is_cut && let Some(found) = state.analysis.report.diagnostics.get(*at) {
                    response.clone().on_hover_text(&found.message);
                }
            }
        }
        let info = || match row {
            Row::Group(group) => {
                let problems = count(group.count, "problem", "problems");
                let label = format!("{}, {problems}", group.label);
                WidgetInfo::labeled(WidgetType::CollapsingHeader, true, label)
            }
            Row::Problem(at) => {
                let label = spoken(state, *at);
                WidgetInfo::selected(WidgetType::SelectableLabel, true, is_shown, label)
            }
        };
        response.widget_info(info);
        if response.clicked() {
            ui.memory_mut(|memory| memory.request_focus(list_id()));
            self.cursor = place;
            match row {
                Row::Group(group) => self.fold(&group.label.clone(), !group.is_folded),
                Row::Problem(at) => {
                    requests.push(Request::Analysis(AnalysisRequest::Select(*at)));
                }
            }
            ui.ctx().request_repaint();
        }
    }

    fn fold(&mut self, label: &str, is_folded: bool) {
        if is_folded {
            self.folded.insert(label.to_owned());
        } else {
            self.folded.remove(label);
        }
    }

    fn keys_ui(&mut self, ui: &Ui, requests: &mut Vec<Request>) {
        let page = ((self.seen.1 / ROW) as usize).saturating_sub(1).max(1);
        let last = self.rows.len().saturating_sub(1);
        let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        let before = self.cursor;
        for (key, back, by) in [
            (Key::ArrowDown, false, 1),
            (Key::ArrowUp, true, 1),
            (Key::PageDown, false, page),
            (Key::PageUp, true, page),
            (Key::End, false, self.rows.len()),
            (Key::Home, true, self.rows.len()),
        ] {
            let by = by * pressed(key);
            self.cursor = if back {
                self.cursor.saturating_sub(by)
            } else {
                (self.cursor + by).min(last)
            };
        }
        let fold = pressed(Key::ArrowLeft) > 0;
        let unfold = pressed(Key::ArrowRight) > 0;
        let enter = pressed(Key::Enter) > 0 || pressed(Key::Space) > 0;
        if fold {
            // From a problem to its heading, and there it folds.
            let above = self.rows.get(..=self.cursor).unwrap_or_default();
            let heading = above.iter().rposition(|row| row.problem().is_none());
            match heading {
                Some(heading) if heading == self.cursor => self.fold_here(true),
                Some(heading) => self.cursor = heading,
                None => {}
            }
        }
        if unfold {
            self.fold_here(false);
        }
        let row = self.rows.get(self.cursor);
        if enter && let Some(Row::Group(group)) = row {
            let folded = !group.is_folded;
            self.fold_here(folded);
        } else if (enter || self.cursor != before)
            && let Some(at) = row.and_then(Row::problem)
        {
            requests.push(Request::Analysis(AnalysisRequest::Select(at)));
        }
        self.wanted |= self.cursor != before;
    }

    fn fold_here(&mut self, is_folded: bool) {
        if let Some(Row::Group(group)) = self.rows.get(self.cursor) {
            self.fold(&group.label.clone(), is_folded);
        }
    }

    /// Where to scroll to, for the row that is wanted and not in sight.
    fn wanted_offset(&mut self, height: f32) -> Option<f32> {
        if !std::mem::take(&mut self.wanted) {
            return None;
        }
        let top = self.cursor as f32 * ROW;
        let (offset, seen) = self.seen;
        let seen = if seen > 0.0 { seen } else { height };
        if top < offset {
            // With its heading, if that is right above.
            Some((top - ROW).max(0.0))
        } else if top + ROW > offset + seen {
            Some(top + ROW - seen)
        } else {
            None
        }
    }
}
