//! Pasting DDL on the canvas: its tables come to stand in the middle of what is seen.

use eframe::egui;

use super::app::App;
use super::panels::count;
use super::perform::capitalized;
use super::request::Severity;
use crate::model::Reference;
use crate::session::ImportError;
use crate::session::paste::{PastedTables, holds_tables, put_beside};

impl App {
    /// Takes text that comes from the clipboard while no field has the keyboard.
    pub(super) fn take_pasted_text(&mut self, ctx: &egui::Context) {
        let pasted = ctx.input(|input| {
            input.events.iter().find_map(|event| match event {
                egui::Event::Paste(text) => Some(text.clone()),
                _ => None,
            })
        });
        if let Some(text) = pasted {
            self.paste_text(&text);
        }
    }

    /// Takes text that was pasted where no field has the keyboard. Whether it is anything that can be taken.
    pub(super) fn paste_text(&mut self, text: &str) -> bool {
        let is_ddl = holds_tables(text);
        if is_ddl {
            self.finish_edit();
            self.jobs.read_tables(text.to_owned());
        }
        is_ddl
    }

    /// Puts tables that were read into the design, as one step.
    pub(super) fn put_tables(&mut self, read: Result<PastedTables, ImportError>) {
        let pasted = match read {
            Ok(pasted) => pasted,
            Err(error) => {
                let text = format!("Nothing is pasted: {error}");
                self.state.notify(Severity::Error, text, Vec::new());
                return;
            }
        };
        let state = &self.state;
        let taken: Vec<_> = state
            .picture
            .diagram()
            .cards
            .iter()
            .map(|card| card.rect)
            .collect();
        let put = put_beside(
            state.document.design(),
            state.document.view,
            &taken,
            &state.picture.all_positions(),
            &pasted,
            (
                state.camera.to_diagram(self.canvas_center()),
                self.selected_service(),
            ),
        );
        if let Err(error) = self.state.document.apply(&put.transaction) {
            let text = capitalized(&error.to_string());
            self.state.notify(Severity::Error, text, Vec::new());
            return;
        }
        let state = &mut self.state;
        state.document.selection = put
            .entities
            .iter()
            .map(|id| Reference::Entity(*id))
            .collect();
        state.outline_follows = true;
        if let Some((width, height)) = state.canvas_size
            && let Some(bounds) = put.bounds
        {
            let seen = state.camera.visible(width, height);
            if bounds.width() > seen.width() || bounds.height() > seen.height() {
                state.camera.fit(bounds.expand(20.0), width, height);
            } else if !seen.contains_rect(bounds) {
                state.camera.center_on(bounds.center(), width, height);
            }
        }
        let severity = if put.remarks.is_empty() {
            Severity::Info
        } else {
            Severity::Warning
        };
        let mut text = format!("Pasted {}", pasted.report.summary());
        if !put.remarks.is_empty() {
            text.push_str(&format!(
                "; {}",
                count(put.remarks.len(), "remark", "remarks")
            ));
        }
        let mut details = put.remarks;
        details.extend(pasted.report.passed_over());
        state.notify(severity, text, details);
    }
}
