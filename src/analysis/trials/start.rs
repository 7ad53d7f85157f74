//! What trials begin with, for those who look at what follows without expecting anything.

use super::{Start, Trials};
use crate::analysis::dependencies::Atom;
use crate::model::Trial;

/// What trials begin with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beginning {
    /// What is so when they begin.
    pub atoms: Vec<Atom>,
    /// Each trial in words: “crm is down”.
    pub words: Vec<String>,
    /// Why one of them cannot be tried, if so.
    pub obstacle: Option<String>,
}

impl Trials<'_> {
    /// What is so when all of these begin at once.
    pub fn beginning<'t>(&self, trials: impl IntoIterator<Item = &'t Trial>) -> Beginning {
        let mut start = Start::default();
        for trial in trials {
            self.begin(trial, &mut start);
        }
        Beginning {
            atoms: start.atoms,
            words: start.words,
            obstacle: start.obstacle,
        }
    }
}
