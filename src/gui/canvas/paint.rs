//! Paints the display list.
//!
//! Close in, the shapes of each group are made once per zoom and only moved while the view moves. Far out, thousands of
//! groups become one mesh of plain rectangles and segments.

use std::sync::Arc;

use eframe::egui::epaint::Mesh;
use eframe::egui::{Painter, Pos2, Rect, Shape, Vec2, pos2, vec2};

use super::close::{Steps, make, text_shape};
use super::flat::Flat;
use crate::base::geometry;
use crate::scene::{Group, Level, ShapeKind};
use crate::session::camera::Camera;
use crate::session::picture::Picture;

/// Shapes of groups at one zoom, relative to where the diagram's origin is in the window.
pub(super) struct Paint {
    key: Option<Key>,
    groups: Vec<Option<Made>>,
    steps: Steps,
    /// The frame for which the steps were chosen.
    frame: u64,
    /// How full the font atlas was: when it is emptied, texts have to be laid out again.
    atlas: f32,
    /// What was painted from afar the last time.
    flat: Arc<Mesh>,
}

impl Default for Paint {
    fn default() -> Self {
        Self {
            key: None,
            groups: Vec::new(),
            steps: Steps::Fine,
            frame: 0,
            atlas: 0.0,
            flat: Arc::default(),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
struct Key {
    zoom: f32,
    steps: Steps,
    pixels_per_point: f32,
    atlas_size: [usize; 2],
}

/// The shapes of a group, and for which drawing of it they were made.
struct Made {
    stamp: u64,
    shapes: Vec<Shape>,
}

impl Paint {
    /// Paints all of a picture that the canvas shows.
    pub fn picture(&mut self, painter: &Painter, canvas: Rect, camera: Camera, picture: &Picture) {
        let seen = camera.visible(canvas.width(), canvas.height());
        let groups = picture.groups_in(seen);
        self.groups(painter, canvas, camera, picture, &groups);
    }

    /// Paints some groups of a picture.
    pub fn groups(
        &mut self,
        painter: &Painter,
        canvas: Rect,
        camera: Camera,
        picture: &Picture,
        groups: &[usize],
    ) {
        let here = geometry::vector(0.0, 0.0);
        let groups: Vec<_> = groups.iter().map(|&place| (place, here)).collect();
        self.moved_groups(painter, canvas, camera, picture, &groups);
    }

    /// Paints some groups of a picture, each as far from where it stands as it says, in diagram units.
    pub fn moved_groups(
        &mut self,
        painter: &Painter,
        canvas: Rect,
        camera: Camera,
        picture: &Picture,
        groups: &[(usize, geometry::Vector)],
    ) {
        self.prepare(painter, camera);
        let origin = origin(canvas, camera);
        let level = Level::at_zoom(camera.zoom);
        let all = &picture.scene().groups;
        let off = |by: geometry::Vector| vec2(by.x, by.y) * camera.zoom;
        if level == Level::Row {
            for &(place, by) in groups {
                let (Some(group), Some(&stamp)) = (all.get(place), picture.stamps().get(place))
                else {
                    continue;
                };
                let origin = origin + off(by);
                let shapes = self.shapes(painter, camera.zoom, place, stamp, group);
                painter.extend(shapes.iter().map(|shape| moved(shape, origin)));
            }
            return;
        }
        let groups = groups
            .iter()
            .filter_map(|&(place, by)| Some((all.get(place)?, off(by))));
        far_out(painter, canvas, camera, groups, &mut self.flat);
    }

    fn prepare(&mut self, painter: &Painter, camera: Camera) {
        let (atlas, atlas_size) =
            painter.fonts(|fonts| (fonts.font_atlas_fill_ratio(), fonts.font_image_size()));
        let frame = painter.ctx().cumulative_frame_nr();
        if self.frame != frame {
            self.frame = frame;
            let zooms = self.key.is_some_and(|key| key.zoom != camera.zoom);
            self.steps = if zooms && Level::at_zoom(camera.zoom) == Level::Row {
                // Once it stays, text is what it should be.
                painter.ctx().request_repaint();
                Steps::Coarse
            } else {
                Steps::Fine
            };
        }
        let key = Key {
            zoom: camera.zoom,
            steps: self.steps,
            pixels_per_point: painter.pixels_per_point(),
            atlas_size: [atlas_size[0], 0],
        };
        // The atlas grows downwards, and places in it stay; less in it than before means that it was made anew.
        let emptied = atlas < self.atlas * 0.5;
        if self.key != Some(key) || emptied {
            self.key = Some(key);
            self.groups.clear();
        }
        self.atlas = atlas;
    }

    fn shapes(
        &mut self,
        painter: &Painter,
        zoom: f32,
        place: usize,
        stamp: u64,
        group: &Group,
    ) -> &[Shape] {
        let steps = self.key.map_or(Steps::Fine, |key| key.steps);
        if self.groups.len() <= place {
            self.groups.resize_with(place + 1, || None);
        }
        let slot = &mut self.groups[place];
        if slot.as_ref().is_none_or(|made| made.stamp != stamp) {
            *slot = None;
        }
        let made = slot.get_or_insert_with(|| Made {
            stamp,
            shapes: make(painter, zoom, group, steps),
        });
        &made.shapes
    }
}

/// Paints groups as they are made out from afar.
fn far_out<'a>(
    painter: &Painter,
    canvas: Rect,
    camera: Camera,
    groups: impl Iterator<Item = (&'a Group, Vec2)>,
    mesh: &mut Arc<Mesh>,
) {
    let origin = origin(canvas, camera);
    let level = Level::at_zoom(camera.zoom);
    let clip = canvas.expand(8.0);
    // The memory of the last one, which nobody shows any more.
    let mut room = Arc::try_unwrap(std::mem::take(mesh)).unwrap_or_default();
    room.clear();
    let mut flat = Flat::new(painter.pixels_per_point(), camera.zoom, origin, clip);
    flat.mesh = room;
    let mut texts = Vec::new();
    for (group, by) in groups {
        flat.origin = origin + by;
        for shape in group.shapes.iter().filter(|shape| shape.shows_at(level)) {
            match &shape.kind {
                ShapeKind::Text(text) => texts.push((text, by)),
                kind => flat.add(kind),
            }
        }
    }
    *mesh = Arc::new(flat.mesh);
    painter.add(Shape::Mesh(Arc::clone(mesh)));
    for (text, by) in texts {
        if let Some(shape) = text_shape(painter, camera.zoom, text, Steps::Fine) {
            painter.add(moved(&shape, origin + by));
        }
    }
}

/// Paints groups that are not those of the picture, at any zoom.
pub(super) fn overlay_groups(painter: &Painter, canvas: Rect, camera: Camera, groups: &[Group]) {
    if Level::at_zoom(camera.zoom) != Level::Row {
        let groups = groups.iter().map(|group| (group, Vec2::ZERO));
        return far_out(painter, canvas, camera, groups, &mut Arc::default());
    }
    for group in groups {
        in_place(painter, canvas, camera, group);
    }
}

/// Paints a group at 100 % with its upper left corner at a place of the window.
pub(super) fn overlay(painter: &Painter, at: Pos2, group: &Group) {
    let by = at - pos2(group.bounds.min.x, group.bounds.min.y);
    for shape in make(painter, 1.0, group, Steps::Fine) {
        painter.add(moved(&shape, by));
    }
}

/// Paints a group where it stands in the diagram.
pub(super) fn in_place(painter: &Painter, canvas: Rect, camera: Camera, group: &Group) {
    let origin = origin(canvas, camera);
    for shape in make(painter, camera.zoom, group, Steps::Fine) {
        painter.add(moved(&shape, origin));
    }
}

/// Where the texts of a group are in the window, as far as they are drawn at the zoom.
pub(super) fn text_places<'a>(
    painter: &'a Painter,
    canvas: Rect,
    camera: Camera,
    group: &'a Group,
) -> impl Iterator<Item = Rect> + 'a {
    let origin = origin(canvas, camera);
    let level = Level::at_zoom(camera.zoom);
    let shapes = group.shapes.iter().filter(move |s| s.shows_at(level));
    shapes.filter_map(move |shape| match &shape.kind {
        ShapeKind::Text(text) => {
            let shape = text_shape(painter, camera.zoom, text, Steps::Fine)?;
            Some(shape.visual_bounding_rect().translate(origin))
        }
        _ => None,
    })
}

/// Where the diagram's origin is in the window.
pub(super) fn origin(canvas: Rect, camera: Camera) -> Vec2 {
    let at = camera.to_canvas(geometry::point(0.0, 0.0));
    canvas.min.to_vec2() + vec2(at.x, at.y)
}

fn moved(shape: &Shape, by: Vec2) -> Shape {
    let mut shape = shape.clone();
    shape.translate(by);
    shape
}
