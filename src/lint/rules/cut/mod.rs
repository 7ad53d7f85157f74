//! How the data is cut into services.

pub(in crate::lint) mod depends_on_less_stable;
pub(in crate::lint) mod hub_service;
pub(in crate::lint) mod misplaced_entity;
pub(in crate::lint) mod nano_service;
pub(in crate::lint) mod oversized_service;

use std::collections::BTreeMap;

use crate::lint::Context;
use crate::model::{Service, ServiceId, ServiceKind};

/// The services of the design's own teams.
fn internal<'a>(context: &'a Context<'_>) -> impl Iterator<Item = (ServiceId, &'a Service)> {
    let services = context.design.services().iter();
    services.filter(|(_, service)| service.kind == ServiceKind::Internal)
}

/// How many entities each service of the design's own teams has.
fn sizes(context: &Context) -> BTreeMap<ServiceId, usize> {
    let mut sizes: BTreeMap<ServiceId, usize> = internal(context).map(|(id, _)| (id, 0)).collect();
    for (_, entity) in context.design.entities().iter() {
        if let Some(size) = entity.service.and_then(|service| sizes.get_mut(&service)) {
            *size += 1;
        }
    }
    sizes
}

/// The middle of the sizes.
fn median(sizes: &BTreeMap<ServiceId, usize>) -> f64 {
    let mut sizes: Vec<usize> = sizes.values().copied().collect();
    sizes.sort_unstable();
    match sizes.len() {
        0 => 0.0,
        count if count % 2 == 1 => sizes[count / 2] as f64,
        count => (sizes[count / 2 - 1] + sizes[count / 2]) as f64 / 2.0,
    }
}
