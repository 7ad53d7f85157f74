//! What a person has placed beside cards, and goes along with them: bends of lines, and notes.

use std::collections::BTreeMap;

use super::Sheet;
use crate::base::geometry::{Point, Rect, Vector, point, vector};
use crate::model::{EntityId, Note, RelationshipId};
use crate::session::drawing::NEW_NOTE;
use crate::session::free_place::free_place;
use crate::session::positions::whole_point;

/// Height of a line of a note, about.
const NOTE_LINE: f32 = 17.0;

impl Sheet<'_> {
    /// The bends that go along because both ends of their line do, and that lead through no card then.
    pub(super) fn bends(
        &self,
        moves: &BTreeMap<EntityId, (i32, i32)>,
    ) -> Vec<(RelationshipId, Vec<(i32, i32)>)> {
        let design = &self.subject.design;
        let is_still = moves.values().all(|by| *by == (0, 0));
        let kept = self.view.bends.0.iter().filter_map(|(id, bends)| {
            let relationship = design.get(*id)?;
            let of = |entity| moves.get(&entity).copied().unwrap_or_default();
            let (by, other) = (of(relationship.from.entity), of(relationship.to.entity));
            let moved = bends
                .iter()
                .map(|(x, y)| (x.saturating_add(by.0), y.saturating_add(by.1)));
            let moved: Vec<(i32, i32)> = moved.collect();
            let is_free = || {
                moved.windows(2).all(|pair| {
                    let [a, b] = [pair[0], pair[1]].map(|(x, y)| point(x as f32, y as f32));
                    let piece = Rect::from_corners(a, b).expand(1.0);
                    !self.after.cards.iter().any(|card| card.overlaps(piece))
                })
            };
            (by == other && (is_still || is_free())).then_some((*id, moved))
        });
        kept.collect()
    }

    /// The notes, each beside what it was beside.
    pub(super) fn notes(&self, moves: &BTreeMap<EntityId, (i32, i32)>) -> Vec<Note> {
        let entities = || self.diagram.cards.iter().zip(&self.before.cards);
        let moved = self.view.notes.iter().map(|note| {
            let at = point(note.at.0 as f32, note.at.1 as f32);
            let lines = note.text.lines().count().max(1) as f32;
            let size = (
                note.width.map_or(NEW_NOTE.0, |width| width as f32),
                NEW_NOTE.1 + (lines - 1.0) * NOTE_LINE,
            );
            let middle = at + vector(size.0 * 0.5, size.1 * 0.5);
            let nearest =
                entities().min_by(|(_, a), (_, b)| far(**a, middle).total_cmp(&far(**b, middle)));
            let by = nearest.and_then(|(card, _)| moves.get(&card.entity));
            let (dx, dy) = by.copied().unwrap_or_default();
            let wanted = at + vector(dx as f32, dy as f32);
            let covers = |cards: &[Rect], at: Point| {
                let rect = Rect::new(at.x, at.y, size.0, size.1);
                cards.iter().any(|card| card.overlaps(rect))
            };
            let is_bad = covers(&self.after.cards, wanted) && !covers(&self.before.cards, at);
            let to = if is_bad {
                free_place(&self.after.cards, size, wanted)
            } else {
                wanted
            };
            Note {
                at: whole_point(to),
                ..note.clone()
            }
        });
        moved.collect()
    }
}

/// How far a point is from a rectangle.
fn far(rect: Rect, p: Point) -> f32 {
    let Vector { x, y } = vector(
        (rect.min.x - p.x).max(p.x - rect.max.x).max(0.0),
        (rect.min.y - p.y).max(p.y - rect.max.y).max(0.0),
    );
    x + y
}
