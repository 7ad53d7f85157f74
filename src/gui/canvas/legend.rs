//! What colors and lines mean, in the lower left corner: a row or two of it, and the rest on demand.

use eframe::egui::{CursorIcon, Id, Rect, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::paint::overlay;
use crate::gui::state::State;
use crate::gui::theme::{self, semi_bold};
use crate::gui::widgets::focus_ring;
use crate::scene::painter::{self, Painter};
use crate::scene::text::Fonts;

/// Distance from the edges of the canvas.
const MARGIN: f32 = 12.0;
/// A canvas that is lower than this has room for one row.
const LOW: f32 = 480.0;
const NARROW: f32 = 600.0;

/// The legend of a picture, kept while neither what the picture shows nor the room for it changes.
#[derive(Default)]
pub(super) struct Legend {
    key: Option<(u64, f32, usize)>,
    short: Option<painter::Legend>,
    whole: Option<painter::Legend>,
    is_unfolded: bool,
    /// The look of the picture that it will explain with the next frame.
    next: u64,
}

impl Legend {
    /// How high the legend is in a canvas of this size while it is folded, with its margin; zero if there is none.
    pub fn height(&mut self, width: f32, height: f32, state: &State) -> f32 {
        self.prepare(width, height, state);
        match &self.short {
            Some(short) => short.group.bounds.height() + MARGIN,
            None => 0.0,
        }
    }

    /// Shows the legend. Returns where it is.
    pub fn ui(
        &mut self,
        ui: &Ui,
        canvas: Rect,
        state: &State,
        covered: &mut Vec<Rect>,
    ) -> Option<Rect> {
        let look = state.picture.look();
        if self.key.is_some_and(|(of, ..)| of != look) && self.next != look {
            // The frame that shows a change comes first.
            self.next = look;
            ui.ctx().request_repaint();
        } else {
            self.prepare(canvas.width(), canvas.height(), state);
        }
        let short = self.short.as_ref()?;
        let can_unfold = short.left_out > 0;
        let legend = match &self.whole {
            Some(whole) if self.is_unfolded && can_unfold => whole,
            _ => short,
        };
        let size = vec2(legend.group.bounds.width(), legend.group.bounds.height());
        let at = pos2(canvas.left() + MARGIN, canvas.bottom() - MARGIN - size.y);
        overlay(&ui.painter_at(canvas), at, &legend.group);
        if can_unfold {
            let corner = at - vec2(legend.group.bounds.min.x, legend.group.bounds.min.y);
            let end = Rect::from_min_size(
                pos2(corner.x + legend.end.min.x, corner.y + legend.end.min.y),
                vec2(legend.end.width(), legend.end.height()),
            );
            covered.push(end);
            if fold_ui(ui, end, legend.left_out) {
                self.is_unfolded = !self.is_unfolded;
            }
        }
        Some(Rect::from_min_size(at, size))
    }

    fn prepare(&mut self, width: f32, height: f32, state: &State) {
        // It explains the picture; it must not hide it.
        if !state.settings.legend || state.unpictured || width < 240.0 || height < 160.0 {
            (self.key, self.short, self.whole) = (None, None, None);
            return;
        }
        // Beside the minimap, which a narrow canvas has no room for.
        let beside = if width < NARROW { 0.0 } else { 140.0 };
        let room = width - 2.0 * MARGIN - beside;
        let rows = if height < LOW { 1 } else { 2 };
        let key = (state.picture.look(), room, rows);
        if self.key != Some(key) {
            self.key = Some(key);
            let subject = state.picture.subject();
            let painter = Painter::new(&subject.design, &subject.options, Fonts::bundled());
            let diagram = state.picture.diagram();
            self.short = painter.legend_in_rows(diagram, room, Some(rows));
            self.whole = painter.legend_in_rows(diagram, room, None);
        }
    }
}

/// The words that unfold the legend, if that leaves something out, or else fold it. Whether they were clicked.
fn fold_ui(ui: &Ui, rect: Rect, left_out: usize) -> bool {
    let chrome = theme::chrome(ui.ctx());
    let (text, about) = match left_out {
        0 => ("Show less".to_owned(), "Show less of the legend"),
        _ => (format!("{left_out} more…"), "Show all of the legend"),
    };
    let response = ui.interact(rect, Id::new("legend fold"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, about));
    let hue = if response.hovered() {
        chrome.ink
    } else {
        chrome.accent
    };
    let galley = ui.painter().layout_no_wrap(text, semi_bold(11.0), hue);
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, hue);
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}
