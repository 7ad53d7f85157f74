//! Whether operations come back after the trials.

use super::Recovery;
use super::record::{OperationRecord, Recorder};
use super::run::Played;
use super::time::Time;

/// When trials begin and end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub begin: Time,
    /// None: never.
    pub end: Option<Time>,
}

/// Share of failures beyond those of a usual day from which on something is wrong.
const WRONG: f64 = 0.05;

impl Frame {
    fn column(time: Time, column: Time) -> usize {
        time.0.div_ceil(column.0.max(1)) as usize
    }

    /// The columns in which trials go on.
    pub fn during(&self, record: &Recorder) -> std::ops::Range<usize> {
        let begin = Self::column(self.begin, record.column).min(record.columns);
        let end = self
            .end
            .map_or(record.columns, |end| Self::column(end, record.column));
        begin..end.clamp(begin, record.columns)
    }
}

/// What becomes of each operation.
pub(super) fn of(played: &Played<'_>) -> Vec<Recovery> {
    let (record, frame) = (&played.record, played.frame);
    let is_better = is_recovering(record, frame);
    let operations = record.operations.iter();
    operations
        .map(|one| recovery(one, record, frame, is_better))
        .collect()
}

fn recovery(one: &OperationRecord, record: &Recorder, frame: Frame, is_better: bool) -> Recovery {
    let begin = frame.during(record).start;
    let usual = share(one, 0..begin);
    if usual > 0.5 {
        return Recovery::Before;
    }
    let is_wrong = |at: usize| share(one, at..at + 1) > WRONG + 1.5 * usual;
    let Some(last) = (begin..record.columns).rev().find(|at| is_wrong(*at)) else {
        return Recovery::Steady;
    };
    let from = frame.end.unwrap_or(frame.begin);
    // The last fifth tells how it goes on.
    let first_after = Frame::column(from, record.column);
    let tail = (record.columns.saturating_sub(first_after) / 5).max(3);
    let tail = record.columns.saturating_sub(tail).max(begin)..record.columns;
    let wrong = tail.clone().filter(|at| is_wrong(*at)).count();
    if last + 1 < record.columns && wrong * 2 < tail.len() {
        let end = Time((last as u64 + 1) * record.column.0);
        return Recovery::Recovered {
            after_s: end.since(from).as_seconds(),
        };
    }
    if frame.end.is_none() {
        Recovery::WithTheTrial
    } else if is_better {
        Recovery::Recovering
    } else {
        Recovery::StaysDown {
            below: None,
            closed_form: None,
        }
    }
}

/// The share of calls of an operation that fail from the beginning of the trials on.
pub(super) fn failing(played: &Played<'_>, operation: usize) -> f64 {
    let begin = played.frame.during(&played.record).start;
    share(
        &played.record.operations[operation],
        begin..played.record.columns,
    )
}

/// The share of failures in some columns.
fn share(one: &OperationRecord, columns: std::ops::Range<usize>) -> f64 {
    let sum = |counts: &[u32]| -> f64 {
        let counts = counts.get(columns.clone()).unwrap_or_default();
        counts.iter().map(|count| f64::from(*count)).sum()
    };
    let failed = sum(&one.failed);
    failed / (failed + sum(&one.fine) + sum(&one.worse)).max(1.0)
}

/// Whether what waits after the trials gets less: then there is an end to it.
pub(super) fn is_recovering(record: &Recorder, frame: Frame) -> bool {
    let Some(end) = frame.end else {
        return false;
    };
    let first = Frame::column(end, record.column);
    let third = record.columns.saturating_sub(first) / 3;
    if third < 3 {
        return false;
    }
    let waiting = |columns: std::ops::Range<usize>| -> u64 {
        let stores = record.stores.iter().map(|store| &store.waiting);
        let sums = stores.map(|waiting| {
            let waiting = waiting.get(columns.clone()).unwrap_or_default();
            waiting.iter().map(|count| u64::from(*count)).sum::<u64>()
        });
        sums.sum()
    };
    let middle = waiting(first + third..first + 2 * third);
    let last = waiting(first + 2 * third..first + 3 * third);
    // A queue that is as short as on any day only trembles.
    let before = waiting(0..Frame::column(frame.begin, record.column)) + third as u64;
    middle > 4 * before && last < middle
}
