//! Gestures in the window, made with the pointer and keys as a person makes them.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2};
use egui_kittest::kittest::Queryable as _;
use erdwall::model::Reference;
use window::*;

/// The middle of the row of a field.
fn row(harness: &Window, entity: &str, number: usize) -> Pos2 {
    let card = card(harness, entity);
    // A card is its header of 28 units and rows of 20; the test design fits at the same zoom everywhere.
    let zoom = app(harness).zoom();
    card.left_top() + Vec2::new(card.width() / 2.0, (38.0 + 20.0 * number as f32) * zoom)
}

fn boundary(harness: &Window, name: &str) -> Rect {
    let mut services = design(harness).services().iter();
    let id = services
        .find(|(_, service)| service.name == name)
        .unwrap()
        .0;
    app(harness)
        .place_in_window(Reference::Service(id))
        .unwrap()
}

/// Presses at one place and lets go at another, by way of the middle.
fn drag_to(harness: &mut Window, from: Pos2, to: Pos2) {
    drag(harness, from, &[(to - from) / 2.0, (to - from) / 2.0]);
}

fn click(harness: &mut Window, at: Pos2, button: PointerButton) {
    harness.hover_at(at);
    harness.run();
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.run();
    }
}

/// A place on the canvas where nothing is.
fn nowhere(harness: &Window) -> Pos2 {
    let canvas = harness.get_by_label("Canvas").rect();
    let used = ["Orders", "Customers"].map(|name| boundary(harness, name));
    let used = used[0].union(used[1]);
    Pos2::new(used.center().x, f32::midpoint(used.top(), canvas.top()))
}

#[test]
fn a_row_dragged_to_another_card_relates_them() {
    let (mut harness, _folder) = open_shop();
    let (from, to) = (row(&harness, "order", 2), row(&harness, "order_line", 0));
    drag_to(&mut harness, from, to);
    assert_eq!(undo_steps(&harness), ["Relate order to order_line"]);
    assert_eq!(design(&harness).relationships().len(), 2);
}

#[test]
fn a_tool_is_picked_by_its_letter_and_put_away_by_escape() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::NONE, Key::E);
    let at = nowhere(&harness);
    click(&mut harness, at, PointerButton::Primary);
    assert_eq!(design(&harness).entities().len(), 4);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::NONE, Key::R);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    // With the tool put away a click selects.
    let at = grip(&harness, "customer");
    click(&mut harness, at, PointerButton::Primary);
    assert_eq!(selected(&harness), ["customer"]);
}

#[test]
fn a_card_dropped_into_another_boundary_changes_its_service() {
    let (mut harness, _folder) = open_shop();
    let from = grip(&harness, "order_line");
    let to = boundary(&harness, "Customers").center_bottom() - Vec2::new(0.0, 4.0);
    drag_to(&mut harness, from, to);
    let service = design(&harness)
        .get(entity(&harness, "order_line"))
        .unwrap()
        .service;
    let name = &design(&harness).get(service.unwrap()).unwrap().name;
    assert_eq!(name, "Customers");
    assert_eq!(undo_steps(&harness), ["Move order_line to Customers"]);
}

#[test]
fn a_boundary_is_resized_by_its_edge() {
    let (mut harness, _folder) = open_shop();
    let before = boundary(&harness, "Customers");
    drag_to(
        &mut harness,
        before.right_center(),
        before.right_center() + Vec2::new(40.0, 0.0),
    );
    let after = boundary(&harness, "Customers");
    assert!(
        (after.width() - before.width() - 40.0).abs() < 3.0,
        "{before:?} → {after:?}"
    );
    assert_eq!(undo_steps(&harness), ["Resize Customers"]);
}

#[test]
fn a_note_is_written_moved_and_deleted() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::NONE, Key::N);
    let at = nowhere(&harness);
    click(&mut harness, at, PointerButton::Primary);
    harness
        .get_by_label("Text of the note")
        .type_text("ask Ada");
    harness.run();
    // A click elsewhere takes the text over.
    let elsewhere = grip(&harness, "customer");
    click(&mut harness, elsewhere, PointerButton::Primary);
    let notes = |harness: &Window| {
        design(harness)
            .views()
            .iter()
            .next()
            .unwrap()
            .1
            .notes
            .clone()
    };
    assert_eq!(notes(&harness)[0].text, "ask Ada");
    let before = notes(&harness)[0].at;
    drag_to(&mut harness, at, at + Vec2::new(0.0, -20.0));
    assert!(notes(&harness)[0].at.1 < before.1);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(notes(&harness).is_empty());
}

#[test]
fn the_right_button_selects_what_is_under_it() {
    let (mut harness, _folder) = open_shop();
    let at = grip(&harness, "customer");
    click(&mut harness, at, PointerButton::Secondary);
    assert_eq!(selected(&harness), ["customer"]);
}

#[test]
fn the_status_bar_says_what_letting_go_would_do() {
    let (mut harness, _folder) = open_shop();
    let from = row(&harness, "order", 1);
    harness.hover_at(from);
    harness.run();
    harness.drag_at(from);
    harness.run();
    let to = row(&harness, "order_line", 0);
    harness.hover_at(to);
    harness.run();
    harness.get_by_label("order.customer_id → order_line.id");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(undo_steps(&harness).is_empty());
}
