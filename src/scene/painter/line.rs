//! Lines of relationships and feeds.

use std::cmp::Reverse;

use super::Painter;
use super::brush::Brush;
use super::foot::{self, Exit};
use crate::base::geometry::{Point, Rect};
use crate::model::{
    Design, Entity, EntityId, Fail, Feed, Integrity, Lifecycle, Relationship, ServiceId,
};
use crate::scene::diagram::{Diagram, Line, LineOf};
use crate::scene::palette::Rgba;
use crate::scene::{Dash, Group, Layer, Level, Shape, ShapeKind, Stroke};

/// How far corners are rounded.
const CORNER: f32 = 5.0;
/// Space between a line and one that passes under it.
const CASING: f32 = 2.0;

/// What a relationship over a border of services does to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Coupling {
    /// Both ends are in one service, or nothing waits for the other.
    Loose,
    /// The child's service asks the parent's, and knows what to do without an answer.
    Asks,
    /// The child's service cannot write while the parent's is gone.
    LetsFailureThrough,
}

impl Painter<'_> {
    /// The line of a relationship or a feed, without its label.
    pub fn line(&self, line: &Line) -> Group {
        let mut brush = Brush::new(self.measure);
        let bounds = Rect::around(line.points.iter().copied())
            .unwrap_or_default()
            .expand(8.0);
        let mut layer = Layer::Line;
        let mut title = String::new();
        match line.what {
            _ if line.points.len() < 2 => {}
            LineOf::Relationship(id) => {
                if let Some(relationship) = self.design.get(id) {
                    if self.coupling(relationship) == Coupling::LetsFailureThrough {
                        layer = Layer::AlarmLine;
                    }
                    self.relationship(&mut brush, relationship, line);
                    title = self.describe_relationship(relationship);
                }
            }
            LineOf::Feed(id) => {
                if let Some(feed) = self.design.get(id) {
                    self.feed(&mut brush, &line.points);
                    title = self.describe_feed(feed);
                }
            }
        }
        brush.finish(line.what.into(), layer, bounds, title)
    }

    /// All lines of a diagram.
    pub(super) fn lines(&self, diagram: &Diagram) -> Vec<Group> {
        // Lines into the same row run together; where they do, the firmest is on top.
        let trunk = |line: &Line| {
            let end = line
                .points
                .last()
                .map_or((0, 0), |p| (p.x.to_bits(), p.y.to_bits()));
            (Reverse(self.dash(line)), end)
        };
        let mut lines: Vec<&Line> = diagram.lines.iter().collect();
        lines.sort_by_key(|line| trunk(line));
        let mut groups: Vec<Group> = Vec::with_capacity(lines.len());
        let mut first = 0;
        for (index, line) in lines.iter().enumerate() {
            if index > 0 && trunk(lines[index - 1]) != trunk(line) {
                first = index;
            }
            let mut group = self.line(line);
            if first < index && group.shapes.first().is_some_and(is_casing) {
                // Below all lines of the trunk, or it would cut those that branch off.
                let casing = group.shapes.remove(0);
                groups[first].shapes.insert(0, casing);
            }
            groups.push(group);
        }
        groups
    }

    /// How a line is broken.
    fn dash(&self, line: &Line) -> Dash {
        match line.what {
            LineOf::Relationship(id) => {
                let relationship = self.design.get(id);
                relationship.map_or(Dash::Solid, |r| integrity_dash(&r.integrity))
            }
            LineOf::Feed(_) => Dash::Dotted,
        }
    }

    fn relationship(&self, brush: &mut Brush<'_>, relationship: &Relationship, line: &Line) {
        let points = &line.points;
        let stroke = self.relationship_stroke(relationship);
        self.cased(brush, points.clone(), stroke);
        brush.at(Level::Row, Level::Row);
        let sign = Stroke::solid(stroke.width.clamp(1.3, 1.8), stroke.color);
        let ends = if line.is_short() {
            [
                (Exit::of_stub(points), relationship.ends.0),
                (None, relationship.ends.1),
            ]
        } else {
            [
                (Exit::of(points.iter().copied()), relationship.ends.0),
                (Exit::of(points.iter().rev().copied()), relationship.ends.1),
            ]
        };
        for ((exit, cardinality), further_rows) in ends.into_iter().zip(&line.further_rows) {
            if let Some(exit) = exit {
                foot::draw(brush, exit, cardinality, sign, self.palette.canvas);
                foot::bracket(brush, exit, further_rows, sign);
            }
        }
    }

    fn feed(&self, brush: &mut Brush<'_>, points: &[Point]) {
        let stroke = self.feed_stroke();
        let mut points = points.to_vec();
        let arrow = Exit::of(points.iter().rev().copied()).map(Exit::arrow);
        if let (Some((_, behind)), Some(last)) = (arrow, points.last_mut()) {
            *last = behind;
        }
        let start = points.first().copied();
        self.cased(brush, points, stroke);
        brush.at(Level::Row, Level::Row);
        if let Some(center) = start {
            brush.push(ShapeKind::Circle {
                center,
                radius: 3.0,
                fill: Some(stroke.color),
                stroke: None,
            });
        }
        if let Some((triangle, _)) = arrow {
            brush.push(ShapeKind::Polygon {
                points: triangle.to_vec(),
                fill: stroke.color,
            });
        }
    }

    /// A line with a casing, which parts it from those that it crosses.
    fn cased(&self, brush: &mut Brush<'_>, points: Vec<Point>, stroke: Stroke) {
        brush.at(Level::Row, Level::Row);
        // The signs at its ends, and at those of lines to the same row, stay whole.
        let mut inner = points.clone();
        if foot::shorten(&mut inner) {
            brush.push(ShapeKind::Polyline {
                points: inner,
                stroke: Stroke::solid(stroke.width + 2.0 * CASING, self.palette.canvas),
                radius: CORNER,
            });
        }
        brush.at(Level::Block, Level::Row);
        brush.push(ShapeKind::Polyline {
            points,
            stroke,
            radius: CORNER,
        });
    }

    /// How the line of a relationship is drawn: its integrity is the dash, its effect on failures color and width.
    pub(super) fn relationship_stroke(&self, relationship: &Relationship) -> Stroke {
        let dash = integrity_dash(&relationship.integrity);
        let palette = self.palette;
        let (color, width) = match self.coupling(relationship) {
            Coupling::LetsFailureThrough => (palette.error, 2.4),
            Coupling::Asks => (palette.warning, 1.8),
            Coupling::Loose => (palette.relationship, 1.4),
        };
        Stroke {
            width: if relationship.identifying {
                width + 0.7
            } else {
                width
            },
            color: in_life(color, &relationship.lifecycle, palette.canvas),
            dash,
        }
    }

    pub(super) fn feed_stroke(&self) -> Stroke {
        Stroke::solid(1.8, self.palette.feed).with_dash(Dash::Dotted)
    }

    pub(super) fn coupling(&self, relationship: &Relationship) -> Coupling {
        coupling(self.design, relationship)
    }

    /// The services of child and parent, if both have one.
    pub(super) fn services_of(
        &self,
        relationship: &Relationship,
    ) -> Option<(ServiceId, ServiceId)> {
        services_of(self.design, relationship)
    }

    fn describe_relationship(&self, relationship: &Relationship) -> String {
        let end = |end: &crate::model::Endpoint| {
            let Some(entity) = self.design.get(end.entity) else {
                return String::new();
            };
            let fields: Vec<&str> = end
                .fields
                .iter()
                .filter_map(|&field| Some(entity.field(field)?.name.as_str()))
                .collect();
            match fields.as_slice() {
                [] => entity.name.clone(),
                [field] => format!("{}.{field}", entity.name),
                fields => format!("{}.({})", entity.name, fields.join(", ")),
            }
        };
        let integrity = match relationship.integrity {
            Integrity::Enforced => "enforced by the database",
            Integrity::Checked {
                fail: Fail::Closed, ..
            } => "checked, fails closed",
            Integrity::Checked {
                fail: Fail::Open, ..
            } => "checked, fails open",
            Integrity::Eventual { .. } => "eventual",
            Integrity::None => "not kept",
        };
        let mut text = format!(
            "{} → {} · {} to {} · {integrity}",
            end(&relationship.from),
            end(&relationship.to),
            relationship.ends.0.label(),
            relationship.ends.1.label(),
        );
        if !relationship.label.is_empty() {
            text = format!("{}: {text}", relationship.label);
        }
        text
    }

    fn describe_feed(&self, feed: &Feed) -> String {
        let name = |id: EntityId| {
            self.design
                .get(id)
                .map_or("", |entity: &Entity| &entity.name)
        };
        format!(
            "{} → {} · {}",
            name(feed.from),
            name(feed.to),
            super::label::feed_label(feed)
        )
    }
}

/// What a relationship does to the services at its ends.
pub(super) fn coupling(design: &Design, relationship: &Relationship) -> Coupling {
    let crosses = services_of(design, relationship).is_some_and(|(child, parent)| child != parent);
    match &relationship.integrity {
        _ if !crosses => Coupling::Loose,
        Integrity::Enforced
        | Integrity::Checked {
            fail: Fail::Closed,
            timeout_ms: None,
        } => Coupling::LetsFailureThrough,
        Integrity::Checked { .. } => Coupling::Asks,
        Integrity::Eventual { .. } | Integrity::None => Coupling::Loose,
    }
}

fn services_of(design: &Design, relationship: &Relationship) -> Option<(ServiceId, ServiceId)> {
    let service = |id: EntityId| design.get(id)?.service;
    Some((
        service(relationship.from.entity)?,
        service(relationship.to.entity)?,
    ))
}

/// Casings are drawn first, and from nearby only.
fn is_casing(shape: &Shape) -> bool {
    shape.from == Level::Row && matches!(shape.kind, ShapeKind::Polyline { .. })
}

/// How the line of a relationship with this integrity is broken.
pub(super) fn integrity_dash(integrity: &Integrity) -> Dash {
    match integrity {
        Integrity::Enforced => Dash::Solid,
        Integrity::Checked { .. } => Dash::Dashed,
        Integrity::Eventual { .. } | Integrity::None => Dash::Dotted,
    }
}

/// What is not there yet, or not for long, is drawn fainter.
fn in_life<P>(color: Rgba, lifecycle: &Lifecycle<P>, canvas: Rgba) -> Rgba {
    match lifecycle {
        Lifecycle::Active => color,
        Lifecycle::Proposed | Lifecycle::Deprecated { .. } => color.mix(canvas, 0.45),
    }
}
