//! What is selected.

use std::collections::BTreeSet;

use crate::model::{Design, Reference};

/// The parts that the user has selected, in no particular order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    parts: BTreeSet<Reference>,
}

impl Selection {
    /// The selection of one part.
    pub fn of(part: Reference) -> Self {
        Self {
            parts: BTreeSet::from([part]),
        }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// How many parts are selected.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether the part is selected.
    pub fn contains(&self, part: Reference) -> bool {
        self.parts.contains(&part)
    }

    /// All selected parts.
    pub fn iter(&self) -> impl Iterator<Item = Reference> + '_ {
        self.parts.iter().copied()
    }

    /// The part, if exactly one is selected.
    pub fn single(&self) -> Option<Reference> {
        match self.parts.len() {
            1 => self.parts.first().copied(),
            _ => None,
        }
    }

    /// Selects the part as well.
    pub fn add(&mut self, part: Reference) {
        self.parts.insert(part);
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
    }

    /// Forgets what is not in the design any more.
    pub fn retain_in(&mut self, design: &Design) {
        self.parts.retain(|part| design.resolves(*part));
    }
}

impl FromIterator<Reference> for Selection {
    fn from_iter<I: IntoIterator<Item = Reference>>(parts: I) -> Self {
        Self {
            parts: parts.into_iter().collect(),
        }
    }
}
