//! A word on what was just done, with a way back: it goes by itself and asks for nothing.

use std::time::Duration;

use eframe::egui::{
    self, Align2, Area, Button, Color32, Frame, Id, Margin, Order, Rect, RichText, vec2,
};

use super::app::App;
use super::history::Way;
use super::request::Request;
use super::theme::{self, color, regular, semi_bold};

/// How many parts a change has to touch to be worth a word.
pub(super) const BULK: usize = 5;
/// How long a word is shown, in seconds.
const SHOWN_S: f64 = 6.0;
/// Longer when there is more to read.
const SHOWN_WITH_NOTES_S: f64 = 12.0;
/// How many notes are listed.
const NOTES: usize = 6;

/// What is said.
#[derive(Clone, Debug, Default)]
pub struct Toast {
    text: String,
    notes: Vec<String>,
    /// Undo is offered as long as the history is in this state.
    state: Option<u64>,
    /// When it goes, in seconds of the window's clock; set when it is first shown.
    until_s: Option<f64>,
}

impl Toast {
    /// Shows it below the upper edge of the canvas. Returns whether it is to stay.
    fn ui(
        &mut self,
        canvas: Rect,
        ctx: &egui::Context,
        app: &App,
        requests: &mut Vec<Request>,
    ) -> bool {
        let now_s = ctx.input(|input| input.time);
        let shown_s = if self.notes.is_empty() {
            SHOWN_S
        } else {
            SHOWN_WITH_NOTES_S
        };
        let until_s = *self.until_s.get_or_insert(now_s + shown_s);
        let is_past = self
            .state
            .is_some_and(|state| state != app.state.document.history().state());
        if now_s >= until_s || is_past {
            return false;
        }
        let palette = theme::palette(ctx);
        let (ground, ink) = (color(palette.ink), color(palette.card));
        let area = Area::new(Id::new("toast"))
            .order(Order::Middle)
            .constrain_to(canvas)
            .pivot(Align2::CENTER_TOP)
            .fixed_pos(canvas.center_top() + vec2(0.0, 14.0))
            .show(ctx, |ui| {
                Frame::popup(ui.style())
                    .fill(ground)
                    .stroke(egui::Stroke::NONE)
                    .corner_radius(8)
                    .inner_margin(Margin::symmetric(14, 8))
                    .show(ui, |ui| {
                        ui.set_max_width(460.0);
                        ui.horizontal(|ui| {
                            ui.label(RichText::new(&self.text).font(regular(12.5)).color(ink));
                            if self.state.is_some() {
                                ui.add_space(6.0);
                                let text = RichText::new("Undo").font(semi_bold(12.5)).color(ink);
                                let button = Button::new(text)
                                    .fill(Color32::TRANSPARENT)
                                    .stroke(egui::Stroke::new(1.0, ink.gamma_multiply(0.5)))
                                    .min_size(vec2(52.0, 22.0));
                                let button = ui.add(button);
                                button.widget_info(|| {
                                    egui::WidgetInfo::labeled(
                                        egui::WidgetType::Button,
                                        true,
                                        "Undo this",
                                    )
                                });
                                if button.clicked() {
                                    requests.push(Request::Travel(Way::Back, 1));
                                }
                            }
                        });
                        let faint = ink.gamma_multiply(0.8);
                        for note in self.notes.iter().take(NOTES) {
                            ui.label(RichText::new(note).font(regular(11.5)).color(faint));
                        }
                        if self.notes.len() > NOTES {
                            let more = format!("and {} more", self.notes.len() - NOTES);
                            ui.label(RichText::new(more).font(regular(11.5)).color(faint));
                        }
                    });
            });
        if area.response.contains_pointer() {
            // Who reads it is not hurried.
            self.until_s = Some(until_s.max(now_s + 2.0));
        }
        let rest_s = self.until_s.unwrap_or(until_s) - now_s;
        ctx.request_repaint_after(Duration::from_secs_f64(rest_s.max(0.01)));
        true
    }
}

impl App {
    /// Says something for a while.
    pub(super) fn tell(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast {
            text: text.into(),
            ..Toast::default()
        });
    }

    /// Says what was just done, what else changed by it, and offers to undo it.
    pub(super) fn tell_done(&mut self, text: impl Into<String>, notes: Vec<String>) {
        self.toast = Some(Toast {
            text: text.into(),
            notes,
            state: Some(self.state.document.history().state()),
            until_s: None,
        });
    }

    /// Shows what there is to say.
    pub(super) fn toast_ui(
        &mut self,
        canvas: Rect,
        ctx: &egui::Context,
        requests: &mut Vec<Request>,
    ) {
        if let Some(mut toast) = self.toast.take()
            && toast.ui(canvas, ctx, self, requests)
        {
            self.toast = Some(toast);
        }
    }
}
