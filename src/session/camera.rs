//! Which part of a diagram is seen, and how large.

use crate::base::geometry::{Point, Rect, Vector, point, vector};

/// The least zoom: a design of many thousand entities still fits.
pub const MIN_ZOOM: f32 = 0.01;
/// The greatest zoom.
pub const MAX_ZOOM: f32 = 4.0;

/// Room around the diagram when it is fitted into the canvas, in canvas units.
const FIT_MARGIN: f32 = 32.0;

/// Maps diagram units to canvas units, which are logical pixels from the canvas's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The point of the diagram at the upper left corner of the canvas.
    pub origin: Point,
    /// Canvas units per diagram unit; 1 is 100 %.
    pub zoom: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            origin: point(-FIT_MARGIN, -FIT_MARGIN),
            zoom: 1.0,
        }
    }
}

impl Camera {
    /// Where a point of the diagram is on the canvas.
    pub fn to_canvas(self, p: Point) -> Point {
        point(
            (p.x - self.origin.x) * self.zoom,
            (p.y - self.origin.y) * self.zoom,
        )
    }

    /// Which point of the diagram is at a place of the canvas.
    pub fn to_diagram(self, p: Point) -> Point {
        point(
            p.x / self.zoom + self.origin.x,
            p.y / self.zoom + self.origin.y,
        )
    }

    /// The part of the diagram that a canvas of this size shows.
    pub fn visible(self, width: f32, height: f32) -> Rect {
        Rect {
            min: self.origin,
            max: self.to_diagram(point(width, height)),
        }
    }

    /// Moves the view over the diagram, in diagram units.
    pub fn pan(&mut self, by: Vector) {
        self.origin = self.origin + by;
    }

    /// Zooms by a factor; what is at `anchor` of the canvas stays there.
    pub fn zoom_by(&mut self, factor: f32, anchor: Point) {
        self.zoom_to(self.zoom * factor, anchor);
    }

    /// Zooms to a factor; what is at `anchor` of the canvas stays there.
    pub fn zoom_to(&mut self, zoom: f32, anchor: Point) {
        if !zoom.is_finite() {
            return;
        }
        let fixed = self.to_diagram(anchor);
        self.zoom = zoom.clamp(MIN_ZOOM, MAX_ZOOM);
        self.origin = fixed - vector(anchor.x / self.zoom, anchor.y / self.zoom);
    }

    /// Shows all of `bounds` in the middle of a canvas of this size, at 100 % at most.
    pub fn fit(&mut self, bounds: Rect, width: f32, height: f32) {
        let room =
            |canvas: f32, diagram: f32| (canvas - 2.0 * FIT_MARGIN).max(1.0) / diagram.max(1.0);
        self.zoom = room(width, bounds.width())
            .min(room(height, bounds.height()))
            .clamp(MIN_ZOOM, 1.0);
        self.center_on(bounds.center(), width, height);
    }

    /// Puts a point of the diagram into the middle of a canvas of this size.
    pub fn center_on(&mut self, center: Point, width: f32, height: f32) {
        self.origin = center - vector(width / 2.0 / self.zoom, height / 2.0 / self.zoom);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let mut camera = Camera::default();
        let pointer = point(300.0, 200.0);
        let before = camera.to_diagram(pointer);
        camera.zoom_by(1.5, pointer);
        let after = camera.to_diagram(pointer);
        assert!((before - after).x.abs() < 0.01 && (before - after).y.abs() < 0.01);
        camera.zoom_by(1e9, pointer);
        assert_eq!(camera.zoom, MAX_ZOOM);
        camera.zoom_by(f32::NAN, pointer);
        assert_eq!(camera.zoom, MAX_ZOOM);
    }

    #[test]
    fn fitting_shows_everything_and_never_enlarges() {
        let mut camera = Camera::default();
        let bounds = Rect::new(-500.0, 100.0, 4000.0, 900.0);
        camera.fit(bounds, 1000.0, 700.0);
        assert!(camera.visible(1000.0, 700.0).contains_rect(bounds));
        camera.fit(Rect::new(0.0, 0.0, 10.0, 10.0), 1000.0, 700.0);
        assert_eq!(camera.zoom, 1.0);
        assert_eq!(camera.to_canvas(point(5.0, 5.0)), point(500.0, 350.0));
    }
}
