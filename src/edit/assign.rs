//! Giving entities to a service, a store or a zone.

use super::{Builder, Transaction, entity_names, unique_name};
use crate::model::{Design, Entity, EntityId, ServiceId, StoreId, View, ZoneId};

/// Where entities can be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// Into a service, or out of all of them.
    Service(Option<ServiceId>),
    /// Into a store.
    Store(StoreId),
    /// Into a zone.
    Zone(ZoneId),
}

/// Puts entities into a service, a store or a zone. In another service they get a name that is free there, and every view
/// finds a new place for them.
pub fn assign(design: &Design, entities: &[EntityId], home: Home) -> Transaction {
    let is_new = |id: &EntityId| {
        design.get(*id).is_some_and(|entity| match home {
            Home::Service(service) => entity.service != service,
            Home::Store(store) => entity.store != Some(store),
            Home::Zone(zone) => entity.zone != Some(zone),
        })
    };
    let moved: Vec<EntityId> = entities.iter().copied().filter(is_new).collect();
    let which = match moved.as_slice() {
        [one] => design.get(*one).map_or("entity", |e| &e.name).to_owned(),
        several => format!("{} entities", several.len()),
    };
    let mut builder = Builder::new(design, format!("Move {which} {}", target(design, home)));
    for id in &moved {
        match home {
            Home::Service(service) => into_service(&mut builder, *id, service),
            Home::Store(store) => {
                builder.update(*id, |entity: &mut Entity| entity.store = Some(store));
            }
            Home::Zone(zone) => {
                builder.update(*id, |entity: &mut Entity| entity.zone = Some(zone));
            }
        }
    }
    if matches!(home, Home::Service(_)) && !moved.is_empty() {
        for view in design.views().ids() {
            builder.update(view, |view: &mut View| {
                view.at.0.retain(|(id, _)| !moved.contains(id));
            });
        }
    }
    builder.finish()
}

fn into_service(builder: &mut Builder, id: EntityId, service: Option<ServiceId>) {
    let design = builder.design();
    let Some(entity) = design.get(id) else {
        return;
    };
    let name = unique_name(&entity.name, entity_names(design, service));
    builder.update(id, |entity: &mut Entity| {
        entity.service = service;
        entity.name = name;
    });
}

fn target(design: &Design, home: Home) -> String {
    let name = match home {
        Home::Service(None) => return "out of its service".to_owned(),
        Home::Service(Some(id)) => design.get(id).map(|s| &s.name),
        Home::Store(id) => design.get(id).map(|s| &s.name),
        Home::Zone(id) => design.get(id).map(|z| &z.name),
    };
    format!("to {}", name.map_or("", String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Service, Store};

    #[test]
    fn entities_change_services_under_a_free_name_and_views_place_them_anew() {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let [orders, stock] = ["Orders", "Stock"].map(|name| {
            builder.insert(Service {
                name: name.into(),
                instances: 1,
                ..Service::default()
            })
        });
        let mut entity = |name: &str, service| {
            builder.insert(Entity {
                name: name.into(),
                service: Some(service),
                ..Entity::default()
            })
        };
        let order = entity("order", orders);
        let line = entity("line", orders);
        let other = entity("line", stock);
        let view = builder.insert(View {
            name: "Overview".into(),
            ..View::default()
        });
        builder.update(view, |view: &mut View| {
            for id in [order, line, other] {
                view.at.set(id, (0, 0));
            }
        });
        design.apply(&builder.finish()).unwrap();

        let step = assign(&design, &[order, line, other], Home::Service(Some(stock)));
        assert_eq!(step.label, "Move 2 entities to Stock");
        let inverse = design.apply(&step).unwrap();
        let names: Vec<&str> = design.entities().iter().map(|(_, e)| &*e.name).collect();
        assert_eq!(names, ["order", "line_2", "line"]);
        let placed = |design: &Design| design.get(view).unwrap().at.0.len();
        assert_eq!(placed(&design), 1);
        design.apply(&inverse).unwrap();
        assert_eq!(placed(&design), 3);

        assert!(assign(&design, &[order], Home::Service(Some(orders))).is_empty());
        let step = assign(&design, &[order], Home::Service(None));
        assert_eq!(step.label, "Move order out of its service");
        design.apply(&step).unwrap();
        assert_eq!(design.get(order).unwrap().service, None);
    }

    #[test]
    fn a_store_and_a_zone_take_entities_without_touching_their_places() {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let store = builder.insert(Store {
            name: "main".into(),
            shards: 1,
            ..Store::default()
        });
        let zone = builder.insert(crate::model::Zone {
            name: "Checkout".into(),
            ..crate::model::Zone::default()
        });
        let order = builder.insert(Entity {
            name: "order".into(),
            ..Entity::default()
        });
        design.apply(&builder.finish()).unwrap();
        for home in [Home::Store(store), Home::Zone(zone)] {
            let step = assign(&design, &[order], home);
            assert_eq!(step.edits.len(), 1);
            design.apply(&step).unwrap();
            assert!(assign(&design, &[order], home).is_empty());
        }
        let order = design.get(order).unwrap();
        assert_eq!((order.store, order.zone), (Some(store), Some(zone)));
    }
}
