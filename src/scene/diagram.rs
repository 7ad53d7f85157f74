//! A view of a design with everything placed and routed.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graphmap::UnGraphMap;

use super::What;
use super::card::{Card, ForeignKeys};
use super::painter::title_width;
use super::stub::{Hub, Stub};
use super::text::Measure;
use crate::base::geometry::{Point, Rect, point};
use crate::layout::{self, Cancel, Placement, Request, place, route};
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
    /// Rows of hubs that lines drawn as stubs lead to.
    pub hubs: Vec<Hub>,
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
    /// Width that its title needs.
    pub least_width: f32,
    /// Where it is.
    pub rect: Rect,
}

/// A line between two cards.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it stands for.
    pub what: LineOf,
    /// Where a composite key goes on, at both ends: distances of its further rows below the row where the line ends.
    pub further_rows: [Vec<f32>; 2],
    /// From the edge of the child's or source's card to that of the parent's or target's; empty while there is no way. Of a
    /// stub, as far as its badge.
    pub points: Vec<Point>,
    /// How it is drawn if it is a stub.
    pub stub: Option<Stub>,
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

/// Places and routes a view; without one, everything. Cards that the view places stay where they are. When it is
/// cancelled, what comes back is whole but less well arranged.
pub fn arrange(
    design: &Design,
    view: Option<&View>,
    measure: &dyn Measure,
    cancel: &Cancel,
) -> Diagram {
    let mut diagram = Diagram::unplaced(design, view, measure);
    let request = diagram.request(design, view);
    let placement = diagram.place_cards(design, &request, cancel, |request| {
        place(request, &cancel.part(0.0, 0.5))
    });
    let routes = route(&request, &placement, &cancel.part(0.5, 1.0));
    diagram.put(&placement, routes);
    diagram.draw_stubs(design, None);
    diagram
}

/// Height of a boundary's title.
pub const BOUNDARY_HEADER: f32 = 26.0;

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
                least_width: title_width(design, service, measure),
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
                further_rows: [Vec::new(), Vec::new()],
                points: Vec::new(),
                stub: None,
            })
            .collect();
        let mut diagram = Self {
            places: cards
                .iter()
                .enumerate()
                .map(|(place, card)| (card.entity, place))
                .collect(),
            cards,
            boundaries,
            lines,
            hubs: Vec::new(),
            notes: view.map(|view| view.notes.clone()).unwrap_or_default(),
        };
        diagram.find_further_rows(design);
        diagram.find_stubs(design, view, measure);
        diagram
    }

    fn find_further_rows(&mut self, design: &Design) {
        for index in 0..self.lines.len() {
            let LineOf::Relationship(id) = self.lines[index].what else {
                continue;
            };
            let Some(relationship) = design.get(id) else {
                continue;
            };
            self.lines[index].further_rows = [&relationship.from, &relationship.to].map(|end| {
                let card = self.card(end.entity);
                let rows = card.map(|card| end.fields.iter().map(|field| card.card.port(*field)));
                let rows: Vec<f32> = rows.into_iter().flatten().collect();
                let first = rows.first().copied().unwrap_or_default();
                rows.iter()
                    .map(|row| row - first)
                    .filter(|&below| below != 0.0)
                    .collect()
            });
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

    /// What the layout is asked for: cards and containers are those of the diagram, lines those of [`Self::routed`], in the
    /// same order.
    pub fn request(&self, design: &Design, view: Option<&View>) -> Request {
        let at: BTreeMap<EntityId, (i32, i32)> = view
            .into_iter()
            .flat_map(|view| view.at.0.iter().copied())
            .collect();
        let containers: BTreeMap<ServiceId, usize> = self
            .boundaries
            .iter()
            .enumerate()
            .map(|(place, boundary)| (boundary.service, place))
            .collect();
        let cards = self.cards.iter().map(|card| layout::Card {
            size: card.card.size,
            container: design
                .get(card.entity)
                .and_then(|entity| containers.get(&entity.service?).copied()),
            at: at
                .get(&card.entity)
                .map(|&(x, y)| point(x as f32, y as f32)),
        });
        let bends = view.map(|view| view.bends.index()).unwrap_or_default();
        let boundaries = self.boundaries.iter().map(|boundary| layout::Container {
            header: BOUNDARY_HEADER,
            least_width: boundary.least_width,
            rect: view
                .and_then(|view| view.boundaries.get(&boundary.service))
                .map(|&(x, y, width, height)| {
                    Rect::new(x as f32, y as f32, width as f32, height as f32)
                }),
        });
        let lines = self.routed().map(|place| {
            let line = &self.lines[place];
            let via = match line.what {
                LineOf::Relationship(id) => bends.get(&id).copied(),
                LineOf::Feed(_) => None,
            };
            let [from, to] = self.ends(design, line.what).unwrap_or_default();
            layout::Line {
                from,
                to,
                via: via
                    .into_iter()
                    .flatten()
                    .map(|&(x, y)| point(x as f32, y as f32))
                    .collect(),
            }
        });
        Request {
            cards: cards.collect(),
            containers: boundaries.collect(),
            lines: lines.collect(),
            options: layout::Options::default(),
        }
    }

    /// Takes over what the layout found for [`Self::request`].
    pub fn put(&mut self, placement: &Placement, routes: Vec<Vec<Point>>) {
        for (card, rect) in self.cards.iter_mut().zip(&placement.cards) {
            card.rect = *rect;
        }
        for (boundary, rect) in self.boundaries.iter_mut().zip(&placement.containers) {
            boundary.rect = *rect;
        }
        let routed: Vec<usize> = self.routed().collect();
        for (place, points) in routed.into_iter().zip(routes) {
            self.lines[place].points = points;
        }
    }

    /// Where everything stands, for routing again.
    pub fn placement(&self) -> Placement {
        Placement {
            cards: self.cards.iter().map(|card| card.rect).collect(),
            containers: self.boundaries.iter().map(|b| b.rect).collect(),
        }
    }

    /// The two cards that a line joins, as places in `cards`, and the rows where it ends.
    pub fn ends(&self, design: &Design, line: LineOf) -> Option<[layout::End; 2]> {
        let end = |entity: EntityId, field: Option<FieldId>| {
            let place = self.place(entity)?;
            let card = &self.cards.get(place)?.card;
            Some(layout::End {
                card: place,
                row: field.map(|field| card.port(field)),
            })
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
        cards
            .chain(boundaries)
            .chain(lines)
            .chain(self.badges())
            .reduce(Rect::union)
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
        Shows::Near { entity, depth } => near(design, &[*entity], *depth),
    };
    for hidden in &view.hidden {
        shown.remove(hidden);
    }
    shown
}

/// The entities within so many relationships of one of these.
pub fn near(design: &Design, entities: &[EntityId], depth: u32) -> BTreeSet<EntityId> {
    let ends = design
        .relationships()
        .iter()
        .map(|(_, relationship)| (relationship.from.entity, relationship.to.entity));
    let graph = UnGraphMap::<EntityId, ()>::from_edges(ends);
    let mut reached: BTreeSet<EntityId> = entities.iter().copied().collect();
    let mut edge: Vec<EntityId> = reached.iter().copied().collect();
    for _ in 0..depth {
        let beyond = edge.iter().flat_map(|entity| graph.neighbors(*entity));
        edge = beyond.filter(|entity| reached.insert(*entity)).collect();
        if edge.is_empty() {
            break;
        }
    }
    reached
}
