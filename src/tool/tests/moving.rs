//! Moving what is selected.

use super::world::World;
use super::{SHOP, check_gesture};
use crate::tool::Mark;

#[test]
fn a_drag_is_one_step_however_often_the_pointer_moves() {
    check_gesture(
        SHOP,
        "down order; move +10,0; move +20,5; move +10,-5; up",
        r#"
        Move order
        selected order
        - "order": (40, 80),
        + "order": (80, 80),
        "#,
    );
}

#[test]
fn a_drag_of_several_moves_all_of_them() {
    check_gesture(
        SHOP,
        "click order; key shift; click tag; key none; down order; move +0,50; up",
        r#"
        Move 2 entities
        selected order tag
        - "order": (40, 80),
        - "tag": (40, 400),
        + "order": (40, 130),
        + "tag": (40, 450),
        "#,
    );
    check_gesture(
        SHOP,
        "down Orders; move +7,0; up",
        r#"
        Move 2 entities
        selected Orders
        - "order": (40, 80),
        - "line": (300, 80),
        + "order": (47, 80),
        + "line": (307, 80),
        "#,
    );
}

#[test]
fn escape_puts_everything_back() {
    check_gesture(SHOP, "down order; move +40,0; cancel", "selected order");
    check_gesture(SHOP, "down order; move +40,0; cancel; up", "selected order");
    check_gesture(SHOP, "down order; cancel; move +40,0; up", "selected order");
}

#[test]
fn notes_and_empty_services_move_too() {
    check_gesture(
        SHOP,
        "down note:0; move +10,20; up",
        r#"
        Move note
        selected note:0
        - (text: "to do", at: (300, 400), width: 100),
        + (text: "to do", at: (310, 420), width: 100),
        "#,
    );
    let empty = SHOP.replace(
        "name: \"customer\", service: \"Customers\"",
        "name: \"customer\"",
    );
    let empty = empty.replace(
        "            notes:",
        "            boundaries: {\"Customers\": (700, 300, 200, 100)},\n            notes:",
    );
    check_gesture(
        &empty,
        "down Customers; move +10,20; up",
        r#"
        Move Customers
        selected Customers
        - "Customers": (700, 300, 200, 100),
        + "Customers": (710, 320, 200, 100),
        "#,
    );
}

#[test]
fn a_card_dropped_into_another_boundary_changes_its_service() {
    check_gesture(
        SHOP,
        "down line; move customer; move +0,80; up",
        r#"
        Move line to Customers
        selected line
        - name: "line", service: "Orders",
        - "line": (300, 80),
        + name: "line", service: "Customers",
        + "line": (700, 160),
        "#,
    );
    check_gesture(
        SHOP,
        "down line; move customer; move +0,80; cancel; up",
        "selected line",
    );
    // A free one too; and the last one leaves an empty boundary behind.
    check_gesture(
        SHOP,
        "down customer; move order; up",
        r#"
        Move customer to Orders
        selected customer
        - name: "customer", service: "Customers",
        - "customer": (700, 80),
        + name: "customer", service: "Orders",
        + "customer": (42, 80),
        + "Customers": (672, 26, 206, 156),
        "#,
    );
    // Ctrl takes it out.
    check_gesture(
        SHOP,
        "down line; key ctrl; move 500,500; up",
        r#"
        Move line out of its service
        selected line
        - name: "line", service: "Orders",
        - "line": (300, 80),
        + name: "line",
        + "line": (425, 486),
        "#,
    );
}

#[test]
fn a_move_within_its_boundary_changes_no_service() {
    // The free card of the two that are selected stays free.
    check_gesture(
        SHOP,
        "click order; key shift; click tag; key none; down order; move +0,10; up",
        r#"
        Move 2 entities
        selected order tag
        - "order": (40, 80),
        - "tag": (40, 400),
        + "order": (40, 90),
        + "tag": (40, 410),
        "#,
    );
}

#[test]
fn moved_cards_fall_in_line_with_their_neighbors() {
    // Three units beside the left edge of `order`.
    let script = "guides; down tag; move +-3,100; up";
    check_gesture(
        SHOP,
        script,
        r#"
        Move tag
        selected tag
        - "tag": (40, 400),
        + "tag": (40, 500),
        "#,
    );
    let free = "guides; down tag; key alt; move +-3,100; up";
    check_gesture(
        SHOP,
        free,
        r#"
        Move tag
        selected tag
        - "tag": (40, 400),
        + "tag": (37, 500),
        "#,
    );
    let grid = "grid; down tag; move +-3,100; up";
    check_gesture(
        SHOP,
        grid,
        r#"
        Move tag
        selected tag
        - "tag": (40, 400),
        + "tag": (32, 496),
        "#,
    );
    let mut world = World::new(SHOP);
    world.script("guides; down tag; move +-3,100");
    let guides = world.machine.marks();
    assert!(
        guides
            .iter()
            .any(|mark| matches!(mark, Mark::Guide([a, b]) if a.x == 40.0 && b.x == 40.0))
    );
}

#[test]
fn a_boundary_is_resized_and_never_smaller_than_what_is_in_it() {
    check_gesture(
        SHOP,
        "down Customers/right; move +50,0; up",
        r#"
        Resize Customers
        selected Customers
        + "Customers": (672, 26, 256, 156),
        "#,
    );
    // What is inside begins at 700, 80 and ends 150 to the right.
    check_gesture(
        SHOP,
        "down Customers/bottom-right; move +-500,-500; up",
        r#"
        Resize Customers
        selected Customers
        + "Customers": (672, 26, 186, 136),
        "#,
    );
    check_gesture(
        SHOP,
        "down Customers/right; move +50,0; cancel; up",
        "selected Customers",
    );
}

#[test]
fn a_note_is_made_wider() {
    check_gesture(
        SHOP,
        "down note:0>; move +40,0; up",
        r#"
        Resize a note
        selected note:0
        - (text: "to do", at: (300, 400), width: 100),
        + (text: "to do", at: (300, 400), width: 140),
        "#,
    );
    check_gesture(SHOP, "down note:0>; move +40,0; cancel", "selected note:0");
}

#[test]
fn a_line_is_bent_and_straightened() {
    let mut world = World::new(SHOP);
    world.script("click line~order:0");
    let [line, order] = ["line", "order"].map(|name| world.entity(name).unwrap());
    let before = world.line(line, order).1.to_vec();
    world.script("down line~order:1; move +-8,0");
    let during = world.line(line, order).1.to_vec();
    assert_eq!(
        during[1].x,
        (before[1].x - 8.0).round(),
        "{before:?} → {during:?}"
    );
    assert_eq!([during[0], during[3]], [before[0], before[3]]);
    world.script("up");
    assert_eq!(
        world.line(line, order).1,
        during,
        "a new picture draws it the same way"
    );
    world.script("double line~order@1");
    assert_eq!(world.line(line, order).1, before);
    let steps = world
        .document
        .history()
        .undo_steps()
        .map(|s| s.label().to_owned());
    assert_eq!(
        steps.collect::<Vec<_>>(),
        ["Straighten a line", "Bend a line"]
    );
    world.script("down line~order:1; move +-8,0; cancel");
    assert_eq!(world.line(line, order).1, before);
}

#[test]
fn a_straight_piece_at_a_card_steps_aside() {
    let mut world = World::new(SHOP);
    let [line, order] = ["line", "order"].map(|name| world.entity(name).unwrap());
    world.script("down line~order:0; move +0,60; up");
    let points = world.line(line, order).1.to_vec();
    assert!(points.len() >= 6, "{points:?}");
    for ends in points.windows(2) {
        assert!(
            ends[0].x == ends[1].x || ends[0].y == ends[1].y,
            "{points:?}"
        );
    }
    // The bends go along when both ends go.
    let bends = |world: &World| {
        world
            .design()
            .views()
            .iter()
            .next()
            .unwrap()
            .1
            .bends
            .clone()
    };
    let (_, before) = bends(&world).0[0].clone();
    world.script("down Orders; move +100,10; up");
    let moved: Vec<(i32, i32)> = before.iter().map(|(x, y)| (x + 100, y + 10)).collect();
    assert_eq!(bends(&world).0[0].1, moved);
}
