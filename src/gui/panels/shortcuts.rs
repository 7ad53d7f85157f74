//! The sheet of all keys and gestures, from the registry of commands.

use eframe::egui::{self, Grid, RichText, ScrollArea, Ui};

use crate::gui::command::{COMMANDS, Menu, keys_text};
use crate::gui::theme::{self, regular, semi_bold};

/// What the pointer does, with what it takes.
const POINTER: &[(&str, &str)] = &[
    ("Move the view", "Wheel, Space-drag, middle-drag"),
    ("Zoom at the pointer", "Ctrl+wheel, pinch"),
    ("Select", "Click"),
    ("Select several", "Drag, Shift-click"),
    (
        "Move what is selected",
        "Drag a header or title, arrow keys",
    ),
    ("Move by ten", "Shift+arrow keys"),
    ("Move without snapping", "Alt-drag"),
    ("Relate two entities", "Drag a row or an edge handle"),
    ("Change the service", "Drag a card into its boundary"),
    ("Resize a boundary", "Drag its outline"),
    ("Bend a line", "Drag it; double-click a bend to undo"),
    ("Edit a name", "Double-click"),
    ("New entity", "Double-click on the canvas"),
    ("What can be done here", "Right-click"),
    ("Back out of a gesture", "Escape"),
    ("Fail a part, in failures mode", "Click; Shift-click for several"),
];

/// What keys do while fields are typed.
const TYPING: &[(&str, &str)] = &[
    ("Next row", "Tab, Shift+Tab, Up, Down"),
    ("Add a row below", "Enter; in an empty row it ends"),
    ("Move the field", "Alt+Up, Alt+Down"),
    ("Delete the field", "Ctrl+Shift+Backspace"),
    ("What could come next", "Ctrl+Space"),
];

/// What keys do in the palette and in Find.
const IN_LISTS: &[(&str, &str)] = &[
    ("Choose", "Arrow keys"),
    ("Run or go there", "Enter"),
    ("Close", "Escape"),
];

/// Shows the sheet, in as many columns as there is room for.
pub(super) fn ui(ui: &mut Ui) {
    let window = ui.ctx().content_rect();
    let columns = ((window.width() - 120.0) / 290.0).clamp(2.0, 4.0) as usize;
    let width = (290.0 * columns as f32).min(window.width() - 120.0);
    ui.set_width(width);
    let groups = groups(ui);
    // Each group goes to the column that is the shortest so far, the longest group first.
    let mut parts: Vec<Vec<&Group>> = vec![Vec::new(); columns];
    let mut by_length: Vec<&Group> = groups.iter().collect();
    by_length.sort_by_key(|group| std::cmp::Reverse(group.rows.len()));
    for group in by_length {
        let rows = |part: &Vec<&Group>| -> usize { part.iter().map(|g| g.rows.len() + 2).sum() };
        if let Some(shortest) = parts.iter_mut().min_by_key(|part| rows(part)) {
            shortest.push(group);
        }
    }
    ScrollArea::vertical()
        .max_height(window.height() - 150.0)
        .min_scrolled_height(window.height() - 150.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.columns(columns, |columns| {
                for (ui, part) in columns.iter_mut().zip(parts) {
                    for group in part {
                        group_ui(ui, group);
                    }
                }
            });
        });
}

/// Lines under a heading: what, and by which keys.
struct Group {
    heading: &'static str,
    rows: Vec<(String, String)>,
}

fn groups(ui: &Ui) -> Vec<Group> {
    let menus = Menu::ALL.map(Some).into_iter().chain([None]);
    let mut groups: Vec<Group> = menus
        .map(|menu| Group {
            heading: menu.map_or("Tools", Menu::label),
            rows: COMMANDS
                .iter()
                .filter(|entry| entry.menu.map(|(of, _)| of) == menu && !entry.keys.is_empty())
                .map(|entry| {
                    let keys = entry.keys.iter().map(|keys| keys_text(ui.ctx(), keys));
                    let keys: Vec<String> = keys.collect();
                    (entry.name.to_owned(), keys.join(", "))
                })
                .collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    for (heading, rows) in [
        ("Pointer", POINTER),
        ("Typing fields on a card", TYPING),
        ("In lists", IN_LISTS),
    ] {
        let rows = rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        groups.push(Group {
            heading,
            rows: rows.collect(),
        });
    }
    groups
}

fn group_ui(ui: &mut Ui, group: &Group) {
    let chrome = theme::chrome(ui.ctx());
    ui.label(
        RichText::new(group.heading.to_uppercase())
            .font(semi_bold(10.5))
            .color(chrome.muted),
    );
    Grid::new(("keys", group.heading))
        .num_columns(2)
        .spacing([14.0, 4.0])
        .min_col_width(118.0)
        .show(ui, |ui| {
            for (name, keys) in &group.rows {
                ui.label(RichText::new(name).font(regular(12.0)).color(chrome.ink));
                ui.add(
                    egui::Label::new(RichText::new(keys).font(regular(12.0)).color(chrome.muted))
                        .wrap(),
                );
                ui.end_row();
            }
        });
    ui.add_space(12.0);
}
