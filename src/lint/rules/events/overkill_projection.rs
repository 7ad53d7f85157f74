//! `overkill-projection`

use std::collections::BTreeSet;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{EntityId, EntityKind, FieldId, Part, Reference};

rule! {
    /// A projection holds what its source holds, in the service and store of its source.
    ///
    /// # Why it hurts
    /// It costs a feed, a delay and a chance to be wrong, and no reader gains anything: reading the source would do.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// stores: [(name: "orders", owner: "Orders")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "total", type: "money")]),
    ///     (name: "order_view", service: "Orders", kind: Projection, fields: [(name: "id", type: "uuid", key: true), (name: "total", type: "money")]),
    /// ],
    /// feeds: [(from: "order", to: "order_view", fields: [("id", "id"), ("total", "total")], mechanism: LogCapture, lag_s: 5, idempotent: true, rebuildable: true)],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// stores: [(name: "orders", owner: "Orders")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "total", type: "money")]),
    /// ],
    /// ```
    RULE = "overkill-projection", Events, Info
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, projection) in context.design.entities().iter() {
        if projection.kind != EntityKind::Projection || projection.fields.is_empty() {
            continue;
        }
        let Some(source) = only_source(context, id) else {
            continue;
        };
        let same_place = context.facts.owner(source) == projection.service
            && context.facts.store_of(source) == context.facts.store_of(id);
        let whole = context
            .facts
            .entity(source)
            .is_some_and(|entity| entity.fields.len() == projection.fields.len());
        if !same_place || !whole {
            continue;
        }
        let message = format!(
            "{} costs a feed and a delay for nothing: it holds what {} holds, in the same place",
            context.entity(id),
            context.entity(source),
        );
        found.push(
            Finding::new(Part::Entity(id), message)
                .also(Part::Entity(source))
                .fix(Fix::look(
                    "Remove it",
                    "Operations that read it have to read the source.",
                    move |builder| builder.remove([Reference::Entity(id)]),
                )),
        );
    }
}

/// The entity that all fields of a projection come from by feeds, each from a field of its own.
fn only_source(context: &Context, id: EntityId) -> Option<EntityId> {
    let mut feeds = context
        .design
        .feeds()
        .iter()
        .filter(|(_, feed)| feed.to == id);
    let (_, feed) = feeds.next()?;
    let filled: BTreeSet<FieldId> = feed.fields.iter().map(|(_, to)| *to).collect();
    (feeds.next().is_none() && filled.len() == context.facts.entity(id)?.fields.len())
        .then_some(feed.from)
}
