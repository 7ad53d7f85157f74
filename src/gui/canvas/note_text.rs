//! The text of a note, edited where it stands.

use eframe::egui::{
    self, Frame, Key, KeyboardShortcut, Margin, Modifiers, Rect, TextEdit, Ui, UiBuilder,
    WidgetInfo, WidgetType, vec2,
};

use super::to_window;
use crate::gui::request::{Place, Request};
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::gui::widgets::edit_id;
use crate::session::text_slot::TextSlot;

/// Size of the text in diagram units, and the room around it.
const SIZE: f32 = 12.0;
const PADDING: f32 = 10.0;
/// Smaller text cannot be read while it is typed, in logical pixels.
const LEAST: f32 = 10.0;

/// Shows the field of the note that is edited, if one is. Escape or a click elsewhere takes the text over; Enter is a line of
/// its own, Ctrl+Enter takes it over.
pub(super) fn ui(ui: &mut Ui, canvas: Rect, state: &State, requests: &mut Vec<Request>) {
    let Some(editing) = &state.editing else {
        return;
    };
    let (Place::Canvas, TextSlot::NoteText(note)) = (editing.place, editing.slot) else {
        return;
    };
    let Some(rect) = state.picture.note(note.place) else {
        return;
    };
    let rect = to_window(canvas.min, state.camera, rect);
    let zoom = state.camera.zoom;
    let palette = theme::palette(ui.ctx());
    let size = (SIZE * zoom).max(LEAST);
    let padding = (PADDING * zoom).clamp(4.0, 40.0);
    let width = rect.width().max(90.0);
    let id = edit_id(editing.place, editing.slot);
    let mut text = editing.text.clone();
    let max = Rect::from_min_size(rect.min, vec2(width, canvas.bottom() - rect.top()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(max));
    let frame = Frame::new()
        .fill(color(palette.note))
        .stroke(egui::Stroke::new(2.0, color(palette.selection)))
        .corner_radius(4)
        .inner_margin(Margin::same(padding as i8));
    let response = frame
        .show(&mut child, |ui| {
            let edit = TextEdit::multiline(&mut text)
                .id(id)
                .frame(Frame::NONE)
                .margin(Margin::ZERO)
                .font(theme::regular(size))
                .text_color(color(palette.ink))
                .desired_width(width - 2.0 * padding)
                .desired_rows(1)
                .hint_text("Text")
                .return_key(KeyboardShortcut::new(Modifiers::NONE, Key::Enter));
            ui.add(edit)
        })
        .inner;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, "Text of the note");
        info.current_text_value = Some(text.clone());
        info
    });
    if text != editing.text {
        requests.push(Request::Typed(text.clone()));
    }
    if !editing.focused {
        response.request_focus();
        crate::gui::widgets::select_all(ui, id, &text);
        requests.push(Request::EditFocused);
    } else if response.lost_focus()
        || ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter))
    {
        requests.push(Request::FinishEdit);
    }
}
