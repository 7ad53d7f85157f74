//! What is selected follows the pointer. Cards that are dropped into the boundary of another service become its own.

use std::collections::BTreeSet;

use super::drag::Drag;
use super::snap::{Neighbors, Snapped};
use super::stage::Stage;
use super::{Context, Effect, Mark, Pointer, State};
use crate::base::geometry::{Point, Rect};
use crate::edit::Builder;
use crate::model::{EntityId, Reference, ServiceId};
use crate::session::drawing;
use crate::session::positions::{Moved, move_parts};

/// What is selected is being moved.
#[derive(Clone, Debug)]
pub(super) struct Moving {
    start: Point,
    moved: Moved,
    /// Around all that moves, at the start.
    bounds: Rect,
    stage: Stage,
    neighbors: Neighbors,
    guides: Vec<[Point; 2]>,
    /// Cards alone are moved, which may come into another service.
    may_leave: bool,
    target: Option<Target>,
}

/// Where the cards would belong.
#[derive(Clone, Debug)]
struct Target {
    service: Option<ServiceId>,
    rect: Option<Rect>,
    hint: String,
}

impl Moving {
    /// Starts to move what is selected; none if nothing of it can be moved.
    pub(super) fn start(start: Point, context: &Context) -> Option<Self> {
        let stage = Stage::of(context.picture);
        let moved = Moved::of(context.design, context.selection, &stage.positions);
        if moved.is_empty() {
            return None;
        }
        let picture = context.picture;
        let services: Vec<ServiceId> = context
            .selection
            .iter()
            .filter_map(|part| match part {
                Reference::Service(id) => Some(id),
                _ => None,
            })
            .collect();
        let cards = moved.entities.iter().map(|id| Reference::Entity(*id));
        let boundaries = services.iter().map(|id| Reference::Service(*id));
        let notes = moved
            .notes
            .iter()
            .filter_map(|note| picture.note(note.place));
        let parts = cards.chain(boundaries);
        let bounds = parts
            .filter_map(|part| picture.bounds_of(part))
            .chain(notes)
            .reduce(Rect::union)?;
        let moving: BTreeSet<EntityId> = moved.entities.iter().copied().collect();
        let others = stage.positions.cards.iter().map(|(id, _)| *id);
        let others = others
            .filter(|id| !moving.contains(id))
            .filter_map(|id| picture.bounds_of(Reference::Entity(id)));
        let around = stage.boundaries.iter();
        let around = around
            .filter(|(id, _)| !services.is_empty() && !services.contains(id))
            .map(|(_, rect)| *rect);
        Some(Self {
            start,
            bounds,
            neighbors: Neighbors::new(others.chain(around), context),
            guides: Vec::new(),
            may_leave: services.is_empty() && !moved.entities.is_empty(),
            target: None,
            stage,
            moved,
        })
    }

    /// What is drawn above the picture.
    pub(super) fn marks(&self) -> Vec<Mark> {
        let target = self.target.iter().filter_map(|target| target.rect);
        let guides = self.guides.iter().map(|guide| Mark::Guide(*guide));
        target.map(Mark::Target).chain(guides).collect()
    }

    pub(super) fn hint(&self) -> String {
        match &self.target {
            Some(target) => target.hint.clone(),
            None if self.may_leave => {
                "Let go to place · drop into a boundary to change the service · Alt: no snapping · Escape to put back".into()
            }
            None => "Let go to place · Alt: no snapping · Escape to put back".into(),
        }
    }

    fn pend(&mut self, pointer: Pointer, context: &Context) -> Effect {
        let by = pointer.at - self.start;
        let moved = self.bounds.translate(by);
        let Snapped { by: snap, guides } = self.neighbors.snap(moved, pointer.keys.alt, context);
        self.guides = guides;
        self.target = self.target(pointer, context);
        let design = context.design;
        let mut label = self.moved.label(design);
        if let Some(target) = &self.target {
            let service = target.service.and_then(|id| design.get(id));
            label = match service {
                Some(service) => format!("{label} to {}", service.name),
                None => format!("{label} out of its service"),
            };
        }
        let mut builder = Builder::new(design, label);
        move_parts(
            &mut builder,
            context.view,
            &self.stage.positions,
            &self.moved,
            by + snap,
        );
        if let Some(target) = &self.target {
            let sheet = self.stage.sheet(context);
            drawing::assign(&mut builder, sheet, &self.moved.entities, target.service);
        }
        Effect::Pend(builder.finish())
    }

    /// The service into whose boundary the pointer came, if a card is not in it yet; with Ctrl held on empty canvas, none.
    fn target(&self, pointer: Pointer, context: &Context) -> Option<Target> {
        if !self.may_leave {
            return None;
        }
        let under = self.stage.boundary_at(pointer.at);
        let is_home = under == self.stage.boundary_at(self.start);
        if (under.is_none() && !pointer.keys.ctrl) || (under.is_some() && is_home) {
            return None;
        }
        let service = under;
        let design = context.design;
        let mut entities = self.moved.entities.iter().filter_map(|id| design.get(*id));
        let what = match &*self.moved.entities {
            [one] => design.get(*one).map_or("", |entity| entity.name.as_str()),
            _ => "the entities",
        };
        let name = service.and_then(|id| design.get(id)).map(|s| &s.name);
        entities
            .any(|entity| entity.service != service)
            .then(|| Target {
                service,
                rect: service.and_then(|id| self.stage.boundary(id)),
                hint: match name {
                    Some(name) => format!("Let go to give {what} to {name} · Escape to put back"),
                    None => {
                        format!("Let go to take {what} out of its service · Escape to put back")
                    }
                },
            })
    }
}

impl Drag for Moving {
    fn moved(mut self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) -> State {
        effects.push(self.pend(pointer, context));
        self.into()
    }

    fn done(mut self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        effects.push(self.pend(pointer, context));
        effects.push(Effect::Commit);
    }

    fn cancelled(self, effects: &mut Vec<Effect>) {
        effects.push(Effect::RollBack);
    }
}
