//! What sheets are made of besides editors: heads, sections that fold, and lists of what has no place of its own.

use eframe::egui::{
    self, Align2, Id, Key, Modifiers, Popup, Rect, RichText, Sense, Stroke, Ui, WidgetInfo,
    WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use super::sheet::Panel;
use crate::edit::{Builder, Listed, Nth, Spot as _};
use crate::gui::request::Request;
use crate::gui::theme::{self, icons, regular, semi_bold};
use crate::gui::widgets::{focus_ring, paint_text};

/// A part of the inspector that can be folded away, and stays so.
pub(super) fn section(
    ui: &mut Ui,
    panel: &Panel<'_>,
    title: &'static str,
    help: &str,
    contents: impl FnOnce(&mut Ui),
) {
    section_with(ui, panel, title, help, |_| {}, contents);
}

/// Like [`section`], with something at the right end of its heading.
pub(super) fn section_with(
    ui: &mut Ui,
    panel: &Panel<'_>,
    title: &'static str,
    help: &str,
    end: impl FnOnce(&mut Ui),
    contents: impl FnOnce(&mut Ui),
) {
    let chrome = theme::chrome(ui.ctx());
    let folded = panel.state.settings.sections_folded.contains(title);
    ui.add_space(10.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    let heading = rect
        .with_max_x(rect.right() - 70.0)
        .translate(vec2(-12.0, 0.0));
    let response = ui.interact(heading, Id::new(("section", title)), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            WidgetType::CollapsingHeader,
            true,
            !folded,
            format!("Section {}", title.to_lowercase()),
        )
    });
    let color = if response.hovered() {
        chrome.ink
    } else {
        chrome.muted
    };
    let caret = if folded {
        icon::CARET_RIGHT
    } else {
        icon::CARET_DOWN
    };
    ui.painter().text(
        pos2(rect.left() - 6.0, rect.center().y),
        Align2::CENTER_CENTER,
        caret,
        icons(9.0),
        chrome.faint,
    );
    let text = title.to_uppercase();
    paint_text(ui, rect, &text, &semi_bold(10.5), color);
    focus_ring(ui, &response, heading);
    if response.clicked() {
        panel.push(Request::Fold(title, !folded));
    }
    if !help.is_empty() {
        response.on_hover_text(help);
    }
    if folded {
        return;
    }
    let end_rect = Rect::from_min_max(pos2(rect.right() - 140.0, rect.top()), rect.max);
    // In a child, because the room for it is taken already.
    let mut child = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(end_rect)
            .layout(egui::Layout::right_to_left(egui::Align::Center)),
    );
    end(&mut child);
    ui.add_space(2.0);
    contents(ui);
}

/// A button at the end of a heading.
pub(super) fn action(ui: &mut Ui, text: &str, name: &str) -> bool {
    let chrome = theme::chrome(ui.ctx());
    let text = RichText::new(text)
        .font(semi_bold(12.0))
        .color(chrome.accent);
    let button = ui.add(egui::Button::new(text).frame(false));
    button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, ui.is_enabled(), name));
    focus_ring(ui, &button, button.rect.expand2(vec2(3.0, 1.0)));
    button.clicked()
}

/// A remark in the background.
pub(super) fn remark(ui: &mut Ui, text: &str) {
    let chrome = theme::chrome(ui.ctx());
    let text = RichText::new(text).font(regular(11.5)).color(chrome.muted);
    ui.add(egui::Label::new(text).wrap());
}

/// The elements of a list inside a part, each of which opens to its attributes. `head` gives name and detail of one.
pub(super) fn list<L: Listed>(
    ui: &mut Ui,
    panel: &Panel<'_>,
    parent: L::Parent,
    what: &str,
    head: impl Fn(&L::Item) -> (String, String),
    body: impl Fn(&mut Ui, Nth<L>, &str),
) {
    let Some(items) = parent.get(panel.design).map(L::list) else {
        return;
    };
    let count = items.len();
    for (place, item) in items.iter().enumerate() {
        let spot = Nth::<L> { parent, place };
        let key = spot.key();
        let (name, detail) = head(item);
        let open = panel.state.opened.contains(&key);
        let element = Element {
            key: &key,
            number: place + 1,
            name: &name,
            detail: &detail,
            kind: L::NAME,
            open,
            first: place == 0,
            last: place + 1 == count,
        };
        match element_ui(ui, &element) {
            Some(Act::Toggle) => panel.push(Request::Unfold(key.clone(), !open)),
            Some(act) => list_act::<L>(panel, parent, place, what, act),
            None => {}
        }
        if open {
            indented(ui, |ui| {
                ui.push_id(&key, |ui| body(ui, spot, &name));
            });
        }
    }
}

/// Changes the order or number of elements.
fn list_act<L: Listed>(panel: &Panel<'_>, parent: L::Parent, place: usize, what: &str, act: Act) {
    let verb = match act {
        Act::Up | Act::Down => "Move",
        Act::Duplicate => "Duplicate",
        Act::Remove => "Remove",
        Act::Toggle => return,
    };
    let article = if L::NAME.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    let label = format!("{verb} {article} {} of {what}", L::NAME);
    let mut builder = Builder::new(panel.design, label);
    parent.update(&mut builder, |parent| {
        let list = L::list_mut(parent);
        match act {
            Act::Up if place > 0 => list.swap(place, place - 1),
            Act::Down if place + 1 < list.len() => list.swap(place, place + 1),
            Act::Duplicate if place < list.len() => list.insert(place + 1, list[place].clone()),
            Act::Remove if place < list.len() => {
                list.remove(place);
            }
            _ => {}
        }
    });
    panel.apply(builder.finish());
    // What is open stays open at its new place.
    let key = |place| Nth::<L> { parent, place }.key();
    let opened = &panel.state.opened;
    let is_open = |place| opened.contains(&key(place));
    let count = parent
        .get(panel.design)
        .map_or(0, |parent| L::list(parent).len());
    let mut open: Vec<bool> = (0..count).map(is_open).collect();
    match act {
        Act::Up if place > 0 => open.swap(place, place - 1),
        Act::Down if place + 1 < count => open.swap(place, place + 1),
        Act::Duplicate => open.insert(place + 1, true),
        Act::Remove if place < count => {
            open.remove(place);
            open.push(false);
        }
        _ => {}
    }
    for (place, open) in open.into_iter().enumerate() {
        if open != is_open(place) {
            panel.push(Request::Unfold(key(place), open));
        }
    }
}

/// What is to be done with a part of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PartAct {
    /// Open or close it.
    Toggle,
    /// Put it at this place.
    Move(usize),
    /// Make another one like it.
    Duplicate,
    /// Take it out.
    Remove,
}

/// The row of a part that opens where it is listed.
pub(super) struct PartRow<'a> {
    /// Tells it apart.
    pub key: &'a str,
    /// What kind of part it is.
    pub kind: &'a str,
    /// Where it is in its list.
    pub place: usize,
    /// Its name.
    pub name: &'a str,
    /// More about it.
    pub detail: &'a str,
    /// Its attributes are shown.
    pub open: bool,
    /// Nothing comes after it.
    pub last: bool,
}

/// Shows the row of a part.
pub(super) fn part_ui(ui: &mut Ui, part: &PartRow<'_>) -> Option<PartAct> {
    let element = Element {
        key: part.key,
        number: part.place + 1,
        name: part.name,
        detail: part.detail,
        kind: part.kind,
        open: part.open,
        first: part.place == 0,
        last: part.last,
    };
    Some(match element_ui(ui, &element)? {
        Act::Toggle => PartAct::Toggle,
        Act::Up => PartAct::Move(part.place.saturating_sub(1)),
        Act::Down => PartAct::Move(part.place + 1),
        Act::Duplicate => PartAct::Duplicate,
        Act::Remove => PartAct::Remove,
    })
}

/// An element of a list.
struct Element<'a> {
    key: &'a str,
    number: usize,
    name: &'a str,
    detail: &'a str,
    kind: &'a str,
    open: bool,
    first: bool,
    last: bool,
}

/// What is to be done with an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Toggle,
    Up,
    Down,
    Duplicate,
    Remove,
}

fn element_ui(ui: &mut Ui, element: &Element<'_>) -> Option<Act> {
    let chrome = theme::chrome(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let wide = rect.expand2(vec2(6.0, 0.0));
    let id = Id::new(("element", element.key));
    let response = ui.interact(wide.with_max_x(rect.right() - 20.0), id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            WidgetType::CollapsingHeader,
            true,
            element.open,
            format!(
                "{} {}: {}",
                super::sheet::capital(element.kind),
                element.number,
                element.name
            ),
        )
    });
    let hovered = response.hovered();
    if hovered || element.open {
        let fill = if hovered { chrome.hover } else { chrome.sunken };
        ui.painter().rect_filled(wide, 4, fill);
    }
    let caret = if element.open {
        icon::CARET_DOWN
    } else {
        icon::CARET_RIGHT
    };
    ui.painter().text(
        pos2(rect.left() + 3.0, rect.center().y),
        Align2::CENTER_CENTER,
        caret,
        icons(9.0),
        chrome.faint,
    );
    let number = Rect::from_min_max(pos2(rect.left() + 12.0, rect.top()), rect.max);
    let end = paint_text(
        ui,
        number,
        &element.number.to_string(),
        &regular(11.0),
        chrome.faint,
    );
    let text = Rect::from_min_max(
        pos2(end.max(rect.left() + 21.0) + 5.0, rect.top()),
        pos2(rect.right() - 22.0, rect.bottom()),
    );
    let end = paint_text(ui, text, element.name, &regular(12.0), chrome.ink);
    let rest = Rect::from_min_max(pos2(end + 8.0, text.top()), text.max);
    if rest.width() > 28.0 {
        paint_text(ui, rest, element.detail, &regular(11.0), chrome.muted);
    }
    focus_ring(ui, &response, wide);
    let mut act = response.clicked().then_some(Act::Toggle);
    if response.has_focus() {
        ui.input_mut(|input| {
            if input.consume_key(Modifiers::ALT, Key::ArrowUp) {
                act = Some(Act::Up);
            } else if input.consume_key(Modifiers::ALT, Key::ArrowDown) {
                act = Some(Act::Down);
            } else if input.consume_key(Modifiers::NONE, Key::Delete) {
                act = Some(Act::Remove);
            }
        });
    }
    let menu = Rect::from_center_size(pos2(rect.right() - 8.0, rect.center().y), vec2(22.0, 22.0));
    let button = ui.interact(menu, id.with("menu"), Sense::click());
    button.widget_info(|| {
        let name = format!("Change {} {}", element.kind, element.number);
        WidgetInfo::labeled(WidgetType::Button, true, name)
    });
    let color = if button.hovered() || button.has_focus() {
        chrome.ink
    } else {
        chrome.faint
    };
    ui.painter().text(
        menu.center(),
        Align2::CENTER_CENTER,
        icon::DOTS_THREE,
        icons(14.0),
        color,
    );
    focus_ring(ui, &button, menu);
    let items = |ui: &mut Ui, act: &mut Option<Act>| {
        for (on, text, keys, what) in [
            (!element.first, "Move up", "Alt+↑", Act::Up),
            (!element.last, "Move down", "Alt+↓", Act::Down),
            (true, "Duplicate", "", Act::Duplicate),
            (true, "Remove", "Del", Act::Remove),
        ] {
            let button = egui::Button::new(text).shortcut_text(keys);
            if ui.add_enabled(on, button).clicked() {
                *act = Some(what);
            }
        }
    };
    Popup::menu(&button).show(|ui| items(ui, &mut act));
    Popup::context_menu(&response).show(|ui| items(ui, &mut act));
    act
}

/// What belongs to the row above it.
pub(super) fn indented(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let chrome = theme::chrome(ui.ctx());
    ui.add_space(2.0);
    let response = egui::Frame::NONE
        .inner_margin(egui::Margin {
            left: 12,
            right: 0,
            top: 0,
            bottom: 4,
        })
        .show(ui, contents)
        .response;
    let rect = response.rect;
    ui.painter().vline(
        rect.left() + 3.0,
        rect.top()..=rect.bottom() - 4.0,
        Stroke::new(1.0, chrome.line),
    );
}
