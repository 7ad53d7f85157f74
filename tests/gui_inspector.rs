//! The inspector: every attribute of the model can be set in the window.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use std::collections::BTreeSet;
use std::path::Path;

use eframe::egui::{Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use erdwall::format::native::json_schema;
use erdwall::model::{FieldPath, Reference};
use serde_json::Value;
use window::{Window, app, design, entity, open, press, undo_steps};

const EVERYTHING: &str = include_str!("fixtures/everything.erd.ron");

const SHOP: &str = r#"Design(
    format: 1,
    name: "shop",
    services: [
        (name: "Orders"),
        (name: "Customers"),
    ],
    stores: [
        (name: "orders-db", owner: "Orders"),
    ],
    zones: [
        (name: "Checkout", consistency: Strong),
        (name: "Reading", consistency: Eventual),
    ],
    entities: [
        (
            name: "order", service: "Orders", zone: "Checkout",
            fields: [
                (name: "id", type: "uuid", key: true),
                (name: "customer_id", type: "uuid"),
                (name: "deleted_at", type: "timestamptz", null: true),
            ],
        ),
        (
            name: "customer", service: "Customers",
            fields: [
                (name: "id", type: "uuid", key: true),
            ],
        ),
    ],
    relationships: [
        (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),
    ],
    operations: [
        (
            name: "place order", service: "Orders",
            accesses: [
                (read: "customer"),
                (write: "order"),
            ],
        ),
    ],
)
"#;

/// A window high enough that nothing has to be scrolled, with a design in it, and the folder that holds its file.
fn open_tall(text: &str) -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("design.erd.ron");
    std::fs::write(&file, text).unwrap();
    let mut harness = open(&file);
    harness.set_size(Vec2::new(1440.0, 3000.0));
    harness.run();
    (harness, folder)
}

fn select(harness: &mut Window, parts: impl IntoIterator<Item = Reference>) {
    let app = harness.state_mut().as_mut().unwrap();
    app.select(parts.into_iter().collect());
    harness.run();
}

fn select_entity(harness: &mut Window, name: &str) {
    let part = Reference::Entity(entity(harness, name));
    select(harness, [part]);
}

/// Types into a field and leaves it by Tab.
fn set(harness: &mut Window, field: &str, text: &str) {
    harness.get_by_label(field).click();
    harness.run();
    press(harness, Modifiers::COMMAND, Key::A);
    harness.get_by_label(field).type_text(text);
    harness.run();
    press(harness, Modifiers::NONE, Key::Tab);
    harness.run();
}

/// Picks from a list with the pointer.
fn pick(harness: &mut Window, list: &str, choice: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run();
    let row = harness
        .query_all_by_label(choice)
        .find(|node| node.accesskit_node().role() != Role::Label && node.rect().left() > 700.0)
        .unwrap_or_else(|| panic!("{list} offers no {choice}"));
    row.click();
    harness.run();
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

/// What the file says once it is saved.
fn saved(harness: &mut Window, folder: &tempfile::TempDir) -> String {
    press(harness, Modifiers::COMMAND, Key::S);
    read(&folder.path().join("design.erd.ron"))
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

/// The attributes that have an editor in the window now, as `Store.pool`.
fn shown(harness: &Window) -> BTreeSet<String> {
    let nodes = harness.query_all(egui_kittest::kittest::By::new());
    nodes
        .filter_map(|node| Some(node.accesskit_node().author_id()?.to_owned()))
        .collect()
}

/// Opens everything in the inspector that is closed.
fn unfold(harness: &mut Window) {
    const KINDS: [&str; 11] = [
        "Index",
        "Version",
        "Consumer",
        "Access",
        "Step",
        "Trial",
        "Expectation",
        "Note",
        "View",
        "Scenario",
        "Decision",
    ];
    for kind in KINDS.into_iter().rev().chain(KINDS) {
        let mut at = 1;
        loop {
            let label = format!("{kind} {at}: ");
            let node = harness.query_all_by_label_contains(&label).next();
            let Some(node) = node else { break };
            let is_open =
                node.accesskit_node().toggled() == Some(eframe::egui::accesskit::Toggled::True);
            if !is_open {
                node.click_accesskit();
                harness.run();
            }
            at += 1;
        }
    }
}

/// The attributes of the file's format: `Type.attribute`, `Type.Variant` and `Type.Variant.attribute`.
fn attributes() -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let mut found = BTreeSet::new();
    let definitions = schema["$defs"].as_object().unwrap();
    let whole = ("Design".to_owned(), schema.clone());
    let all = definitions.clone().into_iter().chain([whole]);
    for (name, definition) in all {
        for property in keys(&definition["properties"]) {
            found.insert(format!("{name}.{property}"));
        }
        for variant in definition["oneOf"].as_array().into_iter().flatten() {
            for tag in keys(&variant["properties"]) {
                let inner = keys(&variant["properties"][&tag]["properties"]);
                if inner.is_empty() {
                    found.insert(format!("{name}.{tag}"));
                }
                for property in inner {
                    found.insert(format!("{name}.{tag}.{property}"));
                }
            }
        }
    }
    found
}

fn keys(object: &Value) -> Vec<String> {
    let object = object.as_object().into_iter().flatten();
    object.map(|(key, _)| key.clone()).collect()
}

/// Attributes that another editor sets: a list by its elements, a variant by what chooses among variants.
const TOGETHER: &[(&str, &str)] = &[
    ("Access.call", "Access.read"),
    ("Access.call_service", "Access.read"),
    ("Access.write", "Access.read"),
    ("Compensation.action", "Step.compensation"),
    ("Contract.consumers", "Consumer.service"),
    ("Contract.versions", "ContractVersion.fields"),
    ("DeletePolicy.Soft", "Entity.deletes"),
    ("Design.decisions", "Decision.rule"),
    ("Design.entities", "Entity.name"),
    ("Design.feeds", "Feed.from"),
    ("Design.operations", "Operation.name"),
    ("Design.relationships", "Relationship.from"),
    ("Design.sagas", "Saga.name"),
    ("Design.scenarios", "Scenario.name"),
    ("Design.services", "Service.name"),
    ("Design.stores", "Store.name"),
    ("Design.views", "View.name"),
    ("Design.zones", "Zone.name"),
    ("Entity.contract", "Contract.compatibility"),
    ("Entity.fields", "Field.name"),
    ("Entity.indexes", "Index.fields"),
    ("Entity.volume", "Volume.rows"),
    ("Expectation.MayDegrade", "Expectation.operation"),
    ("Expectation.MayFail", "Expectation.operation"),
    (
        "Expectation.RecoversWithin.operation",
        "Expectation.operation",
    ),
    ("Expectation.StaysUp", "Expectation.operation"),
    ("Field.roles", "Role.Tenant"),
    ("Operation.accesses", "Access.read"),
    ("Part.Domain", "Trial.part"),
    ("Part.Entity", "Trial.part"),
    ("Part.Feed", "Trial.part"),
    ("Part.Field", "Trial.part"),
    ("Part.Operation", "Trial.part"),
    ("Part.Relationship", "Trial.part"),
    ("Part.Saga", "Trial.part"),
    ("Part.Service", "Trial.part"),
    ("Part.Store", "Trial.part"),
    ("Part.Zone", "Trial.part"),
    ("Relationship.ends", "Relationship.ends.0"),
    ("Saga.steps", "Step.action"),
    ("StepAction.Call", "Step.action"),
    ("StepAction.Write", "Step.action"),
    ("Trial.CutOff.for_s", "Trial.for_s"),
    ("Trial.CutOff.part", "Trial.part"),
    ("Trial.Down.for_s", "Trial.for_s"),
    ("Trial.Down.part", "Trial.part"),
    ("Trial.Load.factor", "Trial.factor"),
    ("Trial.Load.for_s", "Trial.for_s"),
    ("Trial.Slow.factor", "Trial.factor"),
    ("Trial.Slow.for_s", "Trial.for_s"),
    ("Trial.Slow.part", "Trial.part"),
    ("Versioning.Optimistic", "Entity.versioning"),
    ("View.notes", "Note.text"),
];

/// Where things stand is set on the canvas; the version of the format is the program's.
const ON_THE_CANVAS: &[&str] = &[
    "Design.format",
    "Note.at",
    "View.at",
    "View.bends",
    "View.boundaries",
    "View.collapsed",
];

#[test]
fn every_attribute_of_the_model_has_an_editor() {
    let (mut harness, _folder) = open_tall(EVERYTHING);
    harness.set_size(Vec2::new(1440.0, 9000.0));
    let everything = {
        let design = design(&harness);
        let mut parts: Vec<Reference> = Vec::new();
        parts.extend(design.services().ids().map(Reference::Service));
        parts.extend(design.stores().ids().map(Reference::Store));
        parts.extend(design.zones().ids().map(Reference::Zone));
        parts.extend(design.entities().ids().map(Reference::Entity));
        parts.extend(design.relationships().ids().map(Reference::Relationship));
        parts.extend(design.operations().ids().map(Reference::Operation));
        parts.extend(design.feeds().ids().map(Reference::Feed));
        parts.extend(design.sagas().ids().map(Reference::Saga));
        for (id, entity) in design.entities().iter() {
            parts.extend(entity.fields.iter().map(|field| {
                Reference::Field(FieldPath {
                    entity: id,
                    field: field.id,
                })
            }));
        }
        parts
    };
    let mut found = BTreeSet::new();
    select(&mut harness, []);
    unfold(&mut harness);
    found.extend(shown(&harness));
    for part in everything {
        select(&mut harness, [part]);
        unfold(&mut harness);
        found.extend(shown(&harness));
    }
    let missing: Vec<String> = attributes()
        .into_iter()
        .filter(|attribute| !ON_THE_CANVAS.contains(&attribute.as_str()))
        .filter(|attribute| {
            let together = TOGETHER.iter().find(|(part, _)| part == attribute);
            !found.contains(together.map_or(attribute.as_str(), |(_, editor)| editor))
        })
        .collect();
    assert!(missing.is_empty(), "no editor for\n{}", missing.join("\n"));
}

#[test]
fn attributes_are_set_by_name_with_the_keyboard_and_land_in_the_file() {
    let (mut harness, folder) = open_tall(SHOP);
    select_entity(&mut harness, "order");
    set(&mut harness, "Rows", "4M");
    set(&mut harness, "Reads", "120/s");
    set(&mut harness, "Retention", "1 year");
    let steps = [
        "Change retention of order",
        "Change reads of order",
        "Change rows of order",
    ];
    assert_eq!(undo_steps(&harness), steps);
    let text = saved(&mut harness, &folder);
    assert!(
        text.contains("volume: (rows: 4000000, reads: 120), retention_days: 365"),
        "{text}"
    );
    assert_eq!(
        harness.get_by_label("Rows").value().as_deref(),
        Some("4,000,000")
    );

    let store = design(&harness).stores().ids().next().unwrap();
    select(&mut harness, [Reference::Store(store)]);
    set(&mut harness, "Capacity", "1.2k/s");
    pick(&mut harness, "Replication", "Asynchronous");
    set(&mut harness, "Replicas", "2");
    pick(&mut harness, "Failover", "Automatic");
    pick(&mut harness, "Availability", "Share of time");
    set(&mut harness, "Time up", "99.95 %");
    let text = saved(&mut harness, &folder);
    let line = "(name: \"orders-db\", owner: \"Orders\", replication: Async(replicas: 2, failover: Automatic), capacity: 1200, availability: Share(0.9995)),";
    assert!(text.contains(line), "{text}");
    // A default is not written.
    pick(&mut harness, "Replication", "None");
    let text = saved(&mut harness, &folder);
    assert!(
        text.contains("(name: \"orders-db\", owner: \"Orders\", capacity: 1200,"),
        "{text}"
    );
}

#[test]
fn a_choice_is_made_with_the_keyboard_alone() {
    let (mut harness, _folder) = open_tall(SHOP);
    select_entity(&mut harness, "customer");
    harness
        .get_by_role_and_label(Role::ComboBox, "Zone")
        .focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_label("Find in Zone").type_text("read");
    harness.run();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let id = entity(&harness, "customer");
    let zone = design(&harness).get(id).unwrap().zone.unwrap();
    assert_eq!(design(&harness).get(zone).unwrap().name, "Reading");
    // The keyboard goes on from the button.
    assert!(
        harness
            .get_by_role_and_label(Role::ComboBox, "Zone")
            .is_focused()
    );
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let zone = design(&harness).get(id).unwrap().zone.unwrap();
    assert_eq!(design(&harness).get(zone).unwrap().name, "Checkout");
    assert_eq!(undo_steps(&harness).len(), 2);
}

#[test]
fn a_bad_number_stays_with_the_reason_beside_it_until_it_is_mended() {
    let (mut harness, _folder) = open_tall(SHOP);
    select_entity(&mut harness, "order");
    set(&mut harness, "Rows", "many");
    assert!(undo_steps(&harness).is_empty());
    assert_eq!(
        harness.get_by_label("Rows").value().as_deref(),
        Some("many")
    );
    let reason = "Write a number, as in `1,500`";
    harness.get_by_label(reason);
    set(&mut harness, "Rows", "1,500");
    assert!(harness.query_by_label(reason).is_none());
    assert_eq!(undo_steps(&harness), ["Change rows of order"]);

    // What the design refuses stays as well.
    let service = design(&harness).services().ids().next().unwrap();
    select(&mut harness, [Reference::Service(service)]);
    set(&mut harness, "Instances", "0");
    harness.get_by_label("Write a whole number, 1 or more");
    // Escape shows again what is in the design.
    harness.get_by_label("Instances").click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    assert_eq!(
        harness.get_by_label("Instances").value().as_deref(),
        Some("")
    );
    assert!(
        harness
            .query_by_label("Write a whole number, 1 or more")
            .is_none()
    );
}

#[test]
fn what_was_typed_is_taken_over_when_something_else_is_selected() {
    let (mut harness, _folder) = open_tall(SHOP);
    select_entity(&mut harness, "order");
    harness.get_by_label("Rows").click();
    harness.run();
    harness.get_by_label("Rows").type_text("7");
    harness.run();
    window::click_outline(&mut harness, "customer");
    harness.run();
    assert_eq!(undo_steps(&harness), ["Change rows of order"]);
    let id = entity(&harness, "order");
    assert_eq!(design(&harness).get(id).unwrap().volume.rows, Some(7));
}

#[test]
fn tab_goes_from_attribute_to_attribute() {
    let (mut harness, _folder) = open_tall(SHOP);
    select_entity(&mut harness, "order");
    harness.get_by_label("Rows").click();
    harness.run();
    for next in ["Reads", "Writes", "Retention", "Add a field: shard key"] {
        press(&mut harness, Modifiers::NONE, Key::Tab);
        assert!(harness.get_by_label(next).is_focused(), "{next}");
    }
    press(&mut harness, Modifiers::SHIFT, Key::Tab);
    assert!(harness.get_by_label("Retention").is_focused());
}

#[test]
fn the_zone_of_twelve_entities_is_one_step() {
    let entities: Vec<String> = (1..=12)
        .map(|n| format!("(name: \"e{n}\", service: \"Orders\"),"))
        .collect();
    let entities = entities.join("\n");
    let text = format!(
        "Design(format: 1, services: [(name: \"Orders\")], zones: [(name: \"Checkout\", consistency: Strong), (name: \"Reading\", consistency: Eventual)], entities: [\n{entities}])"
    );
    let (mut harness, _folder) = open_tall(&text);
    let ids: Vec<_> = design(&harness).entities().ids().collect();
    select(&mut harness, ids.iter().copied().map(Reference::Entity));
    pick(&mut harness, "Zone", "Reading");
    assert_eq!(undo_steps(&harness), ["Change zone of 12 entities"]);
    let zones: BTreeSet<_> = ids
        .iter()
        .map(|id| design(&harness).get(*id).unwrap().zone)
        .collect();
    assert_eq!(zones.len(), 1);

    select(&mut harness, [Reference::Entity(ids[0])]);
    pick(&mut harness, "Zone", "Checkout");
    select(&mut harness, ids.iter().copied().map(Reference::Entity));
    let zone = harness.get_by_role_and_label(Role::ComboBox, "Zone");
    assert_eq!(zone.value().as_deref(), Some("several"));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    let none = ids
        .iter()
        .all(|id| design(&harness).get(*id).unwrap().zone.is_none());
    assert!(none);
}

#[test]
fn a_new_zone_is_made_where_it_is_wanted() {
    let (mut harness, _folder) = open_tall(SHOP);
    select_entity(&mut harness, "customer");
    harness
        .get_by_role_and_label(Role::ComboBox, "Zone")
        .click();
    harness.run();
    harness.get_by_label("Find in Zone").type_text("Accounts");
    harness.run();
    harness.run();
    click(&mut harness, "New zone “Accounts”");
    let id = entity(&harness, "customer");
    let zone = design(&harness).get(id).unwrap().zone.unwrap();
    assert_eq!(design(&harness).get(zone).unwrap().name, "Accounts");
    assert_eq!(undo_steps(&harness).len(), 1);
    click(&mut harness, "Go to zone");
    assert_eq!(
        harness.get_by_label("Name of the zone").value().as_deref(),
        Some("Accounts")
    );

    // Without a name, the name is asked for next.
    select_entity(&mut harness, "customer");
    pick(&mut harness, "Store", "New store…");
    harness.get_by_label("Name of the store").type_text("crm");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let store = design(&harness).get(id).unwrap().store.unwrap();
    assert_eq!(design(&harness).get(store).unwrap().name, "crm");
}

#[test]
fn accesses_are_added_moved_and_protected() {
    let (mut harness, folder) = open_tall(SHOP);
    let operation = design(&harness).operations().ids().next().unwrap();
    select(&mut harness, [Reference::Operation(operation)]);
    click(&mut harness, "Access 1: read customer");
    set(&mut harness, "Timeout of read customer", "1.5 s");
    set(&mut harness, "Attempts of read customer", "3");
    pick(&mut harness, "Fallback of read customer", "The last answer");
    click(&mut harness, "Circuit breaker of read customer");
    // Last to first, and it stays open.
    click(&mut harness, "Access 1: read customer");
    harness.get_by_label("Access 2: write order").focus();
    harness.run();
    press(&mut harness, Modifiers::ALT, Key::ArrowUp);
    harness.get_by_label("Access 1: write order");
    pick(&mut harness, "Add an access", "Call Customers");
    harness.get_by_label("Timeout of call Customers");
    let text = saved(&mut harness, &folder);
    let lines = "                (write: \"order\"),
                (read: \"customer\", timeout_ms: 1500, attempts: 3, fallback: Cache, circuit_breaker: true),
                (call_service: \"Customers\"),
";
    assert!(text.contains(lines), "{text}");
    harness.get_by_label("Access 3: call Customers").focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert_eq!(design(&harness).get(operation).unwrap().accesses.len(), 2);
}

#[test]
fn feeds_sagas_and_contracts_are_made_from_scratch() {
    let (mut harness, folder) = open_tall(SHOP);
    select_entity(&mut harness, "order");
    click(&mut harness, "Publish the entity");
    click(&mut harness, "Add a consumer");
    pick(&mut harness, "Add a feed to", "A new projection");
    pick(&mut harness, "Mechanism", "Change data capture (log)");
    set(&mut harness, "Lag bound", "500 ms");
    click(&mut harness, "Idempotent");
    let text = saved(&mut harness, &folder);
    let feed = "(from: \"order\", to: \"order_view\", fields: [(\"id\", \"id\"), (\"customer_id\", \"customer_id\"), (\"deleted_at\", \"deleted_at\")], mechanism: LogCapture, lag_s: 0.5, idempotent: true),";
    assert!(text.contains(feed), "{text}");
    assert!(text.contains("(service: \"Customers\"),"), "{text}");
}

#[test]
fn sections_stay_folded() {
    let (mut harness, _folder) = open_tall(SHOP);
    select_entity(&mut harness, "order");
    click(&mut harness, "Section volume");
    assert!(harness.query_by_label("Rows").is_none());
    select_entity(&mut harness, "customer");
    assert!(harness.query_by_label("Rows").is_none());
    click(&mut harness, "Section volume");
    harness.get_by_label("Rows");
    assert!(undo_steps(&harness).is_empty() && app(&harness).notices().is_empty());
}
