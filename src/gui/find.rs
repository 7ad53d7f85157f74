//! Find: a text in the names, types and comments of all parts and in notes, with what has it listed by kind and lit on the canvas.

mod lit;

use std::ops::Range;

use eframe::egui::{
    self, Align, Align2, Area, Frame, Id, Key, Layout, Margin, Modifiers, Order, Painter, Rect,
    RichText, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use self::lit::Lit;
use super::app::App;
use super::marked::{self, Look};
use super::palette::symbol;
use super::panels::grouped;
use super::prepared::Prepared;
use super::request::Request;
use super::state::State;
use super::theme::{self, Chrome, color, icons, regular, semi_bold};
use super::widgets::{icon_button, list_row};
use crate::base::geometry;
use crate::model::Design;
use crate::session::NotePath;
use crate::session::search::{self, Aspect, Find, Found, Hit};

const ROW_HEIGHT: f32 = 25.0;
const WIDTH: f32 = 380.0;

/// The panel that looks for a text.
#[derive(Default)]
pub struct FindPanel {
    open: bool,
    typed: String,
    /// The field is to get the keyboard, all of it selected.
    focus_wanted: bool,
    /// All texts, of the design at this state and revision.
    find: Option<((u64, u64), Prepared<Find>)>,
    /// The text or the design has changed since it was looked for.
    is_behind: bool,
    /// What has the text.
    hits: Vec<Hit>,
    /// The kinds of the hits, those of each kind together.
    kinds: Vec<Kind>,
    /// What stands out on the canvas.
    lit: Lit,
    /// The hit that was jumped to last.
    current: Option<usize>,
    /// The line of the current hit is to be scrolled to.
    follow: bool,
}

/// The hits of one kind, which stand together.
struct Kind {
    name: &'static str,
    first: usize,
    count: usize,
}

/// A line of the list.
enum Line<'a> {
    /// What the hits below are.
    Heading(&'a Kind),
    /// A hit by its place.
    Hit(usize),
}

impl FindPanel {
    /// Opens the panel, or goes back to its field.
    pub fn open(&mut self) {
        self.open = true;
        self.focus_wanted = true;
    }

    /// Closes the panel. Returns whether it was open.
    pub fn close(&mut self) -> bool {
        std::mem::take(&mut self.open)
    }

    /// Another document comes: nothing that was found belongs to it.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whether there is something to look for.
    pub fn is_typed(&self) -> bool {
        !self.typed.trim().is_empty()
    }

    /// How many parts have the text.
    pub fn count(&self) -> usize {
        self.hits.len()
    }

    /// Looks again where the text or the design has changed. Until all texts of the design are there, what was found before
    /// stays; `waits` for them if nothing else will do.
    fn refresh(&mut self, app: &App, waits: bool) {
        let document = &app.state.document;
        let key = (document.history().state(), document.revision());
        let is_new = |(of, _): &((u64, u64), _)| *of == key;
        if !self.find.as_ref().is_some_and(is_new) {
            self.find = Some((key, app.jobs.prepare(document.design(), Find::new)));
            self.is_behind = true;
        }
        let Some((_, find)) = self.find.as_mut().filter(|_| self.is_behind) else {
            return;
        };
        let Some(find) = (if waits {
            Some(find.get())
        } else {
            find.ready()
        }) else {
            return;
        };
        let before = self.current.and_then(|place| self.hits.get(place));
        let before = before.map(|hit| hit.what);
        self.hits = find.find(&self.typed);
        self.is_behind = false;
        self.current = before.and_then(|what| self.hits.iter().position(|hit| hit.what == what));
        self.kinds.clear();
        self.lit = Lit::default();
        for (place, hit) in self.hits.iter().enumerate() {
            let (_, name) = hit.what.kind();
            match self.kinds.last_mut() {
                Some(last) if last.name == name => last.count += 1,
                _ => self.kinds.push(Kind {
                    name,
                    first: place,
                    count: 1,
                }),
            }
            self.lit.add(hit.what);
        }
        self.lit.settle();
    }

    /// How many lines the list has.
    fn lines(&self) -> usize {
        self.hits.len() + self.kinds.len()
    }

    fn line(&self, place: usize) -> Option<Line<'_>> {
        let mut kinds = self.kinds.iter().enumerate();
        // So many headings stand above.
        let (above, kind) = kinds.rfind(|(above, kind)| kind.first + above <= place)?;
        Some(match place - kind.first - above {
            0 => Line::Heading(kind),
            _ => Line::Hit(place - above - 1),
        })
    }

    /// The line of a hit.
    fn line_of(&self, hit: usize) -> usize {
        hit + self.kinds.partition_point(|kind| kind.first <= hit)
    }

    /// Goes on to the next hit, or back to the one before.
    fn step(&mut self, by: isize) -> Option<Found> {
        let count = self.hits.len() as isize;
        if count == 0 {
            return None;
        }
        let place = match self.current {
            Some(place) => (place as isize + by).rem_euclid(count),
            None if by > 0 => 0,
            None => count - 1,
        };
        self.current = Some(place as usize);
        self.follow = true;
        self.hits.get(place as usize).map(|hit| hit.what)
    }

    /// Lights what was found.
    pub fn paint(&self, painter: &Painter, canvas: Rect, state: &State) {
        if self.open {
            self.lit.paint(painter, canvas, state);
        }
    }

    /// Shows the panel in the upper right corner of the canvas, if it is open.
    pub fn ui(
        &mut self,
        canvas: Rect,
        ctx: &egui::Context,
        app: &App,
        requests: &mut Vec<Request>,
    ) {
        if !self.open {
            return;
        }
        self.refresh(app, false);
        let chrome = theme::chrome(ctx);
        let width = WIDTH.min(canvas.width() - 24.0);
        Area::new(Id::new("find"))
            .order(Order::Middle)
            .constrain_to(canvas)
            .pivot(Align2::RIGHT_TOP)
            .fixed_pos(canvas.right_top() + vec2(-12.0, 12.0))
            .show(ctx, |ui| {
                Frame::popup(ui.style())
                    .fill(chrome.panel)
                    .inner_margin(Margin::same(6))
                    .show(ui, |ui| {
                        ui.set_width(width);
                        self.field_ui(ui, app, requests);
                        let height = canvas.height() * 0.55;
                        self.lines_ui(ui, height, app.state.document.design(), requests);
                    });
            });
    }

    fn field_ui(&mut self, ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
        let chrome = theme::chrome(ui.ctx());
        let id = Id::new("find field");
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let buttons = ui.available_width() - 150.0;
            let has_focus = ui.memory(|memory| memory.has_focus(id));
            if has_focus {
                // The field would take them for its own.
                let enter = |modifiers| ui.input_mut(|i| i.consume_key(modifiers, Key::Enter));
                let by = if enter(Modifiers::SHIFT) {
                    -1
                } else {
                    isize::from(enter(Modifiers::NONE))
                };
                if by != 0 {
                    requests.extend(self.step(by).map(reveal));
                }
                if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
                    self.open = false;
                    ui.memory_mut(|memory| memory.surrender_focus(id));
                }
            }
            let edit = TextEdit::singleline(&mut self.typed)
                .id(id)
                .font(regular(13.0))
                .hint_text("Names, types, comments, notes")
                .desired_width(buttons)
                .margin(Margin::symmetric(8, 4));
            let field = ui.add(edit);
            // Escape takes the keyboard from the field before the frame starts.
            if field.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape)) {
                self.open = false;
            }
            let typed = self.typed.clone();
            field.widget_info(|| {
                let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, "Find");
                info.current_text_value = Some(typed.clone());
                info
            });
            if std::mem::take(&mut self.focus_wanted) {
                field.request_focus();
                super::widgets::select_all(ui, id, &self.typed);
            }
            if field.changed() {
                self.is_behind = true;
                self.current = None;
                self.refresh(app, false);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icon::X, "Close find", false, 24.0).clicked() {
                    self.open = false;
                }
                let mut by = 0;
                if icon_button(ui, icon::CARET_DOWN, "Next", false, 24.0).clicked() {
                    by = 1;
                }
                if icon_button(ui, icon::CARET_UP, "Previous", false, 24.0).clicked() {
                    by = -1;
                }
                if by != 0 {
                    requests.extend(self.step(by).map(reveal));
                }
                let count = self.hits.len();
                let text = match (self.current, count) {
                    _ if !self.is_typed() => String::new(),
                    (_, 0) => "None".to_owned(),
                    (Some(place), _) => format!("{} of {}", grouped(place + 1), grouped(count)),
                    (None, _) => grouped(count),
                };
                ui.label(RichText::new(text).font(regular(11.5)).color(chrome.muted));
            });
        });
    }

    fn lines_ui(&mut self, ui: &mut Ui, height: f32, design: &Design, requests: &mut Vec<Request>) {
        if self.hits.is_empty() {
            return;
        }
        let chrome = theme::chrome(ui.ctx());
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical()
            .id_salt("find lines")
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true]);
        if std::mem::take(&mut self.follow)
            && let Some(current) = self.current
        {
            let id = ui.make_persistent_id("find lines");
            let seen = egui::scroll_area::State::load(ui.ctx(), id).map_or(0.0, |s| s.offset.y);
            let top = self.line_of(current) as f32 * ROW_HEIGHT;
            area = area.vertical_scroll_offset(
                seen.clamp((top + ROW_HEIGHT * 2.0 - height).max(0.0), top),
            );
        }
        area.show_rows(ui, ROW_HEIGHT, self.lines(), |ui, seen| {
            for place in seen {
                match self.line(place) {
                    Some(Line::Heading(kind)) => heading_ui(ui, kind, &chrome),
                    Some(Line::Hit(place)) => {
                        let Some(hit) = self.hits.get(place) else {
                            continue;
                        };
                        let chosen = self.current == Some(place);
                        if hit_ui(ui, design, *hit, &self.typed, chosen).clicked() {
                            self.current = Some(place);
                            requests.push(reveal(hit.what));
                        }
                    }
                    None => {}
                }
            }
        });
    }
}

fn heading_ui(ui: &mut Ui, kind: &Kind, chrome: &Chrome) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
    let at = pos2(rect.left() + 8.0, rect.bottom() - 4.0);
    let name = ui.painter().text(
        at,
        Align2::LEFT_BOTTOM,
        kind.name.to_uppercase(),
        semi_bold(10.5),
        chrome.muted,
    );
    ui.painter().text(
        name.right_bottom() + vec2(6.0, 0.0),
        Align2::LEFT_BOTTOM,
        grouped(kind.count),
        regular(10.5),
        chrome.faint,
    );
}

fn hit_ui(ui: &mut Ui, design: &Design, hit: Hit, typed: &str, chosen: bool) -> egui::Response {
    let chrome = theme::chrome(ui.ctx());
    let id = Id::new(("find", format!("{:?}", hit.what)));
    let title = hit.what.title(design);
    let (response, inner) = list_row(ui, id, ROW_HEIGHT, chosen, &format!("Found: {title}"));
    ui.painter().text(
        inner.left_center() + vec2(7.0, 0.0),
        Align2::CENTER_CENTER,
        match hit.what {
            Found::Part(part) => symbol(part),
            Found::Note(_) => icon::NOTE,
        },
        icons(13.0),
        chrome.muted,
    );
    let ground = color(theme::palette(ui.ctx()).warning).gamma_multiply(0.35);
    let look = |size, color| Look {
        font: regular(size),
        color,
        ground,
    };
    let text = hit.aspect.text(design, hit.what);
    let in_title = hit.aspect == Aspect::Name && title.ends_with(text);
    let marks = if in_title {
        let shift = title.len() - text.len();
        shifted(search::marks(text, typed), shift as isize)
    } else {
        Vec::new()
    };
    let title_at = Rect::from_min_max(pos2(inner.left() + 20.0, inner.top()), inner.max);
    let end = marked::paint(ui, title_at, &title, &marks, &look(12.5, chrome.ink));
    let rest = Rect::from_min_max(pos2(end + 10.0, inner.top()), inner.max);
    if rest.width() < 24.0 {
        return response;
    }
    if in_title {
        let detail = hit.what.detail(design);
        marked::paint(ui, rest, &detail, &[], &look(11.5, chrome.muted));
    } else {
        let (text, marks) = excerpt(text, search::marks(text, typed));
        marked::paint(ui, rest, &text, &marks, &look(11.5, chrome.muted));
    }
    response
}

/// What leads to a hit.
fn reveal(what: Found) -> Request {
    match what {
        Found::Part(part) => Request::Reveal(part),
        Found::Note(note) => Request::RevealNote(note),
    }
}

fn shifted(marks: Vec<Range<usize>>, by: isize) -> Vec<Range<usize>> {
    let shift = |at: usize| at.saturating_add_signed(by);
    marks
        .into_iter()
        .map(|mark| shift(mark.start)..shift(mark.end))
        .collect()
}

/// The text from shortly before its first mark.
fn excerpt(text: &str, marks: Vec<Range<usize>>) -> (String, Vec<Range<usize>>) {
    const BEFORE: usize = 16;
    let line = text.replace('\n', " ");
    let Some(first) = marks.first().map(|mark| mark.start) else {
        return (line, marks);
    };
    let mut starts = line.char_indices().map(|(at, _)| at);
    let from = starts.rfind(|at| *at + BEFORE <= first);
    match (from, from.and_then(|from| line.get(from..))) {
        (Some(from), Some(rest)) if from > 0 => {
            let cut = format!("…{rest}");
            let by = '…'.len_utf8() as isize - from as isize;
            (cut, shifted(marks, by))
        }
        _ => (line, marks),
    }
}

impl App {
    /// Goes to the next hit of what was looked for last, or to the one before.
    pub(super) fn find_step(&mut self, by: isize) {
        let mut find = std::mem::take(&mut self.find);
        find.refresh(self, true);
        match find.step(by) {
            Some(Found::Part(part)) => {
                self.state.document.selection = crate::session::Selection::of(part);
                self.state.reveal(part);
            }
            Some(Found::Note(note)) => self.reveal_note(note),
            None => {}
        }
        self.find = find;
    }

    /// Shows the view of a note, selects the note and brings it into sight.
    pub(super) fn reveal_note(&mut self, note: NotePath) {
        self.finish_edit();
        self.state.document.show_view(note.view);
        self.state.document.selection = crate::session::Selection::of_note(note);
        let design = self.state.document.design();
        let found = design.get(note.view).and_then(|v| v.notes.get(note.place));
        if let (Some(found), Some((width, height))) = (found, self.state.canvas_size) {
            let at = geometry::point(found.at.0 as f32, found.at.1 as f32);
            if !self.state.camera.visible(width, height).contains(at) {
                self.state.camera.center_on(at, width, height);
            }
        }
    }

    /// How many parts have the text that is looked for.
    pub fn found(&self) -> usize {
        self.find.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_comment_is_shown_from_shortly_before_what_was_found() {
        let text = "What the customer has ordered, in the state of today";
        let (cut, marks) = excerpt(text, search::marks(text, "state"));
        assert_eq!(cut, "…ordered, in the state of today");
        assert_eq!(&cut[marks[0].clone()], "state");
        let (whole, marks) = excerpt("a state", search::marks("a state", "state"));
        assert_eq!(
            (whole.as_str(), &whole[marks[0].clone()]),
            ("a state", "state")
        );
    }
}
