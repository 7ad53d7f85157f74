//! `deprecated-in-use`

use super::{deprecated_in_use, is_past};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Feed, FieldPath, Part};

rule! {
    /// Something on its way out is used by something that stays.
    ///
    /// # Why it hurts
    /// It cannot go before the last user has left, and every new user makes that later.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Customers"), (name: "Search")],
    /// entities: [
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "phone", type: "text", lifecycle: Deprecated(since: "2025-01-01"))]),
    ///     (name: "view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true), (name: "phone", type: "text")]),
    /// ],
    /// feeds: [(from: "customer", to: "view", fields: [("id", "id"), ("phone", "phone")], mechanism: LogCapture, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Customers"), (name: "Search")],
    /// entities: [
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "phone", type: "text", lifecycle: Deprecated(since: "2025-01-01"))]),
    ///     (name: "view", service: "Search", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    /// ],
    /// feeds: [(from: "customer", to: "view", fields: [("id", "id")], mechanism: LogCapture, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    RULE = "deprecated-in-use", Evolution, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for deprecated in deprecated_in_use(context) {
        if is_past(deprecated.remove_after, context) {
            continue;
        }
        let names: Vec<String> = deprecated
            .users
            .iter()
            .map(|user| context.part(user))
            .collect();
        let message = format!(
            "{} cannot go yet: {} still use it",
            deprecated.name,
            context.list(&names)
        );
        let mut finding = Finding::new(deprecated.part.clone(), message);
        for user in &deprecated.users {
            finding = finding.also(user.clone());
        }
        found.push(finding.fix(leave(context, &deprecated.part, &deprecated.users)));
    }
}

/// Takes the field out of the feeds that carry it, where those are all that use it.
fn leave(context: &Context, part: &Part, users: &[Part]) -> Fix {
    let feeds: Option<Vec<_>> = users
        .iter()
        .map(|user| match user {
            Part::Feed(feed) => Some(*feed),
            _ => None,
        })
        .collect();
    match (part, feeds) {
        (Part::Field(FieldPath { field, .. }), Some(feeds)) => {
            let field = *field;
            Fix::look(
                "Take it out of the feeds",
                "What reads it on the other side gets nothing any more.",
                move |builder| {
                    for feed in &feeds {
                        builder.update(*feed, |feed: &mut Feed| {
                            feed.fields.retain(|(from, _)| *from != field);
                        });
                    }
                },
            )
        }
        _ => Fix::advice(format!(
            "Let its users move to what replaces {}",
            context.part(part)
        )),
    }
}
