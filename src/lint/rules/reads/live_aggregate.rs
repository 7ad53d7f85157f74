//! `live-aggregate`

use crate::edit::fresh;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Feed, FieldPath, Part, Role};

rule! {
    /// A field is computed over rows of another service, and no feed keeps it computed.
    ///
    /// # Why it hurts
    /// Each read asks another service for all of its rows, to add them up once more.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Reports")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "total", type: "money")]),
    ///     (name: "revenue", service: "Reports", fields: [(name: "day", type: "date", key: true), (name: "sum", type: "money", roles: [AggregateOf("order.total")])]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Reports")],
    /// entities: [
    ///     (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "total", type: "money")]),
    ///     (name: "revenue", service: "Reports", fields: [(name: "day", type: "date", key: true), (name: "sum", type: "money", roles: [AggregateOf("order.total")])]),
    /// ],
    /// feeds: [(from: "order", to: "revenue", mechanism: Batch, lag_s: 3600, rebuildable: true)],
    /// ```
    RULE = "live-aggregate", Reads, Info, ["lag_s": 3600.0, "Greatest delay of the feed that the fix adds, in seconds"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let lag_s = context.threshold("lag_s");
    for (id, entity) in context.design.entities().iter() {
        for field in &entity.fields {
            let source = field.roles.iter().find_map(|role| match role {
                Role::AggregateOf(source) => Some(*source),
                _ => None,
            });
            let Some(source) = source else { continue };
            let fed = context
                .design
                .feeds()
                .iter()
                .any(|(_, feed)| feed.from == source.entity && feed.to == id);
            if fed || context.facts.owner(source.entity) == entity.service {
                continue;
            }
            let path = FieldPath {
                entity: id,
                field: field.id,
            };
            let message = format!(
                "Every read of {} adds up the rows of {} in {}: nothing keeps the sum",
                context.field(path),
                context.entity(source.entity),
                context.service(context.facts.owner(source.entity)),
            );
            found.push(
                Finding::new(Part::Field(path), message)
                    .also(Part::Field(source))
                    .along([Part::Entity(source.entity), Part::Entity(id)])
                    .fix(Fix::look(
                        "Keep it computed, by events",
                        format!("The value is up to {lag_s} seconds old."),
                        move |builder| {
                            let feed = fresh::feed(builder, source.entity, id);
                            builder.update(feed, |feed: &mut Feed| {
                                feed.lag_s = Some(lag_s);
                                feed.idempotent = true;
                                feed.rebuildable = true;
                            });
                        },
                    )),
            );
        }
    }
}
