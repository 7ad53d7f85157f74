//! `strong-reads-copy`

use super::read_at_the_owner;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::{AccessTarget, Consistency, Part, Via};

rule! {
    /// A command decides on a copy of data that is promised to be strongly consistent.
    ///
    /// # Why it hurts
    /// The copy is late. The command takes a reservation for free that is taken, or money for there that is spent, and nothing
    /// stops it.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Stock")],
    /// zones: [(name: "Stock", consistency: Strong)],
    /// entities: [(name: "stock_level", service: "Stock", zone: "Stock", fields: [(name: "sku", type: "text", key: true)])],
    /// operations: [(name: "place order", service: "Orders", kind: Command, accesses: [(read: "stock_level", via: LocalCopy)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Stock")],
    /// zones: [(name: "Stock", consistency: Strong)],
    /// entities: [(name: "stock_level", service: "Stock", zone: "Stock", fields: [(name: "sku", type: "text", key: true)])],
    /// operations: [(name: "place order", service: "Orders", kind: Command, accesses: [(read: "stock_level", via: Call, timeout_ms: 300, fallback: None)])],
    /// ```
    RULE = "strong-reads-copy", Consistency, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, operation) in context.design.operations().iter() {
        for (place, access) in operation.accesses.iter().enumerate() {
            let AccessTarget::Read(entity) = access.target else {
                continue;
            };
            let strong = context.facts.consistency(entity) == Some(Consistency::Strong);
            if !strong || !context.facts.is_command(operation) || access.via != Some(Via::LocalCopy)
            {
                continue;
            }
            let message = format!(
                "{} decides on a copy of {} that is late: its zone promises strong consistency",
                operation.name,
                context.entity(entity),
            );
            found.push(
                Finding::new(Part::Operation(id), message)
                    .also(Part::Entity(entity))
                    .along([Part::Entity(entity), Part::Operation(id)])
                    .fix(read_at_the_owner(context, id, place, entity)),
            );
        }
    }
}
