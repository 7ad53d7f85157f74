//! Names in order, side by side, each of which can be moved and taken out.

use eframe::egui::{
    self, Align2, CornerRadius, Id, Key, Modifiers, Popup, Sense, Stroke, Ui, WidgetInfo,
    WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use super::focus_ring;
use crate::gui::theme::{self, icons, regular};

/// What is to become of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipEdit {
    /// Take this one out.
    Remove(usize),
    /// Put the first where the second is.
    Move(usize, usize),
}

impl ChipEdit {
    /// Changes the list.
    pub fn apply<T>(self, list: &mut Vec<T>) {
        match self {
            Self::Remove(at) if at < list.len() => {
                list.remove(at);
            }
            Self::Move(from, to) if from < list.len() && to < list.len() => {
                let item = list.remove(from);
                list.insert(to, item);
            }
            _ => {}
        }
    }
}

/// Shows the names. Clicking one opens a menu; Delete takes it out, Alt with an arrow moves it. `add` comes after them.
pub fn chips(
    ui: &mut Ui,
    id: Id,
    name: &str,
    texts: &[String],
    ordered: bool,
    add: impl FnOnce(&mut Ui),
) -> Option<ChipEdit> {
    let mut edit = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for (place, text) in texts.iter().enumerate() {
            edit = chip(ui, id.with(place), name, text, place, texts.len(), ordered).or(edit);
        }
        add(ui);
    });
    edit
}

fn chip(
    ui: &mut Ui,
    id: Id,
    name: &str,
    text: &str,
    place: usize,
    count: usize,
    ordered: bool,
) -> Option<ChipEdit> {
    let chrome = theme::chrome(ui.ctx());
    let mut job =
        egui::text::LayoutJob::simple_singleline(text.to_owned(), regular(12.0), chrome.ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(ui.max_rect().width() - 40.0);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let size = vec2(galley.size().x + 28.0, 22.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(
            WidgetType::Button,
            ui.is_enabled(),
            format!("{text} in {name}"),
        )
    });
    let fill = if response.hovered() {
        chrome.hover
    } else {
        chrome.control
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(5),
        fill,
        Stroke::new(1.0, chrome.line),
        egui::StrokeKind::Inside,
    );
    let at = pos2(rect.left() + 7.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, chrome.ink);
    let cross =
        egui::Rect::from_center_size(pos2(rect.right() - 11.0, rect.center().y), vec2(16.0, 18.0));
    let over_cross = ui.rect_contains_pointer(cross);
    ui.painter().text(
        cross.center(),
        Align2::CENTER_CENTER,
        icon::X,
        icons(9.0),
        if over_cross { chrome.ink } else { chrome.faint },
    );
    focus_ring(ui, &response, rect);
    let mut edit = None;
    if response.has_focus() {
        ui.input_mut(|input| {
            if input.consume_key(Modifiers::NONE, Key::Delete)
                || input.consume_key(Modifiers::NONE, Key::Backspace)
            {
                edit = Some(ChipEdit::Remove(place));
            }
            if ordered && place > 0 && input.consume_key(Modifiers::ALT, Key::ArrowLeft) {
                edit = Some(ChipEdit::Move(place, place - 1));
            }
            if ordered && place + 1 < count && input.consume_key(Modifiers::ALT, Key::ArrowRight) {
                edit = Some(ChipEdit::Move(place, place + 1));
            }
        });
    }
    let pointer_on_cross = response.clicked() && over_cross;
    if pointer_on_cross {
        return Some(ChipEdit::Remove(place));
    }
    Popup::menu(&response).show(|ui| {
        if ordered {
            if place > 0 && ui.button("Move left").clicked() {
                edit = Some(ChipEdit::Move(place, place - 1));
            }
            if place + 1 < count && ui.button("Move right").clicked() {
                edit = Some(ChipEdit::Move(place, place + 1));
            }
        }
        if ui.button("Remove").clicked() {
            edit = Some(ChipEdit::Remove(place));
        }
    });
    edit
}
