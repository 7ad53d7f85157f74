//! What is gone when it is deleted.

pub(in crate::lint) mod hard_delete_referenced;
pub(in crate::lint) mod soft_delete_gap;
