//! What is where in a picture.

use std::collections::BTreeSet;

use super::{Picture, entities_at};
use crate::base::geometry::{Point, Rect};
use crate::model::{Entity, EntityId, Reference, ServiceId};
use crate::scene::diagram::LineOf;
use crate::scene::{Layer, What};
use crate::session::path::path_of;
use crate::session::positions::Positions;
use crate::session::selection::NotePath;

impl Picture {
    /// The groups that a rectangle touches, the first at the bottom.
    pub fn groups_in(&self, rect: Rect) -> Vec<usize> {
        self.index.touching(rect)
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
            Reference::Operation(_) | Reference::Saga(_) => {
                let path = path_of(&self.subject.design, part)?;
                let cards = path.entities().into_iter().map(Reference::Entity);
                let services = path.services().into_iter().map(Reference::Service);
                let parts = cards.chain(services);
                parts
                    .filter_map(|part| self.bounds_of(part))
                    .reduce(Rect::union)
            }
        }
    }

    fn bounds_of_entities(&self, is_in: impl Fn(&Entity) -> bool) -> Option<Rect> {
        self.members(is_in)
            .filter_map(|id| self.diagram.card(id).map(|card| card.rect))
            .reduce(Rect::union)
    }

    /// The entities of a store or a zone.
    pub fn members<'a>(
        &'a self,
        is_in: impl Fn(&Entity) -> bool + 'a,
    ) -> impl Iterator<Item = EntityId> + 'a {
        let entities = self.subject.design.entities().iter();
        entities
            .filter(move |(_, entity)| is_in(entity))
            .map(|(id, _)| id)
    }

    pub(super) fn line_bounds(&self, line: LineOf) -> Option<Rect> {
        let line = self.line_of(line)?;
        let around = Rect::around(line.points.iter().copied())?;
        let badge = line.stub.as_ref().and_then(|stub| stub.badge);
        Some(badge.map_or(around, |badge| around.union(badge)))
    }

    /// The corners of the line of a relationship or a feed.
    pub fn line_points(&self, part: Reference) -> Option<&[Point]> {
        let line = match part {
            Reference::Relationship(id) => LineOf::Relationship(id),
            Reference::Feed(id) => LineOf::Feed(id),
            _ => return None,
        };
        Some(&self.line_of(line)?.points)
    }

    /// The entities and lines that touch a rectangle; lines only where no entity is touched.
    pub fn touching(&self, rect: Rect) -> Vec<Reference> {
        let mut found = Vec::new();
        for place in self.groups_in(rect) {
            if let (What::Entity(id), Layer::Card) = (
                self.scene.groups[place].what,
                self.scene.groups[place].layer,
            ) && self
                .diagram
                .card(id)
                .is_some_and(|card| card.rect.overlaps(rect))
            {
                found.push(Reference::Entity(id));
            }
        }
        found
    }

    /// The notes that touch a rectangle.
    pub fn notes_touching(&self, rect: Rect) -> Vec<NotePath> {
        let Some(view) = self.subject.view else {
            return Vec::new();
        };
        let places = 0..self.diagram.notes.len();
        places
            .filter(|&place| self.note(place).is_some_and(|note| note.overlaps(rect)))
            .map(|place| NotePath { view, place })
            .collect()
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

    /// All boundaries.
    pub fn boundaries(&self) -> impl Iterator<Item = (ServiceId, Rect)> + '_ {
        let boundaries = self.diagram.boundaries.iter();
        boundaries.map(|boundary| (boundary.service, boundary.rect))
    }

    /// Where everything stands.
    pub fn all_positions(&self) -> Positions {
        Positions {
            cards: self.positions().collect(),
            boundaries: self.empty_boundaries().collect(),
        }
    }

    /// The groups of several parts, without what they are tied to: the cards of entities, lines with their ends, and of services
    /// everything that is in them.
    pub fn groups_of(&self, parts: &[Reference]) -> Vec<usize> {
        let groups = parts.iter().flat_map(|part| match part {
            Reference::Entity(id) => self.card_group(*id),
            Reference::Field(path) => self.card_group(path.entity),
            part => self.lit_by(*part),
        });
        let groups: BTreeSet<usize> = groups.collect();
        groups.into_iter().collect()
    }

    fn card_group(&self, id: EntityId) -> Vec<usize> {
        let group = self.groups.get(&(Layer::Card, What::Entity(id)));
        group.copied().into_iter().collect()
    }

    /// The lines that light up with a part: its own, and those of an entity or of the entities of a service.
    pub(super) fn lines_lit_by(&self, part: Reference) -> BTreeSet<LineOf> {
        let design = &self.subject.design;
        let at = |is_meant: &dyn Fn(EntityId) -> bool| -> BTreeSet<LineOf> {
            let lines = self.lines.keys().copied();
            let touches = |line: &LineOf| {
                let ends = entities_at(design, *line);
                ends.is_some_and(|ends| ends.into_iter().any(is_meant))
            };
            lines.filter(touches).collect()
        };
        match part {
            Reference::Relationship(id) => BTreeSet::from([LineOf::Relationship(id)]),
            Reference::Feed(id) => BTreeSet::from([LineOf::Feed(id)]),
            Reference::Entity(id) => at(&|entity| entity == id),
            Reference::Field(path) => at(&|entity| entity == path.entity),
            Reference::Service(id) => at(&|entity| {
                let entity = design.get(entity);
                entity.is_some_and(|entity| entity.service == Some(id))
            }),
            Reference::Store(_)
            | Reference::Zone(_)
            | Reference::Operation(_)
            | Reference::Saga(_) => BTreeSet::new(),
        }
    }

    /// The groups of a part and of those that it is tied to: an entity's lines and the entities at their other ends.
    pub fn lit_by(&self, part: Reference) -> Vec<usize> {
        let design = &self.subject.design;
        let mut entities = BTreeSet::new();
        let lines = self.lines_lit_by(part);
        let mut boundaries = BTreeSet::new();
        let ends = |line: LineOf| entities_at(design, line);
        match part {
            Reference::Entity(id) => {
                entities.insert(id);
            }
            Reference::Relationship(_) | Reference::Feed(_) => {}
            Reference::Service(id) => {
                boundaries.insert(id);
                entities.extend(self.members(|entity| entity.service == Some(id)));
            }
            Reference::Store(id) => entities.extend(self.members(|e| e.store == Some(id))),
            Reference::Zone(id) => entities.extend(self.members(|e| e.zone == Some(id))),
            Reference::Operation(_) | Reference::Saga(_) => {
                if let Some(path) = path_of(design, part) {
                    entities = path.entities();
                    boundaries = path.services();
                }
            }
            Reference::Field(path) => return self.lit_by(Reference::Entity(path.entity)),
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
            .flat_map(|id| [Layer::Card, Layer::Label].map(|layer| (layer, What::Entity(id))));
        let mut places: Vec<usize> = boundaries
            .chain(lines)
            .chain(cards)
            .filter_map(|key| self.groups.get(&key).copied())
            .collect();
        places.sort_unstable();
        places
    }
}
