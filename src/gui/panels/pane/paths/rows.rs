//! A list of rows under headings: one widget of the keyboard with a row that the keyboard is on; only rows that can be seen are
//! made.

use eframe::egui::{
    Align2, Color32, CornerRadius, EventFilter, Id, Key, Modifiers, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use crate::gui::theme::{self, icons, regular, semi_bold};
use crate::gui::widgets::paint_text_cut;

/// Height of a row.
const ROW: f32 = 25.0;
/// Where the sign of a row is, and where its text starts.
const SIGN: f32 = 17.0;
const TEXT: f32 = 31.0;

/// A row of the list.
#[derive(Default)]
pub(in crate::gui::panels::pane) struct Row {
    /// It stands above others and is not chosen.
    pub is_heading: bool,
    /// In front of the text, in its color.
    pub sign: Option<(&'static str, Color32)>,
    /// What it says.
    pub text: String,
    /// In small letters behind the text, as far as there is room; of a heading, at the right edge.
    pub more: String,
    /// At the right edge.
    pub figure: String,
    /// All of it in words.
    pub label: String,
}

/// What a person did with the list.
pub(in crate::gui::panels::pane) enum Did {
    /// A row was chosen.
    Chose(usize),
    /// The keyboard is to go to the list at the right, or at the left.
    Go(bool),
}

/// What a list keeps between frames.
#[derive(Default)]
pub(in crate::gui::panels::pane) struct Rows {
    cursor: usize,
    wanted: bool,
    seen: (f32, f32),
}

impl Rows {
    /// Puts the keyboard on a row and brings it into sight.
    pub fn go_to(&mut self, place: usize) {
        self.cursor = place;
        self.wanted = true;
    }

    /// Shows so many rows in all of the room that there is.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        (id, name): (Id, &str),
        count: usize,
        make: impl Fn(usize) -> Row,
        chosen: Option<usize>,
    ) -> Option<Did> {
        let space = ui.available_rect_before_wrap();
        let list = ui.interact(space, id, Sense::focusable_noninteractive());
        list.widget_info(|| WidgetInfo::labeled(WidgetType::Panel, true, name));
        let mut did = None;
        self.cursor = self.cursor.min(count.saturating_sub(1));
        if list.has_focus() {
            let filter = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            did = self.keys_ui(ui, count, &make);
        }
        let mut area = ScrollArea::vertical().id_salt(id).auto_shrink(false);
        if let Some(offset) = self.wanted_offset(space.height()) {
            area = area.vertical_scroll_offset(offset);
        }
        let has_keyboard = list.has_focus();
        let output = area.show_rows(ui, ROW, count, |ui, shown| {
            for place in shown {
                let keyboard = has_keyboard && self.cursor == place;
                let is_chosen = chosen == Some(place);
                if row_ui(ui, id, place, &make(place), is_chosen, keyboard) {
                    ui.memory_mut(|memory| memory.request_focus(id));
                    self.cursor = place;
                    did = Some(Did::Chose(place));
                }
            }
        });
        self.seen = (output.state.offset.y, output.inner_rect.height());
        did
    }

    fn keys_ui(&mut self, ui: &Ui, count: usize, make: &impl Fn(usize) -> Row) -> Option<Did> {
        let page = ((self.seen.1 / ROW) as isize - 1).max(1);
        let last = count.checked_sub(1)?;
        let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        let before = self.cursor;
        for (key, by) in [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, page),
            (Key::PageUp, -page),
            (Key::End, count as isize),
            (Key::Home, -(count as isize)),
        ] {
            for _ in 0..pressed(key) {
                let to = self.cursor.saturating_add_signed(by).min(last);
                // Headings are passed over, onwards or, at an end, back.
                let is_row = |place: &usize| !make(*place).is_heading;
                let (below, above) = ((to..count).find(is_row), (0..=to).rev().find(is_row));
                let next = if by > 0 {
                    below.or(above)
                } else {
                    above.or(below)
                };
                self.cursor = next.unwrap_or(self.cursor);
            }
        }
        let enter = pressed(Key::Enter) + pressed(Key::Space) > 0;
        if pressed(Key::ArrowRight) > 0 {
            return Some(Did::Go(true));
        }
        if pressed(Key::ArrowLeft) > 0 {
            return Some(Did::Go(false));
        }
        self.wanted |= self.cursor != before;
        let is_row = !make(self.cursor).is_heading;
        (is_row && (enter || self.cursor != before)).then_some(Did::Chose(self.cursor))
    }

    /// Where to scroll to, for the row that is wanted and not in sight.
    fn wanted_offset(&mut self, height: f32) -> Option<f32> {
        if !std::mem::take(&mut self.wanted) {
            return None;
        }
        let top = self.cursor as f32 * ROW;
        let (offset, seen) = self.seen;
        let seen = if seen > 0.0 { seen } else { height };
        if top < offset + ROW {
            // With its heading, if that is right above.
            Some((top - ROW).max(0.0))
        } else if top + ROW > offset + seen {
            Some(top + ROW - seen)
        } else {
            None
        }
    }
}

/// Returns whether the row was clicked.
fn row_ui(
    ui: &mut Ui,
    list: Id,
    place: usize,
    row: &Row,
    is_chosen: bool,
    has_keyboard: bool,
) -> bool {
    let chrome = theme::chrome(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let part = |left: f32, right: f32| {
        eframe::egui::Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()))
    };
    if row.is_heading {
        let room = part(rect.left() + 10.0, rect.right() - 12.0);
        let (end, _) = paint_text_cut(ui, room, &row.text, &semi_bold(11.5), chrome.text);
        let room = part(end + 7.0, rect.right() - 12.0);
        paint_text_cut(ui, room, &row.figure, &regular(11.5), chrome.muted);
        let at = pos2(rect.right() - 12.0, rect.center().y);
        let align = Align2::RIGHT_CENTER;
        ui.painter()
            .text(at, align, &row.more, regular(11.5), chrome.muted);
        let response = ui.interact(rect, list.with(place), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &row.label));
        return false;
    }
    // The list has the keyboard for its rows.
    let response = ui.interact(rect, list.with(place), Sense::CLICK);
    response.widget_info(|| {
        WidgetInfo::selected(WidgetType::SelectableLabel, true, is_chosen, &row.label)
    });
    let inner = rect.shrink2(vec2(5.0, 0.5));
    let round = CornerRadius::same(4);
    if is_chosen {
        ui.painter().rect_filled(inner, round, chrome.accent_fill);
    } else if response.hovered() {
        ui.painter().rect_filled(inner, round, chrome.hover);
    }
    if has_keyboard {
        let stroke = Stroke::new(1.0, chrome.accent);
        ui.painter()
            .rect_stroke(inner, round, stroke, StrokeKind::Inside);
    }
    if let Some((sign, hue)) = row.sign {
        let at = pos2(rect.left() + SIGN, rect.center().y);
        ui.painter()
            .text(at, Align2::CENTER_CENTER, sign, icons(13.0), hue);
    }
    let mut right = rect.right() - 12.0;
    if !row.figure.is_empty() {
        let at = pos2(right, rect.center().y);
        let align = Align2::RIGHT_CENTER;
        let drawn = ui
            .painter()
            .text(at, align, &row.figure, regular(11.5), chrome.text);
        right = drawn.left() - 10.0;
    }
    let ink = if is_chosen { chrome.ink } else { chrome.text };
    let room = part(rect.left() + TEXT, right);
    let (end, mut is_cut) = paint_text_cut(ui, room, &row.text, &regular(12.5), ink);
    if !row.more.is_empty() {
        let room = part(end + 9.0, right);
        if room.width() > 40.0 {
            let font = regular(11.5);
            is_cut |= paint_text_cut(ui, room, &row.more, &font, chrome.muted).1;
        } else {
            is_cut = true;
        }
    }
    let clicked = response.clicked();
    if is_cut {
        response.on_hover_text(&row.label);
    }
    clicked
}
