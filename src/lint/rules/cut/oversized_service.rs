//! `oversized-service`

use super::{median, sizes};
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::Part;

rule! {
    /// A service has many more entities than the others.
    ///
    /// # Why it hurts
    /// It is the old monolith under a new name: everything needs it, every team changes it, and its failure is everybody's.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Shop"), (name: "Mail"), (name: "Search")],
    /// entities: [
    ///     (name: "a", service: "Shop"), (name: "b", service: "Shop"), (name: "c", service: "Shop"), (name: "d", service: "Shop"),
    ///     (name: "e", service: "Shop"), (name: "f", service: "Shop"), (name: "g", service: "Shop"), (name: "h", service: "Shop"),
    ///     (name: "i", service: "Shop"), (name: "j", service: "Shop"), (name: "k", service: "Shop"), (name: "l", service: "Shop"),
    ///     (name: "mail", service: "Mail"), (name: "document", service: "Search"),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Shop"), (name: "Mail"), (name: "Search")],
    /// entities: [(name: "a", service: "Shop"), (name: "b", service: "Shop"), (name: "mail", service: "Mail"), (name: "document", service: "Search")],
    /// ```
    RULE = "oversized-service", Cut, Info, [
        "entities": 12.0, "Entities from which on a service may be too large";
        "times_median": 3.0, "Times the middle size from which on it is"
    ]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let sizes = sizes(context);
    if sizes.len() < 3 {
        return;
    }
    let usual = median(&sizes);
    let limit = context
        .threshold("entities")
        .max(usual * context.threshold("times_median"));
    for (service, size) in &sizes {
        if (*size as f64) < limit {
            continue;
        }
        let message = format!(
            "{} is a system of its own: it has {size} entities, where a service here has {usual}",
            context.name(*service),
        );
        found.push(
            Finding::new(Part::Service(*service), message).fix(Fix::advice(
                "Split it along the entities that change together",
            )),
        );
    }
}
