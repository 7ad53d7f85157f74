//! The palette: any command and any part by a few letters of its name, with the keyboard alone.

use std::ops::Range;

use eframe::egui::{
    self, Align2, Area, Color32, CornerRadius, Frame, Id, Key, Margin, Modifiers, Order, Rect,
    ScrollArea, Sense, TextEdit, Ui, WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use super::app::App;
use super::command::{COMMANDS, Command, Entry, keys_text};
use super::marked::{self, Look};
use super::prepared::Prepared;
use super::request::Request;
use super::theme::{self, icons, regular};
use crate::model::Reference;
use crate::session::search::{self, Catalog, Fuzzy};

/// How many parts are listed at most; who wants another one types another letter.
const PARTS: usize = 40;
/// By so much a command that would do nothing now ranks behind one that fits as well.
const DISABLED: u32 = 15;
const ROW_HEIGHT: f32 = 30.0;
const WIDTH: f32 = 600.0;

/// The palette.
#[derive(Default)]
pub struct Palette {
    open: Option<Open>,
}

/// The palette while it is open.
struct Open {
    typed: String,
    rows: Vec<Row>,
    /// The row that Enter takes.
    chosen: usize,
    /// Made while nothing has been typed yet.
    catalog: Prepared<Catalog>,
    /// The chosen row is to be scrolled to.
    follow: bool,
}

/// What is listed.
struct Row {
    what: What,
    name: String,
    /// The letters of the name that were typed.
    marks: Vec<Range<usize>>,
    /// What is said behind the name.
    detail: String,
    /// Keys of a command, or the kind of a part.
    right: String,
    /// Why the command would do nothing now.
    obstacle: Option<&'static str>,
}

#[derive(Clone, Copy)]
enum What {
    Command(Command),
    Part(Reference),
}

impl Palette {
    /// Opens it, or closes it if it is open.
    pub fn toggle(&mut self, ctx: &egui::Context, app: &App) {
        if self.open.take().is_some() {
            return;
        }
        let mut open = Open {
            typed: String::new(),
            rows: Vec::new(),
            chosen: 0,
            catalog: app.jobs.prepare(app.state.document.design(), Catalog::new),
            follow: true,
        };
        open.list(ctx, app);
        self.open = Some(open);
    }

    /// Shows it, if it is open, and takes the keys that are meant for it.
    pub fn ui(&mut self, ctx: &egui::Context, app: &mut App, requests: &mut Vec<Request>) {
        let Some(open) = &mut self.open else {
            return;
        };
        let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let mut taken = pressed(Key::Enter).then_some(open.chosen);
        let mut close = pressed(Key::Escape);
        for (key, by) in [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, 10),
            (Key::PageUp, -10),
        ] {
            if pressed(key) {
                open.step(by);
            }
        }
        let top = ctx.content_rect().center_top() + vec2(0.0, 52.0);
        let area = Area::new(Id::new("palette"))
            .order(Order::Foreground)
            .pivot(Align2::CENTER_TOP)
            .fixed_pos(top)
            .show(ctx, |ui| {
                let chrome = theme::chrome(ctx);
                Frame::popup(ui.style())
                    .fill(chrome.panel)
                    .corner_radius(10)
                    .inner_margin(Margin::same(8))
                    .show(ui, |ui| {
                        ui.set_width(WIDTH.min(ctx.content_rect().width() - 40.0));
                        if open.field_ui(ui) {
                            open.chosen = 0;
                            open.follow = true;
                            open.list(ctx, app);
                        }
                        ui.add_space(6.0);
                        let height = (ctx.content_rect().height() - 180.0).clamp(120.0, 420.0);
                        if let Some(clicked) = open.rows_ui(ui, height) {
                            taken = Some(clicked);
                        }
                    });
            });
        close |= area.response.clicked_elsewhere();
        if let Some(row) = taken.and_then(|row| open.rows.get(row))
            && row.obstacle.is_none()
        {
            match row.what {
                What::Command(command) => {
                    if let Some(entry) = command.entry() {
                        app.state.settings.remember_command(entry.name);
                    }
                    requests.push(Request::Command(command));
                }
                What::Part(part) => requests.push(Request::Reveal(part)),
            }
            close = true;
        }
        if close {
            self.open = None;
            ctx.request_repaint();
        }
    }
}

impl Open {
    /// Lists what fits what was typed.
    fn list(&mut self, ctx: &egui::Context, app: &App) {
        let recent = &app.state.settings.recent_commands;
        // The last one first.
        let age = |entry: &Entry| recent.iter().position(|name| name == entry.name);
        let entries = COMMANDS
            .iter()
            .filter(|entry| entry.command != Command::Palette);
        if self.typed.trim().is_empty() {
            let mut entries: Vec<&Entry> = entries.collect();
            entries.sort_by_key(|entry| age(entry).unwrap_or(usize::MAX));
            self.rows = entries
                .into_iter()
                .map(|entry| command_row(ctx, app, entry, Vec::new()))
                .collect();
            // Those that would do nothing now come last.
            self.rows.sort_by_key(|row| row.obstacle.is_some());
            return;
        }
        let mut fuzzy = Fuzzy::new(&self.typed);
        let mut rows: Vec<(u32, Row)> = Vec::new();
        for entry in entries {
            let name = entry.full_name();
            let by_name = fuzzy.score(&name).map(|score| {
                let shorter = 15_u32.saturating_sub(name.len() as u32 / 4);
                let recent = age(entry).map_or(0, |age| 30_u32.saturating_sub(age as u32 * 3));
                score + 30 + shorter + recent
            });
            // What it does may say what its name does not.
            let score = by_name.or_else(|| {
                let least = 12 * self.typed.chars().count() as u32;
                let score = fuzzy.score(entry.about).filter(|score| *score > least)?;
                Some(score / 2)
            });
            if let Some(score) = score {
                let row = command_row(ctx, app, entry, fuzzy.marks(&name));
                let disabled = row.obstacle.map_or(0, |_| DISABLED);
                rows.push((score.saturating_sub(disabled), row));
            }
        }
        let design = app.state.document.design();
        for found in self.catalog.get().best(&mut fuzzy, PARTS) {
            let name = search::title(design, found.part);
            let row = Row {
                marks: fuzzy.marks(&name),
                name,
                what: What::Part(found.part),
                detail: search::detail(design, found.part).into_owned(),
                right: search::kind(found.part).0.to_owned(),
                obstacle: None,
            };
            rows.push((found.score, row));
        }
        rows.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.rows = rows.into_iter().map(|(_, row)| row).collect();
    }

    fn step(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.chosen = if by == 1 && self.chosen == last {
            0
        } else if by == -1 && self.chosen == 0 {
            last
        } else {
            self.chosen.saturating_add_signed(by).min(last)
        };
        self.follow = true;
    }

    /// Whether something was typed.
    fn field_ui(&mut self, ui: &mut Ui) -> bool {
        let chrome = theme::chrome(ui.ctx());
        let id = Id::new("palette field");
        let field = ui.horizontal(|ui| {
            ui.add_space(6.0);
            ui.label(
                egui::RichText::new(icon::MAGNIFYING_GLASS)
                    .font(icons(16.0))
                    .color(chrome.muted),
            );
            let edit = TextEdit::singleline(&mut self.typed)
                .id(id)
                .font(regular(15.0))
                .hint_text("Find a part or run a command")
                .frame(Frame::NONE)
                .lock_focus(true)
                .desired_width(f32::INFINITY)
                .margin(Margin::symmetric(4, 6));
            ui.add(edit)
        });
        let field = field.inner;
        let typed = self.typed.clone();
        field.widget_info(|| {
            let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, "Find or run");
            info.current_text_value = Some(typed.clone());
            info
        });
        if !field.has_focus() {
            field.request_focus();
        }
        let line = ui.min_rect();
        ui.painter().hline(
            line.x_range(),
            line.bottom() + 2.0,
            egui::Stroke::new(1.0, chrome.line),
        );
        field.changed()
    }

    /// The row that was clicked.
    fn rows_ui(&mut self, ui: &mut Ui, height: f32) -> Option<usize> {
        let chrome = theme::chrome(ui.ctx());
        if self.rows.is_empty() {
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                ui.colored_label(chrome.muted, "No command and no part is called so");
            });
            ui.add_space(8.0);
            return None;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true]);
        if std::mem::take(&mut self.follow) {
            // Only as far as it takes to see the row.
            let top = self.chosen as f32 * ROW_HEIGHT;
            let id = ui.make_persistent_id("palette rows");
            let seen = egui::scroll_area::State::load(ui.ctx(), id).map_or(0.0, |s| s.offset.y);
            let offset = seen.clamp((top + ROW_HEIGHT - height).max(0.0), top);
            area = area.vertical_scroll_offset(offset);
        }
        let mut clicked = None;
        area.id_salt("palette rows")
            .show_rows(ui, ROW_HEIGHT, self.rows.len(), |ui, seen| {
                for place in seen {
                    let Some(row) = self.rows.get(place) else {
                        continue;
                    };
                    let response = row.ui(ui, place == self.chosen);
                    if response.hovered() && ui.input(|i| i.pointer.delta() != egui::Vec2::ZERO) {
                        self.chosen = place;
                        ui.ctx().request_repaint();
                    }
                    if response.clicked() {
                        clicked = Some(place);
                    }
                }
            });
        clicked
    }
}

impl Row {
    fn ui(&self, ui: &mut Ui, chosen: bool) -> egui::Response {
        let chrome = theme::chrome(ui.ctx());
        let (rect, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
        let id = match self.what {
            What::Command(command) => Id::new(("palette", format!("{command:?}"))),
            What::Part(part) => Id::new(("palette", format!("{part:?}"))),
        };
        let enabled = self.obstacle.is_none();
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| {
            let label = match self.obstacle {
                Some(why) => format!("{}: {why}", self.name),
                None => self.name.clone(),
            };
            WidgetInfo::selected(WidgetType::SelectableLabel, enabled, chosen, label)
        });
        if chosen {
            let ground = if enabled {
                chrome.accent_fill
            } else {
                chrome.hover
            };
            ui.painter()
                .rect_filled(rect, CornerRadius::same(6), ground);
        }
        let inner = rect.shrink2(vec2(10.0, 0.0));
        let right = self.obstacle.unwrap_or(&self.right);
        let galley = ui.painter().layout_no_wrap(
            right.to_owned(),
            regular(11.5),
            if enabled { chrome.muted } else { chrome.faint },
        );
        let right_edge = inner.right() - galley.size().x;
        ui.painter().galley(
            pos2(right_edge, inner.center().y - galley.size().y / 2.0),
            galley,
            chrome.muted,
        );
        let symbol = match self.what {
            What::Command(_) => icon::CARET_RIGHT,
            What::Part(part) => symbol(part),
        };
        ui.painter().text(
            inner.left_center() + vec2(8.0, 0.0),
            Align2::CENTER_CENTER,
            symbol,
            icons(14.0),
            if enabled { chrome.muted } else { chrome.faint },
        );
        let name_at = Rect::from_min_max(
            pos2(inner.left() + 24.0, inner.top()),
            pos2(right_edge - 16.0, inner.bottom()),
        );
        let look = Look {
            font: regular(13.0),
            color: if enabled { chrome.ink } else { chrome.faint },
            ground: Color32::TRANSPARENT,
        };
        let end = marked::paint(
            ui,
            name_at,
            &self.name,
            if enabled { &self.marks } else { &[] },
            &look,
        );
        let detail_at = Rect::from_min_max(pos2(end + 10.0, inner.top()), name_at.max);
        if detail_at.width() > 30.0 {
            let look = Look {
                font: regular(11.5),
                color: if enabled { chrome.muted } else { chrome.faint },
                ground: Color32::TRANSPARENT,
            };
            marked::paint(ui, detail_at, &self.detail, &[], &look);
        }
        response
    }
}

/// The icon of a kind of part.
pub(super) fn symbol(part: Reference) -> &'static str {
    match part {
        Reference::Service(_) => icon::CUBE,
        Reference::Store(_) => icon::DATABASE,
        Reference::Zone(_) => icon::CIRCLES_THREE,
        Reference::Entity(_) => icon::TABLE,
        Reference::Field(_) => icon::ROWS,
        Reference::Relationship(_) => icon::LINK,
        Reference::Operation(_) => icon::LIGHTNING,
        Reference::Feed(_) => icon::ARROW_BEND_UP_RIGHT,
        Reference::Saga(_) => icon::PATH,
    }
}

fn command_row(ctx: &egui::Context, app: &App, entry: &Entry, marks: Vec<Range<usize>>) -> Row {
    let keys = entry.keys.first();
    Row {
        what: What::Command(entry.command),
        name: entry.full_name(),
        marks,
        detail: entry.about.to_owned(),
        right: keys.map_or_else(String::new, |keys| keys_text(ctx, keys)),
        obstacle: app.obstacle(entry.command),
    }
}
