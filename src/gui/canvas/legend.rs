//! What colors and lines mean, in the lower left corner.

use eframe::egui::{Rect, Ui, pos2, vec2};

use super::paint::overlay;
use crate::base::geometry;
use crate::gui::state::State;
use crate::scene::Group;
use crate::scene::painter::Painter;
use crate::scene::text::Fonts;

/// Distance from the edges of the canvas.
const MARGIN: f32 = 12.0;

/// The legend of a picture, kept while neither what the picture shows nor the room for it changes.
#[derive(Default)]
pub(super) struct Legend {
    key: Option<(u64, f32)>,
    group: Option<Group>,
}

impl Legend {
    /// How high the legend is in a canvas of this size, with its margin; zero if there is none.
    pub fn height(&mut self, width: f32, height: f32, state: &State) -> f32 {
        match self.group(width, height, state) {
            Some(group) => group.bounds.height() + MARGIN,
            None => 0.0,
        }
    }

    /// Shows the legend. Returns where it is.
    pub fn ui(&mut self, ui: &Ui, canvas: Rect, state: &State) -> Option<Rect> {
        let group = self.group(canvas.width(), canvas.height(), state)?;
        let size = vec2(group.bounds.width(), group.bounds.height());
        let at = pos2(canvas.left() + MARGIN, canvas.bottom() - MARGIN - size.y);
        overlay(&ui.painter_at(canvas), at, group);
        Some(Rect::from_min_size(at, size))
    }

    fn group(&mut self, width: f32, height: f32, state: &State) -> Option<&Group> {
        if !state.settings.legend || state.unpictured {
            return None;
        }
        // Beside the minimap.
        let room = (width - 2.0 * MARGIN - 140.0).max(120.0);
        let key = (state.picture.look(), room);
        if self.key != Some(key) {
            self.key = Some(key);
            let subject = state.picture.subject();
            let painter = Painter::new(&subject.design, &subject.options, Fonts::bundled());
            let above = geometry::Rect::new(0.0, 0.0, room, 0.0);
            self.group = painter.legend(state.picture.diagram(), above);
        }
        // It explains the picture; it must not hide it.
        self.group.as_ref().filter(|group| {
            group.bounds.width() + 2.0 * MARGIN <= width && group.bounds.height() <= height * 0.25
        })
    }
}
