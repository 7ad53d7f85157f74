//! Relating what a person points at: which of two is the child, and which fields come.

#![allow(
    clippy::unwrap_used,
    reason = "a test may stop where something unexpected happens"
)]

use erdwall::edit::field_line::{self, Place};
use erdwall::edit::link::{Pointed, plan};
use erdwall::edit::{Builder, relate};
use erdwall::format::native::{Syntax, read};
use erdwall::model::{Design, Endpoint, FieldPath, Integrity, Relationship};

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

/// Children and parents in one database, in several, and in none that is decided.
const CUT: &str = r#"Design(format: 1,
    services: [(name: "Orders"), (name: "Stock"), (name: "Pages")],
    stores: [
        (name: "orders", engine: PostgreSql, owner: "Orders"),
        (name: "stock", engine: MySql, owner: "Stock"),
        (name: "prices", engine: MySql, owner: "Stock"),
        (name: "pages", engine: MongoDb, owner: "Pages"),
    ],
    entities: [
        (name: "customer", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "shelf", service: "Stock", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "price", service: "Stock", store: "prices", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "author", service: "Pages", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "idea", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "order", service: "Orders", store: "orders", fields: [
            (name: "customer_id", type: "uuid"),
            (name: "price_id", type: "uuid"),
        ]),
        (name: "guest", service: "Stock", store: "orders", fields: [(name: "customer_id", type: "uuid", null: true)]),
        (name: "item", service: "Stock", store: "stock", fields: [
            (name: "shelf_id", type: "uuid", key: true),
            (name: "price_id", type: "uuid", unique: true),
        ]),
        (name: "page", service: "Pages", fields: [(name: "author_id", type: "uuid")]),
        (name: "draft", fields: [(name: "idea_id", type: "uuid")]),
    ],
)"#;

#[test]
fn a_database_keeps_a_new_relationship_where_one_can_however_it_is_drawn() {
    for (child, parent, expected) in [
        // The child names its service's only store, the parent need not.
        ("order", "customer", Integrity::Enforced),
        ("order", "price", Integrity::None),
        // One store, but of another service.
        ("guest", "customer", Integrity::None),
        // Where the parent is kept is not decided, or it is another store of the service.
        ("item", "shelf", Integrity::Enforced),
        ("item", "price", Integrity::None),
        // Documents keep no keys.
        ("page", "author", Integrity::None),
        ("draft", "idea", Integrity::Enforced),
    ] {
        let [dragged, typed, picked] = [dragged, typed, picked].map(|draw| {
            let mut design = read(CUT.as_bytes(), Syntax::Ron).unwrap().design;
            let mut builder = Builder::new(&design, "");
            draw(&mut builder, child, parent);
            design.apply(&builder.finish()).unwrap();
            let mut all = design.relationships().iter();
            let (_, only) = all.next().unwrap();
            assert!(all.next().is_none());
            only.clone()
        });
        assert_eq!(dragged.integrity, expected, "{child} to {parent}");
        // What else goes without saying is the same, too.
        let case = format!("{child} to {parent}");
        assert_eq!((&typed, &picked), (&dragged, &dragged), "{case}");
    }
}

#[test]
fn how_many_take_part_follows_from_the_fields_of_the_child() {
    let ends = |child, parent| {
        let design = read(CUT.as_bytes(), Syntax::Ron).unwrap().design;
        let mut builder = Builder::new(&design, "");
        dragged(&mut builder, child, parent);
        let mut all = builder.design().relationships().iter();
        let (
            _,
            Relationship {
                ends, identifying, ..
            },
        ) = all.next().unwrap();
        let (children, parents) = (ends.0.label(), ends.1.label());
        (children, parents, *identifying)
    };
    assert_eq!(ends("order", "customer"), ("0..n", "1", false));
    assert_eq!(ends("guest", "customer"), ("0..n", "0..1", false));
    assert_eq!(ends("item", "price"), ("0..1", "1", false));
    assert_eq!(ends("item", "shelf"), ("0..1", "1", true));
}

fn dragged(builder: &mut Builder, child: &str, parent: &str) {
    let design = builder.design();
    let (child, parent) = (pointed(design, child), pointed(design, parent));
    plan(design, child, parent).unwrap().draw(builder);
}

/// The foreign key is typed behind what the line of the child's field says.
fn typed(builder: &mut Builder, child: &str, parent: &str) {
    let design = builder.design().clone();
    let Pointed::Field(path) = pointed(&design, &format!("{child}.{parent}_id")) else {
        return;
    };
    let place = Place {
        design: &design,
        entity: path.entity,
        field: Some(path.field),
        today: jiff::civil::date(2026, 3, 1),
    };
    let line = field_line::print(&design, path);
    let line = field_line::parse(&format!("{line} fk {parent}.id"), place).unwrap();
    field_line::replace(builder, path, &line);
}

/// The parent is picked in the child's list of relationships.
fn picked(builder: &mut Builder, child: &str, parent: &str) {
    let [child, parent] = [child, parent].map(|name| pointed(builder.design(), name).entity());
    relate::to_parent(builder, child, parent).unwrap();
}
