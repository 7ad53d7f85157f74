//! The picture of a document: its diagram and display list, where things are in it, and how little of it an edit redraws.
//!
//! Making one anew is heavy for a large design and is done off the UI thread. [`Picture::follow`] redraws only the parts
//! that differ, fast enough for every frame of a drag.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::base::geometry::{Point, Rect, point};
use crate::layout::route::Router;
use crate::layout::{Cancel, place};
use crate::model::{Design, EntityId, List, Reference, ServiceId, View, ViewId};
use crate::scene::card::{Card, ForeignKeys};
use crate::scene::diagram::{BOUNDARY_HEADER, Diagram, LineOf, PlacedCard};
use crate::scene::painter::Painter;
use crate::scene::text::Fonts;
use crate::scene::{self, Group, Layer, Options, Scene, What};
use crate::session::positions::{Positions, whole_point, whole_rect};

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
}

/// Where the program put parts when it arranged a design for the first time. As long as the design is open, they stay there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base {
    /// Upper left corners of cards.
    pub cards: BTreeMap<EntityId, Point>,
    /// Boundaries with nothing in them; the others are where their cards are.
    pub boundaries: BTreeMap<ServiceId, Rect>,
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
        for (id, at) in &self.base.cards {
            if !placed.contains(id) && entities.contains(*id) {
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
        view
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

    /// Shows another state of the same document at once, as far as that is possible in the time of a frame: moved cards with
    /// their lines, renamed parts, new colors of single parts. Says whether the picture is as good as a new one.
    pub fn follow(&mut self, subject: Subject) -> Followed {
        let (old, new) = (&self.subject.design, &subject.design);
        let same_parts = (self.subject.view == subject.view || self.subject.view.is_none())
            && same_ids(old.entities(), new.entities())
            && same_ids(old.services(), new.services())
            && same_ids(old.relationships(), new.relationships())
            && same_ids(old.feeds(), new.feeds());
        if !same_parts {
            return Followed::NotAtAll;
        }
        let recolored = self.subject.options != subject.options
            || old.zones() != new.zones()
            || old.stores() != new.stores();
        let mut redrawn = changed_parts(old, new, &self.diagram);
        let resized = self.measure_again(&subject.design);
        let moves = moves(&self.diagram, &subject.pinned_view());
        self.rough |= !resized.is_empty() || !moves.is_empty();
        for &place in &resized {
            redrawn.insert(What::Entity(self.diagram.cards[place].entity));
        }
        for &(place, _) in &moves {
            redrawn.insert(What::Entity(self.diagram.cards[place].entity));
        }
        let (boundaries, lines) = self.follow_moves(new, &moves);
        redrawn.extend(boundaries.into_iter().map(What::Service));
        redrawn.extend(lines.into_iter().map(What::from));
        self.subject = subject;
        if recolored {
            self.draw_all();
        } else {
            self.draw_again(redrawn);
        }
        if self.rough {
            Followed::Roughly
        } else {
            Followed::Exactly
        }
    }

    /// Moves cards, and with them the boundaries around them and the lines that end at them or that they come to lie on. Returns
    /// the boundaries and lines that changed.
    fn follow_moves(
        &mut self,
        design: &Design,
        moves: &[(usize, Rect)],
    ) -> (Vec<ServiceId>, Vec<LineOf>) {
        if moves.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let service_of =
            |card: &PlacedCard| design.get(card.entity).and_then(|entity| entity.service);
        let services: BTreeSet<ServiceId> = moves
            .iter()
            .filter_map(|&(place, _)| service_of(&self.diagram.cards[place]))
            .collect();
        let around = |diagram: &Diagram| {
            let mut rects: BTreeMap<ServiceId, Rect> = BTreeMap::new();
            for card in &diagram.cards {
                if let Some(service) = service_of(card).filter(|service| services.contains(service))
                {
                    rects
                        .entry(service)
                        .and_modify(|rect| *rect = rect.union(card.rect))
                        .or_insert(card.rect);
                }
            }
            rects
        };
        let old = around(&self.diagram);
        for &(place, rect) in moves {
            self.diagram.cards[place].rect = rect;
        }
        let new = around(&self.diagram);
        // A boundary stays as far around its cards as it was.
        let mut containers = Vec::new();
        for (place, boundary) in self.diagram.boundaries.iter_mut().enumerate() {
            if let (Some(old), Some(new)) = (old.get(&boundary.service), new.get(&boundary.service))
            {
                boundary.rect = Rect {
                    min: new.min + (boundary.rect.min - old.min),
                    max: new.max + (boundary.rect.max - old.max),
                };
                containers.push((place, boundary.rect));
            }
        }
        let mut lines = Vec::new();
        if let Some(router) = &mut self.router {
            for place in router.update(moves, &containers, &Cancel::default()) {
                if let (Some(line), Some(path)) =
                    (self.diagram.lines.get_mut(place), router.paths().get(place))
                {
                    line.points.clone_from(path);
                    lines.push(line.what);
                }
            }
        }
        (services.into_iter().collect(), lines)
    }

    /// Gives cards whose entity changed the look that they have now. Returns the places of those whose size or rows changed.
    fn measure_again(&mut self, design: &Design) -> Vec<usize> {
        let old = &self.subject.design;
        if old.entities() == design.entities() && old.relationships() == design.relationships() {
            return Vec::new();
        }
        let foreign_keys = ForeignKeys::of(design);
        let view = self.subject.view.and_then(|view| design.get(view));
        let mut resized = Vec::new();
        for (place, placed) in self.diagram.cards.iter_mut().enumerate() {
            let Some(entity) = design.get(placed.entity) else {
                continue;
            };
            let collapse = view
                .and_then(|view| view.collapsed.get(&placed.entity))
                .copied();
            let card = Card::new(
                placed.entity,
                entity,
                collapse,
                &foreign_keys,
                Fonts::bundled(),
            );
            if card != placed.card {
                let corner = placed.rect.min;
                placed.rect = Rect::new(corner.x, corner.y, card.size.0, card.size.1);
                placed.card = card;
                resized.push(place);
            }
        }
        resized
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

    /// The groups that a rectangle touches, the first at the bottom.
    pub fn groups_in(&self, rect: Rect) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .index
            .locate_in_envelope_intersecting(envelope(rect))
            .map(|boxed| boxed.data)
            .collect();
        found.sort_unstable();
        found
    }

    /// The part at a point, the uppermost first; `slop` is how far from a line still counts as on it. A service is hit at
    /// its title and its outline, because what is inside belongs to its entities.
    pub fn hit(&self, at: Point, slop: f32) -> Option<Reference> {
        let around = Rect { min: at, max: at }.expand(slop);
        let mut best: Option<(u8, Reference)> = None;
        for place in self.groups_in(around) {
            let group = &self.scene.groups[place];
            let rank = match group.what {
                What::Entity(id) => {
                    let hit = self
                        .diagram
                        .card(id)
                        .is_some_and(|card| card.rect.contains(at));
                    hit.then_some((3, Reference::Entity(id)))
                }
                What::Relationship(id)
                    if self.is_on_line(LineOf::Relationship(id), group, at, slop) =>
                {
                    Some((2, Reference::Relationship(id)))
                }
                What::Feed(id) if self.is_on_line(LineOf::Feed(id), group, at, slop) => {
                    Some((2, Reference::Feed(id)))
                }
                What::Service(id) => {
                    let rect = self.boundary(id).unwrap_or(group.bounds);
                    let title = Rect {
                        min: rect.min,
                        max: point(rect.max.x, rect.min.y + BOUNDARY_HEADER),
                    };
                    let outline =
                        rect.expand(slop).contains(at) && !rect.expand(-slop).contains(at);
                    (title.contains(at) || outline).then_some((1, Reference::Service(id)))
                }
                _ => None,
            };
            // Later groups are further up.
            if let Some(hit) = rank
                && best.is_none_or(|best| best.0 <= hit.0)
            {
                best = Some(hit);
            }
        }
        best.map(|(_, part)| part)
    }

    fn is_on_line(&self, line: LineOf, group: &Group, at: Point, slop: f32) -> bool {
        if group.layer == Layer::Label {
            return group.bounds.contains(at);
        }
        self.lines
            .get(&line)
            .and_then(|&place| self.diagram.lines.get(place))
            .is_some_and(|line| {
                line.points.windows(2).any(|ends| {
                    Rect::from_corners(ends[0], ends[1])
                        .expand(slop)
                        .contains(at)
                })
            })
    }

    /// Where the boundary of a service is.
    pub fn boundary(&self, service: ServiceId) -> Option<Rect> {
        self.diagram
            .boundaries
            .iter()
            .find(|boundary| boundary.service == service)
            .map(|boundary| boundary.rect)
    }

    /// Around a part, if it is in the picture.
    pub fn bounds_of(&self, part: Reference) -> Option<Rect> {
        match part {
            Reference::Entity(id) => self.diagram.card(id).map(|card| card.rect),
            Reference::Field(path) => self.bounds_of(Reference::Entity(path.entity)),
            Reference::Service(id) => self.boundary(id),
            Reference::Relationship(id) => self.line_bounds(LineOf::Relationship(id)),
            Reference::Feed(id) => self.line_bounds(LineOf::Feed(id)),
            Reference::Store(id) => self.bounds_of_entities(|e| e.store == Some(id)),
            Reference::Zone(id) => self.bounds_of_entities(|e| e.zone == Some(id)),
            Reference::Operation(_) | Reference::Saga(_) => None,
        }
    }

    fn bounds_of_entities(&self, is_in: impl Fn(&crate::model::Entity) -> bool) -> Option<Rect> {
        self.subject
            .design
            .entities()
            .iter()
            .filter(|(_, entity)| is_in(entity))
            .filter_map(|(id, _)| self.diagram.card(id).map(|card| card.rect))
            .reduce(Rect::union)
    }

    fn line_bounds(&self, line: LineOf) -> Option<Rect> {
        let line = self.diagram.lines.get(*self.lines.get(&line)?)?;
        Rect::around(line.points.iter().copied())
    }

    /// The corners of the line of a relationship or a feed.
    pub fn line_points(&self, part: Reference) -> Option<&[Point]> {
        let line = match part {
            Reference::Relationship(id) => LineOf::Relationship(id),
            Reference::Feed(id) => LineOf::Feed(id),
            _ => return None,
        };
        let line = self.diagram.lines.get(*self.lines.get(&line)?)?;
        Some(&line.points)
    }

    /// The entities and lines that touch a rectangle; lines only where no entity is touched.
    pub fn touching(&self, rect: Rect) -> Vec<Reference> {
        let mut found = Vec::new();
        for place in self.groups_in(rect) {
            if let What::Entity(id) = self.scene.groups[place].what
                && self
                    .diagram
                    .card(id)
                    .is_some_and(|card| card.rect.overlaps(rect))
            {
                found.push(Reference::Entity(id));
            }
        }
        found
    }

    /// Upper left corners of all cards.
    pub fn positions(&self) -> impl Iterator<Item = (EntityId, Point)> + '_ {
        self.diagram
            .cards
            .iter()
            .map(|card| (card.entity, card.rect.min))
    }

    /// The boundaries that no card is in.
    pub fn empty_boundaries(&self) -> impl Iterator<Item = (ServiceId, Rect)> + '_ {
        let design = &self.subject.design;
        let services = self
            .diagram
            .cards
            .iter()
            .filter_map(|card| design.get(card.entity)?.service);
        let peopled: BTreeSet<ServiceId> = services.collect();
        let boundaries = self.diagram.boundaries.iter();
        boundaries
            .filter(move |boundary| !peopled.contains(&boundary.service))
            .map(|boundary| (boundary.service, boundary.rect))
    }

    /// Where everything stands.
    pub fn all_positions(&self) -> Positions {
        Positions {
            cards: self.positions().collect(),
            boundaries: self.empty_boundaries().collect(),
        }
    }

    /// The groups of a part and of those that it is tied to: an entity's lines and the entities at their other ends.
    pub fn lit_by(&self, part: Reference) -> Vec<usize> {
        let design = &self.subject.design;
        let mut entities = BTreeSet::new();
        let mut lines = BTreeSet::new();
        let mut boundaries = BTreeSet::new();
        let ends = |line: LineOf| entities_at(design, line);
        match part {
            Reference::Entity(id) => {
                entities.insert(id);
                for line in self.lines.keys() {
                    if let Some(ends) = ends(*line)
                        && ends.contains(&id)
                    {
                        lines.insert(*line);
                        entities.extend(ends);
                    }
                }
            }
            Reference::Relationship(id) => {
                lines.insert(LineOf::Relationship(id));
            }
            Reference::Feed(id) => {
                lines.insert(LineOf::Feed(id));
            }
            Reference::Service(id) => {
                boundaries.insert(id);
                let members = design
                    .entities()
                    .iter()
                    .filter(|(_, e)| e.service == Some(id));
                entities.extend(members.map(|(id, _)| id));
            }
            _ => return Vec::new(),
        }
        for line in &lines {
            entities.extend(ends(*line).into_iter().flatten());
        }
        let boundaries = boundaries
            .into_iter()
            .map(|id| (Layer::Boundary, What::Service(id)));
        let lines = lines.into_iter().flat_map(|line| {
            [Layer::Line, Layer::AlarmLine, Layer::Label].map(|layer| (layer, What::from(line)))
        });
        let cards = entities
            .into_iter()
            .map(|id| (Layer::Card, What::Entity(id)));
        let mut places: Vec<usize> = boundaries
            .chain(lines)
            .chain(cards)
            .filter_map(|key| self.groups.get(&key).copied())
            .collect();
        places.sort_unstable();
        places
    }
}

/// Unique in the process, so that what is kept for one picture is never taken for another's.
fn next_stamp() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

fn same_ids<T: PartialEq>(a: &List<T>, b: &List<T>) -> bool {
    // The same list, mostly.
    a == b || a.len() == b.len() && a.ids().eq(b.ids())
}

/// The parts that look different because they are something else now.
fn changed_parts(old: &Design, new: &Design, diagram: &Diagram) -> BTreeSet<What> {
    let mut changed = BTreeSet::new();
    if old.entities() != new.entities() {
        for card in &diagram.cards {
            if differs(old.entities(), new.entities(), card.entity) {
                changed.insert(What::Entity(card.entity));
                // The title of a boundary tells the stores of what is inside.
                changed.extend(
                    new.get(card.entity)
                        .and_then(|e| e.service)
                        .map(What::Service),
                );
                changed.extend(
                    old.get(card.entity)
                        .and_then(|e| e.service)
                        .map(What::Service),
                );
            }
        }
    }
    if old.services() == new.services()
        && old.relationships() == new.relationships()
        && old.feeds() == new.feeds()
    {
        return changed;
    }
    for boundary in &diagram.boundaries {
        if differs(old.services(), new.services(), boundary.service) {
            changed.insert(What::Service(boundary.service));
            // Cards may be in the color of their service.
            let members = new
                .entities()
                .iter()
                .filter(|(_, e)| e.service == Some(boundary.service));
            changed.extend(members.map(|(id, _)| What::Entity(id)));
        }
    }
    for line in &diagram.lines {
        let differs = match line.what {
            LineOf::Relationship(id) => differs(old.relationships(), new.relationships(), id),
            LineOf::Feed(id) => differs(old.feeds(), new.feeds(), id),
        };
        if differs {
            changed.insert(line.what.into());
        }
    }
    changed
}

/// Where the view puts cards that stand elsewhere.
fn moves(diagram: &Diagram, view: &View) -> Vec<(usize, Rect)> {
    view.at
        .0
        .iter()
        .filter_map(|(id, (x, y))| {
            let place = diagram.place(*id)?;
            let rect = diagram.cards[place].rect;
            let by = point(*x as f32, *y as f32) - rect.min;
            // Arrangements are in fractions of units, views in whole ones.
            (by.x.abs() > 0.5 || by.y.abs() > 0.5).then(|| (place, rect.translate(by)))
        })
        .collect()
}

/// The entities at both ends of a line.
fn entities_at(design: &Design, line: LineOf) -> Option<[EntityId; 2]> {
    match line {
        LineOf::Relationship(id) => design.get(id).map(|r| [r.from.entity, r.to.entity]),
        LineOf::Feed(id) => design.get(id).map(|f| [f.from, f.to]),
    }
}

fn differs<T: PartialEq>(a: &List<T>, b: &List<T>, id: crate::base::id::Id<T>) -> bool {
    match (a.shared(id), b.shared(id)) {
        (Some(a), Some(b)) => !Arc::ptr_eq(a, b),
        (None, None) => false,
        _ => true,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geometry::vector;
    use crate::base::id::Id;
    use crate::edit::Builder;
    use crate::model::{Endpoint, Entity, Field, Relationship, RelationshipId, Service};
    use crate::session::positions::move_entities;
    use crate::session::text_slot::TextSlot;

    struct Shop {
        design: Design,
        service: ServiceId,
        order: EntityId,
        customer: EntityId,
        key: RelationshipId,
    }

    fn shop() -> Shop {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let service = builder.insert(Service {
            name: "Orders".into(),
            instances: 1,
            ..Service::default()
        });
        let [order, customer] = ["order", "customer"].map(|name| {
            let field = |number, name: &str| Field {
                id: Id::new(number),
                name: name.into(),
                ..Field::default()
            };
            builder.insert(Entity {
                name: name.into(),
                service: Some(service),
                fields: vec![field(0, "id"), field(1, "customer_id")],
                ..Entity::default()
            })
        });
        let end = |entity, field| Endpoint {
            entity,
            fields: vec![Id::new(field)],
        };
        let key = builder.insert(Relationship::enforced(end(order, 1), end(customer, 0)));
        design.apply(&builder.finish()).unwrap();
        Shop {
            design,
            service,
            order,
            customer,
            key,
        }
    }

    fn picture(design: &Design) -> Picture {
        let subject = Subject {
            design: design.clone(),
            view: design.views().ids().next(),
            ..Subject::default()
        };
        Picture::new(subject, &Cancel::default())
    }

    /// The subject of the picture with another design; what no view places stays.
    fn with(picture: &Picture, design: &Design) -> Subject {
        Subject {
            design: design.clone(),
            view: design.views().ids().next(),
            base: Arc::new(Base {
                cards: picture.positions().collect(),
                boundaries: picture.empty_boundaries().collect(),
            }),
            ..picture.subject().clone()
        }
    }

    #[test]
    fn a_moved_card_takes_its_line_and_its_boundary_along() {
        let Shop {
            mut design,
            service,
            order,
            customer,
            key,
        } = shop();
        let mut picture = picture(&design);
        let before = picture.bounds_of(Reference::Entity(order)).unwrap();
        let still = picture.bounds_of(Reference::Entity(customer)).unwrap();
        let current = picture.all_positions();
        let by = vector(0.0, 300.0);
        design
            .apply(&move_entities(&design, None, &current, &[order], by))
            .unwrap();
        assert_eq!(picture.follow(with(&picture, &design)), Followed::Roughly);

        let after = picture.bounds_of(Reference::Entity(order)).unwrap();
        assert!((after.min - before.min).y > 299.0 && after.width() == before.width());
        assert_eq!(picture.bounds_of(Reference::Entity(customer)), Some(still));
        assert_eq!(
            picture.hit(after.center(), 2.0),
            Some(Reference::Entity(order))
        );
        assert_ne!(
            picture.hit(before.center(), 2.0),
            Some(Reference::Entity(order))
        );
        let line = picture.line_points(Reference::Relationship(key)).unwrap();
        let start = line.first().unwrap();
        assert!(
            after.expand(0.5).contains(*start)
                && (start.x == after.min.x || start.x == after.max.x)
        );
        assert!(picture.boundary(service).unwrap().contains_rect(after));
        assert!(picture.scene().bounds.contains_rect(after));
        assert_eq!(picture.touching(after), [Reference::Entity(order)]);
    }

    #[test]
    fn a_change_that_moves_nothing_draws_only_its_part_again() {
        let Shop {
            mut design, order, ..
        } = shop();
        let mut picture = picture(&design);
        let before = picture.stamps().to_vec();
        // As wide as the old name, so that nothing else has to give way.
        let rename = TextSlot::EntityName(order).replace(&design, "redro");
        design.apply(&rename).unwrap();
        assert_eq!(picture.follow(with(&picture, &design)), Followed::Exactly);
        let changed: Vec<What> = before
            .iter()
            .zip(picture.stamps())
            .zip(&picture.scene().groups)
            .filter(|((old, new), _)| old != new)
            .map(|(_, group)| group.what)
            .collect();
        assert!(changed.contains(&What::Entity(order)));
        assert!(
            !changed
                .iter()
                .any(|what| matches!(what, What::Relationship(_)))
        );
    }

    #[test]
    fn parts_that_come_or_go_need_a_new_picture() {
        let Shop {
            mut design, order, ..
        } = shop();
        let mut picture = picture(&design);
        let mut builder = Builder::new(&design, "");
        builder.remove([Reference::Entity(order)]);
        design.apply(&builder.finish()).unwrap();
        assert_eq!(picture.follow(with(&picture, &design)), Followed::NotAtAll);
        assert!(
            picture.bounds_of(Reference::Entity(order)).is_some(),
            "it shows the state before"
        );
    }

    #[test]
    fn a_service_is_hit_at_its_title_and_not_between_its_cards() {
        let Shop {
            design,
            service,
            order,
            key,
            ..
        } = shop();
        let picture = picture(&design);
        let boundary = picture.boundary(service).unwrap();
        let title = boundary.min + vector(20.0, 8.0);
        assert_eq!(picture.hit(title, 3.0), Some(Reference::Service(service)));
        let inside = point(boundary.min.x + 8.0, boundary.max.y - 8.0);
        assert_eq!(picture.hit(inside, 3.0), None);
        let line = picture.line_points(Reference::Relationship(key)).unwrap();
        let middle = point(
            f32::midpoint(line[0].x, line[1].x),
            f32::midpoint(line[0].y, line[1].y),
        );
        assert_eq!(picture.hit(middle, 3.0), Some(Reference::Relationship(key)));
        let lit = picture.lit_by(Reference::Entity(order));
        let lit: Vec<What> = lit
            .iter()
            .map(|&place| picture.scene().groups[place].what)
            .collect();
        assert_eq!(
            lit.iter()
                .filter(|what| matches!(what, What::Entity(_)))
                .count(),
            2
        );
        assert!(lit.contains(&What::Relationship(key)));
    }
}
