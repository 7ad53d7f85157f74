//! Exact figures in the window: what fixes do to downtime, and how often operations and services are down.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use std::path::Path;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use erdwall::model::Reference;
use erdwall::session::Selection;
use erdwall::session::settings::{Grouping, Settings};
use window::*;

/// Two reads of another service that is down 438 min a month: a fix of one of them alone does nothing. And a service that one more
/// instance makes better.
const DESIGN: &str = r#"Design(
    format: 1,
    name: "pairs",
    services: [
        (name: "Orders", tier: Critical),
        (name: "Customers", tier: Critical, availability: Share(0.99)),
    ],
    entities: [
        (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "address", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    ],
    operations: [
        (name: "show order", service: "Orders", kind: Query, target: 0.999, accesses: [
            (read: "customer", via: Call, timeout_ms: 300),
            (read: "address", via: Call, timeout_ms: 300),
        ]),
    ],
)
"#;

/// A window with a design in it, and all its figures worked out.
fn open_ranked(text: &str, settings: Settings) -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("design.erd.ron");
    std::fs::write(&file, text).unwrap();
    let mut harness = open_with(&file, settings);
    finish(&mut harness);
    (harness, folder)
}

fn open_example(settings: Settings) -> Window {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop.erd.ron");
    let mut harness = open_with(&file, settings);
    finish(&mut harness);
    harness
}

/// Waits for the figures.
fn finish(harness: &mut Window) {
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().finish_analysis(&ctx);
    harness.run();
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn has(harness: &Window, label: &str) -> bool {
    harness.query_all_by_label(label).next().is_some()
}

/// Minutes a month in which an operation is down.
fn minutes(harness: &Window, name: &str) -> f64 {
    use erdwall::analysis::availability::{Availabilities, MINUTES_PER_MONTH};
    use erdwall::analysis::dependencies::{Dependencies, Subject};
    use erdwall::analysis::facts::Facts;
    use erdwall::analysis::failure::Limits;
    let design = design(harness);
    let mut operations = design.operations().iter();
    let (id, _) = operations.find(|(_, it)| it.name == name).unwrap();
    let dependencies = Dependencies::new(&Facts::new(design));
    let subject = Subject::Operation(id);
    let found = Availabilities::of(&dependencies, &[subject], &Limits::default()).unwrap();
    found.get(subject).unwrap().down.low() * MINUTES_PER_MONTH
}

/// The row of the list that begins with this.
fn row(harness: &Window, start: &str) -> String {
    let nodes = harness.query_all_by_label_contains(start);
    let labels = nodes.filter_map(|node| {
        use egui_kittest::kittest::NodeT as _;
        node.accesskit_node().label()
    });
    let mut labels = labels.filter(|label| label.starts_with(start));
    labels.next().unwrap_or_else(|| panic!("no row {start}"))
}

#[test]
fn the_best_change_stands_above_the_list_and_does_what_it_says() {
    let mut harness = open_example(Settings::default());
    let best = harness.state().as_ref().unwrap().figures().best().unwrap();
    let (gain, fixes) = (best.minutes, best.fixes.clone());
    assert!(gain < -10.0 && fixes.len() == 1, "{gain} {fixes:?}");
    let critical = ["place order", "authorize payment", "show order"];
    let sum = |harness: &Window| -> f64 { critical.iter().map(|it| minutes(harness, it)).sum() };
    let before = sum(&harness);
    let report = &app(&harness).analysis().report;
    let fix = report.diagnostics[fixes[0].0].fixes[fixes[0].1]
        .label
        .clone();
    let line = row(&harness, "Best change: ");
    assert!(
        line.starts_with(&format!("Best change: {fix}, −")),
        "{line}"
    );
    click(&mut harness, &format!("Apply: {fix}"));
    assert_eq!(undo_steps(&harness)[0], fix);
    let change = sum(&harness) - before;
    assert!((change - gain).abs() < 1e-9, "{change} {gain}");
}

#[test]
fn two_fixes_of_which_none_helps_alone_are_offered_together_as_one_step() {
    let design = DESIGN.replace("target: 0.999, ", "");
    let (mut harness, _folder) = open_ranked(&design, Settings::default());
    let before = minutes(&harness, "show order");
    assert!((before - 438.0).abs() < 1e-9);
    let best = row(&harness, "Best change: ");
    assert!(best.contains("; together with: "), "{best}");
    assert!(best.ends_with("−7.3 h/month of show order"), "{best}");
    harness.get_by_label(&best).click();
    harness.run();
    assert!(has(&harness, "no change in downtime"), "of one alone");
    assert!(
        harness
            .query_all_by_label_contains("Together with “")
            .next()
            .is_some()
    );
    let both = row(&harness, "Apply both: ");
    harness.query_all_by_label(&both).next().unwrap().click();
    harness.run();
    assert!(minutes(&harness, "show order") < 1e-9);
    assert_eq!(undo_steps(&harness).len(), 1);
}

#[test]
fn within_a_problem_the_best_fix_comes_first_and_has_the_key() {
    let (mut harness, _folder) = open_ranked(DESIGN, Settings::default());
    let message = row(&harness, "Error: show order is down 7.3 h a month");
    assert!(
        message.contains(", best fix −7.2 h/month of show order"),
        "{message}"
    );
    harness.get_by_label(&message).click();
    harness.run();
    assert!(has(&harness, "−7.2 h/month of show order"));
    press(&mut harness, Modifiers::COMMAND, Key::Period);
    assert_eq!(undo_steps(&harness)[0], "Run 2 instances of Customers");
    assert!((minutes(&harness, "show order") - 0.0001 * 43_800.0).abs() < 1e-9);
}

#[test]
fn problems_are_listed_by_what_their_best_fix_gains() {
    let settings = Settings {
        problems_by: Grouping::Gain,
        ..Settings::default()
    };
    let harness = open_example(settings);
    let app = app(&harness);
    let gains: Vec<f64> = app
        .listed_problems()
        .into_iter()
        .filter(|place| app.analysis().report.diagnostics[*place].accepted.is_none())
        .map(|place| {
            let best = app.figures().best_of(place);
            best.map_or(0.0, |gain| gain.minutes.min(0.0))
        })
        .collect();
    assert!(gains.is_sorted() && gains[0] < -10.0, "{gains:?}");
    assert!(
        harness
            .query_all_by_label_contains("With a fix that cuts downtime, ")
            .next()
            .is_some()
    );
}

#[test]
fn after_an_edit_nothing_old_is_said_of_fixes() {
    let mut harness = open_example(Settings::default());
    assert!(
        harness
            .query_all_by_label_contains("Best change: ")
            .next()
            .is_some()
    );
    let apply = row(&harness, "Apply: ");
    click(&mut harness, &apply);
    assert!(
        harness
            .query_all_by_label_contains("Best change: ")
            .next()
            .is_none()
    );
    assert!(
        harness
            .query_all_by_label_contains("best fix ")
            .next()
            .is_none()
    );
    finish(&mut harness);
    assert!(
        harness
            .query_all_by_label_contains("best fix ")
            .next()
            .is_some()
    );
}

#[test]
fn an_operation_says_how_often_it_is_down_what_stops_it_and_what_helps() {
    let (mut harness, _folder) = open_ranked(DESIGN, Settings::default());
    let operation = design(&harness).operations().ids().next().unwrap();
    let part = Selection::of(Reference::Operation(operation));
    harness.state_mut().as_mut().unwrap().select(part);
    harness.run();
    for label in [
        "7.3 h a month",
        "99.0 %",
        "below its target of 99.9 %",
        "2 single failures",
        "2 single",
        "1 cause has no figure and counts as never failing: Orders",
        "−7.3 h/month",
    ] {
        assert!(has(&harness, label), "{label}");
    }
    harness
        .query_all_by_label("Customers")
        .last()
        .unwrap()
        .click();
    harness.run();
    assert_eq!(selected(&harness), ["Customers"]);
    assert!(has(&harness, "99.0 %"), "the service itself");
}
