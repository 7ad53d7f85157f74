//! Relating what a person points at: which of two is the child, and which fields come.

#![allow(
    clippy::unwrap_used,
    reason = "a test may stop where something unexpected happens"
)]

use erdwall::edit::Builder;
use erdwall::edit::link::{Pointed, plan};
use erdwall::format::native::{Syntax, read};
use erdwall::model::{Design, Endpoint, FieldPath};

const SHOP: &str = r#"Design(format: 1, entities: [
    (name: "order", fields: [
        (name: "id", type: "uuid", key: true),
        (name: "customer_id", type: "uuid"),
        (name: "total", type: "money"),
    ]),
    (name: "customer", fields: [(name: "id", type: "uuid", key: true)]),
    (name: "seat", fields: [
        (name: "row", type: "text", key: true),
        (name: "number", type: "serial", key: true),
    ]),
    (name: "log", fields: [(name: "text", type: "text")]),
])"#;

fn pointed(design: &Design, name: &str) -> Pointed {
    let (entity, field) = match name.split_once('.') {
        Some((entity, field)) => (entity, Some(field)),
        None => (name, None),
    };
    let mut entities = design.entities().iter();
    let (id, entity) = entities.find(|(_, e)| e.name == entity).unwrap();
    match field {
        None => Pointed::Entity(id),
        Some(name) => Pointed::Field(FieldPath {
            entity: id,
            field: entity.fields.iter().find(|f| f.name == name).unwrap().id,
        }),
    }
}

/// `child(fields) → parent(fields)`, `+` before fields that are added.
fn related(source: &str, target: &str) -> String {
    let mut design = read(SHOP.as_bytes(), Syntax::Ron).unwrap().design;
    let before = design.clone();
    let (source, target) = (pointed(&design, source), pointed(&design, target));
    let Some(plan) = plan(&design, source, target) else {
        return "nothing".into();
    };
    let mismatch = plan.mismatch(&design);
    let mut builder = Builder::new(&design, "");
    let id = plan.draw(&mut builder);
    design.apply(&builder.finish()).unwrap();
    let relationship = design.get(id).unwrap();
    let side = |end: &Endpoint| {
        let entity = design.get(end.entity).unwrap();
        let old = before.get(end.entity).unwrap();
        let fields = end.fields.iter().map(|id| {
            let field = entity.field(*id).unwrap();
            let mark = if old.field(*id).is_none() { "+" } else { "" };
            format!("{mark}{} {}", field.name, field.data_type)
        });
        format!("{}({})", entity.name, fields.collect::<Vec<_>>().join(", "))
    };
    let sides = format!("{} → {}", side(&relationship.from), side(&relationship.to));
    match mismatch {
        Some(mismatch) => format!("{sides} but {} / {}", mismatch.child, mismatch.parent),
        None => sides,
    }
}

#[test]
fn the_source_refers_to_the_target_by_a_field_for_each_of_its_key() {
    for (source, target, expected) in [
        // A field that is named for the key is the foreign key.
        (
            "order",
            "customer",
            "order(customer_id uuid) → customer(id uuid)",
        ),
        (
            "customer",
            "order",
            "customer(+order_id uuid) → order(id uuid)",
        ),
        (
            "order",
            "seat",
            "order(+seat_row text, +seat_number integer) → seat(row text, number serial)",
        ),
        (
            "seat",
            "seat",
            "seat(+parent_row text, +parent_number integer) → seat(row text, number serial)",
        ),
        ("order", "log", "order() → log()"),
        (
            "order.customer_id",
            "customer",
            "order(customer_id uuid) → customer(id uuid)",
        ),
        (
            "order.customer_id",
            "customer.id",
            "order(customer_id uuid) → customer(id uuid)",
        ),
        // Who drags from a key, drags to the child.
        (
            "customer.id",
            "order.customer_id",
            "order(customer_id uuid) → customer(id uuid)",
        ),
        (
            "customer.id",
            "log",
            "log(+customer_id uuid) → customer(id uuid)",
        ),
        (
            "customer",
            "order.customer_id",
            "order(customer_id uuid) → customer(id uuid)",
        ),
        (
            "log",
            "customer.id",
            "log(+customer_id uuid) → customer(id uuid)",
        ),
        // Of a composite key, the one that fits; the others come.
        (
            "log.text",
            "seat",
            "log(text text, +seat_number integer) → seat(row text, number serial)",
        ),
        (
            "order.total",
            "customer",
            "order(total money) → customer(id uuid) but order.total money / customer.id uuid",
        ),
        ("order.id", "order.id", "nothing"),
    ] {
        assert_eq!(related(source, target), expected, "{source} to {target}");
    }
}

#[test]
fn the_same_twice_is_found_again() {
    let mut design = read(SHOP.as_bytes(), Syntax::Ron).unwrap().design;
    let (order, customer) = (
        pointed(&design, "order.customer_id"),
        pointed(&design, "customer.id"),
    );
    let plan = plan(&design, order, customer).unwrap();
    assert_eq!(plan.existing(&design), None);
    let mut builder = Builder::new(&design, "");
    let id = plan.draw(&mut builder);
    design.apply(&builder.finish()).unwrap();
    assert_eq!(plan.existing(&design), Some(id));
}
