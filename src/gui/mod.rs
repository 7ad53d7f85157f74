//! The window.
//!
//! [`App`] routes: panels read `State` and push requests, `perform` carries them out, the canvas feeds the gestures of
//! [`crate::tool`] and paints the display list of [`crate::scene`]. Nothing here decides what a design is or what an edit means.

mod accepting;
mod analysis;
mod app;
mod availability;
mod canvas;
mod clipboard;
mod comfort;
mod command;
mod context_menu;
mod designing;
mod drafts;
mod failing;
mod files;
mod find;
mod glide;
mod history;
mod insert;
mod insert_flows;
mod jobs;
mod line_field;
mod lines;
mod marked;
mod motion;
mod palette;
mod panels;
mod paste_ddl;
mod perform;
mod prepared;
mod progress;
mod recovery;
mod request;
mod saving;
mod scenarios;
mod shown;
mod state;
mod theme;
mod tidy;
mod toast;
mod typing;
mod views;
mod watching;
mod widgets;

pub use analysis::AnalysisCommand;
pub use app::{App, Start};
pub use command::{COMMANDS, Command, Entry, Menu};
pub use failing::FailuresCommand;
pub use request::{Notice, Severity};
pub use scenarios::ScenariosCommand;
pub use tidy::TidyCommand;
pub use views::{Scope, ViewCommand};

use std::path::Path;

use eframe::egui;
use thiserror::Error;

use crate::session::settings::{Settings, state_folder};

/// Why there is no window.
#[derive(Debug, Error)]
pub enum RunError {
    /// No display to open it on.
    #[error(
        "there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set. On a server, start it in a virtual one (`xvfb-run erdwall shop.erd.ron`) or use the command line (`erdwall --help`)"
    )]
    NoDisplay,
    /// The display does not answer.
    #[error(
        "cannot open a window on the display `{display}`: {cause}. Check that the display runs and lets you in, or use the command line (`erdwall --help`)"
    )]
    Display {
        /// Which display.
        display: String,
        /// What the window system says.
        cause: String,
    },
    /// No graphics driver.
    #[error(
        "no graphics driver can be used: {0}. On Debian and Ubuntu, `apt install mesa-vulkan-drivers libgl1-mesa-dri` brings one that needs no graphics card; or use the command line (`erdwall --help`)"
    )]
    Driver(String),
    /// Anything else.
    #[error("the window could not be opened: {0}")]
    Other(String),
}

/// Opens the window with a file, or with the example design, and returns when it is closed.
pub fn run(file: Option<&Path>) -> Result<(), RunError> {
    let display = display()?;
    let folder = state_folder();
    let settings = folder
        .as_deref()
        .map_or_else(Settings::default, Settings::load);
    let (width, height) = settings.window_size;
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("erdwall")
            .with_title("Erdwall")
            .with_icon(icon())
            .with_inner_size([width, height])
            .with_min_inner_size([640.0, 400.0])
            .with_maximized(settings.maximized)
            .with_drag_and_drop(true),
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let start = Start {
        file: file.map(Path::to_owned),
        settings,
        settings_folder: folder,
        at_once: false,
    };
    eframe::run_native(
        "erdwall",
        options,
        Box::new(|creation| Ok(Box::new(App::new(&creation.egui_ctx, start)))),
    )
    .map_err(|error| explain(error, display))
}

/// The program's icon: a card with a header and three rows.
fn icon() -> egui::IconData {
    const SIZE: u32 = 64;
    const HEADER: [u8; 4] = [0x00, 0x72, 0xB2, 0xFF];
    const BODY: [u8; 4] = [0xFF, 0xFF, 0xFF, 0xFF];
    const ROW: [u8; 4] = [0x9A, 0xA7, 0xB4, 0xFF];
    const EDGE: [u8; 4] = [0xC5, 0xCC, 0xD4, 0xFF];
    let pixel = |x: u32, y: u32| -> [u8; 4] {
        if !(8..56).contains(&x) || !(6..58).contains(&y) {
            return [0; 4];
        }
        match (x, y) {
            (_, 6..22) => HEADER,
            (8 | 9 | 54 | 55, _) | (_, 56 | 57) => EDGE,
            (15..42, 29..32 | 38..41 | 47..50) => ROW,
            _ => BODY,
        }
    };
    egui::IconData {
        rgba: (0..SIZE * SIZE)
            .flat_map(|at| pixel(at % SIZE, at / SIZE))
            .collect(),
        width: SIZE,
        height: SIZE,
    }
}

/// The display to open the window on, where the system has such a thing.
fn display() -> Result<Option<String>, RunError> {
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return Ok(None);
    }
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .map_or(Err(RunError::NoDisplay), |display| Ok(Some(display)))
}

fn explain(error: eframe::Error, display: Option<String>) -> RunError {
    match (error, display) {
        (eframe::Error::Wgpu(cause), _) => RunError::Driver(one_line(&cause.to_string())),
        (error @ (eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_)), Some(display)) => {
            RunError::Display {
                display,
                cause: one_line(&error.to_string()),
            }
        }
        (error, _) => RunError::Other(one_line(&error.to_string())),
    }
}

/// The message on one line, without the place in the source of a library that some start with.
fn one_line(text: &str) -> String {
    let text = match text.rsplit_once(".rs:") {
        Some((_, rest)) => rest.split_once(": ").map_or(rest, |(_, message)| message),
        None => text,
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn messages_of_libraries_lose_the_places_in_their_source() {
        let text = "winit EventLoopError: os error at /home/x/src/linux/mod.rs:788: Failed to open\nconnection";
        assert_eq!(one_line(text), "Failed to open connection");
        assert_eq!(one_line("No adapter"), "No adapter");
    }
}
