//! Shapes of a group at full detail, and of texts.

use eframe::egui::epaint::{CircleShape, PathShape, PathStroke, RectShape, TextShape};
use eframe::egui::{
    Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2,
};

use super::flat::Flat;
use crate::base::geometry::{self, Point};
use crate::gui::theme::{self, color};
use crate::scene::text::Weight;
use crate::scene::{Anchor, Group, Level, ShapeKind, Text};

/// Text smaller than this many pixels cannot be read and is not drawn.
const LEAST_TEXT: f32 = 3.5;

/// In what steps the size of text follows the zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Steps {
    /// As exactly as the eye can tell.
    Fine,
    /// So that most texts need not be laid out anew for each frame in which the zoom changes.
    Coarse,
}

/// The shapes of a group at full detail, relative to the diagram's origin.
pub(super) fn make(painter: &Painter, zoom: f32, group: &Group, steps: Steps) -> Vec<Shape> {
    let mut shapes = Vec::with_capacity(group.shapes.len());
    for shape in group
        .shapes
        .iter()
        .filter(|shape| shape.shows_at(Level::Row))
    {
        match &shape.kind {
            ShapeKind::Rect {
                rect,
                radius,
                fill,
                stroke,
            } => {
                let corner = |r: f32| (r * zoom).round().clamp(0.0, 255.0) as u8;
                let corners = CornerRadius {
                    nw: corner(radius.0),
                    ne: corner(radius.0),
                    sw: corner(radius.1),
                    se: corner(radius.1),
                };
                let fill = fill.map_or(Color32::TRANSPARENT, color);
                let rect = scaled_rect(*rect, zoom);
                match stroke {
                    Some(stroke) if stroke.pattern().is_some() => {
                        shapes.push(RectShape::filled(rect, corners, fill).into());
                        let outline = rounded(rect, radius.0 * zoom, radius.1 * zoom);
                        // A long dash would be a whole side of a small badge.
                        let scale = (rect.height() / 40.0).min(zoom);
                        dashed(
                            &mut shapes,
                            &outline,
                            stroke,
                            (zoom, scale),
                            painter.pixels_per_point(),
                        );
                    }
                    stroke => {
                        let stroke = stroke
                            .as_ref()
                            .map_or(Stroke::NONE, |stroke| thin(stroke, zoom));
                        shapes.push(
                            RectShape::new(rect, corners, fill, stroke, StrokeKind::Middle).into(),
                        );
                    }
                }
            }
            ShapeKind::Text(text) => {
                if let Some(shape) = text_shape(painter, zoom, text, steps) {
                    let strike = text.strike.then(|| strike(&shape, text, zoom));
                    shapes.push(shape);
                    shapes.extend(strike);
                }
            }
            ShapeKind::Polyline {
                points,
                stroke,
                radius,
            } => {
                let points: Vec<Pos2> = points.iter().map(|p| scaled(*p, zoom)).collect();
                let path = with_round_corners(&points, radius * zoom);
                if stroke.pattern().is_some() {
                    dashed(
                        &mut shapes,
                        &path,
                        stroke,
                        (zoom, zoom),
                        painter.pixels_per_point(),
                    );
                } else {
                    shapes.push(Shape::line(path, PathStroke::from(thin(stroke, zoom))));
                }
            }
            ShapeKind::Polygon { points, fill } => {
                let points = points.iter().map(|p| scaled(*p, zoom)).collect();
                shapes
                    .push(PathShape::convex_polygon(points, color(*fill), PathStroke::NONE).into());
            }
            ShapeKind::Circle {
                center,
                radius,
                fill,
                stroke,
            } => shapes.push(
                CircleShape {
                    center: scaled(*center, zoom),
                    radius: radius * zoom,
                    fill: fill.map_or(Color32::TRANSPARENT, color),
                    stroke: stroke
                        .as_ref()
                        .map_or(Stroke::NONE, |stroke| thin(stroke, zoom)),
                }
                .into(),
            ),
        }
    }
    shapes
}

pub(super) fn scaled(p: Point, zoom: f32) -> Pos2 {
    pos2(p.x * zoom, p.y * zoom)
}

pub(super) fn scaled_rect(rect: geometry::Rect, zoom: f32) -> Rect {
    Rect::from_min_max(scaled(rect.min, zoom), scaled(rect.max, zoom))
}

/// The stroke at a zoom; one thinner than a pixel would fade away.
fn thin(stroke: &crate::scene::Stroke, zoom: f32) -> Stroke {
    Stroke::new((stroke.width * zoom).max(0.9), color(stroke.color))
}

pub(super) fn text_shape(painter: &Painter, zoom: f32, text: &Text, steps: Steps) -> Option<Shape> {
    let pixels = text.size * zoom * painter.pixels_per_point();
    if pixels < LEAST_TEXT || text.text.is_empty() {
        return None;
    }
    // Few sizes, so that zooming does not fill the font atlas: steps of a quarter of a pixel, coarser when large.
    let step = match steps {
        Steps::Fine if pixels < 16.0 => 0.25,
        Steps::Fine | Steps::Coarse => 1.0,
    };
    let size = (pixels / step).round() * step / painter.pixels_per_point();
    let font = match text.weight {
        Weight::Regular => FontId::proportional(size),
        Weight::SemiBold => theme::semi_bold(size),
    };
    let galley = painter.layout_no_wrap(text.text.clone(), font, Color32::PLACEHOLDER);
    let baseline = galley
        .rows
        .first()
        .and_then(|row| Some(row.pos.y + row.row.glyphs.first()?.pos.y))
        .unwrap_or(size);
    let at = scaled(text.at, zoom);
    let x = match text.anchor {
        Anchor::Start => at.x,
        Anchor::Middle => at.x - galley.size().x / 2.0,
        Anchor::End => at.x - galley.size().x,
    };
    Some(TextShape::new(pos2(x, at.y - baseline), galley, color(text.color)).into())
}

fn strike(shape: &Shape, text: &Text, zoom: f32) -> Shape {
    let rect = shape.visual_bounding_rect();
    let y = (text.at.y - text.size * 0.3) * zoom;
    Shape::hline(
        rect.x_range(),
        y,
        Stroke::new((1.1 * zoom).max(0.9), color(text.color)),
    )
}

/// A path with its corners rounded.
fn with_round_corners(points: &[Pos2], radius: f32) -> Vec<Pos2> {
    const STEPS: usize = 4;
    if radius < 0.75 || points.len() < 3 {
        return points.to_vec();
    }
    let mut path = vec![points[0]];
    for corner in points.windows(3) {
        let (into, out) = (corner[1] - corner[0], corner[2] - corner[1]);
        let r = radius.min(into.length() / 2.0).min(out.length() / 2.0);
        if r < 0.5 {
            path.push(corner[1]);
            continue;
        }
        let from = corner[1] - into.normalized() * r;
        let to = corner[1] + out.normalized() * r;
        for step in 0..=STEPS {
            let t = step as f32 / STEPS as f32;
            path.push(from.lerp(corner[1], t).lerp(corner[1].lerp(to, t), t));
        }
    }
    path.extend(points.last());
    path
}

/// The outline of a rectangle with round corners, closed.
fn rounded(rect: Rect, upper: f32, lower: f32) -> Vec<Pos2> {
    let corners = [
        (rect.left_top(), upper),
        (rect.right_top(), upper),
        (rect.right_bottom(), lower),
        (rect.left_bottom(), lower),
    ];
    let mut path = Vec::new();
    for (place, (at, r)) in corners.iter().enumerate() {
        let (before, after) = (corners[(place + 3) % 4].0, corners[(place + 1) % 4].0);
        let (a, b) = (
            *at + (before - *at).normalized() * *r,
            *at + (after - *at).normalized() * *r,
        );
        for step in 0..=4 {
            let t = step as f32 / 4.0;
            path.push(a.lerp(*at, t).lerp(at.lerp(b, t), t));
        }
    }
    path.extend(path.first().copied());
    path
}

/// The line broken into dashes of whole pixels, so that they look alike; the width and the pattern are each scaled by their own
/// factor.
fn dashed(
    shapes: &mut Vec<Shape>,
    path: &[Pos2],
    stroke: &crate::scene::Stroke,
    (zoom, scale): (f32, f32),
    pixels_per_point: f32,
) {
    let Some((dash, gap)) = stroke.pattern() else {
        return;
    };
    let whole =
        |points: f32, least: f32| (points * pixels_per_point).round().max(least) / pixels_per_point;
    // Dots that run together would be a line.
    let (dash, gap) = (whole(dash * scale, 1.0), whole(gap * scale, 2.0));
    let mut flat = Flat::new(pixels_per_point, 1.0, Vec2::ZERO, Rect::EVERYTHING);
    let width = whole(stroke.width * zoom, 1.0);
    let hue = color(stroke.color);
    // How far into the pattern the last segment ended.
    let mut phase = 0.0;
    for ends in path.windows(2) {
        let (start, along) = (ends[0], ends[1] - ends[0]);
        let length = along.length();
        if length <= f32::EPSILON {
            continue;
        }
        let direction = along / length;
        let mut from = -phase;
        while from < length {
            let to = (from + dash).min(length);
            if to > 0.0 {
                flat.dash(
                    start + direction * from.max(0.0),
                    start + direction * to,
                    width,
                    hue,
                );
            }
            from += dash + gap;
        }
        phase = (length - (from - dash - gap)).max(0.0);
    }
    shapes.push(Shape::mesh(flat.mesh));
}
