//! `misplaced-entity`

use crate::analysis::coupling::{Move, moves};
use crate::edit::{entity_names, unique_name};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, EntityId, Part, ServiceId};

rule! {
    /// An entity has more to do with another service than with its own.
    ///
    /// # Why it hurts
    /// What belongs together is cut apart: its relationships cross a boundary, so reads become calls and changes need both teams.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    ///     (name: "discount", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid"), (name: "line_id", type: "uuid")]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "address", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    /// ],
    /// relationships: [
    ///     (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: None),
    ///     (from: "discount.order_id", to: "order.id", ends: (Many, One), integrity: None),
    ///     (from: "discount.line_id", to: "line.id", ends: (Many, One), integrity: None),
    ///     (from: "address.customer_id", to: "customer.id", ends: (Many, One), integrity: None),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "line", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
    ///     (name: "discount", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid"), (name: "line_id", type: "uuid")]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    ///     (name: "address", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    /// ],
    /// relationships: [
    ///     (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: None),
    ///     (from: "discount.order_id", to: "order.id", ends: (Many, One), integrity: None),
    ///     (from: "discount.line_id", to: "line.id", ends: (Many, One), integrity: None),
    ///     (from: "address.customer_id", to: "customer.id", ends: (Many, One), integrity: None),
    /// ],
    /// ```
    RULE = "misplaced-entity", Cut, Info, ["gain": 0.01, "Least gain of modularity by the move"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let least = context.threshold("gain");
    for step in moves(context.facts) {
        let (tied, tied_to_own) = step.ties;
        // The only entity of a service is not misplaced: its service is small, which is another question.
        if step.gain < least || tied <= tied_to_own || step.is_last {
            continue;
        }
        let Move {
            entity,
            from,
            to,
            gain,
            ..
        } = step;
        let message = format!(
            "{} has more to do with {} than with {}: moving it raises the modularity by {gain:.3}",
            context.entity(entity),
            context.name(to),
            context.name(from),
        );
        found.push(
            Finding::new(Part::Entity(entity), message)
                .also(Part::Service(from))
                .also(Part::Service(to))
                .fix(Fix::look(
                    format!("Move it to {}", context.name(to)),
                    "Another team answers for it, and its rows have to move.",
                    move |builder| move_to(builder, entity, to),
                )),
        );
    }
}

fn move_to(builder: &mut crate::edit::Builder, id: EntityId, service: ServiceId) {
    let Some(entity) = builder.design().get(id) else {
        return;
    };
    let name = unique_name(&entity.name, entity_names(builder.design(), Some(service)));
    // It leaves the store of its old service, and goes where its new one keeps things.
    let home = |builder: &crate::edit::Builder| {
        let mut stores = builder.design().stores().iter();
        Some(stores.find(|(_, store)| store.owner == Some(service))?.0)
    };
    let store = entity.store.and_then(|_| home(builder));
    builder.update(id, |entity: &mut Entity| {
        entity.name = name;
        entity.service = Some(service);
        entity.store = store;
    });
}
