//! What colors, lines and badges mean, as far as they occur.

use std::collections::{BTreeMap, BTreeSet};

use super::Painter;
use super::boundary::store_label;
use super::brush::{Brush, Font};
use super::legend_flow::{END, Extent, Flow};
use super::line::{Coupling, integrity_dash};
use crate::base::geometry::{Point, Rect, point};
use crate::model::{self, ColorBy, Consistency, Entity, EntityKind};
use crate::scene::card::{BADGE, Badge, BadgeKind, badge_width};
use crate::scene::diagram::{Diagram, LineOf};
use crate::scene::palette::Rgba;
use crate::scene::text::Weight;
use crate::scene::{Anchor, Dash, Group, Layer, Level, ShapeKind, Stroke, What};

const SIZE: f32 = 11.0;
const ROW: f32 = 20.0;
const PADDING: f32 = 12.0;
/// Space between a sample and its text.
const GAP: f32 = 7.0;
/// Space between the diagram and the legend.
const DISTANCE: f32 = 20.0;
/// Below a narrow diagram the legend is this wide.
const LEAST_WIDTH: f32 = 420.0;

enum Sample {
    Color(Rgba),
    Line(Stroke),
    Outline,
    Badge(Badge),
    Struck,
}

/// A legend that may leave entries out.
pub struct Legend {
    /// What is drawn.
    pub group: Group,
    /// How many entries it leaves out.
    pub left_out: usize,
    /// The room at its end for words that unfold it, if something is left out, or fold it.
    pub end: Rect,
}

impl Painter<'_> {
    /// What occurs in the diagram, explained below the lower left corner of `above`; none if nothing needs it.
    pub fn legend(&self, diagram: &Diagram, above: Rect) -> Option<Group> {
        let corner = point(above.min.x, above.max.y + DISTANCE);
        let width = above.width().max(LEAST_WIDTH);
        let legend = self.draw_legend(diagram, corner, width, Extent::Whole)?;
        Some(legend.group)
    }

    /// The legend in so many rows of a width; in as many as it needs, if no number is given.
    pub fn legend_in_rows(
        &self,
        diagram: &Diagram,
        width: f32,
        rows: Option<usize>,
    ) -> Option<Legend> {
        let extent = rows.map_or(Extent::Unfolded, Extent::Rows);
        self.draw_legend(diagram, point(0.0, 0.0), width, extent)
    }

    fn draw_legend(
        &self,
        diagram: &Diagram,
        corner: Point,
        width: f32,
        extent: Extent,
    ) -> Option<Legend> {
        let entries = self.legend_entries(diagram);
        if entries.is_empty() {
            return None;
        }
        let font = Font::new(
            SIZE,
            Weight::Regular,
            self.palette.ink.mix(self.palette.muted, 0.4),
        );
        let room = width - 2.0 * PADDING;
        let widths: Vec<f32> = entries
            .iter()
            .map(|(sample, text)| {
                let text = self.measure.width(text, font.size, font.weight);
                self.sample_width(sample) + GAP + text
            })
            .collect();
        let flow = Flow::of(&widths, room, extent);
        let at = |(x, row): (f32, usize)| {
            let middle = corner.y + 3.0 + ROW * (row as f32 + 0.5);
            point(corner.x + PADDING + x, middle)
        };
        let height = flow.rows as f32 * ROW + 6.0;
        let width = flow.widest.ceil() + 2.0 * PADDING;
        let rect = Rect::new(corner.x, corner.y, width, height);
        let mut brush = Brush::new(self.measure);
        brush.at(Level::Row, Level::Row);
        let line = Stroke::solid(1.0, self.palette.line);
        brush.rect(rect, (10.0, 10.0), Some(self.palette.card), Some(line));
        for ((sample, text), place) in entries.iter().zip(&flow.places) {
            let middle = at(*place);
            self.sample(&mut brush, sample, middle.x, middle.y);
            let at = point(
                middle.x + self.sample_width(sample) + GAP,
                font.baseline(middle.y),
            );
            brush.text(at, Anchor::Start, font, text.as_str());
        }
        let end = at(flow.end);
        Some(Legend {
            group: brush.finish(
                What::Legend,
                Layer::Overlay,
                rect.expand(1.0),
                String::new(),
            ),
            left_out: entries.len() - flow.places.len(),
            end: Rect::new(end.x, end.y - ROW / 2.0, END, ROW),
        })
    }

    fn legend_entries(&self, diagram: &Diagram) -> Vec<(Sample, String)> {
        let mut entries = self.color_entries(diagram);
        entries.extend(self.line_entries(diagram));
        let entities = || {
            diagram
                .cards
                .iter()
                .filter_map(|card| self.design.get(card.entity))
        };
        if entities().any(|entity| entity.kind == EntityKind::Projection) {
            entries.push((Sample::Outline, "Projection".into()));
        }
        let shown = diagram.cards.iter();
        let fields = shown
            .filter_map(|card| Some((card, self.design.get(card.entity)?)))
            .flat_map(|(card, entity): (_, &Entity)| {
                let rows = card.card.rows.iter();
                rows.filter_map(|row| entity.fields.get(row.place))
            });
        // There may be many fields: they are looked through once.
        let mut roles = BTreeMap::new();
        let (mut is_deprecated, mut is_guessed) = (false, false);
        for field in fields {
            is_deprecated |= field.lifecycle.is_deprecated();
            is_guessed |= field.inferred && !field.roles.is_empty();
            for role in &field.roles {
                roles
                    .entry(role.glyph())
                    .or_insert((BadgeKind::of(role), role.label()));
            }
        }
        if is_deprecated || entities().any(|entity| entity.lifecycle.is_deprecated()) {
            entries.push((Sample::Struck, "Deprecated".into()));
        }
        entries.extend(roles.into_iter().map(|(text, (kind, label))| {
            let inferred = false;
            (
                Sample::Badge(Badge {
                    text,
                    kind,
                    inferred,
                }),
                capitalized(label),
            )
        }));
        if is_guessed {
            let badge = Badge {
                text: "…",
                kind: BadgeKind::State,
                inferred: true,
            };
            entries.push((Sample::Badge(badge), "Guessed from the name".into()));
        }
        entries
    }

    fn color_entries(&self, diagram: &Diagram) -> Vec<(Sample, String)> {
        let entities: Vec<&Entity> = diagram
            .cards
            .iter()
            .filter_map(|card| self.design.get(card.entity))
            .collect();
        let unset = |text: &str| (Sample::Color(self.unset()), text.to_owned());
        match self.color_by {
            ColorBy::Zone => {
                let promised: Vec<Option<Consistency>> = entities
                    .iter()
                    .map(|entity| Some(self.design.get(entity.zone?)?.consistency))
                    .collect();
                if promised.iter().all(Option::is_none) {
                    return Vec::new();
                }
                let mut entries = Vec::new();
                for consistency in [
                    Consistency::Strong,
                    Consistency::Bounded { seconds: 0.0 },
                    Consistency::ReadYourWrites,
                    Consistency::Causal,
                    Consistency::Eventual,
                ] {
                    if promised
                        .iter()
                        .flatten()
                        .any(|c| c.label() == consistency.label())
                    {
                        let color = self.palette.consistency(Some(consistency));
                        entries.push((Sample::Color(color), capitalized(consistency.label())));
                    }
                }
                if promised.iter().any(Option::is_none) {
                    entries.push(unset("No zone"));
                }
                entries
            }
            // The boundaries carry color and name already.
            ColorBy::Service if entities.iter().any(|entity| entity.service.is_none()) => {
                vec![unset("No service")]
            }
            ColorBy::Store => {
                let used: BTreeSet<_> = entities.iter().map(|entity| entity.store).collect();
                let mut entries: Vec<_> = self
                    .design
                    .stores()
                    .iter()
                    .filter(|(id, _)| used.contains(&Some(*id)))
                    .map(|(id, store)| {
                        let color = self.stores.get(&id).copied().unwrap_or(self.palette.unset);
                        (Sample::Color(color), store_label(store))
                    })
                    .collect();
                if used.contains(&None) {
                    entries.push(unset("No store"));
                }
                entries
            }
            ColorBy::Service => Vec::new(),
            ColorBy::Risk => {
                let of = |level| {
                    let mut cards = diagram.cards.iter();
                    cards.any(|card| self.risk(card.entity) == level)
                };
                let mut entries = Vec::new();
                if of(Some(model::Level::Error)) {
                    let sample = Sample::Color(self.palette.error);
                    entries.push((sample, "Error".into()));
                }
                if of(Some(model::Level::Warning)) {
                    let sample = Sample::Color(self.palette.warning);
                    entries.push((sample, "Warning".into()));
                }
                if of(None) {
                    entries.push(unset("No error and no warning"));
                }
                entries
            }
        }
    }

    fn line_entries(&self, diagram: &Diagram) -> Vec<(Sample, String)> {
        let mut dashes = BTreeSet::new();
        let mut couplings = BTreeSet::new();
        let mut feeds = false;
        for line in &diagram.lines {
            match line.what {
                LineOf::Feed(_) => feeds = true,
                LineOf::Relationship(id) => {
                    if let Some(relationship) = self.design.get(id) {
                        dashes.insert(integrity_dash(&relationship.integrity));
                        couplings.insert(self.coupling(relationship));
                    }
                }
            }
        }
        let mut entries: Vec<_> = dashes
            .into_iter()
            .map(|dash| {
                let text = match dash {
                    Dash::Solid => "Enforced key",
                    Dash::Dashed => "Checked by the application",
                    Dash::Dotted => "Eventual or not kept",
                };
                let stroke = Stroke::solid(1.4, self.palette.relationship).with_dash(dash);
                (Sample::Line(stroke), text.to_owned())
            })
            .collect();
        if feeds {
            entries.push((Sample::Line(self.feed_stroke()), "Feed".into()));
        }
        if couplings.contains(&Coupling::Asks) {
            let stroke = Stroke::solid(1.8, self.palette.warning);
            entries.push((Sample::Line(stroke), "Asks another service".into()));
        }
        if couplings.contains(&Coupling::LetsFailureThrough) {
            let stroke = Stroke::solid(2.4, self.palette.error);
            entries.push((Sample::Line(stroke), "Lets failure through".into()));
        }
        entries
    }

    fn sample_width(&self, sample: &Sample) -> f32 {
        match sample {
            Sample::Color(_) => 9.0,
            Sample::Line(_) => 24.0,
            Sample::Outline => 18.0,
            Sample::Badge(badge) => badge_width(badge.text, self.measure),
            Sample::Struck => self.measure.width("abc", SIZE, Weight::Regular),
        }
    }

    fn sample(&self, brush: &mut Brush<'_>, sample: &Sample, left: f32, middle: f32) {
        let width = self.sample_width(sample);
        match *sample {
            Sample::Color(color) => brush.push(ShapeKind::Circle {
                center: point(left + 4.5, middle),
                radius: 4.5,
                fill: Some(color),
                stroke: None,
            }),
            Sample::Line(stroke) => {
                brush.line(
                    vec![point(left, middle), point(left + width, middle)],
                    stroke,
                );
            }
            Sample::Outline => {
                let stroke = Stroke::solid(1.0, self.palette.faint).with_dash(Dash::Dashed);
                let rect = Rect::new(left, middle - 5.5, width, 11.0);
                brush.rect(rect, (3.0, 3.0), None, Some(stroke));
            }
            Sample::Badge(badge) => {
                self.badge(
                    brush,
                    Rect::new(left, middle - BADGE / 2.0, width, BADGE),
                    badge,
                );
            }
            Sample::Struck => {
                let font = Font::new(SIZE, Weight::Regular, self.palette.muted).struck(true);
                brush.text(
                    point(left, font.baseline(middle)),
                    Anchor::Start,
                    font,
                    "abc",
                );
            }
        }
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
