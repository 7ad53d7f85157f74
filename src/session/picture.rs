//! The picture of a document: its diagram and display list, where things are in it, and how little of it an edit redraws.
//!
//! Making one anew is heavy for a large design and is done off the UI thread. [`Picture::follow`] redraws only the parts
//! that differ, fast enough for every frame of a drag.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::base::geometry::{Point, Rect, point};
use crate::layout::Cancel;
use crate::model::{Design, EntityId, List, Reference, ServiceId, View, ViewId};
use crate::scene::card::{Card, ForeignKeys};
use crate::scene::diagram::{self, BOUNDARY_HEADER, Diagram, LineOf};
use crate::scene::painter::Painter;
use crate::scene::text::Fonts;
use crate::scene::{self, Group, Layer, Options, Scene, What};

/// With at most so many lines all labels find new places within a frame; with more, those of moved lines are left out until the
/// next new picture.
const RELABEL_AT_ONCE: usize = 150;

/// What a picture is made from. Cheap to clone and to send to another thread.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject {
    /// The design.
    pub design: Design,
    /// The view of it; none: everything.
    pub view: Option<ViewId>,
    /// Where cards stand that the view does not place: those of the arrangement when the design was opened.
    pub base: Arc<BTreeMap<EntityId, Point>>,
    /// Colors.
    pub options: Options,
}

/// A display list with an index of what is where.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    subject: Subject,
    diagram: Diagram,
    scene: Scene,
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
        for (id, at) in self.base.iter() {
            if !placed.contains(id) && self.design.entities().contains(*id) {
                view.at
                    .0
                    .push((*id, (at.x.round() as i32, at.y.round() as i32)));
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
        let diagram = diagram::arrange(&subject.design, Some(&view), fonts, cancel);
        let scene = scene::build(&subject.design, &diagram, &subject.options, fonts);
        let mut picture = Self {
            subject,
            ..Self::default()
        };
        picture.adopt(diagram, scene);
        picture
    }

    fn adopt(&mut self, diagram: Diagram, scene: Scene) {
        self.index = RTree::bulk_load(
            scene
                .groups
                .iter()
                .enumerate()
                .map(|(place, group)| boxed(group, place))
                .collect(),
        );
        self.groups = scene.places();
        self.lines = diagram
            .lines
            .iter()
            .enumerate()
            .map(|(place, line)| (line.what, place))
            .collect();
        self.last_stamp += 1;
        self.stamps = vec![self.last_stamp; scene.groups.len()];
        self.diagram = diagram;
        self.scene = scene;
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

    /// Shows another state of the same document at once, as far as that is possible in the time of a frame: moved cards with
    /// their lines, renamed parts, new colors of single parts. Says whether the picture is as good as a new one.
    pub fn follow(&mut self, subject: Subject) -> Followed {
        let (old, new) = (&self.subject.design, &subject.design);
        let same_parts = self.subject.options == subject.options
            && (self.subject.view == subject.view || self.subject.view.is_none())
            && old.zones() == new.zones()
            && old.stores() == new.stores()
            && same_ids(old.entities(), new.entities())
            && same_ids(old.services(), new.services())
            && same_ids(old.relationships(), new.relationships())
            && same_ids(old.feeds(), new.feeds());
        if !same_parts {
            return Followed::NotAtAll;
        }
        let mut diagram = self.diagram.clone();
        let resized = self.measure_again(&subject.design, &mut diagram);
        let moved = take_positions(&mut diagram, &subject.pinned_view());
        let changed = changed_parts(old, new, &diagram);
        let bent: Vec<usize> = lines_of(&diagram, new, &moved).collect();
        let exact = resized.is_empty() && bent.is_empty();
        if !exact {
            stretch_boundaries(&self.diagram, &mut diagram, new);
            reroute(&mut diagram, new, &bent);
        }
        let mut redrawn: BTreeSet<What> = changed;
        redrawn.extend(resized.iter().chain(&moved).map(|id| What::Entity(*id)));
        redrawn.extend(
            bent.iter()
                .map(|&line| What::from(diagram.lines[line].what)),
        );
        for (before, after) in self.diagram.boundaries.iter().zip(&diagram.boundaries) {
            if before != after {
                redrawn.insert(What::Service(after.service));
            }
        }
        let design = subject.design.clone();
        let painter = Painter::new(&design, &subject.options, Fonts::bundled());
        self.subject = subject;
        self.diagram = diagram;
        self.last_stamp += 1;
        let relabel = redrawn
            .iter()
            .any(|what| matches!(what, What::Relationship(_) | What::Feed(_)));
        for what in redrawn {
            self.redraw(what, &painter);
        }
        let exact = exact && !(relabel && self.diagram.lines.len() > RELABEL_AT_ONCE);
        if relabel && self.diagram.lines.len() <= RELABEL_AT_ONCE {
            self.relabel(&painter);
        }
        self.scene.bounds = self
            .scene
            .groups
            .iter()
            .filter(|group| !group.shapes.is_empty())
            .map(|group| group.bounds)
            .reduce(Rect::union)
            .unwrap_or_default();
        if exact {
            Followed::Exactly
        } else {
            Followed::Roughly
        }
    }

    /// Gives cards whose entity changed the look that they have now. Returns those whose size or rows changed.
    fn measure_again(&self, design: &Design, diagram: &mut Diagram) -> BTreeSet<EntityId> {
        let old = &self.subject.design;
        let mut resized = BTreeSet::new();
        if old.entities() == design.entities() && old.relationships() == design.relationships() {
            return resized;
        }
        let foreign_keys = ForeignKeys::of(design);
        let view = self.subject.view.and_then(|view| design.get(view));
        for placed in &mut diagram.cards {
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
                resized.insert(placed.entity);
                placed.rect = Rect::new(
                    placed.rect.min.x,
                    placed.rect.min.y,
                    card.size.0,
                    card.size.1,
                );
                placed.card = card;
            }
        }
        resized
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
                for layer in [Layer::Line, Layer::AlarmLine, Layer::Label] {
                    self.clear(layer, what);
                }
                self.replace(drawn);
            }
            What::Note(_) | What::Legend | What::Title => {}
        }
    }

    /// Finds new places for the labels of all lines.
    fn relabel(&mut self, painter: &Painter) {
        let old: Vec<What> = self
            .groups
            .keys()
            .filter(|(layer, _)| *layer == Layer::Label)
            .map(|(_, what)| *what)
            .collect();
        for what in old {
            self.clear(Layer::Label, what);
        }
        for label in painter.labels(&self.diagram) {
            self.replace(label);
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

fn same_ids<T>(a: &List<T>, b: &List<T>) -> bool {
    a.len() == b.len() && a.ids().eq(b.ids())
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

/// Puts the cards where the view says. Returns those that were elsewhere.
fn take_positions(diagram: &mut Diagram, view: &View) -> BTreeSet<EntityId> {
    let mut moved = BTreeSet::new();
    for (id, (x, y)) in &view.at.0 {
        let Some(card) = diagram
            .place(*id)
            .and_then(|place| diagram.cards.get_mut(place))
        else {
            continue;
        };
        let by = point(*x as f32, *y as f32) - card.rect.min;
        // Arrangements are in fractions of units, views in whole ones.
        if by.x.abs() > 0.5 || by.y.abs() > 0.5 {
            card.rect = card.rect.translate(by);
            moved.insert(*id);
        }
    }
    moved
}

/// The places of the lines that end at one of the cards.
fn lines_of<'a>(
    diagram: &'a Diagram,
    design: &'a Design,
    cards: &'a BTreeSet<EntityId>,
) -> impl Iterator<Item = usize> + 'a {
    let none = cards.is_empty();
    diagram
        .lines
        .iter()
        .enumerate()
        .filter(move |(_, line)| {
            !none
                && entities_at(design, line.what)
                    .is_some_and(|ends| ends.iter().any(|e| cards.contains(e)))
        })
        .map(|(place, _)| place)
}

/// The entities at both ends of a line.
fn entities_at(design: &Design, line: LineOf) -> Option<[EntityId; 2]> {
    match line {
        LineOf::Relationship(id) => design.get(id).map(|r| [r.from.entity, r.to.entity]),
        LineOf::Feed(id) => design.get(id).map(|f| [f.from, f.to]),
    }
}

/// Keeps the boundaries as far around their cards as they were.
fn stretch_boundaries(before: &Diagram, after: &mut Diagram, design: &Design) {
    let around = |diagram: &Diagram| {
        let mut rects: BTreeMap<ServiceId, Rect> = BTreeMap::new();
        for card in &diagram.cards {
            if let Some(service) = design.get(card.entity).and_then(|entity| entity.service) {
                rects
                    .entry(service)
                    .and_modify(|rect| *rect = rect.union(card.rect))
                    .or_insert(card.rect);
            }
        }
        rects
    };
    let (old, new) = (around(before), around(after));
    for boundary in &mut after.boundaries {
        if let (Some(old), Some(new)) = (old.get(&boundary.service), new.get(&boundary.service)) {
            boundary.rect = Rect {
                min: new.min + (boundary.rect.min - old.min),
                max: new.max + (boundary.rect.max - old.max),
            };
        }
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

/// Draws lines anew in the time of a frame, for cards that are being moved.
fn reroute(diagram: &mut Diagram, design: &Design, lines: &[usize]) {
    for &place in lines {
        let Some(line) = diagram.lines.get(place) else {
            continue;
        };
        let Some([from, to]) = diagram.ends(design, line.what) else {
            continue;
        };
        let (Some(a), Some(b)) = (diagram.cards.get(from.card), diagram.cards.get(to.card)) else {
            continue;
        };
        let height = |end: &crate::layout::End, rect: Rect| {
            rect.min.y + end.row.unwrap_or(rect.height() / 2.0)
        };
        let points = elbow(a.rect, height(&from, a.rect), b.rect, height(&to, b.rect));
        diagram.lines[place].points = points;
    }
}

/// Straight out of one card and into the other, by the nearer sides.
fn elbow(a: Rect, ya: f32, b: Rect, yb: f32) -> Vec<Point> {
    const OUT: f32 = 24.0;
    let (start, end, middle) = if a.max.x + OUT <= b.min.x {
        (a.max.x, b.min.x, f32::midpoint(a.max.x, b.min.x))
    } else if b.max.x + OUT <= a.min.x {
        (a.min.x, b.max.x, f32::midpoint(a.min.x, b.max.x))
    } else if (a.min.x - b.min.x).abs() <= (a.max.x - b.max.x).abs() {
        (a.min.x, b.min.x, a.min.x.min(b.min.x) - OUT)
    } else {
        (a.max.x, b.max.x, a.max.x.max(b.max.x) + OUT)
    };
    vec![
        point(start, ya),
        point(middle, ya),
        point(middle, yb),
        point(end, yb),
    ]
}
