//! The file of the document, watched: another program writes it, another window has it open.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Frame, Margin, RichText, ScrollArea, Stroke, Ui};
use egui_phosphor::regular as icon;

use super::app::App;
use super::panels::dialogs::{button, main_button, title};
use super::request::{Modal, Request, Severity};
use super::theme::{self, color, icons, regular};
use crate::session::difference::{DifferenceLine, Side};
use crate::session::lock::{self, OpenLock};
use crate::session::watch::FileWatch;
use crate::session::{FileState, OpenError, Opened, SaveError, carry};

/// What the window knows of the file of its document.
#[derive(Debug)]
pub struct Watching {
    /// Where it is said which files are open; none: nowhere.
    locks: Option<PathBuf>,
    /// The file.
    path: Option<PathBuf>,
    watch: Option<FileWatch>,
    lock: Option<OpenLock>,
    had_focus: bool,
    /// The file as the banner tells of it.
    told: FileState,
    /// What is different between the file and the design.
    difference: Vec<DifferenceLine>,
}

/// What a person wants done about a file that others use too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Show what is in the file, and let go what is here.
    Reload,
    /// Let go what is in the file with the next save.
    KeepMine,
    /// Show what is different.
    ShowDifference,
    /// Save over what another program wrote.
    SaveOver,
    /// Save to another file.
    SaveElsewhere,
    /// Leave the file to the other window.
    ReadOnly,
}

impl Watching {
    /// With locks in the folder `open` of the state folder.
    pub fn new(state_folder: Option<&Path>) -> Self {
        Self {
            locks: state_folder.map(|folder| folder.join("open")),
            path: None,
            watch: None,
            lock: None,
            had_focus: true,
            told: FileState::Same,
            difference: Vec::new(),
        }
    }
}

impl App {
    /// Follows the document to its file, and looks at the file when the window gets the focus. Once a frame.
    pub(super) fn watch_file(&mut self, ctx: &egui::Context) {
        let path = self.state.document.path();
        if self.watching.path.as_deref() != path {
            let path = path.map(Path::to_owned);
            self.follow(path);
        }
        let has_focus = ctx.input(|input| input.focused);
        if has_focus && !std::mem::replace(&mut self.watching.had_focus, has_focus) {
            self.look_at_file();
        }
        self.watching.had_focus = has_focus;
    }

    fn follow(&mut self, path: Option<PathBuf>) {
        let watching = &mut self.watching;
        watching.told = FileState::Same;
        watching.lock = None;
        watching.watch = path.as_deref().and_then(|path| self.jobs.watch(path));
        watching.path.clone_from(&path);
        if let (Some(locks), Some(path)) = (&watching.locks, path) {
            match lock::take(locks, &path) {
                Ok(lock) => watching.lock = lock,
                Err(lock::HeldByAnother) if self.state.modal.is_none() => {
                    self.state.modal = Some(Modal::OpenElsewhere);
                }
                Err(lock::HeldByAnother) => {
                    let text = format!("{} is open in another window too", path.display());
                    self.state.notify(Severity::Warning, text, Vec::new());
                }
            }
        }
    }

    /// Something may have happened to the file: shows what is new, or asks where both sides have changed.
    pub(super) fn look_at_file(&mut self) {
        let state = self.state.document.file_state();
        match state {
            FileState::Changed if !self.state.document.is_modified() => {
                self.reload();
                return;
            }
            FileState::Gone if self.watching.told != FileState::Gone => {
                let text = format!(
                    "{} was moved or deleted by another program. Saving writes it again",
                    self.state.document.title()
                );
                self.state.notify(Severity::Warning, text, Vec::new());
            }
            _ => {}
        }
        self.watching.told = state;
    }

    pub(super) fn reload(&mut self) {
        if let Some(path) = self.state.document.path() {
            self.jobs
                .reload_file(path.to_owned(), self.state.document.revision());
        }
    }

    /// Shows what was read again; selection, view and camera stay.
    pub(super) fn reloaded(
        &mut self,
        path: &Path,
        revision: u64,
        result: Result<Opened, OpenError>,
    ) {
        let document = &self.state.document;
        if document.path() != Some(path) {
            return;
        }
        if document.revision() != revision {
            // Changed here in the meantime: ask.
            self.look_at_file();
            return;
        }
        let opened = match result {
            Ok(opened) => opened,
            Err(error) => {
                let text =
                    format!("The file was changed by another program and cannot be read: {error}");
                self.state.notify(Severity::Warning, text, Vec::new());
                return;
            }
        };
        let mut new = opened.document;
        let old = self.state.document.design();
        new.selection = carry::selection(old, &document.selection, new.design());
        let view = carry::view(old, document.view, new.design());
        new.view = view.or(new.view);
        let text = format!(
            "{} was changed by another program and is shown as it is now",
            new.title()
        );
        let camera = self.state.camera;
        let was_modified = self.state.document.is_modified();
        let old = self.exchange(new);
        // What was not saved is offered when it is asked for: its journal stays.
        if !was_modified {
            old.close();
        }
        self.state.camera = camera;
        self.state.fit_wanted = false;
        self.watching.told = FileState::Same;
        self.state.notify(Severity::Info, text, Vec::new());
        if was_modified {
            let text = "What was changed here is kept: File, Recover unsaved work…";
            self.state.notify(Severity::Info, text, Vec::new());
        }
    }

    pub(super) fn answer_about_file(&mut self, answer: Answer, ctx: &egui::Context) {
        if !matches!(answer, Answer::ShowDifference) {
            self.state.modal = None;
        }
        match answer {
            Answer::Reload => self.reload(),
            Answer::KeepMine => {
                self.state.document.keep_mine();
                self.watching.told = FileState::Same;
            }
            Answer::ShowDifference => self.show_difference(),
            Answer::SaveOver => {
                self.state.document.keep_mine();
                self.watching.told = FileState::Same;
                self.save(ctx);
            }
            Answer::SaveElsewhere => self.ask_where_to_save(),
            Answer::ReadOnly => self.state.document.make_read_only(),
        }
    }

    /// Compares the design with its file.
    pub(super) fn show_difference(&mut self) {
        if let Some(path) = self.state.document.path() {
            let design = self.state.document.design().clone();
            self.jobs.compare_with_file(path.to_owned(), design);
        }
    }

    pub(super) fn compared(&mut self, result: Result<Vec<DifferenceLine>, String>) {
        match result {
            Ok(lines) => {
                self.watching.difference = lines;
                self.state.modal = Some(Modal::Difference);
            }
            Err(error) => {
                let text = format!("Cannot compare with the file: {error}");
                self.state.notify(Severity::Error, text, Vec::new());
            }
        }
    }

    /// A save was refused because of others. Returns whether it was that.
    pub(super) fn save_refused(&mut self, error: &SaveError) -> bool {
        match error {
            SaveError::Changed(_) => self.state.modal = Some(Modal::SaveOver),
            SaveError::ReadOnly => self.ask_where_to_save(),
            _ => return false,
        }
        true
    }
}

/// The banner over the canvas, while the file is not what the document knows and the document has changes of its own.
pub fn banner_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    if app.watching.told != FileState::Changed {
        return;
    }
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let frame = Frame::NONE
        .fill(color(palette.card.mix(palette.warning, 0.07)))
        .inner_margin(Margin::symmetric(14, 7));
    let response = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            let symbol = RichText::new(icon::WARNING).font(icons(16.0));
            ui.label(symbol.color(color(palette.readable(palette.warning))));
            let text = format!(
                "{} was changed by another program.",
                app.state.document.title()
            );
            ui.label(RichText::new(text).color(chrome.ink));
            ui.add_space(8.0);
            for (name, answer, more) in [
                (
                    "Reload",
                    Answer::Reload,
                    "Show what is in the file; changes made here since the last save are let go",
                ),
                (
                    "Keep mine",
                    Answer::KeepMine,
                    "Go on here; the next save replaces what is in the file",
                ),
                (
                    "Show difference",
                    Answer::ShowDifference,
                    "Compare the file with what is here",
                ),
            ] {
                if ui.button(name).on_hover_text(more).clicked() {
                    requests.push(Request::File(answer));
                }
            }
        });
    });
    let rect = response.response.rect;
    let line = Stroke::new(1.0, chrome.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
}

/// Whether to save over what another program wrote.
pub fn save_over_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    ui.set_width(440.0);
    title(
        ui,
        &format!(
            "{} was changed by another program",
            app.state.document.title()
        ),
    );
    ui.label("Saving replaces what is in the file now.");
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        let elsewhere = main_button(ui, "Save as…");
        if ui.memory(|memory| memory.focused().is_none()) {
            elsewhere.request_focus();
        }
        if elsewhere.clicked() {
            requests.push(Request::File(Answer::SaveElsewhere));
        }
        for (name, answer) in [
            ("Save over it", Answer::SaveOver),
            ("Show difference", Answer::ShowDifference),
        ] {
            if button(ui, name).clicked() {
                requests.push(Request::File(answer));
            }
        }
        if button(ui, "Cancel").clicked() {
            requests.push(Request::CloseModal);
        }
    });
}

/// Whether to open what another window has open.
pub fn open_elsewhere_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    ui.set_width(440.0);
    title(
        ui,
        &format!("{} is open in another window", app.state.document.title()),
    );
    ui.label("If both save it, the later save replaces the earlier one. Opened for reading only, it is saved to another file.");
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        let read_only = main_button(ui, "Read only");
        if ui.memory(|memory| memory.focused().is_none()) {
            read_only.request_focus();
        }
        if read_only.clicked() {
            requests.push(Request::File(Answer::ReadOnly));
        }
        if button(ui, "Open anyway").clicked() {
            requests.push(Request::CloseModal);
        }
    });
}

/// What is different between the file and what is here.
pub fn difference_ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    ui.set_width(720.0);
    let lines = &app.watching.difference;
    title(
        ui,
        &format!("{} and what is here", app.state.document.title()),
    );
    if lines.is_empty() {
        ui.label("There is no difference.");
    } else {
        let of = |side: Side| lines.iter().filter(|line| line.of == side).count();
        let text = format!(
            "− only in the file ({}), + only here ({})",
            of(Side::First),
            of(Side::Second)
        );
        ui.label(RichText::new(text).font(regular(12.0)).color(chrome.muted));
    }
    ui.add_space(8.0);
    let height = ui.text_style_height(&egui::TextStyle::Monospace) + 2.0;
    ScrollArea::both()
        .min_scrolled_height(height * (lines.len() as f32).min(22.0))
        .max_height(height * 22.0)
        .auto_shrink([false, true])
        .show_rows(ui, height, lines.len(), |ui, rows| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for line in lines.get(rows).unwrap_or_default() {
                let (mark, hue) = match line.of {
                    Side::Both => (' ', chrome.muted),
                    Side::First => ('−', color(palette.readable(palette.error))),
                    Side::Second => ('+', color(palette.readable(palette.causal))),
                    Side::Gap => ('⋯', chrome.faint),
                };
                // Half the indentation: what stands deep in the file can be read here, too.
                let (blank, text) = line
                    .text
                    .split_at(line.text.len() - line.text.trim_start().len());
                let indentation = " ".repeat(blank.len() / 2);
                let text = RichText::new(format!("{mark} {indentation}{text}"))
                    .monospace()
                    .color(hue);
                ui.add(egui::Label::new(text).extend().selectable(true));
            }
        });
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        let close = main_button(ui, "Close");
        if ui.memory(|memory| memory.focused().is_none()) {
            close.request_focus();
        }
        if close.clicked() {
            requests.push(Request::CloseModal);
        }
        if app.watching.told == FileState::Changed {
            for (name, answer) in [("Reload", Answer::Reload), ("Keep mine", Answer::KeepMine)] {
                if button(ui, name).clicked() {
                    requests.push(Request::File(answer));
                }
            }
        }
    });
}
