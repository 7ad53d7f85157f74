//! Text that is being typed into a field of the inspector, until the design takes it over.
//!
//! A field shows its draft instead of the value in the design. A draft that makes sense is taken over as one step of the
//! history when the keyboard leaves the field; one that does not stays, with the reason beside it, until it is mended,
//! Escape is pressed, or something else is selected.

use eframe::egui;

use crate::edit::Transaction;
use crate::session::Selection;

use super::app::App;
use super::perform::capitalized;

/// What was typed into one field.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Which attribute of which part.
    pub key: String,
    /// The field in the window.
    pub id: egui::Id,
    /// What was typed.
    pub text: String,
    /// What it would do, or what is wrong with it.
    pub outcome: Result<Transaction, String>,
    /// The revision of the design that the outcome is for.
    pub revision: u64,
}

/// All drafts.
#[derive(Debug, Default)]
pub struct Drafts {
    list: Vec<Draft>,
    /// What was selected while they were typed.
    selection: Selection,
}

/// What a field asks for.
#[derive(Clone, Debug)]
pub enum DraftRequest {
    /// Remember what was typed.
    Typed(Draft),
    /// Show again what is in the design.
    Drop(String),
}

impl Drafts {
    /// The draft of a field.
    pub fn get(&self, key: &str) -> Option<&Draft> {
        self.list.iter().find(|draft| draft.key == key)
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.list.clear();
    }
}

impl App {
    pub(super) fn take_draft(&mut self, request: DraftRequest) {
        let list = &mut self.state.drafts.list;
        match request {
            DraftRequest::Typed(draft) => match list.iter_mut().find(|d| d.key == draft.key) {
                Some(old) => *old = draft,
                None => list.push(draft),
            },
            DraftRequest::Drop(key) => list.retain(|draft| draft.key != key),
        }
    }

    /// Takes over the drafts that the keyboard has left.
    pub(super) fn settle_drafts(&mut self, ctx: &egui::Context) {
        if self.state.drafts.list.is_empty() {
            self.state.drafts.selection = self.state.document.selection.clone();
            return;
        }
        let left = |draft: &Draft| ctx.memory(|memory| !memory.has_focus(draft.id));
        if self.take_over(left) {
            ctx.request_repaint();
        }
        if self.state.drafts.selection != self.state.document.selection {
            let list = &mut self.state.drafts.list;
            list.retain(|draft| !left(draft));
            self.state.drafts.selection = self.state.document.selection.clone();
        }
    }

    /// Takes over every draft that makes sense, before something else happens.
    pub(super) fn finish_drafts(&mut self) {
        self.take_over(|_| true);
    }

    pub(super) fn fold(&mut self, section: &str, folded: bool) {
        let list = &mut self.state.settings.sections_folded;
        if folded {
            list.insert(section.to_owned());
        } else {
            list.remove(section);
        }
    }

    pub(super) fn unfold(&mut self, key: String, open: bool) {
        let list = &mut self.state.opened;
        if open {
            list.insert(key);
        } else {
            list.remove(&key);
        }
    }

    fn take_over(&mut self, ready: impl Fn(&Draft) -> bool) -> bool {
        let mut some = false;
        for mut draft in std::mem::take(&mut self.state.drafts.list) {
            let document = &mut self.state.document;
            match &draft.outcome {
                Ok(transaction) if ready(&draft) => {
                    some = true;
                    // Typed before something else changed the part, into a field that is not shown any more.
                    if draft.revision != document.revision() {
                        continue;
                    }
                    if let Err(error) = document.apply(transaction) {
                        draft.outcome = Err(capitalized(&error.to_string()));
                        self.state.drafts.list.push(draft);
                    }
                }
                _ => self.state.drafts.list.push(draft),
            }
        }
        some
    }
}
