//! A button that shows a choice and opens a list of the others, with a filter where there are many.

use eframe::egui::{
    self, Align2, Color32, CornerRadius, EventFilter, Id, Key, Modifiers, Popup,
    PopupCloseBehavior, Rect, Response, ScrollArea, Sense, Stroke, TextEdit, Ui, WidgetInfo,
    WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use super::{focus_ring, paint_text};
use crate::gui::theme::{self, icons, regular};

/// Lists longer than this have a filter.
const FEW: usize = 8;
const ROW: f32 = 23.0;

/// What the button shows.
pub struct Picker<'a> {
    /// The id of the button.
    pub id: Id,
    /// What it is called for those who cannot see where it stands.
    pub name: &'a str,
    /// The choice that is made now.
    pub shown: &'a str,
    /// The choice is the default, or none.
    pub muted: bool,
    /// A dot before the choice.
    pub mark: Option<Color32>,
    /// Width in logical pixels.
    pub width: f32,
    /// The button has no frame and shows its choice in the accent color, as for "+ Add".
    pub plain: bool,
    /// A new thing may be made: what it is called, as "zone".
    pub fresh: Option<&'static str>,
}

/// One of the choices.
#[derive(Clone)]
pub struct Choice<T> {
    /// What it is called.
    pub label: String,
    /// More about it, in the background.
    pub detail: String,
    /// A dot before it.
    pub mark: Option<Color32>,
    /// What it means, in a tooltip.
    pub help: &'static str,
    /// The choice.
    pub value: T,
}

impl<T> Choice<T> {
    /// A choice with nothing but a name.
    pub fn new(label: impl Into<String>, value: T) -> Self {
        Self {
            label: label.into(),
            detail: String::new(),
            mark: None,
            help: "",
            value,
        }
    }

    /// The same choice of something else.
    pub fn map<U>(self, value: impl FnOnce(T) -> U) -> Choice<U> {
        Choice {
            label: self.label,
            detail: self.detail,
            mark: self.mark,
            help: self.help,
            value: value(self.value),
        }
    }
}

/// What was picked.
#[derive(Clone, Debug, PartialEq)]
pub enum Picked<T> {
    /// One of the choices.
    Value(T),
    /// A new thing with this name; empty: the name is still to be given.
    Fresh(String),
}

/// What the open list remembers from frame to frame.
#[derive(Clone, Default)]
struct Open {
    filter: String,
    /// The row that the keyboard is on.
    at: usize,
    /// It was there in the last frame.
    shown: bool,
}

/// Shows the button and, while it is open, the list. `choices` gets what was typed into the filter, so that it need not
/// list what does not fit.
pub fn pick<T: Clone + PartialEq>(
    ui: &mut Ui,
    picker: &Picker<'_>,
    current: Option<&T>,
    choices: impl FnOnce(&str) -> Vec<Choice<T>>,
) -> (Response, Option<Picked<T>>) {
    let popup = picker.id.with("popup");
    let mut keys = Keys::default();
    if Popup::is_id_open(ui.ctx(), popup) {
        keys = Keys::take(ui);
    }
    let response = button(ui, picker);
    let opens = response.has_focus()
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
    if opens {
        Popup::open_id(ui.ctx(), popup);
    }
    if response.has_focus() {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    let memory = picker.id.with("open");
    let mut picked = None;
    let list = Popup::menu(&response)
        .id(popup)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .style(egui::style::StyleModifier::default())
        .show(|ui| {
            let mut open: Open = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
            ui.set_width(response.rect.width().max(210.0));
            picked = list(ui, picker, current, choices, &mut open, keys);
            open.shown = true;
            if picked.is_some() {
                ui.close();
            }
            ui.data_mut(|data| data.insert_temp(memory, open));
        });
    let closed = list.is_some_and(|list| list.response.should_close());
    if closed || list_is_gone(ui, memory, popup) {
        ui.data_mut(|data| data.remove::<Open>(memory));
        // The keyboard goes on from here.
        if picked.is_some() || ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
    }
    (response, picked)
}

fn list_is_gone(ui: &Ui, memory: Id, popup: Id) -> bool {
    !Popup::is_id_open(ui.ctx(), popup) && ui.data(|data| data.get_temp::<Open>(memory)).is_some()
}

/// Keys that are meant for the open list, whatever has the focus.
#[derive(Clone, Copy, Default)]
struct Keys {
    down: usize,
    up: usize,
    enter: bool,
}

impl Keys {
    fn take(ui: &mut Ui) -> Self {
        ui.input_mut(|input| Self {
            down: input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown),
            up: input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp),
            enter: input.consume_key(Modifiers::NONE, Key::Enter),
        })
    }
}

fn button(ui: &mut Ui, picker: &Picker<'_>) -> Response {
    let chrome = theme::chrome(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(picker.width, 22.0), Sense::hover());
    let response = ui.interact(rect, picker.id, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::ComboBox, ui.is_enabled(), picker.name);
        info.current_text_value = Some(picker.shown.to_owned());
        info
    });
    if picker.plain {
        if response.hovered() {
            ui.painter().rect_filled(rect, 5, chrome.hover);
        }
        ui.painter().text(
            pos2(rect.right() - 1.0, rect.center().y),
            Align2::RIGHT_CENTER,
            picker.shown,
            theme::semi_bold(12.0),
            chrome.accent,
        );
        focus_ring(ui, &response, rect);
        return response;
    }
    let visuals = ui.style().interact(&response);
    ui.painter().rect(
        rect,
        CornerRadius::same(5),
        visuals.bg_fill,
        Stroke::new(1.0, visuals.bg_stroke.color),
        egui::StrokeKind::Inside,
    );
    let mut left = rect.left() + 7.0;
    if let Some(mark) = picker.mark {
        ui.painter()
            .circle_filled(pos2(left + 4.0, rect.center().y), 4.0, mark);
        left += 13.0;
    }
    let inner = Rect::from_min_max(
        pos2(left, rect.top()),
        pos2(rect.right() - 18.0, rect.bottom()),
    );
    let color = if picker.muted {
        chrome.muted
    } else {
        chrome.ink
    };
    paint_text(ui, inner, picker.shown, &regular(12.0), color);
    ui.painter().text(
        pos2(rect.right() - 10.0, rect.center().y),
        Align2::CENTER_CENTER,
        icon::CARET_DOWN,
        icons(10.0),
        chrome.faint,
    );
    focus_ring(ui, &response, rect);
    response
}

fn list<T: Clone + PartialEq>(
    ui: &mut Ui,
    picker: &Picker<'_>,
    current: Option<&T>,
    choices: impl FnOnce(&str) -> Vec<Choice<T>>,
    open: &mut Open,
    keys: Keys,
) -> Option<Picked<T>> {
    let chrome = theme::chrome(ui.ctx());
    ui.spacing_mut().item_spacing.y = 0.0;
    let filter = open.filter.trim().to_lowercase();
    let mut choices = choices(&filter);
    let filtered = choices.len() > FEW || picker.fresh.is_some() || !filter.is_empty();
    if filtered {
        let id = picker.id.with("filter");
        let edit = TextEdit::singleline(&mut open.filter)
            .id(id)
            .font(regular(12.0))
            .hint_text(match picker.fresh {
                Some(thing) => format!("Find, or name a new {thing}"),
                None => "Find".to_owned(),
            })
            .margin(egui::Margin::symmetric(7, 3))
            .desired_width(f32::INFINITY);
        let field = ui.add(edit);
        field.widget_info(|| {
            WidgetInfo::labeled(
                WidgetType::TextEdit,
                true,
                format!("Find in {}", picker.name),
            )
        });
        if !open.shown {
            field.request_focus();
        }
        if field.changed() {
            open.at = 0;
        }
        ui.add_space(4.0);
        choices.retain(|choice| {
            filter.is_empty()
                || choice.label.to_lowercase().contains(&filter)
                || choice.detail.to_lowercase().contains(&filter)
        });
    }
    let rows = choices.len() + usize::from(picker.fresh.is_some());
    if !open.shown && filter.is_empty() {
        let now = current.and_then(|now| choices.iter().position(|c| c.value == *now));
        open.at = now.unwrap_or(0);
    }
    let follow = !open.shown || keys.down + keys.up > 0;
    open.at = (open.at + keys.down)
        .saturating_sub(keys.up)
        .min(rows.saturating_sub(1));
    let mut picked = None;
    if rows == 0 {
        ui.label(
            egui::RichText::new("Nothing has this in its name")
                .font(regular(12.0))
                .color(chrome.muted),
        );
    }
    ScrollArea::vertical()
        .max_height(ROW * 13.5)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            for (place, choice) in choices.iter().enumerate() {
                let (rect, _) =
                    ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
                let at = place == open.at;
                if at && follow {
                    ui.scroll_to_rect(rect, None);
                }
                if !ui.is_rect_visible(rect) {
                    continue;
                }
                let on = current == Some(&choice.value);
                let response = row(ui, picker.id.with(("row", place)), rect, on, at, choice);
                if response.clicked() || (at && keys.enter) {
                    picked = Some(Picked::Value(choice.value.clone()));
                }
            }
            if let Some(thing) = picker.fresh {
                let name = open.filter.trim();
                let label = if name.is_empty() {
                    format!("New {thing}…")
                } else {
                    format!("New {thing} “{name}”")
                };
                let (rect, _) =
                    ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
                let at = open.at == choices.len();
                if at && follow {
                    ui.scroll_to_rect(rect, None);
                }
                let fresh = Choice {
                    mark: None,
                    ..Choice::new(label, ())
                };
                let response = row(ui, picker.id.with("fresh"), rect, false, at, &fresh);
                if response.clicked() || (at && keys.enter) {
                    picked = Some(Picked::Fresh(name.to_owned()));
                }
            }
        });
    // Picking what is chosen already changes nothing.
    picked
}

fn row<T>(ui: &Ui, id: Id, rect: Rect, on: bool, at: bool, choice: &Choice<T>) -> Response {
    let chrome = theme::chrome(ui.ctx());
    let response = ui.interact(rect, id, Sense::click());
    response
        .widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, on, &choice.label));
    if on {
        ui.painter().rect_filled(rect, 4, chrome.accent_fill);
    } else if at || response.hovered() {
        ui.painter().rect_filled(rect, 4, chrome.hover);
    }
    if at {
        let stroke = Stroke::new(1.0, chrome.accent);
        let inside = egui::StrokeKind::Inside;
        ui.painter()
            .rect_stroke(rect, CornerRadius::same(4), stroke, inside);
    }
    let mut left = rect.left() + 7.0;
    if let Some(mark) = choice.mark {
        ui.painter()
            .circle_filled(pos2(left + 4.0, rect.center().y), 4.0, mark);
        left += 14.0;
    }
    let inner = Rect::from_min_max(
        pos2(left, rect.top()),
        pos2(rect.right() - 7.0, rect.bottom()),
    );
    let end = paint_text(ui, inner, &choice.label, &regular(12.0), chrome.ink);
    let rest = Rect::from_min_max(pos2(end + 10.0, inner.top()), inner.max);
    if !choice.detail.is_empty() && rest.width() > 24.0 {
        right_text(ui, rest, &choice.detail, chrome.muted);
    }
    if choice.help.is_empty() {
        response
    } else {
        response.on_hover_text(choice.help)
    }
}

/// Text at the right end of a rectangle, cut where it does not fit.
fn right_text(ui: &Ui, rect: Rect, text: &str, color: Color32) {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), regular(11.0), color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width());
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = Align2::RIGHT_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(at.min, galley, color);
}
