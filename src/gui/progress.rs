//! What takes longer than a moment: what it is, for how long, and a button that ends it.

use std::time::{Duration, Instant};

use eframe::egui::{Align2, Area, Context, Frame, Id, Margin, Order, Rect, RichText, Stroke, vec2};

use super::app::App;
use super::jobs::Work;
use super::panels::grouped;
use super::request::Request;
use super::theme;

/// What is done in this time nobody waits for.
const MOMENT: Duration = Duration::from_millis(500);

/// Shows the work that has been going on for longest, in the lower middle of the canvas.
pub fn ui(ctx: &Context, canvas: Rect, app: &App, requests: &mut Vec<Request>) {
    let now = Instant::now();
    let Some(running) = app.jobs.running().find(|running| running.work.is_shown()) else {
        return;
    };
    let so_far = now.saturating_duration_since(running.since);
    if so_far < MOMENT {
        ctx.request_repaint_after(MOMENT.saturating_sub(so_far));
        return;
    }
    // The seconds go on.
    ctx.request_repaint_after(Duration::from_secs(1));
    let chrome = theme::chrome(ctx);
    let area = Area::new(Id::new("progress"))
        .order(Order::Foreground)
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(canvas.center_bottom() - vec2(0.0, 20.0))
        .movable(false);
    area.show(ctx, |ui| {
        Frame::NONE
            .fill(chrome.panel)
            .stroke(Stroke::new(1.0, chrome.line))
            .corner_radius(8)
            .inner_margin(Margin::symmetric(14, 8))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let text = running.work.label();
                    ui.label(RichText::new(text).color(chrome.ink));
                    let seconds = grouped(so_far.as_secs() as usize);
                    ui.label(RichText::new(format!("{seconds} s")).color(chrome.muted));
                    ui.add_space(8.0);
                    let more = match running.work {
                        Work::Arrange(_) => "Take the arrangement as it is by then",
                        _ => "Leave everything as it was",
                    };
                    if ui.button("Cancel").on_hover_text(more).clicked() {
                        requests.push(Request::CancelWork);
                    }
                });
            });
    });
}

impl App {
    /// Ends what has been going on for longest.
    pub(super) fn cancel_work(&mut self) {
        let running = self.jobs.running().find(|running| running.work.is_shown());
        let Some((number, work)) = running.map(|running| (running.number, running.work.clone()))
        else {
            return;
        };
        if matches!(work, Work::Tidy(_)) {
            self.cancel_tidying();
            return;
        }
        self.jobs.cancel(number);
        if matches!(work, Work::Open(_)) {
            self.state.opening = None;
        }
    }
}
