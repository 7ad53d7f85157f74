//! A row of the outline: what it looks like, and what a pointer does to it.

use eframe::egui::{
    self, Align2, CornerRadius, CursorIcon, Id, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use super::{Outline, ROW, inset, list_id, name_of, part_key, service_color};
use crate::gui::analysis::AnalysisRequest;
use crate::gui::failing::FailuresRequest;
use crate::gui::panels::count;
use crate::gui::panels::pane::sign;
use crate::gui::request::{Place, Request};
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, color, icons, regular, semi_bold};
use crate::gui::widgets::{TextLook, paint_text, text_field};
use crate::model::Reference;
use crate::scene::palette::Rgba;
use crate::session::Selection;
use crate::session::analysis::Mark;
use crate::session::outline::{Row, Subject};

/// Where the mark of a row is, and its text; those below something stand further in.
const MARK: [f32; 2] = [24.0, 32.0];
const TEXT: [f32; 2] = [35.0, 43.0];
/// The middle of the arrow that folds.
const ARROW: f32 = 9.0;
/// Room for the sign of a problem.
const MARKED: f32 = 14.0;

impl Outline {
    /// Shows a row. Returns whether the pointer is over it.
    pub(super) fn row_ui(
        &mut self,
        ui: &mut Ui,
        state: &State,
        rows: &[Row],
        place: usize,
        row: &Row,
        requests: &mut Vec<Request>,
    ) -> bool {
        let chrome = theme::chrome(ui.ctx());
        let design = state.design();
        let subject = row.subject;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        let label = subject.label(design);
        let is_selected = match subject {
            Subject::Part(part) => state.document.selection.contains(part),
            Subject::View(id) => state.document.view == Some(id),
            Subject::Group(_) | Subject::Scenario(_) => false,
        };
        if is_edited(state, subject) {
            let rect = Rect::from_min_max(
                pos2(
                    rect.left() + TEXT[usize::from(row.is_child)] - 5.0,
                    rect.top(),
                ),
                rect.max,
            );
            let look = TextLook {
                font: regular(12.0),
                color: chrome.ink,
                hint: "Name",
                width: rect.width(),
                height: ROW,
                strike: false,
                wrap: false,
            };
            text_field(ui, rect, state, &look, requests);
            return false;
        }
        // The list has the keyboard for its rows.
        let response = ui.interact(rect, row_id(subject), Sense::CLICK | Sense::DRAG);
        let role = if row.children.is_some() && subject.part().is_none() {
            WidgetType::CollapsingHeader
        } else {
            WidgetType::SelectableLabel
        };
        response.widget_info(|| WidgetInfo::selected(role, true, is_selected, &label));
        let is_target = self.drag.as_ref().is_some_and(|drag| drag.is_over(subject));
        if is_target {
            ui.painter().rect(
                rect,
                CornerRadius::same(4),
                chrome.accent_fill,
                Stroke::new(1.5, chrome.accent),
                StrokeKind::Inside,
            );
        } else if is_selected {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(4), chrome.accent_fill);
        } else if response.hovered() && self.drag.is_none() {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(4), chrome.hover);
        }
        let has_focus = ui.memory(|memory| memory.has_focus(list_id()));
        if has_focus && self.cursor == Some(subject) {
            ui.painter().rect_stroke(
                rect,
                CornerRadius::same(4),
                Stroke::new(1.0, chrome.accent),
                StrokeKind::Inside,
            );
        }
        paint_row(ui, state, row, &label, rect, is_selected, &chrome);
        mark_ui(ui, state, row, &label, rect, requests);
        let on_arrow = self.arrow_ui(ui, row, rect, &label, &chrome);
        if !on_arrow {
            self.pointer_ui(ui, state, rows, place, &response, requests);
        }
        response.hovered()
    }

    /// The arrow that folds a row. Returns whether the pointer did something to it.
    fn arrow_ui(&mut self, ui: &Ui, row: &Row, rect: Rect, label: &str, chrome: &Chrome) -> bool {
        if row.children.is_none_or(|children| children == 0) {
            return false;
        }
        let symbol = if row.is_folded {
            icon::CARET_RIGHT
        } else {
            icon::CARET_DOWN
        };
        let middle = pos2(rect.left() + ARROW, rect.center().y);
        let area = Rect::from_center_size(middle, vec2(18.0, ROW));
        let response = ui.interact(area, row_id(row.subject).with("fold"), Sense::CLICK);
        response.widget_info(|| {
            let verb = if row.is_folded { "Unfold" } else { "Fold" };
            WidgetInfo::labeled(WidgetType::Button, true, format!("{verb} {label}"))
        });
        let hue = if response.hovered() {
            chrome.ink
        } else {
            chrome.faint
        };
        ui.painter()
            .text(middle, Align2::CENTER_CENTER, symbol, icons(9.0), hue);
        if response.clicked() {
            self.fold(row.subject, !row.is_folded);
            ui.ctx().request_repaint();
        }
        response.clicked() || response.hovered()
    }

    fn pointer_ui(
        &mut self,
        ui: &Ui,
        state: &State,
        rows: &[Row],
        place: usize,
        response: &Response,
        requests: &mut Vec<Request>,
    ) {
        let Some(row) = rows.get(place) else {
            return;
        };
        let subject = row.subject;
        if response.drag_started()
            && state.failing.is_none()
            && let Subject::Part(part @ Reference::Entity(_)) = subject
        {
            self.start_drag(state, part);
        }
        if response.secondary_clicked()
            && let Subject::Part(part) = subject
            && let Some(at) = response.interact_pointer_pos()
        {
            requests.push(Request::Menu(part, at));
        }
        if response.clicked() || response.double_clicked() {
            ui.memory_mut(|memory| memory.request_focus(list_id()));
            self.cursor = Some(subject);
        }
        if let Subject::Part(part) = subject
            && state.failing.is_some()
        {
            if response.clicked() {
                let modifiers = ui.input(|input| input.modifiers);
                let extend = modifiers.shift || modifiers.command;
                requests.push(Request::Failures(FailuresRequest::Click(part, extend)));
            }
            return;
        }
        if response.double_clicked() && name_of(subject).is_some() {
            if let Some(part) = subject.part() {
                self.anchor = Some(subject);
                requests.push(Request::Select(Selection::of(part)));
                requests.push(Request::BringIntoSight(part));
            }
            if let Some(slot) = name_of(subject) {
                requests.push(Request::EditIn(Place::Outline, slot));
            }
            return;
        }
        if !response.clicked() {
            return;
        }
        let modifiers = ui.input(|input| input.modifiers);
        match subject {
            Subject::Group(_) => {
                self.fold(subject, !row.is_folded);
                ui.ctx().request_repaint();
            }
            Subject::Scenario(id) => requests.push(Request::ShowScenario(id)),
            Subject::View(id) => requests.push(Request::ShowView(id)),
            Subject::Part(_) if modifiers.shift => {
                requests.push(Request::Select(self.select_range(rows, place)));
            }
            Subject::Part(part) if modifiers.command => {
                let mut selection = state.document.selection.clone();
                selection.toggle(part);
                self.anchor = Some(subject);
                requests.push(Request::Select(selection));
            }
            Subject::Part(part) => {
                self.anchor = Some(subject);
                requests.push(Request::Select(Selection::of(part)));
                requests.push(Request::BringIntoSight(part));
            }
        }
    }
}

/// How many errors and warnings a row stands for; a service that is folded away stands for all that is in it.
fn mark_of(state: &State, row: &Row) -> Option<Mark> {
    let part = row.subject.part()?;
    let own = state.analysis.marks.get(&part).copied();
    match part {
        Reference::Service(id) if row.is_folded => state.analysis.services.get(&id).copied(),
        _ => own,
    }
}

/// The sign of the worst problem at the right end of a row. It leads there.
fn mark_ui(
    ui: &Ui,
    state: &State,
    row: &Row,
    label: &str,
    rect: Rect,
    requests: &mut Vec<Request>,
) {
    let (Some(mark), Some(part)) = (mark_of(state, row), row.subject.part()) else {
        return;
    };
    let at = pos2(rect.right() - 12.0, rect.center().y);
    sign(ui, at, Some(mark.worst), 3.6);
    let area = Rect::from_center_size(at, vec2(16.0, ROW));
    let response = ui.interact(area, row_id(row.subject).with("problems"), Sense::CLICK);
    let problems = count(mark.count, "problem", "problems");
    response.widget_info(|| {
        WidgetInfo::labeled(
            WidgetType::Button,
            true,
            format!("Show {problems} of {label}"),
        )
    });
    if response.clicked() {
        requests.push(Request::Analysis(AnalysisRequest::ShowOf(part)));
    }
    response.on_hover_text(problems);
}

fn row_id(subject: Subject) -> Id {
    match subject {
        Subject::Group(group) => Id::new(("outline", group.label())),
        Subject::Part(part) => Id::new(("outline", part_key(part))),
        Subject::Scenario(id) => Id::new(("outline", "scenario", id.number())),
        Subject::View(id) => Id::new(("outline", "view", id.number())),
    }
}

fn is_edited(state: &State, subject: Subject) -> bool {
    state.editing.as_ref().is_some_and(|editing| {
        editing.place == Place::Outline && Some(editing.slot) == name_of(subject)
    })
}

fn paint_row(
    ui: &Ui,
    state: &State,
    row: &Row,
    label: &str,
    rect: Rect,
    is_selected: bool,
    chrome: &Chrome,
) {
    let palette = theme::palette(ui.ctx());
    let design = state.design();
    let level = usize::from(row.is_child);
    let mut right = rect.right() - 8.0;
    if mark_of(state, row).is_some() {
        right -= MARKED;
    }
    if let Some(children) = row.children
        && (row.is_folded || row.subject.part().is_none())
    {
        let at = pos2(right, rect.center().y);
        let count = children.to_string();
        let drawn = ui
            .painter()
            .text(at, Align2::RIGHT_CENTER, count, regular(10.5), chrome.faint);
        right = drawn.left() - 6.0;
    }
    let room = |left: f32| {
        Rect::from_min_max(
            pos2(rect.left() + left, rect.top()),
            pos2(right, rect.bottom()),
        )
    };
    let mark = |symbol: &str| {
        let at = pos2(rect.left() + MARK[level], rect.center().y);
        ui.painter()
            .text(at, Align2::CENTER_CENTER, symbol, icons(12.5), chrome.muted);
    };
    let dot = |fill: Rgba| {
        let at = pos2(rect.left() + MARK[level], rect.center().y);
        ui.painter().circle_filled(at, 4.0, color(fill));
    };
    let (font, mut ink) = match row.subject {
        Subject::Group(_) => {
            paint_text(
                ui,
                room(20.0),
                &label.to_uppercase(),
                &semi_bold(10.5),
                chrome.muted,
            );
            return;
        }
        Subject::Part(Reference::Service(id)) => {
            let at = pos2(rect.left() + MARK[0], rect.center().y);
            let square = Rect::from_center_size(at, vec2(10.0, 10.0));
            let fill = color(service_color(design, palette, id));
            ui.painter()
                .rect_filled(square, CornerRadius::same(2), fill);
            (semi_bold(12.5), chrome.ink)
        }
        Subject::Part(Reference::Entity(id)) => {
            let zone = design.get(id).and_then(|entity| design.get(entity.zone?));
            dot(palette.consistency(zone.map(|zone| zone.consistency)));
            let is_seen = state.unpictured || state.picture.diagram().place(id).is_some();
            (
                regular(12.0),
                if is_seen { chrome.text } else { chrome.faint },
            )
        }
        Subject::Part(Reference::Zone(id)) => {
            dot(palette.consistency(design.get(id).map(|zone| zone.consistency)));
            (regular(12.0), chrome.text)
        }
        Subject::Part(Reference::Store(_)) => {
            mark(icon::DATABASE);
            (regular(12.0), chrome.text)
        }
        Subject::Part(Reference::Operation(_)) => {
            mark(icon::LIGHTNING);
            (regular(12.0), chrome.text)
        }
        Subject::Part(Reference::Saga(_)) => {
            mark(icon::ARROWS_CLOCKWISE);
            (regular(12.0), chrome.text)
        }
        Subject::Part(Reference::Feed(_)) => {
            mark(icon::BROADCAST);
            (regular(12.0), chrome.text)
        }
        Subject::Part(Reference::Field(_) | Reference::Relationship(_)) => return,
        Subject::Scenario(_) => {
            mark(icon::FLASK);
            (regular(12.0), chrome.text)
        }
        Subject::View(_) => {
            mark(icon::FRAME_CORNERS);
            (regular(12.0), chrome.text)
        }
    };
    if is_selected {
        ink = chrome.ink;
    }
    let end = paint_text(ui, room(TEXT[level]), label, &font, ink);
    let detail = row.subject.detail(design);
    let rest = inset(
        Rect::from_min_max(
            pos2(end + 8.0, rect.top()),
            pos2(right + 6.0, rect.bottom()),
        ),
        0.0,
    );
    if !detail.is_empty() && rest.width() > 30.0 {
        paint_text(ui, rest, &detail, &regular(11.0), chrome.faint);
    }
}

/// The pointer while something is dragged over the list.
pub(super) fn drag_cursor(ui: &Ui, can_drop: bool) {
    let cursor = if can_drop {
        CursorIcon::Grabbing
    } else {
        CursorIcon::NoDrop
    };
    ui.ctx().set_cursor_icon(cursor);
}

/// Words beside the pointer.
pub(super) fn pointer_label(ui: &Ui, text: &str, chrome: &Chrome) {
    let Some(at) = ui.ctx().pointer_latest_pos() else {
        return;
    };
    let layer = egui::LayerId::new(egui::Order::Tooltip, Id::new("outline drag"));
    let painter = ui.ctx().layer_painter(layer);
    let galley = painter.layout_no_wrap(text.to_owned(), regular(12.0), chrome.ink);
    let frame = Rect::from_min_size(at + vec2(14.0, 10.0), galley.size() + vec2(16.0, 8.0));
    painter.rect(
        frame,
        CornerRadius::same(5),
        chrome.panel,
        Stroke::new(1.0, chrome.accent),
        StrokeKind::Inside,
    );
    painter.galley(frame.min + vec2(8.0, 4.0), galley, chrome.ink);
}
