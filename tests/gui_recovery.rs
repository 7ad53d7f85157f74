//! Nothing is lost: recovery after the end of the program, files that others write, several windows; and comfort.
#![cfg(feature = "gui")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::path::{Path, PathBuf};

use eframe::egui::{Event, Key, Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use erdwall::gui::{App, Start};
use erdwall::session::settings::Settings;

const SHOP: &str = r#"Design(
    format: 1,
    name: "shop",
    entities: [
        (
            name: "order",
            fields: [
                (name: "id", type: "uuid", key: true),
            ],
        ),
        (
            name: "customer",
            fields: [
                (name: "id", type: "uuid", key: true),
            ],
        ),
    ],
)
"#;

type Window = Harness<'static, Option<App>>;

/// A folder with a file of a design, and a state folder that windows keep journals in.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("shop.erd.ron"), SHOP).unwrap();
        Self { folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("shop.erd.ron")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    fn open(&self, file: Option<&Path>) -> Window {
        let start = Start {
            file: file.map(Path::to_owned),
            settings: Settings::default(),
            settings_folder: Some(self.folder.path().join("state")),
            at_once: true,
        };
        let mut harness = Harness::builder()
            .with_size(Vec2::new(1280.0, 800.0))
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
    }

    fn open_shop(&self) -> Window {
        self.open(Some(&self.file()))
    }
}

fn app(window: &Window) -> &App {
    window.state().as_ref().unwrap()
}

fn names(window: &Window) -> Vec<String> {
    let entities = app(window).document().design().entities();
    entities.iter().map(|(_, e)| e.name.clone()).collect()
}

fn notices(window: &Window) -> Vec<String> {
    let notices = app(window).notices().iter();
    notices.map(|notice| notice.text.clone()).collect()
}

/// Renames the entity "order" in the inspector.
fn rename(window: &mut Window, name: &str) {
    let row = window
        .query_all_by_label("order")
        .find(|node| node.rect().left() < 270.0);
    row.unwrap().click();
    window.run();
    window.get_by_label("Name of the entity").click();
    window.run();
    window.get_by_label("Name of the entity").type_text(name);
    window.run();
    press(window, Modifiers::NONE, Key::Enter);
    assert_eq!(names(window)[0], name);
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run();
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run();
}

/// The window gets the keyboard from another program.
fn focus(window: &mut Window) {
    window.input_mut().focused = false;
    window.input_mut().events.push(Event::WindowFocused(false));
    window.step();
    window.input_mut().focused = true;
    window.input_mut().events.push(Event::WindowFocused(true));
    window.run();
}

/// Ends the program without a chance to tidy up.
fn kill(window: Window) {
    drop(window);
}

#[test]
fn work_of_a_killed_program_is_offered_and_recovered_with_its_file() {
    let desk = Desk::new();
    let mut window = desk.open_shop();
    rename(&mut window, "orders");
    kill(window);

    let mut window = desk.open(None);
    window.get_by_label_contains("Unsaved work from");
    window.get_by_label_contains("1 change");
    // The keyboard is on the button for what most people want.
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(names(&window), ["orders", "customer"]);
    assert!(app(&window).document().is_modified());
    assert_eq!(app(&window).document().path(), Some(desk.file().as_path()));
    assert!(notices(&window)[0].starts_with("Recovered shop.erd.ron with 1 change"));

    press(&mut window, Modifiers::COMMAND, Key::S);
    assert!(desk.text().contains("\"orders\""));
    kill(window);
    let window = desk.open(None);
    assert!(window.query_by_label_contains("Unsaved work").is_none());
}

#[test]
fn work_that_is_left_for_later_is_offered_when_its_file_is_opened_or_when_asked() {
    let desk = Desk::new();
    let mut window = desk.open_shop();
    rename(&mut window, "orders");
    kill(window);

    let mut window = desk.open(None);
    click(&mut window, "Later");
    kill(window);
    let mut window = desk.open_shop();
    click(&mut window, "Later");
    assert_eq!(names(&window), ["order", "customer"]);
    click(&mut window, "File");
    click(&mut window, "Recover unsaved work…");
    click(&mut window, "Discard shop.erd.ron");
    kill(window);
    let mut window = desk.open_shop();
    assert!(window.query_by_label("Later").is_none());
    click(&mut window, "File");
    click(&mut window, "Recover unsaved work…");
    assert_eq!(notices(&window), ["There is no unsaved work to recover"]);
}

#[test]
fn a_design_that_was_never_saved_is_recovered_too() {
    let desk = Desk::new();
    let mut window = desk.open(None);
    press(&mut window, Modifiers::COMMAND, Key::N);
    click(&mut window, "Insert");
    click(&mut window, "Service");
    let services = app(&window).document().design().services().len();
    assert_eq!(services, 1);
    kill(window);
    let mut window = desk.open(None);
    window.get_by_label("Recover untitled").click();
    window.run();
    assert_eq!(app(&window).document().design().services().len(), 1);
    assert_eq!(app(&window).document().path(), None);
}

#[test]
fn a_file_written_by_another_program_is_shown_and_selection_stays() {
    let desk = Desk::new();
    let mut window = desk.open_shop();
    press(&mut window, Modifiers::COMMAND, Key::A);
    let selected = app(&window).document().selection.len();
    assert_eq!(selected, 2);
    std::fs::write(desk.file(), SHOP.replace("\"customer\"", "\"client\"")).unwrap();
    focus(&mut window);
    assert_eq!(names(&window), ["order", "client"]);
    assert_eq!(app(&window).document().selection.len(), 1);
    assert!(!app(&window).document().is_modified());
    assert!(notices(&window)[0].contains("was changed by another program"));
}

#[test]
fn where_both_sides_have_changed_the_banner_asks() {
    let desk = Desk::new();
    let mut window = desk.open_shop();
    rename(&mut window, "orders");
    std::fs::write(desk.file(), SHOP.replace("\"customer\"", "\"client\"")).unwrap();
    focus(&mut window);
    assert_eq!(names(&window), ["orders", "customer"]);
    click(&mut window, "Show difference");
    window.get_by_label_contains("only in the file (2)");
    window.get_by_label_contains("name: \"client\"");
    click(&mut window, "Close");

    // Saving asks as well.
    press(&mut window, Modifiers::COMMAND, Key::S);
    click(&mut window, "Cancel");
    assert!(desk.text().contains("\"client\""));
    click(&mut window, "Keep mine");
    assert!(window.query_by_label("Keep mine").is_none());
    press(&mut window, Modifiers::COMMAND, Key::S);
    assert!(desk.text().contains("\"orders\"") && desk.text().contains("\"customer\""));
    assert!(!app(&window).document().is_modified());
}

#[test]
fn what_is_let_go_for_the_file_can_still_be_recovered() {
    let desk = Desk::new();
    let mut window = desk.open_shop();
    rename(&mut window, "orders");
    std::fs::write(desk.file(), SHOP.replace("\"customer\"", "\"client\"")).unwrap();
    focus(&mut window);
    click(&mut window, "Reload");
    assert_eq!(names(&window), ["order", "client"]);
    click(&mut window, "File");
    click(&mut window, "Recover unsaved work…");
    click(&mut window, "Recover shop.erd.ron");
    assert_eq!(names(&window), ["orders", "customer"]);
}

#[test]
fn the_second_window_on_a_file_is_told_and_can_leave_it_alone() {
    let desk = Desk::new();
    let first = desk.open_shop();
    let mut second = desk.open_shop();
    second.get_by_label_contains("is open in another window");
    click(&mut second, "Read only");
    rename(&mut second, "orders");
    press(&mut second, Modifiers::COMMAND, Key::S);
    assert_eq!(desk.text(), SHOP);
    drop((first, second));
    let third = desk.open_shop();
    assert!(
        third
            .query_by_label_contains("is open in another")
            .is_none()
    );
}

#[test]
fn presenting_shows_the_diagram_alone_until_escape() {
    let desk = Desk::new();
    let mut window = desk.open_shop();
    press(&mut window, Modifiers::NONE, Key::F5);
    assert!(window.query_by_label("File").is_none());
    assert!(window.query_by_label("Outline").is_none());
    press(&mut window, Modifiers::NONE, Key::Escape);
    window.get_by_label("File");
}

#[test]
fn the_interface_is_scaled_by_keys_and_remembers_it() {
    let desk = Desk::new();
    let mut window = desk.open_shop();
    let both = Modifiers::COMMAND.plus(Modifiers::SHIFT);
    press(&mut window, both, Key::Plus);
    assert!((window.ctx.zoom_factor() - 1.1).abs() < 0.001);
    press(&mut window, both, Key::Minus);
    press(&mut window, both, Key::Minus);
    assert!((window.ctx.zoom_factor() - 0.9).abs() < 0.001);
    press(&mut window, both, Key::Num0);
    assert!((window.ctx.zoom_factor() - 1.0).abs() < 0.001);
}

#[test]
fn f6_takes_the_keyboard_from_panel_to_panel_and_back_to_the_canvas() {
    let desk = Desk::new();
    let mut window = desk.open_shop();
    let focused = |window: &Window| -> Option<String> {
        let root = window.root();
        root.children_recursive()
            .find(|node| node.accesskit_node().is_focused())
            .and_then(|node| node.accesskit_node().label())
    };
    let mut seen = Vec::new();
    for _ in 0..7 {
        press(&mut window, Modifiers::NONE, Key::F6);
        seen.push(focused(&window));
    }
    let expected = [
        "Menus",
        "Tools",
        "Outline",
        "Inspector",
        "Analysis",
        "Status",
    ];
    let mut expected: Vec<_> = expected
        .iter()
        .map(|name| Some((*name).to_owned()))
        .collect();
    expected.push(None);
    assert_eq!(seen, expected);
    press(&mut window, Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&window).as_deref(), Some("Status"));
}
