//! Paints the display list.
//!
//! Close in, the shapes of each group are made once per zoom and only moved while the view moves. Far out, thousands of
//! groups become one mesh of plain rectangles and segments.

use eframe::egui::epaint::{Mesh, PathShape, PathStroke, RectShape, TextShape};
use eframe::egui::{
    self, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2,
    pos2, vec2,
};

use crate::base::geometry::{self, Point};
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::scene::text::Weight;
use crate::scene::{Anchor, Group, Level, ShapeKind, Text};
use crate::session::camera::Camera;
use crate::session::picture::Picture;

use super::to_window;

/// Shapes of groups at one zoom, relative to where the diagram's origin is in the window.
#[derive(Default)]
pub(super) struct Paint {
    key: Option<Key>,
    groups: Vec<Option<Made>>,
    /// How full the font atlas was: when it is emptied, texts have to be laid out again.
    atlas: f32,
}

#[derive(Clone, Copy, PartialEq)]
struct Key {
    zoom: f32,
    pixels_per_point: f32,
    atlas_size: [usize; 2],
}

/// The shapes of a group, and for which drawing of it they were made.
struct Made {
    stamp: u64,
    shapes: Vec<Shape>,
}

/// Text smaller than this many pixels cannot be read and is not drawn.
const LEAST_TEXT: f32 = 3.5;

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
        self.prepare(painter, camera);
        let origin = origin(canvas, camera);
        let level = Level::at_zoom(camera.zoom);
        let all = &picture.scene().groups;
        if level == Level::Row {
            for &place in groups {
                let (Some(group), Some(&stamp)) = (all.get(place), picture.stamps().get(place))
                else {
                    continue;
                };
                let shapes = self.shapes(painter, camera.zoom, place, stamp, group);
                painter.extend(shapes.iter().map(|shape| moved(shape, origin)));
            }
            return;
        }
        let clip = canvas.expand(8.0);
        let mut flat = Flat::new(painter.pixels_per_point(), camera.zoom, origin, clip);
        let mut texts = Vec::new();
        for group in groups.iter().filter_map(|&place| all.get(place)) {
            for shape in group.shapes.iter().filter(|shape| shape.shows_at(level)) {
                match &shape.kind {
                    ShapeKind::Text(text) => texts.push(text),
                    kind => flat.add(kind),
                }
            }
        }
        painter.add(Shape::mesh(flat.mesh));
        for text in texts {
            if let Some(shape) = text_shape(painter, camera.zoom, text) {
                painter.add(moved(&shape, origin));
            }
        }
    }

    /// Paints a group at 100 % with its upper left corner at a place of the window.
    #[expect(
        clippy::unused_self,
        reason = "what is painted is told by the painter of the picture"
    )]
    pub fn overlay(&self, painter: &Painter, at: Pos2, group: &Group) {
        let by = at - pos2(group.bounds.min.x, group.bounds.min.y);
        for shape in make(painter, 1.0, group) {
            painter.add(moved(&shape, by));
        }
    }

    fn prepare(&mut self, painter: &Painter, camera: Camera) {
        let (atlas, atlas_size) =
            painter.fonts(|fonts| (fonts.font_atlas_fill_ratio(), fonts.font_image_size()));
        let key = Key {
            zoom: camera.zoom,
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
        if self.groups.len() <= place {
            self.groups.resize_with(place + 1, || None);
        }
        let slot = &mut self.groups[place];
        if slot.as_ref().is_none_or(|made| made.stamp != stamp) {
            *slot = None;
        }
        let made = slot.get_or_insert_with(|| Made {
            stamp,
            shapes: make(painter, zoom, group),
        });
        &made.shapes
    }
}

/// Where the diagram's origin is in the window.
fn origin(canvas: Rect, camera: Camera) -> Vec2 {
    let at = camera.to_canvas(geometry::point(0.0, 0.0));
    canvas.min.to_vec2() + vec2(at.x, at.y)
}

fn moved(shape: &Shape, by: Vec2) -> Shape {
    let mut shape = shape.clone();
    shape.translate(by);
    shape
}

/// The shapes of a group at full detail, relative to the diagram's origin.
fn make(painter: &Painter, zoom: f32, group: &Group) -> Vec<Shape> {
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
                if let Some(shape) = text_shape(painter, zoom, text) {
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
                egui::epaint::CircleShape {
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

fn scaled(p: Point, zoom: f32) -> Pos2 {
    pos2(p.x * zoom, p.y * zoom)
}

fn scaled_rect(rect: geometry::Rect, zoom: f32) -> Rect {
    Rect::from_min_max(scaled(rect.min, zoom), scaled(rect.max, zoom))
}

/// The stroke at a zoom; one thinner than a pixel would fade away.
fn thin(stroke: &crate::scene::Stroke, zoom: f32) -> Stroke {
    Stroke::new((stroke.width * zoom).max(0.9), color(stroke.color))
}

fn text_shape(painter: &Painter, zoom: f32, text: &Text) -> Option<Shape> {
    let pixels = text.size * zoom * painter.pixels_per_point();
    if pixels < LEAST_TEXT || text.text.is_empty() {
        return None;
    }
    // Few sizes, so that zooming does not fill the font atlas: steps of a quarter of a pixel, coarser when large.
    let step = if pixels < 16.0 { 0.25 } else { 1.0 };
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

/// A mesh of plain rectangles and segments: what can be made out far away.
struct Flat {
    mesh: Mesh,
    pixels_per_point: f32,
    zoom: f32,
    origin: Vec2,
    clip: Rect,
}

impl Flat {
    fn new(pixels_per_point: f32, zoom: f32, origin: Vec2, clip: Rect) -> Self {
        Self {
            mesh: Mesh::default(),
            pixels_per_point,
            zoom,
            origin,
            clip,
        }
    }

    fn add(&mut self, kind: &ShapeKind) {
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
    fn dash(&mut self, a: Pos2, b: Pos2, width: f32, hue: Color32) {
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

/// The dots of the grid, which show that and how the view moves.
pub(super) fn dots(painter: &Painter, canvas: Rect, camera: Camera, hue: Color32) {
    const GRID: f32 = 16.0;
    // Every dot of the grid close in, every fourth farther out, none where they would be a haze.
    let mut step = GRID * camera.zoom;
    while step < 12.0 {
        step *= 4.0;
    }
    if camera.zoom < 0.12 {
        return;
    }
    let pixel = 1.0 / painter.pixels_per_point();
    let size = Vec2::splat((1.2 * camera.zoom.clamp(0.8, 1.5)).max(pixel));
    let origin = origin(canvas, camera);
    let first = |from: f32, origin: f32| origin + ((from - origin) / step).floor() * step;
    let mut mesh = Mesh::default();
    let mut y = first(canvas.top(), origin.y);
    while y < canvas.bottom() {
        let mut x = first(canvas.left(), origin.x);
        while x < canvas.right() {
            mesh.add_colored_rect(Rect::from_min_size(pos2(x, y), size), hue);
            x += step;
        }
        y += step;
    }
    painter.add(Shape::mesh(mesh));
}

/// Outlines around what is selected.
pub(super) fn selection(painter: &Painter, canvas: Rect, state: &State) {
    let palette = theme::palette(painter.ctx());
    let hue = color(palette.selection);
    let seen = canvas.expand(4.0);
    for part in state.document.selection.iter() {
        use crate::model::Reference;
        match part {
            Reference::Relationship(_) | Reference::Feed(_) => {
                if let Some(points) = state.picture.line_points(part) {
                    let path: Vec<Pos2> = points
                        .iter()
                        .map(|p| {
                            to_window(
                                canvas.min,
                                state.camera,
                                geometry::Rect { min: *p, max: *p },
                            )
                            .min
                        })
                        .collect();
                    painter.add(Shape::line(
                        path,
                        PathStroke::new(3.0, hue.gamma_multiply(0.55)),
                    ));
                }
            }
            _ => {
                let Some(bounds) = state.picture.bounds_of(part) else {
                    continue;
                };
                let rect = to_window(canvas.min, state.camera, bounds);
                if !seen.intersects(rect) {
                    continue;
                }
                let gap = (3.0 * state.camera.zoom).clamp(1.0, 4.0);
                let radius = match part {
                    Reference::Service(_) => 12.0,
                    _ => 6.0,
                };
                let radius = (radius * state.camera.zoom + gap).round().clamp(2.0, 40.0) as u8;
                painter.rect_stroke(
                    rect.expand(gap),
                    radius,
                    Stroke::new(2.0, hue),
                    StrokeKind::Middle,
                );
            }
        }
    }
}

/// The rectangle that is being drawn.
pub(super) fn marquee(painter: &Painter, canvas: Rect, state: &State) {
    if let Some(rect) = state.machine.marquee() {
        let rect = to_window(canvas.min, state.camera, rect);
        let hue = color(theme::palette(painter.ctx()).selection);
        painter.rect(
            rect,
            2,
            hue.gamma_multiply(0.1),
            Stroke::new(1.0, hue),
            StrokeKind::Inside,
        );
    }
}
