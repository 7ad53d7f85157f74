//! What the window relies on when it shows a picture.

use super::*;
use crate::base::geometry::point;
use crate::base::geometry::vector;
use crate::base::id::Id;
use crate::edit::Builder;
use crate::model::{Endpoint, Entity, Field, Reference, Relationship, RelationshipId, Service};
use crate::scene;
use crate::session::positions::move_entities;
use crate::session::text_slot::TextSlot;

struct Shop {
    design: Design,
    service: ServiceId,
    order: EntityId,
    customer: EntityId,
    key: RelationshipId,
}

fn shop() -> Shop {
    let mut design = Design::default();
    let mut builder = Builder::new(&design, "");
    let service = builder.insert(Service {
        name: "Orders".into(),
        instances: 1,
        ..Service::default()
    });
    let [order, customer] = ["order", "customer"].map(|name| {
        let field = |number, name: &str| Field {
            id: Id::new(number),
            name: name.into(),
            ..Field::default()
        };
        builder.insert(Entity {
            name: name.into(),
            service: Some(service),
            fields: vec![field(0, "id"), field(1, "customer_id")],
            ..Entity::default()
        })
    });
    let end = |entity, field| Endpoint {
        entity,
        fields: vec![Id::new(field)],
    };
    let key = builder.insert(Relationship::enforced(end(order, 1), end(customer, 0)));
    design.apply(&builder.finish()).unwrap();
    Shop {
        design,
        service,
        order,
        customer,
        key,
    }
}

fn picture(design: &Design) -> Picture {
    let subject = Subject {
        design: design.clone(),
        view: design.views().ids().next(),
        ..Subject::default()
    };
    Picture::new(subject, &Cancel::default())
}

/// The subject of the picture with another design; what no view places stays.
fn with(picture: &Picture, design: &Design) -> Subject {
    Subject {
        design: design.clone(),
        view: design.views().ids().next(),
        base: {
            let mut base = Base::default();
            base.adopt(picture);
            Arc::new(base)
        },
        ..picture.subject().clone()
    }
}

#[test]
fn a_moved_card_takes_its_line_and_its_boundary_along() {
    let Shop {
        mut design,
        service,
        order,
        customer,
        key,
    } = shop();
    let mut picture = picture(&design);
    let before = picture.bounds_of(Reference::Entity(order)).unwrap();
    let still = picture.bounds_of(Reference::Entity(customer)).unwrap();
    let current = picture.all_positions();
    let by = vector(0.0, 300.0);
    design
        .apply(&move_entities(&design, None, &current, &[order], by))
        .unwrap();
    assert_eq!(picture.follow(with(&picture, &design)), Followed::Roughly);

    let after = picture.bounds_of(Reference::Entity(order)).unwrap();
    assert!((after.min - before.min).y > 299.0 && after.width() == before.width());
    assert_eq!(picture.bounds_of(Reference::Entity(customer)), Some(still));
    assert_eq!(
        picture.hit(after.center(), 2.0, scene::Level::Row).part(),
        Some(Reference::Entity(order))
    );
    assert_ne!(
        picture.hit(before.center(), 2.0, scene::Level::Row).part(),
        Some(Reference::Entity(order))
    );
    let line = picture.line_points(Reference::Relationship(key)).unwrap();
    let start = line.first().unwrap();
    assert!(
        after.expand(0.5).contains(*start) && (start.x == after.min.x || start.x == after.max.x)
    );
    assert!(picture.boundary(service).unwrap().contains_rect(after));
    assert!(picture.scene().bounds.contains_rect(after));
    assert_eq!(picture.touching(after), [Reference::Entity(order)]);
}

#[test]
fn a_change_that_moves_nothing_draws_only_its_part_again() {
    let Shop {
        mut design, order, ..
    } = shop();
    let mut picture = picture(&design);
    let before = picture.stamps().to_vec();
    // As wide as the old name, so that nothing else has to give way.
    let rename = TextSlot::EntityName(order).replace(&design, "redro");
    design.apply(&rename).unwrap();
    assert_eq!(picture.follow(with(&picture, &design)), Followed::Exactly);
    let changed: Vec<What> = before
        .iter()
        .zip(picture.stamps())
        .zip(&picture.scene().groups)
        .filter(|((old, new), _)| old != new)
        .map(|(_, group)| group.what)
        .collect();
    assert!(changed.contains(&What::Entity(order)));
    assert!(
        !changed
            .iter()
            .any(|what| matches!(what, What::Relationship(_)))
    );
}

#[test]
fn parts_that_come_or_go_need_a_new_picture() {
    let Shop {
        mut design, order, ..
    } = shop();
    let mut picture = picture(&design);
    let mut builder = Builder::new(&design, "");
    builder.remove([Reference::Entity(order)]);
    design.apply(&builder.finish()).unwrap();
    assert_eq!(picture.follow(with(&picture, &design)), Followed::NotAtAll);
    assert!(
        picture.bounds_of(Reference::Entity(order)).is_some(),
        "it shows the state before"
    );
}

#[test]
fn a_service_that_loses_its_last_entity_stays_where_it_was() {
    let Shop {
        mut design,
        service,
        order,
        customer,
        ..
    } = shop();
    let mut builder = Builder::new(&design, "");
    let other = builder.insert(Service {
        name: "Billing".into(),
        instances: 1,
        ..Service::default()
    });
    builder.update(customer, |entity| entity.service = Some(other));
    design.apply(&builder.finish()).unwrap();
    let before = picture(&design);
    let mut builder = Builder::new(&design, "");
    builder.remove([Reference::Entity(order), Reference::Entity(customer)]);
    design.apply(&builder.finish()).unwrap();
    let after = Picture::new(with(&before, &design), &Cancel::default());
    for id in [service, other] {
        let corner = |picture: &Picture| {
            let bounds = picture.bounds_of(Reference::Service(id)).unwrap();
            (bounds.min.x.round(), bounds.min.y.round())
        };
        assert_eq!(corner(&after), corner(&before));
    }
}

#[test]
fn a_service_is_hit_at_its_title_and_not_between_its_cards() {
    let Shop {
        design,
        service,
        order,
        key,
        ..
    } = shop();
    let picture = picture(&design);
    let boundary = picture.boundary(service).unwrap();
    let title = boundary.min + vector(20.0, 8.0);
    assert_eq!(
        picture.hit(title, 3.0, scene::Level::Row).part(),
        Some(Reference::Service(service))
    );
    let inside = point(boundary.min.x + 8.0, boundary.max.y - 8.0);
    assert_eq!(picture.hit(inside, 3.0, scene::Level::Row).part(), None);
    let line = picture.line_points(Reference::Relationship(key)).unwrap();
    let middle = point(
        f32::midpoint(line[0].x, line[1].x),
        f32::midpoint(line[0].y, line[1].y),
    );
    assert_eq!(
        picture.hit(middle, 3.0, scene::Level::Row).part(),
        Some(Reference::Relationship(key))
    );
    let lit = picture.lit_by(Reference::Entity(order));
    let lit: Vec<What> = lit
        .iter()
        .map(|&place| picture.scene().groups[place].what)
        .collect();
    assert_eq!(
        lit.iter()
            .filter(|what| matches!(what, What::Entity(_)))
            .count(),
        2
    );
    assert!(lit.contains(&What::Relationship(key)));
}

#[test]
fn while_many_cards_are_dragged_every_line_follows_in_its_turn() {
    const LINES: usize = 210;
    let mut design = Design::default();
    let mut builder = Builder::new(&design, "");
    let key = Field {
        name: "id".into(),
        ..Field::default()
    };
    let mut entity = |name: String| {
        builder.insert(Entity {
            name,
            fields: vec![key.clone()],
            ..Entity::default()
        })
    };
    let parent = entity("parent".into());
    let children: Vec<EntityId> = (0..LINES).map(|n| entity(format!("child_{n}"))).collect();
    let end = |entity| Endpoint {
        entity,
        fields: vec![Id::new(0)],
    };
    for &child in &children {
        builder.insert(Relationship::enforced(end(child), end(parent)));
    }
    builder.insert(View {
        name: "Overview".into(),
        stubs: Stubs::Never,
        ..View::default()
    });
    design.apply(&builder.finish()).unwrap();
    let mut picture = picture(&design);
    let before = picture.stamps().to_vec();
    for _ in 0..4 {
        let by = vector(7.0, 3.0);
        let current = picture.all_positions();
        let transaction = move_entities(&design, None, &current, &children, by);
        design.apply(&transaction).unwrap();
        picture.follow(with(&picture, &design));
        assert!(
            picture.freshen(picture.scene().bounds),
            "more than a frame draws"
        );
    }
    let groups = picture.scene().groups.iter().zip(&before);
    let behind = groups
        .zip(picture.stamps())
        .filter(|((group, before), now)| {
            group.layer == Layer::Line && !group.shapes.is_empty() && before == now
        });
    assert_eq!(behind.count(), 0);
}
