//! Thousands of groups as one mesh of plain rectangles and segments.

use eframe::egui::epaint::Mesh;
use eframe::egui::{Color32, Pos2, Rect, Vec2, pos2, vec2};

use super::close::{scaled, scaled_rect};
use crate::base::geometry::Point;
use crate::gui::theme::color;
use crate::scene::ShapeKind;

/// A mesh of plain rectangles and segments: what can be made out far away.
pub(super) struct Flat {
    pub mesh: Mesh,
    /// Where the diagram's origin is in the window, for what is added next.
    pub origin: Vec2,
    pixels_per_point: f32,
    zoom: f32,
    clip: Rect,
}

impl Flat {
    pub fn new(pixels_per_point: f32, zoom: f32, origin: Vec2, clip: Rect) -> Self {
        Self {
            mesh: Mesh::default(),
            pixels_per_point,
            zoom,
            origin,
            clip,
        }
    }

    pub fn add(&mut self, kind: &ShapeKind) {
        match kind {
            ShapeKind::Rect {
                rect, fill, stroke, ..
            } => {
                let rect = self.snapped(scaled_rect(*rect, self.zoom).translate(self.origin));
                if let Some(fill) = fill {
                    self.rect(rect, color(*fill));
                }
                if let Some(stroke) = stroke {
                    let (width, hue) = self.pen(stroke);
                    let hue = color(hue);
                    let inner = rect.shrink(width);
                    if inner.is_positive() {
                        self.rect(
                            Rect::from_min_max(rect.min, pos2(rect.right(), inner.top())),
                            hue,
                        );
                        self.rect(
                            Rect::from_min_max(pos2(rect.left(), inner.bottom()), rect.max),
                            hue,
                        );
                        self.rect(
                            Rect::from_min_max(pos2(rect.left(), inner.top()), inner.left_bottom()),
                            hue,
                        );
                        self.rect(
                            Rect::from_min_max(
                                inner.right_top(),
                                pos2(rect.right(), inner.bottom()),
                            ),
                            hue,
                        );
                    }
                }
            }
            ShapeKind::Polyline { points, stroke, .. } => {
                let (width, hue) = self.pen(stroke);
                let hue = color(hue);
                for ends in points.windows(2) {
                    let (a, b) = (self.at(ends[0]), self.at(ends[1]));
                    if a.x == b.x || a.y == b.y {
                        let rect = Rect::from_two_pos(a, b);
                        let rect = Rect::from_min_size(
                            rect.min,
                            rect.size().max(Vec2::ZERO) + Vec2::splat(width),
                        );
                        self.rect(rect, hue);
                    } else {
                        self.segment(a, b, width, hue);
                    }
                }
            }
            ShapeKind::Polygon { points, fill } => {
                let hue = color(*fill);
                let first = self.mesh.vertices.len() as u32;
                for p in points {
                    let at = self.at(*p);
                    self.mesh.colored_vertex(at, hue);
                }
                for n in 1..(points.len() as u32).saturating_sub(1) {
                    self.mesh.add_triangle(first, first + n, first + n + 1);
                }
            }
            ShapeKind::Circle {
                center,
                radius,
                fill,
                ..
            } => {
                if let Some(fill) = fill {
                    let half = Vec2::splat(radius * self.zoom * 0.9);
                    let at = self.at(*center);
                    self.rect(Rect::from_min_max(at - half, at + half), color(*fill));
                }
            }
            ShapeKind::Text(_) => {}
        }
    }

    /// At least a pixel wide; what would be thinner is paler instead.
    fn pen(&self, stroke: &crate::scene::Stroke) -> (f32, crate::scene::palette::Rgba) {
        let pixels = stroke.width * self.zoom * self.pixels_per_point;
        let strength = pixels.clamp(0.35, 1.0) * f32::from(stroke.color.a) / 255.0;
        (
            pixels.round().max(1.0) / self.pixels_per_point,
            stroke.color.with_opacity(strength),
        )
    }

    /// A point of the diagram, on a whole pixel.
    fn at(&self, p: Point) -> Pos2 {
        let p = scaled(p, self.zoom) + self.origin;
        pos2(self.snap(p.x), self.snap(p.y))
    }

    fn snap(&self, value: f32) -> f32 {
        (value * self.pixels_per_point).round() / self.pixels_per_point
    }

    fn snapped(&self, rect: Rect) -> Rect {
        let min = pos2(self.snap(rect.left()), self.snap(rect.top()));
        let pixel = 1.0 / self.pixels_per_point;
        let max = pos2(
            self.snap(rect.right()).max(min.x + pixel),
            self.snap(rect.bottom()).max(min.y + pixel),
        );
        Rect::from_min_max(min, max)
    }

    fn rect(&mut self, rect: Rect, hue: Color32) {
        let rect = rect.intersect(self.clip);
        if rect.is_positive() {
            self.mesh.add_colored_rect(rect, hue);
        }
    }

    /// A dash between two points: on whole pixels where it is level or upright.
    pub fn dash(&mut self, a: Pos2, b: Pos2, width: f32, hue: Color32) {
        let half = Vec2::splat(width / 2.0);
        if (a.x - b.x).abs() < 0.01 || (a.y - b.y).abs() < 0.01 {
            let across = if (a.y - b.y).abs() < 0.01 {
                vec2(0.0, half.y)
            } else {
                vec2(half.x, 0.0)
            };
            let rect = Rect::from_two_pos(a, b);
            let rect = Rect::from_min_max(rect.min - across, rect.max + across);
            let min = pos2(self.snap(rect.left()), self.snap(rect.top()));
            let size = vec2(self.snap(rect.width()), self.snap(rect.height()));
            let pixel = 1.0 / self.pixels_per_point;
            self.rect(Rect::from_min_size(min, size.max(Vec2::splat(pixel))), hue);
        } else {
            self.segment(a, b, width, hue);
        }
    }

    fn segment(&mut self, a: Pos2, b: Pos2, width: f32, hue: Color32) {
        let across = (b - a).normalized().rot90() * (width / 2.0);
        let first = self.mesh.vertices.len() as u32;
        for at in [a + across, b + across, b - across, a - across] {
            self.mesh.colored_vertex(at, hue);
        }
        self.mesh.add_triangle(first, first + 1, first + 2);
        self.mesh.add_triangle(first, first + 2, first + 3);
    }
}
