//! Labels of lines, and where they find room.

use std::collections::BTreeSet;

use super::Painter;
use super::brush::{Brush, Font};
use super::line::Coupling;
use super::room::Room;
use crate::base::geometry::{Rect, point};
use crate::model::{Feed, Integrity, Lifecycle, Relationship, ServiceId};
use crate::scene::diagram::{Diagram, Line, LineOf};
use crate::scene::palette::Rgba;
use crate::scene::text::Weight;
use crate::scene::{Group, Layer, Level, Stroke};

const SIZE: f32 = 10.5;
pub(super) const HEIGHT: f32 = 18.0;
const PADDING: f32 = 8.0;
/// How far around the corner of a card the count of its problems reaches.
const COUNT: f32 = 9.0;

/// What a label says and how it looks.
struct Label {
    text: String,
    /// Frame and text, for those that warn or tell of a feed.
    framed: Option<(Rgba, Weight)>,
    struck: bool,
}

impl Painter<'_> {
    /// The labels of all lines, so placed that none covers another or a card; one that finds no room is left out.
    pub fn labels(&self, diagram: &Diagram) -> Vec<Group> {
        let mut labeled: Vec<(usize, &Line, Label)> = diagram
            .lines
            .iter()
            .enumerate()
            .filter_map(|(owner, line)| Some((owner, line, self.label_of(line)?)))
            .collect();
        if labeled.is_empty() {
            return self.badges(diagram);
        }
        let mut room = Room::new(diagram.bounds().unwrap_or_default());
        for card in &diagram.cards {
            room.block(card.rect);
            // There the window counts the problems.
            let corner = point(card.rect.max.x, card.rect.min.y);
            room.block(Rect::new(corner.x, corner.y, 0.0, 0.0).expand(COUNT));
        }
        for boundary in &diagram.boundaries {
            room.block_boundary(boundary.rect);
        }
        for (owner, line) in diagram.lines.iter().enumerate() {
            for pair in line.points.windows(2) {
                room.avoid(Rect::from_corners(pair[0], pair[1]), owner);
            }
        }
        for badge in diagram.badges() {
            room.block(badge);
        }
        let mut warned = BTreeSet::new();
        // Those in frames have the first choice.
        labeled.sort_by_key(|(.., label)| label.framed.is_none());
        let labels = labeled.into_iter().filter_map(|(owner, line, label)| {
            // One warning for each pair of services is enough: color and width say it on every line.
            let pair = self.warned_pair(line);
            if pair.is_some_and(|pair| warned.contains(&pair)) {
                return None;
            }
            let rect = room.find(&line.points, self.label_width(&label), owner)?;
            room.block(rect);
            warned.extend(pair);
            Some(self.draw_label(line, &label, rect))
        });
        labels.chain(self.badges(diagram)).collect()
    }

    /// The label of a line alone, or its badge if it is a stub, clear of cards but not of other lines; none for a line without
    /// one, or without room.
    pub fn label(&self, line: &Line, cards: impl Iterator<Item = Rect>) -> Option<Group> {
        if line.stub.is_some() {
            return self.stub_badge(line);
        }
        let label = self.label_of(line)?;
        let sheet = Rect::around(line.points.iter().copied())?;
        let width = self.label_width(&label);
        let mut room = Room::new(sheet);
        let near = sheet.expand(width);
        for card in cards.filter(|card| card.overlaps(near)) {
            room.block(card);
        }
        let rect = room.find(&line.points, width, 0)?;
        Some(self.draw_label(line, &label, rect))
    }

    fn label_width(&self, label: &Label) -> f32 {
        let weight = label.framed.map_or(Weight::Regular, |(_, weight)| weight);
        (self.measure.width(&label.text, SIZE, weight) + 2.0 * PADDING).ceil()
    }

    fn draw_label(&self, line: &Line, label: &Label, rect: Rect) -> Group {
        let mut brush = Brush::new(self.measure);
        brush.at(Level::Row, Level::Row);
        let radius = HEIGHT / 2.0;
        match label.framed {
            Some((color, weight)) => {
                let font = Font::new(SIZE, weight, self.palette.readable(color));
                let stroke = Stroke::solid(1.0, color);
                brush.framed(
                    rect,
                    radius,
                    Some(self.palette.card),
                    Some(stroke),
                    font,
                    &label.text,
                );
            }
            None => {
                let font =
                    Font::new(SIZE, Weight::Regular, self.palette.muted).struck(label.struck);
                let frame = Rect::new(
                    rect.min.x + 4.0,
                    rect.min.y + 2.0,
                    rect.width() - 8.0,
                    HEIGHT - 4.0,
                );
                brush.framed(
                    frame,
                    4.0,
                    Some(self.palette.canvas),
                    None,
                    font,
                    &label.text,
                );
            }
        }
        brush.finish(
            line.what.into(),
            Layer::Label,
            rect.expand(1.0),
            String::new(),
        )
    }

    fn label_of(&self, line: &Line) -> Option<Label> {
        if line.stub.is_some() {
            return None;
        }
        match line.what {
            LineOf::Feed(id) => Some(Label {
                text: feed_label(self.design.get(id)?),
                framed: Some((self.palette.feed, Weight::Regular)),
                struck: false,
            }),
            LineOf::Relationship(id) => self.relationship_label(self.design.get(id)?),
        }
    }

    fn relationship_label(&self, relationship: &Relationship) -> Option<Label> {
        let warning = match (self.coupling(relationship), &relationship.integrity) {
            (Coupling::LetsFailureThrough, Integrity::Enforced) => Some("FK across services"),
            (Coupling::LetsFailureThrough, _) => Some("sync check, no timeout"),
            _ => None,
        };
        let life = match relationship.lifecycle {
            Lifecycle::Proposed => Some("proposed"),
            Lifecycle::Deprecated { .. } if relationship.label.is_empty() => Some("deprecated"),
            _ => None,
        };
        let verb = Some(relationship.label.as_str()).filter(|verb| !verb.is_empty());
        let parts: Vec<&str> = verb.into_iter().chain(life).chain(warning).collect();
        (!parts.is_empty()).then(|| Label {
            text: parts.join(" · "),
            framed: warning.map(|_| (self.palette.error, Weight::SemiBold)),
            struck: relationship.lifecycle.is_deprecated() && verb.is_some(),
        })
    }

    /// The services that a warning without further words is about.
    fn warned_pair(&self, line: &Line) -> Option<(ServiceId, ServiceId, bool)> {
        let LineOf::Relationship(id) = line.what else {
            return None;
        };
        let relationship = self.design.get(id)?;
        if self.coupling(relationship) != Coupling::LetsFailureThrough
            || !relationship.label.is_empty()
        {
            return None;
        }
        let (child, parent) = self.services_of(relationship)?;
        Some((child, parent, relationship.integrity == Integrity::Enforced))
    }
}

/// How a feed gets across and how late it may be.
pub fn feed_label(feed: &Feed) -> String {
    match feed.lag_s {
        None => feed.mechanism.label().to_owned(),
        Some(seconds) => format!("{} · ≤ {}", feed.mechanism.label(), duration(seconds)),
    }
}

/// Seconds in the unit that keeps the number short.
fn duration(seconds: f64) -> String {
    let (number, unit) = match seconds {
        s if s < 1.0 => (s * 1000.0, "ms"),
        s if s < 120.0 => (s, "s"),
        s if s < 7200.0 => (s / 60.0, "min"),
        s if s < 172_800.0 => (s / 3600.0, "h"),
        s => (s / 86_400.0, "d"),
    };
    let rounded = (number * 10.0).round() / 10.0;
    format!("{rounded} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        for (seconds, text) in [
            (0.25, "250 ms"),
            (5.0, "5 s"),
            (90.0, "90 s"),
            (300.0, "5 min"),
            (7200.0, "2 h"),
            (604_800.0, "7 d"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}
