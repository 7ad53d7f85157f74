//! Small widgets that several panels use.

pub mod chips;
pub mod entry;
pub mod pick;

use eframe::egui::{
    self, Align2, CornerRadius, CursorIcon, FontId, Id, Key, Margin, Rect, Response, Sense, Stroke,
    TextEdit, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use super::request::{Place, Request};
use super::state::State;
use super::theme::{self, icons, regular, semi_bold};
use crate::session::text_slot::TextSlot;

/// The id of the field that edits a text in place.
pub fn edit_id(place: Place, slot: TextSlot) -> Id {
    Id::new(("edit", place, slot))
}

/// Choices side by side. Returns the one that was clicked.
pub fn segmented<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    choices: &[(&str, T)],
    current: T,
) -> Option<T> {
    let chrome = theme::chrome(ui.ctx());
    let font = |on: bool| if on { semi_bold(12.0) } else { regular(12.0) };
    let widths: Vec<f32> = choices
        .iter()
        .map(|(name, _)| {
            let galley =
                ui.fonts_mut(|f| f.layout_no_wrap((*name).to_owned(), font(true), chrome.ink));
            galley.size().x + 24.0
        })
        .collect();
    let (rect, _) =
        ui.allocate_exact_size(vec2(widths.iter().sum::<f32>() + 4.0, 24.0), Sense::hover());
    ui.painter().rect(
        rect,
        CornerRadius::same(6),
        chrome.sunken,
        Stroke::new(1.0, chrome.line),
        egui::StrokeKind::Inside,
    );
    let mut clicked = None;
    let mut x = rect.left() + 2.0;
    for ((name, value), width) in choices.iter().zip(widths) {
        let on = *value == current;
        let part = Rect::from_min_size(pos2(x, rect.top() + 2.0), vec2(width, 20.0));
        x += width;
        let response = ui.interact(part, ui.id().with((label, name)), Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(
                WidgetType::RadioButton,
                true,
                on,
                format!("{label} {}", name.to_lowercase()),
            )
        });
        if on {
            ui.painter().rect(
                part,
                CornerRadius::same(5),
                chrome.panel,
                Stroke::new(1.0, chrome.line),
                egui::StrokeKind::Inside,
            );
        }
        let color = if on || response.hovered() {
            chrome.ink
        } else {
            chrome.muted
        };
        ui.painter()
            .text(part.center(), Align2::CENTER_CENTER, name, font(on), color);
        focus_ring(ui, &response, part);
        if response.clicked() && !on {
            clicked = Some(*value);
        }
    }
    clicked
}

/// A square button with an icon. The name is for the tooltip and for those who cannot see it.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str, on: bool, size: f32) -> Response {
    let chrome = theme::chrome(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(size, size), Sense::click());
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, ui.is_enabled(), on, name));
    if on {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(6), chrome.accent_fill);
    } else if response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(6), chrome.hover);
    }
    let color = if on { chrome.accent } else { chrome.text };
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        icon,
        icons(size * 0.55),
        color,
    );
    focus_ring(ui, &response, rect);
    response.on_hover_text(name)
}

/// Shows that the keyboard acts on this.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let chrome = theme::chrome(ui.ctx());
        ui.painter().rect_stroke(
            rect,
            CornerRadius::same(4),
            Stroke::new(1.5, chrome.accent),
            egui::StrokeKind::Inside,
        );
    }
}

/// Space between the frame of a text that is edited in place and the text.
const TEXT_MARGIN: f32 = 5.0;

/// How a text that is edited in place looks while it is not.
#[derive(Clone, Debug)]
pub struct TextLook {
    /// Its font.
    pub font: FontId,
    /// Its color.
    pub color: egui::Color32,
    /// What stands there while there is no text.
    pub hint: &'static str,
    /// Width of the field.
    pub width: f32,
    /// Height of the field.
    pub height: f32,
    /// It is on its way out.
    pub strike: bool,
    /// Longer text goes on in further lines, and the height is the least.
    pub wrap: bool,
}

/// A text that becomes a field when it is clicked or reached by Tab. Its frame reaches out to both sides, so that the text lines
/// up with what is around it.
pub fn text_in_place(
    ui: &mut Ui,
    state: &State,
    slot: TextSlot,
    look: &TextLook,
    requests: &mut Vec<Request>,
) -> Response {
    let chrome = theme::chrome(ui.ctx());
    let design = state.document.design();
    let editing = state
        .editing
        .as_ref()
        .filter(|editing| editing.slot == slot);
    let is_edited = editing.is_some_and(|editing| editing.place == Place::Inspector);
    // What is typed somewhere else is seen here as well.
    let typed_elsewhere = editing
        .filter(|_| !is_edited)
        .map(|editing| editing.text.as_str());
    let text = typed_elsewhere.unwrap_or_else(|| slot.text(design).unwrap_or_default());
    let (shown, color) = if text.is_empty() {
        (look.hint, chrome.faint)
    } else {
        (text, look.color)
    };
    let wrapped = look.wrap.then(|| {
        // While it is typed, as high as what is typed.
        let typed = editing.filter(|_| is_edited);
        let text = typed.map_or(shown, |editing| editing.text.as_str());
        let layout = |fonts: &mut egui::epaint::text::FontsView<'_>| {
            fonts.layout(text.to_owned(), look.font.clone(), color, look.width)
        };
        ui.fonts_mut(layout)
    });
    let height = wrapped.as_ref().map_or(0.0, |galley| galley.size().y + 4.0);
    let size = vec2(look.width, look.height.max(height));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let rect = rect.expand2(vec2(TEXT_MARGIN, 0.0));
    if is_edited {
        return text_field(ui, rect, state, look, requests);
    }
    let response = shown_text(ui, rect, state, slot, look, shown, color, wrapped);
    if response.clicked() || response.gained_focus() {
        requests.push(Request::Edit(slot));
    }
    response
}

/// A text that opens something else when it is clicked or reached by Tab: the line that it is a part of. Whether it does.
pub fn text_that_opens(ui: &mut Ui, state: &State, slot: TextSlot, look: &TextLook) -> bool {
    let chrome = theme::chrome(ui.ctx());
    let text = slot.text(state.document.design()).unwrap_or_default();
    let (shown, color) = if text.is_empty() {
        (look.hint, chrome.faint)
    } else {
        (text, look.color)
    };
    let (rect, _) = ui.allocate_exact_size(vec2(look.width, look.height), Sense::hover());
    let rect = rect.expand2(vec2(TEXT_MARGIN, 0.0));
    let response = shown_text(ui, rect, state, slot, look, shown, color, None);
    response.clicked() || response.gained_focus()
}

/// A text while it is not edited.
#[expect(clippy::too_many_arguments, reason = "one text, shown in one place")]
fn shown_text(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    slot: TextSlot,
    look: &TextLook,
    shown: &str,
    color: egui::Color32,
    wrapped: Option<std::sync::Arc<egui::Galley>>,
) -> Response {
    let chrome = theme::chrome(ui.ctx());
    let design = state.document.design();
    let text = slot.text(design).unwrap_or_default();
    let is_typed_elsewhere = state
        .editing
        .as_ref()
        .is_some_and(|editing| editing.slot == slot);
    let id = edit_id(Place::Inspector, slot);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        if is_typed_elsewhere {
            return WidgetInfo::labeled(WidgetType::Label, ui.is_enabled(), shown);
        }
        let mut info =
            WidgetInfo::labeled(WidgetType::TextEdit, ui.is_enabled(), slot.label(design));
        info.current_text_value = Some(text.to_owned());
        info
    });
    if response.hovered() {
        ui.painter().rect_stroke(
            rect,
            CornerRadius::same(4),
            Stroke::new(1.0, chrome.line),
            egui::StrokeKind::Inside,
        );
    }
    let inner = rect.shrink2(vec2(TEXT_MARGIN, 0.0));
    let mut is_cut = false;
    let end = match wrapped {
        None => {
            let (end, cut) = paint_text_cut(ui, inner, shown, &look.font, color);
            is_cut = cut;
            end
        }
        Some(galley) => {
            ui.painter()
                .galley(inner.min + vec2(0.0, 2.0), galley, color);
            inner.right()
        }
    };
    if look.strike {
        let stroke = Stroke::new(1.0, color);
        ui.painter().hline(
            rect.left() + TEXT_MARGIN..=end,
            rect.center().y + 0.5,
            stroke,
        );
    }
    let response = response.on_hover_cursor(CursorIcon::Text);
    if is_cut {
        response.on_hover_text(text)
    } else {
        response
    }
}

/// The field of the text that is being edited, in a place that is taken already.
pub fn text_field(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    look: &TextLook,
    requests: &mut Vec<Request>,
) -> Response {
    let Some(editing) = &state.editing else {
        return ui.interact(rect, ui.id().with("no text"), Sense::hover());
    };
    let slot = editing.slot;
    let id = edit_id(editing.place, slot);
    let mut text = editing.text.clone();
    let finishes = look.wrap
        && editing.focused
        && ui.input_mut(|input| input.consume_key(egui::Modifiers::COMMAND, Key::Enter));
    let edit = if look.wrap {
        TextEdit::multiline(&mut text)
            .desired_rows(1)
            .margin(Margin::symmetric(TEXT_MARGIN as i8, 2))
    } else {
        TextEdit::singleline(&mut text)
            .margin(Margin::symmetric(TEXT_MARGIN as i8, 0))
            .vertical_align(egui::Align::Center)
            .clip_text(true)
    };
    let edit = edit
        .id(id)
        .font(look.font.clone())
        .desired_width(rect.width())
        .hint_text(look.hint)
        .min_size(rect.size());
    // In a child, because the room for it is taken already.
    let response = ui
        .new_child(egui::UiBuilder::new().max_rect(rect))
        .add(edit);
    let label = slot.label(state.document.design());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, &label);
        info.current_text_value = Some(text.clone());
        info
    });
    if !editing.focused {
        response.request_focus();
        select_all(ui, id, &text);
        requests.push(Request::EditFocused);
    } else if finishes {
        response.surrender_focus();
        requests.push(Request::FinishEdit);
    } else if response.lost_focus() {
        requests.push(if ui.input(|i| i.key_pressed(Key::Escape)) {
            Request::CancelEdit
        } else {
            Request::FinishEdit
        });
    }
    if response.changed() {
        // Before a finish of the same frame.
        requests.insert(0, Request::Typed(text));
    }
    response
}

/// Selects all of the text of a field.
pub fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut edit = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let range = egui::text::CCursorRange::two(
        egui::text::CCursor::new(0),
        egui::text::CCursor::new(text.chars().count()),
    );
    edit.cursor.set_char_range(Some(range));
    edit.store(ui.ctx(), id);
}

/// One line of text in the middle of a rectangle, cut where it does not fit. Returns where it ends.
pub fn paint_text(ui: &Ui, rect: Rect, text: &str, font: &FontId, color: egui::Color32) -> f32 {
    paint_text_cut(ui, rect, text, font, color).0
}

/// One line of text in the middle of a rectangle. Returns where it ends, and whether it had to be cut: then the whole of it
/// belongs into a tooltip.
pub fn paint_text_cut(
    ui: &Ui,
    rect: Rect,
    text: &str,
    font: &FontId,
    color: egui::Color32,
) -> (f32, bool) {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font.clone(), color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width().max(0.0));
    let galley = ui.fonts_mut(|f| f.layout_job(job));
    let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect);
    let (end, is_cut) = (at.right(), galley.elided);
    ui.painter().galley(at.min, galley, color);
    (end, is_cut)
}

/// A filter field with a magnifying glass.
pub fn filter_field(ui: &mut Ui, text: &mut String, hint: &'static str) -> Response {
    let chrome = theme::chrome(ui.ctx());
    let edit = TextEdit::singleline(text)
        .hint_text(hint)
        .font(regular(12.0))
        .background_color(chrome.control)
        .margin(Margin::symmetric(8, 4))
        .desired_width(f32::INFINITY);
    ui.add(edit)
}

/// A row of a list in a panel over the canvas, chosen or under the pointer. Returns where its text goes.
pub fn list_row(ui: &mut Ui, id: Id, height: f32, chosen: bool, label: &str) -> (Response, Rect) {
    let chrome = theme::chrome(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, chosen, label));
    if chosen || response.hovered() || response.has_focus() {
        let ground = if chosen {
            chrome.accent_fill
        } else {
            chrome.hover
        };
        ui.painter().rect_filled(rect, 5, ground);
    }
    (response, rect.shrink2(vec2(8.0, 0.0)))
}
