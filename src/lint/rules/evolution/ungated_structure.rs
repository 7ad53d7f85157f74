//! `ungated-structure`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, FieldPath, Lifecycle, Part};

rule! {
    /// A proposed field has no feature flag.
    ///
    /// # Why it hurts
    /// It goes live with the deployment, for everybody at once, and only another deployment takes it back.
    ///
    /// # Example
    /// ```ron
    /// entities: [(name: "order", fields: [(name: "id", type: "uuid", key: true), (name: "gift_note", type: "text", null: true, lifecycle: Proposed)])],
    /// ```
    /// # Mended
    /// ```ron
    /// entities: [(name: "order", fields: [(name: "id", type: "uuid", key: true), (name: "gift_note", type: "text", null: true, lifecycle: Proposed, flag: "gift-notes")])],
    /// ```
    RULE = "ungated-structure", Evolution, Info
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, entity) in context.design.entities().iter() {
        // A proposed entity is not read by anybody yet.
        if entity.lifecycle == Lifecycle::Proposed {
            continue;
        }
        for field in &entity.fields {
            if field.lifecycle != Lifecycle::Proposed || !field.flag.is_empty() {
                continue;
            }
            let path = FieldPath {
                entity: id,
                field: field.id,
            };
            let flag = format!("{}-{}", entity.name, field.name).replace([' ', '_'], "-");
            let message = format!(
                "{} goes live for everybody at once: no feature flag switches it on",
                context.field(path)
            );
            found.push(Finding::new(Part::Field(path), message).fix(Fix::look(
                format!("Put it behind the flag {flag}"),
                "Someone has to build the switch, and to remove it in the end.",
                move |builder| {
                    builder.update(id, |entity: &mut Entity| {
                        for field in entity
                            .fields
                            .iter_mut()
                            .filter(|field| field.id == path.field)
                        {
                            field.flag.clone_from(&flag);
                        }
                    });
                },
            )));
        }
    }
}
