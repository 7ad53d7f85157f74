//! Problems, fixes and decisions, as a person uses them.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use erdwall::edit::Builder;
use erdwall::gui::AnalysisCommand;
use erdwall::model::{
    Cardinality, Endpoint, Integrity, Level, Reference, Relationship, RelationshipId,
};
use erdwall::session::settings::{Grouping, PaneTab, Settings};
use window::*;

/// Two services with a store each; nothing is at fault but what the tests draw, and one accepted fault.
const DESIGN: &str = r#"Design(
    format: 1,
    name: "shop",
    services: [
        (name: "Orders"),
        (name: "Payments"),
    ],
    zones: [
        (name: "Checkout", consistency: Strong),
    ],
    entities: [
        (
            name: "order", service: "Orders", zone: "Checkout",
            fields: [
                (name: "id", type: "uuid", key: true),
            ],
        ),
        (
            name: "payment", service: "Payments", zone: "Checkout",
            fields: [
                (name: "id", type: "uuid", key: true),
                (name: "order_id", type: "uuid"),
            ],
            indexes: [
                (fields: ["order_id"]),
            ],
        ),
    ],
)
"#;

/// The rule that speaks of a key that a database enforces into another service.
const RULE: &str = "cross-service-foreign-key";
const MESSAGE: &str = "Payments cannot write payment while Orders is down: payment.order_id is a database foreign key into another service";
const FIX: &str = "Check it in the application";

fn open_design(settings: Settings) -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.erd.ron");
    std::fs::write(&file, DESIGN).unwrap();
    (open_with(&file, settings), folder)
}

fn open_pane() -> (Window, tempfile::TempDir) {
    open_design(Settings::default())
}

/// The example with many weaknesses.
fn open_weak() -> Window {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop.erd.ron");
    open_with(std::path::Path::new(file), Settings::default())
}

/// Draws the key from payment to order that the database enforces.
fn draw_key(harness: &mut Window) -> RelationshipId {
    let ends = [("payment", "order_id"), ("order", "id")].map(|(name, field)| {
        let entity = entity(harness, name);
        let fields = &design(harness).get(entity).unwrap().fields;
        let field = fields.iter().find(|item| item.name == field).unwrap().id;
        Endpoint {
            entity,
            fields: vec![field],
        }
    });
    let mut builder = Builder::new(design(harness), "Relate payment to order");
    let [from, to] = ends;
    let id = builder.insert(Relationship {
        ends: (Cardinality::Many, Cardinality::One),
        ..Relationship::enforced(from, to)
    });
    let app = harness.state_mut().as_mut().unwrap();
    app.change(&builder.finish());
    harness.run();
    id
}

/// The rules that find something that nobody has accepted, in the order of the report.
fn open_rules(harness: &Window) -> Vec<&'static str> {
    let report = &app(harness).analysis().report;
    report.open().map(|found| found.rule.id).collect()
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn has(harness: &Window, label: &str) -> bool {
    harness.query_all_by_label(label).next().is_some()
}

/// The row of the list that is chosen.
fn chosen(harness: &Window) -> Option<String> {
    let nodes = harness.query_all_by_role(eframe::egui::accesskit::Role::Button);
    let chosen = nodes.filter(|node| node.rect().left() > 250.0 && node.rect().height() == 25.0);
    let mut chosen = chosen.filter(|node| {
        let node = node.accesskit_node();
        node.toggled() == Some(eframe::egui::accesskit::Toggled::True)
            || node.is_selected() == Some(true)
    });
    chosen.next()?.accesskit_node().label()
}

fn type_text(harness: &mut Window, text: &str) {
    harness.event(eframe::egui::Event::Text(text.to_owned()));
    harness.run();
}

#[test]
fn a_key_into_another_service_is_a_problem_at_once_and_its_fix_is_one_step() {
    let (mut harness, _folder) = open_pane();
    assert!(!open_rules(&harness).contains(&RULE));
    let key = draw_key(&mut harness);
    assert!(open_rules(&harness).contains(&RULE));

    click(&mut harness, &format!("Warning: {MESSAGE}"));
    assert_eq!(
        app(&harness).document().selection.single(),
        Some(Reference::Relationship(key)),
        "what it is about is selected"
    );
    let cost = "While the other service does not answer, the write goes through unchecked.";
    let preview = format!("What it does: {FIX}: Changes payment.order_id → order.id. {cost}");
    assert!(has(&harness, &preview), "it is said before it is done");
    let before = design(&harness).clone();
    click(&mut harness, FIX);
    let relationship = design(&harness).get(key).unwrap();
    assert!(matches!(relationship.integrity, Integrity::Checked { .. }));
    assert!(!open_rules(&harness).contains(&RULE), "it is gone");
    assert_eq!(undo_steps(&harness)[0], FIX);

    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*design(&harness), before);
    assert!(open_rules(&harness).contains(&RULE), "and back");
}

#[test]
fn an_accepted_problem_counts_as_accepted_and_stands_in_the_file() {
    let settings = Settings {
        author: "Ada".into(),
        ..Settings::default()
    };
    let (mut harness, folder) = open_design(settings);
    draw_key(&mut harness);
    let before = app(&harness).analysis().counts;
    click(&mut harness, &format!("Warning: {MESSAGE}"));
    click(&mut harness, "Accept risk…");
    type_text(&mut harness, "Both run in one process");
    click(&mut harness, "Accept");
    let counts = app(&harness).analysis().counts;
    assert_eq!(counts.accepted, 1);
    assert_eq!(counts.warnings, before.warnings - 1);
    assert!(has(&harness, "Decisions: 1"));

    press(&mut harness, Modifiers::COMMAND, Key::S);
    let file = std::fs::read_to_string(folder.path().join("shop.erd.ron")).unwrap();
    let decision = format!(
        "(rule: \"{RULE}\", subject: Relationship(\"payment.order_id -> order.id\"), reason: \"Both run in one process\", author: \"Ada\", date: "
    );
    assert!(file.contains(&decision), "{file}");

    click(&mut harness, "Decisions: 1");
    let about = "payment.order_id → order.id";
    let row = format!("In force: {RULE} at {about}, because of “Both run in one process”");
    assert!(has(&harness, &row));
    click(&mut harness, &format!("Withdraw {RULE} at {about}"));
    assert_eq!(app(&harness).analysis().counts.accepted, 0);
    assert!(open_rules(&harness).contains(&RULE));
}

#[test]
fn a_decision_without_a_reason_or_with_a_day_that_has_passed_is_not_made() {
    let (mut harness, _folder) = open_pane();
    draw_key(&mut harness);
    click(&mut harness, &format!("Warning: {MESSAGE}"));
    click(&mut harness, "Accept risk…");
    assert!(
        harness
            .get_by_label("Accept")
            .accesskit_node()
            .is_disabled()
    );
    type_text(&mut harness, "For now");
    assert!(
        !harness
            .get_by_label("Accept")
            .accesskit_node()
            .is_disabled()
    );
    let until = eframe::egui::accesskit::Role::TextInput;
    harness.get_by_role_and_label(until, "Until").click();
    harness.run();
    type_text(&mut harness, "2020-01-31");
    assert!(has(&harness, "That day has passed"));
    assert!(
        harness
            .get_by_label("Accept")
            .accesskit_node()
            .is_disabled()
    );
    assert!(design(&harness).decisions().is_empty());
}

#[test]
fn everything_is_accepted_as_it_is_in_one_step() {
    let mut harness = open_weak();
    let before = design(&harness).decisions().len();
    run(&mut harness, "Accept everything as it is…");
    assert!(has(&harness, "Accept all"));
    click(&mut harness, "Accept all");
    let counts = app(&harness).analysis().counts;
    assert_eq!((counts.errors, counts.warnings), (0, 0));
    assert!(
        counts.accepted > 0 && counts.infos > 0,
        "notes need no decision"
    );
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(design(&harness).decisions().len(), before);
}

/// Runs a command of the palette by its name.
fn run(harness: &mut Window, name: &str) {
    press(harness, Modifiers::COMMAND, Key::K);
    type_text(harness, name);
    press(harness, Modifiers::NONE, Key::Enter);
}

#[test]
fn f8_walks_through_the_list_and_around_its_end() {
    let mut harness = open_weak();
    let count = app(&harness).analysis().report.open().count();
    assert!(count > 2, "{count}");
    let mut seen = Vec::new();
    for _ in 0..count {
        press(&mut harness, Modifiers::NONE, Key::F8);
        seen.push(chosen(&harness).expect("a row is chosen"));
    }
    let first = seen[0].clone();
    let mut each = seen.clone();
    each.sort();
    each.dedup();
    assert_eq!(each.len(), count, "{seen:?}");
    press(&mut harness, Modifiers::NONE, Key::F8);
    assert_eq!(chosen(&harness), Some(first));
    press(&mut harness, Modifiers::SHIFT, Key::F8);
    assert_eq!(chosen(&harness), seen.last().cloned());
}

#[test]
fn f1_shows_the_page_of_the_rule_and_without_a_problem_the_keys() {
    let (mut harness, _folder) = open_pane();
    draw_key(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::F1);
    assert!(has(&harness, "Keyboard and mouse"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    click(&mut harness, &format!("Warning: {MESSAGE}"));
    press(&mut harness, Modifiers::NONE, Key::F1);
    assert!(has(&harness, &format!("Rule {RULE}")));
    press(&mut harness, Modifiers::NONE, Key::F1);
    assert!(!has(&harness, &format!("Rule {RULE}")));
}

#[test]
fn badges_count_the_problems_of_cards_and_lead_to_them() {
    let (mut harness, _folder) = open_pane();
    draw_key(&mut harness);
    let payment = Reference::Entity(entity(&harness, "payment"));
    let mark = app(&harness).analysis().marks[&payment];
    assert_eq!(mark.worst, Level::Warning);
    let label = |count: usize| match count {
        1 => "payment: 1 problem".to_owned(),
        count => format!("payment: {count} problems"),
    };
    let badge = harness.get_by_label(&label(mark.count)).rect();
    let corner = card(&harness, "payment").right_top();
    assert!(badge.contains(corner) || badge.distance_to_pos(corner) < 6.0);
    click(&mut harness, &label(mark.count));
    assert!(chosen(&harness).is_some());

    let fixed = harness.get_by_label(FIX);
    fixed.click();
    harness.run();
    assert!(!has(&harness, &label(mark.count)), "there is one fewer");
}

#[test]
fn the_menu_of_a_card_has_the_fixes_of_its_problems() {
    let (mut harness, _folder) = open_pane();
    let key = draw_key(&mut harness);
    let at = grip(&harness, "payment");
    right_click(&mut harness, at);
    harness.get_by_label_contains("Fix").click();
    harness.run();
    click(&mut harness, FIX);
    let relationship = design(&harness).get(key).unwrap();
    assert!(matches!(relationship.integrity, Integrity::Checked { .. }));
    assert_eq!(undo_steps(&harness)[0], FIX);
}

#[test]
fn safe_fixes_are_applied_together_as_one_step() {
    let (mut harness, _folder) = open_pane();
    let payment = entity(&harness, "payment");
    let mut builder = Builder::new(design(&harness), "Drop the index");
    builder.update(payment, |entity: &mut erdwall::model::Entity| {
        entity.indexes.clear();
    });
    let transaction = builder.finish();
    let app_mut = harness.state_mut().as_mut().unwrap();
    app_mut.change(&transaction);
    harness.run();
    draw_key(&mut harness);
    assert!(open_rules(&harness).contains(&"missing-index"));
    run(&mut harness, "Apply all safe fixes");
    assert!(!open_rules(&harness).contains(&"missing-index"));
    assert_eq!(undo_steps(&harness)[0], "Add an index on payment.order_id");
    assert!(open_rules(&harness).contains(&RULE), "it needs a look");
}

#[test]
fn the_list_is_grouped_filtered_and_hidden() {
    let (mut harness, _folder) = open_pane();
    draw_key(&mut harness);
    click(&mut harness, "Group by rule");
    assert!(has(&harness, &format!("{RULE}, 1 problem")));
    click(&mut harness, "Filter the problems");
    type_text(&mut harness, "nothing is called so");
    assert!(has(&harness, "No problem has these words"));
    press(&mut harness, Modifiers::COMMAND, Key::J);
    assert!(!has(&harness, "Filter the problems"));
}

#[test]
fn with_the_keyboard_alone_a_problem_is_found_and_mended() {
    let settings = Settings {
        problems_by: Grouping::Severity,
        pane_tab: PaneTab::Decisions,
        pane: false,
        ..Settings::default()
    };
    let (mut harness, _folder) = open_design(settings);
    let key = draw_key(&mut harness);
    let count = app(&harness).analysis().report.open().count();
    for _ in 0..count {
        press(&mut harness, Modifiers::NONE, Key::F8);
        if chosen(&harness) == Some(format!("Warning: {MESSAGE}")) {
            break;
        }
    }
    press(&mut harness, Modifiers::COMMAND, Key::Period);
    let relationship = design(&harness).get(key).unwrap();
    assert!(matches!(relationship.integrity, Integrity::Checked { .. }));
}

#[test]
fn where_nothing_is_wrong_the_pane_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calm.erd.ron");
    std::fs::write(
        &file,
        "Design(format: 1, name: \"calm\", services: [(name: \"Orders\")])",
    )
    .unwrap();
    let harness = open_with(&file, Settings::default());
    let report = &app(&harness).analysis().report;
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    assert!(has(&harness, "Nothing is wrong"));
    assert!(has(&harness, "0 errors, 0 warnings"));
}

#[test]
fn every_command_of_the_analysis_is_in_the_menus() {
    let commands = erdwall::gui::COMMANDS.iter();
    let analyze =
        commands.filter(|entry| matches!(entry.menu, Some((erdwall::gui::Menu::Analyze, _))));
    let names: Vec<&str> = analyze.map(|entry| entry.name).collect();
    assert!(names.contains(&"Next problem") && names.contains(&"Accept the risk…"));
    let pane = erdwall::gui::Command::Analysis(AnalysisCommand::Pane);
    assert!(pane.entry().is_some_and(|entry| entry.menu.is_some()));
}

#[test]
fn the_coupling_of_services_is_a_tab_that_follows_the_drawing() {
    let (mut harness, _folder) = open_pane();
    run(&mut harness, "Coupling");
    let needs = "Payments needs Orders: 1 enforced key";
    assert!(!has(&harness, needs));
    let key = draw_key(&mut harness);
    click(&mut harness, needs);
    let selected: Vec<Reference> = app(&harness).document().selection.iter().collect();
    assert_eq!(selected, [Reference::Relationship(key)]);
}
