//! Lines into hubs in the window: short until they are looked at.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2};
use egui_kittest::kittest::Queryable as _;
use erdwall::model::{Reference, RelationshipId};
use erdwall::session::Selection;
use window::*;

const SALES: &str = r#"Design(
    format: 1,
    services: [(name: "Customers"), (name: "Sales")],
    entities: [
        (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "order", service: "Sales", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
        (name: "invoice", service: "Sales", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
        (name: "ticket", service: "Sales", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
    ],
    relationships: [
        (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),
        (from: "invoice.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),
        (from: "ticket.customer_id", to: "customer.id", ends: (Many, One), integrity: Eventual()),
    ],
    views: [
        (
            name: "Overview", stubs: Above(2),
            at: {"customer": (0, 0), "order": (400, 200), "invoice": (0, 400), "ticket": (400, 600)},
        ),
    ],
)
"#;

fn open_sales() -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sales.erd.ron");
    std::fs::write(&file, SALES).unwrap();
    let mut harness = open(&file);
    let away = nowhere(&harness);
    point_at(&mut harness, away);
    (harness, folder)
}

fn point_at(harness: &mut Window, at: Pos2) {
    harness.hover_at(at);
    harness.run();
    harness.run();
}

fn line(harness: &Window, child: &str) -> RelationshipId {
    let child = entity(harness, child);
    let mut all = design(harness).relationships().iter();
    all.find(|(_, r)| r.from.entity == child).unwrap().0
}

/// Where the line that a card refers with is in the window.
fn drawn(harness: &Window, child: &str) -> Rect {
    let part = Reference::Relationship(line(harness, child));
    app(harness).place_in_window(part).unwrap()
}

/// Whether the line that a card refers with is drawn as far as the hub.
fn is_whole(harness: &Window, child: &str) -> bool {
    drawn(harness, child)
        .expand(1.0)
        .intersects(card(harness, "customer"))
}

fn whole(harness: &Window) -> Vec<&'static str> {
    let all = ["order", "invoice", "ticket"].into_iter();
    all.filter(|child| is_whole(harness, child)).collect()
}

/// The badge of the line that a card refers with.
fn badge(harness: &Window, child: &str) -> Pos2 {
    let (stub, card) = (drawn(harness, child), card(harness, child));
    let x = if stub.center().x > card.center().x {
        stub.right()
    } else {
        stub.left()
    };
    Pos2::new(f32::midpoint(x, stub.center().x), stub.center().y)
}

fn click(harness: &mut Window, at: Pos2, times: usize) {
    for _ in 0..times {
        for pressed in [true, false] {
            harness.event(Event::PointerButton {
                pos: at,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
    }
    harness.run();
    harness.run();
}

#[test]
fn the_pointer_over_a_stub_or_a_card_shows_the_whole_line() {
    let (mut harness, _folder) = open_sales();
    assert!(whole(&harness).is_empty());
    let (stub, away) = (badge(&harness, "order"), nowhere(&harness));
    point_at(&mut harness, stub);
    assert_eq!(whole(&harness), ["order"]);
    point_at(&mut harness, away);
    assert!(whole(&harness).is_empty());

    let at = grip(&harness, "ticket");
    point_at(&mut harness, at);
    assert_eq!(whole(&harness), ["ticket"]);
    let at = grip(&harness, "customer");
    point_at(&mut harness, at);
    assert_eq!(whole(&harness), ["order", "invoice", "ticket"]);
}

/// Where nothing is.
fn nowhere(harness: &Window) -> Pos2 {
    card(harness, "customer").right_top() + Vec2::new(140.0, -6.0)
}

#[test]
fn a_click_on_the_badge_selects_the_relationship_and_a_double_click_goes_to_the_hub() {
    let (mut harness, _folder) = open_sales();
    let (stub, away) = (badge(&harness, "invoice"), nowhere(&harness));
    point_at(&mut harness, stub);
    click(&mut harness, stub, 1);
    let part = Reference::Relationship(line(&harness, "invoice"));
    assert_eq!(app(&harness).document().selection.single(), Some(part));
    point_at(&mut harness, away);
    assert_eq!(
        whole(&harness),
        ["invoice"],
        "it stays while it is selected"
    );

    harness.input_mut().time = Some(100.0);
    let stub = badge(&harness, "order");
    point_at(&mut harness, stub);
    click(&mut harness, stub, 2);
    assert_eq!(selected(&harness), ["customer"]);
    point_at(&mut harness, away);
    assert_eq!(whole(&harness), ["order", "invoice", "ticket"]);
}

#[test]
fn a_problem_and_a_failure_light_up_the_whole_line() {
    let (mut harness, _folder) = open_sales();
    let away = nowhere(&harness);
    let of_problem = (0..12).find_map(|_| {
        press(&mut harness, Modifiers::NONE, Key::F8);
        point_at(&mut harness, away);
        let whole = whole(&harness);
        (whole.len() == 1).then_some(whole)
    });
    assert_eq!(
        of_problem,
        Some(vec!["order"]),
        "the first key across services"
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    point_at(&mut harness, away);
    assert!(whole(&harness).is_empty());

    press(&mut harness, Modifiers::NONE, Key::F9);
    let at = grip(&harness, "customer");
    point_at(&mut harness, at);
    click(&mut harness, at, 1);
    let app = harness.state_mut().as_mut().unwrap();
    app.select(Selection::default());
    let away = nowhere(&harness);
    point_at(&mut harness, away);
    assert_eq!(whole(&harness), ["ticket"], "nobody repairs its orphans");
}

#[test]
fn a_stub_is_told_like_a_line() {
    let (harness, _folder) = open_sales();
    harness.get_by_label_contains("order.customer_id → customer.id");
    harness.get_by_label("3 lines into customer, drawn as stubs");
}

#[test]
fn a_moved_card_takes_its_stub_along() {
    let (mut harness, _folder) = open_sales();
    let before = drawn(&harness, "order");
    let at = grip(&harness, "order");
    drag(
        &mut harness,
        at,
        &[Vec2::new(30.0, 20.0), Vec2::new(30.0, 20.0)],
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    let away = nowhere(&harness);
    point_at(&mut harness, away);
    let moved = drawn(&harness, "order").min - before.min;
    assert!(moved.x > 40.0 && moved.y > 20.0, "{moved:?}");
    assert!(!is_whole(&harness, "order"));
}

#[test]
fn the_menu_draws_all_lines_in_full_and_undo_brings_stubs_back() {
    let (mut harness, _folder) = open_sales();
    run(&mut harness, "View", "Lines into hubs as stubs");
    let away = nowhere(&harness);
    point_at(&mut harness, away);
    assert_eq!(whole(&harness), ["order", "invoice", "ticket"]);
    assert_eq!(undo_steps(&harness), ["Draw all lines in full"]);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    point_at(&mut harness, away);
    assert!(whole(&harness).is_empty());
}

#[test]
fn a_line_that_is_shown_can_be_bent_and_then_stays_in_full() {
    let (mut harness, _folder) = open_sales();
    let (stub, away) = (badge(&harness, "ticket"), nowhere(&harness));
    point_at(&mut harness, stub);
    click(&mut harness, stub, 1);
    point_at(&mut harness, away);
    let id = line(&harness, "ticket");
    let points = app(&harness).line_in_window(Reference::Relationship(id));
    // The longest piece that is upright.
    let pieces = points.windows(2).filter(|ends| ends[0].x == ends[1].x);
    let longest = pieces.max_by(|a, b| (a[0] - a[1]).length().total_cmp(&(b[0] - b[1]).length()));
    let [a, b] = longest.unwrap()[..] else {
        panic!()
    };
    drag(
        &mut harness,
        a + (b - a) * 0.5,
        &[Vec2::new(12.0, 0.0), Vec2::new(12.0, 0.0)],
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    point_at(&mut harness, away);
    assert_eq!(undo_steps(&harness), ["Bend a line"]);
    assert_eq!(whole(&harness), ["ticket"]);
}

#[test]
fn the_parent_of_the_selected_relationship_can_be_gone_to() {
    let (mut harness, _folder) = open_sales();
    let stub = badge(&harness, "ticket");
    point_at(&mut harness, stub);
    click(&mut harness, stub, 1);
    run(&mut harness, "Edit", "Go to the parent");
    assert_eq!(selected(&harness), ["customer"]);
}

/// Runs a command of a menu.
fn run(harness: &mut Window, menu: &str, name: &str) {
    let role = eframe::egui::accesskit::Role::Button;
    harness.get_by_role_and_label(role, menu).click();
    harness.run();
    harness.get_by_label_contains(name).click();
    harness.run();
}
