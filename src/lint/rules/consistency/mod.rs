//! What readers are promised.

pub(in crate::lint) mod consistency_unset;
pub(in crate::lint) mod data_loss_window;
pub(in crate::lint) mod eventual_where_money;
pub(in crate::lint) mod quorum_arithmetic;
pub(in crate::lint) mod replication_latency;
pub(in crate::lint) mod session_guarantee_broken;
pub(in crate::lint) mod strong_reads_copy;

use crate::lint::{Context, Fix};
use crate::model::{Consistency, EntityId, Operation, OperationId, StoreId, Via};

/// The entities in a store that are in a strong zone.
fn strong_entities(context: &Context, store: StoreId) -> Vec<EntityId> {
    let entities = context.design.entities().ids();
    entities
        .filter(|id| {
            context.facts.store_of(*id) == Some(store)
                && context.facts.consistency(*id) == Some(Consistency::Strong)
        })
        .collect()
}

/// Reads at the owner, in the own store or by a call with a timeout.
fn read_at_the_owner(
    context: &Context,
    operation: OperationId,
    place: usize,
    entity: EntityId,
) -> Fix {
    let own = context.design.get(operation).is_some_and(|operation| {
        operation.service.is_some() && operation.service == context.facts.owner(entity)
    });
    Fix::look(
        format!("Read {} at its owner", context.entity(entity)),
        "The operation needs the owner to be up.",
        move |builder| {
            builder.update(operation, |operation: &mut Operation| {
                if let Some(access) = operation.accesses.get_mut(place) {
                    access.via = Some(if own { Via::OwnStore } else { Via::Call });
                    if !own {
                        access.timeout_ms.get_or_insert(1000);
                    }
                }
            });
        },
    )
}
