//! Cards on their way to new places: where each is between two pictures, while lines fade and the view follows.
//!
//! The design has the new places from the start; only what is painted lags behind for a moment.

use std::collections::BTreeMap;

use crate::base::geometry::{Point, Rect, Vector, point, vector};
use crate::model::{EntityId, Reference, ServiceId};
use crate::scene::{Group, Layer, ShapeKind, What};
use crate::session::camera::Camera;
use crate::session::picture::Picture;

use super::jobs::give_back;
use super::state::State;

/// How long it takes.
const SECONDS: f64 = 0.28;

/// Lines of before are gone after this part of it.
const GONE: f32 = 0.35;

/// Lines of after come from this part of it on.
const COMING: f32 = 0.65;

/// Cards on their way.
pub struct Glide {
    /// What was shown before.
    pub before: Picture,
    start_s: f64,
    cards: BTreeMap<EntityId, Rect>,
    boundaries: BTreeMap<ServiceId, Rect>,
    /// Where the camera comes from.
    camera: Camera,
    /// Where it goes.
    target: Camera,
    /// What it was set to last; none: it does not follow, or a person has taken it over.
    last: Option<Camera>,
    is_fitted: bool,
    /// The state of the document that it leads to.
    state: u64,
    /// Which part of it is over, from 0 to 1.
    part: f32,
}

impl Glide {
    /// Starts from what was shown before.
    pub fn new(before: Picture, camera: Camera, now_s: f64, state: &State) -> Self {
        let diagram = before.diagram();
        Self {
            start_s: now_s,
            cards: diagram
                .cards
                .iter()
                .map(|card| (card.entity, card.rect))
                .collect(),
            boundaries: before.boundaries().collect(),
            camera,
            target: state.camera,
            last: Some(state.camera),
            is_fitted: false,
            state: state.document.history().state(),
            part: 0.0,
            before,
        }
    }

    /// How strong the lines of before are, and those of after.
    pub fn strengths(&self) -> (f32, f32) {
        let before = 1.0 - self.part / GONE;
        let after = (self.part - COMING) / (1.0 - COMING);
        (before.clamp(0.0, 1.0), after.clamp(0.0, 1.0))
    }

    /// By how much a part that has come to `to` is off now.
    pub fn offset(&self, entity: EntityId, to: Rect) -> Vector {
        let Some(from) = self.cards.get(&entity) else {
            return vector(0.0, 0.0);
        };
        let left = 1.0 - eased(self.part);
        vector(
            (from.min.x - to.min.x) * left,
            (from.min.y - to.min.y) * left,
        )
    }

    /// A boundary as it is now, on its way to how it was drawn around `to`.
    pub fn boundary(&self, service: ServiceId, to: Rect, group: &Group) -> Group {
        let Some(&from) = self.boundaries.get(&service) else {
            return group.clone();
        };
        let mid = |a: f32, b: f32| a + (b - a) * eased(self.part);
        let now = Rect {
            min: point(mid(from.min.x, to.min.x), mid(from.min.y, to.min.y)),
            max: point(mid(from.max.x, to.max.x), mid(from.max.y, to.max.y)),
        };
        stretched(group, to, now)
    }
}

impl State {
    /// Looks where cards on their way are now. Returns whether some are.
    pub(super) fn follow_glide(&mut self, now_s: f64) -> bool {
        let is_elsewhere = self.shows_map();
        let Some(glide) = &mut self.glide else {
            return false;
        };
        let part = ((now_s - glide.start_s) / SECONDS).clamp(0.0, 1.0) as f32;
        glide.part = part;
        let is_over = part >= 1.0
            || self.machine.is_busy()
            || self.document.history().state() != glide.state
            || is_elsewhere;
        if glide.last != Some(self.camera) {
            // Someone else has moved it.
            glide.last = None;
        }
        if glide.last.is_some() {
            self.camera = if is_over {
                glide.target
            } else {
                between(glide.camera, glide.target, eased(part), self.canvas_size)
            };
            glide.last = Some(self.camera);
            if is_over && glide.is_fitted {
                self.fitted = Some(self.camera);
            }
        }
        if is_over && let Some(glide) = self.glide.take() {
            give_back(glide.before);
        }
        self.glide.is_some()
    }

    /// The camera is where it is to be at the end; lets it start from where it was.
    pub(super) fn glide_to_camera(&mut self) {
        let is_fitted = self.fitted == Some(self.camera);
        if let Some(glide) = &mut self.glide
            && glide.last != Some(self.camera)
        {
            glide.target = self.camera;
            glide.is_fitted = is_fitted;
            glide.last = Some(self.camera);
        }
    }

    /// Says that the camera, which was there, was only brought in line with pixels.
    pub(super) fn keep_glide_camera(&mut self, was: Camera) {
        let camera = self.camera;
        if let Some(glide) = &mut self.glide
            && glide.last == Some(was)
        {
            glide.last = Some(camera);
        }
    }

    /// Lets the view follow when everything has got another place: it shows all if it did so before, goes along with what
    /// was seen, or shows all where that would lose it.
    pub(super) fn follow_all(&mut self, before: &Picture, was_fitted: bool) {
        let Some((width, height)) = self.canvas_size.filter(|_| !was_fitted) else {
            self.fit_wanted = true;
            return;
        };
        let seen = self.camera.visible(width, height);
        let was_seen = before
            .diagram()
            .cards
            .iter()
            .filter(|card| card.rect.overlaps(seen));
        let pairs: Vec<(Rect, Rect)> = was_seen
            .filter_map(|card| {
                let is = self.picture.bounds_of(Reference::Entity(card.entity))?;
                Some((card.rect, is))
            })
            .collect();
        let median = |of: fn(Rect) -> f32| {
            let mut by: Vec<f32> = pairs.iter().map(|(was, is)| of(*is) - of(*was)).collect();
            by.sort_by(f32::total_cmp);
            by.get(by.len() / 2).copied().unwrap_or_default()
        };
        let by = vector(median(|rect| rect.min.x), median(|rect| rect.min.y));
        let seen = seen.translate(by);
        let still = pairs.iter().filter(|(_, is)| is.overlaps(seen)).count();
        if pairs.is_empty() || still * 3 < pairs.len() * 2 {
            self.fit_wanted = true;
        } else {
            self.camera.pan(by);
        }
    }
}

/// Fast at first, slow in the end.
fn eased(part: f32) -> f32 {
    let left = 1.0 - part;
    1.0 - left * left * left
}

/// A camera between two others; zooms at an even pace.
fn between(from: Camera, to: Camera, part: f32, size: Option<(f32, f32)>) -> Camera {
    let (width, height) = size.unwrap_or_default();
    let middle = |camera: Camera| camera.visible(width, height).center();
    let (a, b) = (middle(from), middle(to));
    let mut camera = Camera {
        zoom: from.zoom * (to.zoom / from.zoom).powf(part),
        ..from
    };
    let center = point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part);
    camera.center_on(center, width, height);
    camera
}

/// A group drawn for one rectangle, made to fit another: what is near an edge stays as far from it.
fn stretched(group: &Group, drawn: Rect, wanted: Rect) -> Group {
    let x = |x: f32| {
        if x - drawn.min.x < drawn.max.x - x {
            wanted.min.x + (x - drawn.min.x)
        } else {
            wanted.max.x - (drawn.max.x - x)
        }
    };
    let y = |y: f32| {
        if y - drawn.min.y < drawn.max.y - y {
            wanted.min.y + (y - drawn.min.y)
        } else {
            wanted.max.y - (drawn.max.y - y)
        }
    };
    let at = |p: Point| point(x(p.x), y(p.y));
    let mut group = group.clone();
    for shape in &mut group.shapes {
        match &mut shape.kind {
            ShapeKind::Rect { rect, .. } => {
                *rect = Rect::from_corners(at(rect.min), at(rect.max));
            }
            ShapeKind::Text(text) => text.at = at(text.at),
            ShapeKind::Polyline { points, .. } | ShapeKind::Polygon { points, .. } => {
                for point in points {
                    *point = at(*point);
                }
            }
            ShapeKind::Circle { center, .. } => *center = at(*center),
        }
    }
    group.bounds = Rect::from_corners(at(group.bounds.min), at(group.bounds.max));
    group
}

/// Whether a layer is one of lines and what is written on them.
pub(super) fn is_of_lines(group: &Group) -> bool {
    let is_line = matches!(group.what, What::Relationship(_) | What::Feed(_));
    is_line && matches!(group.layer, Layer::Line | Layer::AlarmLine | Layer::Label)
}
