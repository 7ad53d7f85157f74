//! The examples are canonical files, and survive every way of writing them.

use erdwall::format::native::{Syntax, json_schema, write};

use super::{load, same_lines, schema};

const EXAMPLES: [(&str, &str); 4] = [
    ("tour", include_str!("../../examples/tour.erd.ron")),
    ("shop", include_str!("../../examples/shop.erd.ron")),
    (
        "shop-resilient",
        include_str!("../../examples/shop-resilient.erd.ron"),
    ),
    ("ftgo", include_str!("../../examples/ftgo.erd.ron")),
];

#[test]
fn every_example_is_canonical_and_round_trips() {
    let schema = serde_json::from_str(&json_schema()).unwrap();
    for (name, text) in EXAMPLES {
        let loaded = load(text);
        same_lines(&write(&loaded.design, Syntax::Ron), text);
        assert!(loaded.canonical, "{name}");
        let json = write(&loaded.design, Syntax::Json);
        let from_json = load(&json);
        assert!(from_json.canonical, "{name}");
        assert_eq!(from_json.design, loaded.design, "{name}");
        same_lines(&write(&from_json.design, Syntax::Ron), text);
        let value = serde_json::from_str(&json).unwrap();
        schema::conforms(&value, &schema, &schema).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

#[test]
fn the_shops_differ_in_what_makes_one_resilient() {
    let [_, (_, weak), (_, resilient), _] = EXAMPLES;
    for protection in [
        "compensation:",
        "circuit_breaker: true",
        "mechanism: Outbox",
        "timeout_ms:",
        "failover: Automatic",
    ] {
        let count = |text: &str| text.matches(protection).count();
        assert!(count(weak) < count(resilient), "{protection}");
    }
    assert!(weak.contains("mechanism: DualWrite") && !resilient.contains("mechanism: DualWrite"));
}
