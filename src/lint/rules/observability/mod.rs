//! What can be seen of a running system.

pub(in crate::lint) mod missing_observability_fields;
