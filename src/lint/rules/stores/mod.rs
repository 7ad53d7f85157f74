//! What stores are shared, fit and suffice.

pub(in crate::lint) mod central_store;
pub(in crate::lint) mod engine_misfit;
pub(in crate::lint) mod missing_index;
pub(in crate::lint) mod pool_too_small;
pub(in crate::lint) mod reporting_on_primary;
pub(in crate::lint) mod shared_failure_domain;
pub(in crate::lint) mod shared_store;
pub(in crate::lint) mod too_many_indexes;
