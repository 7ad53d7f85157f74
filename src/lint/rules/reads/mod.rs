//! How reads come by their data.

pub(in crate::lint) mod composition_fan_out;
pub(in crate::lint) mod copy_candidate;
pub(in crate::lint) mod deep_join;
pub(in crate::lint) mod live_aggregate;

use std::collections::BTreeSet;

use crate::lint::Context;
use crate::model::{Operation, ServiceId, Via};

/// The other services that an operation waits for itself.
fn services_called(context: &Context, operation: &Operation) -> BTreeSet<ServiceId> {
    let calls = operation
        .accesses
        .iter()
        .filter(|access| context.facts.via(operation, access) == Via::Call);
    calls
        .filter_map(|access| context.facts.target_service(access))
        .filter(|service| operation.service != Some(*service))
        .collect()
}
