//! `reporting-on-primary`

use std::collections::BTreeSet;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Operation, OperationKind, Part, StoreId, Via};

rule! {
    /// A report reads the store that serves commands.
    ///
    /// # Why it hurts
    /// A report reads a lot and takes long. It pushes what users need out of memory, holds old versions of rows, and makes everything
    /// slow at the end of the month, when everybody orders.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// stores: [(name: "orders", owner: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [
    ///     (name: "place order", service: "Orders", kind: Command, accesses: [(write: "order")]),
    ///     (name: "revenue", service: "Orders", kind: Report, accesses: [(read: "order", via: OwnStore)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// stores: [(name: "orders", owner: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [
    ///     (name: "place order", service: "Orders", kind: Command, accesses: [(write: "order")]),
    ///     (name: "revenue", service: "Orders", kind: Report, accesses: [(read: "order", via: LocalCopy)]),
    /// ],
    /// ```
    RULE = "reporting-on-primary", Stores, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let own_store = |operation: &Operation, write: bool| -> BTreeSet<StoreId> {
        let accesses = operation
            .accesses
            .iter()
            .filter(|access| context.facts.via(operation, access) == Via::OwnStore);
        accesses
            .filter_map(|access| match access.target {
                AccessTarget::Write(entity) => context.facts.store_of(entity),
                AccessTarget::Read(entity) if !write => context.facts.store_of(entity),
                _ => None,
            })
            .collect()
    };
    let commands = context
        .design
        .operations()
        .iter()
        .filter(|(_, operation)| operation.kind == OperationKind::Command);
    let serving: BTreeSet<StoreId> = commands
        .flat_map(|(_, operation)| own_store(operation, true))
        .collect();
    for (id, operation) in context.design.operations().iter() {
        if operation.kind != OperationKind::Report {
            continue;
        }
        let Some(store) = own_store(operation, false)
            .intersection(&serving)
            .next()
            .copied()
        else {
            continue;
        };
        let message = format!(
            "{} slows down the commands that {} serves: it reads the same store",
            operation.name,
            context.name(store),
        );
        found.push(
            Finding::new(Part::Operation(id), message)
                .also(Part::Store(store))
                .along([Part::Operation(id), Part::Store(store)])
                .fix(Fix::look(
                    "Read a replica or projection",
                    "The report is as old as the replica is late.",
                    move |builder| {
                        builder.update(id, |operation: &mut Operation| {
                            for access in &mut operation.accesses {
                                if matches!(access.target, AccessTarget::Read(_))
                                    && matches!(access.via, None | Some(Via::OwnStore))
                                {
                                    access.via = Some(Via::LocalCopy);
                                }
                            }
                        });
                    },
                )),
        );
    }
}
