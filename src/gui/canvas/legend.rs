//! What colors and lines mean, in the lower left corner.

use eframe::egui::{Rect, Ui, pos2, vec2};

use super::paint::Paint;
use crate::base::geometry;
use crate::gui::state::State;
use crate::scene::painter::Painter;
use crate::scene::text::Fonts;

/// Distance from the edges of the canvas.
const MARGIN: f32 = 12.0;

/// Shows the legend. Returns where it is.
pub(super) fn ui(ui: &Ui, paint: &mut Paint, canvas: Rect, state: &State) -> Option<Rect> {
    let subject = state.picture.subject();
    let painter = Painter::new(&subject.design, &subject.options, Fonts::bundled());
    // Beside the minimap.
    let room = (canvas.width() - 2.0 * MARGIN - 140.0).max(120.0);
    let group = painter.legend(
        state.picture.diagram(),
        geometry::Rect::new(0.0, 0.0, room, 0.0),
    )?;
    let size = vec2(group.bounds.width(), group.bounds.height());
    if size.x + 2.0 * MARGIN > canvas.width() || size.y > canvas.height() * 0.3 {
        return None;
    }
    let at = pos2(canvas.left() + MARGIN, canvas.bottom() - MARGIN - size.y);
    let rect = Rect::from_min_size(at, size);
    paint.overlay(&ui.painter_at(canvas), at, &group);
    Some(rect)
}
