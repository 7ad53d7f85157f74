//! What a failure does to a design, and how likely it is.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod examples;
mod random;
mod table;

use erdwall::analysis::availability::{Availabilities, Outage};
use erdwall::analysis::dependencies::{Dependencies, State, Subject, Words};
use erdwall::analysis::facts::Facts;
use erdwall::analysis::failure::{Limits, Probability};
use erdwall::format::native::{self, Syntax};
use erdwall::model::names::Names;
use erdwall::model::{Design, Part};

/// A design with these lists.
#[track_caller]
fn design(lists: &str) -> Design {
    let file = format!("Design(format: 1, name: \"test\", {lists})");
    match native::read(file.as_bytes(), Syntax::Ron) {
        Ok(loaded) => loaded.design,
        Err(error) => panic!("{error}\n{lists}"),
    }
}

fn dependencies(design: &Design) -> Dependencies {
    Dependencies::new(&Facts::new(design))
}

#[track_caller]
fn operation(design: &Design, name: &str) -> Subject {
    let mut operations = design.operations().iter();
    let found = operations.find(|(_, operation)| operation.name == name);
    Subject::Operation(found.unwrap_or_else(|| panic!("no operation {name}")).0)
}

#[track_caller]
fn service(design: &Design, name: &str) -> Part {
    let mut services = design.services().iter();
    Part::Service(
        services
            .find(|(_, service)| service.name == name)
            .unwrap()
            .0,
    )
}

#[track_caller]
fn store(design: &Design, name: &str) -> Part {
    let mut stores = design.stores().iter();
    Part::Store(stores.find(|(_, store)| store.name == name).unwrap().0)
}

fn exact(outage: &Outage) -> f64 {
    match outage.down {
        Probability::Exact(exact) => exact,
        bound @ Probability::Between { .. } => panic!("only {bound:?}"),
    }
}

/// The smallest cut sets in words.
fn sets(design: &Design, dependencies: &Dependencies, outage: &Outage) -> Vec<String> {
    let names = Names::new(design);
    let words = Words::new(design, &names, dependencies);
    let sets = outage.smallest.iter();
    sets.map(|set| {
        let causes: Vec<String> = set
            .iter()
            .map(|cause| words.cause(&dependencies.causes()[*cause].cause))
            .collect();
        causes.join(", ")
    })
    .collect()
}

/// The checkout of the published golden numbers, as a design: the copy of customers takes over while their service, its store or
/// the host of both is down.
const CHECKOUT: &str = r#"
    domains: {"h": Share(0.997)},
    services: [
        (name: "Frontend", kind: Gateway, availability: Share(0.999)),
        (name: "Orders", availability: Share(0.998), domain: "h"),
        (name: "Customers", availability: Share(0.996), domain: "h"),
    ],
    stores: [
        (name: "orders", owner: "Orders", replication: Sync(replicas: 1, failover: Automatic), availability: Share(0.995)),
        (name: "crm", owner: "Customers", availability: Share(0.995)),
        (name: "copies", engine: Redis, owner: "Orders", availability: Share(0.99)),
    ],
    entities: [
        (name: "order", service: "Orders", store: "orders"),
        (name: "customer", service: "Customers", store: "crm"),
        (name: "customer_copy", service: "Orders", store: "copies"),
    ],
    operations: [
        (name: "checkout", service: "Frontend", accesses: [(call: "place order", timeout_ms: 500, fallback: None)]),
        (name: "place order", service: "Orders", accesses: [
            (read: "customer", via: Call, timeout_ms: 200, fallback: Copy("customer_copy")),
            (write: "order", via: OwnStore),
        ]),
    ],"#;

#[test]
fn the_checkout_gives_the_golden_numbers() {
    let design = design(CHECKOUT);
    let dependencies = dependencies(&design);
    let limits = Limits::default();
    let availabilities = Availabilities::new(&dependencies, &limits).unwrap();
    let checkout = operation(&design, "checkout");
    let outage = availabilities.get(checkout).unwrap();
    assert_eq!(format!("{:.14}", exact(outage)), "0.00610311623056");
    assert_eq!(outage.by_order, [0, 3, 3]);
    assert_eq!(
        sets(&design, &dependencies, outage),
        [
            "Frontend",
            "Orders",
            "domain h",
            "Customers, copies",
            "orders node 1, orders node 2",
            "crm, copies",
        ]
    );
    let causes = dependencies.causes();
    let names = Names::new(&design);
    let words = Words::new(&design, &names, &dependencies);
    let importance = availabilities
        .importance(checkout, &limits)
        .unwrap()
        .unwrap();
    let of = |name: &str| {
        let row = importance
            .iter()
            .find(|row| words.cause(&causes[row.event].cause) == name);
        *row.unwrap()
    };
    assert_eq!(format!("{:.8}", of("domain h").mif), "0.99688755");
    assert_eq!(format!("{:.6}", of("copies").raw), "2.447906");
}

#[test]
fn redundancy_and_chains_give_the_closed_forms() {
    let lists = |services: &str, accesses: &str, store: &str| {
        design(&format!(
            r#"services: [(name: "Own"), {services}],
            stores: [(name: "own", owner: "Own", {store})],
            entities: [(name: "row", service: "Own", store: "own")],
            operations: [(name: "ask", service: "Own", kind: Query, accesses: [{accesses}])],"#
        ))
    };
    let up = |design: &Design| {
        let dependencies = dependencies(design);
        let limits = Limits::default();
        let ask = operation(design, "ask");
        let found = Availabilities::of(&dependencies, &[ask], &limits).unwrap();
        1.0 - exact(found.get(ask).unwrap())
    };
    let services: Vec<String> = (0..100)
        .map(|at| format!(r#"(name: "s{at}", availability: Share(0.99)),"#))
        .collect();
    let calls: Vec<String> = (0..100)
        .map(|at| format!(r#"(call_service: "s{at}"),"#))
        .collect();
    let (services, calls) = (services.concat(), calls.concat());
    let all = lists(&services, &calls, "");
    assert_eq!(format!("{:.9}", 1.0 - up(&all)), "0.633967659");
    let services = services.replace("0.99", "0.999");
    let calls: String = calls.split_inclusive("),").take(5).collect();
    assert_eq!(
        format!("{:.9}", up(&lists(&services, &calls, ""))),
        "0.995009990"
    );
    let quorum = "replication: Quorum(nodes: 3, w: 2, r: 2), availability: Share(0.99)";
    let quorum = lists("", r#"(read: "row")"#, quorum);
    assert_eq!(format!("{:.6}", up(&quorum)), "0.999702");
}

#[test]
fn instances_in_one_failure_domain_fail_together() {
    let lists = |domain: &str| {
        design(&format!(
            r#"domains: {{"eu/a": Share(0.999)}},
            services: [(name: "Own", instances: 2, availability: Share(0.99), domain: "{domain}")],
            operations: [(name: "ask", service: "Own", kind: Query)],"#
        ))
    };
    let down = |design: &Design| {
        let dependencies = dependencies(design);
        let ask = operation(design, "ask");
        let found = Availabilities::of(&dependencies, &[ask], &Limits::default()).unwrap();
        let outage = found.get(ask).unwrap();
        (
            format!("{:.6}", exact(outage)),
            sets(design, &dependencies, outage),
        )
    };
    let both = "Own instance 1, Own instance 2".to_owned();
    assert_eq!(
        down(&lists("eu")),
        (
            "0.000100".to_owned(),
            vec!["domain eu".to_owned(), both.clone()]
        )
    );
    let (likely, sets) = down(&lists("eu/a/host"));
    assert_eq!(likely, "0.001100");
    assert_eq!(
        sets,
        ["domain eu", "domain eu/a", "domain eu/a/host", &both]
    );
}

#[test]
fn an_unknown_availability_is_named_and_never_guessed() {
    let design = design(
        r#"services: [(name: "Own"), (name: "Other", availability: Share(0.99))],
        operations: [(name: "ask", service: "Own", kind: Query, accesses: [(call_service: "Other")])],"#,
    );
    let dependencies = dependencies(&design);
    let ask = operation(&design, "ask");
    let found = Availabilities::of(&dependencies, &[ask], &Limits::default()).unwrap();
    let outage = found.get(ask).unwrap();
    assert!((exact(outage) - 0.01).abs() < 1e-15);
    assert_eq!(sets(&design, &dependencies, outage), ["Own", "Other"]);
    let unknown: Vec<Vec<Part>> = outage
        .unknown
        .iter()
        .map(|cause| dependencies.causes()[*cause].cause.parts())
        .collect();
    assert_eq!(unknown, [[service(&design, "Own")]]);
}

#[test]
fn an_equation_says_the_attribute_that_each_of_its_terms_comes_from() {
    let design = design(
        r#"services: [(name: "Orders"), (name: "Payments")],
        stores: [(name: "orders_db", owner: "Orders"), (name: "payments_db", owner: "Payments")],
        entities: [
            (name: "order", service: "Orders", store: "orders_db", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "payment", service: "Payments", store: "payments_db", fields: [(name: "order_id", type: "uuid")]),
        ],
        relationships: [(from: "payment.order_id", to: "order.id", ends: (Many, One), integrity: Enforced)],
        operations: [(name: "pay", service: "Payments", accesses: [(write: "payment"), (call_service: "Orders", timeout_ms: 100, optional: true)])],"#,
    );
    let dependencies = dependencies(&design);
    let names = Names::new(&design);
    let words = Words::new(&design, &names, &dependencies);
    let payment = design.entities().ids().nth(1).unwrap();
    let pay = operation(&design, "pay");
    let say = |subject, state| {
        let variable = dependencies.variable(subject, state);
        let clauses = dependencies.clauses(variable).iter();
        clauses
            .map(|clause| words.clause(variable, clause))
            .collect::<Vec<_>>()
    };
    let write = Subject::Data(payment, erdwall::analysis::dependencies::Action::Write);
    assert_eq!(
        say(write, State::Down),
        [
            "writing payment is down when writing payments_db is down: payment is kept there",
            "writing payment is down when reading order is down: payment.order_id is enforced there",
            "writing payment is down when orders_db and payments_db are cut off from each other: payment.order_id is enforced there",
        ]
    );
    let said = "pay is degraded when Orders is down: it calls Orders, and goes on without it";
    assert!(say(pay, State::Degraded).contains(&said.to_owned()));
    for (variable, clauses) in dependencies.equations() {
        for clause in clauses {
            let said = words.clause(variable, clause);
            assert!(!said.contains("  ") && !said.ends_with(": "), "{said}");
            if let Some((part, attribute)) = clause.because.attribute() {
                assert!(!attribute.is_empty(), "{part:?}");
            }
        }
    }
}
