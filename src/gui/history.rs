//! Going back and forth in time: undo, redo, and the panel that lists all steps.
//!
//! With each state of the design goes what was selected and which view was shown when it was left, so that going back shows
//! what one was about to do.

use std::collections::BTreeMap;

use eframe::egui::{
    self, Align, Align2, Area, Frame, Id, Layout, Margin, Order, Rect, RichText, ScrollArea, Ui,
    vec2,
};
use egui_phosphor::regular as icon;

use super::app::App;
use super::request::{Request, Severity};
use super::theme::{self, icons, regular, semi_bold};
use super::views::Seen;
use super::widgets::{icon_button, list_row};
use crate::edit::{EditError, Step};
use crate::model::ViewId;
use crate::session::Selection;

const ROW_HEIGHT: f32 = 25.0;

/// What was selected and shown in the states of the design, and the panel.
#[derive(Default)]
pub struct HistoryPanel {
    /// By the number of the state in the history.
    moments: BTreeMap<u64, Moment>,
    open: bool,
    /// The list scrolls to where the design is now.
    follow: bool,
}

#[derive(Clone)]
struct Moment {
    selection: Selection,
    view: Option<ViewId>,
    /// What was seen, if that was everything.
    seen: Option<Seen>,
}

/// A direction in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Undo.
    Back,
    /// Redo.
    Forth,
}

/// A line of the list.
struct Line {
    label: String,
    /// How many steps lead there.
    steps: usize,
    way: Way,
}

impl HistoryPanel {
    /// Another document comes, which has a history of its own.
    pub fn forget(&mut self) {
        *self = Self {
            open: self.open,
            ..Self::default()
        };
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Opens or closes the list.
    pub fn toggle(&mut self) {
        self.open = !self.open;
        self.follow = true;
    }

    /// Closes the list. Returns whether it was open.
    pub fn close(&mut self) -> bool {
        std::mem::take(&mut self.open)
    }

    /// Shows the list in the upper left corner of the canvas, if it is open.
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
        let chrome = theme::chrome(ctx);
        let history = app.state.document.history();
        let undo: Vec<&str> = history.undo_steps().map(Step::label).collect();
        let redo = history.redo_steps().map(Step::label);
        let back = (undo.iter().enumerate().rev()).map(|(place, label)| Line {
            label: (*label).to_owned(),
            steps: place,
            way: Way::Back,
        });
        let forth = redo.enumerate().map(|(place, label)| Line {
            label: label.to_owned(),
            steps: place + 1,
            way: Way::Forth,
        });
        let start = Line {
            label: "The start".to_owned(),
            steps: undo.len(),
            way: Way::Back,
        };
        let lines: Vec<Line> = std::iter::once(start).chain(back).chain(forth).collect();
        Area::new(Id::new("history"))
            .order(Order::Middle)
            .constrain_to(canvas)
            .pivot(Align2::LEFT_TOP)
            .fixed_pos(canvas.left_top() + vec2(12.0, 12.0))
            .show(ctx, |ui| {
                Frame::popup(ui.style())
                    .fill(chrome.panel)
                    .inner_margin(Margin::same(6))
                    .show(ui, |ui| {
                        ui.set_width(260.0_f32.min(canvas.width() - 24.0));
                        ui.horizontal(|ui| {
                            ui.add_space(8.0);
                            ui.label(
                                RichText::new("HISTORY")
                                    .font(semi_bold(10.5))
                                    .color(chrome.muted),
                            );
                            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                                if icon_button(ui, icon::X, "Close history", false, 24.0).clicked()
                                {
                                    self.open = false;
                                }
                            });
                        });
                        self.lines_ui(ui, &lines, undo.len(), canvas.height() * 0.6, requests);
                    });
            });
    }

    fn lines_ui(
        &mut self,
        ui: &mut Ui,
        lines: &[Line],
        current: usize,
        height: f32,
        requests: &mut Vec<Request>,
    ) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical()
            .id_salt("history lines")
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true]);
        if std::mem::take(&mut self.follow) {
            let top = current as f32 * ROW_HEIGHT;
            area = area.vertical_scroll_offset((top - height / 2.0).max(0.0));
        }
        area.show_rows(ui, ROW_HEIGHT, lines.len(), |ui, seen| {
            for place in seen {
                let Some(line) = lines.get(place) else {
                    continue;
                };
                if line_ui(ui, place, line, place == current).clicked() && line.steps > 0 {
                    requests.push(Request::Travel(line.way, line.steps));
                }
            }
        });
    }
}

fn line_ui(ui: &mut Ui, place: usize, line: &Line, is_now: bool) -> egui::Response {
    let chrome = theme::chrome(ui.ctx());
    let label = match line.way {
        Way::Back => format!("Go back to: {}", line.label),
        Way::Forth => format!("Go on to: {}", line.label),
    };
    // Steps have no id: the place in time is what they are.
    let id = Id::new(("history", place));
    let (response, inner) = list_row(ui, id, ROW_HEIGHT, is_now, &label);
    let (symbol, color) = match line.way {
        _ if is_now => (icon::CARET_RIGHT, chrome.ink),
        Way::Back => ("", chrome.ink),
        Way::Forth => ("", chrome.faint),
    };
    ui.painter().text(
        inner.left_center() + vec2(4.0, 0.0),
        Align2::CENTER_CENTER,
        symbol,
        icons(11.0),
        chrome.accent,
    );
    let mut text_at = inner;
    text_at.min.x += 14.0;
    super::widgets::paint_text(ui, text_at, &line.label, &regular(12.5), color);
    response
}

impl App {
    /// Remembers what is selected and seen, before the design changes.
    pub(super) fn remember_moment(&mut self) {
        let document = &self.state.document;
        let moment = Moment {
            selection: document.selection.clone(),
            view: document.view,
            seen: self.state.seen_whole(),
        };
        let state = document.history().state();
        self.history.moments.insert(state, moment);
        self.history.follow = true;
    }

    /// Undoes or redoes some steps, and shows again what was selected and seen there.
    pub(super) fn travel(&mut self, way: Way, steps: usize, ctx: &egui::Context) {
        if self.state.machine.is_busy() {
            return;
        }
        self.finish_edit();
        self.remember_moment();
        let (shown, sees_all) = (self.state.document.view, self.state.seen_whole().is_some());
        for _ in 0..steps {
            let document = &mut self.state.document;
            let result: Result<Option<String>, EditError> = match way {
                Way::Back => document.undo(),
                Way::Forth => document.redo(),
            };
            match result {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => {
                    let what = match way {
                        Way::Back => "undo",
                        Way::Forth => "redo",
                    };
                    let text = format!("Cannot {what}: {error}");
                    self.state.notify(Severity::Error, text, Vec::new());
                    break;
                }
            }
        }
        let document = &mut self.state.document;
        if let Some(moment) = self.history.moments.get(&document.history().state()) {
            let Moment {
                mut selection,
                view,
                seen,
            } = moment.clone();
            selection.retain_in(document.design());
            document.selection = selection;
            if view.is_some_and(|view| document.design().views().contains(view)) {
                document.view = view;
            }
            // Who sees everything sees everything there, too.
            if let Some(seen) = seen.filter(|_| sees_all && document.view == shown) {
                self.state.see(seen);
            }
        }
        self.state.outline_follows = true;
        ctx.request_repaint();
    }
}
