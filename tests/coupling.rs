//! What couples services, and what `erdwall coupling` says of it.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::process::Command;

use erdwall::analysis::coupling::{Coupling, Pattern, ServiceCoupling};
use erdwall::analysis::facts::Facts;
use erdwall::analysis::needs::{DependencyKind, Need};
use erdwall::format::native::{Syntax, read};
use erdwall::lint::{Page, Settings, check};
use erdwall::model::{Design, Level, ServiceId};
use serde_json::Value;

fn design(lists: &str) -> Design {
    let file = Page::file(lists);
    let loaded = read(file.as_bytes(), Syntax::Ron);
    loaded.unwrap_or_else(|error| panic!("{error}")).design
}

fn coupling(design: &Design) -> Coupling {
    Coupling::of(&Facts::new(design))
}

fn service(design: &Design, name: &str) -> ServiceId {
    let mut services = design.services().iter();
    services
        .find(|(_, service)| service.name == name)
        .unwrap()
        .0
}

fn of(design: &Design, name: &str) -> ServiceCoupling {
    let id = service(design, name);
    let services = coupling(design).services;
    services.into_iter().find(|it| it.service == id).unwrap()
}

/// One dependency of every kind; `Web` needs `Core`.
const KINDS: &str = r#"
    services: [(name: "Web"), (name: "Core")],
    stores: [(name: "db", owner: "Core", connects: ["Web"])],
    entities: [
        (name: "user", service: "Core", store: "db", contract: (consumers: [(service: "Web", fields: [("id", "uuid")])]), fields: [(name: "id", type: "uuid", key: true)]),
        (name: "session", service: "Web", store: "db", fields: [(name: "id", type: "uuid", key: true), (name: "a", type: "uuid"), (name: "b", type: "uuid"), (name: "c", type: "uuid")]),
        (name: "user_copy", service: "Web", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
    ],
    relationships: [
        (from: "session.a", to: "user.id", ends: (Many, One), integrity: Enforced),
        (from: "session.b", to: "user.id", ends: (Many, One), integrity: Checked(fail: Closed)),
        (from: "session.c", to: "user.id", ends: (Many, One), integrity: None),
    ],
    operations: [
        (name: "log in", service: "Web", accesses: [(call: "check password"), (read: "user", via: OwnStore), (call: "count", via: Event)]),
        (name: "check password", service: "Core"),
        (name: "count", service: "Core"),
    ],
    feeds: [(from: "user", to: "user_copy", mechanism: LogCapture)],
    sagas: [(name: "sign up", coordinator: "Web", steps: [(action: Call("check password"))])],
"#;

#[test]
fn every_kind_of_dependency_is_told_apart() {
    let design = design(KINDS);
    let found = coupling(&design);
    let pair = (service(&design, "Web"), service(&design, "Core"));
    let kinds: Vec<_> = found.needs[&pair].kinds().collect();
    assert_eq!(
        kinds,
        [
            (DependencyKind::Key, 1),
            (DependencyKind::Store, 2),
            (DependencyKind::Call, 1),
            (DependencyKind::Check, 1),
            (DependencyKind::Saga, 1),
            (DependencyKind::Contract, 1),
            (DependencyKind::Event, 2),
            (DependencyKind::Reference, 1),
        ]
    );
    assert_eq!(found.needs.len(), 1, "Core needs nobody");
}

#[test]
fn a_copy_that_is_read_at_home_couples_only_by_what_feeds_it() {
    let design = design(
        r#"services: [(name: "Orders"), (name: "Catalog")],
        entities: [
            (name: "product", service: "Catalog", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "product_copy", service: "Orders", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
        ],
        operations: [(name: "show cart", service: "Orders", kind: Query, accesses: [(read: "product", via: LocalCopy)])],
        feeds: [(from: "product", to: "product_copy", mechanism: Outbox)],"#,
    );
    let found = coupling(&design);
    let kinds: Vec<_> = found.needs.values().flat_map(Need::kinds).collect();
    assert_eq!(kinds, [(DependencyKind::Event, 1)]);
    assert_eq!(found.chain, None, "nobody waits");
}

#[test]
fn instability_is_the_share_of_what_a_service_needs() {
    let design = design(
        r#"services: [(name: "A"), (name: "B"), (name: "C"), (name: "Core"), (name: "Alone")],
        operations: [
            (name: "a", service: "A", accesses: [(call_service: "Core"), (call_service: "Core")]),
            (name: "b", service: "B", accesses: [(call_service: "Core")]),
            (name: "c", service: "C", accesses: [(call_service: "Core")]),
            (name: "core", service: "Core", accesses: [(call_service: "C")]),
        ],"#,
    );
    let core = of(&design, "Core");
    assert_eq!((core.afferent, core.efferent), (3, 1));
    assert_eq!(core.instability(), Some(0.25));
    assert_eq!(of(&design, "A").instability(), Some(1.0));
    assert_eq!(of(&design, "Alone").instability(), None);
}

#[test]
fn boundaries_are_crossed_by_relationships_between_services_only() {
    let design = design(
        r#"services: [(name: "Orders"), (name: "Customers")],
        entities: [
            (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid"), (name: "parent", type: "uuid")]),
            (name: "line", service: "Orders", fields: [(name: "order_id", type: "uuid", key: true)]),
            (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "nobody", fields: [(name: "customer_id", type: "uuid", key: true)]),
        ],
        relationships: [
            (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),
            (from: "order.parent", to: "order.id", ends: (Many, One), integrity: Enforced),
            (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced),
            (from: "nobody.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),
        ],"#,
    );
    let boundary = coupling(&design).boundary;
    assert_eq!(
        (boundary.relationships, boundary.crossing, boundary.enforced),
        (3, 1, 1)
    );
    assert_eq!(of(&design, "Customers").boundary.share(), Some(1.0));
    let orders = of(&design, "Orders").boundary;
    assert_eq!((orders.relationships, orders.crossing), (3, 1));
}

/// Services of the longest chain, as `A → B ⇄ C`; with the number of hops.
fn chain(lists: &str) -> (usize, String) {
    let design = design(lists);
    let chain = coupling(&design).chain.expect("someone waits");
    let name = |id: &ServiceId| design.get(*id).unwrap().name.clone();
    let circles = chain.services.iter().map(|circle| {
        let names: Vec<String> = circle.iter().map(name).collect();
        names.join(" ⇄ ")
    });
    (chain.hops, circles.collect::<Vec<_>>().join(" → "))
}

#[test]
fn a_chain_follows_operations_and_not_services() {
    let apart = r#"services: [(name: "A"), (name: "B"), (name: "C")],
        operations: [
            (name: "a", service: "A", accesses: [(call: "b")]),
            (name: "b", service: "B"),
            (name: "other b", service: "B", accesses: [(call: "c")]),
            (name: "c", service: "C"),
        ],"#;
    assert_eq!(chain(apart), (1, "A → B".to_owned()));
    let joined = apart.replace("(call: \"b\")", "(call: \"other b\")");
    assert_eq!(chain(&joined), (2, "A → B → C".to_owned()));
    let event = joined.replace("(call: \"c\")", "(call: \"c\", via: Event)");
    assert_eq!(chain(&event), (1, "A → B".to_owned()));
}

#[test]
fn a_checked_reference_waits_and_a_circle_counts_once() {
    let lists = r#"services: [(name: "Orders"), (name: "Customers")],
        entities: [
            (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
            (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
        ],
        relationships: [(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed))],
        operations: [(name: "place order", service: "Orders", accesses: [(write: "order")])],"#;
    assert_eq!(chain(lists), (1, "Orders → Customers".to_owned()));
    let circle = r#"services: [(name: "Web"), (name: "A"), (name: "B"), (name: "C")],
        operations: [
            (name: "web", service: "Web", accesses: [(call: "a")]),
            (name: "a", service: "A", accesses: [(call: "b")]),
            (name: "b", service: "B", accesses: [(call: "a"), (call: "c")]),
            (name: "c", service: "C"),
        ],"#;
    assert_eq!(chain(circle), (2, "Web → A ⇄ B → C".to_owned()));
    let design = design(circle);
    let circles = ["Web", "A", "B", "C"].map(|name| of(&design, name).in_circle);
    assert_eq!(circles, [false, true, true, false]);
}

#[test]
fn needing_each_other_is_a_loop_only_where_operations_form_one() {
    let mutual = r#"services: [(name: "A"), (name: "B")],
        operations: [
            (name: "a1", service: "A", accesses: [(call: "b1", timeout_ms: 100, fallback: None)]),
            (name: "a2", service: "A"),
            (name: "b1", service: "B"),
            (name: "b2", service: "B", accesses: [(call: "a2", timeout_ms: 100, fallback: None)]),
        ],"#;
    let level = |lists: &str| {
        let report = check(&design(lists), &Settings::default());
        let mut found = report.diagnostics.into_iter();
        found
            .find(|it| it.rule.id == "service-cycle")
            .map(|it| it.level)
    };
    assert_eq!(level(mutual), Some(Level::Warning));
    let looped = mutual.replace("(name: \"b1\", service: \"B\")", "(name: \"b1\", service: \"B\", accesses: [(call: \"a1\", timeout_ms: 50, fallback: None)])");
    assert_eq!(level(&looped), Some(Level::Error));
}

#[test]
fn the_architecture_shows_in_who_uses_which_store() {
    let pattern = |lists: &str| coupling(&design(lists)).pattern.map(|found| found.pattern);
    let services =
        r#"services: [(name: "A"), (name: "B"), (name: "C"), (name: "Web", kind: Gateway)],"#;
    let with = |stores: &str| pattern(&format!("{services} stores: [{stores}],"));
    assert_eq!(
        with(r#"(name: "db", owner: "A", connects: ["B", "C"])"#),
        Some(Pattern::Centralized)
    );
    assert_eq!(
        with(r#"(name: "db", owner: "A", connects: ["B"]), (name: "c", owner: "C")"#),
        Some(Pattern::Mixed)
    );
    assert_eq!(
        with(
            r#"(name: "db", owner: "A", connects: ["B"]), (name: "c", owner: "C", connects: ["B"])"#
        ),
        Some(Pattern::SharedSchema)
    );
    // Databases of one name on different hosts, and databases on one host, are databases of their own.
    assert_eq!(
        with(
            r#"(name: "app", owner: "A", domain: "one-host"), (name: "app 2", owner: "B", domain: "one-host")"#
        ),
        Some(Pattern::PerService)
    );
    assert_eq!(
        with(r#"(name: "db", owner: "A")"#),
        None,
        "one service alone has no architecture"
    );
}

#[test]
fn reading_the_tables_of_another_service_is_sharing_its_store() {
    let lists = r#"services: [(name: "Orders"), (name: "Reports")],
        stores: [(name: "orders", owner: "Orders")],
        entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
        operations: [(name: "revenue", service: "Reports", kind: Report, accesses: [(read: "order", via: OwnStore)])],"#;
    let design = design(lists);
    let report = check(&design, &Settings::default());
    let shared = report
        .diagnostics
        .iter()
        .find(|it| it.rule.id == "shared-store");
    assert_eq!(
        shared.unwrap().message,
        "Orders and Reports are down together when orders is: they share the store"
    );
}

#[test]
fn the_command_prints_what_the_window_shows() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop.erd.ron");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_erdwall"))
            .args([&["coupling", example], arguments].concat())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let human = run(&[]);
    for line in [
        "Orders                 2   3   3         0.50      80 %       2",
        "    enforced key: payment.order_id → order.id",
        "longest chain: Orders → Payments → Card processor",
        "Mixed: some services share a store, others have their own",
    ] {
        assert!(human.lines().any(|it| it == line), "{line}\n{human}");
    }
    let json: Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
    assert_eq!(json["services"][0]["ca"], 3);
    assert_eq!(json["boundary"]["crossing"], 4);
    assert_eq!(json["longest_chain"]["hops"], 2);
    assert_eq!(json["pattern"]["shared_stores"][0]["store"], "orders");
    let best = json["modularity"]["best_found"].as_f64().unwrap();
    assert!(best >= json["modularity"]["present"].as_f64().unwrap());
}

#[test]
fn what_an_architecture_brings_and_costs_is_said_of_this_design() {
    let found = |integrity: &str| {
        let lists = format!(
            r#"services: [(name: "Orders"), (name: "Payments"), (name: "Search")],
            entities: [
                (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
                (name: "payment", service: "Payments", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
                (name: "view", service: "Search", fields: [(name: "id", type: "uuid", key: true)]),
            ],
            relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: {integrity})],"#
        );
        coupling(&design(&lists)).pattern.unwrap()
    };
    let loose = found("None");
    assert_eq!(loose.pattern, Pattern::PerService);
    assert_eq!(
        loose.pros,
        [
            "Orders, Payments and Search each change their own schema without asking anyone, and no other service stops with their stores"
        ]
    );
    assert_eq!(
        loose.cons,
        ["No database keeps 1 reference over a boundary valid: payment.order_id"]
    );
    let tied = found("Enforced");
    assert_eq!(
        tied.pros,
        [
            "Search changes its schema without asking anyone, and no other service stops with its stores"
        ]
    );
    assert_eq!(
        tied.cons,
        ["1 enforced key ties two services over a boundary: payment.order_id"]
    );
}
