//! A view of a design with everything placed and routed.

use std::collections::{BTreeMap, BTreeSet};

use super::What;
use super::card::{Card, ForeignKeys, HEADER};
use super::text::Measure;
use crate::base::geometry::{Point, Rect};
use crate::model::{
    Design, Endpoint, EntityId, FeedId, FieldId, Note, RelationshipId, ServiceId, Shows, View,
};

/// A view of a design with everything placed and routed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagram {
    /// The cards, in the design's order.
    pub cards: Vec<PlacedCard>,
    /// The boundaries of services, in the design's order.
    pub boundaries: Vec<Boundary>,
    /// Relationships and then feeds, in the design's order.
    pub lines: Vec<Line>,
    /// Text on the canvas.
    pub notes: Vec<Note>,
    places: BTreeMap<EntityId, usize>,
}

/// A card where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedCard {
    /// The entity that it shows.
    pub entity: EntityId,
    /// Where it stands.
    pub rect: Rect,
    /// What it looks like.
    pub card: Card,
}

/// The boundary of a service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boundary {
    /// The service.
    pub service: ServiceId,
    /// Where it is.
    pub rect: Rect,
}

/// A line between two cards.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it stands for.
    pub what: LineOf,
    /// From the edge of the child's or source's card to that of the parent's or target's; empty while there is no way.
    pub points: Vec<Point>,
}

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineOf {
    /// A relationship, from child to parent.
    Relationship(RelationshipId),
    /// A feed, from source to target.
    Feed(FeedId),
}

impl From<LineOf> for What {
    fn from(line: LineOf) -> Self {
        match line {
            LineOf::Relationship(id) => Self::Relationship(id),
            LineOf::Feed(id) => Self::Feed(id),
        }
    }
}

/// Places and routes a view; without one, everything.
pub fn arrange(design: &Design, view: Option<&View>, measure: &dyn Measure) -> Diagram {
    let mut diagram = Diagram::unplaced(design, view, measure);
    diagram.stand_in_layout(design, view);
    diagram
}

/// Height of a boundary's title.
pub const BOUNDARY_HEADER: f32 = 34.0;

impl Diagram {
    /// The cards, boundaries and lines of a view, all at the origin.
    pub fn unplaced(design: &Design, view: Option<&View>, measure: &dyn Measure) -> Self {
        let foreign_keys = ForeignKeys::of(design);
        let shown = shown(design, view);
        let collapsed: BTreeMap<EntityId, _> = view
            .into_iter()
            .flat_map(|view| view.collapsed.0.iter().copied())
            .collect();
        let cards: Vec<PlacedCard> = design
            .entities()
            .iter()
            .filter(|(id, _)| shown.contains(id))
            .map(|(entity, item)| {
                let collapse = collapsed.get(&entity).copied();
                let card = Card::new(entity, item, collapse, &foreign_keys, measure);
                PlacedCard {
                    entity,
                    rect: Rect::new(0.0, 0.0, card.size.0, card.size.1),
                    card,
                }
            })
            .collect();
        let peopled: BTreeSet<ServiceId> = cards
            .iter()
            .filter_map(|card| design.get(card.entity)?.service)
            .collect();
        let shows_all = view.is_none_or(|view| matches!(view.shows, Shows::All));
        let boundaries = design
            .services()
            .ids()
            .filter(|service| shows_all || peopled.contains(service))
            .map(|service| Boundary {
                service,
                rect: Rect::default(),
            })
            .collect();
        let both = |from, to| shown.contains(&from) && shown.contains(&to);
        let relationships = design
            .relationships()
            .iter()
            .filter(|(_, r)| both(r.from.entity, r.to.entity))
            .map(|(id, _)| LineOf::Relationship(id));
        let feeds = design
            .feeds()
            .iter()
            .filter(|(_, f)| both(f.from, f.to))
            .map(|(id, _)| LineOf::Feed(id));
        let lines = relationships
            .chain(feeds)
            .map(|what| Line {
                what,
                points: Vec::new(),
            })
            .collect();
        Self {
            places: cards
                .iter()
                .enumerate()
                .map(|(place, card)| (card.entity, place))
                .collect(),
            cards,
            boundaries,
            lines,
            notes: view.map(|view| view.notes.clone()).unwrap_or_default(),
        }
    }

    /// Where the card of an entity stands in `cards`.
    pub fn place(&self, entity: EntityId) -> Option<usize> {
        self.places.get(&entity).copied()
    }

    /// The card of an entity.
    pub fn card(&self, entity: EntityId) -> Option<&PlacedCard> {
        self.cards.get(self.place(entity)?)
    }

    /// The cards that a line joins, as places in `cards`, and how far below each card's top it ends.
    pub fn ends(&self, design: &Design, line: LineOf) -> Option<[(usize, f32); 2]> {
        let end = |entity: EntityId, field: Option<FieldId>| {
            let place = self.place(entity)?;
            let card = &self.cards[place].card;
            Some((place, field.map_or(HEADER / 2.0, |field| card.port(field))))
        };
        match line {
            LineOf::Relationship(id) => {
                let relationship = design.get(id)?;
                let of = |e: &Endpoint| end(e.entity, e.fields.first().copied());
                Some([of(&relationship.from)?, of(&relationship.to)?])
            }
            LineOf::Feed(id) => {
                let feed = design.get(id)?;
                let (source, target) = feed.fields.first().copied().unzip();
                Some([end(feed.from, source)?, end(feed.to, target)?])
            }
        }
    }

    /// Around all cards, boundaries and lines.
    pub fn bounds(&self) -> Option<Rect> {
        let cards = self.cards.iter().map(|card| card.rect);
        let boundaries = self.boundaries.iter().map(|boundary| boundary.rect);
        let lines = self
            .lines
            .iter()
            .filter_map(|line| Rect::around(line.points.iter().copied()));
        cards.chain(boundaries).chain(lines).reduce(Rect::union)
    }
}

/// The entities that a view shows.
pub fn shown(design: &Design, view: Option<&View>) -> BTreeSet<EntityId> {
    let all = || design.entities().ids();
    let Some(view) = view else {
        return all().collect();
    };
    let mut shown: BTreeSet<EntityId> = match &view.shows {
        Shows::All => all().collect(),
        Shows::Only(entities) => entities.iter().copied().collect(),
        Shows::Service(service) => design
            .entities()
            .iter()
            .filter(|(_, entity)| entity.service == Some(*service))
            .map(|(id, _)| id)
            .collect(),
        Shows::Near { entity, depth } => near(design, *entity, *depth),
    };
    for hidden in &view.hidden {
        shown.remove(hidden);
    }
    shown
}

fn near(design: &Design, entity: EntityId, depth: u32) -> BTreeSet<EntityId> {
    let mut neighbors: BTreeMap<EntityId, Vec<EntityId>> = BTreeMap::new();
    for (_, relationship) in design.relationships().iter() {
        let (from, to) = (relationship.from.entity, relationship.to.entity);
        neighbors.entry(from).or_default().push(to);
        neighbors.entry(to).or_default().push(from);
    }
    let mut found = BTreeSet::from([entity]);
    let mut edge = vec![entity];
    for _ in 0..depth {
        edge = edge
            .iter()
            .flat_map(|at| neighbors.get(at).into_iter().flatten())
            .copied()
            .filter(|&next| found.insert(next))
            .collect();
        if edge.is_empty() {
            break;
        }
    }
    found
}

impl Diagram {
    // Stands in until the layout engine is merged.
    fn stand_in_layout(&mut self, design: &Design, view: Option<&View>) {
        use crate::base::geometry::{point, vector};
        let mut x = 0.0;
        let mut homes: Vec<Option<ServiceId>> = design.services().ids().map(Some).collect();
        homes.push(None);
        for home in homes {
            let members: Vec<usize> = (0..self.cards.len())
                .filter(|&i| design.get(self.cards[i].entity).and_then(|e| e.service) == home)
                .collect();
            let columns = (members.len() as f32).sqrt().ceil().max(1.0) as usize;
            let mut at = point(x + 24.0, BOUNDARY_HEADER);
            let (mut wide, mut low) = (150.0f32, at.y + 40.0);
            for (n, &i) in members.iter().enumerate() {
                if n > 0 && n % members.len().div_ceil(columns) == 0 {
                    at = point(at.x + wide + 60.0, BOUNDARY_HEADER);
                    wide = 0.0;
                }
                let size = self.cards[i].card.size;
                let placed = view.and_then(|v| v.at.get(&self.cards[i].entity));
                let corner = placed.map_or(at, |&(x, y)| point(x as f32, y as f32));
                self.cards[i].rect = Rect::new(corner.x, corner.y, size.0, size.1);
                at.y += size.1 + 28.0;
                wide = wide.max(size.0);
                low = low.max(at.y);
            }
            let mut rect = Rect {
                min: point(x, 0.0),
                max: point(at.x + wide + 24.0, low),
            };
            x = rect.max.x + 70.0;
            if let Some(around) = members
                .iter()
                .map(|&i| self.cards[i].rect)
                .reduce(Rect::union)
            {
                rect = around.expand(20.0);
                rect.min.y = around.min.y - BOUNDARY_HEADER;
            }
            if let Some(boundary) = self.boundaries.iter_mut().find(|b| Some(b.service) == home) {
                boundary.rect = rect;
            }
        }
        for i in 0..self.lines.len() {
            let Some([(a, ya), (b, yb)]) = self.ends(design, self.lines[i].what) else {
                continue;
            };
            let (ra, rb) = (self.cards[a].rect, self.cards[b].rect);
            let from_right = a != b && ra.center().x < rb.center().x;
            let to_right = a != b && rb.max.x < ra.min.x;
            let start = point(if from_right { ra.max.x } else { ra.min.x }, ra.min.y + ya);
            let end = point(if to_right { rb.max.x } else { rb.min.x }, rb.min.y + yb);
            let lane = 24.0 + (i % 4) as f32 * 8.0;
            let out = start + vector(if from_right { lane } else { -lane }, 0.0);
            let into = end + vector(if to_right { 20.0 } else { -20.0 }, 0.0);
            self.lines[i].points = if from_right && !to_right && out.x <= into.x
                || !from_right && to_right && out.x >= into.x
            {
                vec![start, out, point(out.x, end.y), end]
            } else if !from_right && !to_right {
                let x = out.x.min(into.x);
                vec![start, point(x, start.y), point(x, end.y), end]
            } else {
                vec![start, out, point(out.x, end.y), end]
            };
        }
    }
}
