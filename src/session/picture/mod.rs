//! The picture of a document: its diagram and display list, where things are in it, and how little of it an edit redraws.
//!
//! Making one anew is heavy for a large design and is done off the UI thread. [`Picture::follow`] redraws only the parts
//! that differ, fast enough for every frame of a drag.

mod base;
mod find;
mod follow;
mod hit;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::base::geometry::Rect;
use crate::layout::route::Router;
use crate::layout::{Cancel, place};
use crate::model::{Design, EntityId, ServiceId, Shows, View, ViewId};
use crate::scene::diagram::{Diagram, LineOf, shown};
use crate::scene::painter::Painter;
use crate::scene::text::Fonts;
use crate::scene::{self, Group, Layer, Options, Scene, What};
use crate::session::positions::{whole_point, whole_rect};

pub use base::{Base, Bases};
pub use hit::{Handle, Hit, Piece, Sides};

/// What a picture is made from. Cheap to clone and to send to another thread.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject {
    /// The design.
    pub design: Design,
    /// The view of it; none: everything.
    pub view: Option<ViewId>,
    /// Where parts stand that the view does not place.
    pub base: Arc<Base>,
    /// Colors.
    pub options: Options,
    /// Of what the view shows, these entities alone, for a while.
    pub only: Option<Arc<BTreeSet<EntityId>>>,
}

/// A display list with an index of what is where.
#[derive(Default)]
pub struct Picture {
    subject: Subject,
    diagram: Diagram,
    scene: Scene,
    /// Draws lines anew while cards are moved.
    router: Option<Router>,
    /// Something was drawn well enough for a gesture only.
    rough: bool,
    index: RTree<Boxed>,
    groups: BTreeMap<(Layer, What), usize>,
    lines: BTreeMap<LineOf, usize>,
    /// For each group a number that changes when it is drawn anew, so that caches know.
    stamps: Vec<u64>,
    last_stamp: u64,
}

/// How well a picture shows another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// As a new picture would.
    Exactly,
    /// Well enough for now: a new one would have better lines.
    Roughly,
    /// It still shows the state before; a new one has to be made.
    NotAtAll,
}

/// The bounds of a group with its place in the scene.
type Boxed = GeomWithData<Rectangle<[f32; 2]>, usize>;

impl Subject {
    /// The view with a place for every card that has one.
    fn pinned_view(&self) -> View {
        let mut view = self
            .view
            .and_then(|id| self.design.get(id))
            .cloned()
            .unwrap_or_default();
        let placed: BTreeSet<EntityId> = view.at.0.iter().map(|(id, _)| *id).collect();
        let entities = self.design.entities();
        for ((id, service), at) in &self.base.cards {
            let stands = entities
                .get(*id)
                .is_some_and(|entity| entity.service == *service);
            if !placed.contains(id) && stands {
                view.at.0.push((*id, whole_point(*at)));
            }
        }
        if !self.base.boundaries.is_empty() {
            let peopled: BTreeSet<ServiceId> = entities
                .iter()
                .filter_map(|(_, entity)| entity.service)
                .collect();
            for (id, rect) in &self.base.boundaries {
                let known = self.design.services().contains(*id);
                if known && !peopled.contains(id) && view.boundaries.get(id).is_none() {
                    view.boundaries.set(*id, whole_rect(*rect));
                }
            }
        }
        if let Some(only) = &self.only {
            let shown = shown(&self.design, Some(&view));
            view.shows = Shows::Only(shown.intersection(only).copied().collect());
        }
        view
    }

    /// Which entities it shows; none: all of the design.
    fn shown(&self) -> Option<BTreeSet<EntityId>> {
        let view = self.view.and_then(|id| self.design.get(id));
        let everything = view.is_none_or(|view| view.shows == Shows::All && view.hidden.is_empty());
        if everything && self.only.is_none() {
            return None;
        }
        let mut shown = shown(&self.design, view);
        if let Some(only) = &self.only {
            shown.retain(|id| only.contains(id));
        }
        Some(shown)
    }

    /// Whether services without entities are shown.
    fn shows_empty_services(&self) -> bool {
        let view = self.view.and_then(|id| self.design.get(id));
        self.only.is_none() && view.is_none_or(|view| view.shows == Shows::All)
    }
}

impl Picture {
    /// Places, routes and draws everything.
    pub fn new(subject: Subject, cancel: &Cancel) -> Self {
        let fonts = Fonts::bundled();
        let view = subject.pinned_view();
        let mut diagram = Diagram::unplaced(&subject.design, Some(&view), fonts);
        let request = diagram.request(&subject.design, Some(&view));
        let placement = place(&request, cancel);
        let router = Router::new(request, placement, cancel);
        diagram.put(router.placement(), router.paths().to_vec());
        let mut picture = Self {
            subject,
            router: Some(router),
            lines: diagram
                .lines
                .iter()
                .enumerate()
                .map(|(place, line)| (line.what, place))
                .collect(),
            diagram,
            ..Self::default()
        };
        picture.draw_all();
        picture
    }

    /// What it is made from.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The diagram that it shows.
    pub fn diagram(&self) -> &Diagram {
        &self.diagram
    }

    /// The display list. Parts that were taken out since it was made are groups without shapes.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// A number for each group of the scene that changes when the group is drawn anew.
    pub fn stamps(&self) -> &[u64] {
        &self.stamps
    }

    /// A number that changes with every change of the picture, and that no other picture has.
    pub fn stamp(&self) -> u64 {
        self.last_stamp
    }

    /// Draws everything where it stands.
    fn draw_all(&mut self) {
        let Subject {
            design, options, ..
        } = &self.subject;
        self.scene = scene::build(design, &self.diagram, options, Fonts::bundled());
        let groups = self.scene.groups.iter().enumerate();
        self.index = RTree::bulk_load(groups.map(|(place, group)| boxed(group, place)).collect());
        self.groups = self.scene.places();
        self.last_stamp = next_stamp();
        self.stamps = vec![self.last_stamp; self.scene.groups.len()];
    }

    /// Draws some parts where they stand.
    fn draw_again(&mut self, parts: BTreeSet<What>) {
        let design = self.subject.design.clone();
        let painter = Painter::new(&design, &self.subject.options, Fonts::bundled());
        self.last_stamp = next_stamp();
        for what in parts {
            self.redraw(what, &painter);
        }
        self.scene.bounds = self
            .scene
            .groups
            .iter()
            .filter(|group| !group.shapes.is_empty())
            .map(|group| group.bounds)
            .reduce(Rect::union)
            .unwrap_or_default();
    }

    fn redraw(&mut self, what: What, painter: &Painter) {
        match what {
            What::Entity(id) => {
                if let Some(card) = self.diagram.card(id) {
                    let group = painter.card(card);
                    self.replace(group);
                }
            }
            What::Service(id) => {
                let boundary = self.diagram.boundaries.iter().find(|b| b.service == id);
                if let Some(group) = boundary.map(|b| painter.boundary(b)) {
                    self.replace(group);
                }
            }
            What::Relationship(_) | What::Feed(_) => {
                let line = match what {
                    What::Relationship(id) => LineOf::Relationship(id),
                    What::Feed(id) => LineOf::Feed(id),
                    _ => return,
                };
                let Some(line) = self
                    .lines
                    .get(&line)
                    .and_then(|i| self.diagram.lines.get(*i))
                else {
                    return;
                };
                let drawn = painter.line(line);
                let label = self
                    .groups
                    .get(&(Layer::Label, what))
                    .filter(|&&place| !self.scene.groups[place].shapes.is_empty())
                    .and_then(|_| painter.label(line));
                for layer in [Layer::Line, Layer::AlarmLine, Layer::Label] {
                    self.clear(layer, what);
                }
                self.replace(drawn);
                if let Some(label) = label {
                    self.replace(label);
                }
            }
            What::Note(_) | What::Legend | What::Title => {}
        }
    }

    /// Takes what a part looks like on a layer out; its place in the scene stays.
    fn clear(&mut self, layer: Layer, what: What) {
        if let Some(&place) = self.groups.get(&(layer, what)) {
            self.index.remove(&boxed(&self.scene.groups[place], place));
            self.scene.groups[place].shapes.clear();
            self.stamps[place] = self.last_stamp;
        }
    }

    fn replace(&mut self, group: Group) {
        let key = (group.layer, group.what);
        let place = match self.groups.get(&key) {
            Some(&place) => {
                self.index.remove(&boxed(&self.scene.groups[place], place));
                place
            }
            None => {
                let place = self.scene.groups.len();
                self.groups.insert(key, place);
                self.scene.groups.push(group.clone());
                self.stamps.push(self.last_stamp);
                place
            }
        };
        self.index.insert(boxed(&group, place));
        self.scene.groups[place] = group;
        self.stamps[place] = self.last_stamp;
    }
}

/// Unique in the process, so that what is kept for one picture is never taken for another's.
fn next_stamp() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}
/// The entities at both ends of a line.
fn entities_at(design: &Design, line: LineOf) -> Option<[EntityId; 2]> {
    match line {
        LineOf::Relationship(id) => design.get(id).map(|r| [r.from.entity, r.to.entity]),
        LineOf::Feed(id) => design.get(id).map(|f| [f.from, f.to]),
    }
}
fn boxed(group: &Group, place: usize) -> Boxed {
    let corners = |rect: Rect| ([rect.min.x, rect.min.y], [rect.max.x, rect.max.y]);
    let (min, max) = corners(group.bounds);
    GeomWithData::new(Rectangle::from_corners(min, max), place)
}

fn envelope(rect: Rect) -> AABB<[f32; 2]> {
    AABB::from_corners([rect.min.x, rect.min.y], [rect.max.x, rect.max.y])
}
