//! A second of what stops an operation: another instance, a replica, a failover that nobody has to start.

use crate::analysis::dependencies::Cause;
use crate::lint::{Context, Fix};
use crate::model::{
    Failover, Replication, Service, ServiceId, ServiceKind, Store, StoreId, Topology,
};

/// The change after which a cause alone takes nothing down any more; none where the design cannot say it.
pub(super) fn spare(context: &Context, cause: &Cause) -> Option<Fix> {
    match cause {
        Cause::Instance(id, _) => instance(context, *id),
        Cause::Node(id, _) => replica(context, *id),
        _ => None,
    }
}

fn instance(context: &Context, id: ServiceId) -> Option<Fix> {
    let service = context.design.get(id)?;
    // How many others run is theirs to say.
    if service.kind == ServiceKind::External {
        return None;
    }
    let count = service.instances.checked_add(1)?;
    Some(Fix::look(
        format!("Run {count} instances of {}", service.name),
        "It must not keep anything in memory that the next request needs.",
        move |builder| builder.update(id, |service: &mut Service| service.instances = count),
    ))
}

fn replica(context: &Context, id: StoreId) -> Option<Fix> {
    let store = context.design.get(id)?;
    let name = &store.name;
    let automatic = Failover::Automatic;
    let (label, cost, replication) = match store.replication {
        Replication::None if store.topology == Topology::default() => (
            format!("Keep a replica of {name} that takes over"),
            "Every write waits for the replica too.",
            Replication::Sync {
                replicas: 1,
                failover: automatic,
            },
        ),
        Replication::Sync {
            replicas,
            failover: Failover::Manual,
        } => (
            format!("Let a replica of {name} take over by itself"),
            "Somebody has to make sure that there are never two leaders.",
            Replication::Sync {
                replicas,
                failover: automatic,
            },
        ),
        Replication::Async {
            replicas,
            failover: Failover::Manual,
        } => (
            format!("Let a replica of {name} take over by itself"),
            "What the replica does not have yet is lost when it takes over.",
            Replication::Async {
                replicas,
                failover: automatic,
            },
        ),
        _ => return None,
    };
    Some(Fix::look(label, cost, move |builder| {
        builder.update(id, |store: &mut Store| store.replication = replication);
    }))
}
