//! Sides of a boundary follow the pointer, as far as what is inside allows.

use super::drag::Drag;
use super::idle::resize_cursor;
use super::snap::{Neighbors, to_grid};
use super::stage::Stage;
use super::{Context, Cursor, Effect, Mark, Pointer, State};
use crate::base::geometry::{Point, Rect, point, vector};
use crate::model::{Reference, ServiceId};
use crate::scene::diagram::BOUNDARY_HEADER;
use crate::session::drawing;
use crate::session::picture::Sides;

/// The least width and height of a boundary.
const LEAST: (f32, f32) = (96.0, 56.0);
/// Least space between a boundary and what is inside.
const ROOM: f32 = 8.0;

/// Sides of a boundary are being moved.
#[derive(Clone, Debug)]
pub(super) struct Resizing {
    start: Point,
    service: ServiceId,
    sides: Sides,
    /// As it was.
    rect: Rect,
    /// What must stay inside.
    contents: Rect,
    stage: Stage,
    neighbors: Neighbors,
    guides: Vec<[Point; 2]>,
}

impl Resizing {
    pub(super) fn start(
        start: Point,
        (service, sides): (ServiceId, Sides),
        context: &Context,
    ) -> Option<Self> {
        let stage = Stage::of(context.picture);
        let rect = stage.boundary(service)?;
        let cards = context.design.entities().iter();
        let cards = cards
            .filter(|(_, entity)| entity.service == Some(service))
            .filter_map(|(id, _)| context.picture.bounds_of(Reference::Entity(id)))
            .reduce(Rect::union);
        let contents = cards.map(|cards| {
            let cards = cards.expand(ROOM);
            Rect {
                min: cards.min - vector(0.0, BOUNDARY_HEADER),
                max: cards.max,
            }
        });
        // The side that stays says where the least boundary is.
        let least = Rect {
            min: point(
                if sides.left {
                    rect.max.x - LEAST.0
                } else {
                    rect.min.x
                },
                if sides.top {
                    rect.max.y - LEAST.1
                } else {
                    rect.min.y
                },
            ),
            max: point(
                if sides.left {
                    rect.max.x
                } else {
                    rect.min.x + LEAST.0
                },
                if sides.top {
                    rect.max.y
                } else {
                    rect.min.y + LEAST.1
                },
            ),
        };
        let others = stage.boundaries.iter();
        let others = others.filter(|(id, _)| *id != service).map(|(_, r)| *r);
        Some(Self {
            start,
            service,
            sides,
            rect,
            contents: contents.map_or(least, |contents| contents.union(least)),
            neighbors: Neighbors::new(others, context),
            guides: Vec::new(),
            stage,
        })
    }

    pub(super) fn cursor(&self) -> Cursor {
        resize_cursor(self.sides)
    }

    pub(super) fn marks(&self) -> Vec<Mark> {
        self.guides
            .iter()
            .map(|guide| Mark::Guide(*guide))
            .collect()
    }

    fn pend(&mut self, pointer: Pointer, context: &Context) -> Effect {
        let by = pointer.at - self.start;
        let mut corner = point(
            by.x + if self.sides.left {
                self.rect.min.x
            } else {
                self.rect.max.x
            },
            by.y + if self.sides.top {
                self.rect.min.y
            } else {
                self.rect.max.y
            },
        );
        self.guides.clear();
        if context.snap.grid && !pointer.keys.alt {
            corner = corner + vector(to_grid(corner.x), to_grid(corner.y));
        } else {
            // Of a side the corner is a point without size; of the guides only those of the sides that move say something.
            let at = Rect {
                min: corner,
                max: corner,
            };
            let snapped = self.neighbors.snap(at, pointer.keys.alt, context);
            corner = corner + snapped.by;
            let level = self.sides.left || self.sides.right;
            let upright = self.sides.top || self.sides.bottom;
            let guides = snapped.guides.into_iter();
            self.guides = guides
                .filter(|[a, b]| if a.x == b.x { level } else { upright })
                .collect();
        }
        let mut rect = self.rect;
        if self.sides.left {
            rect.min.x = corner.x.min(self.contents.min.x);
        }
        if self.sides.right {
            rect.max.x = corner.x.max(self.contents.max.x);
        }
        if self.sides.top {
            rect.min.y = corner.y.min(self.contents.min.y);
        }
        if self.sides.bottom {
            rect.max.y = corner.y.max(self.contents.max.y);
        }
        let sheet = self.stage.sheet(context);
        Effect::Pend(drawing::resize_boundary(sheet, self.service, rect))
    }
}

impl Drag for Resizing {
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
