//! The window, driven by name and pointer as a person would, without a display.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::duration_suboptimal_units,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use std::path::Path;

use eframe::egui::{Key, Modifiers, PointerButton, Vec2, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use erdwall::gui::Severity;
use window::*;

#[test]
fn a_file_is_shown_with_its_outline_and_its_cards() {
    let (mut harness, _folder) = open_shop();
    for name in [
        "Orders",
        "order",
        "order_line",
        "Customers",
        "customer",
        "Checkout",
    ] {
        assert!(outline_row(&mut harness, name), "{name} is in the outline");
    }
    let canvas = harness.get_by_label("Canvas").rect();
    for name in ["order", "order_line", "customer"] {
        assert!(
            canvas.contains_rect(card(&harness, name)),
            "{name} can be seen"
        );
    }
    assert!(!card(&harness, "order").intersects(card(&harness, "customer")));
    harness.get_by_label("2 services · 3 entities · 1 relationship");
    assert!(!app(&harness).document().is_modified());
}

#[test]
fn the_filter_leaves_what_fits_and_the_services_around_it() {
    let (mut harness, _folder) = open_shop();
    harness.get_by_label("Filter the outline").focus();
    harness.run();
    harness.get_by_label("Filter the outline").type_text("line");
    harness.run();
    assert!(outline_row(&mut harness, "order_line"));
    assert!(outline_row(&mut harness, "Orders"));
    assert!(!outline_row(&mut harness, "order"));
    assert!(!outline_row(&mut harness, "customer"));
}

#[test]
fn a_click_on_a_card_selects_it_and_the_inspector_shows_it() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    assert_eq!(selected(&harness), ["order"]);
    assert_eq!(
        harness
            .get_by_label("Name of the entity")
            .value()
            .as_deref(),
        Some("order")
    );
    assert_eq!(
        harness
            .get_by_label("Type of field customer_id")
            .value()
            .as_deref(),
        Some("uuid")
    );
    harness.get_by_label("customer_id → customer.id");

    click_outline(&mut harness, "customer");
    assert_eq!(selected(&harness), ["customer"]);
    assert_eq!(
        harness
            .get_by_label("Name of the entity")
            .value()
            .as_deref(),
        Some("customer")
    );
}

#[test]
fn a_name_is_edited_in_place_and_a_bad_one_is_refused_with_the_reason() {
    let (mut harness, _folder) = open_shop();
    click_outline(&mut harness, "order");
    harness.get_by_label("Name of the entity").click();
    harness.run();
    harness
        .get_by_label("Name of the entity")
        .type_text("purchase");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(undo_steps(&harness), ["Rename order to purchase"]);
    assert!(outline_row(&mut harness, "purchase"));
    assert!(app(&harness).document().is_modified());

    harness.get_by_label("Name of the entity").click();
    harness.run();
    harness
        .get_by_label("Name of the entity")
        .type_text("order_line");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let notice = &app(&harness).notices()[0];
    assert_eq!(notice.severity, Severity::Error);
    assert!(notice.text.contains("`order_line`"), "{}", notice.text);
    assert_eq!(undo_steps(&harness).len(), 1);
    harness.get_by_label("Dismiss").click();
    harness.run();
    assert!(app(&harness).notices().is_empty());
}

#[test]
fn escape_forgets_what_was_typed_and_a_click_elsewhere_takes_it_over() {
    let (mut harness, _folder) = open_shop();
    click_outline(&mut harness, "order");
    harness.get_by_label("Name of field customer_id").click();
    harness.run();
    harness
        .get_by_label("Line of field customer_id")
        .type_text("buyer");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(undo_steps(&harness).is_empty());

    harness.get_by_label("Name of field customer_id").click();
    harness.run();
    harness
        .get_by_label("Line of field customer_id")
        .type_text("buyer_id");
    harness.run();
    // The card of another entity: the inspector shows that one next.
    let at = card(&harness, "customer").center();
    drag(&mut harness, at, &[]);
    assert_eq!(undo_steps(&harness), ["Rename customer_id to buyer_id"]);
    assert_eq!(selected(&harness), ["customer"]);
}

#[test]
fn keys_and_guessed_marks_are_changed_in_the_menu_of_a_field() {
    let (mut harness, _folder) = open_shop();
    click_outline(&mut harness, "order");
    let id = entity(&harness, "order");
    harness.get_by_label("Marks of state").click();
    harness.run();
    harness.get_by_label("Keep").click();
    harness.run();
    let field = |harness: &Window| {
        design(harness)
            .get(id)
            .unwrap()
            .field_named("state")
            .unwrap()
            .clone()
    };
    assert!(!field(&harness).inferred && field(&harness).roles.len() == 1);
    harness.get_by_label("May be null").click();
    harness.run();
    assert!(field(&harness).null);
    assert_eq!(undo_steps(&harness).len(), 2);
}

#[test]
fn a_drag_is_one_step_that_undo_takes_back() {
    let (mut harness, _folder) = open_shop();
    let before = [card(&harness, "order"), card(&harness, "customer")];
    let start = grip(&harness, "order");
    drag(
        &mut harness,
        start,
        &[
            Vec2::new(12.0, 4.0),
            Vec2::new(20.0, 20.0),
            Vec2::new(8.0, 6.0),
        ],
    );
    assert_eq!(undo_steps(&harness), ["Move order"]);
    let moved = card(&harness, "order").center() - before[0].center();
    // As far as the pointer, and a little to be in line with a neighbor.
    assert!((moved - Vec2::new(40.0, 30.0)).length() < 6.5, "{moved:?}");
    let still = card(&harness, "customer").min - before[1].min;
    assert!(still.length() < 1.0, "the others stay: {still:?}");
    assert_eq!(design(&harness).views().len(), 1);

    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!((card(&harness, "order").min - before[0].min).length() < 1.0);
    assert!(!app(&harness).document().is_modified());
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(undo_steps(&harness), ["Move order"]);
}

#[test]
fn escape_during_a_drag_puts_the_card_back() {
    let (mut harness, _folder) = open_shop();
    let before = card(&harness, "order");
    let start = grip(&harness, "order");
    harness.hover_at(start);
    harness.run();
    harness.drag_at(start);
    harness.run();
    harness.hover_at(start + Vec2::new(60.0, 0.0));
    harness.run();
    assert!(
        (card(&harness, "order").min - before.min).length() > 30.0,
        "it follows the pointer"
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(card(&harness, "order"), before);
    assert!(undo_steps(&harness).is_empty());
}

#[test]
fn arrow_keys_nudge_and_shift_nudges_by_ten() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    let view = design(&harness).views().iter().next().unwrap().1;
    let id = entity(&harness, "order");
    let (x, y) = *view.at.get(&id).unwrap();
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    let view = design(&harness).views().iter().next().unwrap().1;
    assert_eq!(*view.at.get(&id).unwrap(), (x, y - 10));
    assert_eq!(undo_steps(&harness).len(), 1);
}

#[test]
fn the_wheel_moves_the_view_and_with_ctrl_zooms_at_the_pointer() {
    let (mut harness, _folder) = open_shop();
    let before = card(&harness, "order");
    harness.hover_at(before.min);
    harness.run();
    let wheel = |modifiers| eframe::egui::Event::MouseWheel {
        unit: eframe::egui::MouseWheelUnit::Point,
        delta: Vec2::new(0.0, -40.0),
        phase: eframe::egui::TouchPhase::Move,
        modifiers,
    };
    harness.event(wheel(Modifiers::NONE));
    harness.run();
    let scrolled = card(&harness, "order");
    assert!(
        (scrolled.min.y - before.min.y + 40.0).abs() < 2.0,
        "{scrolled:?} {before:?}"
    );
    harness.hover_at(scrolled.min);
    harness.run();
    harness.event_modifiers(wheel(Modifiers::COMMAND), Modifiers::COMMAND);
    harness.run();
    let zoomed = card(&harness, "order");
    assert!(zoomed.width() < scrolled.width() * 0.95);
    assert!(
        (zoomed.min - scrolled.min).length() < 2.0,
        "what is under the pointer stays"
    );
    press(&mut harness, Modifiers::COMMAND, Key::Num0);
    harness.get_by_label("100 %");
}

#[test]
fn delete_takes_the_relationships_along_and_undo_brings_them_back() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "customer").center();
    drag(&mut harness, at, &[]);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert_eq!(design(&harness).entities().len(), 2);
    assert!(design(&harness).relationships().is_empty());
    assert!(selected(&harness).is_empty());
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(design(&harness).relationships().len(), 1);
}

#[test]
fn save_writes_the_file_and_clears_the_dot() {
    let (mut harness, folder) = open_shop();
    click_outline(&mut harness, "order");
    press(&mut harness, Modifiers::NONE, Key::F2);
    harness
        .get_by_label("Name of the entity")
        .type_text("purchase");
    harness.run();
    // What is being typed is saved too.
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(!app(&harness).document().is_modified());
    let text = std::fs::read_to_string(folder.path().join("shop.erd.ron")).unwrap();
    assert!(text.contains("name: \"purchase\"") && text.contains("from: \"purchase.customer_id\""));
}

#[test]
fn a_file_that_is_no_design_is_explained_in_a_bar() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.erd.ron");
    std::fs::write(&file, "Design(format: 1, entites: [])").unwrap();
    let mut harness = open(&file);
    let notice = app(&harness).notices()[0].clone();
    assert_eq!(notice.severity, Severity::Error);
    assert!(
        notice.text.starts_with("Cannot open") && notice.text.contains("entites"),
        "{}",
        notice.text
    );
    // The window greets as with any empty design.
    harness.get_by_label("Add an entity").click();
    harness.run();
    assert_eq!(design(&harness).entities().len(), 1);
}

#[test]
fn an_imported_schema_says_what_was_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.sql");
    let text = "CREATE TABLE customer (id int PRIMARY KEY);\nCREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customer);\nGRANT SELECT ON orders TO reader;\n";
    std::fs::write(&file, text).unwrap();
    let harness = open(&file);
    assert_eq!(design(&harness).entities().len(), 2);
    let notice = &app(&harness).notices()[0];
    assert!(
        notice
            .text
            .starts_with("Imported 2 entities and 1 relationship"),
        "{}",
        notice.text
    );
    assert!(
        app(&harness).document().is_modified(),
        "an import has no file yet"
    );
}

#[test]
fn a_dropped_file_is_opened_after_asking_about_unsaved_work() {
    #[derive(Debug)]
    struct Dropped(std::path::PathBuf);
    impl eframe::egui::DroppedFile for Dropped {
        fn path(&self) -> &Path {
            &self.0
        }
        fn bytes(&self) -> Result<Vec<u8>, String> {
            Err("only the path is used".into())
        }
    }
    let (mut harness, folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    let other = folder.path().join("other.erd.ron");
    std::fs::write(&other, SHOP.replace("\"shop\"", "\"other\"")).unwrap();
    let drop = std::sync::Arc::new(Dropped(other));
    harness.input_mut().dropped_files.push(drop);
    harness.run();
    harness.get_by_label("Save the changes to shop.erd.ron?");
    harness.get_by_label("Discard").click();
    harness.run();
    assert_eq!(design(&harness).header().name, "other");
}

#[test]
fn closing_with_unsaved_work_asks_once() {
    fn close(harness: &mut Window) -> Vec<eframe::egui::ViewportCommand> {
        let root = eframe::egui::ViewportId::ROOT;
        let viewport = harness.input_mut().viewports.entry(root).or_default();
        viewport.events.push(eframe::egui::ViewportEvent::Close);
        harness.step();
        let output = harness.output().viewport_output.get(&root);
        output.expect("the window").commands.clone()
    }
    let (mut harness, _folder) = open_shop();
    let cancelled = eframe::egui::ViewportCommand::CancelClose;
    assert!(
        !close(&mut harness).contains(&cancelled),
        "nothing would be lost"
    );
    press(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(close(&mut harness).contains(&cancelled));
    harness.run();
    harness.get_by_label("Cancel").click();
    harness.run();
    assert!(harness.query_by_label("Cancel").is_none());
    assert!(close(&mut harness).contains(&cancelled));
    harness.run();
    harness.get_by_label("Discard").click();
    harness.step();
    assert!(
        !close(&mut harness).contains(&cancelled),
        "it was asked already"
    );
}

#[test]
fn a_double_click_in_the_outline_brings_the_part_into_view() {
    let (mut harness, _folder) = open_shop();
    press(&mut harness, Modifiers::COMMAND, Key::Plus);
    for _ in 0..6 {
        press(&mut harness, Modifiers::COMMAND, Key::Plus);
    }
    let canvas = harness.get_by_label("Canvas").rect();
    let hidden = ["order", "order_line", "customer"]
        .into_iter()
        .find(|name| !canvas.contains_rect(card(&harness, name)))
        .expect("not all fit at this zoom");
    let row = |harness: &Window| {
        let mut rows = harness.query_all_by_label(hidden);
        rows.find(|node| node.rect().left() < 270.0)
            .map(|node| node.rect().center())
    };
    let at = row(&harness).expect("the row");
    harness.hover_at(at);
    harness.run();
    // In one frame: frames of tests are longer than a double click.
    for pressed in [true, false, true, false] {
        let button = eframe::egui::Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        harness.input_mut().events.push(button);
    }
    harness.run();
    assert_eq!(selected(&harness), [hidden]);
    let shown = card(&harness, hidden);
    assert!(canvas.contains(shown.center()), "{shown:?} in {canvas:?}");
}

#[test]
fn the_theme_is_switched_by_one_button() {
    let (mut harness, _folder) = open_shop();
    harness.get_by_label("Dark theme").click();
    harness.run();
    assert_eq!(harness.ctx.theme(), eframe::egui::Theme::Dark);
    harness.get_by_label("Light theme").click();
    harness.run();
    assert_eq!(harness.ctx.theme(), eframe::egui::Theme::Light);
}

#[test]
fn every_menu_opens_and_its_commands_run() {
    let (mut harness, _folder) = open_shop();
    for (menu, command) in [
        ("Insert", "Service"),
        ("View", "Color by service"),
        ("Help", "Keyboard and mouse"),
    ] {
        harness.get_by_role_and_label(Role::Button, menu).click();
        harness.run();
        let node = harness
            .query_all_by_label_contains(command)
            // Menus stand over the buttons of the window.
            .rfind(|node| node.accesskit_node().role() == Role::Button)
            .unwrap_or_else(|| panic!("{command} is in {menu}"));
        node.click();
        harness.run();
    }
    assert_eq!(design(&harness).services().len(), 3);
    harness.get_by_label("Zoom at the pointer");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_label("Zoom at the pointer").is_none());
}

#[test]
fn an_idle_window_asks_for_no_frames() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    click_outline(&mut harness, "order_line");
    harness.run();
    let delay = harness
        .output()
        .viewport_output
        .values()
        .map(|output| output.repaint_delay)
        .min();
    assert!(
        delay.is_some_and(|delay| delay > std::time::Duration::from_secs(3600)),
        "{delay:?}"
    );
}
