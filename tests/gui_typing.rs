//! Names and fields typed as lines: on cards, in the inspector, with keys alone.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::duration_suboptimal_units,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use std::path::Path;

use eframe::egui::{Event, Key, Modifiers, PointerButton, Vec2};
use egui_kittest::kittest::Queryable as _;
use window::*;

/// The events of a text in which keys stand in angle brackets: `order<Tab>`, `<Alt+Enter>`.
fn events(script: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let Some((name, after)) = named else {
            events.push(Event::Text(c.to_string()));
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = after;
        let mut modifiers = Modifiers::NONE;
        let mut parts: Vec<&str> = name.split('+').collect();
        let key = parts.pop().unwrap();
        for part in parts {
            modifiers |= match part {
                "Alt" => Modifiers::ALT,
                "Shift" => Modifiers::SHIFT,
                _ => Modifiers::COMMAND,
            };
        }
        let event = |pressed| Event::Key {
            key: Key::from_name(key).unwrap_or_else(|| panic!("no key {key}")),
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        events.push(event(true));
        // A key of a letter types it, too, where something takes text.
        if modifiers == Modifiers::NONE && key.len() == 1 {
            events.push(Event::Text(key.to_lowercase()));
        }
        events.push(event(false));
    }
    events
}

/// Types, a frame for each key and each character; a key of a letter comes together with its character.
fn hand(harness: &mut Window, script: &str) {
    let mut events = events(script).into_iter().peekable();
    while let Some(event) = events.next() {
        let is_letter =
            matches!(&event, Event::Key { pressed: true, key, .. } if key.name().len() == 1);
        let together = &mut harness.input_mut().events;
        together.push(event);
        if is_letter {
            together.extend(events.next_if(|next| matches!(next, Event::Text(_))));
        }
        harness.run();
    }
}

/// A window with an empty design, and the folder that holds its file.
fn open_empty() -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.erd.ron");
    std::fs::write(&file, "Design(\n    format: 1,\n    name: \"new\",\n)\n").unwrap();
    (open(&file), folder)
}

/// The lines of the saved file that are about entities and relationships.
fn saved(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("new.erd.ron")).unwrap();
    let model = text.split("    views: [").next().unwrap();
    let lines = model.lines().map(|line| line.trim().to_owned());
    lines
        .filter(|line| {
            line.starts_with("(name:") || line.starts_with("name:") || line.starts_with("(from:")
        })
        .collect()
}

fn fields(harness: &Window, name: &str) -> Vec<String> {
    let entity = design(harness).get(entity(harness, name)).unwrap();
    let fields = entity.fields.iter();
    fields
        .map(|field| format!("{}: {}", field.name, field.data_type))
        .collect()
}

const FIVE: &str = "<E>customer<Tab><Enter>email: text unique<Enter>phone: text null<Enter><Enter>\
    <E>product<Enter><Enter>sku: text unique<Enter>price: numeric(12, 2)<Enter><Enter>\
    <E>order<Tab><Enter>customer_id: fk customer<Enter>state: text = 'open' status<Enter>version: int version<Enter><Enter>\
    <E>order_line<Tab><Enter>order_id: fk order<Enter>product_id: uuid fk product<Enter>quantity: int = 1<Enter><Enter>\
    <E>payment<Tab><Enter>order_id: uuid unique fk order<Enter>deleted_at: timestamp null soft-delete // kept a year<Enter><Enter>\
    <Ctrl+S>";

const FIVE_SAVED: [&str; 25] = [
    r#"name: "new","#,
    r#"name: "customer","#,
    r#"(name: "id", type: "uuid", key: true),"#,
    r#"(name: "email", type: "text", unique: true),"#,
    r#"(name: "phone", type: "text", null: true),"#,
    r#"name: "product","#,
    r#"(name: "id", type: "uuid", key: true),"#,
    r#"(name: "sku", type: "text", unique: true),"#,
    r#"(name: "price", type: "numeric(12, 2)"),"#,
    r#"name: "order","#,
    r#"(name: "id", type: "uuid", key: true),"#,
    r#"(name: "customer_id", type: "uuid"),"#,
    r#"(name: "state", type: "text", default: "'open'", roles: [Status]),"#,
    r#"(name: "version", type: "int", roles: [RowVersion]),"#,
    r#"name: "order_line","#,
    r#"(name: "id", type: "uuid", key: true),"#,
    r#"(name: "order_id", type: "uuid"),"#,
    r#"(name: "product_id", type: "uuid"),"#,
    r#"(name: "quantity", type: "int", default: "1"),"#,
    r#"name: "payment","#,
    r#"(name: "id", type: "uuid", key: true),"#,
    r#"(name: "order_id", type: "uuid", unique: true),"#,
    r#"(name: "deleted_at", type: "timestamp", null: true, roles: [SoftDelete], comment: "kept a year"),"#,
    r#"(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),"#,
    r#"(from: "order_line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced),"#,
];

#[track_caller]
fn check_five(folder: &Path) {
    let saved = saved(folder);
    let mut expected: Vec<&str> = FIVE_SAVED.to_vec();
    expected.push(
        r#"(from: "order_line.product_id", to: "product.id", ends: (Many, One), integrity: Enforced),"#,
    );
    expected.push(
        r#"(from: "payment.order_id", to: "order.id", ends: (ZeroOrOne, One), integrity: Enforced),"#,
    );
    assert_eq!(saved, expected);
}

#[test]
fn five_entities_are_typed_with_keys_alone() {
    let (mut harness, folder) = open_empty();
    hand(&mut harness, FIVE);
    check_five(folder.path());
    // One step for each entity with its name, and one for each field.
    let steps = undo_steps(&harness);
    assert_eq!(steps.len(), 5 + 12, "{steps:?}");
    assert_eq!(steps.last().unwrap(), "Add customer");
    assert_eq!(steps[0], "Add payment.deleted_at");
    // No card covers another.
    let names = ["customer", "product", "order", "order_line", "payment"];
    for (place, name) in names.iter().enumerate() {
        for other in &names[place + 1..] {
            assert!(!card(&harness, name).intersects(card(&harness, other)));
        }
    }
}

#[test]
fn keys_keep_their_order_when_a_frame_is_slow() {
    let (mut harness, folder) = open_empty();
    harness.input_mut().events.extend(events(FIVE));
    // All of them are there with the next frame; the rest follows.
    for _ in 0..200 {
        harness.step();
    }
    check_five(folder.path());
}

#[test]
fn a_double_click_on_the_canvas_types_the_name_on_the_card() {
    let (mut harness, _folder) = open_shop();
    let canvas = harness.get_by_label("Canvas").rect();
    let at = canvas.left_top() + Vec2::new(14.0, 14.0);
    harness.hover_at(at);
    harness.run();
    // In one frame: frames of tests are longer than a double click.
    for pressed in [true, false, true, false] {
        harness.input_mut().events.push(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    harness.run();
    hand(&mut harness, "refund<Tab><Enter>note: text<Enter><Enter>");
    assert_eq!(undo_steps(&harness), ["Add refund.note", "Add refund"]);
    assert_eq!(fields(&harness, "refund"), ["id: uuid", "note: text"]);
}

#[test]
fn escape_takes_an_entity_back_that_has_no_name_yet() {
    let (mut harness, _folder) = open_shop();
    hand(&mut harness, "<E>refund");
    let field = harness.get_by_label("Name on the card");
    assert_eq!(field.value().as_deref(), Some("refund"));
    let card = card(&harness, "entity");
    assert!(card.intersects(harness.get_by_label("Name on the card").rect()));
    hand(&mut harness, "<Escape>");
    assert!(undo_steps(&harness).is_empty());
    assert_eq!(design(&harness).entities().len(), 3);
}

#[test]
fn f2_edits_the_name_on_the_card_and_a_taken_one_stays_with_the_reason() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    hand(&mut harness, "<F2>order_line<Enter>");
    let field = harness.get_by_label("Name on the card");
    assert_eq!(field.value().as_deref(), Some("order_line"));
    harness.get_by_label_contains("is called `order_line`");
    assert!(undo_steps(&harness).is_empty());
    hand(&mut harness, "s<Enter><Escape>");
    assert_eq!(undo_steps(&harness), ["Rename order to order_lines"]);
    assert!(harness.query_by_label("Name on the card").is_none());
}

#[test]
fn rows_are_walked_moved_added_between_and_removed() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    // Below all of them, and from there up.
    hand(&mut harness, "<Alt+Enter>total: int<Up>");
    assert_eq!(
        harness
            .get_by_label("Line of field state")
            .value()
            .as_deref(),
        Some("state: text status guessed")
    );
    hand(&mut harness, "<Alt+Up><Alt+Enter>note: text<Tab>");
    assert_eq!(
        fields(&harness, "order"),
        [
            "id: uuid",
            "state: text",
            "note: text",
            "customer_id: uuid",
            "total: int"
        ]
    );
    harness.get_by_label("Line of field customer_id");
    hand(&mut harness, "<Ctrl+Shift+Backspace>");
    harness.get_by_label("Line of field total");
    assert_eq!(
        fields(&harness, "order"),
        ["id: uuid", "state: text", "note: text", "total: int"]
    );
    assert!(design(&harness).relationships().is_empty());
    hand(&mut harness, "<Escape><Ctrl+Z>");
    assert_eq!(design(&harness).relationships().len(), 1);
}

#[test]
fn an_unreadable_line_stays_says_why_and_offers_what_was_meant() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    hand(&mut harness, "<Alt+Enter>buyer: uuid fk custmer<Enter>");
    let line = |harness: &Window| harness.get_by_label("New field of order").value().unwrap();
    assert_eq!(line(&harness), "buyer: uuid fk custmer");
    harness.get_by_label("No entity is called `custmer`; did you mean `customer`?");
    // A click elsewhere leaves it there.
    let elsewhere = card(&harness, "customer").center();
    drag(&mut harness, elsewhere, &[]);
    assert_eq!(line(&harness), "buyer: uuid fk custmer");
    assert!(undo_steps(&harness).is_empty());
    // So does editing something else: it is there again afterwards.
    hand(&mut harness, "<F2><Escape>");
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    hand(&mut harness, "<Alt+Enter>");
    assert_eq!(line(&harness), "buyer: uuid fk custmer");
    hand(&mut harness, "<Enter><Enter><Enter>");
    assert_eq!(undo_steps(&harness), ["Add order.buyer"]);
    assert_eq!(design(&harness).relationships().len(), 2);
}

#[test]
fn what_could_come_next_is_picked_with_keys_and_escape_closes_the_list_first() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    hand(&mut harness, "<Alt+Enter>buyer: uu");
    harness.get_by_label("Suggestion uuid");
    hand(&mut harness, "<Enter> fk ");
    let line = |harness: &Window| harness.get_by_label("New field of order").value().unwrap();
    assert_eq!(line(&harness), "buyer: uuid fk ");
    hand(&mut harness, "<Down><Down><Down><Tab>");
    assert_eq!(line(&harness), "buyer: uuid fk customer");
    hand(&mut harness, " nul");
    harness.get_by_label("Suggestion null");
    hand(&mut harness, "<Escape>");
    assert!(harness.query_by_label("Suggestion null").is_none());
    assert_eq!(line(&harness), "buyer: uuid fk customer nul");
    hand(&mut harness, "l<Enter><Enter>");
    assert_eq!(
        fields(&harness, "order").last().map(String::as_str),
        Some("buyer: uuid")
    );
}

#[test]
fn several_pasted_lines_are_several_fields_in_one_step() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    hand(&mut harness, "<Alt+Enter>");
    harness.event(Event::Paste(
        "total numeric(12, 2) not null,\nbuyer_id uuid references customer(id),\nbad: text wat\n"
            .into(),
    ));
    harness.run();
    assert_eq!(undo_steps(&harness), ["Add 2 fields to order"]);
    assert_eq!(
        fields(&harness, "order")[3..],
        ["total: numeric(12, 2)", "buyer_id: uuid"]
    );
    let notice = &app(&harness).notices()[0];
    assert!(notice.text.contains("line 3"), "{}", notice.text);
    harness.get_by_label("New field of order");
}

#[test]
fn the_inspector_types_the_same_lines() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    harness.get_by_label("Type of field customer_id").click();
    harness.run();
    hand(&mut harness, "bigint<Tab>");
    assert_eq!(undo_steps(&harness), ["Change order.customer_id"]);
    assert_eq!(design(&harness).relationships().len(), 1, "the rest stays");
    harness.get_by_label("Line of field state");
    hand(&mut harness, "<Escape>");
    harness.get_by_label("Add a field").click();
    harness.run();
    hand(&mut harness, "total: int<Enter><Enter>");
    assert_eq!(undo_steps(&harness).len(), 2);
    assert_eq!(fields(&harness, "order")[3], "total: int");
}

#[test]
fn ddl_pasted_on_the_canvas_stands_beside_what_is_there_in_one_step() {
    let (mut harness, _folder) = open_shop();
    harness.event(Event::Paste(
        "CREATE TABLE customer (id bigint PRIMARY KEY);\n\
         CREATE TABLE refund (id int PRIMARY KEY, order_id uuid REFERENCES \"order\" (id), to_whom bigint REFERENCES customer (id));"
            .into(),
    ));
    harness.run();
    assert_eq!(undo_steps(&harness), ["Paste 2 entities"]);
    let refund = card(&harness, "refund");
    for name in ["order", "order_line", "customer"] {
        assert!(!refund.intersects(card(&harness, name)), "{name}");
    }
    assert_eq!(selected(&harness), ["customer", "refund"]);
    assert_eq!(design(&harness).relationships().len(), 3);
    let notice = &app(&harness).notices()[0];
    assert!(
        notice.text.starts_with("Pasted 2 entities"),
        "{}",
        notice.text
    );
    hand(&mut harness, "<Ctrl+Z>");
    assert_eq!(design(&harness).entities().len(), 3);
    // Other text is not for the canvas.
    harness.event(Event::Paste("a word".into()));
    harness.run();
    assert!(undo_steps(&harness).is_empty());
}

#[test]
fn a_comment_takes_several_lines_and_ctrl_enter_or_leaving_takes_it_over() {
    let (mut harness, _folder) = open_shop();
    let at = card(&harness, "order").center();
    drag(&mut harness, at, &[]);
    harness.get_by_label("Comment of the entity").click();
    harness.run();
    hand(
        &mut harness,
        "What was bought.<Enter>Kept for ten years.<Ctrl+Enter>",
    );
    let comment = |harness: &Window| {
        let order = entity(harness, "order");
        design(harness).get(order).unwrap().comment.clone()
    };
    assert_eq!(comment(&harness), "What was bought.\nKept for ten years.");
    harness.get_by_label("Comment of the entity").click();
    harness.run();
    hand(&mut harness, "Nothing<Escape>");
    assert_eq!(comment(&harness), "What was bought.\nKept for ten years.");
    assert_eq!(undo_steps(&harness).len(), 1);
}
