//! Tidying in the window: by key, menu, palette and button, how cards get to their places, and how it is taken back.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers, Pos2, Rect, Shape, Vec2};
use egui_kittest::kittest::Queryable as _;
use erdwall::edit::Builder;
use erdwall::gui::Start;
use erdwall::model::{Entity, Reference, View};
use erdwall::session::Selection;
use erdwall::session::settings::Settings;
use window::*;

/// The small shop with its cards on a heap.
fn open_heap(settings: Settings) -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.erd.ron");
    let heap = r#"views: [(name: "Main", at: {
        "order": (0, 0), "order_line": (20, 30), "customer": (600, 10),
    })],
)"#;
    let text = format!("{}{heap}", SHOP.trim_end().strip_suffix(')').unwrap());
    std::fs::write(&file, text).unwrap();
    let start = Start {
        file: Some(file),
        settings: Settings {
            pane: false,
            ..settings
        },
        settings_folder: None,
        at_once: true,
    };
    let mut harness = start_with(start, 0.04);
    harness.run();
    (harness, folder)
}

fn all_cards(harness: &Window) -> [Rect; 3] {
    ["order", "order_line", "customer"].map(|name| card(harness, name))
}

fn tidy_by_key(harness: &mut Window) {
    press(harness, Modifiers::COMMAND, Key::T);
}

fn change(harness: &mut Window, change: impl FnOnce(&mut Builder)) {
    let mut builder = Builder::new(design(harness), "Something else");
    change(&mut builder);
    let transaction = builder.finish();
    harness.state_mut().as_mut().unwrap().change(&transaction);
}

/// Asks for tidying, and does something before what comes of it can be taken over: while a button is held down on the canvas.
fn tidy_while(harness: &mut Window, act: impl FnOnce(&mut Window)) {
    let canvas = harness.get_by_label("Canvas").rect();
    let at = canvas.right_bottom() - Vec2::new(40.0, 40.0);
    harness.hover_at(at);
    harness.run();
    harness.drag_at(at);
    harness.run();
    harness.hover_at(at - Vec2::new(20.0, 20.0));
    harness.run();
    tidy_by_key(harness);
    act(harness);
    harness.event(eframe::egui::Event::PointerButton {
        pos: at - Vec2::new(20.0, 20.0),
        button: eframe::egui::PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    harness.run();
}

/// Where the name of a card is painted on the canvas, if it is.
fn painted(harness: &Window, name: &str) -> Option<Pos2> {
    fn find(shape: &Shape, name: &str) -> Option<Pos2> {
        match shape {
            Shape::Text(text) if text.galley.text() == name => Some(text.pos),
            Shape::Vec(shapes) => shapes.iter().find_map(|shape| find(shape, name)),
            _ => None,
        }
    }
    let shapes = harness.output().shapes.iter();
    let on_canvas = shapes.filter(|shape| shape.clip_rect.left() > 240.0);
    on_canvas
        .filter(|shape| shape.clip_rect.right() < 1200.0)
        .find_map(|shape| find(&shape.shape, name))
}

#[test]
fn everything_is_tidied_by_its_key_and_put_back_by_one_undo() {
    let (mut harness, _folder) = open_heap(Settings::default());
    let before = all_cards(&harness);
    assert!(before[0].intersects(before[1]));
    tidy_by_key(&mut harness);
    let after = all_cards(&harness);
    for (place, rect) in after.iter().enumerate() {
        for other in &after[place + 1..] {
            assert!(!rect.intersects(*other));
        }
    }
    assert_eq!(undo_steps(&harness), ["Tidy the view"]);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(all_cards(&harness), before, "it is seen as it was");
    let view = design(&harness).views().iter().next().unwrap().1;
    assert_eq!(
        view.at.get(&entity(&harness, "order_line")),
        Some(&(20, 30))
    );
    assert!(undo_steps(&harness).is_empty());
}

#[test]
fn what_is_tidy_already_is_said_to_be() {
    let (mut harness, _folder) = open_heap(Settings::default());
    tidy_by_key(&mut harness);
    tidy_by_key(&mut harness);
    harness.get_by_label_contains("The view is tidy already");
    assert_eq!(undo_steps(&harness).len(), 1);
}

#[test]
fn cards_glide_to_their_places_and_lines_come_when_they_are_there() {
    let (mut harness, _folder) = open_heap(Settings::default());
    let before = painted(&harness, "order_line").unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::T);
    let mut way = vec![before];
    for _ in 0..12 {
        harness.step();
        way.push(painted(&harness, "order_line").unwrap());
    }
    harness.run();
    let end = painted(&harness, "order_line").unwrap();
    assert!(before.distance(end) > 20.0);
    let between = |at: &&Pos2| at.distance(before) > 2.0 && at.distance(end) > 2.0;
    assert!(way.iter().filter(between).count() >= 3, "{way:?}");
    assert!(
        way.last().is_some_and(|at| at.distance(end) < 1.0),
        "it comes to an end"
    );
}

#[test]
fn with_less_motion_cards_are_there_at_once() {
    let (mut harness, _folder) = open_heap(Settings {
        reduce_motion: true,
        ..Settings::default()
    });
    let before = painted(&harness, "order_line").unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::T);
    let mut way = Vec::new();
    for _ in 0..10 {
        harness.step();
        way.push(painted(&harness, "order_line").unwrap());
    }
    let end = *way.last().unwrap();
    assert!(before.distance(end) > 20.0);
    let between = |at: &&Pos2| at.distance(before) > 2.0 && at.distance(end) > 2.0;
    assert_eq!(way.iter().filter(between).count(), 0, "{way:?}");
}

#[test]
fn saving_on_the_way_keeps_the_places_at_the_end() {
    let (mut harness, folder) = open_heap(Settings::default());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::T);
    harness.step();
    harness.step();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.step();
    harness.step();
    harness.run();
    // The file was written by hand, so it is asked once whether that may go.
    press(&mut harness, Modifiers::COMMAND, Key::S);
    let text = std::fs::read_to_string(folder.path().join("shop.erd.ron")).unwrap();
    let view = design(&harness).views().iter().next().unwrap().1;
    let (x, y) = *view.at.get(&entity(&harness, "order_line")).unwrap();
    assert!(
        text.contains(&format!("\"Orders.order_line\": ({x}, {y})"))
            || text.contains(&format!("\"order_line\": ({x}, {y})")),
        "{text}"
    );
}

#[test]
fn the_button_beside_the_tabs_tidies_and_offers_styles() {
    let (mut harness, _folder) = open_heap(Settings::default());
    harness.get_by_label("Tidy").click();
    harness.run();
    assert_eq!(undo_steps(&harness), ["Tidy the view"]);
    let organic = all_cards(&harness);
    harness.get_by_label("Ways to tidy").click();
    harness.run();
    harness.get_by_label_contains("Compact layout").click();
    harness.run();
    let compact = all_cards(&harness);
    assert_ne!(organic, compact);
    assert_eq!(undo_steps(&harness).len(), 2);
    // It stays chosen.
    tidy_by_key(&mut harness);
    assert_eq!(undo_steps(&harness).len(), 2, "it is compact already");
}

#[test]
fn the_palette_knows_the_styles() {
    let (mut harness, _folder) = open_heap(Settings::default());
    press(&mut harness, Modifiers::COMMAND, Key::K);
    harness.event(eframe::egui::Event::Text("left-to-right".to_owned()));
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run();
    assert_eq!(undo_steps(&harness), ["Tidy the view"]);
    let [order, _, customer] = all_cards(&harness);
    assert!(
        customer.left() < order.left(),
        "what is referred to is on the left"
    );
}

#[test]
fn a_selection_is_tidied_and_all_else_stays() {
    let (mut harness, _folder) = open_heap(Settings::default());
    let parts = ["order", "order_line"].map(|name| Reference::Entity(entity(&harness, name)));
    let selection: Selection = parts.into_iter().collect();
    harness.state_mut().as_mut().unwrap().select(selection);
    harness.run();
    let position = |harness: &Window, name: &str| {
        let view = design(harness).views().iter().next().unwrap().1;
        *view.at.get(&entity(harness, name)).unwrap()
    };
    let before = position(&harness, "customer");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::T);
    assert_eq!(undo_steps(&harness), ["Tidy Orders"]);
    assert_eq!(position(&harness, "customer"), before);
    let [order, line, _] = all_cards(&harness);
    assert!(!order.intersects(line));
    assert_eq!(selected(&harness), ["order", "order_line"]);
}

#[test]
fn a_service_is_tidied_from_its_menu() {
    let (mut harness, _folder) = open_heap(Settings::default());
    let orders = design(&harness).services().ids().next().unwrap();
    let frame = app(&harness)
        .place_in_window(Reference::Service(orders))
        .unwrap();
    right_click(&mut harness, frame.left_top() + Vec2::new(30.0, 8.0));
    harness.get_by_label_contains("Tidy the service").click();
    harness.run();
    assert_eq!(undo_steps(&harness), ["Tidy Orders"]);
}

#[test]
fn what_is_worked_out_for_an_older_design_is_worked_out_again_or_dropped() {
    let (mut harness, _folder) = open_heap(Settings::default());
    // A new name changes nothing about places.
    let order = entity(&harness, "order");
    tidy_while(&mut harness, |harness| {
        change(harness, |builder| {
            builder.update(order, |it: &mut Entity| it.name = "purchase".into());
        });
    });
    assert_eq!(undo_steps(&harness), ["Tidy the view", "Something else"]);
    assert_eq!(design(&harness).get(order).unwrap().name, "purchase");

    // What was moved meanwhile stays there.
    let customer = entity(&harness, "customer");
    let view = design(&harness).views().ids().next().unwrap();
    change(&mut harness, |builder| {
        builder.update(view, |view: &mut View| view.at.set(order, (5, 5)));
    });
    harness.run();
    tidy_while(&mut harness, |harness| {
        change(harness, |builder| {
            builder.update(view, |view: &mut View| view.at.set(customer, (3000, 7)));
        });
    });
    harness.get_by_label_contains("Not tidied");
    let at = &design(&harness).get(view).unwrap().at;
    assert_eq!(at.get(&customer), Some(&(3000, 7)));
    assert_eq!(undo_steps(&harness)[0], "Something else");
}

#[test]
fn escape_ends_the_work_and_nothing_has_moved() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.erd.ron");
    let (mut entities, mut lines) = (String::new(), String::new());
    for n in 0..120 {
        entities +=
            &format!("(name: \"e{n}\", fields: [(name: \"id\", type: \"int\", key: true)]),");
        if n > 0 {
            let ends = format!("from: \"e{n}.id\", to: \"e{}.id\"", n / 3);
            lines += &format!("({ends}, ends: (Many, One), integrity: Enforced),");
        }
    }
    let text = format!("Design(format: 1, entities: [{entities}], relationships: [{lines}])");
    std::fs::write(&file, text).unwrap();
    let start = Start {
        file: Some(file),
        ..Start::default()
    };
    let mut harness = start_with(start, 0.25);
    let until = Instant::now() + Duration::from_secs(20);
    let is_shown = |harness: &Window| {
        let id = design(harness).entities().ids().next();
        id.is_some_and(|id| {
            app(harness)
                .place_in_window(Reference::Entity(id))
                .is_some()
        })
    };
    while !is_shown(&harness) {
        let notices = app(&harness).notices();
        assert!(
            Instant::now() < until,
            "the design is not shown: {notices:?}"
        );
        std::thread::sleep(Duration::from_millis(20));
        harness.step();
    }
    let before = card(&harness, "e7");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::T);
    harness.step();
    harness.key_press(Key::Escape);
    harness.step();
    harness.step();
    harness.get_by_label_contains("Tidying was canceled");
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(50));
        harness.step();
    }
    assert_eq!(card(&harness, "e7"), before);
    assert!(undo_steps(&harness).is_empty());
}
