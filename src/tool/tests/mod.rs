//! Gestures in the words of a person: `down order; move +40,0; up`. What they do is read off the text of the file.

mod moving;
mod select;
mod world;

use world::check_gesture;

/// Two services with three entities, one entity of no service, a relationship, a note.
const SHOP: &str = r#"Design(
    format: 1,
    name: "shop",
    services: [
        (name: "Orders"),
        (name: "Customers"),
    ],
    entities: [
        (
            name: "order", service: "Orders",
            fields: [
                (name: "id", type: "uuid", key: true),
                (name: "customer_id", type: "uuid"),
                (name: "total", type: "money"),
            ],
        ),
        (
            name: "line", service: "Orders",
            fields: [
                (name: "id", type: "uuid", key: true),
                (name: "order_id", type: "uuid"),
            ],
        ),
        (
            name: "customer", service: "Customers",
            fields: [
                (name: "id", type: "uuid", key: true),
                (name: "name", type: "text"),
            ],
        ),
        (
            name: "tag",
            fields: [
                (name: "id", type: "bigint", key: true),
            ],
        ),
    ],
    relationships: [
        (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced),
    ],
    views: [
        (
            name: "Overview",
            at: {
                "order": (40, 80),
                "line": (300, 80),
                "customer": (700, 80),
                "tag": (40, 400),
            },
            notes: [
                (text: "to do", at: (300, 400), width: 100),
            ],
        ),
    ],
)
"#;
