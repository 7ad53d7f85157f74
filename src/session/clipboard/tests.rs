use super::*;
use crate::base::geometry::point;
use crate::format::native::{Syntax, read, write};
use crate::layout::Cancel;
use crate::model::names::Names;
use crate::model::{Design, Reference};
use crate::scene::diagram::arrange;
use crate::scene::text::Fonts;
use crate::session::Selection;
use crate::session::picture::{Picture, Subject};
use crate::session::positions::Positions;
use crate::session::selection::NotePath;

const SHOP: &str = r#"
    services: [(name: "Orders"), (name: "Customers")],
    stores: [(name: "orders-db", owner: "Orders")],
    zones: [(name: "Checkout", consistency: Strong)],
    entities: [
        (name: "order", service: "Orders", store: "orders-db", zone: "Checkout", fields: [
            (name: "id", type: "uuid", key: true),
            (name: "customer_id", type: "uuid"),
            (name: "customer_name", type: "text", roles: [CopyOf("customer.name")]),
        ]),
        (name: "line", service: "Orders", fields: [(name: "order_id", type: "uuid", key: true)]),
        (name: "customer", service: "Customers", fields: [
            (name: "id", type: "uuid", key: true),
            (name: "name", type: "text"),
            (name: "email", type: "text"),
        ]),
    ],
    relationships: [
        (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed)),
        (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced, identifying: true),
    ],
    views: [(name: "Main", at: {"order": (100, 100), "line": (400, 100), "customer": (100, 500)})],
"#;

fn design(lists: &str) -> Design {
    let text = format!("Design(format: 1, name: \"test\", {lists})");
    read(text.as_bytes(), Syntax::Ron)
        .unwrap_or_else(|error| panic!("{error}"))
        .design
}

fn picture(design: &Design) -> Picture {
    let subject = Subject {
        view: design.views().ids().next(),
        design: design.clone(),
        ..Subject::default()
    };
    Picture::new(subject, &Cancel::default())
}

fn copied(from: &Design, names: &[&str]) -> String {
    let find = Names::new(from);
    let selection: Selection = names
        .iter()
        .map(|name| Reference::Entity(find.find_entity(name).unwrap()))
        .collect();
    copy(from, &selection, &picture(from)).unwrap()
}

/// The design after pasting, with what was said.
fn pasted(into: &Design, text: &str) -> (Design, Vec<String>) {
    let current = picture(into).all_positions();
    let view = into.views().ids().next();
    let pasted = paste(into, view, &current, text, point(1000.0, 1000.0)).unwrap();
    let mut after = into.clone();
    let undo = after.apply(&pasted.transaction).unwrap();
    let mut undone = after.clone();
    undone.apply(&undo).unwrap();
    assert_eq!(&undone, into);
    (after, pasted.notes)
}

fn relationships(design: &Design) -> Vec<String> {
    let ids = design.relationships().ids();
    ids.map(|id| crate::session::search::title(design, Reference::Relationship(id)))
        .collect()
}

#[test]
fn in_its_own_design_what_is_pasted_refers_to_what_the_original_refers_to() {
    let shop = design(SHOP);
    let (after, notes) = pasted(&shop, &copied(&shop, &["order", "line"]));
    assert_eq!(notes, [""; 0]);
    assert_eq!(
        relationships(&after),
        [
            "order.customer_id → customer.id",
            "line.order_id → order.id",
            "order_2.customer_id → customer.id",
            "line_2.order_id → order_2.id",
        ]
    );
    assert_eq!(after.services().len(), 2);
    assert_eq!(after.stores().len(), 1);
    let text = write(&after, Syntax::Ron);
    assert!(
        text.contains(
            r#"name: "order_2", service: "Orders", store: "orders-db", zone: "Checkout""#
        )
    );
    assert_eq!(text.matches(r#"CopyOf("customer.name")"#).count(), 2);
}

#[test]
fn an_empty_design_gets_what_the_copied_need_and_hears_what_is_missing() {
    let shop = design(SHOP);
    let (after, notes) = pasted(&Design::default(), &copied(&shop, &["order", "line"]));
    let names: Vec<&str> = after
        .services()
        .iter()
        .map(|(_, s)| s.name.as_str())
        .collect();
    assert_eq!(names, ["Orders"]);
    assert_eq!(after.entities().len(), 2);
    assert_eq!(relationships(&after), ["line.order_id → order.id"]);
    assert_eq!(
        notes,
        [
            "order.customer_id → customer.id: left out, its other end is not here",
            "order.customer_name: no copy any more, its source is not here",
        ]
    );
}

#[test]
fn references_are_kept_where_their_names_are_found() {
    let shop = design(SHOP);
    let other = design(
        r#"
        entities: [(name: "customer", fields: [(name: "nr", type: "int"), (name: "id", type: "uuid", key: true)])],
        "#,
    );
    let (after, notes) = pasted(&other, &copied(&shop, &["order"]));
    assert_eq!(relationships(&after), ["order.customer_id → customer.id"]);
    // This customer has no name.
    assert_eq!(notes.len(), 1);
}

#[test]
fn the_middle_of_what_is_pasted_is_where_it_is_wanted() {
    let shop = design(SHOP);
    let (after, _) = pasted(&shop, &copied(&shop, &["order", "line"]));
    let (_, view) = after.views().iter().next().unwrap();
    let at = |name| {
        *view
            .at
            .get(&Names::new(&after).find_entity(name).unwrap())
            .unwrap()
    };
    let (order, line) = (at("order_2"), at("line_2"));
    assert_eq!((line.0 - order.0, line.1 - order.1), (300, 0));
    assert!(order.0 < 1000 && line.0 + 100 > 1000 && (order.1 - 950).abs() < 100);
}

#[test]
fn notes_come_along_and_keep_their_place_beside_the_cards() {
    let shop = design(&SHOP.replace(
        r#"at: {"order": (100, 100)"#,
        r#"notes: [(text: "Split this", at: (60, 40)), (text: "Elsewhere", at: (0, 0))], at: {"order": (100, 100)"#,
    ));
    let view = shop.views().ids().next().unwrap();
    let mut selection = Selection::of_note(NotePath { view, place: 0 });
    let alone = copy(&shop, &selection, &picture(&shop)).unwrap();
    selection.add(Reference::Entity(
        Names::new(&shop).find_entity("order").unwrap(),
    ));
    let beside = copy(&shop, &selection, &picture(&shop)).unwrap();
    let empty = Positions::default();
    let notes = |text: &str| {
        let pasted = paste(&Design::default(), None, &empty, text, point(500.0, 500.0)).unwrap();
        let mut after = Design::default();
        after.apply(&pasted.transaction).unwrap();
        let view = after.views().ids().next().unwrap();
        let selected: Vec<_> = pasted.selection.notes().collect();
        assert_eq!(selected, [NotePath { view, place: 0 }]);
        let view = after.get(view).unwrap().clone();
        (pasted.transaction.label, view)
    };
    let (label, view) = notes(&alone);
    assert_eq!(label, "Paste note");
    assert_eq!(view.notes.len(), 1);
    assert_eq!(view.notes[0].text, "Split this");
    let (label, view) = notes(&beside);
    // The card comes with its service, store and zone.
    assert_eq!(label, "Paste 5 parts");
    let (card, note) = (view.at.0[0].1, view.notes[0].at);
    assert_eq!((note.0 - card.0, note.1 - card.1), (-40, -60));
}

#[test]
fn other_text_is_refused() {
    let shop = design(SHOP);
    let current = picture(&shop).all_positions();
    let paste = |text| paste(&shop, None, &current, text, point(0.0, 0.0));
    assert!(matches!(paste("hello"), Err(PasteError::NoDesign)));
    assert!(matches!(
        paste("Design(format: 1, nme: 3)"),
        Err(PasteError::Unreadable(_))
    ));
    assert!(matches!(
        paste("Design(format: 1, name: \"x\")"),
        Err(PasteError::Empty)
    ));
    assert!(copy(&shop, &Selection::default(), &picture(&shop)).is_none());
}

#[test]
fn a_drawing_of_the_selection_has_the_selection_and_nothing_else() {
    let shop = design(SHOP);
    let find = Names::new(&shop);
    let selection: Selection = ["order", "line"]
        .map(|name| Reference::Entity(find.find_entity(name).unwrap()))
        .into_iter()
        .collect();
    let picture = picture(&shop);
    let view = drawn(&shop, shop.views().ids().next(), &selection, &picture);
    let diagram = arrange(&shop, Some(&view), Fonts::bundled(), &Cancel::default());
    assert_eq!(diagram.cards.len(), 2);
    assert_eq!(diagram.lines.len(), 1);
    let order = find.find_entity("order").unwrap();
    let before = picture.bounds_of(Reference::Entity(order)).unwrap();
    assert_eq!(diagram.card(order).unwrap().rect, before);
}
