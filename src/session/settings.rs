//! What the program remembers between two runs: the look of the window and recent files. Never anything of a design.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::layout::Style;

use super::storage::{read_file, write_atomically};

/// How many recent files are kept.
const RECENT: usize = 12;
/// The least and the greatest height of the pane of the analysis, in logical pixels.
pub const PANE: (f32, f32) = (120.0, 600.0);
const FILE_NAME: &str = "window.json";

/// What is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark, or as the system.
    pub theme: ThemeChoice,
    /// Files opened or saved, the last one first.
    pub recent: Vec<PathBuf>,
    /// Names of commands that were run from the palette, the last one first.
    pub recent_commands: Vec<String>,
    /// Inner size of the window in logical pixels.
    pub window_size: (f32, f32),
    /// Whether the window fills the screen.
    pub maximized: bool,
    /// Width of the outline in logical pixels.
    pub outline_width: f32,
    /// Width of the inspector in logical pixels.
    pub inspector_width: f32,
    /// Whether the outline is shown.
    pub outline: bool,
    /// Whether the inspector is shown.
    pub inspector: bool,
    /// Lines and text stand out more.
    pub high_contrast: bool,
    /// Nothing moves by itself.
    pub reduce_motion: bool,
    /// How much larger than usual text and controls are.
    pub scale: f32,
    /// Whether the map of the whole diagram is shown.
    pub minimap: bool,
    /// Whether the meaning of colors and lines is shown.
    pub legend: bool,
    /// Whether the pane of the analysis is shown.
    pub pane: bool,
    /// Height of the pane of the analysis in logical pixels.
    pub pane_height: f32,
    /// What the pane of the analysis shows.
    pub pane_tab: PaneTab,
    /// What problems are listed under.
    pub problems_by: Grouping,
    /// Who decides, as the last decision said.
    pub author: String,
    /// Whether moved parts snap to edges and centers of others.
    pub guides: bool,
    /// Whether moved parts snap to the grid.
    pub grid: bool,
    /// How what is tidied looks.
    pub tidy_style: Style,
    /// Sections of the inspector that are folded away.
    pub sections_folded: BTreeSet<String>,
    /// What is remembered of single files, by their absolute paths.
    pub files: BTreeMap<PathBuf, FileMemory>,
}

/// What is remembered of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileMemory {
    /// Name of the view that was shown last.
    pub view: String,
    /// What is folded in the outline.
    pub folded: BTreeSet<String>,
}

/// What the pane of the analysis shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaneTab {
    /// What is at fault.
    #[default]
    Problems,
    /// What failures take down, and what stops operations.
    FailurePaths,
    /// What couples the services.
    Coupling,
    /// What is tried, and what came of it.
    Scenarios,
    /// What was accepted.
    Decisions,
}

/// What problems are listed under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grouping {
    /// How much they matter.
    #[default]
    Severity,
    /// The rule that found them.
    Rule,
    /// The service that they are about.
    Service,
    /// Whether a fix cuts downtime, and by how much.
    Gain,
}

/// Light, dark, or as the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            recent: Vec::new(),
            recent_commands: Vec::new(),
            window_size: (1440.0, 900.0),
            maximized: false,
            outline_width: 220.0,
            inspector_width: 300.0,
            high_contrast: false,
            reduce_motion: false,
            scale: 1.0,
            outline: true,
            inspector: true,
            minimap: true,
            legend: true,
            pane: true,
            pane_height: 250.0,
            pane_tab: PaneTab::Problems,
            problems_by: Grouping::Severity,
            author: String::new(),
            guides: true,
            grid: false,
            tidy_style: Style::default(),
            sections_folded: BTreeSet::new(),
            files: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The settings in a folder. What is not there or cannot be read is as at the first start.
    pub fn load(folder: &Path) -> Self {
        read_file(&folder.join(FILE_NAME))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .map_or_else(Self::default, Self::sane)
    }

    /// Keeps the settings in a folder. Failing is no reason to bother anyone: they are only forgotten.
    pub fn store(&self, folder: &Path) {
        if std::fs::create_dir_all(folder).is_ok()
            && let Ok(text) = serde_json::to_vec_pretty(self)
        {
            let _ = write_atomically(&folder.join(FILE_NAME), &text);
        }
    }

    /// Puts a file at the head of the recent ones.
    pub fn remember(&mut self, path: &Path) {
        let path = absolute(path);
        self.recent.retain(|recent| *recent != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }

    /// Puts a command at the head of the recent ones.
    pub fn remember_command(&mut self, name: &str) {
        self.recent_commands.retain(|recent| recent != name);
        self.recent_commands.insert(0, name.to_owned());
        self.recent_commands.truncate(RECENT);
    }

    /// What is remembered of a file.
    pub fn file(&self, path: &Path) -> Option<&FileMemory> {
        self.files.get(&absolute(path))
    }

    /// Remembers something of a file, and forgets the files that are not among the recent ones any more.
    pub fn remember_of(&mut self, path: &Path, update: impl FnOnce(&mut FileMemory)) {
        let path = absolute(path);
        self.files
            .retain(|file, _| *file == path || self.recent.contains(file));
        update(self.files.entry(path).or_default());
    }

    /// Numbers that a window can be made of, whatever the file says.
    fn sane(self) -> Self {
        let number = |value: f32, least: f32, most: f32, otherwise: f32| {
            if value.is_finite() {
                value.clamp(least, most)
            } else {
                otherwise
            }
        };
        let default = Self::default();
        Self {
            window_size: (
                number(self.window_size.0, 640.0, 8192.0, default.window_size.0),
                number(self.window_size.1, 400.0, 8192.0, default.window_size.1),
            ),
            outline_width: number(self.outline_width, 160.0, 480.0, default.outline_width),
            inspector_width: number(self.inspector_width, 240.0, 560.0, default.inspector_width),
            pane_height: number(self.pane_height, PANE.0, PANE.1, default.pane_height),
            scale: number(self.scale, 0.5, 3.0, default.scale),
            ..self
        }
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Where the system wants programs to keep such things; none where it does not say.
pub fn state_folder() -> Option<PathBuf> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_STATE_HOME")
            .or_else(|| variable("HOME").map(|home| home.join(".local/state")))
    };
    base.map(|base| base.join("erdwall"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_and_nonsense_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::load(folder.path());
        assert_eq!(settings, Settings::default());
        settings.theme = ThemeChoice::Dark;
        settings.remember(Path::new("/a.erd.ron"));
        settings.remember(Path::new("/b.erd.ron"));
        settings.remember(Path::new("/a.erd.ron"));
        settings.store(folder.path());
        let again = Settings::load(folder.path());
        assert_eq!(again, settings);
        assert_eq!(
            again.recent,
            [PathBuf::from("/a.erd.ron"), PathBuf::from("/b.erd.ron")]
        );

        let file = folder.path().join(FILE_NAME);
        write_atomically(&file, b"{\"outline_width\": -1e30, \"new\": 1}").unwrap();
        assert_eq!(Settings::load(folder.path()).outline_width, 160.0);
        write_atomically(&file, b"\x00\xff").unwrap();
        assert_eq!(Settings::load(folder.path()), Settings::default());
    }
}
