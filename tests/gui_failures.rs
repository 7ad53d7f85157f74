//! Failures mode and failure paths, as a person uses them.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use eframe::egui::{Key, Modifiers, PointerButton, Vec2};
use egui_kittest::kittest::Queryable as _;
use erdwall::analysis::dependencies::{State, Words};
use erdwall::analysis::spread::Spreading;
use erdwall::analysis::trials::{Trials, Verdict};
use erdwall::edit::Builder;
use erdwall::model::names::Names;
use erdwall::model::{
    Expectation, Fallback, Operation, OperationId, Part, Scenario, StoreId, Trial,
};
use erdwall::session::settings::{PaneTab, Settings};
use window::*;

/// The example with many weaknesses, with the pane at the list of problems.
fn open_weak() -> Window {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop.erd.ron");
    let settings = Settings {
        pane_height: 450.0,
        ..Settings::default()
    };
    open_with(std::path::Path::new(file), settings)
}

/// The same, with failure paths below the canvas.
fn open_paths() -> Window {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop.erd.ron");
    let settings = Settings {
        pane_tab: PaneTab::FailurePaths,
        pane_height: 450.0,
        ..Settings::default()
    };
    open_with(std::path::Path::new(file), settings)
}

fn has(harness: &Window, label: &str) -> bool {
    harness.query_all_by_label(label).next().is_some()
}

fn has_part(harness: &Window, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn click_part(harness: &mut Window, text: &str) {
    harness.get_by_label_contains(text).click();
    harness.run();
}

fn store(harness: &Window, name: &str) -> StoreId {
    let mut stores = design(harness).stores().iter();
    stores.find(|(_, store)| store.name == name).unwrap().0
}

/// The names of the operations that a part takes into a state, as the engine says.
fn reached(harness: &Window, part: &Part, wanted: State) -> Vec<String> {
    let analysis = app(harness).analysis();
    let names = Names::new(&analysis.design);
    let words = Words::new(&analysis.design, &names, &analysis.dependencies);
    let spreading = Spreading::new(&analysis.dependencies);
    let spread = spreading.failure_of(part).unwrap();
    let operations = analysis.dependencies.operations().iter();
    operations
        .filter(|operation| spread.state(operation.subject) == Some(wanted))
        .map(|operation| words.subject(operation.subject))
        .collect()
}

fn operation(harness: &Window, name: &str) -> OperationId {
    let mut operations = design(harness).operations().iter();
    let found = operations.find(|(_, operation)| operation.name == name);
    found.unwrap().0
}

fn shift_click(harness: &mut Window, at: eframe::egui::Pos2) {
    harness.hover_at(at);
    harness.run();
    for pressed in [true, false] {
        harness.event(eframe::egui::Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::SHIFT,
        });
        harness.run();
    }
}

fn click_at(harness: &mut Window, at: eframe::egui::Pos2) {
    drag(harness, at, &[]);
}

#[test]
fn failing_a_database_shows_exactly_what_the_engine_says() {
    let mut harness = open_weak();
    press(&mut harness, Modifiers::NONE, Key::F9);
    click_outline(&mut harness, "orders");
    let part = Part::Store(store(&harness, "orders"));
    for state in [State::Down, State::Degraded, State::Stale] {
        let names = reached(&harness, &part, state);
        assert!(!names.is_empty(), "{state:?}");
        for name in &names {
            assert!(
                has_part(&harness, &format!("{name} is {}: ", state.label())),
                "{name} {state:?}"
            );
        }
        let number = format!("{} operations {}", names.len(), state.label());
        assert!(has(&harness, &number), "{number}");
    }
    assert!(has(&harness, "Restore: orders is down"));
    assert!(has(&harness, "orders was made to fail: down"));
    assert!(has(&harness, "place order in the outline: down"));
    assert!(has(&harness, "order: down"), "on the canvas");
    assert!(has(&harness, "order_search_view: stale"), "on the canvas");
    assert!(
        !has_part(&harness, "customer: "),
        "it has nothing to do with it"
    );
    assert!(has(&harness, "Blast radius 67 %"));
}

#[test]
fn escape_restores_everything_and_the_window_is_as_before() {
    let mut harness = open_weak();
    press(&mut harness, Modifiers::NONE, Key::F9);
    click_outline(&mut harness, "orders");
    assert!(has(&harness, "order: down"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "order: down"));
    assert!(!has(&harness, "End failures mode"));
    assert!(
        has_part(&harness, "Error: "),
        "the problems are listed again"
    );
    assert!(!app(&harness).document().is_modified());
}

#[test]
fn cards_fail_by_clicks_several_with_shift_and_a_second_click_restores() {
    let mut harness = open_weak();
    press(&mut harness, Modifiers::NONE, Key::F9);
    let at = grip(&harness, "customer");
    click_at(&mut harness, at);
    assert!(has(&harness, "Restore: customer is down"));
    let at = grip(&harness, "stock_level");
    shift_click(&mut harness, at);
    assert!(has(&harness, "Restore: customer is down"));
    assert!(has(&harness, "Restore: stock_level is down"));
    assert!(has(&harness, "stock_level was made to fail: down"));
    shift_click(&mut harness, at);
    assert!(!has(&harness, "Restore: stock_level is down"));
    let at = grip(&harness, "order");
    click_at(&mut harness, at);
    assert!(has(&harness, "Restore: order is down"));
    assert!(!has(&harness, "Restore: customer is down"), "only this one");
    click_at(&mut harness, at);
    assert!(!has(&harness, "Restore: order is down"));
}

#[test]
fn nothing_on_the_canvas_changes_the_design_while_parts_fail() {
    let mut harness = open_weak();
    press(&mut harness, Modifiers::NONE, Key::F9);
    let before = card(&harness, "customer");
    let at = grip(&harness, "customer");
    drag(&mut harness, at, &[Vec2::new(60.0, 30.0)]);
    let after = card(&harness, "customer");
    let moved = after.min - before.min;
    assert!(
        (moved - Vec2::new(60.0, 30.0)).length() < 0.01,
        "the view moved"
    );
    assert!(!has_part(&harness, "Restore: "), "a drag is no click");
    click_outline(&mut harness, "customer");
    press(&mut harness, Modifiers::NONE, Key::Delete);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    press(&mut harness, Modifiers::NONE, Key::E);
    assert!(undo_steps(&harness).is_empty());
    assert!(!app(&harness).document().is_modified());
}

#[test]
fn what_an_edit_contains_is_seen_while_parts_fail() {
    let mut harness = open_weak();
    press(&mut harness, Modifiers::NONE, Key::F9);
    click_outline(&mut harness, "Customers");
    assert!(has_part(&harness, "show order is down: "));
    let id = operation(&harness, "show order");
    let mut builder = Builder::new(design(&harness), "Fall back");
    builder.update(id, |operation: &mut Operation| {
        operation.accesses[2].fallback = Fallback::Cache;
    });
    let change = builder.finish();
    harness.state_mut().as_mut().unwrap().change(&change);
    harness.run();
    assert!(has_part(&harness, "show order is stale: "));
    assert!(!has_part(&harness, "show order is down: "));
}

#[test]
fn a_part_is_slowed_and_cut_off_by_its_menu() {
    let mut harness = open_weak();
    press(&mut harness, Modifiers::NONE, Key::F9);
    let at = grip(&harness, "customer");
    right_click(&mut harness, at);
    click(&mut harness, "Slow the selection down");
    assert!(has(&harness, "Restore: customer is slow"));
    right_click(&mut harness, at);
    click(&mut harness, "Cut the selection off…");
    click_outline(&mut harness, "Orders");
    assert!(has(&harness, "Restore: customer is cut off from Orders"));
    right_click(&mut harness, at);
    click(&mut harness, "Restore the selection");
    assert!(!has_part(&harness, "Restore: "));
}

/// The last scenario of the design.
fn last_scenario(harness: &Window) -> Scenario {
    let mut scenarios = design(harness).scenarios().iter();
    scenarios.next_back().unwrap().1.clone()
}

#[test]
fn what_fails_is_kept_as_a_scenario_that_says_what_has_to_hold() {
    let mut harness = open_weak();
    press(&mut harness, Modifiers::NONE, Key::F9);
    click_outline(&mut harness, "Customers");
    let before = design(&harness).scenarios().len();
    click(&mut harness, "Save as scenario");
    assert_eq!(design(&harness).scenarios().len(), before + 1);
    let saved = last_scenario(&harness);
    // There is one of this name already.
    assert_eq!(saved.name, "Customers is down_2");
    assert!(matches!(
        saved.trials.as_slice(),
        [Trial::Down {
            part: Part::Service(_),
            count: None,
            for_s: None
        }]
    ));
    let name = |id| {
        design(&harness)
            .get(id)
            .map(|it: &Operation| it.name.clone())
    };
    let kept: Vec<String> = saved
        .expectations
        .iter()
        .map(|expectation| match expectation {
            Expectation::StaysUp(id) => format!("{} stays up", name(*id).unwrap()),
            Expectation::MayDegrade(id) => format!("{} answers", name(*id).unwrap()),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        kept,
        [
            "place order answers",
            "authorize payment stays up",
            "show order answers"
        ]
    );
    // As `erdwall test` runs it: what is down now is missed until it is mended.
    let analysis = app(&harness).analysis();
    let (names, spreading) = (
        Names::new(&analysis.design),
        Spreading::new(&analysis.dependencies),
    );
    let outcomes = Trials::new(&analysis.design, &names, &spreading).run(&saved);
    let met: Vec<bool> = outcomes
        .iter()
        .map(|outcome| outcome.verdict == Verdict::Met)
        .collect();
    assert_eq!(met, [false, true, false]);
    assert_eq!(undo_steps(&harness).len(), 1, "one step");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(design(&harness).scenarios().len(), before);
}

#[test]
fn a_cause_leads_hop_by_hop_to_what_it_takes_down() {
    let mut harness = open_paths();
    click_part(&mut harness, "crm is down: ");
    assert!(has(&harness, "Down: 4 operations"));
    assert!(has(&harness, "customer: down"), "played on the canvas");
    click_part(&mut harness, "place order is down: ");
    for hop in [
        "reading customer is down",
        "customer is kept there",
        "place order is down",
        "it reads customer, and has no fallback",
    ] {
        assert!(has(&harness, hop), "{hop}");
    }
    // The attribute that lets it through is a click away.
    click(&mut harness, "it reads customer, and has no fallback");
    let shown = app(&harness).document().selection.single();
    let named = shown.and_then(|part| match part {
        erdwall::model::Reference::Operation(id) => design(&harness).get(id),
        _ => None,
    });
    assert_eq!(named.map(|it| it.name.as_str()), Some("place order"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "customer: down"), "Escape ends it");
}

#[test]
fn an_operation_leads_to_its_smallest_cut_sets_and_each_is_kept_in_one_click() {
    let mut harness = open_paths();
    click(&mut harness, "Start from operations");
    click(&mut harness, "place order, critical");
    assert!(has_part(&harness, "Single points of failure: "));
    assert!(has(&harness, "place order is down when"));
    click_part(&mut harness, "crm is down: ");
    assert!(
        has(&harness, "reading customer is down"),
        "the way is shown"
    );
    let before = design(&harness).scenarios().len();
    click(&mut harness, "Save as scenario");
    assert_eq!(design(&harness).scenarios().len(), before + 1);
    let crm = store(&harness, "crm");
    let trial = Trial::Down {
        part: Part::Store(crm),
        count: None,
        for_s: None,
    };
    assert_eq!(last_scenario(&harness).trials, [trial]);
}

#[test]
fn lists_of_paths_are_walked_by_keys() {
    let mut harness = open_paths();
    click_part(&mut harness, "crm is down: ");
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert!(has(&harness, "reading customer is down"), "a way is shown");
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert!(has(&harness, "domain eu is down"), "the first cause");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has_part(&harness, "order: down"));
}

#[test]
fn an_empty_design_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("empty.erd.ron");
    std::fs::write(&file, "Design(\n    format: 1,\n    name: \"empty\",\n)\n").unwrap();
    let settings = Settings {
        pane_tab: PaneTab::FailurePaths,
        ..Settings::default()
    };
    let harness = open_with(&file, settings);
    assert!(has(&harness, "Nothing in the design yet"));
}

/// Chooses a cause and lets the two frames pass in which that is done and seen.
fn choose_crm(harness: &mut Window) {
    harness.get_by_label_contains("crm is down: ").click();
    harness.run_steps(2);
}

#[test]
fn a_failure_is_played_in_the_order_in_which_it_spreads() {
    let mut harness = open_paths();
    choose_crm(&mut harness);
    assert!(has(&harness, "crm was made to fail: down"));
    assert!(!has(&harness, "Orders: degraded"), "not yet");
    harness.run_steps(12);
    assert!(has(&harness, "Orders: degraded"));
}

#[test]
fn with_less_motion_it_is_there_at_once() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop.erd.ron");
    let settings = Settings {
        pane_tab: PaneTab::FailurePaths,
        pane_height: 450.0,
        reduce_motion: true,
        ..Settings::default()
    };
    let mut harness = open_with(std::path::Path::new(file), settings);
    choose_crm(&mut harness);
    assert!(has(&harness, "Orders: degraded"));
}

#[test]
fn the_menu_of_an_operation_leads_to_what_stops_it() {
    let mut harness = open_weak();
    let row = harness
        .query_all_by_label("show order")
        .find(|node| node.rect().left() < 270.0)
        .unwrap();
    let at = row.rect().center();
    right_click(&mut harness, at);
    click(&mut harness, "Show what stops the operation");
    assert!(has(&harness, "show order is down when"));
    assert!(has_part(&harness, "Single points of failure: "));
}
