//! What tests of the window share: a window without a screen, and hands to use it with.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::path::Path;

use eframe::egui::{Key, Modifiers, PointerButton, Pos2, Rect, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use erdwall::gui::{App, Start};
use erdwall::model::{Design, EntityId, Reference};
use erdwall::session::settings::Settings;

/// A small design.
pub const SHOP: &str = r#"Design(
    format: 1,
    name: "shop",
    services: [
        (name: "Orders"),
        (name: "Customers"),
    ],
    zones: [
        (name: "Checkout", consistency: Strong),
    ],
    entities: [
        (
            name: "order", service: "Orders", zone: "Checkout",
            fields: [
                (name: "id", type: "uuid", key: true),
                (name: "customer_id", type: "uuid"),
                (name: "state", type: "text", roles: [Status], inferred: true),
            ],
        ),
        (
            name: "order_line", service: "Orders",
            fields: [
                (name: "id", type: "uuid", key: true),
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
)
"#;

/// A window with a file in it, and nothing below the canvas.
pub fn open(file: &Path) -> Window {
    let settings = Settings {
        pane: false,
        ..Settings::default()
    };
    open_with(file, settings)
}

/// A window with a file in it that looks as it was left.
pub fn open_with(file: &Path, settings: Settings) -> Window {
    let start = Start {
        file: Some(file.to_owned()),
        settings,
        settings_folder: None,
        at_once: true,
    };
    let mut harness = start_with(start, 0.25);
    harness.run();
    harness
}

/// A window that starts like this, with so many seconds from frame to frame.
pub fn start_with(start: Start, seconds: f32) -> Window {
    Harness::builder()
        .with_size(Vec2::new(1440.0, 900.0))
        .with_max_steps(12)
        .with_step_dt(seconds)
        .build_ui_state(
            move |ui, app: &mut Option<App>| match app {
                Some(app) => app.frame(ui),
                // The fonts that this installs are there from the next frame on.
                None => {
                    *app = Some(App::new(ui.ctx(), start.clone()));
                    ui.ctx().request_repaint();
                }
            },
            None,
        )
}

/// A window without a screen.
pub type Window = Harness<'static, Option<App>>;

/// The window's contents.
pub fn app(harness: &Window) -> &App {
    harness.state().as_ref().expect("the window is open")
}

/// A window with the small shop in it, and the folder that holds its file.
pub fn open_shop() -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.erd.ron");
    std::fs::write(&file, SHOP).unwrap();
    (open(&file), folder)
}

/// The open design.
pub fn design(harness: &Window) -> &Design {
    app(harness).document().design()
}

/// The entity with this name.
pub fn entity(harness: &Window, name: &str) -> EntityId {
    let found = design(harness)
        .entities()
        .iter()
        .find(|(_, entity)| entity.name == name);
    found.unwrap_or_else(|| panic!("no entity {name}")).0
}

/// Where the card of an entity is in the window.
pub fn card(harness: &Window, name: &str) -> Rect {
    let part = Reference::Entity(entity(harness, name));
    app(harness)
        .place_in_window(part)
        .expect("the card is in the picture")
}

/// Where to take hold of the card of an entity to move it: its header.
pub fn grip(harness: &Window, name: &str) -> Pos2 {
    card(harness, name).center_top() + Vec2::new(0.0, 8.0)
}

/// Names of what is selected.
pub fn selected(harness: &Window) -> Vec<String> {
    let parts = app(harness).document().selection.iter();
    parts
        .map(|part| match part {
            Reference::Entity(id) => design(harness).get(id).unwrap().name.clone(),
            Reference::Service(id) => design(harness).get(id).unwrap().name.clone(),
            other => format!("{other:?}"),
        })
        .collect()
}

/// What can be undone, the last step first.
pub fn undo_steps(harness: &Window) -> Vec<String> {
    let steps = app(harness).document().history().undo_steps();
    steps.map(|step| step.label().to_owned()).collect()
}

/// Presses, moves by the offsets, and lets go; a frame for each.
pub fn drag(harness: &mut Window, from: Pos2, offsets: &[Vec2]) {
    harness.hover_at(from);
    harness.run();
    harness.drag_at(from);
    harness.run();
    let mut at = from;
    for offset in offsets {
        at += *offset;
        harness.hover_at(at);
        harness.run();
    }
    harness.event(eframe::egui::Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    harness.run();
}

/// Presses a key.
pub fn press(harness: &mut Window, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// The row of the outline with this name.
pub fn outline_row(harness: &mut Window, name: &str) -> bool {
    harness
        .query_all_by_label(name)
        .any(|node| node.rect().left() < 270.0)
}

/// Clicks the row of the outline with this name.
pub fn click_outline(harness: &mut Window, name: &str) {
    let row = harness
        .query_all_by_label(name)
        .find(|node| node.rect().left() < 270.0)
        .unwrap_or_else(|| panic!("no row {name}"));
    row.click();
    harness.run();
}

/// Presses the right button and lets go.
pub fn right_click(harness: &mut Window, at: Pos2) {
    harness.hover_at(at);
    harness.run();
    for pressed in [true, false] {
        harness.event(eframe::egui::Event::PointerButton {
            pos: at,
            button: PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.run();
    }
    harness.run();
}
