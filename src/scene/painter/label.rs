//! Labels of lines, and where they find room.

use std::collections::{BTreeMap, BTreeSet};

use super::Painter;
use super::brush::{Brush, Font};
use super::line::Coupling;
use crate::base::geometry::{Point, Rect, point};
use crate::model::{Feed, Integrity, Lifecycle, Relationship};
use crate::scene::diagram::{BOUNDARY_HEADER, Diagram, Line, LineOf};
use crate::scene::palette::Rgba;
use crate::scene::text::Weight;
use crate::scene::{Group, Layer, Level, Stroke};

const SIZE: f32 = 10.5;
const HEIGHT: f32 = 18.0;
const PADDING: f32 = 9.0;
/// A label leaves so much of its segment to be seen at either side.
const LINE_LEFT: f32 = 6.0;

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
        let mut taken = Taken::default();
        for card in &diagram.cards {
            taken.add(card.rect);
        }
        for boundary in &diagram.boundaries {
            let mut title = boundary.rect;
            title.max.y = title.min.y + BOUNDARY_HEADER - 6.0;
            taken.add(title);
        }
        let mut warned = BTreeSet::new();
        let mut labeled: Vec<(&Line, Label)> = diagram
            .lines
            .iter()
            .filter_map(|line| Some((line, self.label_of(line)?)))
            .collect();
        // Those in frames have the first choice.
        labeled.sort_by_key(|(_, label)| label.framed.is_none());
        labeled
            .into_iter()
            .filter_map(|(line, label)| {
                // One warning for each pair of services is enough: color and width say it on every line.
                let pair = self.warned_pair(line);
                if pair.is_some_and(|pair| warned.contains(&pair)) {
                    return None;
                }
                let width = self.measure.width(&label.text, SIZE, Weight::SemiBold) + 2.0 * PADDING;
                let rect = taken.room_for(&line.points, width.ceil())?;
                taken.add(rect);
                warned.extend(pair);
                Some(self.draw_label(line, &label, rect))
            })
            .collect()
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
    fn warned_pair(
        &self,
        line: &Line,
    ) -> Option<(crate::model::ServiceId, crate::model::ServiceId, bool)> {
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
pub(super) fn feed_label(feed: &Feed) -> String {
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

/// Rectangles that labels must not cover, in cells of a grid.
#[derive(Default)]
struct Taken(BTreeMap<(i32, i32), Vec<Rect>>);

impl Taken {
    const CELL: f32 = 192.0;

    fn cells(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
        let cell = |at: f32| (at / Self::CELL).floor() as i32;
        let columns = cell(rect.min.x)..=cell(rect.max.x);
        columns.flat_map(move |x| (cell(rect.min.y)..=cell(rect.max.y)).map(move |y| (x, y)))
    }

    fn add(&mut self, rect: Rect) {
        for cell in Self::cells(rect) {
            self.0.entry(cell).or_default().push(rect);
        }
    }

    fn is_free(&self, rect: Rect) -> bool {
        !Self::cells(rect)
            .filter_map(|cell| self.0.get(&cell))
            .flatten()
            .any(|other| other.overlaps(rect))
    }

    /// A free place for a label on a line: on its longest segment that has one, horizontal ones first.
    fn room_for(&self, points: &[Point], width: f32) -> Option<Rect> {
        let mut segments: Vec<(f32, Point, Point)> = points
            .windows(2)
            .map(|pair| {
                let (a, b) = (pair[0], pair[1]);
                let across = (b.x - a.x).abs() - width;
                let down = (b.y - a.y).abs() - HEIGHT;
                // What the label leaves of the segment; a vertical one has to be longer to be as good.
                let left = if across > down { across } else { down * 0.5 };
                (left, a, b)
            })
            .filter(|(left, ..)| *left >= 2.0 * LINE_LEFT)
            .collect();
        segments.sort_by(|a, b| b.0.total_cmp(&a.0));
        segments.iter().find_map(|&(_, a, b)| {
            [0.5, 0.35, 0.65, 0.2, 0.8].into_iter().find_map(|share| {
                let middle = a + (b - a) * share;
                let corner = point((middle.x - width / 2.0).round(), middle.y - HEIGHT / 2.0);
                let rect = Rect::new(corner.x, corner.y, width, HEIGHT);
                self.is_free(rect.expand(2.0)).then_some(rect)
            })
        })
    }
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

    #[test]
    fn a_label_avoids_what_is_there() {
        let line = [point(0.0, 0.0), point(400.0, 0.0), point(400.0, 100.0)];
        let mut taken = Taken::default();
        let first = taken.room_for(&line, 80.0).expect("room");
        assert_eq!(first, Rect::new(160.0, -9.0, 80.0, 18.0));
        taken.add(first);
        let second = taken.room_for(&line, 80.0).expect("room");
        assert!(!second.overlaps(first));
        taken.add(Rect::new(-100.0, -100.0, 1000.0, 1000.0));
        assert_eq!(taken.room_for(&line, 80.0), None);
    }
}
