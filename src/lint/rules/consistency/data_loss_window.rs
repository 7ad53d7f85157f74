//! `data-loss-window`

use super::strong_entities;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Failover, Part, Replication, Store, Tier};

rule! {
    /// Critical data that is promised to be strongly consistent has replicas that follow later, and one takes over by itself.
    ///
    /// # Why it hurts
    /// When the leader is lost, so are the writes that no replica had: users were told that their order was placed, and it is gone.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", tier: Critical)],
    /// stores: [(name: "orders", owner: "Orders", replication: Async(replicas: 1, failover: Automatic))],
    /// zones: [(name: "Checkout", consistency: Strong)],
    /// entities: [(name: "order", service: "Orders", zone: "Checkout", fields: [(name: "id", type: "uuid", key: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", tier: Critical)],
    /// stores: [(name: "orders", owner: "Orders", replication: Sync(replicas: 1, failover: Automatic))],
    /// zones: [(name: "Checkout", consistency: Strong)],
    /// entities: [(name: "order", service: "Orders", zone: "Checkout", fields: [(name: "id", type: "uuid", key: true)])],
    /// ```
    RULE = "data-loss-window", Consistency, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, store) in context.design.stores().iter() {
        let Replication::Async {
            replicas,
            failover: Failover::Automatic,
        } = store.replication
        else {
            continue;
        };
        let critical = strong_entities(context, id).into_iter().find(|entity| {
            context
                .facts
                .entity(*entity)
                .is_some_and(|entity| context.facts.entity_tier(entity) == Tier::Critical)
        });
        let Some(entity) = critical else { continue };
        let message = format!(
            "The last writes of {} are lost when {} fails over: its replicas follow later",
            context.entity(entity),
            store.name,
        );
        found.push(
            Finding::new(Part::Store(id), message)
                .also(Part::Entity(entity))
                .fix(Fix::look(
                    "Replicate synchronously",
                    "A write takes as long as the slowest replica, and waits while one is down.",
                    move |builder| {
                        builder.update(id, |store: &mut Store| {
                            store.replication = Replication::Sync {
                                replicas,
                                failover: Failover::Automatic,
                            };
                        });
                    },
                )),
        );
    }
}
