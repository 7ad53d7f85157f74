//! Replaying a journal: from bytes, whatever they are, to a design with its history.

use super::frame::Frames;
use super::{About, Direction, Record};
use crate::edit::{History, Transaction};
use crate::model::Design;

/// What a journal leads to.
#[derive(Debug)]
pub(super) struct Replayed {
    pub about: About,
    /// The journal in whose place this one is.
    pub replaces: Option<String>,
    /// What it starts with.
    pub start: Design,
    /// What its changes lead to.
    pub design: Design,
    pub history: History,
    /// The history's state that is what the journal starts with, if that can still be reached.
    pub start_state: Option<u64>,
    /// How many changes were made since the last save.
    pub changes: usize,
    /// How many bytes the start and the whole records take.
    pub base: u64,
    pub length: u64,
    /// What comes after makes no sense. A record that the end of the program cut off is no damage.
    pub is_damaged: bool,
}

/// Why a journal leads to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// The program was ended while it started the journal; nothing had been changed yet.
    Unstarted,
    /// Its start makes no sense, or was written by a version of the program that this one does not know.
    Damaged,
}

/// Replays the journal as far as it makes sense.
pub(super) fn replay(bytes: &[u8]) -> Result<Replayed, Unusable> {
    let Some(mut frames) = Frames::of(bytes) else {
        let torn = super::frame::MAGIC.starts_with(bytes);
        return Err(if torn {
            Unusable::Unstarted
        } else {
            Unusable::Damaged
        });
    };
    let (Some(start), Some(whole)) = (frames.next(), frames.next()) else {
        let torn = frames.is_torn() || frames.is_at_end();
        return Err(if torn {
            Unusable::Unstarted
        } else {
            Unusable::Damaged
        });
    };
    let mut replayed = started(start, whole).ok_or(Unusable::Damaged)?;
    replayed.base = frames.at as u64;
    replayed.length = replayed.base;
    while let Some(record) = frames.next() {
        if replayed.step(record).is_none() {
            replayed.is_damaged = true;
            return Ok(replayed);
        }
        replayed.changes += 1;
        replayed.length = frames.at as u64;
    }
    replayed.is_damaged = !frames.is_at_end() && !frames.is_torn();
    Ok(replayed)
}

fn started(start: &[u8], whole: &[u8]) -> Option<Replayed> {
    let Ok(Record::Start(start)) = serde_json::from_slice(start) else {
        return None;
    };
    let Ok(Record::Whole(whole)) = serde_json::from_slice(whole) else {
        return None;
    };
    let mut design = Design::default();
    let whole = whole.transaction(&design).ok()?;
    design.apply(&whole).ok()?;
    let history = History::default();
    Some(Replayed {
        about: start.about,
        replaces: start.replaces,
        start: design.clone(),
        design,
        start_state: Some(history.state()),
        history,
        changes: start.changes,
        base: 0,
        length: 0,
        is_damaged: false,
    })
}

impl Replayed {
    /// Makes one change; none if it makes no sense here.
    fn step(&mut self, record: &[u8]) -> Option<()> {
        let Ok(Record::Change(direction, record)) = serde_json::from_slice(record) else {
            return None;
        };
        let transaction = record.transaction(&self.design).ok()?;
        let crossed = match direction {
            Direction::Do => {
                return self.history.apply(&mut self.design, &transaction).ok();
            }
            Direction::Undo => self.history.undo(&mut self.design),
            Direction::Redo => self.history.redo(&mut self.design),
        };
        match crossed.ok()? {
            Some(_) => Some(()),
            // The step was made before the journal started.
            None => self.step_outside_history(&transaction),
        }
    }

    fn step_outside_history(&mut self, transaction: &Transaction) -> Option<()> {
        self.design.apply(transaction).ok()?;
        self.history = History::default();
        self.start_state = None;
        Some(())
    }
}
