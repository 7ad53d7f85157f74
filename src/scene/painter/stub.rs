//! Badges of lines that are drawn as stubs, and of the hubs that they lead to.

use super::Painter;
use super::brush::{Brush, Font};
use super::foot::{self, Exit};
use crate::base::geometry::{Point, Rect, point};
use crate::model::EntityId;
use crate::scene::diagram::{Diagram, Line, LineOf};
use crate::scene::palette::Rgba;
use crate::scene::stub::{Hub, PADDING, SIZE, stub_text};
use crate::scene::text::{Weight, shortened};
use crate::scene::{Anchor, Group, Layer, Level, Stroke, What};

/// A name cut to so few letters, with what stands around them, says nothing.
const LITTLE: usize = 3;

impl Painter<'_> {
    /// The badges of all stubs and hubs.
    pub(super) fn badges(&self, diagram: &Diagram) -> Vec<Group> {
        let stubs = diagram
            .lines
            .iter()
            .filter_map(|line| self.stub_badge(line));
        // The hubs of an entity follow each other.
        let hubs = diagram.hubs.chunk_by(|a, b| a.entity == b.entity);
        let hubs = hubs.filter_map(|rows| self.hub_rows(rows));
        stubs.chain(hubs).collect()
    }

    /// The badge of a stub, which names the hub.
    pub(super) fn stub_badge(&self, line: &Line) -> Option<Group> {
        let LineOf::Relationship(id) = line.what else {
            return None;
        };
        let relationship = self.design.get(id)?;
        let frame = line.stub.as_ref()?.badge?;
        let hub = self.design.get(relationship.to.entity)?;
        let mut brush = Brush::new(self.measure);
        let color = self.relationship_stroke(relationship).color;
        self.badge_frame(&mut brush, frame, color, &stub_text(&hub.name));
        Some(brush.finish(
            line.what.into(),
            Layer::Label,
            frame.expand(1.0),
            String::new(),
        ))
    }

    /// The badges at the rows of a hub, which count the lines into each.
    pub fn hub(&self, diagram: &Diagram, entity: EntityId) -> Option<Group> {
        let rows = diagram.hubs.chunk_by(|a, b| a.entity == b.entity);
        let mut rows = rows.filter(|rows| rows.iter().any(|hub| hub.entity == entity));
        self.hub_rows(rows.next()?)
    }

    fn hub_rows(&self, rows: &[Hub]) -> Option<Group> {
        let entity = self.design.get(rows.first()?.entity)?;
        let mut brush = Brush::new(self.measure);
        let stroke = Stroke::solid(1.4, self.palette.relationship);
        for hub in rows {
            brush.at(Level::Name, Level::Row);
            if let [from, to] = hub.points[..]
                && from != to
            {
                brush.line(vec![from, to], stroke);
            }
            brush.at(Level::Row, Level::Row);
            if let (Some(exit), Some(cardinality)) = (Exit::of_stub(&hub.points), hub.cardinality) {
                foot::draw(&mut brush, exit, cardinality, stroke, self.palette.canvas);
            }
            if let Some(frame) = hub.badge {
                self.badge_frame(&mut brush, frame, stroke.color, &hub.text());
            }
        }
        let points = rows.iter().flat_map(|hub| hub.points.iter().copied());
        let frames = rows.iter().filter_map(|hub| hub.badge);
        let bounds = Rect::around(points.chain(frames.flat_map(corners)))?;
        let lines: usize = rows.iter().map(|hub| hub.lines).sum();
        let title = format!("{lines} lines into {}, drawn as stubs", entity.name);
        let what = What::Entity(rows.first()?.entity);
        Some(brush.finish(what, Layer::Label, bounds.expand(1.0), title))
    }

    fn badge_frame(&self, brush: &mut Brush<'_>, frame: Rect, color: Rgba, text: &str) {
        brush.at(Level::Row, Level::Row);
        let radius = frame.height() / 2.0;
        let stroke = Stroke::solid(1.0, color.mix(self.palette.canvas, 0.35));
        brush.rect(
            frame,
            (radius, radius),
            Some(self.palette.card),
            Some(stroke),
        );
        let font = Font::new(SIZE, Weight::Regular, self.palette.readable(color));
        let at = point(frame.min.x + PADDING, font.baseline(frame.center().y));
        // The width of the text was rounded up.
        let room = frame.width() - 2.0 * PADDING + 0.5;
        // An arrow alone says more than one letter of a name.
        let cut = shortened(self.measure, text, font.size, font.weight, room);
        let says_little = cut.is_some_and(|cut| cut.chars().count() <= LITTLE);
        if says_little && text.starts_with('→') {
            brush.text_in_full(at, Anchor::Start, font, "→".into(), Some(text.into()));
        } else {
            brush.text_within(at, Anchor::Start, font, text, room);
        }
    }
}

fn corners(rect: Rect) -> [Point; 2] {
    [rect.min, rect.max]
}
