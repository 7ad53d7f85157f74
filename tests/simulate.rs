//! What happens over time: the figures that queueing theory gives, retry storms, breakers, failover, feeds.

#![allow(
    clippy::unwrap_used,
    reason = "a test may stop where something unexpected happens"
)]

use erdwall::analysis::dependencies::Dependencies;
use erdwall::analysis::facts::Facts;
use erdwall::analysis::spread::Spreading;
use erdwall::analysis::trials::{Trials, Verdict};
use erdwall::format::native::{Syntax, read};
use erdwall::model::Design;
use erdwall::model::names::Names;
use erdwall::simulate::{
    OperationRun, Options, Progress, Recovery, Run, Simulation, StoreRun, Tried, try_scenario,
};

/// A design of these lists, in the native format.
fn design(lists: &str) -> Design {
    let file = format!("Design(format: 1, name: \"d\", {lists})");
    match read(file.as_bytes(), Syntax::Ron) {
        Ok(loaded) => loaded.design,
        Err(error) => panic!("{error}\n{file}"),
    }
}

/// Plays the first scenario.
fn play(design: &Design, options: &Options) -> Run {
    let (facts, names) = (Facts::new(design), Names::new(design));
    let scenario = &design.scenarios().iter().next().unwrap().1;
    let simulation = Simulation::new(design, &facts, &names);
    simulation
        .run(scenario, options, &Progress::default())
        .unwrap()
}

fn try_first(design: &Design) -> Tried {
    let (facts, names) = (Facts::new(design), Names::new(design));
    let dependencies = Dependencies::new(&facts);
    let spreading = Spreading::new(&dependencies);
    let trials = Trials::new(design, &names, &spreading);
    let scenario = &design.scenarios().iter().next().unwrap().1;
    let (options, progress) = (Options::default(), Progress::default());
    try_scenario(
        &facts, &names, &trials, scenario, &options, &progress, false,
    )
    .unwrap()
}

fn operation<'a>(run: &'a Run, name: &str) -> &'a OperationRun {
    run.operations.iter().find(|one| one.name == name).unwrap()
}

fn store<'a>(run: &'a Run, name: &str) -> &'a StoreRun {
    run.stores.iter().find(|one| one.name == name).unwrap()
}

/// What happens to a store of 300/s that is away for ten seconds, when each call waits a second and is tried twice.
fn outage(rate: f64, more: &str) -> Design {
    design(&format!(
        r#"
        services: [(name: "Shop")],
        stores: [(name: "orders", owner: "Shop", capacity: 300)],
        entities: [(name: "order", service: "Shop", fields: [(name: "id", type: "uuid", key: true)])],
        operations: [(name: "place order", service: "Shop", rate: {rate}, accesses: [
            (write: "order", timeout_ms: 1000, attempts: 2, backoff_ms: 0{more}),
        ])],
        scenarios: [(
            name: "orders is away",
            trials: [Down(part: Store("orders"), for_s: 10)],
            expectations: [RecoversWithin(operation: "place order", seconds: 30)],
        )],
        "#
    ))
}

/// One store under a steady load that nothing disturbs.
fn queue(rate: f64, store: &str) -> Design {
    design(&format!(
        r#"
        services: [(name: "S")],
        stores: [(name: "store", owner: "S", {store})],
        entities: [(name: "e", service: "S", fields: [(name: "id", type: "uuid", key: true)])],
        operations: [(name: "read", service: "S", kind: Query, rate: {rate}, accesses: [(read: "e", timeout_ms: 600000)])],
        scenarios: [(name: "as ever")],
        "#
    ))
}

fn long() -> Options {
    Options {
        after_s: Some(10_000.0),
        budget: 10_000_000,
        ..Options::default()
    }
}

#[test]
fn one_server_takes_as_long_as_theory_says() {
    // M/M/1 with λ = 8, μ = 10: W = 1/(μ−λ) = 0.5 s, and who comes finds it busy in 80 % of the cases.
    let run = play(&queue(8.0, "capacity: 10"), &long());
    let store = store(&run, "store");
    assert!((store.mean_s - 0.5).abs() < 0.03, "{}", store.mean_s);
    assert!((store.waited - 0.8).abs() < 0.01, "{}", store.waited);
}

#[test]
fn nodes_share_a_queue_as_theory_says() {
    // M/M/4 with an offered load of 3: Erlang's C(4, 3) = 0.509433962.
    let nodes = "capacity: 40, replication: Sync(replicas: 3)";
    let run = play(&queue(30.0, nodes), &long());
    let waited = store(&run, "store").waited;
    assert!((waited - 0.509_433_962).abs() < 0.01, "{waited}");
}

#[test]
fn a_light_load_recovers_when_the_queue_of_the_outage_is_worked_off() {
    let run = play(&outage(100.0, ""), &Options::default());
    let Recovery::Recovered { after_s } = operation(&run, "place order").recovery else {
        panic!("{:?}", operation(&run, "place order").recovery);
    };
    assert!((after_s - 17.0).abs() <= 2.0, "{after_s}");
}

#[test]
fn a_heavy_load_never_recovers_and_the_limit_is_that_of_the_closed_form() {
    let run = play(&outage(200.0, ""), &Options::default());
    let Recovery::StaysDown {
        below: Some(below),
        closed_form: Some(closed_form),
    } = operation(&run, "place order").recovery
    else {
        panic!("{:?}", operation(&run, "place order").recovery);
    };
    // μ/(1+r) with μ = 300/s and one retry.
    assert!((closed_form - 150.0).abs() < 0.1, "{closed_form}");
    assert!((below - 150.0).abs() < 7.5, "{below}");
    let words = &run.findings.first().unwrap().words;
    assert!(
        words.starts_with(
            "place order stays down after the cause is gone; it recovers only below 1"
        ),
        "{words}"
    );
}

#[test]
fn the_same_seed_gives_the_same_and_another_seed_does_not() {
    let design = outage(120.0, ", circuit_breaker: true");
    let play_with = |seed| {
        let options = Options {
            seed,
            ..Options::default()
        };
        format!("{:?}", play(&design, &options))
    };
    assert_eq!(play_with(1), play_with(1));
    assert_ne!(play_with(1), play_with(2));
}

#[test]
fn a_breaker_contains_the_storm() {
    let run = play(
        &outage(200.0, ", circuit_breaker: true"),
        &Options::default(),
    );
    let place_order = operation(&run, "place order");
    assert!(
        matches!(place_order.recovery, Recovery::Recovered { .. }),
        "{:?}",
        place_order.recovery
    );
    let told = |what: &str| run.events.iter().any(|event| event.words.contains(what));
    assert!(told("circuit breaker open") && told("circuit breaker closed"));
}

#[test]
fn a_scenario_says_which_path_a_storm_takes() {
    let tried = try_first(&outage(200.0, ""));
    let Verdict::Missed { instead, path } = &tried.outcomes.first().unwrap().verdict else {
        panic!("{:?}", tried.outcomes);
    };
    assert!(instead.starts_with("place order stays down"), "{instead}");
    let words: Vec<&str> = path.iter().map(|way| way.words.as_str()).collect();
    let [cause, queue, effect] = words.as_slice() else {
        panic!("{words:?}");
    };
    assert_eq!(*cause, "orders is down");
    assert!(
        queue.ends_with("requests wait for orders, which serves 300/s"),
        "{queue}"
    );
    assert_eq!(*effect, "place order fails: no answer for order within 1 s");
}

#[test]
fn a_lost_leader_is_followed_by_a_replica_and_reads_go_on() {
    let shop = r#"
        services: [(name: "Shop")],
        stores: [(name: "orders", owner: "Shop", replication: Async(replicas: 2, failover: Automatic), capacity: 300)],
        entities: [(name: "order", service: "Shop", fields: [(name: "id", type: "uuid", key: true)])],
        operations: [
            (name: "place order", service: "Shop", rate: 20, accesses: [(write: "order")]),
            (name: "show order", service: "Shop", kind: Query, rate: 20, accesses: [(read: "order")]),
        ],
        scenarios: [(name: "leader lost", trials: [Down(part: Store("orders"), count: 1)])],
    "#;
    let run = play(&design(shop), &Options::default());
    // Until a replica leads, writes wait and reads do not; then what has waited is worked off first.
    let failed = &operation(&run, "show order").failed;
    let leaderless = run.during().take(29);
    assert!(
        leaderless.into_iter().all(|at| failed[at] == 0.0),
        "{failed:?}"
    );
    let Recovery::Recovered { after_s } = operation(&run, "place order").recovery else {
        panic!("{:?}", operation(&run, "place order").recovery);
    };
    assert!((30.0..=35.0).contains(&after_s), "{after_s}");
    let failover = run
        .assumptions
        .iter()
        .find(|one| one.words == "30 s until a replica leads");
    assert_eq!(failover.unwrap().of, ["orders"]);
}

#[test]
fn more_calls_than_a_pool_bears_are_missed_with_the_cause() {
    let shop = r#"
        services: [(name: "Shop")],
        stores: [(name: "orders", owner: "Shop", pool: 5, capacity: 100)],
        entities: [(name: "order", service: "Shop", fields: [(name: "id", type: "uuid", key: true)])],
        operations: [(name: "place order", service: "Shop", rate: 60, target: 0.99, accesses: [(write: "order")])],
        scenarios: [(
            name: "sale", trials: [Load(operation: "place order", factor: 3, for_s: 60)],
            expectations: [MayDegrade("place order"), RecoversWithin(operation: "place order", seconds: 10)],
        )],
    "#;
    let tried = try_first(&design(shop));
    let [during, after] = tried.outcomes.as_slice() else {
        panic!("{:?}", tried.outcomes);
    };
    let Verdict::Missed { instead, path } = &during.verdict else {
        panic!("{during:?}");
    };
    // Of 180/s it serves 100/s, and most of these to callers that have waited too long.
    assert!(
        instead.starts_with("place order: 9") && instead.ends_with("% of its calls fail"),
        "{instead}"
    );
    assert_eq!(
        path.first().unwrap().words,
        "place order is called 3× as often"
    );
    // Who waits for a connection and gives up leaves nothing behind.
    assert_eq!(after.verdict, Verdict::Met);
    let full = "Shop has no connection to orders left";
    assert!(
        tried
            .run
            .unwrap()
            .events
            .iter()
            .any(|event| event.words == full)
    );
}

#[test]
fn a_copy_gets_old_while_its_broker_is_away_and_catches_up() {
    let shop = r#"
        services: [(name: "Shop"), (name: "Search")],
        stores: [(name: "orders", owner: "Shop"), (name: "events", engine: Kafka), (name: "index", owner: "Search")],
        entities: [
            (name: "order", service: "Shop", store: "orders", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "found", service: "Search", store: "index", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
        ],
        operations: [(name: "place order", service: "Shop", rate: 20, accesses: [(write: "order")])],
        feeds: [(from: "order", to: "found", mechanism: Outbox, broker: "events", lag_s: 2)],
        scenarios: [(name: "no events", trials: [Down(part: Store("events"), for_s: 60)])],
    "#;
    let run = play(&design(shop), &Options::default());
    let stale = &run.feeds.first().unwrap().stale_s;
    let at = |seconds: f64| stale[((seconds - run.begin_s) / run.column_s) as usize - 1];
    assert!((1.5..=2.5).contains(&at(0.0)), "{}", at(0.0));
    assert!((60.0..=63.0).contains(&at(60.0)), "{}", at(60.0));
    assert!(at(75.0) < 3.0, "{}", at(75.0));
    assert_eq!(operation(&run, "place order").recovery, Recovery::Steady);
}

#[test]
fn a_fallback_answers_worse_and_a_lost_instance_takes_its_connections_along() {
    let shop = r#"
        services: [(name: "Shop", instances: 2), (name: "Customers")],
        stores: [(name: "orders", owner: "Shop", pool: 1, capacity: 20)],
        entities: [(name: "order", service: "Shop", fields: [(name: "id", type: "uuid", key: true)])],
        operations: [(name: "show order", service: "Shop", kind: Query, rate: 5, accesses: [
            (read: "order", timeout_ms: 5000),
            (call_service: "Customers", timeout_ms: 200, fallback: DefaultValue),
        ])],
        scenarios: [(name: "two", trials: [
            Down(part: Service("Customers"), for_s: 30),
            Down(part: Service("Shop"), count: 1, for_s: 30),
        ])],
    "#;
    let run = play(&design(shop), &Options::default());
    let show = operation(&run, "show order");
    let sum = |series: &[f32]| run.during().map(|at| f64::from(series[at])).sum::<f64>();
    assert_eq!(sum(&show.failed), 0.0);
    assert!(sum(&show.worse) > 100.0, "{}", sum(&show.worse));
    assert!(
        run.events
            .iter()
            .any(|event| event.words.contains("no connection"))
    );
}

#[test]
fn a_load_beyond_the_budget_is_made_smaller_or_cut_short_and_says_so() {
    let quick = Options {
        budget: 30_000,
        ..Options::default()
    };
    let run = play(&outage(100.0, ""), &quick);
    assert!(run.divided_by > 1 || run.is_cut_short);
    assert!(run.simulated <= 30_000);
}

#[test]
fn a_canceled_run_gives_nothing() {
    let design = outage(100.0, "");
    let (facts, names) = (Facts::new(&design), Names::new(&design));
    let scenario = &design.scenarios().iter().next().unwrap().1;
    let progress = Progress::default();
    progress.cancel.cancel();
    let simulation = Simulation::new(&design, &facts, &names);
    assert_eq!(
        simulation.run(scenario, &Options::default(), &progress),
        None
    );
}
