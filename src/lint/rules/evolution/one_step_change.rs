//! `one-step-change`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, Field, FieldPath, Lifecycle, Part};

rule! {
    /// A field of a published entity was renamed in one step: the old name is gone while the contract still promises it.
    ///
    /// # Why it hurts
    /// Readers and writers are never deployed at the same moment. Between the two, one of them uses a name that is not there.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "sum", type: "money", null: true, formerly: ["total"])],
    ///     contract: (versions: [(version: "1", fields: [("id", "uuid"), ("total", "money")])]))],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [
    ///         (name: "id", type: "uuid", key: true),
    ///         (name: "sum", type: "money", null: true, formerly: ["total"]),
    ///         (name: "total", type: "money", null: true, lifecycle: Deprecated(since: "2026-01-01", replaced_by: "order.sum")),
    ///     ],
    ///     contract: (versions: [(version: "1", fields: [("id", "uuid"), ("total", "money")])]))],
    /// ```
    RULE = "one-step-change", Evolution, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        let Some(version) = entity
            .contract
            .as_ref()
            .and_then(|contract| contract.versions.last())
        else {
            continue;
        };
        for field in &entity.fields {
            let old = field.formerly.iter().find(|old| {
                entity.field_named(old).is_none()
                    && version.fields.iter().any(|(name, _)| name == *old)
            });
            let Some(old) = old.cloned() else { continue };
            let path = FieldPath {
                entity: id,
                field: field.id,
            };
            let message = format!(
                "Those who read {} as {old} fail from one moment to the next: it was renamed in one step",
                context.field(path),
            );
            let (data_type, today) = (field.data_type.clone(), context.today());
            found.push(Finding::new(Part::Field(path), message).fix(Fix::look(
                format!("Keep {old} beside it for a while"),
                "Whoever writes the entity has to fill both.",
                move |builder| {
                    builder.update(id, |entity: &mut Entity| {
                        let kept = Field {
                            id: entity.next_field_id(),
                            name: old.clone(),
                            data_type: data_type.clone(),
                            null: true,
                            lifecycle: today.map_or(Lifecycle::Active, |since| {
                                Lifecycle::Deprecated {
                                    since,
                                    remove_after: None,
                                    replaced_by: Some(path),
                                }
                            }),
                            ..Field::default()
                        };
                        entity.fields.push(kept);
                    });
                },
            )));
        }
    }
}
