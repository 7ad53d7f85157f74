//! Gaps wide enough for the lines in them.

use super::super::{Cancel, Request};
use super::Placement;
use super::sheet::Sheet;

/// Widens the gaps of `sheet` for the lines that a trial routing over `trial` sends through them.
pub(crate) fn widen(_sheet: &mut Sheet, _request: &Request, _trial: &Placement, _cancel: &Cancel) {}
