//! What is painted below and above the picture: the grid, the selection, the marquee.

use eframe::egui::epaint::{Mesh, PathStroke};
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::paint::origin;
use super::to_window;
use crate::base::geometry::{self, Point};
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::model::{FieldId, Reference};
use crate::scene::text::Fonts;
use crate::scene::{self, Level};
use crate::session::camera::Camera;
use crate::session::picture::{Handle, Hit};
use crate::tool::{Kind, Mark, Tool};

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

/// Names of services where the titles of their boundaries are too small to read. Returns where in the window they are.
pub(super) fn service_names(painter: &Painter, canvas: Rect, state: &State) -> Vec<Rect> {
    /// Size of a boundary's title, in diagram units, and the least that can be read, in logical pixels.
    const TITLE: f32 = 13.0;
    const READABLE: f32 = 8.0;
    /// Width of what can stand at the right of a title, in diagram units.
    const BESIDE: f32 = 70.0;
    /// A few letters of a name have to fit, in logical pixels.
    const LEAST_WIDTH: f32 = 36.0;
    let mut places = Vec::new();
    if TITLE * state.camera.zoom >= READABLE {
        return places;
    }
    let subject = state.picture.subject();
    let palette = theme::palette(painter.ctx());
    let colors = scene::painter::Painter::new(&subject.design, &subject.options, Fonts::bundled());
    let ground = color(palette.canvas.with_opacity(0.88));
    for boundary in &state.picture.diagram().boundaries {
        let rect = to_window(canvas.min, state.camera, boundary.rect);
        let Some(service) = subject.design.get(boundary.service) else {
            continue;
        };
        if !rect.intersects(canvas) {
            continue;
        }
        let hue = color(palette.readable(colors.service_color(boundary.service)));
        let font = theme::semi_bold(11.0);
        let mut job = LayoutJob::simple_singleline(service.name.clone(), font, hue);
        job.wrap = TextWrapping::truncate_at_width((rect.width() - 8.0).max(0.0));
        let galley = painter.layout_job(job);
        // A name must leave most of its boundary to be seen.
        if rect.width() < LEAST_WIDTH || galley.size().y * 3.0 > rect.height() {
            continue;
        }
        let label = Rect::from_min_size(rect.min, galley.size() + vec2(8.0, 2.0));
        // Of what stands at the right of the title no scrap is left to be seen.
        let is_tight = rect.right() - label.right() < BESIDE * state.camera.zoom;
        let covered = if is_tight {
            label.with_max_x(rect.right() - 1.0)
        } else {
            label
        };
        painter.rect_filled(covered, 3, ground);
        painter.galley(rect.min + vec2(4.0, 1.0), galley, hue);
        places.push(label);
    }
    places
}

/// The outline around something that is selected; `radius` is that of its corners, in diagram units.
pub(super) fn outline_around(painter: &Painter, rect: Rect, radius: f32, state: &State) {
    let hue = color(theme::palette(painter.ctx()).selection);
    let gap = (3.0 * state.camera.zoom).clamp(1.0, 4.0);
    let radius = (radius * state.camera.zoom + gap).round().clamp(2.0, 40.0) as u8;
    painter.rect_stroke(
        rect.expand(gap),
        radius,
        Stroke::new(2.0, hue),
        StrokeKind::Middle,
    );
}

/// Outlines around what is selected.
pub(super) fn selection(painter: &Painter, canvas: Rect, state: &State) {
    let palette = theme::palette(painter.ctx());
    let hue = color(palette.selection);
    let seen = canvas.expand(4.0);
    // Far out, where there can be thousands, round corners cannot be made out.
    let far = Level::at_zoom(state.camera.zoom) != Level::Row;
    let mut outlines = Mesh::default();
    let mut outline = |part: Reference| {
        let Some(bounds) = state.picture.bounds_of(part) else {
            return;
        };
        let rect = to_window(canvas.min, state.camera, bounds);
        if !seen.intersects(rect) {
            return;
        }
        if far {
            frame(&mut outlines, rect.expand(1.0), 2.0, hue);
            return;
        }
        let radius = match part {
            Reference::Service(_) => 12.0,
            _ => 6.0,
        };
        outline_around(painter, rect, radius, state);
    };
    for part in state.document.selection.iter() {
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
                    if matches!(part, Reference::Relationship(_)) {
                        bends(painter, canvas, state, points);
                    }
                }
            }
            // They light up their way.
            Reference::Operation(_) | Reference::Saga(_) => {}
            Reference::Store(id) => {
                let members = state.picture.members(|entity| entity.store == Some(id));
                members.map(Reference::Entity).for_each(&mut outline);
            }
            Reference::Zone(id) => {
                let members = state.picture.members(|entity| entity.zone == Some(id));
                members.map(Reference::Entity).for_each(&mut outline);
            }
            _ => outline(part),
        }
        if let Reference::Field(path) = part
            && let Some(row) = state.picture.row(path)
        {
            let row = to_window(canvas.min, state.camera, row);
            painter.rect_filled(row, 0, hue.gamma_multiply(0.16));
        }
    }
    for note in state.document.selection.notes() {
        if let Some(rect) = state.picture.note(note.place) {
            let rect = to_window(canvas.min, state.camera, rect).expand(2.0);
            painter.rect_stroke(rect, 5, Stroke::new(2.0, hue), StrokeKind::Middle);
        }
    }
    if !outlines.is_empty() {
        painter.add(Shape::mesh(outlines));
    }
}

/// The outline of a rectangle with square corners.
fn frame(mesh: &mut Mesh, rect: Rect, width: f32, hue: Color32) {
    let (outer, inner) = (rect.expand(width / 2.0), rect.shrink(width / 2.0));
    for (min, max) in [
        (outer.min, pos2(outer.right(), inner.top())),
        (pos2(outer.left(), inner.bottom()), outer.max),
        (pos2(outer.left(), inner.top()), inner.left_bottom()),
        (inner.right_top(), pos2(outer.right(), inner.bottom())),
    ] {
        mesh.add_colored_rect(Rect::from_min_max(min, max), hue);
    }
}

/// The handles at the edges of the card under the pointer, from which relationships are drawn.
pub(super) fn handles(painter: &Painter, canvas: Rect, state: &State) {
    let tool = state.machine.tool();
    if Level::at_zoom(state.camera.zoom) < Level::Row
        || !matches!(tool, Tool::Select | Tool::Relationship)
    {
        return;
    }
    let hit = state.machine.hovered();
    let Some(placed) = hit
        .entity()
        .and_then(|entity| state.picture.diagram().card(entity))
    else {
        return;
    };
    let palette = theme::palette(painter.ctx());
    let (hue, ground) = (color(palette.selection), color(palette.card));
    let here = linking_field(hit);
    let fields = placed.card.rows.iter().map(|row| Some(row.field));
    for field in std::iter::once(None).chain(fields) {
        for right in [false, true] {
            let handle = Handle {
                entity: placed.entity,
                field,
                right,
            };
            let Some(at) = state.picture.handle(handle) else {
                continue;
            };
            let at = at_window(canvas, state, at);
            let radius = (4.0 * state.camera.zoom).clamp(2.5, 5.0);
            if hit == Hit::Handle(handle) {
                painter.circle(at, radius + 1.5, hue, Stroke::new(1.5, ground));
            } else if field == here {
                painter.circle(at, radius, ground, Stroke::new(1.5, hue));
            } else {
                let faint = hue.gamma_multiply(0.45);
                painter.circle(at, radius * 0.6, ground, Stroke::new(1.0, faint));
            }
        }
    }
}

/// The field whose row the pointer is at; none at the header.
fn linking_field(hit: Hit) -> Option<FieldId> {
    match hit {
        Hit::Row(path) => Some(path.field),
        Hit::Handle(handle) => handle.field,
        _ => None,
    }
}

/// The bends of the selected line, by which it is moved.
fn bends(painter: &Painter, canvas: Rect, state: &State, points: &[Point]) {
    let palette = theme::palette(painter.ctx());
    let (hue, ground) = (color(palette.selection), color(palette.card));
    for bend in points.iter().take(points.len().saturating_sub(1)).skip(1) {
        let at = at_window(canvas, state, *bend);
        let handle = Rect::from_center_size(at, Vec2::splat(7.0));
        painter.rect(handle, 2, ground, Stroke::new(1.2, hue), StrokeKind::Inside);
    }
}

fn at_window(canvas: Rect, state: &State, at: Point) -> Pos2 {
    let rect = geometry::Rect { min: at, max: at };
    to_window(canvas.min, state.camera, rect).min
}

/// What the gesture that is going on does.
pub(super) fn gesture(painter: &Painter, canvas: Rect, state: &State) {
    let palette = theme::palette(painter.ctx());
    let hue = color(palette.selection);
    let window = |rect| to_window(canvas.min, state.camera, rect);
    for mark in state.machine.marks() {
        match mark {
            Mark::Marquee(rect) => {
                let (fill, stroke) = (hue.gamma_multiply(0.1), Stroke::new(1.0, hue));
                painter.rect(window(rect), 2, fill, stroke, StrokeKind::Inside);
            }
            Mark::Area(rect, kind) => {
                let radius = match kind {
                    Kind::Service => (12.0 * state.camera.zoom).clamp(2.0, 30.0) as u8,
                    Kind::Zone | Kind::Store => 3,
                };
                let fill = hue.gamma_multiply(0.08);
                painter.rect_filled(window(rect), radius, fill);
                dashed_rect(painter, window(rect), hue);
            }
            Mark::Target(rect) => {
                let radius = (7.0 * state.camera.zoom).clamp(2.0, 30.0) as u8;
                let (fill, stroke) = (hue.gamma_multiply(0.12), Stroke::new(2.5, hue));
                let rect = window(rect).expand(1.0);
                painter.rect(rect, radius, fill, stroke, StrokeKind::Outside);
            }
            Mark::Ghost(rect) => {
                painter.rect_filled(window(rect), 4, hue.gamma_multiply(0.08));
                dashed_rect(painter, window(rect), hue);
            }
            Mark::Guide(ends) => {
                // On whole pixels, so that the line is as thin as it can be.
                let [a, b] = ends.map(|at| {
                    let at = at_window(canvas, state, at);
                    pos2(
                        painter.round_to_pixel_center(at.x),
                        painter.round_to_pixel_center(at.y),
                    )
                });
                painter.line_segment([a, b], Stroke::new(1.0, hue));
            }
            Mark::Wire { from, to, fits } => {
                let hue = if fits { hue } else { color(palette.error) };
                let [a, b] = [from, to].map(|at| at_window(canvas, state, at));
                painter.line_segment([a, b], Stroke::new(2.0, hue));
                painter.circle_filled(a, 4.0, hue);
                painter.circle_filled(b, 3.0, hue);
            }
            Mark::Label { at, text, alarm } => {
                let at = at_window(canvas, state, at) + vec2(14.0, 18.0);
                label(painter, canvas, at, text, alarm);
            }
        }
    }
}

/// A line of text beside the pointer, inside the canvas.
fn label(painter: &Painter, canvas: Rect, at: Pos2, text: String, alarm: bool) {
    let palette = theme::palette(painter.ctx());
    let hue = color(if alarm { palette.error } else { palette.ink });
    let galley = painter.layout_no_wrap(text, theme::regular(12.0), hue);
    let size = galley.size() + vec2(16.0, 8.0);
    let room = Rect::from_min_max(canvas.min, canvas.max - size).shrink(4.0);
    let rect = Rect::from_min_size(at.clamp(room.min, room.max.max(room.min)), size);
    let stroke = Stroke::new(1.0, if alarm { hue } else { color(palette.outline) });
    painter.rect(rect, 5, color(palette.card), stroke, StrokeKind::Inside);
    painter.galley(rect.min + vec2(8.0, 4.0), galley, hue);
}

fn dashed_rect(painter: &Painter, rect: Rect, hue: Color32) {
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    painter.extend(Shape::dashed_line(
        &corners,
        Stroke::new(1.5, hue),
        5.0,
        4.0,
    ));
}
