//! Which services and stores a part of the design stands for in a trial.

use std::collections::BTreeSet;

use crate::analysis::dependencies::Place;
use crate::model::{Design, Part, ServiceId, StoreId};

/// The services and stores of a part.
pub fn places(design: &Design, part: &Part) -> (Vec<ServiceId>, Vec<StoreId>) {
    match part {
        Part::Service(id) => (vec![*id], Vec::new()),
        Part::Store(id) => (Vec::new(), vec![*id]),
        Part::Domain(name) => {
            let inside = |domain: &str| {
                let rest = domain.strip_prefix(name.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let services = design.services().iter();
            let stores = design.stores().iter();
            (
                services
                    .filter(|(_, service)| inside(&service.domain))
                    .map(|(id, _)| id)
                    .collect(),
                stores
                    .filter(|(_, store)| inside(&store.domain))
                    .map(|(id, _)| id)
                    .collect(),
            )
        }
        Part::Zone(zone) => {
            let entities = design.entities().iter();
            let stores = entities
                .filter(|(_, entity)| entity.zone == Some(*zone))
                .filter_map(|(_, entity)| entity.store);
            (
                Vec::new(),
                stores.collect::<BTreeSet<_>>().into_iter().collect(),
            )
        }
        Part::Entity(id) => {
            let entity = design.get(*id);
            (
                entity.and_then(|e| e.service).into_iter().collect(),
                entity.and_then(|e| e.store).into_iter().collect(),
            )
        }
        Part::Operation(id) => {
            let service = design.get(*id).and_then(|o| o.service);
            (service.into_iter().collect(), Vec::new())
        }
        Part::Design | Part::Field(_) | Part::Relationship(_) | Part::Feed(_) | Part::Saga(_) => {
            (Vec::new(), Vec::new())
        }
    }
}

/// The services and stores of a part, as places.
pub fn members(design: &Design, part: &Part) -> BTreeSet<Place> {
    let (services, stores) = places(design, part);
    let services = services.into_iter().map(Place::Service);
    services
        .chain(stores.into_iter().map(Place::Store))
        .collect()
}
