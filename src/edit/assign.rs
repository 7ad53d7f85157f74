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
