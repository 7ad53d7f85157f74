//! `breaking-change`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Compatibility, Contract, Entity, Field, Part, TypeFamily};

rule! {
    /// A published entity has changed in a way that its contract does not allow.
    ///
    /// # Why it hurts
    /// Services that read it the way they were promised fail, or take wrong values for right ones.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)],
    ///     contract: (compatibility: Forward, versions: [(version: "1", fields: [("id", "uuid"), ("total", "money")])]))],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Search")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "total", type: "money")],
    ///     contract: (compatibility: Forward, versions: [(version: "1", fields: [("id", "uuid"), ("total", "money")])]))],
    /// ```
    RULE = "breaking-change", Evolution, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let Some(contract) = &entity.contract else {
            continue;
        };
        let Some(fault) = fault(entity, contract, context) else {
            continue;
        };
        let missing = fault.missing;
        let message = format!(
            "{} breaks those who read it: {}",
            context.entity(id),
            fault.words
        );
        let fix = match missing {
            Some((name, data_type)) => Fix::look(
                format!("Bring {name} back"),
                "Whoever writes the entity has to fill it again.",
                move |builder| {
                    builder.update(id, |entity: &mut Entity| {
                        let field = Field {
                            id: entity.next_field_id(),
                            name: name.clone(),
                            data_type: data_type.clone(),
                            null: true,
                            ..Field::default()
                        };
                        entity.fields.push(field);
                    });
                },
            ),
            None => Fix::advice(
                "Add the new form beside the old one, and drop the old one once nobody reads it",
            ),
        };
        found.push(Finding::new(Part::Entity(id), message).fix(fix));
    }
}

/// What breaks a contract. A missing field can be brought back.
struct Fault {
    words: String,
    missing: Option<(String, String)>,
}

fn fault(entity: &Entity, contract: &Contract, context: &Context) -> Option<Fault> {
    let (backward, forward, transitive) = match contract.compatibility {
        Compatibility::Backward => (true, false, false),
        Compatibility::BackwardTransitive => (true, false, true),
        Compatibility::Forward => (false, true, false),
        Compatibility::ForwardTransitive => (false, true, true),
        Compatibility::Full => (true, true, false),
        Compatibility::FullTransitive => (true, true, true),
    };
    let versions = contract
        .versions
        .iter()
        .rev()
        .take(if transitive { usize::MAX } else { 1 });
    for version in versions {
        for (name, data_type) in &version.fields {
            match entity.field_named(name) {
                // Old readers miss it.
                None if forward => {
                    return Some(Fault {
                        words: format!(
                            "version {} promises {name}, which is gone",
                            version.version
                        ),
                        missing: Some((name.clone(), data_type.clone())),
                    });
                }
                Some(field) if TypeFamily::differ(&field.data_type, data_type) => {
                    return Some(Fault {
                        words: format!(
                            "version {} promises {name} as {data_type}, and it is {}",
                            version.version, field.data_type
                        ),
                        missing: None,
                    });
                }
                _ => {}
            }
        }
        // New readers need what old data has not.
        let added = entity.fields.iter().find(|field| {
            backward
                && !field.null
                && field.default_value.is_none()
                && !version.fields.iter().any(|(name, _)| *name == field.name)
        });
        if let Some(field) = added {
            return Some(Fault {
                words: format!(
                    "{} is required, and data of version {} has none",
                    field.name, version.version
                ),
                missing: None,
            });
        }
    }
    contract.consumers.iter().find_map(|consumer| {
        let (name, data_type) = consumer
            .fields
            .iter()
            .find(|(name, _)| entity.field_named(name).is_none())?;
        Some(Fault {
            words: format!(
                "{} relies on {name}, which is gone",
                context.name(consumer.service)
            ),
            missing: Some((name.clone(), data_type.clone())),
        })
    })
}
