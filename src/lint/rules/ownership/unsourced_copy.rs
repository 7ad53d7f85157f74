//! `unsourced-copy`

use crate::edit::fresh;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Feed, FieldPath, Part, Role};

rule! {
    /// A field is a copy of another service's field, and nothing keeps it up to date.
    ///
    /// # Why it hurts
    /// The copy is right on the day it is made and wrong ever after, and nobody can say since when.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_name", type: "text", roles: [CopyOf("customer.name")])]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "name", type: "text")]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_name", type: "text", roles: [CopyOf("customer.name")])]),
    ///     (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "name", type: "text")]),
    /// ],
    /// feeds: [(from: "customer", to: "order", fields: [("name", "customer_name")], mechanism: Outbox, lag_s: 60, idempotent: true, rebuildable: true)],
    /// ```
    RULE = "unsourced-copy", Ownership, Error
}

/// The greatest delay of a feed where nobody has said, in seconds.
const LAG_S: f64 = 60.0;

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        for field in &entity.fields {
            let copies = field.roles.iter().filter_map(|role| match role {
                Role::CopyOf(source) => Some(*source),
                _ => None,
            });
            for source in copies {
                // Within one service a copy changes in the transaction of its source.
                let apart = context.facts.owner(source.entity) != entity.service;
                let fed = (context.design.feeds().iter())
                    .any(|(_, feed)| feed.from == source.entity && feed.to == id);
                if !apart || fed {
                    continue;
                }
                let path = FieldPath {
                    entity: id,
                    field: field.id,
                };
                let message = format!(
                    "{} goes stale for good: it is a copy of {}, and no feed brings changes over",
                    context.field(path),
                    context.field(source),
                );
                found.push(
                    Finding::new(Part::Field(path), message)
                        .also(Part::Field(source))
                        .along([Part::Entity(source.entity), Part::Entity(id)])
                        .fix(Fix::look(
                            "Feed it by events",
                            format!("The copy is up to {LAG_S} seconds old."),
                            move |builder| {
                                let feed = fresh::feed(builder, source.entity, id);
                                builder.update(feed, |feed: &mut Feed| {
                                    let pair = (source.field, path.field);
                                    if !feed.fields.contains(&pair) {
                                        feed.fields.push(pair);
                                    }
                                    feed.lag_s = Some(LAG_S);
                                    feed.idempotent = true;
                                    feed.rebuildable = true;
                                });
                            },
                        )),
                );
            }
        }
    }
}
