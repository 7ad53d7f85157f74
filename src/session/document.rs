//! A document: a design with its history and its file.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::journal::{About, Direction, Journal};
use super::selection::Selection;
use super::storage::{Fingerprint, StorageError, read_file, write_atomically};
use crate::edit::{EditError, History, Step, Transaction};
use crate::format::native::{self, Syntax};
use crate::model::{Design, ViewId};

/// An open design.
#[derive(Debug, Default)]
pub struct Document {
    design: Design,
    history: History,
    /// Rises with every change, undo and redo included; results of analyses carry the one they are for.
    revision: u64,
    /// The history's state that is on disk; none: it never was.
    saved_state: Option<u64>,
    file: Option<OnDisk>,
    /// Keeps what is not saved, for when the program is killed.
    journal: Option<Journal>,
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
    /// What stood there when it was read or written last; none if that is not known.
    fingerprint: Option<Fingerprint>,
    /// Saving to it is refused: someone else has it.
    read_only: bool,
    /// The text that the next save would lose, if there is any: comments and formatting by hand.
    handwritten: Option<Vec<u8>>,
    /// The user has been told that the handwritten text will go.
    warned: bool,
}

/// A file, compared with what a document knows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It is as it was read or written last, or the document has none.
    Same,
    /// Someone else has written it.
    Changed,
    /// It is not there any more.
    Gone,
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
    /// The document may not be saved over its file: ask where else to.
    #[error("the design was opened for reading only; choose another file")]
    ReadOnly,
    /// Someone else has written the file since it was read. Nothing is saved until one of the two is chosen.
    #[error("the file was changed by another program since it was read here: {}", .0.display())]
    Changed(PathBuf),
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
        fingerprint: Fingerprint,
        handwritten: Option<Vec<u8>>,
    ) -> Self {
        let document = Self::new(design);
        Self {
            saved_state: Some(document.history.state()),
            file: Some(OnDisk {
                path,
                syntax,
                fingerprint: Some(fingerprint),
                read_only: false,
                handwritten,
                warned: false,
            }),
            ..document
        }
    }

    /// A document of what a journal leads to. `start_state` is what the journal started with.
    pub(super) fn recovered(
        design: Design,
        history: History,
        start_state: Option<u64>,
        about: About,
    ) -> Self {
        let syntax = about.syntax();
        let file = about.file.map(|path| OnDisk {
            syntax,
            handwritten: handwritten(&path, syntax, about.fingerprint),
            path,
            fingerprint: about.fingerprint,
            read_only: false,
            warned: false,
        });
        Self {
            saved_state: start_state.filter(|_| about.starts_saved),
            history,
            file,
            ..Self::new(design)
        }
    }

    /// Keeps what is not saved in a journal in this folder from now on; [`super::journal::find`] finds it there.
    pub fn keep_journal(&mut self, folder: PathBuf) {
        if self.journal.is_none() {
            let mut journal = Journal::new(folder);
            journal.prepare(&self.design);
            self.journal = Some(journal);
        }
    }

    pub(super) fn take_up_journal(&mut self, journal: Journal) {
        self.journal = Some(journal);
    }

    #[cfg(test)]
    pub(super) fn journal_mut(&mut self) -> &mut Journal {
        self.journal.as_mut().expect("the document keeps a journal")
    }

    /// Why changes are not safe from the end of the program, if they are not though they should be.
    pub fn journal_failure(&self) -> Option<&str> {
        self.journal.as_ref().and_then(Journal::failure)
    }

    /// The document is put away, and what is not saved with it.
    pub fn close(self) {
        if let Some(mut journal) = self.journal {
            journal.clear();
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
            None => self.file.is_some() || self.design != Design::default(),
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
        let before = (self.design.clone(), self.history.state());
        self.history.apply(&mut self.design, transaction)?;
        self.keep(Direction::Do, before, transaction);
        self.changed();
        Ok(())
    }

    /// Takes the last step back and says which it was.
    pub fn undo(&mut self) -> Result<Option<String>, EditError> {
        let before = (self.design.clone(), self.history.state());
        let step = self
            .history
            .undo_steps()
            .next()
            .map(Step::transaction)
            .cloned();
        let label = self.history.undo(&mut self.design)?;
        if let Some(step) = step {
            self.show_changed_view(&before.0);
            self.keep(Direction::Undo, before, &step);
            self.changed();
        }
        Ok(label)
    }

    /// Does again what was undone last and says what it was.
    pub fn redo(&mut self) -> Result<Option<String>, EditError> {
        let before = (self.design.clone(), self.history.state());
        let step = self
            .history
            .redo_steps()
            .next()
            .map(Step::transaction)
            .cloned();
        let label = self.history.redo(&mut self.design)?;
        if let Some(step) = step {
            self.show_changed_view(&before.0);
            self.keep(Direction::Redo, before, &step);
            self.changed();
        }
        Ok(label)
    }

    /// Puts a change into the journal. `before` is the design without it, and the history's state then.
    fn keep(&mut self, direction: Direction, before: (Design, u64), transaction: &Transaction) {
        let Some(mut journal) = self.journal.take() else {
            return;
        };
        let (design, state) = before;
        journal.keep(direction, &design, transaction, &self.design, || About {
            title: self.title(),
            // A path that is no text cannot be written; the design is as safe without.
            file: self
                .path()
                .filter(|path| path.to_str().is_some())
                .map(absolute),
            json: (self.file.as_ref()).is_some_and(|file| file.syntax == Syntax::Json),
            fingerprint: self.file.as_ref().and_then(|file| file.fingerprint),
            starts_saved: self.saved_state == Some(state),
        });
        self.journal = Some(journal);
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

    /// Compares the file with what was read or written last.
    pub fn file_state(&self) -> FileState {
        let Some(file) = &self.file else {
            return FileState::Same;
        };
        match read_file(&file.path) {
            Ok(bytes) if file.fingerprint == Some(Fingerprint::of(&bytes)) => FileState::Same,
            Ok(_) => FileState::Changed,
            Err(error) if error.is_not_found() => FileState::Gone,
            // A file that cannot be read now may be so again, as it was.
            Err(_) => FileState::Same,
        }
    }

    /// What stands in the file now may go with the next save.
    pub fn keep_mine(&mut self) {
        if let Some(file) = &mut self.file {
            file.fingerprint = read_file(&file.path)
                .ok()
                .map(|bytes| Fingerprint::of(&bytes));
            // What is not what is here has to be saved to get there.
            self.saved_state = None;
        }
    }

    /// Whether saving goes to another file.
    pub fn is_read_only(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.read_only)
    }

    /// Leaves the file to someone else: saving goes to another one.
    pub fn make_read_only(&mut self) {
        if let Some(file) = &mut self.file {
            file.read_only = true;
        }
    }

    /// Saves to the document's file. Refuses when someone else has written it, and once when that loses comments or formatting.
    pub fn save(&mut self) -> Result<Saved, SaveError> {
        let state = self.file_state();
        let file = self.file.as_mut().ok_or(SaveError::NoFile)?;
        if file.read_only {
            return Err(SaveError::ReadOnly);
        }
        if state == FileState::Changed {
            return Err(SaveError::Changed(file.path.clone()));
        }
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
        file.fingerprint = Some(Fingerprint::of(text.as_bytes()));
        self.saved();
        Ok(Saved { copy })
    }

    /// Saves to another file, which is the document's file from then on.
    pub fn save_as(&mut self, path: &Path) -> Result<Saved, SaveError> {
        let syntax = Syntax::of_path(path);
        let text = native::write(&self.design, syntax);
        write_atomically(path, text.as_bytes())?;
        self.file = Some(OnDisk {
            path: path.to_owned(),
            syntax,
            fingerprint: Some(Fingerprint::of(text.as_bytes())),
            read_only: false,
            handwritten: None,
            warned: false,
        });
        self.saved();
        Ok(Saved { copy: None })
    }

    fn saved(&mut self) {
        self.saved_state = Some(self.history.state());
        if let Some(journal) = &mut self.journal {
            journal.clear();
            journal.prepare(&self.design);
        }
    }
}

/// The text of a file that saving would lose, if the file is still the one that was read.
fn handwritten(path: &Path, syntax: Syntax, fingerprint: Option<Fingerprint>) -> Option<Vec<u8>> {
    let bytes = read_file(path).ok()?;
    let is_same = fingerprint == Some(Fingerprint::of(&bytes));
    let loaded = native::read(&bytes, syntax).ok()?;
    (is_same && !loaded.canonical).then_some(bytes)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Where the text of a file is kept that a save would lose: `shop.erd.ron` → `shop.erd.ron.orig`.
pub fn copy_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".orig");
    PathBuf::from(name)
}
