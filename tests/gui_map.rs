//! The service map, as a person uses it.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use std::path::Path;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use erdwall::model::{Reference, ServiceId};
use erdwall::session::Selection;
use erdwall::session::settings::Settings;
use window::*;

/// The example with its map open, and all figures worked out.
fn open_map() -> Window {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop.erd.ron");
    let mut harness = open_with(&file, Settings::default());
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().finish_analysis(&ctx);
    press(&mut harness, Modifiers::NONE, Key::M);
    harness
}

fn service(harness: &Window, name: &str) -> ServiceId {
    let mut all = design(harness).services().iter();
    all.find(|(_, it)| it.name == name).unwrap().0
}

fn click_starting(harness: &mut Window, start: &str) {
    let nodes = harness.query_all_by_label_contains(start);
    let mut nodes = nodes.filter(|node| {
        let label = node.accesskit_node().label();
        label.is_some_and(|label| label.starts_with(start))
    });
    nodes.next().unwrap_or_else(|| panic!("no {start}")).click();
    drop(nodes);
    harness.run();
}

fn has(harness: &Window, label: &str) -> bool {
    harness.query_all_by_label_contains(label).next().is_some()
}

fn is_chosen(harness: &Window, label: &str) -> bool {
    use eframe::egui::accesskit::Toggled;
    let node = harness.get_by_label_contains(label);
    let node = node.accesskit_node();
    node.is_selected() == Some(true) || node.toggled() == Some(Toggled::True)
}

#[test]
fn services_say_what_they_take_down_and_are_selected_on_the_map_as_elsewhere() {
    let mut harness = open_map();
    let orders = service(&harness, "Orders");
    let blast = app(&harness)
        .figures()
        .blast_radius(&erdwall::model::Part::Service(orders))
        .unwrap();
    let label = format!("Orders, takes down {:.0} %", blast * 100.0);
    assert!(has(&harness, &label));
    click_starting(&mut harness, "Orders, takes down");
    assert_eq!(selected(&harness), ["Orders"]);
    assert!(is_chosen(&harness, "Orders, takes down"));

    let search = Selection::of(Reference::Service(service(&harness, "Search")));
    harness.state_mut().as_mut().unwrap().select(search);
    harness.run();
    assert!(is_chosen(&harness, "Search, takes down"));
    assert!(!is_chosen(&harness, "Orders, takes down"));
}

#[test]
fn a_line_says_what_it_is_and_selects_it() {
    let mut harness = open_map();
    assert!(has(
        &harness,
        "Search needs Orders: 2 feed or event, stops failure"
    ));
    let through = "Payments needs Card processor: 1 synchronous call, lets failure through";
    click_starting(&mut harness, through);
    let selection = &app(&harness).document().selection;
    let Some(Reference::Operation(id)) = selection.single() else {
        panic!("{selection:?}");
    };
    assert_eq!(design(&harness).get(id).unwrap().name, "authorize payment");
}

#[test]
fn what_fails_is_seen_on_the_map() {
    let mut harness = open_map();
    press(&mut harness, Modifiers::NONE, Key::F9);
    click_starting(&mut harness, "Customers, takes down");
    assert!(has(&harness, "Customers, down, by hand"));
    assert!(has(&harness, "Orders, degraded"), "it cannot take orders");
    assert!(has(&harness, "Card processor, takes down"), "it goes on");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(has(&harness, "Customers, takes down"));
}

#[test]
fn the_diagram_comes_back_as_it_was_left() {
    let mut harness = open_map();
    press(&mut harness, Modifiers::NONE, Key::M);
    let before = (app(&harness).zoom(), card(&harness, "order"));
    press(&mut harness, Modifiers::NONE, Key::M);
    press(&mut harness, Modifiers::COMMAND, Key::Num0);
    assert_eq!(app(&harness).zoom(), 1.0);
    click_starting(&mut harness, "Service map");
    press(&mut harness, Modifiers::NONE, Key::M);
    press(&mut harness, Modifiers::NONE, Key::E);
    assert_eq!((app(&harness).zoom(), card(&harness, "order")), before);
    assert!(
        !has(&harness, "Orders, takes down"),
        "a tool is for the diagram"
    );
}

#[test]
fn with_the_keyboard_alone_a_service_is_reached_and_selected() {
    let mut harness = open_map();
    harness
        .get_by_label_contains("Inventory, takes down")
        .focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Space);
    assert_eq!(selected(&harness), ["Inventory"]);
}

#[test]
fn without_services_the_map_says_what_it_is_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("empty.erd.ron");
    std::fs::write(
        &file,
        r#"Design(format: 1, name: "one", entities: [(name: "order", fields: [(name: "id", type: "uuid", key: true)])])"#,
    )
    .unwrap();
    let mut harness = open_with(&file, Settings::default());
    press(&mut harness, Modifiers::NONE, Key::M);
    assert!(has(&harness, "No services yet"));
    assert!(has(&harness, "Press S to draw one"));
}
