//! Adding entities once more, with the relationships among them.

use std::collections::BTreeMap;

use super::{Outcome, Situation, called};
use crate::base::geometry::{Point, Rect, vector};
use crate::edit::{Builder, entity_names, unique_name};
use crate::model::{EntityId, FieldPath, Reference, Relationship, Role};

pub(super) fn run(situation: &Situation, with_references: bool) -> Outcome {
    let design = situation.design;
    let originals = situation.entities();
    let label = format!("Duplicate {}", called(design, &originals));
    let mut builder = Builder::new(design, label);
    let mut copies = BTreeMap::new();
    for id in &originals {
        let Some(original) = design.get(*id) else {
            continue;
        };
        let mut copy = original.clone();
        let taken = entity_names(builder.design(), copy.service);
        copy.name = unique_name(&original.name, taken);
        // What a name was before, and what is promised under it, are the original's.
        copy.formerly.clear();
        copy.contract = None;
        copies.insert(*id, builder.insert(copy));
    }
    // Copies and aggregates of each other's fields are so among the duplicates.
    for copy in copies.values() {
        builder.update(*copy, |entity| {
            for role in entity.fields.iter_mut().flat_map(|f| &mut f.roles) {
                if let Role::CopyOf(path) | Role::AggregateOf(path) = role
                    && let Some(copy) = copies.get(&path.entity)
                {
                    *path = FieldPath {
                        entity: *copy,
                        ..*path
                    };
                }
            }
        });
    }
    for (_, relationship) in design.relationships().iter() {
        let Some(from) = copies.get(&relationship.from.entity) else {
            continue;
        };
        let to = copies.get(&relationship.to.entity);
        if to.is_none() && !with_references {
            continue;
        }
        let mut copy: Relationship = relationship.clone();
        copy.from.entity = *from;
        copy.to.entity = to.copied().unwrap_or(copy.to.entity);
        copy.formerly.clear();
        builder.insert(copy);
    }
    let places = beside(situation, &copies);
    let located: BTreeMap<EntityId, Point> = places.iter().copied().collect();
    if situation
        .view
        .and_then(|view| design.get(view))
        .is_some_and(|view| !view.at.is_empty())
    {
        situation.place(&mut builder, &located);
    }
    Outcome {
        select: Some(copies.values().map(|id| Reference::Entity(*id)).collect()),
        places,
        ..Outcome::of(builder)
    }
}

/// Places for the copies: like the originals, as far to the lower right as it takes to tell them apart.
fn beside(situation: &Situation, copies: &BTreeMap<EntityId, EntityId>) -> Vec<(EntityId, Point)> {
    const STEP: f32 = 32.0;
    let rects: Vec<(EntityId, Rect)> = copies
        .iter()
        .filter_map(|(original, copy)| Some((*copy, situation.rect_of(*original)?)))
        .collect();
    rects
        .into_iter()
        .map(|(copy, rect)| (copy, rect.min + vector(STEP, STEP)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{check, refuses};

    const SHOP: &str = r#"
        entities: [
            (name: "order", formerly: ["purchase"], fields: [
                (name: "id", type: "uuid", key: true),
                (name: "customer_id", type: "uuid"),
            ]),
            (name: "line", fields: [(name: "order_id", type: "uuid", key: true, roles: [CopyOf("order.id")])]),
            (name: "customer", fields: [(name: "id", type: "uuid", key: true)]),
        ],
        relationships: [
            (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),
            (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced, identifying: true),
        ],
    "#;

    #[test]
    fn what_ties_the_duplicated_together_is_duplicated_too() {
        let outcome = check(
            SHOP,
            "order, line",
            DesignCommand::Duplicate,
            r#"
            +(
            +name: "order_2",
            +fields: [
            +(name: "id", type: "uuid", key: true),
            +(name: "customer_id", type: "uuid"),
            +),
            +(
            +name: "line_2",
            +fields: [
            +(name: "order_id", type: "uuid", key: true, roles: [CopyOf("order_2.id")]),
            +],
            +),
            +],
            +(from: "line_2.order_id", to: "order_2.id", ends: (Many, One), integrity: Enforced, identifying: true),
            "#,
        );
        assert_eq!(outcome.transaction.label, "Duplicate 2 entities");
        assert_eq!(outcome.select.unwrap().len(), 2);
    }

    #[test]
    fn references_to_others_come_along_on_request() {
        check(
            SHOP,
            "order",
            DesignCommand::DuplicateWithReferences,
            r#"
            +(
            +name: "order_2",
            +fields: [
            +(name: "id", type: "uuid", key: true),
            +(name: "customer_id", type: "uuid"),
            +),
            +],
            +(from: "order_2.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),
            "#,
        );
        refuses(SHOP, "", DesignCommand::Duplicate, "Select entities");
    }
}
