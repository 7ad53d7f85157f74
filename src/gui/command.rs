//! Every command of the window with its name, keys and place in the menus: one list for menus, keys and what else lists them.

use eframe::egui::{self, Key, KeyboardShortcut, Modifiers};

use crate::layout::Style;
use crate::model::{Collapse, ColorBy};
use crate::session::commands::{Axis, DesignCommand, Side};
use crate::session::settings::{Grouping, PaneTab, ThemeChoice};
use crate::tool::{Kind, Tool};

use super::analysis::AnalysisCommand;
use super::clipboard::CopyAs;
use super::comfort::ComfortCommand;
use super::failing::FailuresCommand;
use super::scenarios::ScenariosCommand;
use super::tidy::TidyCommand;
use super::views::{Scope, ViewCommand};

/// Something that a person can have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the registry below says what each is called")]
pub enum Command {
    New,
    Open,
    Save,
    SaveAs,
    Export,
    RecoverWork,
    CancelWork,
    ReloadFile,
    ShowDifference,
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
    GoToParent,
    ToggleOutline,
    ToggleInspector,
    ToggleMinimap,
    ToggleLegend,
    ServiceMap,
    ToggleGuides,
    ToggleGrid,
    RouteLines,
    Theme(Scheme),
    ColorBy(ColorBy),
    View(ViewCommand),
    PickTool(Tool),
    Comfort(ComfortCommand),
    Analysis(AnalysisCommand),
    Failures(FailuresCommand),
    /// Something about scenarios.
    Scenarios(ScenariosCommand),
    InsertEntity,
    InsertService,
    InsertStore,
    InsertZone,
    InsertField,
    Cut,
    Copy,
    Paste,
    CopyAs(CopyAs),
    History,
    RenameEverywhere,
    Design(DesignCommand),
    Tidy(TidyCommand),
    Palette,
    Find,
    FindNext,
    FindPrevious,
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
    /// Changing which views there are, and what the one that is shown shows.
    Views,
    /// Adding parts.
    Insert,
    /// Where parts stand, and the shape of the design.
    Arrange,
    /// What is at fault, and what mends it.
    Analyze,
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
    /// What it does, in a line.
    pub about: &'static str,
}

impl Menu {
    /// All menus from left to right.
    pub const ALL: [Self; 8] = [
        Self::File,
        Self::Edit,
        Self::View,
        Self::Views,
        Self::Insert,
        Self::Arrange,
        Self::Analyze,
        Self::Help,
    ];

    /// What is in it with the group of each, in order. Groups stand together wherever in the list their commands are.
    pub fn entries(self) -> Vec<(&'static Entry, u8)> {
        let mut entries: Vec<_> = COMMANDS
            .iter()
            .filter_map(|entry| Some((entry, entry.menu.filter(|(menu, _)| *menu == self)?.1)))
            .collect();
        entries.sort_by_key(|(_, group)| *group);
        entries
    }

    /// Its title.
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Views => "Show",
            Self::Insert => "Insert",
            Self::Arrange => "Arrange",
            Self::Analyze => "Analyze",
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
const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}
const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

macro_rules! commands {
    ($($command:expr, $name:literal, [$($keys:expr),*], $menu:expr, $about:literal;)*) => {
        /// Every command, in the order of the menus.
        pub const COMMANDS: &[Entry] = &[$(Entry {
            command: $command,
            name: $name,
            keys: &[$($keys),*],
            menu: $menu,
            about: $about,
        }),*];
    };
}

commands! {
    Command::New, "New design", [ctrl(Key::N)], Some((Menu::File, 0)), "Start an empty design";
    Command::Open, "Open…", [ctrl(Key::O)], Some((Menu::File, 0)), "Open a design, or a schema in SQL";
    Command::Save, "Save", [ctrl(Key::S)], Some((Menu::File, 1)), "Write the design to its file";
    Command::SaveAs, "Save as…", [ctrl_shift(Key::S)], Some((Menu::File, 1)), "Write the design to another file and go on with that";
    Command::Export, "Export the picture…", [ctrl(Key::E)], Some((Menu::File, 2)), "Draw what is shown into an SVG, PNG or PDF file";
    Command::ReloadFile, "Reload from disk", [], Some((Menu::File, 3)), "Show what is in the file now, and let go what was changed here since it was saved";
    Command::ShowDifference, "Compare with the file…", [], Some((Menu::File, 3)), "Show line by line what is different between the file and the design";
    Command::RecoverWork, "Recover unsaved work…", [], Some((Menu::File, 3)), "List work that a killed program left behind";
    Command::CancelWork, "Cancel what is running", [], Some((Menu::File, 4)), "End the reading, arranging or drawing that has been going on for longest";
    Command::Quit, "Quit", [ctrl(Key::Q)], Some((Menu::File, 9)), "Close the window";

    Command::Undo, "Undo", [ctrl(Key::Z)], Some((Menu::Edit, 0)), "Take the last change back";
    Command::Redo, "Redo", [ctrl_shift(Key::Z), ctrl(Key::Y)], Some((Menu::Edit, 0)), "Do again what was undone last";
    Command::History, "History", [], Some((Menu::Edit, 0)), "List all steps, to go back or on to any of them";
    Command::SelectAll, "Select all", [ctrl(Key::A)], Some((Menu::Edit, 1)), "Select every entity that is shown";
    Command::Deselect, "Deselect", [], Some((Menu::Edit, 1)), "Select nothing";
    Command::GoToParent, "Go to the parent", [], Some((Menu::Edit, 1)), "Select and show the entity that the selected relationship refers to";
    Command::Rename, "Rename", [plain(Key::F2), plain(Key::Enter)], Some((Menu::Edit, 2)), "Edit the name of what is selected";
    Command::Cut, "Cut", [ctrl(Key::X)], Some((Menu::Edit, 3)), "Copy what is selected and take it out of the design";
    Command::Copy, "Copy", [ctrl(Key::C)], Some((Menu::Edit, 3)), "Copy what is selected, to be pasted here or into another design";
    Command::Paste, "Paste", [ctrl(Key::V)], Some((Menu::Edit, 3)), "Put copied parts, or tables declared in SQL, where the pointer is";
    Command::CopyAs(CopyAs::Png), "Copy as picture", [ctrl_shift(Key::C)], Some((Menu::Edit, 4)), "Copy a picture of the selected entities for other programs";
    Command::CopyAs(CopyAs::Svg), "Copy as SVG", [], Some((Menu::Edit, 4)), "Copy a drawing of the selected entities as the text of an SVG file";
    Command::CopyAs(CopyAs::Sql), "Copy as SQL", [], Some((Menu::Edit, 4)), "Copy the selected entities as CREATE TABLE statements";
    Command::RenameEverywhere, "Rename the field everywhere…", [], Some((Menu::Edit, 2)), "Rename the selected field together with the foreign keys and copies that are called the same";
    Command::Design(DesignCommand::Duplicate), "Duplicate", [ctrl(Key::D)], Some((Menu::Edit, 2)), "Add the selected entities once more, with the relationships among them";
    Command::Design(DesignCommand::DuplicateWithReferences), "Duplicate with references", [], Some((Menu::Edit, 2)), "Add the selected entities once more, with all relationships to their parents";
    Command::Delete, "Delete", [plain(Key::Delete), plain(Key::Backspace)], Some((Menu::Edit, 2)), "Take what is selected out of the design, with all that makes no sense without it";

    Command::Comfort(ComfortCommand::Larger), "Larger interface", [ctrl_shift(Key::Plus), ctrl_shift(Key::Equals)], Some((Menu::View, 5)), "Make text and controls of the window larger";
    Command::Comfort(ComfortCommand::Smaller), "Smaller interface", [ctrl_shift(Key::Minus)], Some((Menu::View, 5)), "Make text and controls of the window smaller";
    Command::Comfort(ComfortCommand::WholeSize), "Interface at 100 %", [ctrl_shift(Key::Num0)], Some((Menu::View, 5)), "Show text and controls of the window in their own size";
    Command::Comfort(ComfortCommand::Present), "Present", [plain(Key::F11), plain(Key::F5)], Some((Menu::View, 6)), "Show the diagram alone on the whole screen, with larger text; Escape ends it";
    Command::Comfort(ComfortCommand::HighContrast), "High contrast", [], Some((Menu::View, 3)), "Stronger lines and text, in the light and the dark theme";
    Command::Comfort(ComfortCommand::ReduceMotion), "Reduce motion", [], Some((Menu::View, 3)), "Show changes at once, without movement in between";
    Command::Comfort(ComfortCommand::NextPanel), "Next panel", [plain(Key::F6)], Some((Menu::View, 6)), "Take the keyboard to the next panel; Tab goes on in it";
    Command::Comfort(ComfortCommand::PreviousPanel), "Previous panel", [shift(Key::F6)], Some((Menu::View, 6)), "Take the keyboard to the panel before";
    Command::ZoomIn, "Zoom in", [ctrl(Key::Plus), ctrl(Key::Equals)], Some((Menu::View, 0)), "Show the diagram larger";
    Command::ZoomOut, "Zoom out", [ctrl(Key::Minus)], Some((Menu::View, 0)), "Show the diagram smaller";
    Command::ZoomToWhole, "Zoom to 100 %", [ctrl(Key::Num0)], Some((Menu::View, 0)), "Show the diagram in its own size";
    Command::Fit, "Show everything", [shift(Key::Num1)], Some((Menu::View, 1)), "Fit the whole diagram into the canvas";
    Command::FitSelection, "Show the selection", [shift(Key::Num2)], Some((Menu::View, 1)), "Fit what is selected into the canvas";
    Command::ColorBy(ColorBy::Zone), "Color by zone", [], Some((Menu::View, 2)), "Color headers by the consistency that readers are promised";
    Command::ColorBy(ColorBy::Service), "Color by service", [], Some((Menu::View, 2)), "Color headers by the service that owns the entity";
    Command::ColorBy(ColorBy::Store), "Color by store", [], Some((Menu::View, 2)), "Color headers by the store that keeps the entity";
    Command::ColorBy(ColorBy::Risk), "Color by risk", [], Some((Menu::View, 2)), "Color headers by the worst that the analysis has found at the entity";
    Command::Theme(ThemeChoice::System), "Theme of the system", [], Some((Menu::View, 3)), "Light or dark, as the rest of the system";
    Command::Theme(ThemeChoice::Light), "Light theme", [], Some((Menu::View, 3)), "Dark on light";
    Command::Theme(ThemeChoice::Dark), "Dark theme", [], Some((Menu::View, 3)), "Light on dark";
    Command::ToggleOutline, "Outline", [], Some((Menu::View, 4)), "Show or hide the list of all parts";
    Command::ToggleInspector, "Inspector", [], Some((Menu::View, 4)), "Show or hide the attributes of what is selected";
    Command::ToggleMinimap, "Minimap", [], Some((Menu::View, 4)), "Show or hide the small map of the whole diagram";
    Command::Analysis(AnalysisCommand::Pane), "Analysis", [ctrl(Key::J)], Some((Menu::View, 4)), "Show or hide the pane of the analysis below the canvas";
    Command::ToggleGuides, "Snap to neighbors", [], Some((Menu::View, 5)), "Moved parts fall in line with the edges and centers of others; Alt turns it off for a while";
    Command::ToggleGrid, "Snap to the grid", [], Some((Menu::View, 5)), "Moved parts stand on the grid; Alt turns it off for a while";
    Command::ServiceMap, "Service map", [plain(Key::M)], Some((Menu::View, 1)), "Show services and what they need of each other in place of the diagram, each as large as what it takes down alone";
    Command::View(ViewCommand::Stubs), "Lines into hubs as stubs", [], Some((Menu::View, 2)), "Draw a short piece with the name of the hub where more than 25 lines lead to one entity; the line shows when the pointer is over it";
    Command::ToggleLegend, "Legend", [], Some((Menu::View, 4)), "Show or hide what colors and lines mean";

    Command::View(ViewCommand::ShowEverything), "All entities", [], Some((Menu::Views, 0)), "Show all entities of the design in this view";
    Command::View(ViewCommand::ShowSelection), "Only the selection", [], Some((Menu::Views, 0)), "Show the selected entities in this view and nothing else";
    Command::View(ViewCommand::ShowService), "Only this service", [], Some((Menu::Views, 0)), "Show the entities of the selected service in this view and nothing else";
    Command::View(ViewCommand::ShowAround(1)), "Neighbors", [], Some((Menu::Views, 1)), "Show the selection and what one relationship leads to";
    Command::View(ViewCommand::ShowAround(2)), "Neighbors to depth 2", [], Some((Menu::Views, 1)), "Show the selection and what up to two relationships lead to";
    Command::View(ViewCommand::ShowAround(3)), "Neighbors to depth 3", [], Some((Menu::Views, 1)), "Show the selection and what up to three relationships lead to";
    Command::View(ViewCommand::ShowAround(4)), "Neighbors to depth 4", [], Some((Menu::Views, 1)), "Show the selection and what up to four relationships lead to";
    Command::View(ViewCommand::ShowAround(5)), "Neighbors to depth 5", [], Some((Menu::Views, 1)), "Show the selection and what up to five relationships lead to";
    Command::View(ViewCommand::Isolate), "Isolate the selection", [plain(Key::I)], Some((Menu::Views, 2)), "Show nothing but the selection for a while; once more shows the rest again";
    Command::View(ViewCommand::IsolateInView), "Isolate in a new view", [shift(Key::I)], Some((Menu::Views, 2)), "Make a view that shows the selection and nothing else";
    Command::View(ViewCommand::Hide), "Hide the selection", [ctrl_shift(Key::H)], Some((Menu::Views, 2)), "Take the selected entities out of this view; they stay in the design";
    Command::View(ViewCommand::ShowHidden), "Show hidden entities", [], Some((Menu::Views, 2)), "Show again what was hidden in this view";
    Command::View(ViewCommand::Collapse(Some(Collapse::Name), Scope::Selection)), "Collapse to names", [], Some((Menu::Views, 3)), "Draw the selected cards without rows";
    Command::View(ViewCommand::Collapse(Some(Collapse::Keys), Scope::Selection)), "Collapse to keys", [], Some((Menu::Views, 3)), "Draw the selected cards with the rows of their keys";
    Command::View(ViewCommand::Collapse(None, Scope::Selection)), "Show all rows", [], Some((Menu::Views, 3)), "Draw the selected cards with all of their rows";
    Command::View(ViewCommand::Collapse(Some(Collapse::Name), Scope::All)), "Collapse all to names", [], Some((Menu::Views, 4)), "Draw all cards of this view without rows";
    Command::View(ViewCommand::Collapse(Some(Collapse::Keys), Scope::All)), "Collapse all to keys", [], Some((Menu::Views, 4)), "Draw all cards of this view with the rows of their keys";
    Command::View(ViewCommand::Collapse(None, Scope::All)), "Show all rows of all cards", [], Some((Menu::Views, 4)), "Draw all cards of this view with all of their rows";
    Command::View(ViewCommand::New), "New view", [ctrl_shift(Key::N)], Some((Menu::Views, 5)), "Add a view of everything, arranged by the program";
    Command::View(ViewCommand::Duplicate), "Duplicate the view", [], Some((Menu::Views, 5)), "Add a view like this one, with all positions";
    Command::View(ViewCommand::Rename), "Rename the view", [], Some((Menu::Views, 5)), "Edit the name of this view";
    Command::View(ViewCommand::Delete), "Delete the view", [], Some((Menu::Views, 5)), "Take this view out of the design; its entities stay";
    Command::View(ViewCommand::Next), "Next view", [ctrl(Key::PageDown)], Some((Menu::Views, 6)), "Show the view to the right";
    Command::View(ViewCommand::Previous), "Previous view", [ctrl(Key::PageUp)], Some((Menu::Views, 6)), "Show the view to the left";
    Command::View(ViewCommand::MoveLeft), "Move the view left", [], Some((Menu::Views, 6)), "Put this view before the one to its left";
    Command::View(ViewCommand::MoveRight), "Move the view right", [], Some((Menu::Views, 6)), "Put this view behind the one to its right";

    Command::InsertEntity, "Entity", [shift(Key::E)], Some((Menu::Insert, 0)), "Add an entity in the middle of the canvas and name it";
    Command::InsertField, "Field", [alt(Key::Enter)], Some((Menu::Insert, 0)), "Add a field below the last one";
    Command::InsertService, "Service", [], Some((Menu::Insert, 1)), "Add a service, which owns entities";
    Command::InsertStore, "Store", [], Some((Menu::Insert, 1)), "Add a store, which keeps entities";
    Command::InsertZone, "Zone", [], Some((Menu::Insert, 1)), "Add a consistency zone";
    Command::InsertIndex, "Index", [], Some((Menu::Insert, 2)), "Add an index on the selected fields, or on a key that has none";
    Command::InsertOperation, "Operation on what is selected", [], Some((Menu::Insert, 2)), "Add what users or services ask for; it reads and writes the selected entities";
    Command::InsertFeed, "Feed", [], Some((Menu::Insert, 2)), "Add events that fill one selected entity from the other, or a new projection of the only one";
    Command::InsertSaga, "Saga of what is selected", [], Some((Menu::Insert, 2)), "Add a transaction over services, with the selected operations and entities as steps";

    Command::Find, "Find…", [ctrl(Key::F)], Some((Menu::Edit, 8)), "Look for a text in names, types and comments";
    Command::FindNext, "Find next", [plain(Key::F3)], Some((Menu::Edit, 8)), "Go to the next part that has the text";
    Command::FindPrevious, "Find previous", [shift(Key::F3)], Some((Menu::Edit, 8)), "Go to the part before that has the text";

    Command::Palette, "Find or run…", [ctrl(Key::K)], Some((Menu::Help, 0)), "Run any command, or jump to any part, by a few letters of its name";
    Command::Design(DesignCommand::Align(Side::Left)), "Align left edges", [], Some((Menu::Arrange, 0)), "Bring the left edges of the selected entities into line";
    Command::Design(DesignCommand::Align(Side::Center)), "Align centers", [], Some((Menu::Arrange, 0)), "Put the selected entities below each other, middle under middle";
    Command::Design(DesignCommand::Align(Side::Right)), "Align right edges", [], Some((Menu::Arrange, 0)), "Bring the right edges of the selected entities into line";
    Command::Design(DesignCommand::Align(Side::Top)), "Align top edges", [], Some((Menu::Arrange, 0)), "Bring the upper edges of the selected entities into line";
    Command::Design(DesignCommand::Align(Side::Middle)), "Align middles", [], Some((Menu::Arrange, 0)), "Put the selected entities beside each other, middle by middle";
    Command::Design(DesignCommand::Align(Side::Bottom)), "Align bottom edges", [], Some((Menu::Arrange, 0)), "Bring the lower edges of the selected entities into line";
    Command::Design(DesignCommand::Distribute(Axis::Horizontal)), "Distribute horizontally", [], Some((Menu::Arrange, 1)), "Make the gaps between the selected entities equal, from left to right";
    Command::Design(DesignCommand::Distribute(Axis::Vertical)), "Distribute vertically", [], Some((Menu::Arrange, 1)), "Make the gaps between the selected entities equal, from top to bottom";
    Command::Design(DesignCommand::SameSize), "Same size", [], Some((Menu::Arrange, 1)), "Make the boundaries of the selected services as large as the largest";
    Command::Design(DesignCommand::GroupIntoService), "Group into a service", [ctrl(Key::G)], Some((Menu::Arrange, 2)), "Put the selected entities into a new service";
    Command::Design(DesignCommand::ExtractService), "Extract to a new service", [], Some((Menu::Arrange, 2)), "Put the selected entities into a new service with a store of its own; foreign keys that cross the boundary become checks";
    Command::Design(DesignCommand::SplitEntity), "Split the entity", [], Some((Menu::Arrange, 2)), "Move the selected fields into a new entity with the same key";
    Command::Design(DesignCommand::MergeEntities), "Merge entities", [], Some((Menu::Arrange, 2)), "The first of the selected entities takes the fields of the others and all that refers to them";
    Command::Design(DesignCommand::ConvertToProjection), "Convert to a projection", [], Some((Menu::Arrange, 2)), "Derive the selected entities from their sources by a feed";
    Command::Design(DesignCommand::Invert), "Invert the relationship", [], Some((Menu::Arrange, 2)), "Let the parent hold the foreign key";
    Command::Design(DesignCommand::MakeKey), "Make the fields the key", [], Some((Menu::Arrange, 3)), "The selected fields become the primary key";
    Command::Design(DesignCommand::AddObservability), "Add observability fields", [], Some((Menu::Arrange, 3)), "Add what is missing of correlation id, version, timestamps and status";
    Command::Design(DesignCommand::AddSoftDelete), "Add soft delete", [], Some((Menu::Arrange, 3)), "Mark rows as deleted by a field instead of deleting them";
    Command::Design(DesignCommand::AddVersion), "Add a version", [], Some((Menu::Arrange, 3)), "Tell concurrent changes of a row apart by a version that rises";
    Command::Design(DesignCommand::IndexForeignKeys), "Index foreign keys", [], Some((Menu::Arrange, 3)), "Add an index for every foreign key that has none, of the selected entities or of all";
    Command::Design(DesignCommand::RemoveUnused), "Remove unused parts", [], Some((Menu::Arrange, 3)), "Take services, stores and zones out that nothing uses";
    Command::RouteLines, "Straighten lines", [], Some((Menu::Arrange, 7)), "Let the program find the way of the selected lines, or of all, that were bent by hand";
    Command::Tidy(TidyCommand::View), "Tidy the view", [ctrl(Key::T)], Some((Menu::Arrange, 8)), "Place everything in this view well; the order in which things stand is kept where it can be";
    Command::Tidy(TidyCommand::Selection), "Tidy the selection", [ctrl_shift(Key::T)], Some((Menu::Arrange, 8)), "Place the selected entities, and those of selected services, near where they are; all else stays";
    Command::Tidy(TidyCommand::Service), "Tidy the service", [], Some((Menu::Arrange, 8)), "Place the entities of the selected service; its boundary stays where it is if there is room, and all else stays";
    Command::Tidy(TidyCommand::Scratch), "Tidy from scratch", [], Some((Menu::Arrange, 8)), "Place everything in this view as if it had never stood anywhere";
    Command::Tidy(TidyCommand::Style(Style::Organic)), "Organic layout", [], Some((Menu::Arrange, 9)), "Tidy the view, and from now on: near what it is related to, with short lines";
    Command::Tidy(TidyCommand::Style(Style::Compact)), "Compact layout", [], Some((Menu::Arrange, 9)), "Tidy the view, and from now on: as organic, but closer together, for print";
    Command::Tidy(TidyCommand::Style(Style::Layered)), "Left-to-right layout", [], Some((Menu::Arrange, 9)), "Tidy the view, and from now on: what is referred to left of what refers to it";

    Command::Analysis(AnalysisCommand::Next), "Next problem", [plain(Key::F8)], Some((Menu::Analyze, 0)), "Go to the next problem of the list, and show on the canvas what it is about";
    Command::Analysis(AnalysisCommand::Previous), "Previous problem", [shift(Key::F8)], Some((Menu::Analyze, 0)), "Go to the problem before";
    Command::Analysis(AnalysisCommand::Explain), "Explain the problem", [plain(Key::F1)], Some((Menu::Analyze, 0)), "Show the page of the rule that found the problem; without a problem, all keys";
    Command::Analysis(AnalysisCommand::Fix), "Fix the problem", [ctrl(Key::Period)], Some((Menu::Analyze, 1)), "Apply the best fix of the selected problem";
    Command::Analysis(AnalysisCommand::FixSafe), "Apply all safe fixes", [], Some((Menu::Analyze, 1)), "Apply every fix that keeps what the design says, as one step";
    Command::Analysis(AnalysisCommand::Accept), "Accept the risk…", [], Some((Menu::Analyze, 2)), "Keep the selected problem as it is, with a reason that stays in the file";
    Command::Analysis(AnalysisCommand::AcceptAll), "Accept everything as it is…", [], Some((Menu::Analyze, 2)), "Accept all errors and warnings at once, so that only what comes on top stands out";
    Command::Analysis(AnalysisCommand::Tab(PaneTab::Problems)), "Problems", [], Some((Menu::Analyze, 3)), "Show the list of what is at fault";
    Command::Analysis(AnalysisCommand::Tab(PaneTab::Coupling)), "Coupling", [], Some((Menu::Analyze, 3)), "Show what couples the services, and how they could be cut better";
    Command::Analysis(AnalysisCommand::Tab(PaneTab::FailurePaths)), "Failure paths", [], Some((Menu::Analyze, 3)), "Show what each failure takes down and by which way, and what stops each operation";
    Command::Analysis(AnalysisCommand::Tab(PaneTab::Scenarios)), "Scenarios", [], Some((Menu::Analyze, 3)), "Show what is tried on the design, and what comes of it over time";
    Command::Analysis(AnalysisCommand::Tab(PaneTab::Decisions)), "Decisions", [], Some((Menu::Analyze, 3)), "Show the list of what was accepted";
    Command::Analysis(AnalysisCommand::GroupBy(Grouping::Severity)), "Group problems by severity", [], Some((Menu::Analyze, 4)), "List errors, then warnings, then notes";
    Command::Analysis(AnalysisCommand::GroupBy(Grouping::Rule)), "Group problems by rule", [], Some((Menu::Analyze, 4)), "List problems below the rules that found them";
    Command::Analysis(AnalysisCommand::GroupBy(Grouping::Service)), "Group problems by service", [], Some((Menu::Analyze, 4)), "List problems below the services that they are about";
    Command::Analysis(AnalysisCommand::GroupBy(Grouping::Gain)), "Best fix first", [], Some((Menu::Analyze, 4)), "List first the problems whose fixes cut the downtime of critical operations most";

    Command::Failures(FailuresCommand::Mode), "Failures mode", [plain(Key::F9)], Some((Menu::Analyze, 5)), "Click parts to let them fail, and see at once what goes down with them; Escape ends it";
    Command::Failures(FailuresCommand::Fail), "Fail the selection", [shift(Key::F9)], Some((Menu::Analyze, 5)), "Let what is selected fail, in failures mode";
    Command::Failures(FailuresCommand::Slow), "Slow the selection down", [], Some((Menu::Analyze, 5)), "Let what is selected answer late, in failures mode";
    Command::Failures(FailuresCommand::CutOff), "Cut the selection off…", [], Some((Menu::Analyze, 5)), "Let two selected parts not reach each other; with one, the next click says from what it is cut off";
    Command::Failures(FailuresCommand::Stops), "Show what stops the operation", [], Some((Menu::Analyze, 6)), "List the smallest sets of failures that stop the selected operation, and its equation";
    Command::Failures(FailuresCommand::Restore), "Restore the selection", [], Some((Menu::Analyze, 6)), "What is selected works again";
    Command::Failures(FailuresCommand::RestoreAll), "Restore everything", [], Some((Menu::Analyze, 6)), "Everything works again, and failures mode goes on";
    Command::Failures(FailuresCommand::Save), "Save failures as a scenario", [], Some((Menu::Analyze, 6)), "Keep what fails in the design, as a scenario that is tried on every check";
    Command::Scenarios(ScenariosCommand::Add), "New scenario", [], Some((Menu::Analyze, 7)), "Add something to try: a part that fails, is slow, is cut off or is called more often, and what must come of it";
    Command::Scenarios(ScenariosCommand::RunAll), "Run all scenarios", [], Some((Menu::Analyze, 7)), "Try every scenario of the design, and show what comes of it";

    Command::Shortcuts, "Keyboard and mouse", [plain(Key::Questionmark)], Some((Menu::Help, 0)), "All keys and gestures on one sheet";
    Command::About, "About Erdwall", [], Some((Menu::Help, 1)), "Version and licenses";

    Command::PickTool(Tool::Select), "Select and move", [plain(Key::V)], None, "The tool that selects, moves and draws rectangles around parts";
    Command::PickTool(Tool::Hand), "Move the view", [plain(Key::H)], None, "The tool that drags the canvas";
    Command::PickTool(Tool::Entity), "Draw entities", [plain(Key::E)], None, "The tool that puts entities down where you click";
    Command::PickTool(Tool::Relationship), "Draw relationships", [plain(Key::R)], None, "The tool that relates cards and rows: drag or click from the one that refers to the other";
    Command::PickTool(Tool::Area(Kind::Service)), "Draw services", [plain(Key::S)], None, "The tool that draws the boundary of a service, around entities or on empty canvas";
    Command::PickTool(Tool::Area(Kind::Zone)), "Draw zones", [plain(Key::Z)], None, "The tool that puts a consistency zone around entities";
    Command::PickTool(Tool::Area(Kind::Store)), "Draw stores (databases)", [plain(Key::D)], None, "The tool that gives entities a store of their own";
    Command::PickTool(Tool::Note), "Draw notes", [plain(Key::N)], None, "The tool that puts text on the canvas";
}

impl Entry {
    /// What it is called where its menu is not seen: "Insert entity".
    pub fn full_name(&self) -> String {
        match self.menu {
            Some((Menu::Insert, _)) => format!("Insert {}", self.name.to_lowercase()),
            Some((Menu::Analyze, 3)) => format!("Show {}", self.name.to_lowercase()),
            Some((Menu::Views, 0 | 1)) => format!("Show {}", self.name.to_lowercase()),
            _ => self.name.to_owned(),
        }
    }
}

/// Keys as people write them.
pub(super) fn keys_text(ctx: &egui::Context, keys: &KeyboardShortcut) -> String {
    ctx.format_shortcut(keys).replace("Questionmark", "?")
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
            Self::New
                | Self::Open
                | Self::Save
                | Self::SaveAs
                | Self::Quit
                | Self::Palette
                | Self::Find
                | Self::FindNext
                | Self::FindPrevious
                | Self::Comfort(_)
                | Self::Analysis(
                    AnalysisCommand::Next | AnalysisCommand::Previous | AnalysisCommand::Pane
                )
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
    fn every_command_says_what_it_does_and_is_in_a_menu_or_has_a_key() {
        for entry in COMMANDS {
            assert!(!entry.about.is_empty(), "{}", entry.name);
            assert!(!entry.about.ends_with('.'), "{}", entry.about);
            assert!(
                entry.menu.is_some() || !entry.keys.is_empty(),
                "{}",
                entry.name
            );
        }
    }
}
