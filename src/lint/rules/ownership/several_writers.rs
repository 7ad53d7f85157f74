//! `several-writers`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Operation, Part, Via};

rule! {
    /// Two or more services write one entity in its store.
    ///
    /// # Why it hurts
    /// Each of them has its own idea of what a valid row is, and none of them can change that idea alone. A wrong row has several
    /// suspects, and a lock that one holds stops the other.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "shop", owner: "Orders", connects: ["Payments"])],
    /// entities: [(name: "order", service: "Orders", store: "shop", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(write: "order", via: OwnStore)]),
    ///     (name: "mark as paid", service: "Payments", accesses: [(write: "order", via: OwnStore)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// stores: [(name: "shop", owner: "Orders", connects: ["Payments"])],
    /// entities: [(name: "order", service: "Orders", store: "shop", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(write: "order", via: OwnStore)]),
    ///     (name: "mark as paid", service: "Payments", accesses: [(write: "order", via: Event)]),
    /// ],
    /// ```
    RULE = "several-writers", Ownership, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let writers = context.facts.writers(id);
        if writers.len() < 2 {
            continue;
        }
        let names: Vec<&str> = writers
            .iter()
            .map(|service| context.name(*service))
            .collect();
        let message = format!(
            "{} all write {}: none of them can change it or answer for it alone",
            context.list(&names),
            context.entity(id),
        );
        let keeper = entity
            .service
            .filter(|owner| writers.contains(owner))
            .or_else(|| writers.first().copied());
        let foreign: Vec<_> = context
            .facts
            .accesses(id)
            .filter(|(_, operation, access)| {
                operation.service != keeper
                    && matches!(access.target, AccessTarget::Write(_))
                    && context.facts.via(operation, access) == Via::OwnStore
            })
            .map(|(of, _, _)| of)
            .collect();
        let mut finding = Finding::new(Part::Entity(id), message);
        for service in &writers {
            finding = finding.also(Part::Service(*service));
        }
        found.push(finding.fix(Fix::look(
            format!(
                "Let only {} write it; the others send commands",
                context.service(keeper)
            ),
            "The others see their change a moment later.",
            move |builder| {
                for of in &foreign {
                    builder.update(of.operation, |operation: &mut Operation| {
                        if let Some(access) = operation.accesses.get_mut(of.place) {
                            access.via = Some(Via::Event);
                        }
                    });
                }
            },
        )));
    }
}
