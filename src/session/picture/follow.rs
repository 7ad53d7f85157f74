//! Showing another state of the same document in the time of a frame.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Followed, Picture, Subject};
use crate::base::geometry::{Rect, point};
use crate::base::id::Id;
use crate::layout::Cancel;
use crate::model::{Collapse, Design, EntityId, List, ServiceId, View};
use crate::scene::What;
use crate::scene::card::{Card, ForeignKeys};
use crate::scene::diagram::{Diagram, LineOf, PlacedCard};
use crate::scene::text::Fonts;

impl Picture {
    /// Shows another state of the same document at once, as far as that is possible in the time of a frame: moved cards with
    /// their lines, renamed parts, new colors of single parts. Says whether the picture is as good as a new one.
    pub fn follow(&mut self, subject: Subject) -> Followed {
        let (old, new) = (&self.subject.design, &subject.design);
        let same_parts = (self.subject.view == subject.view || self.subject.view.is_none())
            && same_ids(old.entities(), new.entities())
            && same_ids(old.services(), new.services())
            && same_ids(old.relationships(), new.relationships())
            && same_ids(old.feeds(), new.feeds())
            && same_homes(old, new)
            && self.subject.shows_empty_services() == subject.shows_empty_services()
            && self.subject.shown() == subject.shown();
        if !same_parts {
            return Followed::NotAtAll;
        }
        let recolored = self.subject.options != subject.options
            || old.zones() != new.zones()
            || old.stores() != new.stores();
        let mut redrawn = changed_parts(old, new, &self.diagram);
        let resized = self.measure_again(&subject);
        let moves = moves(&self.diagram, &subject.pinned_view());
        self.rough |= !resized.is_empty() || !moves.is_empty();
        for &place in &resized {
            redrawn.insert(What::Entity(self.diagram.cards[place].entity));
        }
        for &(place, _) in &moves {
            redrawn.insert(What::Entity(self.diagram.cards[place].entity));
        }
        let (boundaries, lines) = self.follow_moves(new, &moves);
        redrawn.extend(boundaries.into_iter().map(What::Service));
        redrawn.extend(lines.into_iter().map(What::from));
        self.subject = subject;
        if recolored {
            self.draw_all();
        } else {
            self.draw_again(redrawn);
        }
        if self.rough {
            Followed::Roughly
        } else {
            Followed::Exactly
        }
    }

    /// Moves cards, and with them the boundaries around them and the lines that end at them or that they come to lie on. Returns
    /// the boundaries and lines that changed.
    fn follow_moves(
        &mut self,
        design: &Design,
        moves: &[(usize, Rect)],
    ) -> (Vec<ServiceId>, Vec<LineOf>) {
        if moves.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let service_of =
            |card: &PlacedCard| design.get(card.entity).and_then(|entity| entity.service);
        let services: BTreeSet<ServiceId> = moves
            .iter()
            .filter_map(|&(place, _)| service_of(&self.diagram.cards[place]))
            .collect();
        let around = |diagram: &Diagram| {
            let mut rects: BTreeMap<ServiceId, Rect> = BTreeMap::new();
            for card in &diagram.cards {
                if let Some(service) = service_of(card).filter(|service| services.contains(service))
                {
                    rects
                        .entry(service)
                        .and_modify(|rect| *rect = rect.union(card.rect))
                        .or_insert(card.rect);
                }
            }
            rects
        };
        let old = around(&self.diagram);
        for &(place, rect) in moves {
            self.diagram.cards[place].rect = rect;
        }
        let new = around(&self.diagram);
        // A boundary stays as far around its cards as it was.
        let mut containers = Vec::new();
        for (place, boundary) in self.diagram.boundaries.iter_mut().enumerate() {
            if let (Some(old), Some(new)) = (old.get(&boundary.service), new.get(&boundary.service))
            {
                boundary.rect = Rect {
                    min: new.min + (boundary.rect.min - old.min),
                    max: new.max + (boundary.rect.max - old.max),
                };
                containers.push((place, boundary.rect));
            }
        }
        let mut lines = Vec::new();
        if let Some(router) = &mut self.router {
            for place in router.update(moves, &containers, &Cancel::default()) {
                if let (Some(line), Some(path)) =
                    (self.diagram.lines.get_mut(place), router.paths().get(place))
                {
                    line.points.clone_from(path);
                    lines.push(line.what);
                }
            }
        }
        (services.into_iter().collect(), lines)
    }

    /// Gives cards whose entity changed the look that they have now. Returns the places of those whose size or rows changed.
    fn measure_again(&mut self, subject: &Subject) -> Vec<usize> {
        let (old, design) = (&self.subject.design, &subject.design);
        let view = subject.view.and_then(|view| design.get(view));
        let collapsed = view.map_or(&[][..], |view| &view.collapsed.0);
        let were = self.subject.view.and_then(|view| old.get(view));
        let were_collapsed = were.map_or(&[][..], |view| &view.collapsed.0);
        if old.entities() == design.entities()
            && old.relationships() == design.relationships()
            && collapsed == were_collapsed
        {
            return Vec::new();
        }
        let foreign_keys = ForeignKeys::of(design);
        let collapsed: BTreeMap<EntityId, Collapse> = collapsed.iter().copied().collect();
        let mut resized = Vec::new();
        for (place, placed) in self.diagram.cards.iter_mut().enumerate() {
            let Some(entity) = design.get(placed.entity) else {
                continue;
            };
            let collapse = collapsed.get(&placed.entity).copied();
            let card = Card::new(
                placed.entity,
                entity,
                collapse,
                &foreign_keys,
                Fonts::bundled(),
            );
            if card != placed.card {
                let corner = placed.rect.min;
                placed.rect = Rect::new(corner.x, corner.y, card.size.0, card.size.1);
                placed.card = card;
                resized.push(place);
            }
        }
        resized
    }
}

fn same_ids<T: PartialEq>(a: &List<T>, b: &List<T>) -> bool {
    // The same list, mostly.
    a == b || a.len() == b.len() && a.ids().eq(b.ids())
}

/// Whether all entities are in the services where they were: boundaries are around others otherwise.
fn same_homes(old: &Design, new: &Design) -> bool {
    old.entities() == new.entities()
        || old
            .entities()
            .iter()
            .zip(new.entities().iter())
            .all(|((_, old), (_, new))| old.service == new.service)
}

/// The parts that look different because they are something else now.
fn changed_parts(old: &Design, new: &Design, diagram: &Diagram) -> BTreeSet<What> {
    let mut changed = BTreeSet::new();
    if old.entities() != new.entities() {
        for card in &diagram.cards {
            if differs(old.entities(), new.entities(), card.entity) {
                changed.insert(What::Entity(card.entity));
                // The title of a boundary tells the stores of what is inside.
                changed.extend(
                    new.get(card.entity)
                        .and_then(|e| e.service)
                        .map(What::Service),
                );
                changed.extend(
                    old.get(card.entity)
                        .and_then(|e| e.service)
                        .map(What::Service),
                );
            }
        }
    }
    if old.services() == new.services()
        && old.relationships() == new.relationships()
        && old.feeds() == new.feeds()
    {
        return changed;
    }
    for boundary in &diagram.boundaries {
        if differs(old.services(), new.services(), boundary.service) {
            changed.insert(What::Service(boundary.service));
            // Cards may be in the color of their service.
            let members = new
                .entities()
                .iter()
                .filter(|(_, e)| e.service == Some(boundary.service));
            changed.extend(members.map(|(id, _)| What::Entity(id)));
        }
    }
    for line in &diagram.lines {
        let differs = match line.what {
            LineOf::Relationship(id) => differs(old.relationships(), new.relationships(), id),
            LineOf::Feed(id) => differs(old.feeds(), new.feeds(), id),
        };
        if differs {
            changed.insert(line.what.into());
        }
    }
    changed
}

/// Where the view puts cards that stand elsewhere.
fn moves(diagram: &Diagram, view: &View) -> Vec<(usize, Rect)> {
    view.at
        .0
        .iter()
        .filter_map(|(id, (x, y))| {
            let place = diagram.place(*id)?;
            let rect = diagram.cards[place].rect;
            let by = point(*x as f32, *y as f32) - rect.min;
            // Arrangements are in fractions of units, views in whole ones.
            (by.x.abs() > 0.5 || by.y.abs() > 0.5).then(|| (place, rect.translate(by)))
        })
        .collect()
}
fn differs<T: PartialEq>(a: &List<T>, b: &List<T>, id: Id<T>) -> bool {
    match (a.shared(id), b.shared(id)) {
        (Some(a), Some(b)) => !Arc::ptr_eq(a, b),
        (None, None) => false,
        _ => true,
    }
}
