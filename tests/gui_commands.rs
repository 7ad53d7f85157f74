//! Commands by palette, find, menus and clipboard, as a person uses them.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::duration_suboptimal_units,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use erdwall::gui::COMMANDS;
use erdwall::model::Reference;
use window::*;

/// The rows of the palette that can be seen, from top to bottom.
fn palette_rows(harness: &Window) -> Vec<String> {
    let Some(field) = harness.query_by_label("Find or run") else {
        return Vec::new();
    };
    let below = field.rect();
    let mut rows: Vec<(i32, String)> = harness
        .query_all_by_role(eframe::egui::accesskit::Role::Button)
        .filter(|node| node.accesskit_node().toggled().is_some())
        .filter(|node| node.rect().top() > below.top() && node.rect().width() > 400.0)
        .map(|node| {
            let label = node.accesskit_node().label().unwrap_or_default();
            (node.rect().top() as i32, label)
        })
        .collect();
    rows.sort();
    rows.into_iter().map(|(_, label)| label).collect()
}

fn type_text(harness: &mut Window, text: &str) {
    harness.event(eframe::egui::Event::Text(text.to_owned()));
    harness.run();
}

#[test]
fn the_palette_runs_a_command_by_a_few_letters() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "ins ent");
    assert_eq!(palette_rows(&harness)[0], "Insert entity");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(undo_steps(&harness), ["Add entity"]);
    assert!(palette_rows(&harness).is_empty(), "it closes");
}

#[test]
fn the_palette_jumps_to_a_part() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "customer");
    let rows = palette_rows(&harness);
    assert_eq!(rows[0], "customer");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&harness), ["customer"]);
}

#[test]
fn arrows_choose_escape_closes_and_plain_keys_are_text_there() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "customer");
    let rows = palette_rows(&harness);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let chosen = app(&harness).document().selection.single().unwrap();
    assert_ne!(chosen, Reference::Entity(entity(&harness, "customer")));
    assert!(rows.len() > 1);

    press(&mut harness, Modifiers::COMMAND, Key::K);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(palette_rows(&harness).is_empty());
    assert!(undo_steps(&harness).is_empty(), "nothing was deleted");
    assert_eq!(
        app(&harness).document().selection.single(),
        Some(chosen),
        "Escape was meant for the palette"
    );
}

#[test]
fn what_was_run_last_is_first_the_next_time() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "minimap");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::COMMAND, Key::K);
    assert_eq!(palette_rows(&harness)[0], "Minimap");
}

#[test]
fn a_command_that_would_do_nothing_says_why_and_does_nothing() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "rename");
    assert_eq!(
        palette_rows(&harness)[0],
        "Rename: Select one part that has a name"
    );
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!palette_rows(&harness).is_empty(), "it stays open");
}

#[test]
fn every_command_is_in_the_palette() {
    let (mut harness, _folder) = open_shop();
    for entry in COMMANDS {
        if entry.name == "Find or run…" {
            continue;
        }
        press(&mut harness, Modifiers::COMMAND, Key::K);
        type_text(&mut harness, &entry.full_name());
        let rows = palette_rows(&harness);
        assert!(
            rows.iter()
                .any(|row| row.split(": ").any(|_| row.starts_with(&entry.full_name()))),
            "{}: {rows:?}",
            entry.name
        );
        press(&mut harness, Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn find_lists_what_has_the_text_and_goes_through_it() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::F);
    type_text(&mut harness, "customer");
    assert_eq!(app(&harness).found(), 3);
    harness.get_by_label("Found: customer");
    harness.get_by_label("Found: order.customer_id");
    harness.get_by_label("Found: Customers");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&harness), ["customer"]);
    press(&mut harness, Modifiers::NONE, Key::F3);
    assert!(matches!(
        app(&harness).document().selection.single(),
        Some(Reference::Field(_))
    ));
    press(&mut harness, Modifiers::SHIFT, Key::F3);
    assert_eq!(selected(&harness), ["customer"]);
    press(&mut harness, Modifiers::SHIFT, Key::F3);
    assert_eq!(selected(&harness), ["Customers"], "around the end");

    harness.get_by_label("Found: order.customer_id").click();
    harness.run();
    assert!(matches!(
        app(&harness).document().selection.single(),
        Some(Reference::Field(_))
    ));
    harness.get_by_label("Close find").click();
    harness.run();
    assert!(harness.query_by_label("Found: customer").is_none());
}
