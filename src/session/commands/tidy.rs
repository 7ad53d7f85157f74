//! Placing some cards anew, near where they are; all others stay.

use std::collections::BTreeMap;

use super::{Outcome, Situation, called};
use crate::base::geometry::{Point, Rect, point};
use crate::edit::Builder;
use crate::layout::{Cancel, Card, Container, End, Line, Request, place};
use crate::model::{EntityId, Reference};

/// Free room kept around what is placed.
const MARGIN: f32 = 28.0;

pub(super) fn run(situation: &Situation) -> Outcome {
    let cards = situation.cards();
    let design = situation.design;
    let ids: Vec<EntityId> = cards.iter().map(|(id, _)| *id).collect();
    let mut builder = Builder::new(design, format!("Tidy {}", called(design, &ids)));
    let Some(before) = cards.iter().map(|(_, rect)| *rect).reduce(Rect::union) else {
        return Outcome::of(builder);
    };
    let placement = place(&request(situation, &cards), &Cancel::default());
    let Some(after) = placement.cards.iter().copied().reduce(Rect::union) else {
        return Outcome::of(builder);
    };
    let others: Vec<Rect> = situation
        .picture
        .diagram()
        .cards
        .iter()
        .filter(|card| !ids.contains(&card.entity))
        .map(|card| card.rect.expand(MARGIN))
        .collect();
    let to = free_place(before, after, &others);
    let by = to - after.min;
    let places: BTreeMap<EntityId, Point> = ids
        .iter()
        .zip(&placement.cards)
        .map(|(id, rect)| (*id, rect.min + by))
        .collect();
    situation.place(&mut builder, &places);
    Outcome::of(builder)
}

/// The cards with the lines among them, in the containers they are in.
fn request(situation: &Situation, cards: &[(EntityId, Rect)]) -> Request {
    let design = situation.design;
    let numbers: BTreeMap<EntityId, usize> = cards
        .iter()
        .enumerate()
        .map(|(number, (id, _))| (*id, number))
        .collect();
    let mut services = Vec::new();
    let containers: Vec<Option<usize>> = cards
        .iter()
        .map(|(id, _)| {
            let service = design.get(*id)?.service?;
            let known = services.iter().position(|known| *known == service);
            Some(known.unwrap_or_else(|| {
                services.push(service);
                services.len() - 1
            }))
        })
        .collect();
    // Cards of one service stay in its boundary as it is: it is no container of theirs alone.
    let several = services.len() > 1;
    let relationships = design.relationships().iter();
    let ends = relationships.map(|(_, r)| (r.from.entity, r.to.entity));
    let feeds = design.feeds().iter().map(|(_, feed)| (feed.from, feed.to));
    let lines = ends.chain(feeds).filter_map(|(from, to)| {
        let end = |id: &EntityId| {
            let card = *numbers.get(id)?;
            Some(End { card, row: None })
        };
        Some(Line {
            from: end(&from)?,
            to: end(&to)?,
            via: Vec::new(),
        })
    });
    Request {
        cards: cards
            .iter()
            .zip(&containers)
            .map(|((_, rect), container)| Card {
                size: (rect.width(), rect.height()),
                container: container.filter(|_| several),
                at: None,
            })
            .collect(),
        containers: services
            .iter()
            .filter(|_| several)
            .map(|_| Container {
                header: crate::scene::diagram::BOUNDARY_HEADER,
                rect: None,
            })
            .collect(),
        lines: lines.collect(),
        options: crate::layout::Options::default(),
    }
}

/// Where something of the size of `after` stands free of `others`, as near as can be to where it was.
fn free_place(before: Rect, after: Rect, others: &[Rect]) -> Point {
    let (width, height) = (after.width(), after.height());
    let wanted = point(
        before.center().x - width / 2.0,
        before.center().y - height / 2.0,
    );
    let is_free = |at: Point| {
        let rect = Rect::new(at.x, at.y, width, height);
        !others.iter().any(|other| other.overlaps(rect))
    };
    // Right beside what is in the way, along both axes.
    let near = others
        .iter()
        .filter(|other| other.overlaps(before.expand(width.max(height))));
    let (mut xs, mut ys) = (vec![wanted.x, before.min.x], vec![wanted.y, before.min.y]);
    for other in near {
        xs.extend([other.max.x, other.min.x - width]);
        ys.extend([other.max.y, other.min.y - height]);
    }
    let corners = xs
        .iter()
        .flat_map(|x| ys.iter().map(move |y| point(*x, *y)));
    let best = corners.filter(|at| is_free(*at)).min_by(|a, b| {
        let far = |at: &Point| at.distance_squared(wanted);
        far(a).total_cmp(&far(b))
    });
    best.unwrap_or_else(|| {
        // Below everything.
        let bottom = others.iter().map(|o| o.max.y).fold(before.max.y, f32::max);
        point(before.min.x, bottom)
    })
}

impl Situation<'_> {
    /// Around a card, if it is in the picture.
    pub(super) fn rect_of(&self, entity: EntityId) -> Option<Rect> {
        self.picture.bounds_of(Reference::Entity(entity))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Bench, PLACED};
    use super::super::{DesignCommand, Situation};
    use super::*;

    #[test]
    fn tidied_cards_stand_clear_of_each_other_and_of_the_others_which_stay() {
        let bench = Bench::new(PLACED);
        let piled = bench.with_places(&[("a", (300, 40)), ("b", (310, 50)), ("c", (320, 60))]);
        let after = piled.run("a, b, c", DesignCommand::Tidy).unwrap();
        let rects = |bench: &Bench| -> Vec<Rect> {
            let rect = |name: &str| {
                let situation: Situation = bench.situation();
                situation.rect_of(bench.entity(name)).unwrap()
            };
            ["a", "b", "c", "d"].map(rect).to_vec()
        };
        let (before, after) = (rects(&piled), rects(&after));
        assert_eq!(before[3], after[3]);
        for (number, rect) in after.iter().enumerate() {
            for other in &after[number + 1..] {
                assert!(!rect.overlaps(*other), "{rect:?} {other:?}");
            }
        }
        let moved = after[..3].iter().copied().reduce(Rect::union).unwrap();
        let were = before[..3].iter().copied().reduce(Rect::union).unwrap();
        let far = moved.center() - were.center();
        assert!(far.x.abs() < 2.0 && far.y.abs() < 2.0, "{far:?}");
    }
}
