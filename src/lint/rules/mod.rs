//! The registry: every rule, by family, in the order of the manual.

pub(super) mod decisions;
mod ownership;
mod relationships;

use super::Rule;

/// Every rule.
pub const RULES: &[&Rule] = &[
    &ownership::entity_without_owner::RULE,
    &ownership::several_writers::RULE,
    &ownership::unsourced_copy::RULE,
    &ownership::service_cycle::RULE,
    &relationships::cross_store_foreign_key::RULE,
    &relationships::cross_service_foreign_key::RULE,
    &relationships::cross_service_cascade::RULE,
    &relationships::blocking_check::RULE,
    &relationships::orphans_not_cleaned::RULE,
    &relationships::key_type_mismatch::RULE,
    &relationships::dangling_reference::RULE,
    &relationships::entity_without_key::RULE,
    &decisions::expired_decision::RULE,
    &decisions::unused_decision::RULE,
];

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
