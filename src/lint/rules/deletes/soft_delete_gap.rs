//! `soft-delete-gap`

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{DeletePolicy, Entity, FieldId, Index, Part};

rule! {
    /// Rows are marked as deleted, but stay forever or block the values of live rows.
    ///
    /// # Why it hurts
    /// Without retention the table only grows, and data that had to go is still there. A unique key that does not know about the
    /// mark refuses a new row with the value of a deleted one: a user cannot sign up again.
    ///
    /// # Example
    /// ```ron
    /// entities: [(name: "customer", deletes: Soft("deleted_at"), fields: [
    ///     (name: "id", type: "uuid", key: true),
    ///     (name: "email", type: "text", unique: true),
    ///     (name: "deleted_at", type: "timestamp", null: true, roles: [SoftDelete]),
    /// ])],
    /// ```
    /// # Mended
    /// ```ron
    /// entities: [(name: "customer", deletes: Soft("deleted_at"), retention_days: 365, fields: [
    ///     (name: "id", type: "uuid", key: true),
    ///     (name: "email", type: "text"),
    ///     (name: "deleted_at", type: "timestamp", null: true, roles: [SoftDelete]),
    /// ], indexes: [(fields: ["email"], unique: true, filter: "deleted_at IS NULL")])],
    /// ```
    RULE = "soft-delete-gap", Deletes, Warning, ["retention_days": 365.0, "Days after which the fix lets deleted rows go"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let retention = context.threshold("retention_days").max(1.0) as u32;
    for (id, entity) in context.design.entities().iter() {
        let DeletePolicy::Soft(marker) = entity.deletes else {
            continue;
        };
        let unique: Vec<FieldId> = entity
            .fields
            .iter()
            .filter(|field| field.unique && !field.key && field.id != marker)
            .map(|field| field.id)
            .collect();
        let stays = entity.retention_days.is_none();
        if !stays && unique.is_empty() {
            continue;
        }
        let names: Vec<&str> = unique
            .iter()
            .filter_map(|field| Some(entity.field(*field)?.name.as_str()))
            .collect();
        let message = match (stays, names.is_empty()) {
            (true, true) => format!(
                "Deleted rows of {} stay forever: nothing says when they go",
                context.entity(id)
            ),
            (true, false) => format!(
                "Deleted rows of {} stay forever and keep their {} from being used again",
                context.entity(id),
                context.list(&names),
            ),
            (false, _) => format!(
                "Deleted rows of {} keep their {} from being used again: the unique key does not know about the mark",
                context.entity(id),
                context.list(&names),
            ),
        };
        let filter = format!(
            "{} IS NULL",
            entity.field(marker).map_or("", |field| &field.name)
        );
        found.push(Finding::new(Part::Entity(id), message).fix(Fix::look(
            "Let deleted rows go, and their values free",
            format!("Deleted rows are gone after {retention} days, where nothing else is said."),
            move |builder| {
                builder.update(id, |entity: &mut Entity| {
                    entity.retention_days.get_or_insert(retention);
                    for field in &unique {
                        if let Some(field) = entity.fields.iter_mut().find(|f| f.id == *field) {
                            field.unique = false;
                        }
                        entity.indexes.push(Index {
                            fields: vec![*field],
                            unique: true,
                            filter: filter.clone(),
                            ..Index::default()
                        });
                    }
                });
            },
        )));
    }
}
