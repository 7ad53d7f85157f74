//! Selecting, and moving the view.

use super::world::{World, hit, selection};
use super::{SHOP, check_gesture};
use crate::base::geometry::vector;
use crate::session::picture::Hit;
use crate::session::text_slot::TextSlot;
use crate::tool::{Cursor, Keys};

#[test]
fn a_click_selects_and_a_click_on_nothing_selects_nothing() {
    check_gesture(SHOP, "click order", "selected order");
    check_gesture(SHOP, "click order; click line", "selected line");
    check_gesture(SHOP, "click order; click 600,500", "");
    check_gesture(SHOP, "down order; move +1,1; up", "selected order");
    check_gesture(SHOP, "click Orders", "selected Orders");
    check_gesture(SHOP, "click line~order:0", "selected line~order");
    check_gesture(SHOP, "click note:0", "selected note:0");
}

#[test]
fn shift_adds_and_takes_away() {
    let two = "click order; key shift; click line";
    check_gesture(SHOP, two, "selected order line");
    check_gesture(SHOP, &format!("{two}; click order"), "selected line");
    check_gesture(
        SHOP,
        &format!("{two}; click note:0"),
        "selected order line note:0",
    );
    // A plain click on one of several selected leaves only that one.
    check_gesture(
        SHOP,
        &format!("{two}; key none; click order"),
        "selected order",
    );
}

#[test]
fn a_marquee_selects_what_it_touches() {
    check_gesture(SHOP, "down 20,60; move +300,60; up", "selected order line");
    check_gesture(SHOP, "down 250,300; move +200,200; up", "selected note:0");
    check_gesture(SHOP, "down 600,100; move +40,100; up", "");
    let added = "click customer; key shift; down 20,300; move +40,150; up";
    check_gesture(SHOP, added, "selected customer tag");
    // Drawn backwards, and made smaller again.
    check_gesture(
        SHOP,
        "down 900,300; move +-700,-200; move +300,0; up",
        "selected customer",
    );
    // Backed out of.
    check_gesture(
        SHOP,
        "click tag; down 20,60; move +300,60; cancel",
        "selected tag",
    );
    check_gesture(
        SHOP,
        "click tag; down 20,60; move +300,60; cancel; up",
        "selected tag",
    );
}

#[test]
fn the_right_button_selects_what_is_there_and_asks_for_its_menu() {
    let mut world = World::new(SHOP);
    world.script("click tag; right down order.customer_id; up");
    assert_eq!(world.document.selection, selection(&world, "order"));
    let menu = world.menu.take().expect("a menu");
    assert!(matches!(menu.hit, Hit::Row(_)), "{menu:?}");
    // One of several that are selected: the menu is about all of them.
    world.script("click order; key shift; click line; key none; right down line; up");
    assert_eq!(world.selected(), "order line");
    assert!(world.menu.take().is_some());
    world.script("right down 600,500; up");
    assert_eq!(world.selected(), "");
    assert_eq!(world.menu.take().map(|menu| menu.hit), Some(Hit::Empty));
    world.script("right down order; cancel; up");
    assert_eq!(world.menu, None);
}

#[test]
fn space_the_middle_button_and_the_hand_move_the_view_and_nothing_else() {
    for held in ["key space; down", "middle down", "tool H; down"] {
        let mut world = World::new(SHOP);
        let before = world.design().clone();
        world.script(&format!("{held} order; move +30,10; move +10,0; up"));
        assert_eq!(world.pan, vector(-40.0, -10.0), "{held}");
        assert_eq!(world.selected(), "", "{held}");
        assert_eq!(*world.design(), before, "{held}");
    }
    let mut world = World::new(SHOP);
    world.script("tool H");
    assert_eq!(world.machine.cursor(Keys::default()), Cursor::Grab);
    // Escape puts the tool away.
    world.script("cancel");
    assert_eq!(world.machine.cursor(Keys::default()), Cursor::Arrow);
}

#[test]
fn the_pointer_knows_what_it_is_over() {
    let mut world = World::new(SHOP);
    for (place, seen) in [
        ("order", "Header"),
        ("order.total", "Row"),
        ("order>", "Handle"),
        ("<order.id", "Handle"),
        ("Orders", "Title"),
        ("Orders/right", "Outline"),
        ("Orders/bottom-right", "Outline"),
        ("line~order:0", "Line"),
        ("note:0", "Note("),
        ("note:0>", "NoteEdge"),
        ("600,500", "Empty"),
    ] {
        world.script(&format!("move {place}"));
        let found = format!("{:?}", hit(&world));
        assert!(found.starts_with(seen), "{place}: {found}");
    }
}

#[test]
fn a_double_click_edits_the_text_that_is_there() {
    let mut world = World::new(SHOP);
    world.script("double order");
    let order = world.entity("order").unwrap();
    assert_eq!(world.editing.take(), Some(TextSlot::EntityName(order)));
    world.script("double order.total");
    assert!(
        matches!(world.editing.take(), Some(TextSlot::FieldName(path)) if path.entity == order)
    );
    world.script("double Orders");
    assert!(matches!(
        world.editing.take(),
        Some(TextSlot::ServiceName(_))
    ));
    world.script("double line~order:0");
    assert!(matches!(
        world.editing.take(),
        Some(TextSlot::RelationshipLabel(_))
    ));
}
