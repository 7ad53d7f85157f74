//! What is painted below and above the picture: the grid, the selection, the marquee.

use eframe::egui::epaint::{Mesh, PathStroke};
use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::paint::origin;
use super::to_window;
use crate::base::geometry;
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::model::Reference;
use crate::scene;
use crate::scene::text::Fonts;
use crate::session::camera::Camera;
use crate::tool::Mark;

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

/// Names of services where the titles of their boundaries are too small to read.
pub(super) fn service_names(painter: &Painter, canvas: Rect, state: &State) {
    /// Size of a boundary's title, in diagram units, and the least that can be read, in logical pixels.
    const TITLE: f32 = 13.0;
    const READABLE: f32 = 8.0;
    if TITLE * state.camera.zoom >= READABLE {
        return;
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
        let galley = painter.layout_no_wrap(service.name.clone(), theme::semi_bold(11.0), hue);
        // A name must leave most of its boundary to be seen.
        if galley.size().x + 8.0 > rect.width() || galley.size().y * 3.0 > rect.height() {
            continue;
        }
        let label = Rect::from_min_size(rect.min, galley.size() + vec2(8.0, 2.0));
        painter.rect_filled(label, 3, ground);
        painter.galley(rect.min + vec2(4.0, 1.0), galley, hue);
    }
}

/// Outlines around what is selected.
pub(super) fn selection(painter: &Painter, canvas: Rect, state: &State) {
    let palette = theme::palette(painter.ctx());
    let hue = color(palette.selection);
    let seen = canvas.expand(4.0);
    let outline = |part: Reference| {
        let Some(bounds) = state.picture.bounds_of(part) else {
            return;
        };
        let rect = to_window(canvas.min, state.camera, bounds);
        if !seen.intersects(rect) {
            return;
        }
        let gap = (3.0 * state.camera.zoom).clamp(1.0, 4.0);
        let radius = match part {
            Reference::Service(_) => 12.0,
            _ => 6.0,
        };
        let radius = (radius * state.camera.zoom + gap).round().clamp(2.0, 40.0) as u8;
        let stroke = Stroke::new(2.0, hue);
        painter.rect_stroke(rect.expand(gap), radius, stroke, StrokeKind::Middle);
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
                }
            }
            // They light up their way.
            Reference::Operation(_) | Reference::Saga(_) => {}
            Reference::Store(id) => {
                let members = state.picture.members(|entity| entity.store == Some(id));
                members.map(Reference::Entity).for_each(outline);
            }
            Reference::Zone(id) => {
                let members = state.picture.members(|entity| entity.zone == Some(id));
                members.map(Reference::Entity).for_each(outline);
            }
            _ => outline(part),
        }
    }
}

/// What the gesture that is going on does.
pub(super) fn gesture(painter: &Painter, canvas: Rect, state: &State) {
    for mark in state.machine.marks() {
        match mark {
            Mark::Marquee(rect) => {
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
    }
}
