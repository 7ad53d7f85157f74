//! `quorum-arithmetic`

use super::strong_entities;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Part, Replication, Store};

rule! {
    /// Reads and writes of a store with quorums need not meet on a node, though its data is promised to be strongly consistent.
    ///
    /// # Why it hurts
    /// A read sees the latest write for sure only if r + w > n. Below that, a read right after a write may not see it.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Stock")],
    /// stores: [(name: "stock", engine: Cassandra, owner: "Stock", replication: Quorum(nodes: 3, w: 1, r: 1), topology: Leaderless)],
    /// zones: [(name: "Stock", consistency: Strong)],
    /// entities: [(name: "stock_level", service: "Stock", zone: "Stock", fields: [(name: "sku", type: "text", key: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Stock")],
    /// stores: [(name: "stock", engine: Cassandra, owner: "Stock", replication: Quorum(nodes: 3, w: 2, r: 2), topology: Leaderless)],
    /// zones: [(name: "Stock", consistency: Strong)],
    /// entities: [(name: "stock_level", service: "Stock", zone: "Stock", fields: [(name: "sku", type: "text", key: true)])],
    /// ```
    RULE = "quorum-arithmetic", Consistency, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, store) in context.design.stores().iter() {
        let Replication::Quorum { nodes, w, r } = store.replication else {
            continue;
        };
        let Some(entity) = strong_entities(context, id).first().copied() else {
            continue;
        };
        if u64::from(r) + u64::from(w) > u64::from(nodes) {
            continue;
        }
        let message = format!(
            "A read of {} may miss the latest write: {r} + {w} nodes of {nodes} in {} need not share one",
            context.entity(entity),
            store.name,
        );
        let (write, read) = (nodes / 2 + 1, nodes - nodes / 2);
        found.push(
            Finding::new(Part::Store(id), message)
                .also(Part::Entity(entity))
                .fix(Fix::look(
                    format!("Write {write} and read {read} of {nodes}"),
                    format!("With {} nodes down, writes fail.", nodes - write + 1),
                    move |builder| {
                        builder.update(id, |store: &mut Store| {
                            store.replication = Replication::Quorum {
                                nodes,
                                w: write,
                                r: read,
                            };
                        });
                    },
                )),
        );
    }
}
