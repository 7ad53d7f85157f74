//! What is under the pointer, as exactly as gestures need to know it.

use super::Picture;
use crate::base::geometry::{Point, Rect, point};
use crate::model::{EntityId, FieldId, FieldPath, Reference, RelationshipId, ServiceId};
use crate::scene::card::{Card, HEADER};
use crate::scene::diagram::{BOUNDARY_HEADER, LineOf, PlacedCard};
use crate::scene::{Group, Layer, Level, What};
use crate::session::selection::NotePath;

/// What is at a point of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    /// Nothing, or the inside of a boundary.
    #[default]
    Empty,
    /// The header of a card, or a part of the card that shows no field.
    Header(EntityId),
    /// The row of a field.
    Row(FieldPath),
    /// A handle at the edge of a card, for drawing a relationship.
    Handle(Handle),
    /// The title of a boundary.
    Title(ServiceId),
    /// The outline of a boundary.
    Outline(ServiceId, Sides),
    /// The line of a relationship or a feed.
    Line(Reference, Piece),
    /// The label of a line.
    Label(Reference),
    /// What is drawn of a relationship that is a stub: its badge and the piece that leads there.
    Stub(RelationshipId),
    /// A note.
    Note(NotePath),
    /// The right edge of a note.
    NoteEdge(NotePath),
}

/// A handle at the edge of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// Whose card.
    pub entity: EntityId,
    /// The field beside whose row it is; none: beside the header, for the entity as a whole.
    pub field: Option<FieldId>,
    /// It is at the right edge.
    pub right: bool,
}

/// Sides of a rectangle: one, or two that meet in a corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a rectangle has four sides")]
pub struct Sides {
    /// The left one.
    pub left: bool,
    /// The upper one.
    pub top: bool,
    /// The right one.
    pub right: bool,
    /// The lower one.
    pub bottom: bool,
}

/// A piece of a line, counted from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The segment after this corner.
    Segment(usize),
    /// This corner.
    Bend(usize),
}

impl Hit {
    /// The part of the design that was hit. A row or a handle is a part of its card.
    pub fn part(self) -> Option<Reference> {
        match self {
            Self::Header(id) => Some(Reference::Entity(id)),
            Self::Row(path) => Some(Reference::Entity(path.entity)),
            Self::Handle(handle) => Some(Reference::Entity(handle.entity)),
            Self::Title(id) | Self::Outline(id, _) => Some(Reference::Service(id)),
            Self::Line(part, _) | Self::Label(part) => Some(part),
            Self::Stub(id) => Some(Reference::Relationship(id)),
            Self::Empty | Self::Note(_) | Self::NoteEdge(_) => None,
        }
    }

    /// The entity whose card was hit.
    pub fn entity(self) -> Option<EntityId> {
        match self.part() {
            Some(Reference::Entity(id)) => Some(id),
            _ => None,
        }
    }

    /// The note that was hit.
    pub fn note(self) -> Option<NotePath> {
        match self {
            Self::Note(path) | Self::NoteEdge(path) => Some(path),
            _ => None,
        }
    }
}

impl Sides {
    /// The sides of a rectangle that a point is at, none if it is at none.
    fn near(rect: Rect, at: Point, reach: f32) -> Option<Self> {
        if !rect.expand(reach).contains(at) {
            return None;
        }
        // Corners are easier to get hold of than the lines beside them.
        let corner = 2.5 * reach;
        let [left, right] = [rect.min.x, rect.max.x].map(|x| (at.x - x).abs());
        let [top, bottom] = [rect.min.y, rect.max.y].map(|y| (at.y - y).abs());
        let (on_x, on_y) = (left.min(right) <= reach, top.min(bottom) <= reach);
        if !on_x && !on_y {
            return None;
        }
        let reach_x = if on_y { corner } else { reach };
        let reach_y = if on_x { corner } else { reach };
        Some(Self {
            left: left <= reach_x && left <= right,
            right: right <= reach_x && right < left,
            top: top <= reach_y && top <= bottom,
            bottom: bottom <= reach_y && bottom < top,
        })
    }
}

impl Picture {
    /// What is at a point, the uppermost first; `reach` is how far from a line still counts as on it. A service is hit at its
    /// title and its outline, because what is inside belongs to its entities. Rows and handles are hit where they can be seen.
    pub fn hit(&self, at: Point, reach: f32, level: Level) -> Hit {
        let around = Rect { min: at, max: at }.expand(3.0 * reach);
        let mut best = (0, Hit::Empty);
        for place in self.groups_in(around) {
            let group = &self.scene.groups[place];
            let hit = match group.what {
                What::Entity(id) if group.layer == Layer::Label => self.hit_hub(id, at),
                What::Entity(id) => self
                    .diagram
                    .card(id)
                    .and_then(|card| hit_card(card, at, reach, level)),
                What::Relationship(id) => self.hit_line(LineOf::Relationship(id), group, at, reach),
                What::Feed(id) => self.hit_line(LineOf::Feed(id), group, at, reach),
                What::Service(id) => self.hit_boundary(id, at, reach),
                What::Note(place) => self.hit_note(place, at, reach),
                What::Legend | What::Title => None,
            };
            // Later groups are further up.
            if let Some(hit) = hit
                && best.0 <= hit.0
            {
                best = hit;
            }
        }
        best.1
    }

    fn hit_boundary(&self, service: ServiceId, at: Point, reach: f32) -> Option<(u8, Hit)> {
        let rect = self.boundary(service)?;
        if let Some(sides) = Sides::near(rect, at, reach) {
            return Some((1, Hit::Outline(service, sides)));
        }
        let title = Rect {
            min: rect.min,
            max: point(rect.max.x, rect.min.y + BOUNDARY_HEADER),
        };
        title.contains(at).then_some((1, Hit::Title(service)))
    }

    fn hit_note(&self, place: usize, at: Point, reach: f32) -> Option<(u8, Hit)> {
        let path = NotePath {
            view: self.subject.view?,
            place,
        };
        let rect = self.note(place)?;
        if !rect.expand(reach).contains(at) {
            return None;
        }
        if (at.x - rect.max.x).abs() <= reach {
            return Some((5, Hit::NoteEdge(path)));
        }
        rect.contains(at).then_some((5, Hit::Note(path)))
    }

    /// The badges at the rows of a hub belong to its card.
    fn hit_hub(&self, id: EntityId, at: Point) -> Option<(u8, Hit)> {
        let mut rows = self.diagram.hubs.iter().filter(|hub| hub.entity == id);
        let hit = rows.any(|hub| hub.badge.is_some_and(|badge| badge.contains(at)));
        hit.then_some((3, Hit::Header(id)))
    }

    fn hit_line(&self, line: LineOf, group: &Group, at: Point, reach: f32) -> Option<(u8, Hit)> {
        let part = match line {
            LineOf::Relationship(id) => Reference::Relationship(id),
            LineOf::Feed(id) => Reference::Feed(id),
        };
        if group.shapes.is_empty() {
            return None;
        }
        let stub = match part {
            Reference::Relationship(id) => self.hub_of(id).map(|_| Hit::Stub(id)),
            _ => None,
        };
        if group.layer == Layer::Label {
            let hit = group.bounds.contains(at);
            return hit.then_some((2, stub.unwrap_or(Hit::Label(part))));
        }
        let points = self.line_points(part)?;
        let near = |place: &usize| points[*place].distance_squared(at) <= 2.0 * reach * reach;
        let bend = (1..points.len().saturating_sub(1)).find(near);
        let segment = || {
            points.windows(2).position(|ends| {
                Rect::from_corners(ends[0], ends[1])
                    .expand(reach)
                    .contains(at)
            })
        };
        let piece = bend
            .map(Piece::Bend)
            .or_else(|| segment().map(Piece::Segment))?;
        let hit = match stub {
            Some(stub) if self.is_short(line) => stub,
            _ => Hit::Line(part, piece),
        };
        Some((2, hit))
    }

    /// Where the note at this place of the view's notes is.
    pub fn note(&self, place: usize) -> Option<Rect> {
        let place = self.groups.get(&(Layer::Overlay, What::Note(place)))?;
        let group = self.scene.groups.get(*place)?;
        // What is drawn includes half of the outline.
        (!group.shapes.is_empty()).then(|| group.bounds.expand(-1.0))
    }

    /// The innermost boundary around a point.
    pub fn boundary_at(&self, at: Point) -> Option<ServiceId> {
        let area = |rect: Rect| rect.width() * rect.height();
        let around = self
            .diagram
            .boundaries
            .iter()
            .filter(|b| b.rect.contains(at));
        around
            .min_by(|a, b| area(a.rect).total_cmp(&area(b.rect)))
            .map(|boundary| boundary.service)
    }

    /// Where the row of a field is; none if no card shows it.
    pub fn row(&self, path: FieldPath) -> Option<Rect> {
        let placed = self.diagram.card(path.entity)?;
        let row = placed.card.row_of(path.field)?;
        Some(Card::row_rect(placed.rect, row))
    }

    /// Where a handle is.
    pub fn handle(&self, handle: Handle) -> Option<Point> {
        let placed = self.diagram.card(handle.entity)?;
        let below = handle
            .field
            .map_or(HEADER / 2.0, |field| placed.card.port(field));
        let x = if handle.right {
            placed.rect.max.x
        } else {
            placed.rect.min.x
        };
        Some(point(x, placed.rect.min.y + below))
    }
}

fn hit_card(placed: &PlacedCard, at: Point, reach: f32, level: Level) -> Option<(u8, Hit)> {
    let entity = placed.entity;
    let rect = placed.rect;
    if level < Level::Row {
        return rect.contains(at).then_some((3, Hit::Header(entity)));
    }
    let field = placed
        .card
        .row_at(at.y - rect.min.y)
        .and_then(|row| placed.card.rows.get(row))
        .map(|row| row.field);
    let upright = rect.min.y <= at.y && at.y <= rect.max.y;
    let right = (at.x - rect.max.x).abs() <= reach;
    if upright && (right || (at.x - rect.min.x).abs() <= reach) {
        return Some((
            3,
            Hit::Handle(Handle {
                entity,
                field,
                right,
            }),
        ));
    }
    let hit = match field {
        Some(field) => Hit::Row(FieldPath { entity, field }),
        None => Hit::Header(entity),
    };
    rect.contains(at).then_some((3, hit))
}
