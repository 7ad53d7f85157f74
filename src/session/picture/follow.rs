//! Showing another state of the same document in the time of a frame.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::redraw::distance;
use super::{Followed, Picture, Subject, entities_at, next_stamp};
use crate::base::geometry::{Point, Rect, Vector, point};
use crate::base::id::Id;
use crate::layout::route::along;
use crate::layout::{self, Cancel};
use crate::model::{
    Collapse, ColorBy, Design, Entity, EntityId, List, Pairs, RelationshipId, ServiceId, View,
};
use crate::scene::card::{Card, ForeignKeys};
use crate::scene::diagram::{BOUNDARY_HEADER, Diagram, LineOf};
use crate::scene::painter::title_width;
use crate::scene::text::Fonts;
use crate::scene::{Risks, What};

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
            && self.subject.shows_empty_services() == subject.shows_empty_services()
            && self.subject.shows_as_many(&subject)
            && self.subject.stubs() == subject.stubs();
        if !same_parts {
            return Followed::NotAtAll;
        }
        // The colors of stores go by their order.
        let colors = |subject: &Subject| (subject.options.theme, subject.options.color_by);
        let recolored = colors(&self.subject) != colors(&subject)
            || subject.options.color_by == ColorBy::Store && !same_ids(old.stores(), new.stores());
        let mut redrawn = changed_parts(old, new, &self.diagram);
        redrawn.extend(self.other_risks(&subject));
        let moves = moves(&self.diagram, &self.subject, &subject);
        let resized = self.measure_again(&subject);
        self.rough |= self.titles_changed(&subject.design);
        let services = self.changed_boundaries(&subject, &moves);
        let bent = self.bent(&subject, &moves);
        // A line without bends any more needs a way of its own.
        let is_bent = |id| bends(&subject).iter().any(|(other, _)| *other == id);
        self.rough |= !bends(&self.subject).iter().all(|(id, _)| is_bent(*id));
        self.rough |=
            !resized.is_empty() || !moves.is_empty() || !services.is_empty() || !bent.is_empty();
        // Only boundaries with nothing in them are where the base has them.
        let is_emptied = |service: &ServiceId| {
            let mut entities = new.entities().iter();
            !entities.any(|(_, entity)| entity.service == Some(*service))
        };
        let view = if services.iter().any(is_emptied) {
            Arc::new(subject.pinned_view())
        } else {
            subject.own_view()
        };
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
        if !moves.is_empty() || !resized.is_empty() || !services.is_empty() {
            redrawn.extend(self.forget_ways());
        }
        let lines = self.follow_moves((new, &view), &moves, &services);
        redrawn.extend(self.follow_stubs(new, (&moves, &resized), &lines, &mut shifted));
        redrawn.extend(services.into_iter().map(What::Service));
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
        self.bend(new, &view, &bent);
        redrawn.extend(bent.into_iter().map(What::Relationship));
        redrawn.extend(self.follow_notes(&view).into_iter().map(What::Note));
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

    /// The cards at which the analysis has found something else, where their colors tell of it.
    fn other_risks(&self, new: &Subject) -> Vec<What> {
        let (were, are) = (&self.subject.options.risks, &new.options.risks);
        if were == are {
            return Vec::new();
        }
        let of = |risks: &Option<Arc<Risks>>, id: EntityId| risks.as_ref()?.get(&id).copied();
        let cards = self.diagram.cards.iter().map(|card| card.entity);
        let changed = cards.filter(|id| of(were, *id) != of(are, *id));
        changed.map(What::Entity).collect()
    }

    /// The services whose boundaries are elsewhere or as large as they were not: other cards are in them, cards in them move, or
    /// a person drew them.
    fn changed_boundaries(&self, new: &Subject, moves: &[(usize, Rect)]) -> BTreeSet<ServiceId> {
        let (was, is) = (&self.subject.design, &new.design);
        let services = |place: usize| {
            let entity = self.diagram.cards[place].entity;
            [was, is].map(|design| design.get(entity).and_then(|entity| entity.service))
        };
        let of_moved = moves.iter().flat_map(|&(place, _)| services(place));
        let mut changed: BTreeSet<ServiceId> = of_moved.flatten().collect();
        if was.entities() != is.entities() {
            for place in 0..self.diagram.cards.len() {
                let [was, is] = services(place);
                if was != is {
                    changed.extend(was.into_iter().chain(is));
                }
            }
        }
        let drawn = |subject: &Subject| {
            let view = subject.view.and_then(|view| subject.design.get(view));
            view.map_or_else(Pairs::new, |view| view.boundaries.clone())
        };
        let (were, are) = (drawn(&self.subject), drawn(new));
        if were != are {
            let both = were.0.iter().chain(&are.0).map(|(service, _)| *service);
            changed.extend(both.filter(|id| were.get(id) != are.get(id)));
        }
        changed
    }

    /// The relationships whose line runs along bends placed by hand, and has to run elsewhere now.
    fn bent(&self, new: &Subject, moves: &[(usize, Rect)]) -> Vec<RelationshipId> {
        let (were, are) = (bends(&self.subject), bends(new));
        let moved: BTreeSet<EntityId> = moves
            .iter()
            .map(|&(place, _)| self.diagram.cards[place].entity)
            .collect();
        let goes_along = |id: &RelationshipId| {
            let ends = entities_at(&new.design, LineOf::Relationship(*id));
            ends.is_some_and(|ends| ends.iter().any(|end| moved.contains(end)))
        };
        let all = are.iter().filter(|(id, bends)| {
            let before = were.iter().find(|(other, _)| other == id);
            before.is_none_or(|(_, before)| before != bends) || goes_along(id)
        });
        all.map(|(id, _)| *id).collect()
    }

    /// Leads lines along the bends that a person placed.
    fn bend(&mut self, design: &Design, view: &View, bent: &[RelationshipId]) {
        for id in bent {
            let what = LineOf::Relationship(*id);
            let (Some(bends), Some(&place), Some(ends)) = (
                view.bends.get(id),
                self.lines.get(&what),
                self.diagram.ends(design, what),
            ) else {
                continue;
            };
            let via: Vec<Point> = bends
                .iter()
                .map(|&(x, y)| point(x as f32, y as f32))
                .collect();
            let line = &self.diagram.lines[place];
            let were = [line.points.first(), line.points.last()];
            let stops = [0, 1].map(|end| {
                let rect = self.diagram.cards[ends[end].card].rect;
                // Without a row, where the line ends already.
                let y = match (ends[end].row, were[end]) {
                    (Some(row), _) => rect.min.y + row,
                    (None, Some(point)) => point.y.clamp(rect.min.y, rect.max.y),
                    (None, None) => rect.center().y,
                };
                (rect, y)
            });
            let line = &mut self.diagram.lines[place];
            line.points = along(stops, &via);
            // What a person bends is drawn in full.
            line.stub = None;
        }
    }

    /// Takes over the notes of a view. Returns the places of those that changed.
    fn follow_notes(&mut self, view: &View) -> Vec<usize> {
        let (were, are) = (&self.diagram.notes, &view.notes);
        if were == are {
            return Vec::new();
        }
        let places = 0..were.len().max(are.len());
        let changed = places.filter(|&place| were.get(place) != are.get(place));
        let changed = changed.collect();
        self.diagram.notes.clone_from(are);
        changed
    }

    /// Moves cards, and with them the boundaries around them and the lines that end at them or that they come to lie on. Returns
    /// the lines that changed; those that moved as a whole with how far.
    fn follow_moves(
        &mut self,
        (design, view): (&Design, &View),
        moves: &[(usize, Rect)],
        services: &BTreeSet<ServiceId>,
    ) -> Vec<(LineOf, Option<Vector>)> {
        if moves.is_empty() && services.is_empty() {
            return Vec::new();
        }
        let around = |design: &Design, diagram: &Diagram| {
            let mut rects: BTreeMap<ServiceId, Vec<Rect>> = BTreeMap::new();
            for card in &diagram.cards {
                let service = design.get(card.entity).and_then(|entity| entity.service);
                if let Some(service) = service.filter(|service| services.contains(service)) {
                    rects.entry(service).or_default().push(card.rect);
                }
            }
            rects
        };
        let union = |rects: Option<&Vec<Rect>>| rects?.iter().copied().reduce(Rect::union);
        let old = around(&self.subject.design, &self.diagram);
        for &(place, rect) in moves {
            self.diagram.cards[place].rect = rect;
        }
        let new = around(design, &self.diagram);
        let mut containers = Vec::new();
        for (place, boundary) in self.diagram.boundaries.iter_mut().enumerate() {
            let id = boundary.service;
            if !services.contains(&id) {
                continue;
            }
            let drawn = view.boundaries.get(&id).map(|&(x, y, width, height)| {
                Rect::new(x as f32, y as f32, width as f32, height as f32)
            });
            let (old, cards) = (union(old.get(&id)), new.get(&id));
            boundary.rect = match (drawn, old, union(cards)) {
                // A boundary stays as far around its cards as it was.
                (None, Some(old), Some(new)) => Rect {
                    min: new.min + (boundary.rect.min - old.min),
                    max: new.max + (boundary.rect.max - old.max),
                },
                (drawn, _, Some(_)) => {
                    let spacing = (BOUNDARY_HEADER, layout::Options::default().spacing);
                    let cards = cards.into_iter().flatten();
                    let rect = cards.fold(drawn, |rect, card| {
                        Some(layout::place::framed(rect, *card, spacing))
                    });
                    rect.unwrap_or(boundary.rect)
                }
                (drawn, _, None) => drawn.unwrap_or(boundary.rect),
            };
            containers.push((place, boundary.rect));
        }
        let mut lines = Vec::new();
        if let Some(router) = &mut self.router {
            for place in router.update(moves, &containers, &Cancel::default()) {
                let line = self.routed.get(place).copied();
                let line = line.and_then(|line| self.diagram.lines.get_mut(line));
                if let (Some(line), Some(path)) = (line, router.paths().get(place)) {
                    lines.push((line.what, distance(&line.points, path)));
                    line.points.clone_from(path);
                }
            }
        }
        lines
    }

    /// Whether the title of a boundary needs another width now. It gets it when everything is arranged the next time.
    fn titles_changed(&mut self, design: &Design) -> bool {
        let old = &self.subject.design;
        if old.services() == design.services() && old.stores() == design.stores() {
            return false;
        }
        let mut changed = false;
        for boundary in &mut self.diagram.boundaries {
            let width = title_width(design, boundary.service, Fonts::bundled());
            changed |= boundary.least_width != width;
            boundary.least_width = width;
        }
        changed
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
            // Measuring takes longer than comparing.
            let says_the_same = |old: &Entity| Card::says_the_same(old, entity);
            if !all
                && (!differs(old.entities(), design.entities(), placed.entity)
                    || old.get(placed.entity).is_some_and(says_the_same))
            {
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

/// The bends that a person placed in the view.
fn bends(subject: &Subject) -> &[(RelationshipId, Vec<(i32, i32)>)] {
    let view = subject.view.and_then(|view| subject.design.get(view));
    view.map_or(&[], |view| &view.bends.0)
}

fn same_ids<T: PartialEq>(a: &List<T>, b: &List<T>) -> bool {
    // The same list, mostly.
    a == b || a.len() == b.len() && a.ids().eq(b.ids())
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
    let (before, after) = (old.own_view(), new.own_view());
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
