//! Who owns and writes what.

pub(in crate::lint) mod entity_without_owner;
pub(in crate::lint) mod service_cycle;
pub(in crate::lint) mod several_writers;
pub(in crate::lint) mod unsourced_copy;
