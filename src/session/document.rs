//! A document: a design with its history and its file.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::selection::Selection;
use super::storage::{StorageError, write_atomically};
use crate::edit::{EditError, History, Transaction};
use crate::format::native::{self, Syntax};
use crate::model::{Design, ViewId};

/// An open design.
#[derive(Clone, Debug, Default)]
pub struct Document {
    design: Design,
    history: History,
    /// Rises with every change, undo and redo included; results of analyses carry the one they are for.
    revision: u64,
    /// The history's state that is on disk; none: it never was.
    saved_state: Option<u64>,
    file: Option<OnDisk>,
    /// What is selected.
    pub selection: Selection,
    /// The view that is shown; none: everything, placed by the program.
    pub view: Option<ViewId>,
    /// Views that were shown before, the last one last.
    last_views: Vec<ViewId>,
}

/// What is known of the file of a document.
#[derive(Clone, Debug)]
struct OnDisk {
    path: PathBuf,
    syntax: Syntax,
    /// The text that the next save would lose, if there is any: comments and formatting by hand.
    handwritten: Option<Vec<u8>>,
    /// The user has been told that the handwritten text will go.
    warned: bool,
}

/// What a save did besides saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Where the text as it was, with its comments and formatting, has been kept.
    pub copy: Option<PathBuf>,
}

/// Why a document is not saved.
#[derive(Debug, Error)]
pub enum SaveError {
    /// It has no file yet: ask where to.
    #[error("the design has no file yet; choose where to save it")]
    NoFile,
    /// Saving would lose comments or formatting by hand. Said once; the next save goes ahead and keeps a copy.
    #[error("saving rewrites the file in the standard form: its comments and formatting will go. Save again to go ahead; a copy stays beside it: {}", .0.display())]
    Handwritten(PathBuf),
    /// The file cannot be written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Document {
    /// A document of a design that has no file.
    pub fn new(design: Design) -> Self {
        let view = design.views().ids().next();
        Self {
            design,
            view,
            ..Self::default()
        }
    }

    /// A document of a design as it is in a file. `text` is what stands there if a save would not write the same.
    pub(super) fn with_file(
        design: Design,
        path: PathBuf,
        syntax: Syntax,
        handwritten: Option<Vec<u8>>,
    ) -> Self {
        let document = Self::new(design);
        Self {
            saved_state: Some(document.history.state()),
            file: Some(OnDisk {
                path,
                syntax,
                handwritten,
                warned: false,
            }),
            ..document
        }
    }

    /// The design as it is now. Cloning it takes a snapshot.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// Rises with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The steps that can be undone and redone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Where it is saved.
    pub fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|file| file.path.as_path())
    }

    /// What to call it in a title.
    pub fn title(&self) -> String {
        match self.path().and_then(Path::file_name) {
            Some(name) => name.to_string_lossy().into_owned(),
            None if self.design.header().name.is_empty() => "untitled".to_owned(),
            None => self.design.header().name.clone(),
        }
    }

    /// Whether the design differs from its file, or has none and something in it.
    pub fn is_modified(&self) -> bool {
        match self.saved_state {
            Some(state) => state != self.history.state(),
            None => self.design != Design::default(),
        }
    }

    /// Takes the design as it is for saved, though it has no file: there is nothing of the user's in it.
    pub(super) fn mark_as_saved(&mut self) {
        self.saved_state = Some(self.history.state());
    }

    /// Changes the design as one step of the history.
    pub fn apply(&mut self, transaction: &Transaction) -> Result<(), EditError> {
        if transaction.is_empty() {
            return Ok(());
        }
        self.history.apply(&mut self.design, transaction)?;
        self.changed();
        Ok(())
    }

    /// Takes the last step back and says which it was.
    pub fn undo(&mut self) -> Result<Option<String>, EditError> {
        let before = self.design.clone();
        let label = self.history.undo(&mut self.design)?;
        self.show_changed_view(&before);
        self.changed();
        Ok(label)
    }

    /// Does again what was undone last and says what it was.
    pub fn redo(&mut self) -> Result<Option<String>, EditError> {
        let before = self.design.clone();
        let label = self.history.redo(&mut self.design)?;
        self.show_changed_view(&before);
        self.changed();
        Ok(label)
    }

    fn changed(&mut self) {
        self.revision += 1;
        self.selection.retain_in(&self.design);
        if self
            .view
            .is_none_or(|view| !self.design.views().contains(view))
        {
            let last = self.last_views.iter().rev().copied();
            let there = last.chain(self.design.views().ids());
            let mut there = there.filter(|view| self.design.views().contains(*view));
            self.view = there.next();
        }
    }

    /// Shows a view.
    pub fn show_view(&mut self, view: ViewId) {
        if self.view == Some(view) || !self.design.views().contains(view) {
            return;
        }
        if let Some(last) = self.view {
            self.last_views.retain(|shown| *shown != last);
            self.last_views.push(last);
        }
        self.view = Some(view);
    }

    /// Where a step changed nothing but views, one that it changed is to be seen.
    fn show_changed_view(&mut self, before: &Design) {
        let (old, new) = (before, &self.design);
        let elsewhere = old.entities() != new.entities()
            || old.services() != new.services()
            || old.relationships() != new.relationships()
            || old.header() != new.header();
        if elsewhere || old.views() == new.views() {
            return;
        }
        let differs = |view: &ViewId| old.get(*view) != new.get(*view);
        if self.view.as_ref().is_some_and(&differs) {
            return;
        }
        let changed = new.views().ids().find(differs);
        if let Some(view) = changed {
            self.show_view(view);
        }
    }

    /// Saves to the document's file. Refuses once when that loses comments or formatting.
    pub fn save(&mut self) -> Result<Saved, SaveError> {
        let file = self.file.as_mut().ok_or(SaveError::NoFile)?;
        let text = native::write(&self.design, file.syntax);
        let copy = match &file.handwritten {
            None => None,
            Some(handwritten) => {
                let copy = copy_path(&file.path);
                if !file.warned {
                    file.warned = true;
                    return Err(SaveError::Handwritten(copy));
                }
                write_atomically(&copy, handwritten)?;
                Some(copy)
            }
        };
        write_atomically(&file.path, text.as_bytes())?;
        file.handwritten = None;
        self.saved_state = Some(self.history.state());
        Ok(Saved { copy })
    }

    /// Saves to another file, which is the document's file from then on.
    pub fn save_as(&mut self, path: &Path) -> Result<Saved, SaveError> {
        let syntax = Syntax::of_path(path);
        write_atomically(path, native::write(&self.design, syntax).as_bytes())?;
        self.file = Some(OnDisk {
            path: path.to_owned(),
            syntax,
            handwritten: None,
            warned: false,
        });
        self.saved_state = Some(self.history.state());
        Ok(Saved { copy: None })
    }
}

/// Where the text of a file is kept that a save would lose: `shop.erd.ron` → `shop.erd.ron.orig`.
pub fn copy_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".orig");
    PathBuf::from(name)
}
