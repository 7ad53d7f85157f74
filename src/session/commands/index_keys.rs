//! An index for every foreign key: without one, each delete of a parent and each look from the parent reads all children.

use std::collections::BTreeSet;

use super::{Outcome, Situation};
use crate::edit::Builder;
use crate::model::{Entity, FieldId, Index};

pub(super) fn run(situation: &Situation) -> Outcome {
    let design = situation.design;
    // Of what is selected, or of everything.
    let touched: BTreeSet<_> = situation.touched().into_iter().collect();
    let mut added = 0;
    let mut builder = Builder::new(design, String::new());
    for (_, relationship) in design.relationships().iter() {
        let child = relationship.from.entity;
        let key = &relationship.from.fields;
        let is_meant = touched.is_empty() || touched.contains(&child);
        let entity = builder.design().get(child);
        if key.is_empty() || !is_meant || entity.is_none_or(|entity| is_indexed(entity, key)) {
            continue;
        }
        builder.update(child, |entity: &mut Entity| {
            entity.indexes.push(Index {
                fields: key.clone(),
                ..Index::default()
            });
        });
        added += 1;
    }
    builder.set_label(match added {
        1 => "Add an index for a foreign key".to_owned(),
        several => format!("Add indexes for {several} foreign keys"),
    });
    Outcome::of(builder)
}

/// Whether an index starts with these fields, in whatever order.
fn is_indexed(entity: &Entity, key: &[FieldId]) -> bool {
    let starts = |fields: &[FieldId]| {
        fields
            .get(..key.len())
            .is_some_and(|start| key.iter().all(|field| start.contains(field)))
    };
    let primary: Vec<FieldId> = entity.primary_key().map(|field| field.id).collect();
    let one_unique = matches!(key, [one] if entity.field(*one).is_some_and(|field| field.unique));
    one_unique
        || starts(&primary)
        || (entity.indexes.iter()).any(|index| index.filter.is_empty() && starts(&index.fields))
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{check, refuses};

    #[test]
    fn keys_that_no_index_starts_with_get_one() {
        let outcome = check(
            r#"
            entities: [
                (name: "order", fields: [(name: "id", type: "uuid", key: true)]),
                (name: "line", fields: [
                    (name: "order_id", type: "uuid", key: true),
                    (name: "line", type: "int", key: true),
                    (name: "product_id", type: "uuid"),
                ]),
                (name: "product", fields: [(name: "id", type: "uuid", key: true)]),
            ],
            relationships: [
                (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced),
                (from: "line.product_id", to: "product.id", ends: (Many, One), integrity: Enforced),
            ],
            "#,
            "",
            DesignCommand::IndexForeignKeys,
            r#"
            +indexes: [
            +(fields: ["product_id"]),
            +],
            "#,
        );
        assert_eq!(outcome.transaction.label, "Add an index for a foreign key");
    }

    #[test]
    fn without_relationships_there_is_nothing_to_index() {
        let why = "There is no relationship";
        refuses("", "", DesignCommand::IndexForeignKeys, why);
    }
}
