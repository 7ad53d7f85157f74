//! Which commands would do something now, why the others would not, and which are switched on.

use super::app::App;
use super::comfort::ComfortCommand;
use super::command::Command;
use super::failing::FailuresCommand;
use super::tidy::TidyCommand;
use super::views::ViewCommand;
use crate::session::text_slot::TextSlot;

impl App {
    /// Whether a command would do something now.
    pub(super) fn is_enabled(&self, command: Command) -> bool {
        self.obstacle(command).is_none()
    }

    /// Why a command would do nothing now, as the window says it; none if it would do something.
    pub(super) fn obstacle(&self, command: Command) -> Option<&'static str> {
        let state = &self.state;
        let selection = &state.document.selection;
        let history = state.document.history();
        if let Command::Scenarios(command) = command
            && let Some(obstacle) = self.scenarios_obstacle(command)
        {
            return Some(obstacle);
        }
        if let Some(obstacle) = self.failures_obstacle(command) {
            return Some(obstacle);
        }
        let (fine, why_not) = match command {
            Command::Undo => (history.undo_steps().next().is_some(), "Nothing was changed"),
            Command::Redo => (history.redo_steps().next().is_some(), "Nothing was undone"),
            Command::SelectAll | Command::Fit | Command::Export => {
                (!state.is_empty(), "The design is empty")
            }
            Command::Deselect | Command::FitSelection | Command::Delete => {
                (!selection.is_empty(), "Nothing is selected")
            }
            Command::CancelWork => (
                self.jobs.running().any(|running| running.work.is_shown()),
                "Nothing is running",
            ),
            Command::ReloadFile | Command::ShowDifference => (
                state.document.path().is_some(),
                "The design has no file yet",
            ),
            Command::Rename => (
                selection.single().and_then(TextSlot::name_of).is_some(),
                "Select one part that has a name",
            ),
            Command::Design(command) => return command.obstacle(&self.situation()),
            Command::Cut | Command::Copy => (
                self.can_copy(),
                "Select entities, services, operations or notes",
            ),
            Command::CopyAs(_) => (self.has_entities_selected(), "Select entities"),
            Command::RenameEverywhere => (self.selected_field().is_some(), "Select one field"),
            Command::FindNext | Command::FindPrevious => (
                !state.is_empty() && self.find.is_typed(),
                "Nothing was looked for; Ctrl+F does",
            ),
            Command::Comfort(ComfortCommand::ReduceMotion) => (
                state.settings.reduce_motion || !self.comfort.system_reduces_motion(),
                "The system asks for it already",
            ),
            Command::Tidy(command) => return self.tidy_obstacle(command),
            Command::RouteLines => (!self.bent_lines().is_empty(), "No line was bent by hand"),
            Command::GoToParent => (self.selected_parent().is_some(), "Select a relationship"),
            Command::InsertField => (self.selected_entity().is_some(), "Select one entity"),
            Command::View(command) => return self.view_obstacle(command),
            Command::Analysis(command) => return self.analysis_obstacle(command),
            Command::InsertIndex => (
                self.index_wanted().is_some(),
                "Select an entity with fields, or fields of one entity",
            ),
            Command::InsertFeed => (
                self.feed_wanted().is_some(),
                "Select the entity that changes, or both ends",
            ),
            _ => return None,
        };
        (!fine).then_some(why_not)
    }

    /// Whether a command switches something that is on now; none if it switches nothing.
    pub(super) fn is_on(&self, command: Command) -> Option<bool> {
        let settings = &self.state.settings;
        Some(match command {
            Command::History => self.history.is_open(),
            Command::Failures(FailuresCommand::Mode) => self.state.failing.is_some(),
            Command::ToggleOutline => settings.outline,
            Command::ToggleInspector => settings.inspector,
            Command::ToggleMinimap => settings.minimap,
            Command::ToggleLegend => settings.legend,
            Command::ServiceMap => self.state.shows_map(),
            Command::ToggleGuides => settings.guides,
            Command::ToggleGrid => settings.grid,
            Command::Tidy(TidyCommand::Style(style)) => settings.tidy_style == style,
            Command::Theme(choice) => settings.theme == choice,
            Command::ColorBy(color_by) => self.state.color_by() == color_by,
            Command::View(ViewCommand::Stubs) => self.draws_stubs(),
            Command::Comfort(command) => return self.comfort_is_on(command),
            Command::Analysis(command) => return self.analysis_is_on(command),
            Command::PickTool(tool) => self.state.machine.tool() == tool,
            _ => return None,
        })
    }
}
