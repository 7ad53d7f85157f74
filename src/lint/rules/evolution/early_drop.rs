//! `early-drop`

use super::{deprecated_in_use, is_past};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, Lifecycle, Part};

rule! {
    /// The day after which something may be removed has passed, and it is still used.
    ///
    /// # Why it hurts
    /// Whoever keeps it believes that it may go any day. The day it goes, its users fail, and nobody has expected it.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Customers"), (name: "Search")],
    /// entities: [
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "phone", type: "text", lifecycle: Deprecated(since: "2025-01-01", remove_after: "2025-06-01"))]),
    ///     (name: "view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true), (name: "phone", type: "text", roles: [CopyOf("customer.phone")])]),
    /// ],
    /// feeds: [(from: "customer", to: "view", fields: [("id", "id"), ("phone", "phone")], mechanism: LogCapture, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Customers"), (name: "Search")],
    /// entities: [
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "phone", type: "text", lifecycle: Deprecated(since: "2025-01-01", remove_after: "2099-06-01"))]),
    ///     (name: "view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true), (name: "phone", type: "text", roles: [CopyOf("customer.phone")])]),
    /// ],
    /// feeds: [(from: "customer", to: "view", fields: [("id", "id"), ("phone", "phone")], mechanism: LogCapture, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    RULE = "early-drop", Evolution, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for deprecated in deprecated_in_use(context) {
        let Some(day) = deprecated
            .remove_after
            .filter(|day| is_past(Some(*day), context))
        else {
            continue;
        };
        let names: Vec<String> = deprecated
            .users
            .iter()
            .map(|user| context.part(user))
            .collect();
        let message = format!(
            "{} fail when {} goes, which may be any day since {day}",
            context.list(&names),
            deprecated.name,
        );
        let mut finding = Finding::new(deprecated.part.clone(), message);
        for user in &deprecated.users {
            finding = finding.also(user.clone());
        }
        let part = deprecated.part;
        found.push(finding.fix(Fix::look(
            "Keep it until nobody uses it",
            "It stays without a day on which it goes.",
            move |builder| match &part {
                Part::Entity(id) => {
                    builder.update(*id, |entity: &mut Entity| keep(&mut entity.lifecycle));
                }
                Part::Field(path) => builder.update(path.entity, |entity: &mut Entity| {
                    for field in entity
                        .fields
                        .iter_mut()
                        .filter(|field| field.id == path.field)
                    {
                        keep(&mut field.lifecycle);
                    }
                }),
                _ => {}
            },
        )));
    }
}

fn keep<P>(lifecycle: &mut Lifecycle<P>) {
    if let Lifecycle::Deprecated { remove_after, .. } = lifecycle {
        *remove_after = None;
    }
}
