//! The whole diagram in small, in the lower right corner, with a frame around what is seen. Hidden while all of it is seen.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType, vec2,
};

use crate::base::geometry::{self, point};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::scene::painter::Painter;
use crate::scene::palette::Palette;
use crate::scene::text::Fonts;

/// Greatest width and height.
const SIZE: (f32, f32) = (120.0, 90.0);
const MARGIN: f32 = 12.0;
const PADDING: f32 = 5.0;

/// The minimap of a picture, drawn anew only when the picture changes.
#[derive(Default)]
pub(super) struct Minimap {
    /// The picture's look, and the colors of boundaries and cards in it.
    colors: Option<(u64, [Vec<Color32>; 2])>,
    /// The picture's stamp and the frame, and what is painted.
    mesh: Option<((u64, Rect), Arc<egui::Mesh>)>,
    /// The look of the picture that it will have with the next frame.
    next: u64,
}

impl Minimap {
    /// Shows the minimap, unless the legend is in its place.
    pub fn ui(
        &mut self,
        ui: &Ui,
        canvas: Rect,
        state: &State,
        legend: Option<Rect>,
        requests: &mut Vec<Request>,
    ) {
        let bounds = state.bounds();
        let seen = state.camera.visible(canvas.width(), canvas.height());
        if seen.contains_rect(bounds) || bounds.width() <= 0.0 || bounds.height() <= 0.0 {
            return;
        }
        if canvas.width() < 360.0 || canvas.height() < 240.0 {
            return;
        }
        let scale = (SIZE.0 / bounds.width()).min(SIZE.1 / bounds.height());
        let size = vec2(bounds.width(), bounds.height()) * scale + vec2(2.0, 2.0) * PADDING;
        let frame = Rect::from_min_size(canvas.max - size - vec2(MARGIN, MARGIN), size);
        if legend.is_some_and(|legend| legend.intersects(frame.expand(6.0))) {
            return;
        }
        let chrome = theme::chrome(ui.ctx());
        let palette = theme::palette(ui.ctx());
        let painter = ui.painter_at(canvas);
        painter.rect(
            frame,
            6,
            chrome.panel.gamma_multiply(0.95),
            Stroke::new(1.0, chrome.line),
            StrokeKind::Inside,
        );
        let inner = frame.shrink(PADDING);
        let place = |rect: geometry::Rect| {
            let at = |p: geometry::Point| {
                inner.min + vec2(p.x - bounds.min.x, p.y - bounds.min.y) * scale
            };
            Rect::from_min_max(at(rect.min), at(rect.max))
        };
        let key = (state.picture.stamp(), frame);
        let mesh = match &self.mesh {
            Some((of, mesh)) if *of == key => Arc::clone(mesh),
            _ => {
                let mesh = Arc::new(self.draw(state, palette, inner, place));
                if self.is_in_color(state) {
                    self.mesh = Some((key, Arc::clone(&mesh)));
                } else {
                    ui.ctx().request_repaint();
                }
                mesh
            }
        };
        painter.add(egui::Shape::Mesh(mesh));
        let view = place(seen).intersect(inner.expand(2.0));
        painter.rect(
            view,
            1,
            color(palette.selection).gamma_multiply(0.08),
            Stroke::new(1.2, color(palette.selection)),
            StrokeKind::Inside,
        );

        let response = ui.interact(frame, Id::new("minimap"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Panel, true, "Minimap"));
        if response.hovered() || response.dragged() {
            let is_held = response.dragged();
            ui.ctx().set_cursor_icon(if is_held {
                egui::CursorIcon::Grabbing
            } else {
                egui::CursorIcon::Grab
            });
        }
        if (response.clicked() || response.dragged())
            && let Some(at) = response.interact_pointer_pos()
        {
            // The frame is dragged by the point where it was taken hold of; elsewhere it comes to the pointer.
            let grip = Id::new("minimap grip");
            if response.drag_started() {
                let start = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
                let offset = if view.contains(start) {
                    start - view.center()
                } else {
                    vec2(0.0, 0.0)
                };
                ui.data_mut(|data| data.insert_temp(grip, offset));
            }
            let held = ui.data(|data| data.get_temp::<egui::Vec2>(grip));
            let offset = held
                .filter(|_| response.dragged())
                .unwrap_or(egui::Vec2::ZERO);
            let at = (at - offset - inner.min) / scale;
            requests.push(Request::CenterOn(point(
                bounds.min.x + at.x,
                bounds.min.y + at.y,
            )));
        }
    }

    /// Whether its colors are those of the picture.
    fn is_in_color(&self, state: &State) -> bool {
        let look = state.picture.look();
        self.colors.as_ref().is_some_and(|(of, _)| *of == look)
    }

    fn draw(
        &mut self,
        state: &State,
        palette: &Palette,
        inner: Rect,
        place: impl Fn(geometry::Rect) -> Rect,
    ) -> egui::Mesh {
        let diagram = state.picture.diagram();
        let look = state.picture.look();
        let fits = self
            .colors
            .as_ref()
            .is_some_and(|(_, [boundaries, cards])| {
                boundaries.len() == diagram.boundaries.len() && cards.len() == diagram.cards.len()
            });
        if fits && !self.is_in_color(state) && self.next != look {
            // The frame that shows a change comes first, with the colors as they were.
            self.next = look;
        } else if !self.is_in_color(state) {
            let subject = state.picture.subject();
            let colors = Painter::new(&subject.design, &subject.options, Fonts::bundled());
            let boundaries = diagram.boundaries.iter();
            let boundaries =
                boundaries.map(|b| palette.card.mix(colors.service_color(b.service), 0.28));
            let cards = diagram.cards.iter();
            let cards = cards.map(|c| palette.card.mix(colors.entity_color(c.entity), 0.75));
            let hues = [boundaries.map(color).collect(), cards.map(color).collect()];
            self.colors = Some((look, hues));
        }
        let mut mesh = egui::Mesh::default();
        if let Some((_, [boundaries, cards])) = &self.colors {
            let of_boundaries = diagram.boundaries.iter().map(|b| b.rect).zip(boundaries);
            let of_cards = diagram.cards.iter().map(|c| c.rect).zip(cards);
            for (rect, hue) in of_boundaries.chain(of_cards) {
                let rect = place(rect);
                let rect = Rect::from_min_max(rect.min, rect.max.max(rect.min + vec2(1.0, 1.0)));
                mesh.add_colored_rect(rect.intersect(inner), *hue);
            }
        }
        mesh
    }
}
