//! `erdwall cut-sets`, `erdwall test` and `erdwall export --to open-psa` as a user meets them.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn erdwall(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_erdwall"))
        .args(arguments)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn in_package(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    path.to_str().unwrap().to_owned()
}

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

const CHECKOUT: &str = "tests/fixtures/fault-trees/checkout.xml";

#[test]
fn people_read_the_probability_the_cut_sets_and_what_matters() {
    let found = erdwall(&["cut-sets", &in_package(CHECKOUT)]);
    assert_eq!(found.status.code(), Some(0), "{}", err(&found));
    let text = out(&found);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "checkout-down: 8 basic events, 4 gates",
            "probability       6.1031162306e-3",
            "minimal cut sets  6",
            "  of   1 events  3",
            "  of   2 events  3",
        ]
    );
    assert!(lines.contains(&"  {host}"), "{text}");
    assert!(text.contains("importance        MIF"), "{text}");
}

#[test]
fn programs_read_all_digits() {
    let found = erdwall(&[
        "cut-sets",
        &in_package(CHECKOUT),
        "--format",
        "json",
        "--list",
        "10",
    ]);
    let report: Value = serde_json::from_slice(&found.stdout).unwrap();
    let probability = report["probability"].as_f64().unwrap();
    assert_eq!(format!("{probability:.14}"), "0.00610311623056");
    assert_eq!(report["minimal_cut_sets"], 6);
    assert_eq!(report["by_order"], serde_json::json!([0, 3, 3]));
    assert_eq!(report["cut_sets"].as_array().unwrap().len(), 6);
    assert_eq!(report["importance"].as_array().unwrap().len(), 8);
}

#[test]
fn an_order_limits_the_cut_sets_and_not_the_probability() {
    let found = erdwall(&[
        "cut-sets",
        &in_package(CHECKOUT),
        "--order",
        "1",
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(report["minimal_cut_sets"], 3);
    assert_eq!(report["by_order"], serde_json::json!([0, 3]));
    assert_eq!(report["up_to_order"], 1);
    assert!(report["probability"].as_f64().unwrap() > 0.0061);
}

#[test]
fn past_the_budget_the_answer_is_called_a_bound() {
    let folder = tempfile::tempdir().unwrap();
    // Any two neighbors of a square: no order of the variables is good.
    let side = 8;
    let mut gates = String::new();
    for y in 0..side {
        for x in 0..side {
            for (x2, y2) in [(x + 1, y), (x, y + 1)] {
                if x2 < side && y2 < side {
                    gates += &format!(
                        "<and><basic-event name=\"e{x}_{y}\"/><basic-event name=\"e{x2}_{y2}\"/></and>"
                    );
                }
            }
        }
    }
    let events: Vec<String> = (0..side * side)
        .map(|at| {
            format!(
                "<define-basic-event name=\"e{}_{}\"><float value=\"0.03\"/></define-basic-event>",
                at % side,
                at / side
            )
        })
        .collect();
    let events = events.concat();
    let tree = format!(
        "<opsa-mef><define-fault-tree name=\"t\"><define-gate name=\"top\"><or>{gates}</or></define-gate></define-fault-tree><model-data>{events}</model-data></opsa-mef>"
    );
    let path = file(&folder, "hard.xml", &tree);
    let path = path.to_str().unwrap();
    let hard = erdwall(&["cut-sets", path, "--nodes", "500", "--format", "json"]);
    let report: Value = serde_json::from_slice(&hard.stdout).unwrap();
    assert_eq!(report["probability"]["bound"], true);
    let easy = erdwall(&["cut-sets", path, "--format", "json"]);
    let exact: Value = serde_json::from_slice(&easy.stdout).unwrap();
    let exact = exact["probability"].as_f64().unwrap();
    let (low, high) = (
        &report["probability"]["low"],
        &report["probability"]["high"],
    );
    assert!(low.as_f64().unwrap() <= exact && exact <= high.as_f64().unwrap());
    let words = out(&erdwall(&["cut-sets", path, "--nodes", "500"]));
    assert!(
        words.contains("probability       bound: between"),
        "{words}"
    );
}

#[test]
fn what_is_wrong_with_a_fault_tree_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let unknown = file(
        &folder,
        "unknown.xml",
        "<opsa-mef>\n<define-fault-tree name=\"t\"><define-gate name=\"top\"><or><gate name=\"lost\"/></or></define-gate></define-fault-tree></opsa-mef>",
    );
    for (arguments, said) in [
        (vec!["cut-sets", unknown.to_str().unwrap()], "line 2"),
        (vec!["cut-sets", "no-such-file.xml"], "no-such-file.xml"),
        (
            vec!["cut-sets", &in_package(CHECKOUT), "--top", "checkout-dwn"],
            "did you mean “checkout-down”?",
        ),
    ] {
        let refused = erdwall(&arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert!(err(&refused).contains(said), "{}", err(&refused));
    }
}

#[test]
fn an_event_without_a_probability_leaves_the_cut_sets() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        &folder,
        "bare.xml",
        "<opsa-mef><define-fault-tree name=\"t\"><define-gate name=\"top\"><or><basic-event name=\"a\"/><basic-event name=\"b\"/></or></define-gate></define-fault-tree><model-data><define-basic-event name=\"a\"/><define-basic-event name=\"b\"><float value=\"0.1\"/></define-basic-event></model-data></opsa-mef>",
    );
    let text = out(&erdwall(&["cut-sets", path.to_str().unwrap()]));
    assert!(
        text.contains("probability       unknown: a has none"),
        "{text}"
    );
    assert!(text.contains("minimal cut sets  2"), "{text}");
}

#[test]
fn the_resilient_shop_passes_its_scenarios_and_the_weak_one_fails_with_a_path() {
    let resilient = erdwall(&["test", &in_package("examples/shop-resilient.erd.ron")]);
    assert_eq!(resilient.status.code(), Some(0), "{}", out(&resilient));
    assert!(
        out(&resilient).ends_with("0 missed, 10 met\n"),
        "{}",
        out(&resilient)
    );
    let weak = erdwall(&["test", &in_package("examples/shop.erd.ron")]);
    assert_eq!(weak.status.code(), Some(1));
    let text = out(&weak);
    let wanted = concat!(
        "  MISSED: place order answers, may be worse; place order is down\n",
        "    Customers is down\n",
        "    → place order is down: it reads customer, and has no fallback\n",
    );
    assert!(text.contains(wanted), "{text}");
    // What a sale does is found by simulation, by the same path.
    let wanted = concat!(
        "    → read customer fails: no answer for customer within 1 s\n",
        "    → place order fails: no answer for customer within 1 s\n",
    );
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn the_seed_decides_on_what_is_simulated() {
    let shop = in_package("examples/shop.erd.ron");
    let with = |seed| out(&erdwall(&["test", &shop, "--seed", seed]));
    assert!(with("7").contains("simulated with seed 7"));
    assert_eq!(with("7"), with("7"));
    assert_ne!(with("7").replace("seed 7", "seed 8"), with("8"));
}

const SCENARIOS: &str = r#"Design(
    format: 1,
    name: "shop",
    services: [
        (name: "Orders"),
        (name: "Search"),
    ],
    entities: [
        (
            name: "order", service: "Orders",
            fields: [
                (name: "id", type: "uuid", key: true),
            ],
            contract: (
                versions: [
                    (version: "1", fields: [("id", "uuid"), ("total", "money")]),
                ],
                consumers: [
                    (service: "Search"),
                ],
            ),
        ),
    ],
    operations: [
        (
            name: "find", service: "Search", kind: Query,
            accesses: [
                (read: "order", via: Call, timeout_ms: 100),
            ],
        ),
    ],
    scenarios: [
        (
            name: "Old consumer",
            trials: [
                Contract(consumer: "Search", entity: "order", version: "1"),
            ],
            expectations: [
                Compatible,
                StaysUp("find"),
            ],
        ),
        (
            name: "Sale",
            trials: [
                Load(operation: "find", factor: 10),
            ],
            expectations: [
                StaysUp("find"),
            ],
        ),
        (
            name: "Reboot",
            trials: [
                Down(part: Service("Orders"), for_s: 60),
            ],
            expectations: [
                RecoversWithin(operation: "find", seconds: 30),
                MayFail("find"),
            ],
        ),
    ],
)
"#;

#[test]
fn contracts_are_tried_and_what_takes_time_is_simulated_by_stated_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "shop.erd.ron", SCENARIOS);
    let path = path.to_str().unwrap();
    let found = erdwall(&["test", path]);
    let wanted = format!(
        "{path}: Old consumer\n  MISSED: contracts are kept; Search relies on total, which is gone\n  MISSED: find stays up; find is down\n    Search reads order as of version 1\n    → find is down: it reads order, and has no fallback\n{path}: Sale\n  met: find stays up\n  simulated with seed 1\n    default: 1/s from outside: find\n{path}: Reboot\n  met: find recovers within 30 s\n  met: find may fail\n  simulated with seed 1\n    find works again as soon as the cause is gone\n2 missed, 3 met\n"
    );
    assert_eq!(out(&found), wanted);
    assert_eq!(found.status.code(), Some(1));
}

#[test]
fn programs_get_the_outcomes_of_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "shop.erd.ron", SCENARIOS);
    let path = path.to_str().unwrap();
    let report: Value =
        serde_json::from_slice(&erdwall(&["test", path, "--format", "json"]).stdout).unwrap();
    assert_eq!(
        report["summary"],
        serde_json::json!({"missed": 2, "met": 3, "not_run": 0})
    );
    let simulation = &report["scenarios"][1]["simulation"];
    assert_eq!(simulation["seed"], 1);
    assert_eq!(simulation["defaults"][0]["value"], "1/s from outside");
    assert_eq!(simulation["defaults"][0]["of"][0], "find");
    let second = &report["scenarios"][0]["expectations"][1];
    assert_eq!(second["outcome"], "missed");
    assert_eq!(second["path"][0], "Search reads order as of version 1");
    let junit = out(&erdwall(&["test", path, "--format", "junit"]));
    let document = roxmltree::Document::parse(&junit).unwrap();
    let named = |name: &str| {
        document
            .descendants()
            .filter(|n| n.has_tag_name(name))
            .count()
    };
    assert_eq!(
        (named("testcase"), named("failure"), named("skipped")),
        (5, 2, 0)
    );
}

#[test]
fn a_design_exports_as_fault_trees_with_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().join("shop.xml");
    let tree = tree.to_str().unwrap();
    let shop = in_package("examples/shop.erd.ron");
    let export = erdwall(&["export", &shop, "--to", "open-psa", "-o", tree]);
    assert_eq!(export.status.code(), Some(0), "{}", err(&export));

    let bytes = std::fs::read(&shop).unwrap();
    let design = erdwall::format::native::read(&bytes, erdwall::format::native::Syntax::Ron)
        .unwrap()
        .design;
    let facts = erdwall::analysis::facts::Facts::new(&design);
    let dependencies = erdwall::analysis::dependencies::Dependencies::new(&facts);
    let limits = erdwall::analysis::failure::Limits::default();
    let found =
        erdwall::analysis::availability::Availabilities::new(&dependencies, &limits).unwrap();
    let mut compared = 0;
    for (id, operation) in design.operations().iter() {
        let subject = erdwall::analysis::dependencies::Subject::Operation(id);
        let outage = found.get(subject).unwrap();
        let gate = operation.name.replace(' ', "_");
        let read = erdwall(&["cut-sets", tree, "--top", &gate, "--format", "json"]);
        let report: Value = serde_json::from_slice(&read.stdout)
            .unwrap_or_else(|_| panic!("{gate}: {}", err(&read)));
        let by_order: Vec<u128> = serde_json::from_value(report["by_order"].clone()).unwrap();
        assert_eq!(by_order, outage.by_order, "{gate}");
        let probability = report["probability"].as_f64().unwrap();
        assert!((probability - outage.down.low()).abs() < 1e-15, "{gate}");
        compared += 1;
    }
    assert_eq!(compared, 7);
}
