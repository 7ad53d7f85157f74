//! Views in the window: tabs, filters, isolation, collapsing and colors, as a person uses them.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

mod window;

use eframe::egui::{Key, Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use erdwall::gui::{App, COMMANDS, Start};
use erdwall::model::{Collapse, ColorBy, Reference, Shows, View};
use erdwall::session::settings::Settings;
use window::*;

/// Runs a command by its name in the menus.
fn run(harness: &mut Window, name: &str) {
    let entry = COMMANDS
        .iter()
        .find(|entry| entry.name == name)
        .expect(name);
    let (menu, _) = entry.menu.expect("it is in a menu");
    let role = eframe::egui::accesskit::Role::Button;
    harness.get_by_role_and_label(role, menu.label()).click();
    harness.run();
    let node = harness
        .query_all_by_label_contains(name)
        .find(|node| {
            let label = node.accesskit_node().label().unwrap_or_default();
            let rest = label.strip_prefix(name).unwrap_or("no");
            // Keys may follow the name.
            node.accesskit_node().role() == role
                && !rest.starts_with(|c: char| c == ' ' || c.is_lowercase())
        })
        .unwrap_or_else(|| panic!("{name} is in {}", menu.label()));
    node.click();
    harness.run();
}

fn views(harness: &Window) -> Vec<&View> {
    design(harness)
        .views()
        .iter()
        .map(|(_, view)| view)
        .collect()
}

fn shown_view(harness: &Window) -> &View {
    let view = app(harness).document().view.expect("a view is shown");
    design(harness).get(view).unwrap()
}

fn is_shown(harness: &Window, name: &str) -> bool {
    let part = Reference::Entity(entity(harness, name));
    app(harness).place_in_window(part).is_some()
}

fn select(harness: &mut Window, name: &str) {
    let at = card(harness, name).center_top() + Vec2::new(0.0, 8.0);
    drag(harness, at, &[]);
    assert_eq!(selected(harness), [name]);
}

#[test]
fn each_view_has_positions_of_its_own() {
    let (mut harness, _folder) = open_shop();
    harness.get_by_label("View Overview");
    let before = card(&harness, "order");
    harness.get_by_label("New view").click();
    harness.run();
    harness.get_by_label("Name of the view").type_text("Second");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown_view(&harness).name, "Second");
    let at = card(&harness, "order").center_top() + Vec2::new(0.0, 8.0);
    drag(
        &mut harness,
        at,
        &[Vec2::new(0.0, 60.0), Vec2::new(0.0, 60.0)],
    );
    let moved = card(&harness, "order");

    harness.get_by_label("View Overview").click();
    harness.run();
    assert_eq!(shown_view(&harness).name, "Overview");
    assert_eq!(card(&harness, "order"), before);
    press(&mut harness, Modifiers::COMMAND, Key::PageDown);
    assert_eq!(shown_view(&harness).name, "Second");
    assert_eq!(card(&harness, "order"), moved);
}

#[test]
fn undo_shows_the_view_that_it_changes() {
    let (mut harness, _folder) = open_shop();
    harness.get_by_label("New view").click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    select(&mut harness, "customer");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    assert!(!is_shown(&harness, "customer"));
    harness.get_by_label("1 hidden");
    harness.get_by_label("View Overview").click();
    harness.run();
    assert!(is_shown(&harness, "customer"));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(shown_view(&harness).name, "View");
    assert!(is_shown(&harness, "customer"));
    // And back to where there was no view at all.
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(views(&harness).is_empty());
    harness.get_by_label("View Overview");
    assert!(is_shown(&harness, "customer"));
}

#[test]
fn a_selection_is_isolated_for_a_while_or_in_a_view() {
    let (mut harness, _folder) = open_shop();
    let before = card(&harness, "order");
    select(&mut harness, "order");
    press(&mut harness, Modifiers::NONE, Key::I);
    assert!(is_shown(&harness, "order") && !is_shown(&harness, "customer"));
    assert!(
        undo_steps(&harness).is_empty(),
        "it is no change of the design"
    );
    harness.get_by_label("Isolated: 1 entity").click();
    harness.run();
    assert!(is_shown(&harness, "customer"));
    assert_eq!(card(&harness, "order"), before, "all is as it was");

    press(&mut harness, Modifiers::SHIFT, Key::I);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown_view(&harness).name, "order");
    assert!(!is_shown(&harness, "customer"));
    assert_eq!(undo_steps(&harness), ["Add view order"]);
}

#[test]
fn a_view_shows_a_service_or_a_neighborhood() {
    let (mut harness, _folder) = open_shop();
    select(&mut harness, "order");
    run(&mut harness, "Only this service");
    assert!(is_shown(&harness, "order_line") && !is_shown(&harness, "customer"));
    run(&mut harness, "Neighbors");
    assert!(is_shown(&harness, "customer") && !is_shown(&harness, "order_line"));
    assert_eq!(undo_steps(&harness).len(), 2);
    harness.get_by_label("Depth 3").click();
    harness.run();
    assert!(matches!(
        shown_view(&harness).shows,
        Shows::Near { depth: 3, .. }
    ));
    run(&mut harness, "All entities");
    assert!(is_shown(&harness, "order_line") && is_shown(&harness, "customer"));
}

#[test]
fn cards_are_collapsed_to_names_and_keys_in_one_step() {
    let (mut harness, _folder) = open_shop();
    let whole = card(&harness, "order").height();
    run(&mut harness, "Collapse all to names");
    let name = card(&harness, "order").height();
    assert!(name < whole / 2.0, "{name} of {whole}");
    assert_eq!(undo_steps(&harness), ["Collapse 3 cards to names"]);
    select(&mut harness, "order");
    run(&mut harness, "Collapse to keys");
    let order = entity(&harness, "order");
    let collapsed = &shown_view(&harness).collapsed;
    assert_eq!(collapsed.get(&order), Some(&Collapse::Keys));
    run(&mut harness, "Show all rows of all cards");
    assert!(shown_view(&harness).collapsed.is_empty());
}

#[test]
fn colors_belong_to_the_view_and_are_a_step() {
    let (mut harness, _folder) = open_shop();
    harness.get_by_label("Color by store").click();
    harness.run();
    assert_eq!(shown_view(&harness).color_by, ColorBy::Store);
    assert_eq!(undo_steps(&harness), ["Color by store"]);
    harness.get_by_label("Color by risk").click();
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(shown_view(&harness).color_by, ColorBy::Store);
}

#[test]
fn the_window_remembers_which_view_and_what_was_folded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.erd.ron");
    let text = SHOP.trim_end().trim_end_matches(')');
    let text = format!("{text}    views: [(name: \"One\"), (name: \"Two\")],\n)\n");
    std::fs::write(&file, text).unwrap();
    let start = |settings: Settings| {
        let start = Start {
            file: Some(file.clone()),
            settings,
            settings_folder: Some(folder.path().join("state")),
            at_once: true,
        };
        let mut harness: Window = Harness::builder()
            .with_size(Vec2::new(1440.0, 900.0))
            .with_max_steps(12)
            .build_ui_state(
                move |ui, app: &mut Option<App>| match app {
                    Some(app) => app.frame(ui),
                    None => {
                        *app = Some(App::new(ui.ctx(), start.clone()));
                        ui.ctx().request_repaint();
                    }
                },
                None,
            );
        harness.run();
        harness
    };
    let mut harness = start(Settings::default());
    assert_eq!(shown_view(&harness).name, "One");
    harness.get_by_label("View Two").click();
    harness.run();
    harness.get_by_label("Fold Orders").click();
    harness.run();
    eframe::App::on_exit(harness.state_mut().as_mut().unwrap());
    drop(harness);
    let mut harness = start(Settings::load(&folder.path().join("state")));
    assert_eq!(shown_view(&harness).name, "Two");
    assert!(!outline_row(&mut harness, "order_line"));
    assert!(outline_row(&mut harness, "customer"));
}

#[test]
fn what_is_on_the_canvas_can_be_found_and_activated_by_name() {
    let (mut harness, _folder) = open_shop();
    let line = "order.customer_id → customer.id";
    let line = harness
        .query_all_by_label_contains(line)
        .find(|node| node.rect().left() > 270.0)
        .expect("the relationship");
    line.click_accesskit();
    harness.run();
    let relationship = design(&harness).relationships().ids().next().unwrap();
    let selection = &app(&harness).document().selection;
    assert_eq!(
        selection.single(),
        Some(Reference::Relationship(relationship))
    );

    let row = harness.get_by_label("order.customer_id: uuid, foreign key");
    assert!(card(&harness, "order").contains_rect(row.rect()));
    row.click_accesskit();
    harness.run();
    let field = app(&harness).document().selection.single();
    assert!(matches!(field, Some(Reference::Field(_))), "{field:?}");
}
