//! `unverified-consumer`

use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Expectation, Part, Scenario, Trial};

rule! {
    /// A service relies on a published entity, and no scenario tries what it relies on.
    ///
    /// # Why it hurts
    /// A change of the entity breaks the service, and the first to know are its users.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)],
    ///     contract: (versions: [(version: "1", fields: [("id", "uuid")])], consumers: [(service: "Search", fields: [("id", "uuid")])]))],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)],
    ///     contract: (versions: [(version: "1", fields: [("id", "uuid")])], consumers: [(service: "Search", fields: [("id", "uuid")])]))],
    /// scenarios: [(name: "Search reads order", trials: [Contract(consumer: "Search", entity: "order", version: "1")], expectations: [Compatible])],
    /// ```
    RULE = "unverified-consumer", Evolution, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let Some(contract) = &entity.contract else {
            continue;
        };
        let tried = |service| {
            context.design.scenarios().iter().any(|(_, scenario)| {
                scenario.trials.iter().any(|trial| {
                    matches!(trial, Trial::Contract { consumer, entity, .. } if *consumer == service && *entity == id)
                })
            })
        };
        let untried: Vec<_> = contract
            .consumers
            .iter()
            .map(|consumer| consumer.service)
            .filter(|service| !tried(*service))
            .collect();
        if untried.is_empty() {
            continue;
        }
        let names: Vec<&str> = untried
            .iter()
            .map(|service| context.name(*service))
            .collect();
        let message = format!(
            "A change of {} breaks {} unseen: no scenario tries what they rely on",
            context.entity(id),
            context.list(&names),
        );
        let version = contract
            .versions
            .last()
            .map_or_else(|| "1".to_owned(), |version| version.version.clone());
        let wanted = format!("{} reads {}", context.list(&names), entity.name);
        let mut finding = Finding::new(Part::Entity(id), message);
        for service in &untried {
            finding = finding.also(Part::Service(*service));
        }
        found.push(finding.fix(Fix::safe("Write the scenario", move |builder| {
            let taken = builder
                .design()
                .scenarios()
                .iter()
                .map(|(_, scenario)| scenario.name.as_str());
            let name = unique_name(&wanted, taken);
            builder.insert(Scenario {
                name,
                trials: untried
                    .iter()
                    .map(|service| Trial::Contract {
                        consumer: *service,
                        entity: id,
                        version: version.clone(),
                    })
                    .collect(),
                expectations: vec![Expectation::Compatible],
                ..Scenario::default()
            });
        })));
    }
}
