//! Showing another state of the same document in the time of a frame.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::redraw::distance;
use super::{Followed, Picture, Subject, next_stamp};
use crate::base::geometry::{Rect, Vector, point};
use crate::base::id::Id;
use crate::layout::Cancel;
use crate::model::{Collapse, ColorBy, Design, Entity, EntityId, List, ServiceId, View};
use crate::scene::What;
use crate::scene::card::{Card, ForeignKeys};
use crate::scene::diagram::{Diagram, LineOf};
use crate::scene::text::Fonts;

impl Picture {
    /// Shows another state of the same document at once, as far as that is possible in the time of a frame: moved cards with
    /// their lines, renamed parts, new colors of single parts. Says whether the picture is as good as a new one.
    pub fn follow(&mut self, subject: Subject) -> Followed {
        let (old, new) = (&self.subject.design, &subject.design);
        let same_parts = self.subject.is_same_view(&subject)
            && same_ids(old.entities(), new.entities())
            && same_ids(old.services(), new.services())
            && same_ids(old.relationships(), new.relationships())
            && same_ids(old.feeds(), new.feeds())
            && same_homes(old, new)
            && self.subject.shows_empty_services() == subject.shows_empty_services()
            && self.subject.shows_as_many(&subject);
        if !same_parts {
            return Followed::NotAtAll;
        }
        // The colors of stores go by their order.
        let recolored = self.subject.options != subject.options
            || subject.options.color_by == ColorBy::Store && !same_ids(old.stores(), new.stores());
        let mut redrawn = changed_parts(old, new, &self.diagram);
        let moves = moves(&self.diagram, &self.subject, &subject);
        let resized = self.measure_again(&subject);
        self.rough |= !resized.is_empty() || !moves.is_empty();
        if recolored || !redrawn.is_empty() || !resized.is_empty() {
            self.look = next_stamp();
        }
        for &place in &resized {
            redrawn.insert(What::Entity(self.diagram.cards[place].entity));
        }
        let mut shifted = BTreeMap::new();
        for &(place, rect) in &moves {
            let card = &self.diagram.cards[place];
            shifted.insert(What::Entity(card.entity), rect.min - card.rect.min);
        }
        let (boundaries, lines) = self.follow_moves(new, &moves);
        redrawn.extend(boundaries.into_iter().map(What::Service));
        for (line, by) in lines {
            match by {
                Some(by) => {
                    shifted.insert(What::from(line), by);
                }
                None => {
                    redrawn.insert(What::from(line));
                }
            }
        }
        shifted.retain(|what, _| !redrawn.contains(what));
        self.subject = subject;
        if recolored {
            self.draw_all();
        } else {
            self.draw_again(&redrawn, shifted);
        }
        if self.rough {
            Followed::Roughly
        } else {
            Followed::Exactly
        }
    }

    /// Moves cards, in the diagram's order, and with them the boundaries around them and the lines that end at them or that they come to lie on. Returns
    /// the boundaries and lines that changed; lines that moved as a whole with how far.
    fn follow_moves(
        &mut self,
        design: &Design,
        moves: &[(usize, Rect)],
    ) -> (Vec<ServiceId>, Vec<(LineOf, Option<Vector>)>) {
        if moves.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let services: BTreeSet<ServiceId> = moves
            .iter()
            .filter_map(|&(place, _)| design.get(self.diagram.cards[place].entity)?.service)
            .collect();
        // Around the cards of each service, before and after.
        let mut around: BTreeMap<ServiceId, [Rect; 2]> = BTreeMap::new();
        let mut next = moves.iter().copied().peekable();
        for (place, card) in self.diagram.cards.iter_mut().enumerate() {
            let old = card.rect;
            if let Some((_, rect)) = next.next_if(|moved| moved.0 == place) {
                card.rect = rect;
            }
            let service = design.get(card.entity).and_then(|entity| entity.service);
            if let Some(service) = service.filter(|service| services.contains(service)) {
                let rects = around.entry(service).or_insert([old, card.rect]);
                *rects = [rects[0].union(old), rects[1].union(card.rect)];
            }
        }
        // A boundary stays as far around its cards as it was.
        let (mut containers, mut boundaries) = (Vec::new(), Vec::new());
        for (place, boundary) in self.diagram.boundaries.iter_mut().enumerate() {
            if let Some([old, new]) = around.get(&boundary.service)
                && old != new
            {
                boundary.rect = Rect {
                    min: new.min + (boundary.rect.min - old.min),
                    max: new.max + (boundary.rect.max - old.max),
                };
                containers.push((place, boundary.rect));
                boundaries.push(boundary.service);
            }
        }
        let mut lines = Vec::new();
        if let Some(router) = &mut self.router {
            for place in router.update(moves, &containers, &Cancel::default()) {
                if let (Some(line), Some(path)) =
                    (self.diagram.lines.get_mut(place), router.paths().get(place))
                {
                    lines.push((line.what, distance(&line.points, path)));
                    line.points.clone_from(path);
                }
            }
        }
        (boundaries, lines)
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
        let all = collapsed != were_collapsed || old.relationships() != design.relationships();
        if old.relationships() != design.relationships() || self.foreign_keys.is_none() {
            self.foreign_keys = Some(ForeignKeys::of(design));
        }
        let foreign_keys = self.foreign_keys.take().unwrap_or_default();
        let collapsed: BTreeMap<EntityId, Collapse> = collapsed.iter().copied().collect();
        let mut resized = Vec::new();
        for (place, placed) in self.diagram.cards.iter_mut().enumerate() {
            let Some(entity) = design.get(placed.entity) else {
                continue;
            };
            if !all && !differs(old.entities(), design.entities(), placed.entity) {
                continue;
            }
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
        self.foreign_keys = Some(foreign_keys);
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
    if old.zones() != new.zones() || old.stores() != new.stores() {
        let looks_different = |entity: &&Entity| {
            let zone = entity.zone;
            let store = entity.store;
            zone.is_some_and(|id| differs(old.zones(), new.zones(), id))
                || store.is_some_and(|id| differs(old.stores(), new.stores(), id))
        };
        let entities = new.entities().iter();
        let different = entities.filter(|(_, entity)| looks_different(entity));
        changed.extend(different.map(|(id, _)| What::Entity(id)));
        if old.stores() != new.stores() {
            changed.extend(diagram.boundaries.iter().map(|b| What::Service(b.service)));
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

/// Where a subject puts cards that stand elsewhere in the diagram of another one, in the diagram's order.
fn moves(diagram: &Diagram, old: &Subject, new: &Subject) -> Vec<(usize, Rect)> {
    let at = |subject: &Subject| match subject.view.and_then(|id| subject.design.list().shared(id))
    {
        Some(view) => Arc::clone(view),
        None => Arc::new(View::default()),
    };
    let (before, after) = (at(old), at(new));
    let (were, are) = (&before.at.0, &after.at.0);
    let keep_their_places = are.len() >= were.len()
        && were.iter().zip(are).all(|(old, new)| old.0 == new.0)
        && Arc::ptr_eq(&old.base, &new.base);
    // Mostly a few cards of many move: the others need not be looked up.
    let placed: Vec<(EntityId, (i32, i32))> = if keep_their_places {
        let changed = were.iter().zip(are).filter(|(old, new)| old != new);
        let changed = changed.map(|(_, new)| *new);
        changed.chain(are[were.len()..].iter().copied()).collect()
    } else {
        new.pinned_view().at.0
    };
    let mut moves: Vec<(usize, Rect)> = placed
        .into_iter()
        .filter_map(|(id, (x, y))| {
            let place = diagram.place(id)?;
            let rect = diagram.cards[place].rect;
            let by = point(x as f32, y as f32) - rect.min;
            // Arrangements are in fractions of units, views in whole ones.
            (by.x.abs() > 0.5 || by.y.abs() > 0.5).then(|| (place, rect.translate(by)))
        })
        .collect();
    moves.sort_by_key(|moved| moved.0);
    moves.dedup_by_key(|moved| moved.0);
    moves
}

fn differs<T: PartialEq>(a: &List<T>, b: &List<T>, id: Id<T>) -> bool {
    match (a.shared(id), b.shared(id)) {
        (Some(a), Some(b)) => !Arc::ptr_eq(a, b),
        (None, None) => false,
        _ => true,
    }
}
