//! What is tried before it happens.

pub(in crate::lint) mod untested_critical_operation;
