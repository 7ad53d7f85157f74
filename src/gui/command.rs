//! Every command of the window with its name, keys and place in the menus: one list for menus, keys and what else lists them.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use crate::model::ColorBy;
use crate::session::settings::ThemeChoice;
use crate::tool::Tool;

/// Something that a person can have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the registry below says what each is called")]
pub enum Command {
    New,
    Open,
    Save,
    SaveAs,
    Export,
    Quit,
    Undo,
    Redo,
    SelectAll,
    Deselect,
    Delete,
    Rename,
    ZoomIn,
    ZoomOut,
    ZoomToWhole,
    Fit,
    FitSelection,
    ToggleOutline,
    ToggleInspector,
    ToggleMinimap,
    ToggleLegend,
    Theme(Scheme),
    ColorBy(ColorBy),
    PickTool(Tool),
    InsertEntity,
    InsertService,
    InsertStore,
    InsertZone,
    InsertField,
    InsertIndex,
    InsertOperation,
    InsertFeed,
    InsertSaga,
    Shortcuts,
    About,
}

/// The choices of a theme, as commands.
pub type Scheme = ThemeChoice;

/// A menu of the menu bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    /// Files and the program.
    File,
    /// Changing the design.
    Edit,
    /// Changing what is seen.
    View,
    /// Adding parts.
    Insert,
    /// Learning.
    Help,
}

/// What is known of a command.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Which command.
    pub command: Command,
    /// What it is called.
    pub name: &'static str,
    /// Keys; the first is shown.
    pub keys: &'static [KeyboardShortcut],
    /// Where it is listed; a new number in a menu starts a new group.
    pub menu: Option<(Menu, u8)>,
}

impl Menu {
    /// All menus from left to right.
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::View, Self::Insert, Self::Help];

    /// Its title.
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Insert => "Insert",
            Self::Help => "Help",
        }
    }
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}
const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}
const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}
const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

macro_rules! commands {
    ($($command:expr, $name:literal, [$($keys:expr),*], $menu:expr;)*) => {
        /// Every command, in the order of the menus.
        pub const COMMANDS: &[Entry] = &[$(Entry {
            command: $command,
            name: $name,
            keys: &[$($keys),*],
            menu: $menu,
        }),*];
    };
}

commands! {
    Command::New, "New design", [ctrl(Key::N)], Some((Menu::File, 0));
    Command::Open, "Open…", [ctrl(Key::O)], Some((Menu::File, 0));
    Command::Save, "Save", [ctrl(Key::S)], Some((Menu::File, 1));
    Command::SaveAs, "Save as…", [ctrl_shift(Key::S)], Some((Menu::File, 1));
    Command::Export, "Export the picture…", [ctrl(Key::E)], Some((Menu::File, 2));
    Command::Quit, "Quit", [ctrl(Key::Q)], Some((Menu::File, 9));

    Command::Undo, "Undo", [ctrl(Key::Z)], Some((Menu::Edit, 0));
    Command::Redo, "Redo", [ctrl_shift(Key::Z), ctrl(Key::Y)], Some((Menu::Edit, 0));
    Command::SelectAll, "Select all", [ctrl(Key::A)], Some((Menu::Edit, 1));
    Command::Deselect, "Deselect", [], Some((Menu::Edit, 1));
    Command::Rename, "Rename", [plain(Key::F2), plain(Key::Enter)], Some((Menu::Edit, 2));
    Command::Delete, "Delete", [plain(Key::Delete), plain(Key::Backspace)], Some((Menu::Edit, 2));

    Command::ZoomIn, "Zoom in", [ctrl(Key::Plus), ctrl(Key::Equals)], Some((Menu::View, 0));
    Command::ZoomOut, "Zoom out", [ctrl(Key::Minus)], Some((Menu::View, 0));
    Command::ZoomToWhole, "Zoom to 100 %", [ctrl(Key::Num0)], Some((Menu::View, 0));
    Command::Fit, "Show everything", [shift(Key::Num1)], Some((Menu::View, 1));
    Command::FitSelection, "Show the selection", [shift(Key::Num2)], Some((Menu::View, 1));
    Command::ColorBy(ColorBy::Zone), "Color by zone", [], Some((Menu::View, 2));
    Command::ColorBy(ColorBy::Service), "Color by service", [], Some((Menu::View, 2));
    Command::ColorBy(ColorBy::Store), "Color by store", [], Some((Menu::View, 2));
    Command::Theme(ThemeChoice::System), "Theme of the system", [], Some((Menu::View, 3));
    Command::Theme(ThemeChoice::Light), "Light theme", [], Some((Menu::View, 3));
    Command::Theme(ThemeChoice::Dark), "Dark theme", [], Some((Menu::View, 3));
    Command::ToggleOutline, "Outline", [], Some((Menu::View, 4));
    Command::ToggleInspector, "Inspector", [], Some((Menu::View, 4));
    Command::ToggleMinimap, "Minimap", [], Some((Menu::View, 4));
    Command::ToggleLegend, "Legend", [], Some((Menu::View, 4));

    Command::InsertEntity, "Entity", [], Some((Menu::Insert, 0));
    Command::InsertField, "Field of the selected entity", [], Some((Menu::Insert, 0));
    Command::InsertService, "Service", [], Some((Menu::Insert, 1));
    Command::InsertStore, "Store", [], Some((Menu::Insert, 1));
    Command::InsertZone, "Zone", [], Some((Menu::Insert, 1));
    Command::InsertIndex, "Index of the selected entity", [], Some((Menu::Insert, 2));
    Command::InsertOperation, "Operation on what is selected", [], Some((Menu::Insert, 2));
    Command::InsertFeed, "Feed of the selected entity", [], Some((Menu::Insert, 2));
    Command::InsertSaga, "Saga of what is selected", [], Some((Menu::Insert, 2));

    Command::Shortcuts, "Keyboard and mouse", [plain(Key::Questionmark), plain(Key::F1)], Some((Menu::Help, 0));
    Command::About, "About Erdwall", [], Some((Menu::Help, 1));

    Command::PickTool(Tool::Select), "Select and move", [plain(Key::V)], None;
    Command::PickTool(Tool::Hand), "Move the view", [plain(Key::H)], None;
}

impl Command {
    /// What is known of it.
    pub fn entry(self) -> Option<&'static Entry> {
        COMMANDS.iter().find(|entry| entry.command == self)
    }

    /// Whether it makes sense while a person types into a field; plain keys belong to the text there.
    pub fn works_while_typing(self) -> bool {
        matches!(
            self,
            Self::New | Self::Open | Self::Save | Self::SaveAs | Self::Quit
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_keys_or_a_name() {
        for (place, entry) in COMMANDS.iter().enumerate() {
            for other in &COMMANDS[place + 1..] {
                assert_ne!(entry.name, other.name);
                assert_ne!(entry.command, other.command);
                for key in entry.keys {
                    assert!(
                        !other.keys.contains(key),
                        "{} and {}",
                        entry.name,
                        other.name
                    );
                }
            }
        }
    }

    #[test]
    fn every_command_is_in_a_menu_or_has_a_key() {
        for entry in COMMANDS {
            assert!(
                entry.menu.is_some() || !entry.keys.is_empty(),
                "{}",
                entry.name
            );
        }
    }
}
