//! `saga-without-isolation`

use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, Field, Part, Role, Versioning};

rule! {
    /// Several sagas write one entity that has neither a status nor a version.
    ///
    /// # Why it hurts
    /// A saga is not alone: another one reads and changes what the first may still take back. Without a status that says “in
    /// progress” or a version that shows the change, the second builds on what is about to be undone.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// sagas: [
    ///     (name: "checkout", steps: [(action: Write("order"))]),
    ///     (name: "return", steps: [(action: Write("order"))]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "status", type: "text", roles: [Status])])],
    /// sagas: [
    ///     (name: "checkout", steps: [(action: Write("order"))]),
    ///     (name: "return", steps: [(action: Write("order"))]),
    /// ],
    /// ```
    RULE = "saga-without-isolation", Sagas, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let sagas = context.facts.sagas(id);
        let marked = entity.versioning != Versioning::None
            || context
                .facts
                .field_with(id, |role| matches!(role, Role::Status | Role::RowVersion))
                .is_some();
        if sagas.len() < 2 || marked {
            continue;
        }
        let names: Vec<&str> = sagas.iter().map(|saga| context.name(*saga)).collect();
        let message = format!(
            "{} may build on what the other takes back: {} has neither a status nor a version",
            context.list(&names),
            context.entity(id),
        );
        let mut finding = Finding::new(Part::Entity(id), message);
        for saga in sagas {
            finding = finding.also(Part::Saga(*saga));
        }
        let name = unique_name(
            "status",
            entity.fields.iter().map(|field| field.name.as_str()),
        );
        found.push(finding.fix(Fix::look(
            format!("Add a status field {name}"),
            "Sagas have to set it first and to respect it.",
            move |builder| {
                builder.update(id, |entity: &mut Entity| {
                    let field = Field {
                        id: entity.next_field_id(),
                        name: name.clone(),
                        data_type: "text".to_owned(),
                        roles: vec![Role::Status],
                        ..Field::default()
                    };
                    entity.fields.push(field);
                });
            },
        )));
    }
}
