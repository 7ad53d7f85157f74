//! Runs the commands of [`crate::session::commands`] on what is selected, and the dialog that renames a field everywhere.

use crate::model::{FieldPath, Reference};
use crate::session::commands::rename;
use crate::session::commands::{DesignCommand, Situation};
use crate::session::text_slot::TextSlot;

use super::app::App;
use super::request::{Modal, Request};

/// A field that gets a new name everywhere.
#[derive(Clone, Debug, PartialEq)]
pub struct RenameEverywhere {
    /// What means the same and is called the same, with whether it is renamed too.
    pub fields: Vec<(FieldPath, bool)>,
    /// The new name as it is typed.
    pub name: String,
}

impl App {
    /// What commands see.
    pub(super) fn situation(&self) -> Situation<'_> {
        let state = &self.state;
        Situation {
            design: state.document.design(),
            view: state.document.view,
            selection: &state.document.selection,
            picture: &state.picture,
        }
    }

    /// Runs a command on what is selected; where there is nothing to do, says why.
    pub(super) fn run_design(&mut self, command: DesignCommand) {
        let outcome = match command.run(&self.situation()) {
            Ok(outcome) => outcome,
            Err(why) => return self.tell(why),
        };
        let design = self.state.document.design();
        let services: Vec<_> = outcome
            .places
            .iter()
            .map(|(id, at)| (*id, design.get(*id).and_then(|e| e.service), *at))
            .collect();
        for (id, service, at) in services {
            self.state.place(id, service, at);
        }
        let before = self.state.document.history().state();
        self.apply(&outcome.transaction);
        if self.state.document.history().state() == before {
            return;
        }
        if let Some(selection) = outcome.select {
            self.state.document.selection = selection;
        }
        if !outcome.notes.is_empty() {
            self.tell_done(outcome.transaction.label.clone(), outcome.notes);
        }
        if let Some(slot) = outcome.name_next.and_then(TextSlot::name_of) {
            self.state.settings.inspector = true;
            self.edit(slot);
        }
    }

    /// The field that is selected alone.
    pub(super) fn selected_field(&self) -> Option<FieldPath> {
        match self.state.document.selection.single()? {
            Reference::Field(path) => Some(path),
            _ => None,
        }
    }

    /// Asks for the new name of the selected field.
    pub(super) fn ask_rename_everywhere(&mut self) {
        let Some(path) = self.selected_field() else {
            return;
        };
        let design = self.state.document.design();
        let Some(field) = design.get(path.entity).and_then(|e| e.field(path.field)) else {
            return;
        };
        let fields = rename::same(design, path);
        self.state.modal = Some(Modal::RenameEverywhere(RenameEverywhere {
            name: field.name.clone(),
            fields: fields.into_iter().map(|path| (path, true)).collect(),
        }));
    }

    /// Renames what was chosen in the dialog.
    pub(super) fn rename_everywhere(&mut self, asked: &RenameEverywhere) {
        self.state.modal = None;
        let design = self.state.document.design();
        let chosen: Vec<FieldPath> = (asked.fields.iter())
            .filter(|(_, on)| *on)
            .map(|(path, _)| *path)
            .collect();
        let transaction = rename::rename(design, &chosen, &asked.name);
        let label = transaction.label.clone();
        let before = self.state.document.history().state();
        self.apply(&transaction);
        if self.state.document.history().state() != before && chosen.len() > 1 {
            self.tell_done(label, Vec::new());
        }
    }
}

impl RenameEverywhere {
    /// The request that carries it out, or why it cannot be.
    pub fn request(&self, app: &App) -> Result<Request, String> {
        let design = app.state.document.design();
        let chosen = self.fields.iter().filter(|(_, on)| *on);
        let mut paths = chosen.map(|(path, _)| *path).peekable();
        if paths.peek().is_none() {
            return Err("Choose what is to be renamed".to_owned());
        }
        match paths.find_map(|path| rename::obstacle(design, path, &self.name)) {
            Some(why) => Err(why),
            None => Ok(Request::RenameEverywhere(self.clone())),
        }
    }
}
