//! The canvas: turns window events into gestures, paints the picture, and puts legend and minimap into the corners.

mod access;
mod close;
pub(super) mod effects;
mod flat;
mod gliding;
mod input;
mod legend;
mod marks;
mod minimap;
mod note_text;
mod paint;
mod path;
mod problems;
mod stubs;
mod typing;

use eframe::egui::{
    self, Color32, CursorIcon, Id, Rect, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use crate::base::geometry;
use crate::model::Reference;
use crate::scene::Level;
use crate::session::camera::Camera;
use crate::tool::{Cursor, Keys};

use super::app::App;
use super::panels::welcome;
use super::request::Request;
use super::state::State;
use super::theme::{self, Chrome, color};
use gliding::Gliding;
pub(super) use input::{held_keys, wheel};
use legend::Legend;
use minimap::Minimap;
use paint::Paint;

/// What the canvas keeps between frames: where it is, and shapes that need not be made again.
#[derive(Default)]
pub struct Canvas {
    rect: Option<Rect>,
    paint: Paint,
    gliding: Gliding,
    lit: Lit,
    legend: Legend,
    minimap: Minimap,
    input: input::Input,
}

/// The groups that stand out because of the part under the pointer, or of the problem that is shown.
#[derive(Default)]
struct Lit {
    cause: Option<Cause>,
    /// Of this drawing of the picture.
    stamp: u64,
    groups: Vec<usize>,
}

/// What makes groups stand out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    Part(Reference),
    /// A problem is shown, with this number.
    Problem(u64),
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
        if self.fit_if_wanted(state) {
            state.glide_to_camera();
        }
        let now = ui.input(|input| input.time);
        if state.follow_glide(now) {
            ui.ctx().request_repaint();
        }
        let keys = self.input.handle(ui, &response, rect, app);
        let App {
            state, jobs, find, ..
        } = app;
        state.refresh_picture(jobs);
        let was_fitted = state.fitted == Some(state.camera);
        let was_at = state.camera;
        snap_to_pixels(&mut state.camera, ui.ctx().pixels_per_point());
        if was_fitted {
            state.fitted = Some(state.camera);
        }
        state.keep_glide_camera(was_at);

        let chrome = theme::chrome(ui.ctx());
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, color(theme::palette(ui.ctx()).canvas));
        marks::dots(&painter, rect, state.camera, chrome.dots);
        // What the arrows of a way pass behind.
        let mut obstacles = Vec::new();
        if !state.unpictured {
            let failure = state.shown_effects(ui.ctx());
            stubs::follow_attention(state, jobs, failure.as_ref().map(|(effects, _)| &**effects));
            let seen = state.camera.visible(rect.width(), rect.height());
            if state.picture.freshen(seen) {
                ui.ctx().request_repaint();
            }
            let is_gliding = state.glide.is_some();
            match &state.glide {
                Some(glide) => {
                    self.gliding
                        .ui(&painter, rect, state, glide, &mut self.paint);
                }
                None => {
                    self.paint
                        .picture(&painter, rect, state.camera, &state.picture);
                    let opened = state.picture.opened_groups();
                    if !opened.is_empty() {
                        // Over all others: their ways were found apart from these.
                        self.paint
                            .groups(&painter, rect, state.camera, &state.picture, &opened);
                    }
                }
            }
            // What is marked on cards comes back when they have arrived.
            if failure.is_none() && !is_gliding {
                self.veil_ui(ui, rect, state);
            }
            let marked = failure
                .as_ref()
                .map(|(effects, hop)| effects::paint(&painter, rect, state, effects, *hop));
            obstacles = marks::service_names(&painter, rect, state);
            find.paint(&painter, rect, state);
            if let (Some((effects, hop)), Some(marked)) = (&failure, &marked) {
                effects::marks_ui(ui, rect, state, marked, (effects, *hop));
            }
            let is_calm = failure.is_none() && !is_gliding;
            if let Some(shown) = state.lit_problem().filter(|_| is_calm) {
                problems::outlines(&painter, rect, state, shown);
            }
            if is_calm {
                marks::selection(&painter, rect, state);
                // The badges of its lines stay to be read.
                let badges = state.picture.opened_badges();
                self.paint
                    .groups(&painter, rect, state.camera, &state.picture, &badges);
                marks::handles(&painter, rect, state);
            }
            marks::gesture(&painter, rect, state);
            access::register(ui, rect, state, requests);
            self.input.covered = if is_calm {
                problems::badges(ui, rect, state, requests)
            } else {
                Vec::new()
            };
            obstacles.extend(&self.input.covered);
            note_text::ui(ui, rect, state, requests);
            typing::ui(ui, rect, state, requests);
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
            // A way has a legend of its own in the same place.
            let failure = state.shown_effects(ui.ctx());
            let legend = if let Some((effects, _)) = &failure {
                Some(effects::legend_ui(ui, rect, effects))
            } else if path::ui(ui, rect, state, &obstacles) {
                None
            } else {
                self.legend.ui(ui, rect, state, &mut self.input.covered)
            };
            if state.settings.minimap && !state.unpictured {
                self.minimap.ui(ui, rect, state, legend, requests);
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

    /// Which point of the diagram is at a place of the window, if that is on the canvas.
    pub fn in_diagram(&self, camera: &Camera, at: egui::Pos2) -> Option<geometry::Point> {
        let rect = self.rect.filter(|rect| rect.contains(at))?;
        let at = at - rect.min;
        Some(camera.to_diagram(geometry::point(at.x, at.y)))
    }

    /// Another document comes: nothing that is kept belongs to it.
    pub fn forget(&mut self) {
        self.paint = Paint::default();
        self.lit = Lit::default();
        self.legend = Legend::default();
        self.minimap = Minimap::default();
    }

    /// Shows everything, above the legend, if that is wanted. Returns whether it was.
    fn fit_if_wanted(&mut self, state: &mut State) -> bool {
        if !state.fit_wanted || state.unpictured {
            return false;
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
        true
    }

    /// Fades what has nothing to do with the part under the pointer, or with the way that is shown.
    fn veil_ui(&mut self, ui: &Ui, rect: Rect, state: &State) {
        let hovered = if state.machine.is_busy() || state.typing.has_keyboard() {
            None
        } else {
            // Far out a pointer is nearly always on some line; that says nothing.
            let near = Level::at_zoom(state.camera.zoom) == Level::Row;
            let is_card = |part: &Reference| matches!(part, Reference::Entity(_));
            let on_canvas = state.hovered.filter(|part| near || is_card(part));
            let part = state.hovered_in_list.or_else(|| path::shown(state));
            part.or(on_canvas)
        };
        let problem = state.lit_problem().filter(|_| !state.machine.is_busy());
        let hovered = match (hovered, problem) {
            (Some(part), _) => Some(Cause::Part(part)),
            (None, Some(shown)) => Some(Cause::Problem(shown.number)),
            (None, None) => None,
        };
        let stamp = state.picture.stamp();
        let strength = ui
            .ctx()
            .animate_bool_with_time(Id::new("veil"), hovered.is_some(), 0.12);
        // The groups of the last part stay lit while the veil fades.
        if hovered.is_some() && (self.lit.cause != hovered || self.lit.stamp != stamp) {
            self.lit = Lit {
                cause: hovered,
                stamp,
                groups: match (hovered, problem) {
                    (Some(Cause::Part(part)), _) => state.picture.lit_by(part),
                    (Some(Cause::Problem(_)), Some(shown)) => problems::lit(state, shown),
                    _ => Vec::new(),
                },
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

fn cursor_ui(ui: &Ui, response: &egui::Response, state: &State, keys: Keys) {
    if !response.contains_pointer() && !state.machine.is_busy() {
        return;
    }
    if state.failing.is_some() && !state.machine.is_busy() {
        let over = state.machine.hovered().part().is_some();
        ui.ctx().set_cursor_icon(if over {
            CursorIcon::PointingHand
        } else {
            CursorIcon::Grab
        });
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
