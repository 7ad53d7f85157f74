//! What panels may ask for, and the questions and notices that the window shows.

use std::path::PathBuf;

use eframe::egui::Pos2;

use crate::base::geometry::Point;
use crate::edit::Transaction;
use crate::model::{Reference, ScenarioId, Shows, ViewId};
use crate::session::text_slot::TextSlot;
use crate::session::{NotePath, Selection};

use super::accepting::Acceptance;
use super::analysis::AnalysisRequest;
use super::command::Command;
use super::designing::RenameEverywhere;
use super::drafts::DraftRequest;
use super::failing::FailuresRequest;
use super::history::Way;
use super::jobs::Purpose;
use super::panels::pane::PathsRequest;
use super::scenarios::ScenariosRequest;
use super::typing::LineEvent;
use super::{recovery, watching};

/// Something that a panel wants done.
#[derive(Clone, Debug)]
pub enum Request {
    /// Run a command.
    Command(Command),
    /// Do something about the problems of the design.
    Analysis(AnalysisRequest),
    /// Do something about what fails.
    Failures(FailuresRequest),
    /// Do something in the list of failure paths.
    Paths(PathsRequest),
    /// Do something about scenarios.
    Scenarios(ScenariosRequest),
    /// Run a command where the pointer was in the diagram.
    CommandAt(Command, Point),
    /// Show the menu of a part at a place of the window.
    Menu(Reference, Pos2),
    /// Undo or redo so many steps.
    Travel(Way, usize),
    /// Something changed in the dialog that renames a field everywhere.
    AskedRename(RenameEverywhere),
    /// Rename a field everywhere.
    RenameEverywhere(RenameEverywhere),
    /// Change the design.
    Apply(Transaction),
    /// Select this.
    Select(Selection),
    /// Select this and bring it into view.
    Reveal(Reference),
    /// Select this note and bring it into view, in the view that it stands in.
    RevealNote(NotePath),
    /// Move the canvas until this is seen, at the zoom that it has.
    BringIntoSight(Reference),
    /// Start to edit a text where the inspector shows it.
    Edit(TextSlot),
    /// Start to edit a text somewhere else.
    EditIn(Place, TextSlot),
    /// The field of a line that is typed reports this.
    Line(LineEvent),
    /// Show a view.
    ShowView(ViewId),
    /// Show a scenario in the inspector.
    ShowScenario(ScenarioId),
    /// Show this in the view.
    ShowInView(Shows),
    /// The field of the text that is edited has the keyboard focus.
    EditFocused,
    /// This was typed into it.
    Typed(String),
    /// Remember or forget what is typed into a field of the inspector.
    Draft(DraftRequest),
    /// Fold a section of the inspector away, or show it again.
    Fold(&'static str, bool),
    /// Show the attributes of an element of a list, or no longer.
    Unfold(String, bool),
    /// Type this into the filter of the outline.
    Filter(String),
    /// Type this into the path of the dialog.
    TypedPath(String),
    /// Take over what was typed.
    FinishEdit,
    /// Forget what was typed.
    CancelEdit,
    /// Open a file, asking about unsaved work first.
    Open(PathBuf),
    /// Open the example design, asking about unsaved work first.
    OpenExample,
    /// Save to a file.
    SaveTo(PathBuf),
    /// Draw the picture into a file.
    ExportTo(PathBuf),
    /// The answer to the question about unsaved work.
    Unsaved(Unsaved),
    /// What to do with work that was left behind.
    Recovery(recovery::Answer),
    /// What to do about a file that others use too.
    File(watching::Answer),
    /// End what has been going on for longest.
    CancelWork,
    /// Close the dialog.
    CloseModal,
    /// Take a notice away.
    Dismiss(usize),
    /// Zoom to a factor around the middle of the canvas.
    ZoomTo(f32),
    /// Center the view on a point of the diagram.
    CenterOn(Point),
}

/// What to do with unsaved work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// Save it first.
    Save,
    /// Let it go.
    Discard,
    /// Go back.
    Cancel,
}

/// What was asked for while there was unsaved work.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// An empty design.
    New,
    /// The example design.
    Example,
    /// To choose a file and open it.
    Choose,
    /// To open a file.
    Open(PathBuf),
    /// To take up work that was left behind, by its place in the list.
    Recover(usize),
    /// To let go what was changed, and show the file.
    Reload,
    /// To close the window.
    Quit,
}

/// A question in front of everything else.
#[derive(Clone, Debug, PartialEq)]
pub enum Modal {
    /// There is unsaved work.
    Unsaved(Next),
    /// No dialog of the system came up: type a path.
    Path(Purpose, String),
    /// A new name for a field and what is the same.
    RenameEverywhere(RenameEverywhere),
    /// Why a problem is accepted.
    Accept(Acceptance),
    /// Work was left behind.
    LeftWork,
    /// Another program has written the file that is to be saved.
    SaveOver,
    /// Another window has the file open.
    OpenElsewhere,
    /// What is different between the file and the design.
    Difference,
    /// The list of keys.
    Shortcuts,
    /// About the program.
    About,
}

/// Something that the user should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// How bad it is.
    pub severity: Severity,
    /// What it is, in a sentence.
    pub text: String,
    /// The particulars, one line each.
    pub details: Vec<String>,
}

/// How bad a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something did not work.
    Error,
    /// Something is not as one might expect.
    Warning,
    /// Good to know.
    Info,
}

/// Where in the window a text is edited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the inspector.
    #[default]
    Inspector,
    /// In a row of the outline.
    Outline,
    /// In the bar of views.
    Views,
    /// Where it stands on the canvas.
    Canvas,
}

/// Text that is being edited in place.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    /// Where.
    pub place: Place,
    /// Which.
    pub slot: TextSlot,
    /// What stands there now.
    pub text: String,
    /// It has the keyboard focus; until then it has to ask for it.
    pub focused: bool,
}
