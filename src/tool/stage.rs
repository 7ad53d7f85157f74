//! Where everything stood when a gesture started: what it does is made anew from that on every move.

use super::Context;
use crate::base::geometry::{Point, Rect};
use crate::model::ServiceId;
use crate::session::drawing::Sheet;
use crate::session::picture::Picture;
use crate::session::positions::Positions;

/// Where everything stood.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    /// Cards and empty boundaries.
    pub positions: Positions,
    /// All boundaries.
    pub boundaries: Vec<(ServiceId, Rect)>,
}

impl Stage {
    pub fn of(picture: &Picture) -> Self {
        Self {
            positions: picture.all_positions(),
            boundaries: picture.boundaries().collect(),
        }
    }

    /// To draw into.
    pub fn sheet<'a>(&'a self, context: &Context<'a>) -> Sheet<'a> {
        Sheet {
            design: context.design,
            view: context.view,
            current: &self.positions,
            boundaries: &self.boundaries,
        }
    }

    /// The innermost boundary around a point.
    pub fn boundary_at(&self, at: Point) -> Option<ServiceId> {
        let area = |rect: Rect| rect.width() * rect.height();
        let around = self.boundaries.iter().filter(|(_, rect)| rect.contains(at));
        around
            .min_by(|a, b| area(a.1).total_cmp(&area(b.1)))
            .map(|(id, _)| *id)
    }

    /// Where a boundary was.
    pub fn boundary(&self, service: ServiceId) -> Option<Rect> {
        let mut boundaries = self.boundaries.iter();
        boundaries
            .find(|(id, _)| *id == service)
            .map(|(_, rect)| *rect)
    }
}
