//! Scenarios, as a person tries them in the window.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use erdwall::edit::Builder;
use erdwall::model::Store;
use erdwall::session::settings::{PaneTab, Settings};
use window::*;

/// A store that a retry storm keeps down, and a scenario that nothing disturbs.
const DESIGN: &str = r#"Design(
    format: 1,
    name: "shop",
    services: [
        (name: "Shop"),
        (name: "Search"),
    ],
    stores: [
        (name: "orders", owner: "Shop", capacity: 300),
    ],
    entities: [
        (
            name: "order", service: "Shop",
            fields: [
                (name: "id", type: "uuid", key: true),
            ],
        ),
    ],
    operations: [
        (
            name: "place order", service: "Shop", rate: 200,
            accesses: [
                (write: "order", timeout_ms: 1000, attempts: 2, backoff_ms: 0),
            ],
        ),
    ],
    scenarios: [
        (
            name: "orders is away",
            trials: [
                Down(part: Store("orders"), for_s: 10),
            ],
            expectations: [
                RecoversWithin(operation: "place order", seconds: 30),
            ],
        ),
        (
            name: "Search is away",
            trials: [
                Down(part: Service("Search"), for_s: 10),
            ],
            expectations: [
                StaysUp("place order"),
            ],
        ),
    ],
)
"#;

fn open_scenarios(text: &str) -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.erd.ron");
    std::fs::write(&file, text).unwrap();
    let settings = Settings {
        pane_tab: PaneTab::Scenarios,
        ..Settings::default()
    };
    (open_with(&file, settings), folder)
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run();
}

fn shows(window: &Window, label: &str) -> bool {
    window.query_by_label(label).is_some()
}

#[test]
fn all_scenarios_are_tried_and_the_list_says_what_came_of_them() {
    let (mut window, _folder) = open_scenarios(DESIGN);
    assert!(shows(&window, "Scenarios: 2"));
    assert!(shows(&window, "orders is away: not run"));
    click(&mut window, "Run all");
    assert!(shows(&window, "orders is away: 1 missed"));
    assert!(shows(&window, "Search is away: passed"));
}

#[test]
fn a_run_names_the_metastable_state_the_path_and_the_time_line() {
    let (mut window, _folder) = open_scenarios(DESIGN);
    click(&mut window, "Run");
    let said = |what: &str| window.query_all_by_label_contains(what).count();
    assert!(said("stays down after the cause is gone; it recovers only below 1") > 0);
    assert!(shows(
        &window,
        "place order fails: no answer for order within 1 s"
    ));
    assert_eq!(said("orders is more than a second behind"), 1);
    assert!(shows(&window, "Time that the canvas shows"));
}

#[test]
fn a_run_of_a_design_that_has_changed_since_says_so() {
    let (mut window, _folder) = open_scenarios(DESIGN);
    click(&mut window, "Run");
    let old = "The design has changed since this run";
    assert!(!shows(&window, old));
    let design = design(&window).clone();
    let store = design.stores().ids().next().unwrap();
    let mut builder = Builder::new(&design, "More capacity");
    builder.update(store, |store: &mut Store| store.capacity = Some(900.0));
    let transaction = builder.finish();
    window.state_mut().as_mut().unwrap().change(&transaction);
    window.run();
    assert!(shows(&window, old));
    assert!(shows(&window, "orders is away: 1 missed, design changed"));
    // Tried again it is up to date, and with so much capacity there is no storm.
    click(&mut window, "Run again");
    assert!(!shows(&window, old));
    assert!(shows(&window, "orders is away: passed"));
}

#[test]
fn a_new_scenario_is_chosen_and_can_be_edited_and_tried_at_once() {
    let text = DESIGN.split("    scenarios: [").next().unwrap().to_owned() + ")\n";
    let (mut window, _folder) = open_scenarios(&text);
    assert!(shows(&window, "Nothing is tried yet"));
    window
        .get_all_by_label("New scenario")
        .next()
        .unwrap()
        .click();
    window.run();
    assert_eq!(undo_steps(&window).first().unwrap(), "Add a scenario");
    assert!(shows(&window, "Shop is down: not run"));
    click(&mut window, "Run");
    assert!(!shows(&window, "Shop is down: not run"));
}

#[test]
fn a_time_of_the_run_is_shown_on_the_canvas_until_the_tab_is_left() {
    let (mut window, _folder) = open_scenarios(DESIGN);
    click(&mut window, "Run");
    window.get_by_label("Time that the canvas shows").focus();
    window.run();
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert!(shows(&window, "Show the canvas as ever"));
    click(&mut window, "Coupling");
    click(&mut window, "Scenarios: 2");
    assert!(!shows(&window, "Show the canvas as ever"));
}
