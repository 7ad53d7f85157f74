//! The field that a line is typed into, with what could stand there and what is wrong below it.

use std::sync::Arc;

use eframe::egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use eframe::egui::text_edit::{TextEditOutput, TextEditState};
use eframe::egui::{
    self, Align2, Area, Color32, CornerRadius, EventFilter, FontId, Frame, Margin, Order, Rect,
    Response, Sense, Stroke, TextBuffer, TextEdit, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use super::request::Request;
use super::state::State;
use super::theme::{self, color, regular, semi_bold};
use super::typing::{At, Focus, LineEvent, Open};
use super::widgets::paint_text;

/// Height of a row of suggestions.
const ROW: f32 = 22.0;
/// Least width of the list.
const WIDTH: f32 = 250.0;

/// The field of the open line, in a place of the window.
pub fn line_field(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    size: f32,
    margin: f32,
    requests: &mut Vec<Request>,
) -> Option<Response> {
    let open = state.typing.open.as_ref()?;
    let chrome = theme::chrome(ui.ctx());
    let id = open.id();
    if open.focus == Focus::Wanted {
        // Before the field is shown, so that it takes what was typed in this frame already.
        ui.memory_mut(|memory| memory.request_focus(id));
        let mut edit = TextEditState::load(ui.ctx(), id).unwrap_or_default();
        if let Some(range) = &open.select {
            let at = |byte: usize| {
                CCursor::new(open.text.get(..byte).map_or(0, |text| text.chars().count()))
            };
            let range = CCursorRange::two(at(range.start), at(range.end));
            edit.cursor.set_char_range(Some(range));
        }
        edit.store(ui.ctx(), id);
    }
    let ground = if open.fault.is_some() {
        color(theme::palette(ui.ctx()).error)
    } else {
        chrome.accent
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(4),
        chrome.panel,
        Stroke::new(1.5, ground),
        egui::StrokeKind::Inside,
    );
    let font = match open.at {
        At::Name(_) => semi_bold(size),
        _ => regular(size),
    };
    let wrong = open.fault.as_ref().map(|fault| fault.range.clone());
    let wrong_color = ui.visuals().error_fg_color;
    let mut text = open.text.clone();
    let before = open.text.clone();
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _: f32| -> Arc<egui::Galley> {
        let text = buffer.as_str();
        let wrong = wrong.clone().filter(|_| text == before);
        let job = highlighted(text, &font, chrome.ink, wrong.as_ref(), wrong_color);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let hint = match open.at {
        At::Name(_) => "name",
        _ => "name: type = default pk unique null fk entity",
    };
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .font(font.clone())
        .frame(Frame::NONE.inner_margin(Margin::symmetric(margin as i8, 0)))
        .vertical_align(egui::Align::Center)
        .desired_width(rect.width())
        .min_size(rect.size())
        .hint_text(egui::RichText::new(hint).color(chrome.faint))
        .clip_text(true)
        .layouter(&mut layouter)
        // Tab, arrows and Escape mean something here.
        .event_filter(EventFilter {
            tab: true,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
        });
    // In a child, because the room for it is taken already.
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    let TextEditOutput {
        response,
        cursor_range,
        ..
    } = edit.show(&mut child);
    let response = response.response;
    let label = label(state, open);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, &label);
        info.current_text_value = Some(text.clone());
        info
    });
    if response.has_focus() {
        if open.focus != Focus::Has {
            requests.push(Request::Line(LineEvent::Focused));
        }
    } else if open.focus == Focus::Wanted {
        // The click that opened the line has taken the keyboard away once more.
        ui.ctx().request_repaint();
    }
    let cursor = cursor_range.map_or(text.len(), |range| {
        let index = range.primary.index;
        text.char_indices()
            .nth(index.into())
            .map_or(text.len(), |(at, _)| at)
    });
    if text != open.text {
        requests.push(Request::Line(LineEvent::Typed(text, cursor)));
    }
    below_ui(ui, rect, open, requests);
    Some(response)
}

/// What the line is called for those who cannot see where it stands.
fn label(state: &State, open: &Open) -> String {
    let design = state.document.design();
    let entity = design.get(open.at.entity());
    let owner = entity.map_or("", |entity| &entity.name);
    match open.at {
        At::Name(_) => "Name on the card".to_owned(),
        At::Field(path) => {
            let field = entity.and_then(|entity| entity.field(path.field));
            format!("Line of field {}", field.map_or("", |field| &field.name))
        }
        At::New { .. } => format!("New field of {owner}"),
    }
}

/// The text with what is wrong underlined.
fn highlighted(
    text: &str,
    font: &FontId,
    ink: Color32,
    wrong: Option<&std::ops::Range<usize>>,
    wrong_color: Color32,
) -> LayoutJob {
    let plain = TextFormat::simple(font.clone(), ink);
    let mut job = LayoutJob {
        break_on_newline: false,
        ..LayoutJob::default()
    };
    match wrong {
        Some(range) if text.get(range.clone()).is_some() => {
            let marked = TextFormat {
                underline: Stroke::new(1.5, wrong_color),
                color: wrong_color,
                ..plain.clone()
            };
            job.append(&text[..range.start], 0.0, plain.clone());
            job.append(&text[range.clone()], 0.0, marked);
            job.append(&text[range.end..], 0.0, plain);
        }
        _ => job.append(text, 0.0, plain),
    }
    job
}

/// What is wrong, and what could stand at the cursor.
fn below_ui(ui: &Ui, rect: Rect, open: &Open, requests: &mut Vec<Request>) {
    let offers = open.offers();
    let ctx = ui.ctx();
    let chrome = theme::chrome(ctx);
    let width = rect.width().clamp(WIDTH, 420.0);
    let fault = open.fault.as_ref().map(|fault| {
        ctx.fonts_mut(|fonts| {
            fonts.layout(
                fault.text.clone(),
                regular(12.0),
                ui.visuals().error_fg_color,
                width - 16.0,
            )
        })
    });
    let rows = if offers {
        open.completion.suggestions.len()
    } else {
        0
    };
    let fault_height = fault.as_ref().map_or(0.0, |galley| galley.size().y + 8.0);
    let height = rows as f32 * ROW + fault_height + 8.0;
    let screen = ctx.content_rect();
    let top = if rect.bottom() + height + 6.0 > screen.bottom() {
        rect.top() - height - 3.0
    } else {
        rect.bottom() + 3.0
    };
    let left = rect.left().min(screen.right() - width - 6.0);
    // Also with nothing to show: an area stays out of sight for the frame in which it first has something.
    let is_empty = open.fault.is_none() && !offers;
    Area::new(egui::Id::new("below a line"))
        .order(Order::Foreground)
        .fixed_pos(pos2(left, top))
        .constrain(false)
        .interactable(!is_empty)
        .fade_in(false)
        .show(ctx, |ui| {
            if is_empty {
                return;
            }
            let (frame, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
            ui.painter().add(
                ui.visuals()
                    .popup_shadow
                    .as_shape(frame, CornerRadius::same(6)),
            );
            ui.painter().rect(
                frame,
                CornerRadius::same(6),
                chrome.panel,
                Stroke::new(1.0, chrome.line),
                egui::StrokeKind::Inside,
            );
            let mut top = frame.top() + 4.0;
            if let Some(fault) = fault {
                let text = fault.text().to_owned();
                let at = Rect::from_min_size(pos2(frame.left() + 8.0, top + 3.0), fault.size());
                ui.painter()
                    .galley(at.min, fault, ui.visuals().error_fg_color);
                let said = ui.interact(at, open.id().with("fault"), Sense::hover());
                said.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &text));
                top += fault_height;
            }
            for (place, suggestion) in open.completion.suggestions.iter().take(rows).enumerate() {
                let row = Rect::from_min_size(
                    pos2(frame.left() + 4.0, top + place as f32 * ROW),
                    vec2(width - 8.0, ROW),
                );
                let id = open.id().with(("suggestion", suggestion.text.as_str()));
                let response = ui.interact(row, id, Sense::click());
                let chosen = open.chosen == Some(place);
                response.widget_info(|| {
                    WidgetInfo::selected(
                        WidgetType::SelectableLabel,
                        true,
                        chosen,
                        format!("Suggestion {}", suggestion.text),
                    )
                });
                if chosen {
                    ui.painter().rect_filled(row, 4, chrome.accent_fill);
                } else if response.hovered() {
                    ui.painter().rect_filled(row, 4, chrome.hover);
                }
                let inner = row.shrink2(vec2(6.0, 0.0));
                let end = paint_text(ui, inner, &suggestion.text, &regular(12.0), chrome.ink);
                let room = Rect::from_min_max(pos2(end + 12.0, inner.top()), inner.max);
                let says = ctx.fonts_mut(|fonts| {
                    fonts.layout_no_wrap(suggestion.says.clone(), regular(11.0), chrome.muted)
                });
                if says.size().x <= room.width() {
                    let at = Align2::RIGHT_CENTER.align_size_within_rect(says.size(), room);
                    ui.painter().galley(at.min, says, chrome.muted);
                } else {
                    paint_text(ui, room, &suggestion.says, &regular(11.0), chrome.muted);
                }
                // On press: the field gives up the keyboard at the same moment.
                let pressed = ui.input(|input| {
                    input.pointer.primary_pressed()
                        && input
                            .pointer
                            .interact_pos()
                            .is_some_and(|at| row.contains(at))
                });
                if pressed || response.clicked() {
                    requests.push(Request::Line(LineEvent::Accept(place)));
                }
            }
        });
}
