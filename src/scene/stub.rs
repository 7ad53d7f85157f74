//! Lines into hubs, drawn as stubs: a short piece at the row that refers, with a badge that names the hub, and at the hub's
//! row one badge that counts them.
//!
//! A sheet is drawn for those lines that can be followed. A line among dozens into one row cannot, and would take the room of
//! all others.

mod room;

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::{Diagram, Line, LineOf};
use super::text::{Measure, Weight};
use crate::base::geometry::{Point, Rect, Vector};
use crate::layout::{Cancel, Placement, Request, place};
use crate::model::{
    Cardinality, Design, Entity, EntityId, FieldId, Relationship, RelationshipId, Stubs, View,
};
use room::Wanted;

/// Height of a badge: those of neighboring rows stay apart.
const BADGE: f32 = 15.0;
/// Size of its text, and the space at either side of it.
pub(super) const SIZE: f32 = 10.0;
pub(super) const PADDING: f32 = 5.0;
/// From the card to the badge: the foot of a crow fits.
pub const LEAD: f32 = 15.0;
/// The longest lead: it may pass lines to get to free room.
const LONGEST: f32 = 90.0;
/// Between a badge and what it keeps clear of.
const GAP: f32 = 4.0;
/// The widest badge.
const WIDEST: f32 = 110.0;
/// What there is between two columns of cards anyway, and the most that is added to it for a badge: longer names are cut
/// short, so that sheets do not become wide for them.
const FREE: f32 = 52.0;
const MOST_ADDED: f32 = 30.0;

/// How a line is drawn that is a stub.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stub {
    /// From the card to the badge.
    pub points: Vec<Point>,
    /// Where the badge is; none: there is no room for one.
    pub badge: Option<Rect>,
    /// The line is drawn in full for now.
    pub is_open: bool,
    /// Width of a badge with the whole name.
    width: f32,
}

/// A row of a hub with the badge that counts the lines into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hub {
    /// Whose row.
    pub entity: EntityId,
    /// The field that is referred to; none: the entity as a whole.
    pub field: Option<FieldId>,
    /// How many of the lines into it are stubs.
    pub lines: usize,
    /// How many the row takes part in, as far as all lines say the same.
    pub cardinality: Option<Cardinality>,
    /// From the card to the badge.
    pub points: Vec<Point>,
    /// Where the badge is; none: there is no room for one.
    pub badge: Option<Rect>,
    width: f32,
}

impl Line {
    /// Whether only a stub of it is drawn now.
    pub fn is_short(&self) -> bool {
        self.stub.as_ref().is_some_and(|stub| !stub.is_open)
    }

    /// Draws a stub only, if it is one that is shown in full for now. Says whether it was.
    pub fn close(&mut self) -> bool {
        match &mut self.stub {
            Some(stub) if stub.is_open => {
                stub.is_open = false;
                self.points.clone_from(&stub.points);
                true
            }
            _ => false,
        }
    }

    /// Moves it with its card, if it is a stub.
    pub fn carry_stub(&mut self, by: Vector) {
        if let Some(stub) = &mut self.stub {
            (stub.points, stub.badge) = carried(&stub.points, stub.badge, by);
            stub.is_open = false;
            self.points.clone_from(&stub.points);
        }
    }
}

impl Hub {
    /// Moves its badge with its card.
    pub fn carry(&mut self, by: Vector) {
        (self.points, self.badge) = carried(&self.points, self.badge, by);
    }

    /// What its badge says.
    pub fn text(&self) -> String {
        match self.lines {
            1 => "1 line".to_owned(),
            lines => format!("{lines} lines"),
        }
    }
}

fn carried(points: &[Point], badge: Option<Rect>, by: Vector) -> (Vec<Point>, Option<Rect>) {
    let points = points.iter().map(|point| *point + by).collect();
    (points, badge.map(|badge| badge.translate(by)))
}

/// What the badge of a stub says.
pub(super) fn stub_text(hub: &str) -> String {
    format!("→ {hub}")
}

impl Diagram {
    /// Says which lines are stubs in a view.
    pub(super) fn find_stubs(
        &mut self,
        design: &Design,
        view: Option<&View>,
        measure: &dyn Measure,
    ) {
        let Stubs::Above(most) = view.map(|view| view.stubs).unwrap_or_default() else {
            return;
        };
        let mut into: BTreeMap<EntityId, usize> = BTreeMap::new();
        for line in &self.lines {
            if let Some(relationship) = into_other(design, line.what) {
                *into.entry(relationship.to.entity).or_default() += 1;
            }
        }
        into.retain(|_, lines| *lines > most as usize);
        if into.is_empty() {
            return;
        }
        let bends = view.map_or(&[][..], |view| &view.bends.0);
        let bent: BTreeSet<RelationshipId> = bends.iter().map(|(id, _)| *id).collect();
        let width = |text: &str| {
            let text = measure.width(text, SIZE, Weight::Regular);
            (text + 2.0 * PADDING).ceil().min(WIDEST)
        };
        let mut hubs: BTreeMap<(EntityId, Option<FieldId>), Hub> = BTreeMap::new();
        for line in &mut self.lines {
            let is_bent = matches!(line.what, LineOf::Relationship(id) if bent.contains(&id));
            let relationship = into_other(design, line.what).filter(|_| !is_bent);
            let Some(relationship) = relationship else {
                continue;
            };
            let to = relationship.to.entity;
            let Some(hub) = into.get(&to).and_then(|_| design.get(to)) else {
                continue;
            };
            let hub: &Entity = hub;
            line.stub = Some(Stub {
                width: width(&stub_text(&hub.name)),
                ..Stub::default()
            });
            let cardinality = Some(relationship.ends.1);
            let field = relationship.to.fields.first().copied();
            let hub = hubs.entry((to, field)).or_insert(Hub {
                entity: to,
                field,
                lines: 0,
                cardinality,
                points: Vec::new(),
                badge: None,
                width: 0.0,
            });
            hub.lines += 1;
            hub.cardinality = hub.cardinality.filter(|_| hub.cardinality == cardinality);
        }
        self.hubs = hubs.into_values().collect();
        for hub in &mut self.hubs {
            hub.width = width(&hub.text());
        }
    }

    /// Whether lines of it are stubs.
    pub fn has_stubs(&self) -> bool {
        !self.hubs.is_empty()
    }

    /// Where the badges of stubs and hubs are.
    pub fn badges(&self) -> impl Iterator<Item = Rect> + '_ {
        let stubs = self
            .lines
            .iter()
            .filter_map(|line| line.stub.as_ref()?.badge);
        stubs.chain(self.hubs.iter().filter_map(|hub| hub.badge))
    }

    /// The lines that the layout is asked for, as places in `lines`: stubs take no way.
    pub fn routed(&self) -> impl Iterator<Item = usize> + '_ {
        let lines = self.lines.iter().enumerate();
        lines
            .filter(|(_, line)| line.stub.is_none())
            .map(|(place, _)| place)
    }

    /// Places what a request is about, in the way of `placed`, with room for badges beside cards that have some.
    pub fn place_cards(
        &self,
        design: &Design,
        request: &Request,
        cancel: &Cancel,
        placed: impl FnOnce(&Request) -> Placement,
    ) -> Placement {
        if !self.has_stubs() {
            return placed(request);
        }
        let mut needs = vec![0.0_f32; self.cards.len()];
        for line in &self.lines {
            let card = line
                .stub
                .as_ref()
                .and_then(|_| Some(self.ends(design, line.what)?[0].card));
            if let (Some(stub), Some(need)) =
                (&line.stub, card.and_then(|card| needs.get_mut(card)))
            {
                *need = need.max(stub.width);
            }
        }
        for hub in &self.hubs {
            if let Some(need) = self.place(hub.entity).and_then(|card| needs.get_mut(card)) {
                *need = need.max(hub.width);
            }
        }
        let mut roomy = request.clone();
        for (card, need) in roomy.cards.iter_mut().zip(needs) {
            if card.at.is_none() && need > 0.0 {
                card.size.0 += (LEAD + need + GAP - FREE).clamp(0.0, MOST_ADDED);
            }
        }
        let found = placed(&roomy);
        // Boundaries are where they are once all cards have their places.
        let mut held = request.clone();
        for (card, rect) in held.cards.iter_mut().zip(&found.cards) {
            card.at = Some(rect.min);
        }
        place(&held, cancel)
    }

    /// Draws stubs where there is room for them: all, or those of some lines and the badges of some hubs.
    pub fn draw_stubs(
        &mut self,
        design: &Design,
        among: Option<(&BTreeSet<usize>, &BTreeSet<EntityId>)>,
    ) {
        if !self.has_stubs() {
            return;
        }
        let is_meant = |place: &usize| among.is_none_or(|(lines, _)| lines.contains(place));
        let stubs: Vec<(usize, Wanted)> = (0..self.lines.len())
            .filter(is_meant)
            .filter_map(|place| Some((place, self.wanted(design, place)?)))
            .collect();
        let is_hub_meant = |place: &usize| {
            let hub = self.hubs[*place].entity;
            among.is_none_or(|(_, hubs)| hubs.contains(&hub))
        };
        let hubs: Vec<(usize, Wanted)> = (0..self.hubs.len())
            .filter(is_hub_meant)
            .filter_map(|place| Some((place, self.wanted_of_hub(place)?)))
            .collect();
        let around = stubs
            .iter()
            .chain(&hubs)
            .map(|(_, wanted)| wanted.reach())
            .reduce(Rect::union);
        let Some(around) = around else { return };
        let mut obstacles = self.obstacles(around, &stubs, &hubs);
        for (place, wanted) in hubs {
            let found = obstacles.place(&wanted);
            let hub = &mut self.hubs[place];
            (hub.points, hub.badge) = (found.points, found.badge);
        }
        for (place, wanted) in stubs {
            let found = obstacles.place(&wanted);
            let line = &mut self.lines[place];
            if let Some(stub) = &mut line.stub {
                stub.points.clone_from(&found.points);
                stub.badge = found.badge;
                stub.is_open = false;
                line.points = found.points;
            }
        }
    }

    /// Draws stubs only, of lines that are shown in full for now as well.
    pub fn close_stubs(&mut self) {
        for line in &mut self.lines {
            line.close();
        }
    }

    /// The stubs that a card or a line came to lie on.
    pub fn stubs_touching(&self, rects: &[Rect]) -> BTreeSet<usize> {
        let Some(around) = rects.iter().copied().reduce(Rect::union) else {
            return BTreeSet::new();
        };
        let lines = self.lines.iter().enumerate();
        let touched = lines.filter(|(_, line)| {
            let stub = line.stub.as_ref();
            let badge = stub.and_then(|stub| Some(stub.badge?.expand(GAP / 2.0)));
            badge.is_some_and(|badge| {
                badge.overlaps(around) && rects.iter().any(|rect| rect.overlaps(badge))
            })
        });
        touched.map(|(place, _)| place).collect()
    }

    fn wanted(&self, design: &Design, line: usize) -> Option<Wanted> {
        let line = self.lines.get(line)?;
        let stub = line.stub.as_ref()?;
        let [from, _] = self.ends(design, line.what)?;
        let card = self.cards.get(from.card)?;
        Some(Wanted {
            card: from.card,
            rect: card.rect,
            y: from
                .row
                .map_or(card.rect.center().y, |row| card.rect.min.y + row),
            width: stub.width,
        })
    }

    fn wanted_of_hub(&self, hub: usize) -> Option<Wanted> {
        let hub = self.hubs.get(hub)?;
        let place = self.place(hub.entity)?;
        let card = self.cards.get(place)?;
        Some(Wanted {
            card: place,
            rect: card.rect,
            y: match hub.field {
                Some(field) => card.rect.min.y + card.card.port(field),
                None => card.rect.center().y,
            },
            width: hub.width,
        })
    }
}

/// A relationship of a line that leads to another entity.
fn into_other(design: &Design, line: LineOf) -> Option<&Relationship> {
    let LineOf::Relationship(id) = line else {
        return None;
    };
    let relationship = design.get(id)?;
    (relationship.from.entity != relationship.to.entity).then_some(relationship)
}
