//! What changes together.

pub(in crate::lint) mod transaction_spans_stores;
