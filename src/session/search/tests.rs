use super::*;
use crate::format::native::{Syntax, read};

fn design() -> Design {
    let text = r#"Design(
        format: 1, name: "shop",
        services: [(name: "Orders", description: "Takes orders.")],
        zones: [(name: "Checkout", consistency: Strong)],
        entities: [
            (name: "order", service: "Orders", fields: [
                (name: "id", type: "uuid", key: true),
                (name: "customer_id", type: "uuid", comment: "Who ORDERED it"),
            ]),
            (name: "customer_order_view", service: "Orders", fields: [(name: "order_id", type: "uuid")]),
            (name: "Straße", fields: [(name: "plz", type: "text")]),
        ],
        relationships: [
            (from: "customer_order_view.order_id", to: "order.id", ends: (Many, One), integrity: None, label: "shows orders"),
        ],
        views: [(name: "Overview", notes: [(text: "Split\nthis one", at: (0, 0))])],
    )"#;
    read(text.as_bytes(), Syntax::Ron).unwrap().design
}

fn found(wanted: &str) -> Vec<String> {
    let design = design();
    let hits = Find::new(&design).find(wanted);
    hits.iter()
        .map(|hit| format!("{} {:?}", hit.what.title(&design), hit.aspect))
        .collect()
}

#[test]
fn what_has_the_text_is_found_by_kind_and_in_each_the_best_first() {
    assert_eq!(
        found("Order"),
        [
            "order Name",
            "customer_order_view Name",
            "customer_order_view.order_id Name",
            "order.customer_id Comment",
            "Orders Name",
            "customer_order_view.order_id → order.id Name",
        ]
    );
    assert_eq!(
        found("UUID"),
        [
            "order.id Type",
            "order.customer_id Type",
            "customer_order_view.order_id Type"
        ]
    );
    assert_eq!(found("strong"), ["Checkout Type"]);
    assert_eq!(found("split this"), ["Split this one Name"]);
    assert_eq!(found("STRASSE"), [""; 0]);
    assert_eq!(found("straße"), ["Straße Name"]);
    assert_eq!(found("  "), [""; 0]);
}

#[test]
fn a_text_does_not_reach_from_one_name_into_the_next() {
    // `id` and `uuid` stand beside each other.
    assert_eq!(found("iduuid"), [""; 0]);
    assert_eq!(found("id\nuuid"), [""; 0]);
}

#[test]
fn marks_are_bytes_of_the_text_as_it_is_written() {
    assert_eq!(marks("Order of orders", "ORDER"), [0..5, 9..14]);
    assert_eq!(marks("Übermäßig ÜBER", "über"), [0..5, 13..18]);
    // The folded sign is shorter than the one that is written.
    assert_eq!(marks("\u{212A}elvin k", "k"), [0..3, 9..10]);
    assert_eq!(marks("aaaa", "aa"), [0..2, 2..4]);
    assert_eq!(marks("order", ""), []);
}

fn best(typed: &str) -> Vec<String> {
    let design = design();
    let matches = Catalog::new(&design).best(&mut Fuzzy::new(typed), 3);
    matches.iter().map(|m| title(&design, m.part)).collect()
}

#[test]
fn names_are_ranked_by_how_well_they_fit() {
    assert_eq!(best("order")[0], "order");
    assert_eq!(best("cov")[0], "customer_order_view");
    assert_eq!(best("order.cust")[0], "order.customer_id");
    assert_eq!(best("orders")[0], "Orders");
    for arrow in ["->", "→", "order_id → order.id"] {
        assert_eq!(
            best(arrow)[0],
            "customer_order_view.order_id → order.id",
            "{arrow}"
        );
    }
    assert_eq!(best("zzz"), [""; 0]);
    assert_eq!(best(""), [""; 0]);
}

#[test]
fn the_letters_that_fit_are_marked() {
    assert_eq!(Fuzzy::new("ae").marks("Add entity"), [0..1, 4..5]);
    assert_eq!(Fuzzy::new("add ent").marks("Add entity"), [0..3, 4..7]);
    assert_eq!(Fuzzy::new("x").marks("Add entity"), []);
}

/// The best of a catalog are those of all of its names, however few are asked for.
#[test]
fn few_of_the_best_are_the_first_of_many() {
    let mut design = design();
    let mut builder = crate::edit::Builder::new(&design, "");
    let names = [
        "orders/archive",
        "an order",
        "Order item",
        "border",
        "o_r_d_e_r",
        "öorder",
    ];
    for name in names {
        let name = name.to_owned();
        let fields = (0..3).map(|number| crate::model::Field {
            id: crate::model::FieldId::new(number),
            name: format!("order {number}"),
            ..Default::default()
        });
        builder.insert(crate::model::Entity {
            name,
            fields: fields.collect(),
            ..Default::default()
        });
    }
    design.apply(&builder.finish()).unwrap();
    let catalog = Catalog::new(&design);
    for typed in [
        "o", "or", "order", "ord it", "der", "ö", "a/b", "s/a", "r 1", "oder", "ocud", "re", "cid",
        "ordev", "id id", "->", "idid", "cvid",
    ] {
        let best = |most| catalog.best(&mut Fuzzy::new(typed), most);
        let all = best(1000);
        for few in [1, 2, 5, 9] {
            assert_eq!(best(few), all[..few.min(all.len())], "{few} of {typed}");
        }
    }
}
