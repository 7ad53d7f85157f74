//! Saving, exporting, and asking about unsaved work before it would be lost.

use std::path::{Path, PathBuf};
use std::time::Instant;

use eframe::egui;

use crate::scene;
use crate::scene::palette::Theme;
use crate::session::{Document, SaveError, example};

use super::app::App;
use super::jobs::Purpose;
use super::perform::capitalized;
use super::request::{Modal, Next, Severity, Unsaved};

impl App {
    /// Does what was asked for, or asks about unsaved work first.
    pub(super) fn next(&mut self, next: Next, ctx: &egui::Context) {
        self.finish_edit();
        self.state.modal = None;
        if self.state.document.is_modified() && !matches!(next, Next::Choose) {
            self.state.modal = Some(Modal::Unsaved(next));
        } else {
            self.proceed(next, ctx);
        }
    }

    fn proceed(&mut self, next: Next, ctx: &egui::Context) {
        self.state.modal = None;
        match next {
            Next::New => self.show(Document::default()),
            Next::Example => self.show(example()),
            Next::Choose => self.jobs.ask_for_path(Purpose::Open, ""),
            Next::Open(path) => self.read(path),
            Next::Recover(place) => self.recover(place),
            Next::Reload => self.reload(),
            Next::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    pub(super) fn answer(&mut self, answer: Unsaved, ctx: &egui::Context) {
        let Some(Modal::Unsaved(next)) = self.state.modal.take() else {
            return;
        };
        match answer {
            Unsaved::Cancel => {}
            Unsaved::Discard => self.proceed(next, ctx),
            Unsaved::Save => {
                self.after_save = Some(next);
                self.save(ctx);
            }
        }
    }

    /// The window is asked to close. Returns whether it may.
    pub(super) fn close(&mut self) -> bool {
        self.finish_edit();
        if self.may_close || !self.state.document.is_modified() {
            return true;
        }
        self.state.modal = Some(Modal::Unsaved(Next::Quit));
        false
    }

    pub(super) fn save(&mut self, ctx: &egui::Context) {
        match self.state.document.save() {
            Ok(saved) => self.saved(saved.copy.as_deref(), ctx),
            Err(SaveError::NoFile) => self.ask_where_to_save(),
            Err(error @ SaveError::Handwritten(_)) => {
                self.after_save = None;
                self.state.notify(
                    Severity::Warning,
                    capitalized(&error.to_string()),
                    Vec::new(),
                );
            }
            Err(error) if self.save_refused(&error) => {}
            Err(error) => self.save_failed(&error),
        }
    }

    pub(super) fn save_to(&mut self, path: &Path, ctx: &egui::Context) {
        self.state.modal = None;
        match self.state.document.save_as(path) {
            Ok(saved) => self.saved(saved.copy.as_deref(), ctx),
            Err(error) => self.save_failed(&error),
        }
    }

    fn save_failed(&mut self, error: &SaveError) {
        self.after_save = None;
        self.state
            .notify(Severity::Error, capitalized(&error.to_string()), Vec::new());
    }

    fn saved(&mut self, copy: Option<&Path>, ctx: &egui::Context) {
        self.state.saved_at = Some(Instant::now());
        if let Some(path) = self.state.document.path() {
            let path = path.to_owned();
            self.state.settings.remember(&path);
            self.store_settings();
        }
        // What was said about saving is done with.
        self.state
            .notices
            .retain(|notice| notice.severity == Severity::Info);
        if let Some(copy) = copy {
            let text = format!("Saved. The file as it was is kept in {}", copy.display());
            self.state.notify(Severity::Info, text, Vec::new());
        }
        if let Some(next) = self.after_save.take() {
            self.proceed(next, ctx);
        }
    }

    /// Draws the picture as it is on the canvas while nothing is pointed at, on light ground, with its title and what colors mean.
    pub(super) fn export_to(&mut self, path: PathBuf) {
        self.state.modal = None;
        let options = scene::Options {
            theme: Theme::Light,
            color_by: self.state.color_by(),
            risks: self.state.risks(),
            title: true,
            legend: true,
        };
        let design = self.state.document.design().clone();
        let mut diagram = self.state.picture.diagram().clone();
        diagram.close_stubs();
        self.jobs.export(path, design, diagram, options);
    }

    pub(super) fn ask_where_to_save(&mut self) {
        let title = self.state.document.title();
        let stem = title.split('.').next().unwrap_or("design");
        let suggestion = match self.state.document.path() {
            Some(_) => title.clone(),
            None => format!("{stem}.erd.ron"),
        };
        self.jobs.ask_for_path(Purpose::Save, &suggestion);
    }
}
