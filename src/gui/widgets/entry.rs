//! A field for text, a number or a date, which says beside itself what is wrong with what was typed.

use eframe::egui::{
    self, Color32, CornerRadius, Frame, Id, Key, Margin, Response, RichText, Stroke, TextEdit, Ui,
    WidgetInfo, WidgetType, vec2,
};

use crate::edit::Transaction;
use crate::gui::drafts::{Draft, DraftRequest};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, regular};

/// What a field shows.
pub struct Entry<'a> {
    /// Tells it apart from every other field of the window.
    pub key: String,
    /// What it is called for those who cannot see where it stands.
    pub name: String,
    /// What stands in the design.
    pub text: &'a str,
    /// What is shown where nothing stands.
    pub hint: String,
    /// Height in lines; more than one takes Enter for a line break.
    pub lines: usize,
    /// Width in logical pixels.
    pub width: f32,
}

/// Shows a field. `parse` says what a text would do, or what is wrong with it.
pub fn entry(
    ui: &mut Ui,
    state: &State,
    entry: Entry<'_>,
    push: &mut dyn FnMut(Request),
    parse: impl FnOnce(&str) -> Result<Transaction, String>,
) -> Response {
    let chrome = theme::chrome(ui.ctx());
    let id = Id::new(("entry", &entry.key));
    let draft = state.drafts.get(&entry.key);
    let focused = ui.memory(|memory| memory.has_focus(id));
    let fault = draft
        .filter(|_| !focused)
        .and_then(|draft| draft.outcome.as_ref().err());
    let wrong = ui.visuals().error_fg_color;
    let stroke = match (fault, focused) {
        (Some(_), _) => Stroke::new(1.0, wrong),
        (None, true) => Stroke::new(1.5, chrome.accent),
        (None, false) => Stroke::new(1.0, chrome.line),
    };
    let mut text = draft.map_or(entry.text, |draft| &draft.text).to_owned();
    let response = ui
        .vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let several = entry.lines > 1;
            let edit = if several {
                TextEdit::multiline(&mut text).desired_rows(entry.lines)
            } else {
                TextEdit::singleline(&mut text)
            };
            let margin = Margin::symmetric(7, if several { 4 } else { 0 });
            let response = ui.add(
                edit.id(id)
                    .font(regular(12.0))
                    .hint_text(
                        RichText::new(entry.hint)
                            .font(regular(12.0))
                            .color(chrome.faint),
                    )
                    .frame(
                        Frame::new()
                            .fill(chrome.control)
                            .stroke(stroke)
                            .corner_radius(CornerRadius::same(5))
                            .inner_margin(margin),
                    )
                    .vertical_align(if several {
                        egui::Align::Min
                    } else {
                        egui::Align::Center
                    })
                    .desired_width(entry.width)
                    .min_size(vec2(0.0, 22.0))
                    .clip_text(!several),
            );
            if let Some(fault) = fault {
                fault_ui(ui, fault, wrong, entry.width);
            }
            response
        })
        .inner;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::TextEdit, ui.is_enabled(), &entry.name);
        info.current_text_value = Some(text.clone());
        info
    });
    if response.gained_focus() {
        super::select_all(ui, id, &text);
    }
    if focused && entry.lines > 1 && ui.input(|i| i.modifiers.command && i.key_pressed(Key::Enter))
    {
        response.surrender_focus();
    }
    let stale = draft.is_some_and(|draft| draft.revision != state.document.revision());
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        push(Request::Draft(DraftRequest::Drop(entry.key)));
    } else if response.changed() || stale {
        let outcome = parse(&text);
        push(Request::Draft(DraftRequest::Typed(Draft {
            key: entry.key,
            id,
            text,
            outcome,
            revision: state.document.revision(),
        })));
    }
    response
}

fn fault_ui(ui: &mut Ui, fault: &str, color: Color32, width: f32) {
    ui.set_max_width(width);
    let text = RichText::new(fault).font(regular(11.0)).color(color);
    ui.add(egui::Label::new(text).wrap());
}
