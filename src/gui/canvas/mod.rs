//! The canvas: turns window events into gestures, paints the picture, and puts legend and minimap into the corners.

mod close;
mod flat;
mod input;
mod legend;
mod marks;
mod minimap;
mod paint;
mod path;

use eframe::egui::{
    self, Color32, CursorIcon, Id, Rect, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use crate::base::geometry;
use crate::model::Reference;
use crate::scene::{Layer, Level, What};
use crate::session::camera::Camera;
use crate::tool::{Cursor, Keys};

use super::app::App;
use super::panels::welcome;
use super::request::Request;
use super::state::State;
use super::theme::{self, Chrome, color};
pub(super) use input::held_keys;
use legend::Legend;
use paint::Paint;

/// What the canvas keeps between frames: where it is, and shapes that need not be made again.
#[derive(Default)]
pub struct Canvas {
    rect: Option<Rect>,
    paint: Paint,
    lit: Lit,
    legend: Legend,
    input: input::Input,
}

/// The groups that stand out because of the part under the pointer.
#[derive(Default)]
struct Lit {
    part: Option<Reference>,
    /// Of this drawing of the picture.
    stamp: u64,
    groups: Vec<usize>,
}

/// How far the rest fades while the pointer is over a part.
const VEIL: f32 = 0.4;

impl Canvas {
    /// Shows the canvas in the rest of the window.
    pub fn ui(&mut self, ui: &mut Ui, app: &mut App, requests: &mut Vec<Request>) {
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, Id::new("canvas"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Panel, true, "Canvas"));
        self.rect = Some(rect);
        let size = Some((rect.width(), rect.height()));
        if app.state.canvas_size != size {
            app.state.canvas_size = size;
            app.state.fit_wanted |= app.state.fitted == Some(app.state.camera);
        }
        let App { state, jobs, .. } = app;
        state.refresh_picture(jobs);
        self.fit_if_wanted(state);
        let keys = self.input.handle(ui, &response, rect, app);
        let App {
            state, jobs, find, ..
        } = app;
        state.refresh_picture(jobs);
        let was_fitted = state.fitted == Some(state.camera);
        snap_to_pixels(&mut state.camera, ui.ctx().pixels_per_point());
        if was_fitted {
            state.fitted = Some(state.camera);
        }

        let chrome = theme::chrome(ui.ctx());
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, color(theme::palette(ui.ctx()).canvas));
        marks::dots(&painter, rect, state.camera, chrome.dots);
        if !state.unpictured {
            self.paint
                .picture(&painter, rect, state.camera, &state.picture);
            self.veil_ui(ui, rect, state);
            marks::service_names(&painter, rect, state);
            find.paint(&painter, rect, state);
            marks::selection(&painter, rect, state);
            marks::gesture(&painter, rect, state);
            register_parts(ui, rect, state);
        }
        cursor_ui(ui, &response, state, keys);
        if state.drop_hovers {
            drop_hint(ui, rect, &chrome);
        }
        if state.opening.is_some() || (state.unpictured && !state.is_empty()) {
            busy_ui(ui, rect, state, &chrome);
        } else if state.is_empty() {
            welcome::ui(ui, rect, state, requests);
        } else {
            let legend = self.legend.ui(ui, rect, state);
            if !state.unpictured {
                path::ui(ui, rect, state, legend);
            }
            if state.settings.minimap && !state.unpictured {
                minimap::ui(ui, rect, state, legend, requests);
            }
        }
    }

    /// Where something of the diagram is in the window.
    pub fn in_window(&self, camera: &Camera, rect: geometry::Rect) -> Rect {
        to_window(
            self.rect.map_or(pos2(0.0, 0.0), |rect| rect.min),
            *camera,
            rect,
        )
    }

    /// Another document comes: nothing that is kept belongs to it.
    pub fn forget(&mut self) {
        self.paint = Paint::default();
        self.lit = Lit::default();
        self.legend = Legend::default();
    }

    /// Shows everything, above the legend.
    fn fit_if_wanted(&mut self, state: &mut State) {
        if !state.fit_wanted || state.unpictured {
            return;
        }
        state.fit_wanted = false;
        if let Some((width, height)) = state.canvas_size
            && !state.picture.scene().groups.is_empty()
        {
            let legend = self.legend.height(width, height, state);
            let bounds = state.bounds();
            state.camera.fit(bounds, width, height - legend);
            state.fitted = Some(state.camera);
        }
    }

    /// Fades what has nothing to do with the part under the pointer, or with the way that is shown.
    fn veil_ui(&mut self, ui: &Ui, rect: Rect, state: &State) {
        let hovered = if state.machine.is_busy() {
            None
        } else {
            // Far out a pointer is nearly always on some line; that says nothing.
            let near = Level::at_zoom(state.camera.zoom) == Level::Row;
            let is_card = |part: &Reference| matches!(part, Reference::Entity(_));
            let on_canvas = state.hovered.filter(|part| near || is_card(part));
            let part = state.hovered_in_list.or_else(|| path::shown(state));
            part.or(on_canvas)
        };
        let stamp = state.picture.stamp();
        let strength = ui
            .ctx()
            .animate_bool_with_time(Id::new("veil"), hovered.is_some(), 0.12);
        // The groups of the last part stay lit while the veil fades.
        if hovered.is_some() && (self.lit.part != hovered || self.lit.stamp != stamp) {
            self.lit = Lit {
                part: hovered,
                stamp,
                groups: hovered.map_or(Vec::new(), |part| state.picture.lit_by(part)),
            };
        }
        if strength <= 0.0 || self.lit.groups.is_empty() || self.lit.stamp != stamp {
            return;
        }
        let painter = ui.painter_at(rect);
        let veil = color(theme::palette(ui.ctx()).canvas).gamma_multiply(VEIL * strength);
        painter.rect_filled(rect, 0.0, veil);
        self.paint.groups(
            &painter,
            rect,
            state.camera,
            &state.picture,
            &self.lit.groups,
        );
    }
}

/// Texts and lines keep their distances while the view moves when it moves by whole pixels.
fn snap_to_pixels(camera: &mut Camera, pixels_per_point: f32) {
    let scale = camera.zoom * pixels_per_point;
    let snap = |value: f32| (value * scale).round() / scale;
    camera.origin = geometry::point(snap(camera.origin.x), snap(camera.origin.y));
}

/// Where something of the diagram is in the window, for a canvas with this upper left corner.
pub(super) fn to_window(corner: egui::Pos2, camera: Camera, rect: geometry::Rect) -> Rect {
    let at = |p: geometry::Point| {
        let p = camera.to_canvas(p);
        corner + vec2(p.x, p.y)
    };
    Rect::from_min_max(at(rect.min), at(rect.max))
}

/// Makes what can be seen known by name to screen readers and tests.
fn register_parts(ui: &Ui, rect: Rect, state: &State) {
    if Level::at_zoom(state.camera.zoom) == Level::Block {
        return;
    }
    let seen = state.camera.visible(rect.width(), rect.height());
    for place in state.picture.groups_in(seen) {
        let Some(group) = state.picture.scene().groups.get(place) else {
            continue;
        };
        let (part, bounds) = match (group.what, group.layer) {
            (What::Entity(id), Layer::Card) => (
                Reference::Entity(id),
                state.picture.bounds_of(Reference::Entity(id)),
            ),
            (What::Service(id), Layer::Boundary) => {
                let title = state.picture.boundary(id).map(|rect| geometry::Rect {
                    min: rect.min,
                    max: geometry::point(
                        rect.max.x,
                        rect.min.y + crate::scene::diagram::BOUNDARY_HEADER,
                    ),
                });
                (Reference::Service(id), title)
            }
            _ => continue,
        };
        let Some(bounds) = bounds else { continue };
        let at = to_window(rect.min, state.camera, bounds).intersect(rect);
        let (kind, number) = match part {
            Reference::Service(id) => ("service", id.number()),
            Reference::Entity(id) => ("entity", id.number()),
            _ => continue,
        };
        let response = ui.interact(at, Id::new(("canvas", kind, number)), Sense::hover());
        let selected = state.document.selection.contains(part);
        response
            .widget_info(|| WidgetInfo::selected(WidgetType::Other, true, selected, &group.title));
    }
}

fn cursor_ui(ui: &Ui, response: &egui::Response, state: &State, keys: Keys) {
    if !response.contains_pointer() && !state.machine.is_busy() {
        return;
    }
    ui.ctx().set_cursor_icon(match state.machine.cursor(keys) {
        Cursor::Arrow => CursorIcon::Default,
        Cursor::Pointing => CursorIcon::PointingHand,
        Cursor::Cross => CursorIcon::Crosshair,
        Cursor::Move => CursorIcon::Move,
        Cursor::Grab => CursorIcon::Grab,
        Cursor::Grabbing => CursorIcon::Grabbing,
        Cursor::ResizeLevel => CursorIcon::ResizeHorizontal,
        Cursor::ResizeUpright => CursorIcon::ResizeVertical,
        Cursor::ResizeFalling => CursorIcon::ResizeNwSe,
        Cursor::ResizeRising => CursorIcon::ResizeNeSw,
        Cursor::Forbidden => CursorIcon::NotAllowed,
    });
}

fn drop_hint(ui: &Ui, rect: Rect, chrome: &Chrome) {
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 0.0, chrome.accent_fill.gamma_multiply(0.85));
    painter.rect_stroke(
        rect.shrink(10.0),
        8,
        egui::Stroke::new(2.0, chrome.accent),
        egui::StrokeKind::Inside,
    );
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        "Drop to open",
        theme::semi_bold(17.0),
        chrome.accent,
    );
}

/// Says what is going on while there is nothing to see yet. Nothing moves, so that nothing has to be painted.
fn busy_ui(ui: &Ui, rect: Rect, state: &State, chrome: &Chrome) {
    let text = match &state.opening {
        Some(name) => format!("Reading {name}…"),
        None => {
            let count = state.design().entities().len();
            format!(
                "Placing {}…",
                super::panels::count(count, "entity", "entities")
            )
        }
    };
    let painter = ui.painter_at(rect);
    let galley = painter.layout_no_wrap(text, theme::regular(13.0), chrome.text);
    let frame = Rect::from_center_size(rect.center(), galley.size() + vec2(36.0, 20.0));
    painter.rect(
        frame,
        8,
        chrome.panel,
        egui::Stroke::new(1.0, chrome.line),
        egui::StrokeKind::Inside,
    );
    painter.galley(
        frame.center() - galley.size() / 2.0,
        galley,
        Color32::PLACEHOLDER,
    );
}
