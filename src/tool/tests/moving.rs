//! Moving what is selected.

use super::{SHOP, check_gesture};

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
