//! The outline, driven by name, pointer and keyboard as a person would.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use erdwall::model::Reference;
use window::*;

const STORE: &str = r#"Design(
    format: 1,
    name: "store",
    services: [
        (name: "Orders"),
        (name: "Customers"),
    ],
    stores: [
        (name: "main"),
    ],
    zones: [
        (name: "Checkout", consistency: Strong),
    ],
    entities: [
        (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "order_line", service: "Orders", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
    ],
    operations: [
        (name: "place order", service: "Orders", accesses: [(write: "order"), (read: "customer")]),
    ],
    sagas: [
        (name: "checkout", coordinator: "Orders", steps: [(action: Call("place order"))]),
    ],
    feeds: [
        (from: "order", to: "customer", mechanism: LogCapture, lag_s: 5),
    ],
    views: [
        (name: "All"),
    ],
)
"#;

fn open_store() -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.erd.ron");
    std::fs::write(&file, STORE).unwrap();
    (open(&file), folder)
}

/// Where a row of the outline is.
fn row(harness: &Window, name: &str) -> Pos2 {
    let mut rows = harness.query_all_by_label(name);
    rows.find(|node| node.rect().left() < 270.0)
        .unwrap_or_else(|| panic!("no row {name}"))
        .rect()
        .center()
}

fn button(at: Pos2, pressed: bool, modifiers: Modifiers) -> Event {
    Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    }
}

fn click(harness: &mut Window, name: &str, modifiers: Modifiers) {
    let at = row(harness, name);
    harness.hover_at(at);
    harness.run();
    // In one frame: frames of tests are longer than a click.
    for pressed in [true, false] {
        harness.event_modifiers(button(at, pressed, modifiers), modifiers);
    }
    harness.run();
    // So that the next click is not the second of a double click.
    for _ in 0..3 {
        harness.step();
    }
}

fn type_text(harness: &mut Window, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run();
}

#[test]
fn every_kind_of_part_has_its_rows() {
    let (mut harness, _folder) = open_store();
    for name in [
        "Orders",
        "order",
        "Stores",
        "main",
        "Zones",
        "Checkout",
        "Operations",
        "place order",
        "Sagas",
        "checkout",
        "Feeds",
        "order → customer",
        "Views",
        "All",
    ] {
        assert!(outline_row(&mut harness, name), "{name} is in the outline");
    }
}

#[test]
fn what_is_folded_is_found_by_the_filter() {
    let (mut harness, _folder) = open_store();
    harness.get_by_label("Fold Orders").click();
    harness.run();
    assert!(!outline_row(&mut harness, "order_line"));
    assert!(outline_row(&mut harness, "customer"));
    harness.get_by_label("Filter the outline").focus();
    harness.run();
    harness.get_by_label("Filter the outline").type_text("line");
    harness.run();
    assert!(outline_row(&mut harness, "order_line"));
    assert!(!outline_row(&mut harness, "customer"));
}

#[test]
fn ctrl_adds_and_shift_selects_a_range() {
    let (mut harness, _folder) = open_store();
    click(&mut harness, "order", Modifiers::NONE);
    click(&mut harness, "customer", Modifiers::COMMAND);
    assert_eq!(selected(&harness), ["order", "customer"]);
    click(&mut harness, "order", Modifiers::NONE);
    click(&mut harness, "customer", Modifiers::SHIFT);
    let mut range = selected(&harness);
    range.sort();
    assert_eq!(range, ["Customers", "customer", "order", "order_line"]);
}

#[test]
fn the_keyboard_walks_folds_jumps_and_selects() {
    let (mut harness, _folder) = open_store();
    click(&mut harness, "Orders", Modifiers::NONE);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&harness), ["order"]);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(selected(&harness), ["order", "order_line"]);
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(
        selected(&harness),
        ["Orders"],
        "left goes to what a row is below"
    );
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert!(
        !outline_row(&mut harness, "order_line"),
        "and then folds it"
    );
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert!(outline_row(&mut harness, "order_line"));
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!(selected(&harness), ["Orders"]);
    type_text(&mut harness, "c");
    assert_eq!(selected(&harness), ["Customers"]);
    type_text(&mut harness, "h");
    let design = design(&harness);
    let checkout = Reference::Zone(design.zones().ids().next().unwrap());
    assert_eq!(app(&harness).document().selection.single(), Some(checkout));
    let steps = undo_steps(&harness);
    assert!(steps.is_empty(), "letters are no commands here: {steps:?}");
}

#[test]
fn a_name_is_edited_in_its_row() {
    let (mut harness, _folder) = open_store();
    for (name, label, new) in [
        ("place order", "Name of the operation", "order"),
        ("checkout", "Name of the saga", "checking out"),
        ("main", "Name of the store", "primary"),
        ("Orders", "Name of the service", "Ordering"),
    ] {
        click(&mut harness, name, Modifiers::NONE);
        press(&mut harness, Modifiers::NONE, Key::F2);
        let field = harness
            .query_all_by_label(label)
            .find(|node| node.rect().left() < 270.0)
            .unwrap_or_else(|| panic!("{name} is edited in its row"));
        field.type_text(new);
        harness.run();
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(undo_steps(&harness)[0], format!("Rename {name} to {new}"));
        assert!(outline_row(&mut harness, new));
    }
    // The keyboard goes on where it was.
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&harness), ["order"]);
}

#[test]
fn entities_are_dragged_to_another_service_a_store_or_a_zone() {
    let (mut harness, _folder) = open_store();
    click(&mut harness, "order", Modifiers::NONE);
    click(&mut harness, "order_line", Modifiers::COMMAND);
    for (target, step) in [
        ("Customers", "Move 2 entities to Customers"),
        ("main", "Move 2 entities to main"),
        ("Checkout", "Move 2 entities to Checkout"),
    ] {
        let (from, to) = (row(&harness, "order"), row(&harness, target));
        drag(&mut harness, from, &[(to - from) / 2.0, (to - from) / 2.0]);
        assert_eq!(undo_steps(&harness)[0], step);
    }
    assert_eq!(undo_steps(&harness).len(), 3);
    let order = design(&harness).get(entity(&harness, "order")).unwrap();
    assert!(order.store.is_some() && order.zone.is_some());
    let customers = design(&harness).services().ids().nth(1);
    assert_eq!(order.service, customers);
    let boundary = app(&harness)
        .place_in_window(Reference::Service(customers.unwrap()))
        .unwrap();
    assert!(
        boundary.contains_rect(card(&harness, "order")),
        "its card is in the boundary"
    );
}

#[test]
fn escape_backs_out_of_a_drag() {
    let (mut harness, _folder) = open_store();
    let (from, to) = (row(&harness, "order"), row(&harness, "Customers"));
    harness.hover_at(from);
    harness.run();
    harness.drag_at(from);
    harness.run();
    harness.hover_at(to);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.event(button(to, false, Modifiers::NONE));
    harness.run();
    assert!(undo_steps(&harness).is_empty());
}

#[test]
fn what_is_selected_on_the_canvas_is_unfolded_and_in_sight() {
    let (mut harness, _folder) = open_store();
    harness.get_by_label("Fold Customers").click();
    harness.run();
    assert!(!outline_row(&mut harness, "customer"));
    let at = card(&harness, "customer").center();
    drag(&mut harness, at, &[]);
    assert!(outline_row(&mut harness, "customer"));
    assert_eq!(selected(&harness), ["customer"]);
}

#[test]
fn of_two_thousand_entities_only_the_rows_that_are_seen_are_made() {
    let entities: Vec<String> = (0..2000)
        .map(|n| format!("(name: \"t{n}\", fields: [(name: \"id\", type: \"int\", key: true)])"))
        .collect();
    let entities = entities.join(",");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.erd.ron");
    let text = format!("Design(format: 1, entities: [{entities}])");
    std::fs::write(&file, text).unwrap();
    let mut harness = open(&file);
    let rows = |harness: &Window| {
        harness
            .query_all_by_label_contains("t")
            .filter(|node| node.rect().left() < 270.0)
            .filter(|node| {
                let label = node.accesskit_node().label().unwrap_or_default();
                label
                    .strip_prefix('t')
                    .is_some_and(|n| n.parse::<u32>().is_ok())
            })
            .count()
    };
    assert!((10..80).contains(&rows(&harness)), "{}", rows(&harness));
    click(&mut harness, "t3", Modifiers::NONE);
    press(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(selected(&harness), ["t1999"]);
    assert!(outline_row(&mut harness, "t1999"));
    assert!((10..80).contains(&rows(&harness)));
}

#[test]
fn an_operation_that_is_selected_shows_its_way_step_by_step() {
    let (mut harness, _folder) = open_store();
    assert!(harness.query_by_label("Step 1: write order").is_none());
    click(&mut harness, "place order", Modifiers::NONE);
    for (label, name) in [
        ("Step 1: write order", "order"),
        ("Step 2: read customer", "customer"),
    ] {
        let badge = harness.get_by_label(label).rect();
        let card = card(&harness, name);
        assert!(badge.intersects(card), "{badge:?} is at {card:?}");
        assert!(!card.contains(badge.center()), "and does not hide its name");
    }
    // A saga calls the operation, and its steps are those of the call.
    click(&mut harness, "checkout", Modifiers::NONE);
    harness.get_by_label("Step 1: call place order");
    harness.get_by_label("Step 1.2: read customer");
    click(&mut harness, "order", Modifiers::NONE);
    harness.hover_at(eframe::egui::pos2(700.0, 10.0));
    harness.run();
    assert!(harness.query_by_label("Step 1: call place order").is_none());
}

#[test]
fn a_scenario_is_listed_and_opens_in_the_inspector() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.erd.ron");
    let scenario = r#"scenarios: [(name: "A bad day", trials: [])], relationships:"#;
    std::fs::write(&file, SHOP.replace("relationships:", scenario)).unwrap();
    let mut harness = open(&file);
    click_outline(&mut harness, "order");
    click_outline(&mut harness, "A bad day");
    assert_eq!(selected(&harness), [""; 0]);
    let name = harness.get_by_label("Name of scenario A bad day");
    assert_eq!(name.value().as_deref(), Some("A bad day"));
    press(&mut harness, Modifiers::NONE, Key::F2);
    harness
        .get_by_label("Name of the scenario")
        .type_text("Worse");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(undo_steps(&harness)[0], "Rename A bad day to Worse");
    assert!(outline_row(&mut harness, "Worse"));
}
