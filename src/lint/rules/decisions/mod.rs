//! What was accepted, and whether that still holds.

pub(in crate::lint) mod expired_decision;
pub(in crate::lint) mod unused_decision;

use jiff::civil::Date;

use crate::model::Decision;

/// Whether a decision does not hold any more on this day.
pub fn has_run_out(decision: &Decision, today: Option<Date>) -> bool {
    matches!((decision.expires, today), (Some(expires), Some(today)) if expires < today)
}
