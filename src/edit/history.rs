//! Undo and redo.

use super::{EditError, Transaction};
use crate::model::Design;

/// What was done and can be taken back, and what was taken back and can be done again.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// Counts states, so that each has a number of its own.
    last_state: u64,
    state: u64,
}

/// A step of the history.
#[derive(Clone, Debug)]
pub struct Step {
    /// The transaction that takes the design across this step, from where it is now.
    transaction: Transaction,
    /// The number of the state on the other side.
    state: u64,
}

impl Step {
    /// What the user did.
    pub fn label(&self) -> &str {
        &self.transaction.label
    }

    /// The transaction that takes the design across this step, from where it is now.
    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }
}

impl History {
    /// Changes the design and remembers how to take it back. What was undone before can not be redone any more.
    pub fn apply(
        &mut self,
        design: &mut Design,
        transaction: &Transaction,
    ) -> Result<(), EditError> {
        let inverse = design.apply(transaction)?;
        self.undo.push(Step {
            transaction: inverse,
            state: self.state,
        });
        self.redo.clear();
        self.last_state += 1;
        self.state = self.last_state;
        Ok(())
    }

    /// Changes the design as part of the last step, which is called by the transaction's label from then on.
    pub fn amend(
        &mut self,
        design: &mut Design,
        transaction: &Transaction,
    ) -> Result<(), EditError> {
        let mut inverse = design.apply(transaction)?;
        let state = match self.undo.pop() {
            Some(step) => {
                inverse.edits.extend(step.transaction.edits);
                step.state
            }
            None => self.state,
        };
        self.undo.push(Step {
            transaction: inverse,
            state,
        });
        self.redo.clear();
        self.last_state += 1;
        self.state = self.last_state;
        Ok(())
    }

    /// Takes the last step back. Returns its label, or none if there is nothing to undo.
    pub fn undo(&mut self, design: &mut Design) -> Result<Option<String>, EditError> {
        cross(&mut self.undo, &mut self.redo, &mut self.state, design)
    }

    /// Does again what was undone last. Returns its label, or none if there is nothing to redo.
    pub fn redo(&mut self, design: &mut Design) -> Result<Option<String>, EditError> {
        cross(&mut self.redo, &mut self.undo, &mut self.state, design)
    }

    /// The steps that can be undone, the last one first.
    pub fn undo_steps(&self) -> impl Iterator<Item = &Step> {
        self.undo.iter().rev()
    }

    /// The steps that can be redone, the next one first.
    pub fn redo_steps(&self) -> impl Iterator<Item = &Step> {
        self.redo.iter().rev()
    }

    /// A number that tells states apart: the same number, the same design.
    pub fn state(&self) -> u64 {
        self.state
    }
}

fn cross(
    from: &mut Vec<Step>,
    to: &mut Vec<Step>,
    state: &mut u64,
    design: &mut Design,
) -> Result<Option<String>, EditError> {
    let Some(step) = from.pop() else {
        return Ok(None);
    };
    let inverse = match design.restore(&step.transaction) {
        Ok(inverse) => inverse,
        Err(error) => {
            from.push(step);
            return Err(error);
        }
    };
    let label = step.transaction.label;
    to.push(Step {
        transaction: inverse,
        state: *state,
    });
    *state = step.state;
    Ok(Some(label))
}
