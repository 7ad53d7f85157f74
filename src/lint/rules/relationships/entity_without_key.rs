//! `entity-without-key`

use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, EntityKind, Field, Part};

rule! {
    /// An entity has no primary key.
    ///
    /// # Why it hurts
    /// Its rows cannot be told apart: nothing can refer to one, change one or delete one, a repeated message inserts it twice,
    /// and change capture cannot say which row has changed.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "placed_at", type: "timestamp")])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "placed_at", type: "timestamp")])],
    /// ```
    RULE = "entity-without-key", Relationships, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let needs_one = matches!(
            entity.kind,
            EntityKind::Table | EntityKind::Document | EntityKind::ReferenceData
        );
        // An entity without any field is being drawn.
        if !needs_one || entity.fields.is_empty() || entity.primary_key().next().is_some() {
            continue;
        }
        let message = format!(
            "Rows of {} cannot be told apart: it has no primary key",
            context.entity(id)
        );
        let candidate = entity
            .fields
            .iter()
            .find(|field| field.unique && !field.null)
            .or_else(|| {
                entity
                    .fields
                    .iter()
                    .find(|field| field.name.eq_ignore_ascii_case("id"))
            });
        let mut finding = Finding::new(Part::Entity(id), message);
        if let Some(field) = candidate {
            let key = field.id;
            finding = finding.fix(Fix::look(
                format!("Make {} the key", field.name),
                "No two rows may share its value.",
                move |builder| {
                    builder.update(id, |entity: &mut Entity| {
                        for field in &mut entity.fields {
                            if field.id == key {
                                field.key = true;
                                field.null = false;
                            }
                        }
                    });
                },
            ));
        }
        let name = unique_name("id", entity.fields.iter().map(|field| field.name.as_str()));
        found.push(finding.fix(Fix::look(
            format!("Add a key {name}"),
            "Rows that are there already need a value.",
            move |builder| {
                builder.update(id, |entity: &mut Entity| {
                    let key = Field {
                        id: entity.next_field_id(),
                        name: name.clone(),
                        data_type: "uuid".to_owned(),
                        key: true,
                        ..Field::default()
                    };
                    entity.fields.insert(0, key);
                });
            },
        )));
    }
}
