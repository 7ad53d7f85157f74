//! Moving entities: where they stand is written into a view.

use std::collections::BTreeSet;

use crate::base::geometry::{Point, Rect, Vector};
use crate::edit::{Builder, Transaction};
use crate::model::{Design, EntityId, Reference, ServiceId, View, ViewId};

use super::views::view_or_first;

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Positions {
    /// Upper left corners of all cards.
    pub cards: Vec<(EntityId, Point)>,
    /// Boundaries with nothing in them; the others are where their cards are.
    pub boundaries: Vec<(ServiceId, Rect)>,
}

/// The entities that a selection moves: those in it and those of the services in it, in the order of the design.
pub fn movable(design: &Design, selection: impl IntoIterator<Item = Reference>) -> Vec<EntityId> {
    let mut entities = BTreeSet::new();
    let mut services = BTreeSet::new();
    for part in selection {
        match part {
            Reference::Entity(id) => {
                entities.insert(id);
            }
            Reference::Service(id) => {
                services.insert(id);
            }
            _ => {}
        }
    }
    design
        .entities()
        .iter()
        .filter(|(id, entity)| {
            entities.contains(id) || entity.service.is_some_and(|s| services.contains(&s))
        })
        .map(|(id, _)| id)
        .collect()
}

/// Moves entities in a view by a distance, in whole diagram units. `current` says where everything stands; all of it is
/// written into the view, so that nothing else moves when the picture is arranged again. Without a view one is made.
pub fn move_entities(
    design: &Design,
    view: Option<ViewId>,
    current: &Positions,
    moved: &[EntityId],
    by: Vector,
) -> Transaction {
    let label = match moved {
        [one] => match design.get(*one) {
            Some(entity) => format!("Move {}", entity.name),
            None => "Move".to_owned(),
        },
        _ => format!("Move {} entities", moved.len()),
    };
    let mut builder = Builder::new(design, label);
    let (dx, dy) = (whole(by.x), whole(by.y));
    if (dx, dy) == (0, 0) || moved.is_empty() {
        return builder.finish();
    }
    let moved: BTreeSet<EntityId> = moved.iter().copied().collect();
    let view = hold(&mut builder, view, current);
    builder.update(view, |view: &mut View| {
        for (id, at) in &mut view.at.0 {
            if moved.contains(id) {
                *at = (at.0.saturating_add(dx), at.1.saturating_add(dy));
            }
        }
        // A boundary that a person drew goes along when all that is in it goes.
        for (service, rect) in &mut view.boundaries.0 {
            let mut inside = design
                .entities()
                .iter()
                .filter(|(_, entity)| entity.service == Some(*service))
                .map(|(id, _)| id)
                .peekable();
            if inside.peek().is_some() && inside.all(|id| moved.contains(&id)) {
                rect.0 = rect.0.saturating_add(dx);
                rect.1 = rect.1.saturating_add(dy);
            }
        }
    });
    builder.finish()
}

/// Writes where everything stands into a view, so that nothing moves when the picture is arranged again. Without a view one
/// is made.
pub fn hold(builder: &mut Builder, view: Option<ViewId>, current: &Positions) -> ViewId {
    let view = view_or_first(builder, view);
    builder.update(view, |view: &mut View| {
        let placed: BTreeSet<EntityId> = view.at.0.iter().map(|(id, _)| *id).collect();
        for (id, at) in &current.cards {
            if !placed.contains(id) {
                view.at.0.push((*id, whole_point(*at)));
            }
        }
        for (id, rect) in &current.boundaries {
            if view.boundaries.get(id).is_none() {
                view.boundaries.set(*id, whole_rect(*rect));
            }
        }
    });
    view
}

/// A point as views have it.
pub fn whole_point(at: Point) -> (i32, i32) {
    (whole(at.x), whole(at.y))
}

/// A rectangle as views have it: x, y, width, height.
pub fn whole_rect(rect: Rect) -> (i32, i32, u32, u32) {
    let size = |units: f32| whole(units).unsigned_abs();
    (
        whole(rect.min.x),
        whole(rect.min.y),
        size(rect.width()),
        size(rect.height()),
    )
}

fn whole(units: f32) -> i32 {
    units.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geometry::{point, vector};
    use crate::model::Entity;

    fn two() -> (Design, [EntityId; 2]) {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let ids = ["order", "customer"].map(|name| {
            builder.insert(Entity {
                name: name.into(),
                ..Entity::default()
            })
        });
        design.apply(&builder.finish()).unwrap();
        (design, ids)
    }

    #[test]
    fn the_first_move_makes_a_view_that_holds_everything_in_place() {
        let (mut design, [order, customer]) = two();
        let current = Positions {
            cards: vec![(order, point(40.4, 40.0)), (customer, point(300.0, 40.0))],
            boundaries: Vec::new(),
        };
        let transaction = move_entities(&design, None, &current, &[order], vector(10.0, -3.6));
        assert_eq!(transaction.label, "Move order");
        design.apply(&transaction).unwrap();
        let (id, view) = design.views().iter().next().unwrap();
        assert_eq!(view.name, "Overview");
        assert_eq!(view.at.get(&order), Some(&(50, 36)));
        assert_eq!(view.at.get(&customer), Some(&(300, 40)));

        let both = [order, customer];
        let transaction = move_entities(&design, Some(id), &current, &both, vector(1.0, 1.0));
        assert_eq!(transaction.label, "Move 2 entities");
        design.apply(&transaction).unwrap();
        let view = design.get(id).unwrap();
        assert_eq!(view.at.get(&order), Some(&(51, 37)));
        assert_eq!(design.views().len(), 1);
    }

    #[test]
    fn a_move_by_nothing_changes_nothing() {
        let (design, [order, _]) = two();
        let transaction = move_entities(
            &design,
            None,
            &Positions::default(),
            &[order],
            vector(0.3, 0.0),
        );
        assert!(transaction.is_empty());
    }
}
