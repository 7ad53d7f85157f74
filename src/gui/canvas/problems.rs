//! Problems on the canvas: badges that count them at cards, and what lights up for the one that is shown.

use eframe::egui::{
    Align2, Id, Mesh, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
    WidgetType, epaint::PathStroke, vec2,
};

use super::to_window;
use crate::base::geometry;
use crate::gui::analysis::AnalysisRequest;
use crate::gui::panels::{count, pane::level_look};
use crate::gui::request::Request;
use crate::gui::shown::Shown;
use crate::gui::state::State;
use crate::gui::theme::{self, color, semi_bold};
use crate::model::{EntityId, Reference};
use crate::scene::{Layer, Level, What};

/// Radius of a badge at 100 %, in logical pixels, and how small and large it gets.
const RADIUS: f32 = 9.0;
const RADII: (f32, f32) = (6.5, 12.0);
/// Half the side of the mark where numbers could not be read.
const DOT: f32 = 3.0;

/// Counts the problems at the cards that are seen. A badge leads to the first of them. Returns where in the window they are.
pub(super) fn badges(
    ui: &Ui,
    canvas: Rect,
    state: &State,
    requests: &mut Vec<Request>,
) -> Vec<Rect> {
    let mut places = Vec::new();
    let level = Level::at_zoom(state.camera.zoom);
    if level == Level::Block || state.analysis.marks.is_empty() {
        return places;
    }
    let palette = theme::palette(ui.ctx());
    let painter = ui.painter_at(canvas);
    let seen = state.camera.visible(canvas.width(), canvas.height());
    let radius = (RADIUS * state.camera.zoom).clamp(RADII.0, RADII.1);
    let mut dots = Mesh::default();
    for place in state.picture.groups_in(seen) {
        let Some(group) = state.picture.scene().groups.get(place) else {
            continue;
        };
        let (What::Entity(id), Layer::Card) = (group.what, group.layer) else {
            continue;
        };
        let part = Reference::Entity(id);
        let (Some(mark), Some(bounds)) = (
            state.analysis.marks.get(&part),
            state.picture.bounds_of(part),
        ) else {
            continue;
        };
        let hue = level_look(palette, mark.worst).0;
        let at = to_window(canvas.min, state.camera, bounds).right_top();
        if level == Level::Name {
            let dot = Rect::from_center_size(at, vec2(DOT, DOT) * 2.0);
            dots.add_colored_rect(dot.expand(1.0), color(palette.card));
            dots.add_colored_rect(dot, color(hue));
            continue;
        }
        let at = at - vec2(radius * 0.35, 0.0);
        let edge = Stroke::new(1.5, color(palette.card));
        painter.circle(at, radius, color(hue), edge);
        let number = if mark.count > 99 {
            "99+".to_owned()
        } else {
            mark.count.to_string()
        };
        let size = radius * if mark.count > 9 { 1.0 } else { 1.25 };
        let ink = color(hue.text_on());
        painter.text(at, Align2::CENTER_CENTER, number, semi_bold(size), ink);
        places.extend(badge_ui(ui, canvas, state, id, (at, radius), requests));
    }
    if !dots.is_empty() {
        painter.add(Shape::mesh(dots));
    }
    places
}

fn badge_ui(
    ui: &Ui,
    canvas: Rect,
    state: &State,
    id: EntityId,
    (at, radius): (Pos2, f32),
    requests: &mut Vec<Request>,
) -> Option<Rect> {
    let part = Reference::Entity(id);
    let rect = Rect::from_center_size(at, vec2(radius, radius) * 2.0).intersect(canvas);
    if !rect.is_positive() || state.machine.is_busy() {
        return None;
    }
    let salt = Id::new(("canvas", "problems", id.number()));
    // The list below is the keyboard's way to the same.
    let response = ui.interact(rect, salt, Sense::CLICK);
    response.widget_info(|| {
        let number = state.analysis.marks.get(&part).map_or(0, |mark| mark.count);
        let name = state.design().get(id).map_or("", |entity| &entity.name);
        let label = format!("{name}: {}", count(number, "problem", "problems"));
        WidgetInfo::labeled(WidgetType::Button, true, label)
    });
    if response.clicked() {
        requests.push(Request::Analysis(AnalysisRequest::ShowOf(part)));
    }
    response.on_hover_ui(|ui| {
        const MOST: usize = 6;
        let found: Vec<_> = state.analysis.about(part).collect();
        for (_, found) in found.iter().take(MOST) {
            ui.label(&found.message);
        }
        if found.len() > MOST {
            ui.weak(format!("and {} more", found.len() - MOST));
        }
    });
    Some(rect)
}

/// Outlines what the problem is about that is shown, and its way.
pub(super) fn outlines(painter: &Painter, canvas: Rect, state: &State, shown: &Shown) {
    let palette = theme::palette(painter.ctx());
    let hue = color(level_look(palette, shown.level).0);
    let subjects = shown.subjects.iter().map(|part| (part, 2.5));
    let path = shown.path.iter().map(|part| (part, 1.5));
    for (part, width) in subjects.chain(path) {
        let stroke = Stroke::new(width, hue);
        if let Some(points) = state.picture.line_points(*part) {
            let window = |at: &geometry::Point| {
                let at = geometry::Rect { min: *at, max: *at };
                to_window(canvas.min, state.camera, at).min
            };
            let points: Vec<Pos2> = points.iter().map(window).collect();
            let wide = PathStroke::new(width + 2.0, hue.gamma_multiply(0.55));
            painter.add(Shape::line(points, wide));
            continue;
        }
        let (radius, gap) = match part {
            Reference::Entity(_) | Reference::Field(_) => (6.0, 3.0),
            Reference::Service(_) => (12.0, 2.0),
            // They light up what they touch.
            _ => continue,
        };
        let Some(bounds) = state.picture.bounds_of(*part) else {
            continue;
        };
        if let Reference::Field(path) = part
            && let Some(row) = state.picture.row(*path)
        {
            let row = to_window(canvas.min, state.camera, row);
            painter.rect_filled(row, 0, hue.gamma_multiply(0.18));
        }
        let rect = to_window(canvas.min, state.camera, bounds);
        let gap = (gap * state.camera.zoom).clamp(1.0, 4.0) + 1.0;
        let round = (radius * state.camera.zoom + gap).clamp(2.0, 40.0) as u8;
        painter.rect_stroke(rect.expand(gap), round, stroke, StrokeKind::Middle);
    }
}

/// What stands out for a problem: what it is about and its way, without the services that it leads through.
pub(super) fn lit(state: &State, shown: &Shown) -> Vec<usize> {
    let parts = shown.subjects.iter().chain(&shown.path);
    let is_service = |part: &&Reference| matches!(part, Reference::Service(_));
    let (services, others): (Vec<&Reference>, Vec<&Reference>) = parts.partition(is_service);
    let lit = |parts: Vec<&Reference>| {
        let parts: Vec<Reference> = parts.into_iter().copied().collect();
        state.picture.groups_of(&parts)
    };
    match lit(others) {
        none if none.is_empty() => lit(services),
        some => some,
    }
}
