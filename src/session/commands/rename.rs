//! Renaming a field wherever it is the same: in foreign keys that refer to it, in copies and in what feeds fill.

use std::collections::BTreeSet;

use crate::edit::{Builder, Transaction};
use crate::model::{Design, Entity, FieldPath, Role};

/// The fields that mean the same as this one and are called the same, itself first: along relationships, copies and feeds.
pub fn same(design: &Design, path: FieldPath) -> Vec<FieldPath> {
    let name = |path: FieldPath| {
        let field = design.get(path.entity)?.field(path.field)?;
        Some(field.name.as_str())
    };
    let Some(wanted) = name(path) else {
        return Vec::new();
    };
    let ties = ties(design);
    let mut found = vec![path];
    let mut seen = BTreeSet::from([path]);
    let mut at = 0;
    while let Some(from) = found.get(at).copied() {
        at += 1;
        for (a, b) in &ties {
            let other = match (*a == from, *b == from) {
                (true, _) => *b,
                (_, true) => *a,
                _ => continue,
            };
            if name(other) == Some(wanted) && seen.insert(other) {
                found.push(other);
            }
        }
    }
    found
}

/// Pairs of fields that hold the same values.
fn ties(design: &Design) -> Vec<(FieldPath, FieldPath)> {
    let mut ties = Vec::new();
    let at = |entity, field| FieldPath { entity, field };
    for (_, r) in design.relationships().iter() {
        let pairs = r.from.fields.iter().zip(&r.to.fields);
        ties.extend(pairs.map(|(a, b)| (at(r.from.entity, *a), at(r.to.entity, *b))));
    }
    for (_, feed) in design.feeds().iter() {
        let pairs = feed.fields.iter();
        ties.extend(pairs.map(|(a, b)| (at(feed.from, *a), at(feed.to, *b))));
    }
    for (id, entity) in design.entities().iter() {
        for field in &entity.fields {
            for role in &field.roles {
                if let Role::CopyOf(source) = role {
                    ties.push((*source, at(id, field.id)));
                }
            }
        }
    }
    ties
}

/// Why a field cannot have a name: another field of its entity has it, or it is empty.
pub fn obstacle(design: &Design, path: FieldPath, new: &str) -> Option<String> {
    let new = new.trim();
    if new.is_empty() {
        return Some("A field needs a name".to_owned());
    }
    let entity = design.get(path.entity)?;
    let taken = (entity.fields.iter()).any(|field| field.name == new && field.id != path.field);
    taken.then(|| format!("{} has a field {new} already", entity.name))
}

/// Renames fields, all in one step.
pub fn rename(design: &Design, fields: &[FieldPath], new: &str) -> Transaction {
    let new = new.trim();
    let first = fields.first().and_then(|path| {
        let field = design.get(path.entity)?.field(path.field)?;
        Some(field.name.as_str())
    });
    let old = first.unwrap_or_default();
    let everywhere = if fields.len() > 1 { " everywhere" } else { "" };
    let mut builder = Builder::new(design, format!("Rename {old} to {new}{everywhere}"));
    for path in fields {
        builder.update(path.entity, |entity: &mut Entity| {
            if let Some(field) = entity.fields.iter_mut().find(|f| f.id == path.field)
                && field.name != new
            {
                new.clone_into(&mut field.name);
            }
        });
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Bench;
    use super::*;
    use crate::model::names::Names;

    const SHOP: &str = r#"
        entities: [
            (name: "customer", fields: [(name: "customer_no", type: "int", key: true)]),
            (name: "order", fields: [
                (name: "id", type: "uuid", key: true),
                (name: "customer_no", type: "int"),
                (name: "number", type: "int"),
            ]),
            (name: "invoice", fields: [(name: "customer_no", type: "int", roles: [CopyOf("order.customer_no")])]),
            (name: "stranger", fields: [(name: "customer_no", type: "int")]),
            (name: "payer", fields: [(name: "who", type: "int")]),
        ],
        relationships: [
            (from: "order.customer_no", to: "customer.customer_no", ends: (Many, One), integrity: Enforced),
            (from: "payer.who", to: "customer.customer_no", ends: (Many, One), integrity: Enforced),
        ],
    "#;

    #[test]
    fn what_is_tied_and_called_the_same_is_renamed_in_one_step() {
        let bench = Bench::new(SHOP);
        let names = Names::new(&bench.design);
        let path = names.find_field_path("order.customer_no").unwrap();
        let fields = same(&bench.design, path);
        let called: Vec<String> = fields.iter().map(|path| names.field_path(*path)).collect();
        assert_eq!(
            called,
            [
                "order.customer_no",
                "customer.customer_no",
                "invoice.customer_no"
            ]
        );
        let transaction = rename(&bench.design, &fields, "client_no");
        assert_eq!(
            transaction.label,
            "Rename customer_no to client_no everywhere"
        );
        let mut after = bench.design.clone();
        let undo = after.apply(&transaction).unwrap();
        let names = Names::new(&after);
        assert_eq!(names.field_path(fields[2]), "invoice.client_no");
        after.apply(&undo).unwrap();
        assert_eq!(after, bench.design);
    }

    #[test]
    fn a_name_that_another_field_has_is_refused() {
        let bench = Bench::new(SHOP);
        let names = Names::new(&bench.design);
        let path = names.find_field_path("order.customer_no").unwrap();
        let why = |new| obstacle(&bench.design, path, new);
        assert_eq!(
            why("number").as_deref(),
            Some("order has a field number already")
        );
        assert_eq!(why(" ").as_deref(), Some("A field needs a name"));
        assert_eq!(why("customer_no"), None);
    }
}
