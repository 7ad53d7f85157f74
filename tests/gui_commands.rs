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

/// Selects cards by clicking them, the first alone and the others as well.
fn select_cards(harness: &mut Window, names: &[&str]) {
    for (place, name) in names.iter().enumerate() {
        let at = card(harness, name).center();
        harness.hover_at(at);
        harness.run();
        let modifiers = if place == 0 {
            Modifiers::NONE
        } else {
            Modifiers::SHIFT
        };
        for pressed in [true, false] {
            harness.event_modifiers(
                eframe::egui::Event::PointerButton {
                    pos: at,
                    button: eframe::egui::PointerButton::Primary,
                    pressed,
                    modifiers,
                },
                modifiers,
            );
            harness.run();
        }
    }
}

fn run_command(harness: &mut Window, name: &str) {
    press(harness, Modifiers::COMMAND, Key::K);
    type_text(harness, name);
    assert_eq!(palette_rows(harness)[0], name);
    press(harness, Modifiers::NONE, Key::Enter);
}

#[test]
fn cards_are_brought_into_line_and_back() {
    let (mut harness, _folder) = open_shop();
    select_cards(&mut harness, &["order", "customer"]);
    run_command(&mut harness, "Align left edges");
    let [order, customer] = ["order", "customer"].map(|name| card(&harness, name));
    assert!((order.left() - customer.left()).abs() < 1.0);
    assert_eq!(undo_steps(&harness), ["Align 2 entities"]);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!((order.left() - card(&harness, "customer").left()).abs() > 1.0);
}

#[test]
fn undo_shows_what_was_selected_then() {
    let (mut harness, _folder) = open_shop();
    select_cards(&mut harness, &["order"]);
    press(&mut harness, Modifiers::COMMAND, Key::D);
    assert_eq!(selected(&harness), ["order_2"]);
    select_cards(&mut harness, &["customer"]);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(selected(&harness), ["order"]);
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    assert_eq!(selected(&harness), ["customer"]);
}

#[test]
fn the_history_goes_back_and_on_to_any_step() {
    let (mut harness, _folder) = open_shop();
    select_cards(&mut harness, &["order"]);
    for _ in 0..3 {
        press(&mut harness, Modifiers::COMMAND, Key::D);
    }
    assert_eq!(design(&harness).entities().len(), 6);
    run_command(&mut harness, "History");
    harness.get_by_label("Go back to: The start").click();
    harness.run();
    assert_eq!(design(&harness).entities().len(), 3);
    harness
        .get_all_by_label_contains("Go on to: Duplicate")
        .nth(1)
        .unwrap()
        .click();
    harness.run();
    assert_eq!(design(&harness).entities().len(), 5);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_label("Go back to: The start").is_none());
}

#[test]
fn a_bulk_change_is_told_with_a_way_back() {
    let (mut harness, _folder) = open_shop();
    select_cards(&mut harness, &["order", "order_line", "customer"]);
    press(&mut harness, Modifiers::COMMAND, Key::D);
    assert!(
        harness.query_by_label("Undo this").is_none(),
        "4 parts are not many"
    );
    press(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, Modifiers::COMMAND, Key::D);
    harness.get_by_label("Undo this").click();
    harness.run();
    assert_eq!(design(&harness).entities().len(), 6);
    assert!(harness.query_by_label("Undo this").is_none());
}

#[test]
fn extracting_a_service_says_what_else_changes() {
    let (mut harness, _folder) = open_shop();
    select_cards(&mut harness, &["order"]);
    run_command(&mut harness, "Extract to a new service");
    harness
        .get_by_label("order.customer_id → customer.id: checked by the application, not enforced");
    assert_eq!(selected(&harness), ["service"]);
}

#[test]
fn the_menu_of_a_card_has_what_can_be_done_with_it() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "customer").center_top() + eframe::egui::vec2(0.0, 8.0);
    right_click(&mut harness, at);
    assert_eq!(selected(&harness), ["customer"]);
    harness.get_by_label_contains("Group into a service");
    assert!(harness.query_by_label_contains("Align").is_none());
    harness
        .get_by_label_contains("Group into a service")
        .click();
    harness.run();
    assert_eq!(undo_steps(&harness), ["Group customer into a service"]);
}

#[test]
fn the_menu_of_empty_canvas_puts_an_entity_where_the_pointer_is() {
    let (mut harness, _folder) = open_shop();
    let canvas = harness.get_by_label("Canvas").rect();
    let at = canvas.right_center() - eframe::egui::vec2(140.0, 60.0);
    right_click(&mut harness, at);
    harness.get_by_label_contains("Insert entity").click();
    harness.run();
    let there = card(&harness, "entity");
    assert!(there.expand(40.0).contains(at), "{there:?} {at:?}");
}

#[test]
fn a_field_is_renamed_with_what_is_the_same() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "order.customer_id");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    run_command(&mut harness, "Rename the field everywhere…");
    harness.get_by_label("New name").type_text("buyer_id");
    harness.run();
    harness.get_by_label("→ order.buyer_id");
    harness.get_by_label("Rename").click();
    harness.run();
    assert_eq!(undo_steps(&harness), ["Rename customer_id to buyer_id"]);
}

/// What the window has put into the clipboard in the last frame.
fn clipboard(harness: &Window) -> Option<String> {
    let commands = &harness.output().platform_output.commands;
    commands.iter().find_map(|command| match command {
        eframe::egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Copies by the key, and gives what is in the clipboard then.
fn copy(harness: &mut Window, event: eframe::egui::Event) -> String {
    harness.event(event);
    harness.step();
    let text = clipboard(harness).expect("something is copied");
    harness.run();
    text
}

fn paste(harness: &mut Window, text: &str) {
    harness.event(eframe::egui::Event::Paste(text.to_owned()));
    harness.run();
}

#[test]
fn what_is_copied_in_one_window_is_pasted_in_another() {
    let (mut from, _folder) = open_shop();
    select_cards(&mut from, &["order", "customer"]);
    let text = copy(&mut from, eframe::egui::Event::Copy);

    let (mut into, _other_folder) = open_shop();
    paste(&mut into, &text);
    assert_eq!(undo_steps(&into), ["Paste 2 parts"]);
    assert_eq!(selected(&into), ["order_2", "customer_2"]);
    assert_eq!(design(&into).relationships().len(), 2);
    assert_eq!(design(&into).services().len(), 2);
    press(&mut into, Modifiers::COMMAND, Key::Z);
    assert_eq!(design(&into).entities().len(), 3);
}

#[test]
fn what_is_cut_is_gone_and_comes_back_by_pasting() {
    let (mut harness, _folder) = open_shop();
    select_cards(&mut harness, &["order"]);
    let text = copy(&mut harness, eframe::egui::Event::Cut);
    assert_eq!(undo_steps(&harness), ["Cut order"]);
    assert_eq!(design(&harness).entities().len(), 2);
    paste(&mut harness, &text);
    assert_eq!(selected(&harness), ["order"]);
    // It refers to the customer again, who was there all the time.
    assert_eq!(design(&harness).relationships().len(), 1);
}

#[test]
fn copy_and_paste_in_a_field_are_about_its_text() {
    let (mut harness, _folder) = open_shop();
    select_cards(&mut harness, &["order"]);
    press(&mut harness, Modifiers::NONE, Key::F2);
    paste(&mut harness, "purchase");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(undo_steps(&harness), ["Rename order to purchase"]);
}

#[test]
fn entities_are_copied_as_sql() {
    let (mut harness, _folder) = open_shop();
    select_cards(&mut harness, &["customer"]);
    press(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "Copy as SQL");
    // Of one frame: what is copied is told in the frame that copies it.
    harness.event(eframe::egui::Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    harness.step();
    let text = clipboard(&harness);
    assert_eq!(
        text.as_deref(),
        Some("CREATE TABLE customer (\n    id uuid PRIMARY KEY\n);\n")
    );
}

#[test]
fn the_sheet_of_keys_has_every_command_that_has_keys() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::NONE, Key::F1);
    for entry in COMMANDS.iter().filter(|entry| !entry.keys.is_empty()) {
        let mut rows = harness.query_all_by_label(entry.name);
        assert!(rows.next().is_some(), "{}", entry.name);
    }
    harness.get_by_label("Right-click");
}

#[test]
fn the_palette_lists_what_would_do_nothing_last_and_says_why() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    harness.get_by_label("Save");
    assert!(
        harness
            .query_by_label("Undo: Nothing was changed")
            .is_none()
    );
    harness.event(eframe::egui::Event::Text("undo".to_owned()));
    harness.run();
    harness.get_by_label("Undo: Nothing was changed");
}
