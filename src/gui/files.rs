//! Files: reading them by a job, dropping them onto the window, choosing them in a dialog.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui;

use super::app::App;
use super::jobs::{Done, Purpose};
use super::perform::capitalized;
use super::recovery::Occasion;
use super::request::{Modal, Next, Request, Severity};
use crate::session::Opened;

/// A dialog that answers faster than this was never shown: the system has none.
const NO_DIALOG: Duration = Duration::from_millis(150);

impl App {
    /// Reads a file and shows it when that is done.
    pub(super) fn read(&mut self, path: PathBuf) {
        let name = path.file_name().unwrap_or(path.as_os_str());
        self.state.opening = Some(name.to_string_lossy().into_owned());
        self.read_since = self.state.document.revision();
        self.jobs.open_file(path);
    }

    /// Takes what jobs have given since the last frame.
    pub(super) fn take_results(&mut self, ctx: &egui::Context) {
        while let Some(done) = self.jobs.next() {
            match done {
                Done::Opened(path, result) => {
                    self.state.opening = None;
                    match *result {
                        // Something was done in the meantime, and nobody has said that it may go.
                        Ok(_)
                            if self.read_since != self.state.document.revision()
                                && self.state.document.is_modified() =>
                        {
                            self.state.modal = Some(Modal::Unsaved(Next::Open(path)));
                        }
                        Ok(opened) => self.opened(path, opened),
                        Err(error) => {
                            let text = format!("Cannot open: {error}");
                            self.state.notify(Severity::Error, text, Vec::new());
                        }
                    }
                }
                Done::Left(left, occasion) => self.left_work_found(left, &occasion),
                Done::FileTouched => self.look_at_file(),
                Done::Reloaded(path, revision, result) => {
                    self.reloaded(&path, revision, *result);
                }
                Done::Mended(revision, mended) => self.mended(revision, *mended),
                Done::Failures(found) => self.paths.found(found),
                Done::Tried(id, outcome) => self.scenario_tried(id, outcome.map(|it| *it)),
                Done::Compared(result) => self.compared(result),
                Done::ReadTables(read) => self.put_tables(*read),
                Done::Ways(ways) => self.state.picture.take_ways(ways),
                Done::Tidied(tidied) => self.tidied(tidied.map(|it| *it)),
                Done::Pictured(_, picture) => self.state.adopt_picture(*picture),
                Done::Clipped(result) => self.copied_picture(result, ctx),
                Done::Exported(path, Ok(())) => {
                    let text = format!("The picture is in {}", path.display());
                    self.state.notify(Severity::Info, text, Vec::new());
                }
                Done::Exported(_, Err(error)) => {
                    let text = format!("Cannot export the picture: {error}");
                    self.state.notify(Severity::Error, text, Vec::new());
                }
                Done::Path(purpose, Some(path), _) => {
                    let request = match purpose {
                        Purpose::Open => Request::Open(path),
                        Purpose::Save => Request::SaveTo(with_extension(path, ".erd.ron")),
                        Purpose::Export => Request::ExportTo(with_extension(path, ".svg")),
                    };
                    self.perform(request, ctx);
                }
                Done::Path(purpose, None, after) => {
                    if after < NO_DIALOG {
                        let folder = std::env::current_dir().unwrap_or_default();
                        let suggestion = match purpose {
                            Purpose::Open => folder.join(""),
                            Purpose::Save => folder.join(format!("{}.erd.ron", self.stem())),
                            Purpose::Export => folder.join(format!("{}.svg", self.stem())),
                        };
                        self.state.modal = Some(Modal::Path(
                            purpose,
                            suggestion.to_string_lossy().into_owned(),
                        ));
                    } else {
                        self.after_save = None;
                    }
                }
            }
        }
    }

    fn opened(&mut self, path: PathBuf, opened: Opened) {
        let Opened {
            document,
            notices,
            import,
        } = opened;
        self.show(document);
        if let Some(report) = import {
            let mut details: Vec<String> = report.problems().collect();
            let severity = if details.is_empty() {
                Severity::Info
            } else {
                Severity::Warning
            };
            details.extend(report.passed_over().map(|line| format!("Left out: {line}")));
            let text = format!("Imported {}", report.summary());
            self.state.notify(severity, text, details);
        }
        for notice in notices {
            self.state
                .notify(Severity::Info, capitalized(&notice), Vec::new());
        }
        self.state.settings.remember(&path);
        self.store_settings();
        self.look_for_left_work(Occasion::Opened(path));
    }

    /// The name of the document without endings.
    pub(super) fn stem(&self) -> String {
        let title = self.state.document.title();
        title.split('.').next().unwrap_or("design").to_owned()
    }

    /// Opens what was dropped onto the window.
    pub(super) fn take_drops(&mut self, ctx: &egui::Context) {
        let (hovers, dropped) = ctx.input(|input| {
            let paths: Vec<PathBuf> = input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect();
            (!input.raw.hovered_files.is_empty(), paths)
        });
        self.state.drop_hovers = hovers;
        if dropped.len() > 1 {
            let text = "Several files were dropped; the first of them is opened";
            self.state.notify(Severity::Info, text, Vec::new());
        }
        if let Some(path) = dropped.into_iter().next() {
            self.perform(Request::Open(path), ctx);
        }
    }
}

/// A path with an ending: the given one where it has none.
pub(super) fn with_extension(path: PathBuf, extension: &str) -> PathBuf {
    if path.extension().is_some() {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(extension);
    PathBuf::from(name)
}
