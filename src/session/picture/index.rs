//! Which groups are where. All bounds are looked through each time: a few microseconds for thousands of groups, in return for
//! which moving any number of them costs nothing.

use crate::base::geometry::{Point, Rect};
use crate::scene::Group;

/// The bounds of the groups of a scene, in its order.
#[derive(Default)]
pub(super) struct Index {
    bounds: Vec<Rect>,
}

/// Of a group that shows nothing: touched by no rectangle.
const NOWHERE: Rect = Rect {
    min: Point {
        x: f32::INFINITY,
        y: f32::INFINITY,
    },
    max: Point {
        x: f32::NEG_INFINITY,
        y: f32::NEG_INFINITY,
    },
};

impl Index {
    /// Of all groups of a scene.
    pub fn new(groups: &[Group]) -> Self {
        Self {
            bounds: groups.iter().map(bounds_of).collect(),
        }
    }

    /// Takes over where a group is now. A new one comes after all others.
    pub fn set(&mut self, place: usize, group: &Group) {
        match self.bounds.get_mut(place) {
            Some(bounds) => *bounds = bounds_of(group),
            None => self.bounds.push(bounds_of(group)),
        }
    }

    /// The places of the groups that a rectangle touches, rising.
    pub fn touching(&self, rect: Rect) -> Vec<usize> {
        let touches = |bounds: &Rect| {
            bounds.min.x <= rect.max.x
                && rect.min.x <= bounds.max.x
                && bounds.min.y <= rect.max.y
                && rect.min.y <= bounds.max.y
        };
        let all = self.bounds.iter().enumerate();
        all.filter(|(_, bounds)| touches(bounds))
            .map(|(place, _)| place)
            .collect()
    }

    /// Around all groups.
    pub fn around(&self) -> Option<Rect> {
        let shown = self.bounds.iter().filter(|bounds| **bounds != NOWHERE);
        shown.copied().reduce(Rect::union)
    }
}

fn bounds_of(group: &Group) -> Rect {
    if group.shapes.is_empty() {
        NOWHERE
    } else {
        group.bounds
    }
}
