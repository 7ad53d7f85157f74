//! Drawing new parts.

use super::world::World;
use super::{SHOP, check_gesture};
use crate::session::text_slot::TextSlot;
use crate::tool::{Mark, Tool};

#[test]
fn a_row_dragged_to_a_card_or_a_row_relates_them() {
    let related = r#"
        Relate order to customer
        selected order~customer
        + (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: None),
    "#;
    for target in ["customer", "customer.id", "<customer.id", "customer>"] {
        let script = format!("down order.customer_id; move +20,0; move {target}; up");
        check_gesture(SHOP, &script, related);
    }
    // From the key the other way round.
    check_gesture(
        SHOP,
        "down customer.id; move order.customer_id; up",
        related,
    );
}

#[test]
fn a_card_dragged_to_a_card_gets_the_foreign_key() {
    check_gesture(
        SHOP,
        "down customer>; move tag; up",
        r#"
        Relate customer to tag
        selected customer~tag
        + (name: "tag_id", type: "bigint"),
        + (from: "customer.tag_id", to: "tag.id", ends: (Many, One), integrity: None),
        "#,
    );
    // Within a service a database can keep the key.
    check_gesture(
        SHOP,
        "down order>; move line>; up",
        r#"
        Relate order to line
        selected order~line
        + (name: "line_id", type: "uuid"),
        + (from: "order.line_id", to: "line.id", ends: (Many, One), integrity: Enforced),
        "#,
    );
    check_gesture(
        SHOP,
        "down tag>; move tag; up",
        r#"
        Relate tag to tag
        selected tag~tag
        + (name: "parent_id", type: "bigint", null: true),
        + (from: "tag.parent_id", to: "tag.id", ends: (Many, ZeroOrOne), integrity: Enforced),
        "#,
    );
}

#[test]
fn what_does_not_fit_is_said_and_done() {
    let mut world = World::new(SHOP);
    world.script("down order.total; move customer.id");
    let said = "Types differ: order.total money / customer.id uuid";
    assert_eq!(world.machine.hint(world.keys), said);
    let marks = world.machine.marks();
    assert!(
        marks
            .iter()
            .any(|mark| matches!(mark, Mark::Wire { fits: false, .. }))
    );
    assert!(
        marks
            .iter()
            .any(|mark| matches!(mark, Mark::Label { text, alarm: true, .. } if text == said))
    );
    assert!(marks.iter().any(|mark| matches!(mark, Mark::Target(_))));
    world.script("up");
    assert_eq!(world.selected(), "order~customer");
}

#[test]
fn the_same_relationship_is_not_drawn_twice() {
    check_gesture(
        SHOP,
        "down line.order_id; move order.id; up",
        "selected line~order",
    );
}

#[test]
fn a_relationship_to_empty_canvas_brings_a_new_entity() {
    check_gesture(
        SHOP,
        "down order.customer_id; move 500,500; up",
        r#"
        Add customer
        selected customer
        - "customer": (700, 80),
        + name: "customer",
        + (name: "id", type: "uuid", key: true),
        + (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: None),
        + "Customers.customer": (700, 80),
        + "customer": (500, 486),
        "#,
    );
    check_gesture(
        SHOP,
        "down tag>; move +300,0; up",
        r#"
        Add entity
        selected entity
        + name: "entity",
        + (name: "id", type: "uuid", key: true),
        + (name: "tag_id", type: "bigint"),
        + (from: "entity.tag_id", to: "tag.id", ends: (Many, One), integrity: Enforced),
        + "entity": (490, 400),
        "#,
    );
}

#[test]
fn the_relationship_tool_takes_clicks() {
    let related = r#"
        Relate customer to tag
        selected customer~tag
        + (name: "tag_id", type: "bigint"),
        + (from: "customer.tag_id", to: "tag.id", ends: (Many, One), integrity: None),
    "#;
    check_gesture(
        SHOP,
        "tool R; click customer; move 500,500; click tag",
        related,
    );
    check_gesture(SHOP, "tool R; down customer; move tag; up", related);
    check_gesture(
        SHOP,
        "tool R; click customer; move tag; cancel; cancel; click tag",
        "selected tag",
    );
    check_gesture(SHOP, "tool R; click 500,500", "");
}

#[test]
fn escape_drops_what_is_being_drawn() {
    check_gesture(
        SHOP,
        "down order>; move customer; cancel; up",
        "selected order",
    );
    check_gesture(SHOP, "tool S; down 20,60; move +500,500; cancel; up", "");
    check_gesture(SHOP, "tool E; down 500,500; cancel; up", "");
    check_gesture(SHOP, "tool N; down 500,500; cancel; up", "");
}

#[test]
fn a_click_puts_an_entity_into_the_service_whose_boundary_is_there() {
    check_gesture(
        SHOP,
        "tool E; click 375,180",
        r#"
        Add entity
        selected entity
        + name: "entity", service: "Orders",
        + (name: "id", type: "uuid", key: true),
        + "entity": (300, 166),
        "#,
    );
    let free = r#"
        Add entity
        selected entity
        + name: "entity",
        + (name: "id", type: "uuid", key: true),
        + "entity": (425, 586),
    "#;
    check_gesture(SHOP, "tool E; click 500,600", free);
    check_gesture(SHOP, "double 500,600", free);
}

#[test]
fn a_tool_is_put_away_unless_shift_is_held() {
    let mut world = World::new(SHOP);
    world.script("tool E; click 500,600");
    assert_eq!(world.machine.tool(), Tool::Select);
    assert!(matches!(world.editing, Some(TextSlot::EntityName(_))));
    world.script("tool E; key shift; click 800,600; click 800,700");
    assert_eq!(world.machine.tool(), Tool::Entity);
    assert_eq!(world.document.history().undo_steps().count(), 3);
}

#[test]
fn a_service_is_drawn_around_its_entities() {
    check_gesture(
        SHOP,
        "tool S; down 280,40; move 950,250; up",
        r#"
        Add service
        selected service
        - name: "line", service: "Orders",
        - name: "customer", service: "Customers",
        + (name: "service"),
        + name: "line", service: "service",
        + name: "customer", service: "service",
        + "Customers": (672, 26, 206, 156),
        + "service": (280, 40, 670, 210),
        "#,
    );
    check_gesture(
        SHOP,
        "tool S; down 400,500; move +200,150; up",
        r#"
        Add service
        selected service
        + (name: "service"),
        + "service": (400, 500, 200, 150),
        "#,
    );
}

#[test]
fn a_zone_and_a_store_take_what_they_touch() {
    check_gesture(
        SHOP,
        "tool Z; down 20,60; move +300,60; up",
        r#"
        Add zone
        selected zone
        - name: "order", service: "Orders",
        - name: "line", service: "Orders",
        + (name: "zone", consistency: Strong),
        + name: "order", service: "Orders", zone: "zone",
        + name: "line", service: "Orders", zone: "zone",
        "#,
    );
    check_gesture(
        SHOP,
        "tool D; click customer",
        r#"
        Add store
        selected store
        - name: "customer", service: "Customers",
        + (name: "store", owner: "Customers"),
        + name: "customer", service: "Customers", store: "store",
        "#,
    );
    // A zone of nothing is none.
    check_gesture(SHOP, "tool Z; down 400,500; move +100,50; up", "");
}

#[test]
fn a_note_is_put_down_and_its_text_edited() {
    check_gesture(
        SHOP,
        "tool N; click 512,600",
        r#"
        Add a note
        selected note:1
        + (text: "Note", at: (500, 582), width: 180),
        "#,
    );
    let mut world = World::new(SHOP);
    world.script("tool N; click 512,600");
    assert!(matches!(world.editing, Some(TextSlot::NoteText(note)) if note.place == 1));
}

#[test]
fn a_row_dragged_within_its_card_relates_nothing() {
    check_gesture(
        SHOP,
        "down order.total; move order.id; up",
        "selected order",
    );
    let mut world = World::new(SHOP);
    world.script("down order.total; move order.id");
    assert!(world.machine.hint(world.keys).contains("drag its header"));
}
