//! The shop, weak and resilient: what stops it, and what helps most.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use erdwall::analysis::availability::{Availabilities, MINUTES_PER_MONTH};
use erdwall::analysis::dependencies::Subject;
use erdwall::analysis::failure::Limits;
use erdwall::format::native::{self, Syntax};
use erdwall::lint::{Fix, Settings, candidates, check, rank};
use erdwall::model::{Design, Tier};

use super::{dependencies, design, exact, operation, sets};

fn example(name: &str) -> Design {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name);
    native::read(&std::fs::read(path).unwrap(), Syntax::Ron)
        .unwrap()
        .design
}

/// Minutes a month in which the shop takes no orders, and what alone stops it.
fn place_order(design: &Design) -> (f64, Vec<String>) {
    let dependencies = dependencies(design);
    let place_order = operation(design, "place order");
    let found = Availabilities::of(&dependencies, &[place_order], &Limits::default()).unwrap();
    let outage = found.get(place_order).unwrap();
    let alone = outage.single_points().count();
    let mut single = sets(design, &dependencies, outage);
    single.truncate(alone);
    (exact(outage) * MINUTES_PER_MONTH, single)
}

#[test]
fn what_alone_stops_the_weak_shop_does_not_stop_the_resilient_one() {
    let (weak, single) = place_order(&example("shop.erd.ron"));
    assert_eq!(
        single,
        [
            "domain eu",
            "domain eu/eu-1a",
            "domain eu/eu-1b",
            "Card processor",
            "orders node 1",
            "crm",
        ]
    );
    let (resilient, single) = place_order(&example("shop-resilient.erd.ron"));
    assert_eq!(single, ["domain eu"]);
    assert!(weak > 190.0 && resilient < 1.0, "{weak} {resilient}");
}

#[test]
fn the_best_fix_changes_the_figure_as_announced() {
    let before = example("shop.erd.ron");
    let report = check(&before, &Settings::default());
    let heard = Mutex::new(0);
    let ranking = rank(&before, &report, &Limits::default(), 0, &|_| {
        *heard.lock().unwrap() += 1;
    })
    .unwrap();
    assert!(*heard.lock().unwrap() >= ranking.gains.len());
    let best = &ranking.gains[0];
    assert!(best.minutes < -10.0 && best.exact, "{best:?}");
    assert!(ranking.gains.is_sorted_by(|a, b| a.minutes <= b.minutes));
}

/// Minutes a month in which each critical operation is down.
fn downtimes(design: &Design) -> BTreeMap<Subject, f64> {
    let dependencies = dependencies(design);
    let critical = dependencies.operations().iter();
    let critical = critical.filter(|operation| operation.tier == Tier::Critical);
    let critical: Vec<Subject> = critical.map(|operation| operation.subject).collect();
    let found = Availabilities::of(&dependencies, &critical, &Limits::default()).unwrap();
    found
        .iter()
        .map(|(subject, outage)| (subject, exact(outage) * MINUTES_PER_MONTH))
        .collect()
}

#[test]
fn every_fix_of_both_shops_changes_the_figures_of_all_operations_as_announced() {
    for name in ["shop.erd.ron", "shop-resilient.erd.ron"] {
        let design = example(name);
        let report = check(&design, &Settings::default());
        let ranking = rank(&design, &report, &Limits::default(), 0, &|_| ()).unwrap();
        let before = downtimes(&design);
        let alone = ranking.gains.iter().filter(|gain| gain.fixes.len() == 1);
        assert_eq!(alone.count(), candidates(&report).count(), "{name}");
        for gain in &ranking.gains {
            let fixes = gain.fixes.iter();
            let fixes: Vec<&Fix> = fixes
                .map(|(problem, fix)| &report.diagnostics[*problem].fixes[*fix])
                .collect();
            let mut changed = design.clone();
            let transaction = Fix::together(&design, fixes.iter().copied());
            changed.apply(&transaction).unwrap();
            let after = downtimes(&changed);
            let mut sum = 0.0;
            for (subject, before) in &before {
                let change = after[subject] - before;
                // What is less than this is not announced.
                let announced = gain.of(*subject);
                let least = if announced == 0.0 { 1e-6 } else { 1e-9 };
                assert!(
                    (change - announced).abs() <= least,
                    "{name} {fixes:?}: {change} {announced}"
                );
                sum += announced;
            }
            assert!((gain.minutes - sum).abs() < 1e-9, "{name} {fixes:?}");
        }
    }
}

#[test]
fn two_fixes_are_announced_together_where_one_alone_does_nothing() {
    // Both reads need Customers: to do without it in one place is not enough.
    let before = design(
        r#"services: [(name: "Orders", tier: Critical), (name: "Customers", tier: Critical, availability: Share(0.99))],
        entities: [
            (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "address", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
        ],
        operations: [(name: "show order", service: "Orders", kind: Query, accesses: [
            (read: "customer", via: Call, timeout_ms: 300),
            (read: "address", via: Call, timeout_ms: 300),
        ])],"#,
    );
    let report = check(&before, &Settings::default());
    let ranking = rank(&before, &report, &Limits::default(), 0, &|_| ()).unwrap();
    let best = &ranking.gains[0];
    assert_eq!(best.fixes.len(), 2);
    assert!(
        (best.minutes + 0.01 * MINUTES_PER_MONTH).abs() < 1e-9,
        "{best:?}"
    );
    assert!((ranking.minutes - 0.01 * MINUTES_PER_MONTH).abs() < 1e-9);
}

#[test]
fn a_cancelled_ranking_ends_without_a_result() {
    let before = example("shop.erd.ron");
    let report = check(&before, &Settings::default());
    let limits = Limits::default();
    limits.cancel.cancel();
    assert!(rank(&before, &report, &limits, 0, &|_| ()).is_err());
}

#[test]
fn losing_the_one_database_server_of_ftgo_takes_down_the_six_services_on_it() {
    use erdwall::analysis::dependencies::State;
    use erdwall::analysis::spread::Spreading;
    use erdwall::model::Part;
    let design = example("ftgo.erd.ron");
    let dependencies = dependencies(&design);
    let spreading = Spreading::new(&dependencies);
    let spread = spreading
        .failure_of(&Part::Domain("mysql".to_owned()))
        .unwrap();
    let down: Vec<&str> = design
        .services()
        .iter()
        .filter(|(id, _)| spread.reaches(Subject::Service(*id), State::Down))
        .map(|(_, service)| service.name.as_str())
        .collect();
    assert_eq!(
        down,
        [
            "Consumer",
            "Order",
            "Kitchen",
            "Restaurant",
            "Accounting",
            "Delivery"
        ]
    );
}
