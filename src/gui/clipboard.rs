//! Copy, cut and paste: parts as text between windows, pictures and SQL for other programs.

use eframe::egui::{self, Event, ViewportCommand};

use super::app::App;
use super::jobs::Clip;
use super::panels::count;
use super::request::Severity;
use crate::format::sql;
use crate::model::Reference;
use crate::scene::{self, palette::Theme};
use crate::session::clipboard::{PasteError, copy, drawn, paste};
use crate::session::positions::movable;

/// What a selection is copied as for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyAs {
    /// The text of an SVG file.
    Svg,
    /// A picture of pixels.
    Png,
    /// `CREATE TABLE` statements.
    Sql,
}

impl App {
    /// Takes what the system makes of Ctrl+C, Ctrl+X and Ctrl+V while no field has the keyboard.
    pub(super) fn take_clipboard_events(&mut self, ctx: &egui::Context) {
        let mut taken = Vec::new();
        ctx.input_mut(|input| {
            input.events.retain(|event| {
                let is_ours = matches!(event, Event::Copy | Event::Cut | Event::Paste(_));
                if is_ours {
                    taken.push(event.clone());
                }
                !is_ours
            });
        });
        for event in taken {
            match event {
                Event::Copy => self.copy(ctx),
                Event::Cut => self.cut(ctx),
                Event::Paste(text) => self.paste(&text, ctx),
                _ => {}
            }
        }
    }

    /// Copies what is selected as text. Returns whether there was something to copy.
    fn copy_selection(&mut self, ctx: &egui::Context) -> bool {
        let state = &self.state;
        let document = &state.document;
        let Some(text) = copy(document.design(), &document.selection, &state.picture) else {
            self.tell("Select entities, services, operations or notes to copy them");
            return false;
        };
        ctx.copy_text(text);
        true
    }

    pub(super) fn copy(&mut self, ctx: &egui::Context) {
        let number = self.state.document.selection.len();
        if self.copy_selection(ctx) && number > 1 {
            self.tell(format!("Copied {number} parts"));
        }
    }

    pub(super) fn cut(&mut self, ctx: &egui::Context) {
        if self.copy_selection(ctx) {
            self.delete_as("Cut");
        }
    }

    /// Asks the system for what is in the clipboard; it comes as an event.
    pub(super) fn ask_for_paste(&mut self, ctx: &egui::Context) {
        self.paste_at = self.command_at;
        ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
    }

    /// Puts what is in the clipboard where the pointer is, or into the middle of the canvas.
    fn paste(&mut self, text: &str, ctx: &egui::Context) {
        let at = self
            .paste_at
            .take()
            .or_else(|| self.pointer_in_diagram(ctx))
            .unwrap_or_else(|| self.canvas_middle_of_diagram());
        self.finish_edit();
        let document = &self.state.document;
        let current = self.state.picture.all_positions();
        match paste(document.design(), document.view, &current, text, at) {
            Ok(pasted) => {
                let before = document.history().state();
                self.apply(&pasted.transaction);
                if self.state.document.history().state() == before {
                    return;
                }
                self.state.document.selection = pasted.selection;
                self.state.outline_follows = true;
                if !pasted.notes.is_empty() {
                    self.tell_done(pasted.transaction.label, pasted.notes);
                }
            }
            Err(PasteError::NoDesign) => self.paste_other(text),
            Err(error) => {
                let text = format!("Nothing is pasted: {error}");
                self.state.notify(Severity::Error, text, Vec::new());
            }
        }
    }

    fn paste_other(&mut self, text: &str) {
        if !self.paste_text(text) {
            self.tell("The clipboard holds no part of a design and no CREATE TABLE statement");
        }
    }

    /// Copies the selected entities for other programs.
    pub(super) fn copy_as(&mut self, form: CopyAs, ctx: &egui::Context) {
        let state = &self.state;
        let document = &state.document;
        let design = document.design();
        let entities = movable(design, document.selection.iter());
        if form == CopyAs::Sql {
            ctx.copy_text(sql::write(design, &entities));
            let number = count(entities.len(), "table", "tables");
            self.tell(format!("Copied {number} as SQL"));
            return;
        }
        let view = drawn(design, document.view, &document.selection, &state.picture);
        let options = scene::Options {
            theme: Theme::Light,
            color_by: state.color_by(),
            risks: state.risks(),
            title: false,
            legend: false,
        };
        let is_png = form == CopyAs::Png;
        self.jobs
            .draw_for_clipboard(design.clone(), view, options, is_png);
    }

    /// Puts a picture into the clipboard that was drawn for it.
    pub(super) fn copied_picture(&mut self, result: Result<Clip, String>, ctx: &egui::Context) {
        match result {
            Ok(Clip::Text(text)) => {
                ctx.copy_text(text);
                self.tell("Copied as SVG");
            }
            Ok(Clip::Image(image)) => {
                let [width, height] = image.size;
                ctx.copy_image(image);
                self.tell(format!("Copied as a picture of {width} × {height} pixels"));
            }
            Err(error) => {
                let text = format!("Nothing is copied: {error}");
                self.state.notify(Severity::Error, text, Vec::new());
            }
        }
    }

    /// Whether something that can be copied is selected.
    pub(super) fn can_copy(&self) -> bool {
        let selection = &self.state.document.selection;
        let mut parts = selection.iter();
        selection.notes().next().is_some()
            || parts.any(|part| {
                !matches!(
                    part,
                    Reference::Field(_) | Reference::Relationship(_) | Reference::Feed(_)
                )
            })
    }

    /// Whether entities are selected, by themselves or with their services.
    pub(super) fn has_entities_selected(&self) -> bool {
        let document = &self.state.document;
        !movable(document.design(), document.selection.iter()).is_empty()
    }
}
