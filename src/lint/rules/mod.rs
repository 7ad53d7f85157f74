//! The registry: every rule, by family, in the order of the manual.

mod consistency;
mod cut;
pub(super) mod decisions;
mod deletes;
mod events;
mod evolution;
mod isolation;
mod observability;
mod ownership;
mod reads;
mod relationships;
mod sagas;
mod sharding;
mod stores;
mod testing;
mod transactions;

use super::Rule;

/// Every rule.
pub const RULES: &[&Rule] = &[
    &ownership::entity_without_owner::RULE,
    &ownership::several_writers::RULE,
    &ownership::unsourced_copy::RULE,
    &ownership::service_cycle::RULE,
    &stores::shared_store::RULE,
    &stores::shared_failure_domain::RULE,
    &stores::central_store::RULE,
    &stores::engine_misfit::RULE,
    &stores::pool_too_small::RULE,
    &stores::missing_index::RULE,
    &stores::too_many_indexes::RULE,
    &stores::reporting_on_primary::RULE,
    &cut::misplaced_entity::RULE,
    &cut::hub_service::RULE,
    &cut::oversized_service::RULE,
    &cut::nano_service::RULE,
    &cut::depends_on_less_stable::RULE,
    &relationships::cross_store_foreign_key::RULE,
    &relationships::cross_service_foreign_key::RULE,
    &relationships::cross_service_cascade::RULE,
    &relationships::blocking_check::RULE,
    &relationships::orphans_not_cleaned::RULE,
    &relationships::key_type_mismatch::RULE,
    &relationships::dangling_reference::RULE,
    &relationships::entity_without_key::RULE,
    &transactions::transaction_spans_stores::RULE,
    &reads::deep_join::RULE,
    &reads::live_aggregate::RULE,
    &reads::copy_candidate::RULE,
    &reads::composition_fan_out::RULE,
    &isolation::critical_depends_on_lower_tier::RULE,
    &isolation::no_timeout::RULE,
    &isolation::no_fallback::RULE,
    &isolation::no_circuit_breaker::RULE,
    &isolation::no_bulkhead::RULE,
    &isolation::no_rate_limit::RULE,
    &isolation::timeout_inversion::RULE,
    &isolation::retry_amplification::RULE,
    &isolation::slow_tail::RULE,
    &isolation::availability_below_target::RULE,
    &isolation::cold_start_cycle::RULE,
    &consistency::consistency_unset::RULE,
    &consistency::strong_reads_copy::RULE,
    &consistency::eventual_where_money::RULE,
    &consistency::session_guarantee_broken::RULE,
    &consistency::data_loss_window::RULE,
    &consistency::replication_latency::RULE,
    &consistency::quorum_arithmetic::RULE,
    &sharding::hot_shard::RULE,
    &sharding::cross_shard_join::RULE,
    &sharding::no_shard_key::RULE,
    &sagas::uncompensated_step::RULE,
    &sagas::non_idempotent_compensation::RULE,
    &sagas::pivot_order::RULE,
    &sagas::saga_without_isolation::RULE,
    &events::dual_write::RULE,
    &events::non_idempotent_consumer::RULE,
    &events::unordered_consumer::RULE,
    &events::unbounded_lag::RULE,
    &events::no_rebuild_source::RULE,
    &events::overkill_projection::RULE,
    &events::log_without_projection::RULE,
    &deletes::hard_delete_referenced::RULE,
    &deletes::soft_delete_gap::RULE,
    &evolution::breaking_change::RULE,
    &evolution::one_step_change::RULE,
    &evolution::early_drop::RULE,
    &evolution::deprecated_in_use::RULE,
    &evolution::ungated_structure::RULE,
    &evolution::unverified_consumer::RULE,
    &observability::missing_observability_fields::RULE,
    &testing::untested_critical_operation::RULE,
    &decisions::expired_decision::RULE,
    &decisions::unused_decision::RULE,
];

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
