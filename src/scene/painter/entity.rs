//! Cards of entities.

use super::Painter;
use super::brush::{Brush, Font};
use crate::base::geometry::{Rect, point};
use crate::model::{Entity, EntityKind, Field, Lifecycle};
use crate::scene::card::{
    BADGE, BADGE_GAP, BADGE_SIZE, Badge, BadgeKind, Card, HEADER, MARK_SIZE, NAME_SIZE, PADDING,
    ROW, Row, SLACK, TITLE_SIZE, TYPE_SIZE, badge_width, badges, marks, name_weight, row_top, tag,
    tag_width, type_text,
};
use crate::scene::diagram::PlacedCard;
use crate::scene::palette::Rgba;
use crate::scene::text::Weight;
use crate::scene::{Anchor, Dash, Group, Layer, Level, Stroke, What};

const RADIUS: f32 = 6.0;
/// Greatest size of the name where rows cannot be made out.
const FAR_NAME_SIZE: f32 = 27.0;
/// A name that would be smaller on one line is broken in two, if it can be.
const FAR_NAME_BREAK: f32 = 22.0;

impl Painter<'_> {
    /// The card of an entity.
    pub fn card(&self, placed: &PlacedCard) -> Group {
        self.card_in(placed, self.entity_color(placed.entity))
    }

    /// The card of an entity with its header in some color.
    pub fn card_in(&self, placed: &PlacedCard, color: Rgba) -> Group {
        let PlacedCard {
            entity: id,
            rect,
            card,
        } = placed;
        let mut brush = Brush::new(self.measure);
        let what = What::Entity(*id);
        let Some(entity) = self.design.get(*id) else {
            return brush.finish(what, Layer::Card, *rect, String::new());
        };
        brush.reserve(6 + card.rows.len() * 5);
        let color = match entity.lifecycle {
            Lifecycle::Active => color,
            Lifecycle::Proposed | Lifecycle::Deprecated { .. } => {
                color.mix(self.palette.card, 0.55)
            }
        };
        self.far_out(&mut brush, *rect, entity, color);
        brush.at(Level::Row, Level::Row);
        self.frame(&mut brush, *rect, card, entity, color);
        for (index, row) in card.rows.iter().enumerate() {
            if let Some(field) = entity.fields.get(row.place) {
                let top = rect.min.y + row_top(index);
                self.row(&mut brush, *rect, top, card, *row, field);
            }
        }
        brush.finish(what, Layer::Card, rect.expand(1.0), self.describe(entity))
    }

    /// A block in the card's color, and the name as large as fits.
    fn far_out(&self, brush: &mut Brush<'_>, rect: Rect, entity: &Entity, color: Rgba) {
        brush.at(Level::Block, Level::Name);
        brush.fill(rect, (RADIUS, RADIUS), color);
        brush.at(Level::Name, Level::Name);
        let room = rect.width() - 12.0;
        let fit = |text: &str| room / self.measure.width(text, 1.0, Weight::SemiBold).max(0.1);
        let mut lines = vec![entity.name.as_str()];
        if fit(&entity.name) < FAR_NAME_BREAK
            && rect.height() > 2.5 * FAR_NAME_BREAK
            && let Some((first, second)) = halves(&entity.name)
        {
            lines = vec![first, second];
        }
        let size = lines
            .iter()
            .map(|line| fit(line))
            .fold(FAR_NAME_SIZE, f32::min);
        let size = size.max(TITLE_SIZE).min(rect.height() * 0.72).floor();
        let font = Font::new(size, Weight::SemiBold, color.text_on());
        let middle = rect.center();
        for (index, line) in lines.iter().enumerate() {
            let below = (index as f32 - (lines.len() - 1) as f32 / 2.0) * size * 1.2;
            let at = point(middle.x, font.baseline(middle.y + below));
            brush.text_within(at, Anchor::Middle, font, line, room);
        }
    }

    fn frame(&self, brush: &mut Brush<'_>, rect: Rect, card: &Card, entity: &Entity, color: Rgba) {
        let dash = match entity.kind {
            EntityKind::Projection => Dash::Dashed,
            _ => Dash::Solid,
        };
        let outline = match dash {
            Dash::Solid => self.palette.outline,
            Dash::Dashed | Dash::Dotted => self.palette.faint,
        };
        brush.rect(
            rect,
            (RADIUS, RADIUS),
            Some(self.palette.card),
            Some(Stroke::solid(1.0, outline).with_dash(dash)),
        );
        // Over the outline, which would show as a gray edge around the color.
        let mut header = rect.expand(0.5);
        header.max.y = rect.min.y + HEADER;
        let lower = if card.rows.is_empty() { RADIUS } else { 0.0 };
        brush.fill(header, (RADIUS, lower), color);

        let text_color = color.text_on();
        let font = Font::new(TITLE_SIZE, Weight::SemiBold, text_color)
            .struck(entity.lifecycle.is_deprecated());
        let middle = rect.min.y + HEADER / 2.0;
        let at = point(rect.min.x + PADDING, font.baseline(middle));
        let tag_room = tag_width(entity, self.measure);
        let room = rect.width() - 2.0 * PADDING - tag_room;
        brush.text_within(at, Anchor::Start, font, &entity.name, room);
        if let Some(tag) = tag(entity) {
            let right = rect.max.x - PADDING + 3.0;
            let frame = Rect::new(right - tag_room + 6.0, middle - 7.0, tag_room - 6.0, 14.0);
            let stroke = Stroke::solid(0.8, text_color.with_opacity(0.45));
            let font = Font::new(MARK_SIZE, Weight::Regular, text_color);
            brush.framed(frame, 7.0, None, Some(stroke), font, tag);
        }
    }

    fn row(
        &self,
        brush: &mut Brush<'_>,
        rect: Rect,
        top: f32,
        card: &Card,
        row: Row,
        field: &Field,
    ) {
        let palette = self.palette;
        let middle = top + ROW / 2.0;
        if row.place % 2 == 1 {
            let stripe = Rect::new(rect.min.x + 1.0, top, rect.width() - 2.0, ROW);
            brush.fill(stripe, (0.0, 0.0), palette.stripe);
        }
        let mark = Font::new(MARK_SIZE, Weight::SemiBold, palette.muted);
        let mut mark_x = rect.min.x + PADDING;
        for text in marks(field, row.foreign).split_ascii_whitespace() {
            brush.text(
                point(mark_x, mark.baseline(middle)),
                Anchor::Start,
                mark,
                text,
            );
            mark_x += 16.0;
        }
        let mut right = rect.max.x - PADDING + 2.0;
        for badge in badges(field).rev() {
            let width = badge_width(badge.text, self.measure);
            let frame = Rect::new(right - width, middle - BADGE / 2.0, width, BADGE);
            self.badge(brush, frame, badge);
            right -= width + BADGE_GAP;
        }
        if right < rect.max.x - PADDING {
            right -= 2.0;
        } else {
            right = rect.max.x - PADDING;
        }
        let name_x = rect.min.x + card.name_x;
        let data_type = type_text(field);
        let gone = field.lifecycle.is_deprecated();
        let name = Font::new(
            NAME_SIZE,
            name_weight(field),
            if gone || field.lifecycle == Lifecycle::Proposed {
                palette.muted
            } else {
                palette.ink
            },
        )
        .struck(gone);
        // The name has the first claim on what room there is, but leaves the type some.
        let both = right - name_x;
        let name_width = self.measure.width(&field.name, name.size, name.weight);
        let type_font = Font::new(TYPE_SIZE, Weight::Regular, palette.muted);
        let type_width = self
            .measure
            .width(&data_type, type_font.size, type_font.weight);
        let type_room = type_width.min((both - name_width - SLACK).max((both - SLACK) * 0.35));
        brush.text_within(
            point(name_x, name.baseline(middle)),
            Anchor::Start,
            name,
            &field.name,
            both - type_room - SLACK / 2.0,
        );
        brush.text_within(
            point(right, type_font.baseline(middle)),
            Anchor::End,
            type_font,
            &data_type,
            type_room + 0.01,
        );
    }

    pub(super) fn badge(&self, brush: &mut Brush<'_>, frame: Rect, badge: Badge) {
        let color = self.badge_color(badge.kind);
        let stroke = if badge.inferred {
            Stroke::solid(0.8, color.mix(self.palette.card, 0.2)).with_dash(Dash::Dotted)
        } else {
            Stroke::solid(1.0, color)
        };
        let weight = if badge.inferred {
            Weight::Regular
        } else {
            Weight::SemiBold
        };
        let font = Font::new(BADGE_SIZE, weight, color);
        brush.framed(frame, 3.5, None, Some(stroke), font, badge.text);
    }

    fn badge_color(&self, kind: BadgeKind) -> Rgba {
        let palette = self.palette;
        match kind {
            BadgeKind::Delete => palette.role_delete,
            BadgeKind::Version => palette.role_version,
            BadgeKind::Identity => palette.role_identity,
            BadgeKind::State => palette.role_state,
            BadgeKind::Copy => palette.role_copy,
            BadgeKind::Sensitive => palette.role_sensitive,
        }
    }

    /// The entity in words: its name, where it belongs, and its comment.
    fn describe(&self, entity: &Entity) -> String {
        let mut text = entity.name.clone();
        if let Some(service) = entity.service.and_then(|id| self.design.get(id)) {
            text += &format!(" · {}", service.name);
        }
        if let Some(store) = entity.store.and_then(|id| self.design.get(id)) {
            text += &format!(" · {} ({})", store.name, store.engine.label());
        }
        if let Some(zone) = entity.zone.and_then(|id| self.design.get(id)) {
            text += &format!(" · {} ({})", zone.name, zone.consistency.label());
        }
        if !entity.comment.is_empty() {
            text += &format!("\n{}", entity.comment);
        }
        text
    }
}

/// A name broken after the separator nearest to its middle.
fn halves(name: &str) -> Option<(&str, &str)> {
    name.char_indices()
        .filter(|(at, c)| {
            matches!(c, '_' | '-' | '.' | ' ' | '/') && *at > 0 && at + 1 < name.len()
        })
        .min_by_key(|(at, _)| (2 * at + 1).abs_diff(name.len()))
        .map(|(at, c)| name.split_at(at + c.len_utf8()))
}
