//! Paints a picture whose cards are on their way to their places.

use eframe::egui::{Painter, Rect};

use super::paint::{Paint, overlay_groups};
use crate::base::geometry::{self, vector};
use crate::gui::glide::{Glide, is_of_lines};
use crate::gui::state::State;
use crate::scene::{Group, Layer, What};

/// The shapes of what was shown before; those of what is shown now are the canvas's own.
#[derive(Default)]
pub(super) struct Gliding {
    before: Paint,
}

impl Gliding {
    /// Paints everything as it is now: boundaries, lines of before and after as strong as they are, cards, and the rest.
    pub fn ui(
        &mut self,
        painter: &Painter,
        canvas: Rect,
        state: &State,
        glide: &Glide,
        paint: &mut Paint,
    ) {
        let picture = &state.picture;
        let camera = state.camera;
        let seen = camera.visible(canvas.width(), canvas.height());
        let groups = &picture.scene().groups;
        let boundaries: Vec<Group> = groups
            .iter()
            .filter_map(|group| match group.what {
                What::Service(id) if group.layer == Layer::Boundary => {
                    Some(glide.boundary(id, picture.boundary(id)?, group))
                }
                _ => None,
            })
            .filter(|group| group.bounds.overlaps(seen))
            .collect();
        overlay_groups(painter, canvas, camera, &boundaries);

        let (fading, coming) = glide.strengths();
        if fading > 0.0 {
            let before = &glide.before;
            let places = lines(&before.scene().groups, before.groups_in(seen));
            let mut painter = painter.clone();
            painter.set_opacity(fading);
            self.before
                .groups(&painter, canvas, camera, before, &places);
        }
        if coming > 0.0 {
            let places = lines(groups, picture.groups_in(seen));
            let mut painter = painter.clone();
            painter.set_opacity(coming);
            paint.groups(&painter, canvas, camera, picture, &places);
        }
        let moving: Vec<(usize, geometry::Vector)> = groups
            .iter()
            .enumerate()
            .filter_map(|(place, group)| {
                let by = match group.what {
                    What::Entity(id) if group.layer == Layer::Card => {
                        glide.offset(id, picture.diagram().card(id)?.rect)
                    }
                    What::Note(_) => vector(0.0, 0.0),
                    _ => return None,
                };
                group
                    .bounds
                    .translate(by)
                    .overlaps(seen)
                    .then_some((place, by))
            })
            .collect();
        paint.moved_groups(painter, canvas, camera, picture, &moving);
    }
}

/// Of some groups those of lines.
fn lines(groups: &[Group], mut places: Vec<usize>) -> Vec<usize> {
    places.retain(|&place| groups.get(place).is_some_and(is_of_lines));
    places
}
