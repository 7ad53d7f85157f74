//! The bar of views above the canvas: a tab for each, and what the one that is shown leaves out.

use eframe::egui::{
    self, Align, Align2, Button, CornerRadius, CursorIcon, Id, Layout, Rect, Response, RichText,
    ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use crate::gui::app::App;
use crate::gui::command::{Command, Menu, keys_text};
use crate::gui::request::{Place, Request};
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, icons, regular, semi_bold};
use crate::gui::tidy::TidyCommand;
use crate::gui::views::ViewCommand;
use crate::gui::widgets::{TextLook, focus_ring, icon_button, segmented, text_field};
use crate::model::{Shows, ViewId};
use crate::session::text_slot::TextSlot;
use crate::session::views::{self, FIRST_NAME, MOST_DEPTH};

const HEIGHT: f32 = 29.0;
/// Space beside the name in a tab.
const PADDING: f32 = 11.0;

/// Shows the bar, unless there is nothing to look at yet.
pub fn ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let state = &app.state;
    if state.is_empty() || state.opening.is_some() {
        return;
    }
    let chrome = theme::chrome(ui.ctx());
    let width = ui.available_width();
    let (bar, _) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    ui.painter().rect_filled(bar, 0, chrome.panel);
    ui.painter().hline(
        bar.x_range(),
        bar.bottom() - 0.5,
        Stroke::new(1.0, chrome.line),
    );
    let inner = bar.shrink2(vec2(8.0, 0.0));
    let layout = Layout::right_to_left(Align::Center);
    let builder = UiBuilder::new().max_rect(inner).layout(layout);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        map_ui(ui, app, &chrome, requests);
        tidy_ui(ui, app, &chrome, requests);
        ui.add_space(4.0);
        filter_ui(ui, app, &chrome, requests);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let room = (ui.available_width() - 32.0).max(0.0);
            ScrollArea::horizontal()
                .id_salt("views")
                .max_width(room)
                .auto_shrink(true)
                .scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden)
                .show(ui, |ui| tabs_ui(ui, app, &chrome, requests));
            let new = icon_button(ui, icon::PLUS, "New view", false, 22.0);
            if new.clicked() {
                requests.push(Request::Command(Command::View(ViewCommand::New)));
            }
        });
    });
}

/// The switch between the diagram and the service map.
fn map_ui(ui: &mut Ui, app: &App, chrome: &Chrome, requests: &mut Vec<Request>) {
    let is_shown = app.state.shows_map();
    let hue = if is_shown {
        chrome.accent
    } else {
        chrome.muted
    };
    let symbol = RichText::new(icon::GRAPH).font(icons(13.0)).color(hue);
    let text = egui::WidgetText::from(RichText::new("Map").font(regular(12.0)).color(hue));
    let button = Button::new((symbol, text)).frame(false);
    let response = ui.add(button);
    response
        .widget_info(|| WidgetInfo::selected(WidgetType::Button, true, is_shown, "Service map"));
    focus_ring(ui, &response, response.rect.expand(2.0));
    let about = "What services need of each other, and what goes down with each (M)";
    if response.on_hover_text(about).clicked() {
        requests.push(Request::Command(Command::ServiceMap));
    }
}

/// Tidies the view; beside it, other ways to do so.
fn tidy_ui(ui: &mut Ui, app: &App, chrome: &Chrome, requests: &mut Vec<Request>) {
    let command = Command::Tidy(TidyCommand::View);
    let Some(entry) = command.entry() else {
        return;
    };
    let caret = RichText::new(icon::CARET_DOWN)
        .font(icons(10.0))
        .color(chrome.muted);
    let menu = Button::new(caret).frame(false);
    let (more, _) = egui::containers::menu::MenuButton::from_button(menu).ui(ui, |ui| {
        ui.set_min_width(230.0);
        let mut group = None;
        for (entry, number) in Menu::Arrange.entries() {
            if !matches!(entry.command, Command::Tidy(_)) {
                continue;
            }
            if group.is_some_and(|group| group != number) {
                ui.separator();
            }
            group = Some(number);
            super::top_bar::entry_ui(ui, app, entry, requests);
        }
    });
    more.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, "Ways to tidy"));
    focus_ring(ui, &more, more.rect.expand(2.0));
    more.on_hover_text("Tidy a part, or in another style");
    // Both belong together.
    ui.add_space(-4.0);
    let obstacle = app.obstacle(command);
    let symbol = RichText::new(icon::BROOM)
        .font(icons(13.0))
        .color(chrome.muted);
    let text = RichText::new("Tidy")
        .font(regular(12.0))
        .color(chrome.muted);
    let button = Button::new((symbol, egui::WidgetText::from(text))).frame(false);
    let response = ui.add_enabled(obstacle.is_none(), button);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, obstacle.is_none(), "Tidy"));
    focus_ring(ui, &response, response.rect.expand(2.0));
    let keys = entry.keys.first().map(|keys| keys_text(ui.ctx(), keys));
    let about = format!("{} ({})", entry.about, keys.unwrap_or_default());
    let response = response
        .on_hover_text(about)
        .on_disabled_hover_text(obstacle.unwrap_or_default());
    if response.clicked() {
        requests.push(Request::Command(command));
    }
}

fn tabs_ui(ui: &mut Ui, app: &App, chrome: &Chrome, requests: &mut Vec<Request>) {
    let state = &app.state;
    let design = state.document.design();
    if design.views().is_empty() {
        let tab = tab_ui(ui, Id::new("first view"), FIRST_NAME, true, chrome);
        tab.context_menu(|ui| {
            commands_ui(
                ui,
                app,
                &[ViewCommand::New, ViewCommand::Duplicate],
                requests,
            );
        });
        return;
    }
    let mut tabs: Vec<(ViewId, Rect)> = Vec::new();
    let mut dragged = None;
    for (id, view) in design.views().iter() {
        let is_shown = state.document.view == Some(id);
        let is_edited = state.editing.as_ref().is_some_and(|editing| {
            editing.place == Place::Views && editing.slot == TextSlot::ViewName(id)
        });
        if is_edited {
            tabs.push((id, name_ui(ui, state, &view.name, chrome, requests)));
            continue;
        }
        let tab = tab_ui(
            ui,
            Id::new(("view", id.number())),
            &view.name,
            is_shown,
            chrome,
        );
        if is_shown {
            tab_in_sight(ui, &tab);
        }
        tabs.push((id, tab.rect));
        if tab.double_clicked() {
            requests.push(Request::EditIn(Place::Views, TextSlot::ViewName(id)));
        } else if tab.clicked() {
            requests.push(Request::ShowView(id));
        } else if tab.secondary_clicked() && !is_shown {
            // The commands of the menu are about the view that is shown.
            requests.push(Request::ShowView(id));
        }
        if tab.dragged() || tab.drag_stopped() {
            dragged = Some((id, tab.drag_stopped()));
        }
        tab.context_menu(|ui| {
            const COMMANDS: [ViewCommand; 5] = [
                ViewCommand::Rename,
                ViewCommand::Duplicate,
                ViewCommand::MoveLeft,
                ViewCommand::MoveRight,
                ViewCommand::Delete,
            ];
            commands_ui(ui, app, &COMMANDS, requests);
        });
    }
    if let Some((id, dropped)) = dragged {
        drag_ui(ui, state, &tabs, id, dropped, requests);
    }
}

/// Scrolls to the tab of the view when another is shown.
fn tab_in_sight(ui: &Ui, tab: &Response) {
    let key = Id::new("view in sight");
    let last = ui.data(|data| data.get_temp::<Id>(key));
    if last != Some(tab.id) {
        ui.data_mut(|data| data.insert_temp(key, tab.id));
        tab.scroll_to_me(None);
    }
}

fn tab_ui(ui: &mut Ui, id: Id, name: &str, is_shown: bool, chrome: &Chrome) -> Response {
    let font = if is_shown {
        semi_bold(12.0)
    } else {
        regular(12.0)
    };
    let color = if is_shown { chrome.ink } else { chrome.muted };
    // As wide as when it is shown, so that nothing jumps.
    let galley = ui.fonts_mut(|f| f.layout_no_wrap(name.to_owned(), semi_bold(12.0), color));
    let width = (galley.size().x + 2.0 * PADDING).min(260.0);
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| {
        WidgetInfo::selected(
            WidgetType::RadioButton,
            true,
            is_shown,
            format!("View {name}"),
        )
    });
    let body = Rect::from_min_max(rect.min + vec2(0.0, 3.0), rect.max - vec2(0.0, 3.0));
    if response.hovered() && !is_shown {
        ui.painter()
            .rect_filled(body, CornerRadius::same(5), chrome.hover);
    }
    let galley = ui.fonts_mut(|f| f.layout_no_wrap(name.to_owned(), font, color));
    let at = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter()
        .with_clip_rect(rect)
        .galley(at.min, galley, color);
    if is_shown {
        let line = Rect::from_min_max(
            pos2(rect.left() + PADDING - 2.0, rect.bottom() - 2.5),
            pos2(rect.right() - PADDING + 2.0, rect.bottom() - 0.5),
        );
        ui.painter()
            .rect_filled(line, CornerRadius::same(1), chrome.accent);
    }
    focus_ring(ui, &response, body);
    response
}

/// The name of a view as a field.
fn name_ui(
    ui: &mut Ui,
    state: &State,
    name: &str,
    chrome: &Chrome,
    requests: &mut Vec<Request>,
) -> Rect {
    let typed = state.editing.as_ref().map_or(name, |editing| &editing.text);
    let layout = |f: &mut egui::epaint::text::FontsView<'_>| {
        f.layout_no_wrap(typed.to_owned(), semi_bold(12.0), chrome.ink)
    };
    let width = ui.fonts_mut(layout).size().x;
    let width = (width + 2.0 * PADDING + 12.0).clamp(90.0, 260.0);
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let look = TextLook {
        font: semi_bold(12.0),
        color: chrome.ink,
        hint: "Name",
        width,
        height: 21.0,
        strike: false,
        wrap: false,
    };
    let inner = rect.shrink2(vec2(2.0, 4.0));
    text_field(ui, inner, state, &look, requests);
    rect
}

/// Shows where a tab that is dragged would come to stand, and puts it there.
fn drag_ui(
    ui: &Ui,
    state: &State,
    tabs: &[(ViewId, Rect)],
    id: ViewId,
    dropped: bool,
    requests: &mut Vec<Request>,
) {
    let Some(pointer) = ui.ctx().pointer_latest_pos() else {
        return;
    };
    let chrome = theme::chrome(ui.ctx());
    // Before the first tab whose middle is right of the pointer.
    let before = tabs
        .iter()
        .position(|(_, rect)| pointer.x < rect.center().x)
        .unwrap_or(tabs.len());
    let Some(from) = tabs.iter().position(|(tab, _)| *tab == id) else {
        return;
    };
    let place = if before > from { before - 1 } else { before };
    if dropped {
        let design = state.document.design();
        let transaction = views::reorder(design, id, place);
        if !transaction.is_empty() {
            requests.push(Request::Apply(transaction));
        }
        return;
    }
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    if place != from {
        let x = match tabs.get(before) {
            Some((_, rect)) => rect.left() - 1.0,
            None => tabs.last().map_or(0.0, |(_, rect)| rect.right() + 1.0),
        };
        let y = ui.max_rect().y_range();
        ui.painter()
            .vline(x, y.shrink(4.0), Stroke::new(2.0, chrome.accent));
    }
}

/// What the view leaves out, and how to change that.
fn filter_ui(ui: &mut Ui, app: &App, chrome: &Chrome, requests: &mut Vec<Request>) {
    let state = &app.state;
    let design = state.document.design();
    let view = state.document.view;
    let shows = view
        .and_then(|view| design.get(view))
        .map(|view| view.shows.clone())
        .unwrap_or_default();
    let is_filtered = shows != Shows::All;
    let text = match &shows {
        Shows::All => "Everything".to_owned(),
        Shows::Near { entity, .. } => {
            let name = design.get(*entity).map_or("", |entity| &entity.name);
            format!("Around {name}")
        }
        shows => format!("Only {}", views::describe(design, shows)),
    };
    let hue = if is_filtered {
        chrome.accent
    } else {
        chrome.muted
    };
    // Where there is little room, the usual needs no word.
    let is_said = is_filtered || ui.available_width() > 260.0;
    let said = if is_said {
        shortened(&text)
    } else {
        String::new()
    };
    let shown = egui::WidgetText::from(RichText::new(said).font(regular(12.0)).color(hue));
    let funnel = RichText::new(icon::FUNNEL_SIMPLE)
        .font(icons(13.0))
        .color(hue);
    let button = Button::new((funnel, shown)).frame(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        filter_menu_ui(ui, app, &shows, requests);
    });
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::ComboBox, true, "What the view shows");
        info.current_text_value = Some(text.clone());
        info
    });
    response.on_hover_text("What the view shows");
    if let Shows::Near { entity, depth } = shows {
        let choices: Vec<(String, u32)> = (1..=MOST_DEPTH).map(|n| (n.to_string(), n)).collect();
        let choices: Vec<(&str, u32)> = choices
            .iter()
            .map(|(name, n)| (name.as_str(), *n))
            .collect();
        if let Some(depth) = segmented(ui, "Depth", &choices, depth) {
            requests.push(Request::ShowInView(Shows::Near { entity, depth }));
        }
    }
    let hidden = views::hidden(design, view);
    if hidden > 0 {
        let chip = chip_ui(ui, icon::EYE_SLASH, &format!("{hidden} hidden"), chrome);
        if chip.on_hover_text("Show hidden entities").clicked() {
            requests.push(Request::Command(Command::View(ViewCommand::ShowHidden)));
        }
    }
    if let Some(only) = &state.views.only {
        let count = super::count(only.entities.len(), "entity", "entities");
        let chip = chip_ui(ui, icon::X, &format!("Isolated: {count}"), chrome);
        if chip.on_hover_text("Show the rest again").clicked() {
            requests.push(Request::Command(Command::View(ViewCommand::Isolate)));
        }
    }
}

/// A button that says what is not as usual.
fn chip_ui(ui: &mut Ui, symbol: &str, text: &str, chrome: &Chrome) -> Response {
    let layout = |f: &mut egui::epaint::text::FontsView<'_>| {
        f.layout_no_wrap(text.to_owned(), regular(11.5), chrome.accent)
    };
    let galley = ui.fonts_mut(layout);
    let size = vec2(galley.size().x + 34.0, 20.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, text));
    let fill = if response.hovered() {
        chrome.hover
    } else {
        chrome.accent_fill
    };
    ui.painter().rect_filled(rect, CornerRadius::same(10), fill);
    ui.painter().text(
        pos2(rect.left() + 14.0, rect.center().y),
        Align2::CENTER_CENTER,
        symbol,
        icons(12.0),
        chrome.accent,
    );
    let at = pos2(rect.left() + 24.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, chrome.accent);
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn filter_menu_ui(ui: &mut Ui, app: &App, shows: &Shows, requests: &mut Vec<Request>) {
    const MOST: usize = 40;
    ui.set_min_width(220.0);
    let design = app.state.document.design();
    commands_ui(
        ui,
        app,
        &[ViewCommand::ShowEverything, ViewCommand::ShowSelection],
        requests,
    );
    if !design.services().is_empty() {
        ui.menu_button("Only one service", |ui| {
            ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                for (id, service) in design.services().iter().take(10 * MOST) {
                    let wanted = Shows::Service(id);
                    if ui
                        .selectable_label(*shows == wanted, &service.name)
                        .clicked()
                    {
                        requests.push(Request::ShowInView(wanted));
                        ui.close();
                    }
                }
            });
        });
    }
    ui.menu_button("Neighbors of the selection", |ui| {
        let depths: Vec<ViewCommand> = (1..=MOST_DEPTH).map(ViewCommand::ShowAround).collect();
        commands_ui(ui, app, &depths, requests);
    });
    ui.separator();
    commands_ui(
        ui,
        app,
        &[
            ViewCommand::Isolate,
            ViewCommand::IsolateInView,
            ViewCommand::Hide,
            ViewCommand::ShowHidden,
        ],
        requests,
    );
}

/// Some commands as they are in the menus.
fn commands_ui(ui: &mut Ui, app: &App, commands: &[ViewCommand], requests: &mut Vec<Request>) {
    for command in commands {
        if let Some(entry) = Command::View(*command).entry() {
            super::top_bar::entry_ui(ui, app, entry, requests);
        }
    }
}

/// The start of a text that is too long for the bar.
fn shortened(text: &str) -> String {
    const MOST: usize = 28;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST - 1).collect();
    format!("{}…", start.trim_end())
}
