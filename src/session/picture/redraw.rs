//! Drawing parts of a picture anew: a few at once, many as soon as they are seen.

use std::collections::BTreeSet;

use super::index::Index;
use super::{Picture, next_stamp};
use crate::base::geometry::{Point, Rect, Vector};
use crate::scene::diagram::LineOf;
use crate::scene::painter::Painter;
use crate::scene::text::Fonts;
use crate::scene::{self, Group, Layer, ShapeKind, What};

use super::Subject;

/// So many parts are drawn anew at once; of more, those that are seen, each in its turn.
const AT_ONCE: usize = 200;
/// So many of them with each frame.
const IN_TURN: usize = 60;

/// The labels of so many lines keep clear of cards at once.
const CAREFULLY: usize = 16;

/// Room for what is drawn around a line: its ends and its label.
const AROUND: f32 = 24.0;

impl Picture {
    /// Draws everything where it stands.
    pub(super) fn draw_all(&mut self) {
        let Subject {
            design, options, ..
        } = &self.subject;
        self.scene = scene::build(design, &self.diagram, options, Fonts::bundled());
        self.groups = self.scene.places();
        self.stale.clear();
        self.last_stamp = next_stamp();
        self.stamps = vec![self.last_stamp; self.scene.groups.len()];
        self.index = Index::new(&self.scene.groups);
    }

    /// Draws some parts where they stand, and moves others there by the given distances.
    pub(super) fn draw_again(
        &mut self,
        parts: &BTreeSet<What>,
        moved: impl IntoIterator<Item = (What, Vector)>,
    ) {
        self.last_stamp = next_stamp();
        let moved: Vec<(What, Vector)> = moved.into_iter().collect();
        let many = parts.len() + moved.len() > AT_ONCE;
        for (what, by) in moved {
            self.shift(what, by);
        }
        if many {
            for &what in parts {
                self.postpone(what);
            }
        } else {
            self.redraw(parts.iter().copied(), parts.len() <= CAREFULLY);
        }
        self.scene.bounds = self.index.around().unwrap_or_default();
    }

    /// Draws what is out of date in a part of the picture; as much as there is time for in a frame. Says whether something is
    /// left.
    pub fn freshen(&mut self, seen: Rect) -> bool {
        if self.stale.is_empty() {
            return false;
        }
        let groups = self.groups_in(seen).into_iter();
        let parts = groups.map(|place| self.scene.groups[place].what);
        let mut stale: BTreeSet<What> = parts.filter(|what| self.stale.contains(what)).collect();
        if stale.is_empty() {
            return false;
        }
        self.last_stamp = next_stamp();
        // While everything gets out of date with each frame, each part has its turn.
        let from_next = match self.next_fresh {
            Some(next) => stale.split_off(&next),
            None => BTreeSet::new(),
        };
        let turns = from_next.iter().chain(&stale).copied();
        let turns: Vec<What> = turns.take(IN_TURN + 1).collect();
        self.redraw(turns.iter().copied().take(IN_TURN), false);
        self.next_fresh = turns.get(IN_TURN).copied();
        self.next_fresh.is_some()
    }

    /// Moves what a part looks like.
    fn shift(&mut self, what: What, by: Vector) {
        for layer in layers(what) {
            let Some(&place) = self.groups.get(&(*layer, what)) else {
                continue;
            };
            let group = &mut self.scene.groups[place];
            if group.shapes.is_empty() {
                continue;
            }
            translate(group, by);
            self.index.set(place, group);
            self.stamps[place] = self.last_stamp;
        }
    }

    /// Remembers that a part is to be drawn anew when it is seen.
    fn postpone(&mut self, what: What) {
        self.stale.insert(what);
        let bounds = match what {
            What::Entity(id) => self.diagram.card(id).map(|card| card.rect.expand(2.0)),
            What::Service(id) => self.boundary(id).map(|rect| rect.expand(2.0)),
            What::Relationship(id) => self.around_line(LineOf::Relationship(id)),
            What::Feed(id) => self.around_line(LineOf::Feed(id)),
            What::Note(_) | What::Legend | What::Title => None,
        };
        let Some(bounds) = bounds else { return };
        for layer in layers(what) {
            if let Some(&place) = self.groups.get(&(*layer, what)) {
                self.scene.groups[place].bounds = bounds;
                self.index.set(place, &self.scene.groups[place]);
            }
        }
    }

    fn around_line(&self, line: LineOf) -> Option<Rect> {
        self.line_bounds(line).map(|rect| rect.expand(AROUND))
    }

    fn redraw(&mut self, parts: impl Iterator<Item = What>, carefully: bool) {
        let design = self.subject.design.clone();
        let painter = Painter::new(&design, &self.subject.options, Fonts::bundled());
        for what in parts {
            self.stale.remove(&what);
            self.redraw_one(what, &painter, carefully);
        }
    }

    fn redraw_one(&mut self, what: What, painter: &Painter, carefully: bool) {
        match what {
            What::Entity(id) => {
                if let Some(card) = self.diagram.card(id) {
                    let group = painter.card(card);
                    let hub = painter.hub(&self.diagram, id);
                    self.replace(group);
                    if let Some(hub) = hub {
                        self.replace(hub);
                    }
                }
            }
            What::Service(id) => {
                let boundary = self.diagram.boundaries.iter().find(|b| b.service == id);
                if let Some(group) = boundary.map(|b| painter.boundary(b)) {
                    self.replace(group);
                }
            }
            What::Relationship(id) => {
                self.redraw_line(LineOf::Relationship(id), painter, carefully);
            }
            What::Feed(id) => self.redraw_line(LineOf::Feed(id), painter, carefully),
            What::Note(place) => match self.diagram.notes.get(place) {
                Some(note) => {
                    let group = painter.note(place, note);
                    self.replace(group);
                }
                None => self.clear(Layer::Overlay, what),
            },
            What::Legend | What::Title => {}
        }
    }

    fn redraw_line(&mut self, line: LineOf, painter: &Painter, carefully: bool) {
        let what = What::from(line);
        let place = self.lines.get(&line);
        let Some(line) = place.and_then(|place| self.diagram.lines.get(*place)) else {
            return;
        };
        let drawn = painter.line(line);
        let label = self
            .groups
            .get(&(Layer::Label, what))
            .filter(|&&place| !self.scene.groups[place].shapes.is_empty())
            .and_then(|_| {
                let cards = self.diagram.cards.iter().filter(|_| carefully);
                let cards = cards.map(|card| card.rect);
                painter.label(line, cards)
            });
        for layer in layers(what) {
            self.clear(*layer, what);
        }
        self.replace(drawn);
        if let Some(label) = label {
            self.replace(label);
        }
    }

    /// Takes what a part looks like on a layer out; its place in the scene stays.
    fn clear(&mut self, layer: Layer, what: What) {
        if let Some(&place) = self.groups.get(&(layer, what)) {
            self.scene.groups[place].shapes.clear();
            self.index.set(place, &self.scene.groups[place]);
            self.stamps[place] = self.last_stamp;
        }
    }

    fn replace(&mut self, group: Group) {
        let key = (group.layer, group.what);
        let place = *self.groups.entry(key).or_insert(self.scene.groups.len());
        self.index.set(place, &group);
        if place == self.scene.groups.len() {
            self.scene.groups.push(group);
            self.stamps.push(self.last_stamp);
            return;
        }
        self.scene.groups[place] = group;
        self.stamps[place] = self.last_stamp;
    }
}

/// By how much a line moved as a whole, if it did.
pub(super) fn distance(old: &[Point], new: &[Point]) -> Option<Vector> {
    let by = *new.first()? - *old.first()?;
    let moved = old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            let off = (*new - *old) + -by;
            off.x.abs() < 0.01 && off.y.abs() < 0.01
        });
    moved.then_some(by)
}

/// The layers on which a part may be drawn.
fn layers(what: What) -> &'static [Layer] {
    match what {
        What::Entity(_) => &[Layer::Card, Layer::Label],
        What::Service(_) => &[Layer::Boundary],
        What::Relationship(_) | What::Feed(_) => &[Layer::Line, Layer::AlarmLine, Layer::Label],
        What::Note(_) | What::Legend | What::Title => &[Layer::Overlay],
    }
}

fn translate(group: &mut Group, by: Vector) {
    group.bounds = group.bounds.translate(by);
    for shape in &mut group.shapes {
        match &mut shape.kind {
            ShapeKind::Rect { rect, .. } => *rect = rect.translate(by),
            ShapeKind::Text(text) => text.at = text.at + by,
            ShapeKind::Polyline { points, .. } | ShapeKind::Polygon { points, .. } => {
                for point in points {
                    *point = *point + by;
                }
            }
            ShapeKind::Circle { center, .. } => *center = *center + by,
        }
    }
}
