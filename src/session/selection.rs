//! What is selected.

use std::collections::BTreeSet;

use crate::model::{Design, Reference, ViewId};

/// The parts and notes that the user has selected, in no particular order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    parts: BTreeSet<Reference>,
    notes: BTreeSet<NotePath>,
}

/// A note of a view. Notes are text on a picture and no parts of the design: nothing refers to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotePath {
    /// The view.
    pub view: ViewId,
    /// The note's place among those of the view.
    pub place: usize,
}

impl Selection {
    /// The selection of one part.
    pub fn of(part: Reference) -> Self {
        Self {
            parts: BTreeSet::from([part]),
            ..Self::default()
        }
    }

    /// The selection of one note.
    pub fn of_note(note: NotePath) -> Self {
        Self {
            notes: BTreeSet::from([note]),
            ..Self::default()
        }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.notes.is_empty()
    }

    /// How many parts and notes are selected.
    pub fn len(&self) -> usize {
        self.parts.len() + self.notes.len()
    }

    /// Whether the part is selected.
    pub fn contains(&self, part: Reference) -> bool {
        self.parts.contains(&part)
    }

    /// Whether the note is selected.
    pub fn contains_note(&self, note: NotePath) -> bool {
        self.notes.contains(&note)
    }

    /// All selected notes.
    pub fn notes(&self) -> impl DoubleEndedIterator<Item = NotePath> + '_ {
        self.notes.iter().copied()
    }

    /// All selected parts.
    pub fn iter(&self) -> impl Iterator<Item = Reference> + '_ {
        self.parts.iter().copied()
    }

    /// The part, if exactly one is selected and nothing else.
    pub fn single(&self) -> Option<Reference> {
        match self.len() {
            1 => self.parts.first().copied(),
            _ => None,
        }
    }

    /// Selects the part as well.
    pub fn add(&mut self, part: Reference) {
        self.parts.insert(part);
    }

    /// Selects the note as well.
    pub fn add_note(&mut self, note: NotePath) {
        self.notes.insert(note);
    }

    /// Selects the note, or no longer.
    pub fn toggle_note(&mut self, note: NotePath) {
        if !self.notes.remove(&note) {
            self.notes.insert(note);
        }
    }

    /// Selects the part, or no longer.
    pub fn toggle(&mut self, part: Reference) {
        if !self.parts.remove(&part) {
            self.parts.insert(part);
        }
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        self.parts.clear();
        self.notes.clear();
    }

    /// Forgets what is not in the design any more.
    pub fn retain_in(&mut self, design: &Design) {
        self.parts.retain(|part| design.resolves(*part));
        self.notes.retain(|note| {
            let view = design.get(note.view);
            view.is_some_and(|view| note.place < view.notes.len())
        });
    }
}

impl FromIterator<Reference> for Selection {
    fn from_iter<I: IntoIterator<Item = Reference>>(parts: I) -> Self {
        Self {
            parts: parts.into_iter().collect(),
            ..Self::default()
        }
    }
}
