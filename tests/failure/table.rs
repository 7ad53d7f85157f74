//! The table of the semantics: what an access does when what it needs is down, slow or stale.

use erdwall::analysis::dependencies::{Action, State, Subject};
use erdwall::analysis::spread::Spreading;
use erdwall::model::{Design, Part};

use super::{dependencies, design, operation, service, store};

/// Two services with a store each; what differs from case to case is how they depend on each other.
fn shop(relationship: &str, accesses: &str) -> Design {
    design(&format!(
        r#"services: [(name: "A"), (name: "B"), (name: "C")],
        stores: [(name: "a", owner: "A"), (name: "b", owner: "B"), (name: "copy", owner: "A"), (name: "log", engine: Kafka)],
        entities: [
            (name: "child", service: "A", store: "a", fields: [(name: "parent_id", type: "int")]),
            (name: "parent", service: "B", store: "b", fields: [(name: "id", type: "int", key: true)]),
            (name: "kept", service: "A", store: "copy"),
        ],
        relationships: [{relationship}],
        operations: [
            (name: "act", service: "A", accesses: [{accesses}]),
            (name: "other", service: "A"),
            (name: "answer", service: "B", kind: Query, accesses: [(read: "parent")]),
        ],
        feeds: [(from: "parent", to: "kept", mechanism: Outbox, broker: "log")],"#
    ))
}

fn key(integrity: &str) -> String {
    format!(
        r#"(from: "child.parent_id", to: "parent.id", ends: (Many, One), integrity: {integrity})"#
    )
}

#[derive(Clone, Copy, Debug)]
enum When {
    Down(&'static str),
    Slow(&'static str),
}

/// The states of a subject when something happens.
#[track_caller]
fn states(design: &Design, subject: Subject, when: &[When]) -> Vec<State> {
    let dependencies = dependencies(design);
    let spreading = Spreading::new(&dependencies);
    let part = |name: &str| {
        if name.chars().next().unwrap().is_uppercase() {
            service(design, name)
        } else {
            store(design, name)
        }
    };
    let mut start = Vec::new();
    for when in when {
        match when {
            When::Down(name) => start.extend(dependencies.failure_of(&part(name)).unwrap()),
            When::Slow(name) => start.extend(match part(name) {
                Part::Service(id) => dependencies.slowness_of(&[id], &[]),
                Part::Store(id) => dependencies.slowness_of(&[], &[id]),
                _ => unreachable!(),
            }),
        }
    }
    let spread = spreading.spread(&start);
    State::ALL
        .into_iter()
        .filter(|state| spread.reaches(subject, *state))
        .collect()
}

use State::{Degraded, Down, Lossy, Slow, Stale};
use When::{Down as Gone, Slow as Late};

#[track_caller]
fn check(design: &Design, name: &str, cases: &[(&[When], &[State])]) {
    for (when, expected) in cases {
        assert_eq!(
            states(design, operation(design, name), when),
            *expected,
            "{when:?}"
        );
    }
}

const WRITE: &str = r#"(write: "child")"#;

#[test]
fn a_key_enforced_in_another_store_stops_writes_and_deletes() {
    let design = shop(&key("Enforced"), WRITE);
    // The database asks the other database, whatever the service there does.
    check(
        &design,
        "act",
        &[
            (&[Gone("b")], &[Down, Degraded]),
            (&[Gone("B")], &[]),
            (&[Late("b")], &[Down, Degraded, Slow]),
        ],
    );
    check(
        &design,
        "other",
        &[(&[Late("b")], &[Down, Degraded]), (&[Gone("b")], &[])],
    );
    let parent = design.entities().ids().nth(1).unwrap();
    let delete = Subject::Implied(parent, Action::Delete);
    assert_eq!(states(&design, delete, &[Gone("a")]), [Down, Degraded]);
    assert_eq!(states(&design, delete, &[Gone("copy")]), []);
}

#[test]
fn a_check_that_fails_closed_stops_writes() {
    check(
        &shop(&key("Checked(fail: Closed, timeout_ms: 100)"), WRITE),
        "act",
        &[
            (&[Gone("b")], &[Down, Degraded]),
            (&[Gone("B")], &[Down, Degraded]),
            (&[Late("B")], &[Slow]),
        ],
    );
}

#[test]
fn a_check_that_fails_open_and_what_is_repaired_later_leave_orphans() {
    for integrity in ["Checked(fail: Open, timeout_ms: 100)", "Eventual()", "None"] {
        check(
            &shop(&key(integrity), WRITE),
            "act",
            &[
                (&[Gone("b")], &[Degraded]),
                (&[Gone("B")], &[Degraded]),
                (&[Late("B")], &[]),
            ],
        );
    }
}

#[test]
fn a_check_without_a_time_limit_takes_the_pool_while_the_parent_is_slow() {
    let design = shop(&key("Checked(fail: Open)"), WRITE);
    check(
        &design,
        "other",
        &[(&[Late("B")], &[Down, Degraded]), (&[Gone("B")], &[])],
    );
}

#[test]
fn a_required_read_is_down_with_what_it_reads() {
    for (access, late) in [
        (
            r#"(read: "parent", via: Call)"#,
            &[Down, Degraded, Slow][..],
        ),
        (
            r#"(read: "parent", via: Call, timeout_ms: 100)"#,
            &[Down, Degraded],
        ),
        (
            r#"(call: "answer", circuit_breaker: true, timeout_ms: 100)"#,
            &[Down, Degraded],
        ),
    ] {
        check(
            &shop("", access),
            "act",
            &[
                (&[Gone("B")], &[Down, Degraded]),
                (&[Gone("b")], &[Down, Degraded]),
                (&[Late("B")], late),
            ],
        );
    }
}

#[test]
fn a_fallback_takes_over() {
    let cases: [(&str, &[State], &[State]); 3] = [
        (
            r#"fallback: Copy("kept")"#,
            &[Stale],
            &[Down, Degraded, Stale],
        ),
        ("fallback: Cache", &[Stale], &[Stale]),
        ("fallback: DefaultValue", &[Degraded], &[Degraded]),
    ];
    for (fallback, alone, with_copy) in cases {
        let design = shop(
            "",
            &format!(r#"(read: "parent", via: Call, timeout_ms: 100, {fallback})"#),
        );
        check(
            &design,
            "act",
            &[
                (&[Gone("B")], alone),
                (&[Late("B")], alone),
                (&[Gone("copy")], &[]),
                (&[Gone("B"), Gone("copy")], with_copy),
            ],
        );
    }
}

#[test]
fn an_optional_access_only_degrades_but_hangs_without_a_time_limit() {
    check(
        &shop(
            "",
            r#"(read: "parent", via: Call, optional: true, timeout_ms: 100)"#,
        ),
        "act",
        &[(&[Gone("B")], &[Degraded]), (&[Late("B")], &[Degraded])],
    );
    check(
        &shop("", r#"(read: "parent", via: Call, optional: true)"#),
        "act",
        &[
            (&[Gone("B")], &[Degraded]),
            (&[Late("B")], &[Down, Degraded, Slow]),
        ],
    );
}

#[test]
fn a_bulkhead_or_a_time_limit_keeps_other_operations_out_of_it() {
    for (protection, expected) in [
        ("", &[Down, Degraded][..]),
        (", bulkhead: 10", &[]),
        (", timeout_ms: 100", &[]),
    ] {
        let design = shop("", &format!(r#"(read: "parent", via: Call{protection})"#));
        check(
            &design,
            "other",
            &[(&[Late("B")], expected), (&[Gone("B")], &[])],
        );
    }
}

#[test]
fn a_copy_is_down_with_its_own_store_and_stale_with_what_feeds_it() {
    check(
        &shop("", r#"(read: "kept", via: LocalCopy)"#),
        "act",
        &[
            (&[Gone("copy")], &[Down, Degraded, Stale]),
            (&[Gone("B")], &[Stale]),
            (&[Gone("b")], &[Stale]),
            (&[Gone("log")], &[Stale]),
            (&[Late("log")], &[Stale]),
            (&[Gone("C")], &[]),
        ],
    );
    // Named by its source, it is found by its feed.
    check(
        &shop("", r#"(read: "parent", via: LocalCopy)"#),
        "act",
        &[
            (&[Gone("copy")], &[Down, Degraded, Stale]),
            (&[Gone("B")], &[Stale]),
        ],
    );
}

#[test]
fn an_event_lets_the_producer_go_on() {
    check(
        &shop("", r#"(call: "answer", via: Event)"#),
        "act",
        &[(&[Gone("B")], &[Stale])],
    );
}

#[test]
fn a_dual_write_ties_the_producer_to_the_second_place() {
    let twice = |mechanism: &str| {
        design(&format!(
            r#"services: [(name: "A"), (name: "B")],
            stores: [(name: "a", owner: "A"), (name: "b", owner: "B")],
            entities: [(name: "row", service: "A", store: "a"), (name: "index", service: "B", store: "b")],
            operations: [(name: "act", service: "A", accesses: [(write: "row")]), (name: "find", service: "B", kind: Query, accesses: [(read: "index")])],
            feeds: [(from: "row", to: "index", mechanism: {mechanism})],"#
        ))
    };
    check(
        &twice("DualWrite"),
        "act",
        &[
            (&[Gone("b")], &[Down, Degraded]),
            (&[Gone("B")], &[Down, Degraded]),
        ],
    );
    check(
        &twice("Outbox"),
        "act",
        &[(&[Gone("b")], &[]), (&[Gone("B")], &[])],
    );
    check(&twice("Outbox"), "find", &[(&[Gone("A")], &[Stale])]);
}

#[test]
fn replication_decides_which_nodes_stop_reads_and_writes() {
    use erdwall::analysis::dependencies::{Atom, Cause};
    let cases: [(&str, u32, &[State], &[State]); 6] = [
        // How many nodes are lost, from the leader on; what reads and writes come to.
        ("Async(replicas: 1)", 1, &[Stale], &[Down]),
        ("Async(replicas: 1)", 2, &[Down, Stale], &[Down]),
        ("Async(replicas: 1, failover: Automatic)", 1, &[], &[Lossy]),
        ("Sync(replicas: 2, failover: Automatic)", 2, &[], &[]),
        ("Quorum(nodes: 5, w: 4, r: 2)", 2, &[], &[Down]),
        ("Quorum(nodes: 5, w: 4, r: 2)", 4, &[Down], &[Down]),
    ];
    for (replication, lost, reads, writes) in cases {
        let design = design(&format!(
            r#"services: [(name: "A")], stores: [(name: "a", owner: "A", replication: {replication})],"#
        ));
        let dependencies = dependencies(&design);
        let spreading = Spreading::new(&dependencies);
        let id = design.stores().ids().next().unwrap();
        let start: Vec<Atom> =
            dependencies.causes_where(|cause| matches!(cause, Cause::Node(_, at) if *at < lost));
        let spread = spreading.spread(&start);
        for (action, expected) in [(Action::Read, reads), (Action::Write, writes)] {
            let found: Vec<State> = State::ALL
                .into_iter()
                .filter(|state| spread.reaches(Subject::Store(id, action), *state))
                .collect();
            assert_eq!(found, expected, "{replication}, {lost} lost, {action:?}");
        }
    }
}

#[test]
fn a_saga_is_pending_with_a_step_and_stuck_when_it_cannot_go_back_either() {
    let design = design(
        r#"services: [(name: "A"), (name: "B"), (name: "C")],
        operations: [
            (name: "reserve", service: "B"), (name: "release", service: "B"), (name: "pay", service: "C"),
        ],
        sagas: [(name: "order", coordinator: "A", steps: [
            (action: Call("reserve"), compensation: (action: Call("release"))),
            (action: Call("pay"), pivot: true),
        ])],"#,
    );
    let saga = Subject::Saga(design.sagas().ids().next().unwrap());
    assert_eq!(states(&design, saga, &[Gone("B")]), [Degraded]);
    assert_eq!(states(&design, saga, &[Gone("C")]), [Degraded]);
    assert_eq!(
        states(&design, saga, &[Gone("B"), Gone("C")]),
        [Down, Degraded]
    );
}

#[test]
fn a_path_names_each_hop_and_a_stop_says_what_it_goes_on_without() {
    use erdwall::analysis::dependencies::Words;
    use erdwall::model::names::Names;
    let design = design(super::CHECKOUT);
    let dependencies = dependencies(&design);
    let spreading = Spreading::new(&dependencies);
    let names = Names::new(&design);
    let words = Words::new(&design, &names, &dependencies);
    let checkout = operation(&design, "checkout");
    let spread = spreading.failure_of(&service(&design, "Orders")).unwrap();
    let path: Vec<String> = spread
        .path(checkout, Down)
        .iter()
        .map(|hop| format!("{}: {}", words.variable(hop.to), words.because(hop.because)))
        .collect();
    assert_eq!(
        path,
        [
            "Orders is down: it runs as one instance",
            "place order is down: it runs in Orders",
            "checkout is down: it calls place order, and has no fallback",
        ]
    );
    let spread = spreading
        .failure_of(&service(&design, "Customers"))
        .unwrap();
    assert_eq!(spread.path(checkout, Down), []);
    assert_eq!(spread.state(checkout), Some(Stale));
    let stops: Vec<String> = spread
        .stops()
        .iter()
        .map(|stop| {
            format!(
                "{} though {}: {}",
                words.subject(stop.subject),
                words.atom(stop.without),
                words.because(stop.because)
            )
        })
        .collect();
    assert!(
        stops.contains(
            &"place order though Customers is down: without customer it reads the copy in customer_copy".to_owned()
        ),
        "{stops:#?}"
    );
    // One of two nodes: nothing happens, and what holds is said.
    let leader = dependencies.causes_where(|cause| words.cause(cause) == "orders node 1");
    let stops = spreading.spread(&leader);
    let stops: Vec<String> = stops
        .stops()
        .iter()
        .map(|stop| {
            format!(
                "{}: {}",
                words.subject(stop.subject),
                words.because(stop.because)
            )
        })
        .collect();
    assert_eq!(
        stops,
        [
            "reading orders: it has a leader, one replica and automatic failover",
            "writing orders: it has a leader, one replica and automatic failover",
        ]
    );
}

#[test]
fn operations_that_wait_for_each_other_never_start_again() {
    let circle = |fallback: &str| {
        design(&format!(
            r#"services: [(name: "A"), (name: "B")],
            operations: [
                (name: "log in", service: "A", accesses: [(call: "settings", timeout_ms: 100{fallback})]),
                (name: "settings", service: "B", accesses: [(call: "log in", timeout_ms: 100)]),
                (name: "show", service: "B", accesses: [(call: "settings", timeout_ms: 100)]),
            ],"#
        ))
    };
    let traps = |design: &Design| Spreading::new(&dependencies(design)).cold_start_traps();
    let trapped = circle("");
    assert_eq!(
        traps(&trapped),
        [[
            operation(&trapped, "log in"),
            operation(&trapped, "settings")
        ]]
    );
    assert!(traps(&circle(", fallback: Cache")).is_empty());
    // Nothing is broken, so nothing is down.
    let spread = dependencies(&trapped);
    let spread = Spreading::new(&spread);
    assert_eq!(spread.spread(&[]).reached().count(), 0);
}

#[test]
fn a_blast_radius_weighs_the_operations_that_go_down() {
    let design = design(
        r#"services: [(name: "A", tier: Critical), (name: "B"), (name: "C", tier: BestEffort)],
        operations: [
            (name: "sell", service: "A", accesses: [(call_service: "B", timeout_ms: 100)]),
            (name: "count", service: "B"),
            (name: "look", service: "C"),
        ],"#,
    );
    let dependencies = dependencies(&design);
    let spreading = Spreading::new(&dependencies);
    let radius = |name| spreading.blast_radius(&service(&design, name)).unwrap();
    assert!((radius("A") - 9.0 / 13.0).abs() < 1e-12);
    assert!((radius("B") - 12.0 / 13.0).abs() < 1e-12);
    assert!((radius("C") - 1.0 / 13.0).abs() < 1e-12);
    let order: Vec<Part> = spreading
        .blast_radii()
        .into_iter()
        .map(|(part, _)| part)
        .collect();
    assert_eq!(order, ["B", "A", "C"].map(|name| service(&design, name)));
}

#[test]
fn a_cut_off_part_goes_on_where_its_promise_allows() {
    use erdwall::analysis::dependencies::Cause;
    for (consistency, replication, expected) in [
        ("Strong", "Async(replicas: 1)", &[Down, Degraded][..]),
        ("ReadYourWrites", "Async(replicas: 1)", &[Down, Degraded]),
        ("Causal", "Async(replicas: 1)", &[Stale]),
        ("Eventual", "Async(replicas: 1)", &[Stale]),
        ("Eventual", "None", &[Down, Degraded]),
    ] {
        let design = design(&format!(
            r#"services: [(name: "A")],
            stores: [(name: "a", owner: "A", replication: {replication})],
            zones: [(name: "z", consistency: {consistency})],
            entities: [(name: "row", service: "A", store: "a", zone: "z")],
            operations: [(name: "act", service: "A", kind: Query, accesses: [(read: "row")])],"#
        ));
        let dependencies = dependencies(&design);
        let cut = dependencies.causes_where(|cause| matches!(cause, Cause::Link(..)));
        let spreading = Spreading::new(&dependencies);
        let spread = spreading.spread(&cut);
        let found: Vec<State> = State::ALL
            .into_iter()
            .filter(|state| spread.reaches(operation(&design, "act"), *state))
            .collect();
        assert_eq!(found, expected, "{consistency}, {replication}");
    }
}
