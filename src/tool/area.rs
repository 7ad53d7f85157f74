//! A rectangle is drawn around cards to make them a service, a zone, or what a store keeps.

use super::drag::Drag;
use super::stage::Stage;
use super::{Context, Effect, Mark, Pointer, State};
use crate::base::geometry::{Point, Rect};
use crate::model::{EntityId, Reference};
use crate::session::text_slot::TextSlot;
use crate::session::{Selection, drawing};

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The boundary of a service.
    Service,
    /// A zone of consistency.
    Zone,
    /// What a store keeps.
    Store,
}

/// A rectangle is being drawn.
#[derive(Clone, Debug)]
pub(super) struct Area {
    kind: Kind,
    start: Point,
    end: Point,
    /// The cards that it touches, and where they are.
    touched: Vec<(EntityId, Rect)>,
}

impl Area {
    pub(super) fn start(kind: Kind, pointer: Pointer, context: &Context) -> Self {
        let mut area = Self {
            kind,
            start: pointer.at,
            end: pointer.at,
            touched: Vec::new(),
        };
        area.touch(pointer, context);
        area
    }

    fn rect(&self) -> Rect {
        Rect::from_corners(self.start, self.end)
    }

    pub(super) fn marks(&self) -> Vec<Mark> {
        let targets = self.touched.iter().map(|(_, rect)| Mark::Target(*rect));
        targets
            .chain([Mark::Area(self.rect(), self.kind)])
            .collect()
    }

    pub(super) fn hint(&self) -> String {
        let count = match self.touched.len() {
            0 => "no entities".to_owned(),
            1 => "one entity".to_owned(),
            count => format!("{count} entities"),
        };
        match self.kind {
            Kind::Service => format!("Let go for a service of {count} · Escape to cancel"),
            Kind::Zone if self.touched.is_empty() => {
                "Draw around the entities of the zone · Escape to cancel".into()
            }
            Kind::Zone => format!("Let go for a zone of {count} · Escape to cancel"),
            Kind::Store => format!("Let go for a store that keeps {count} · Escape to cancel"),
        }
    }

    fn touch(&mut self, pointer: Pointer, context: &Context) {
        self.end = pointer.at;
        let picture = context.picture;
        let entities: Vec<EntityId> = if context.is_click(self.start, self.end) {
            pointer.hit.entity().into_iter().collect()
        } else {
            let touched = picture.touching(self.rect()).into_iter();
            touched
                .filter_map(|part| match part {
                    Reference::Entity(id) => Some(id),
                    _ => None,
                })
                .collect()
        };
        let placed = entities
            .into_iter()
            .filter_map(|id| Some((id, picture.bounds_of(Reference::Entity(id))?)));
        self.touched = placed.collect();
    }
}

impl Drag for Area {
    fn moved(mut self, pointer: Pointer, context: &Context, _: &mut Vec<Effect>) -> State {
        self.touch(pointer, context);
        self.into()
    }

    fn done(mut self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        self.touch(pointer, context);
        let mut entities: Vec<EntityId> = self.touched.iter().map(|(id, _)| *id).collect();
        // In the order of the design, as the outline has them.
        entities.sort_unstable();
        let is_click = context.is_click(self.start, self.end);
        let (transaction, part) = match self.kind {
            Kind::Service => {
                let cards = self
                    .touched
                    .iter()
                    .map(|(_, rect)| *rect)
                    .reduce(Rect::union);
                let rect = match (is_click, cards) {
                    // The boundary grows around the card by itself.
                    (true, Some(card)) => card,
                    (true, None) => {
                        let (width, height) = drawing::NEW_BOUNDARY;
                        Rect::new(self.start.x, self.start.y, width, height)
                    }
                    (false, _) => self.rect(),
                };
                let stage = Stage::of(context.picture);
                let (transaction, id) = drawing::add_service(stage.sheet(context), rect, &entities);
                (transaction, Reference::Service(id))
            }
            Kind::Zone if entities.is_empty() => return,
            Kind::Zone => {
                let (transaction, id) = drawing::add_zone(context.design, &entities);
                (transaction, Reference::Zone(id))
            }
            Kind::Store => {
                let owner = context.picture.boundary_at(self.start);
                let (transaction, id) = drawing::add_store(context.design, &entities, owner);
                (transaction, Reference::Store(id))
            }
        };
        effects.extend([
            Effect::Pend(transaction),
            Effect::Commit,
            Effect::Select(Selection::of(part)),
        ]);
        effects.extend(TextSlot::name_of(part).map(Effect::Edit));
    }

    fn cancelled(self, _: &mut Vec<Effect>) {}
}
