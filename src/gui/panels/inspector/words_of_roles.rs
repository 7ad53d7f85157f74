//! What the roles of fields are called, and what the analysis does with them.

use crate::model::{FieldPath, Role};

/// Roles that need no other field, with their meaning.
pub(super) const ROLES: &[(Role<FieldPath>, &str)] = &[
    (
        Role::SoftDelete,
        "Says that, or when, the row was deleted: reads have to leave such rows out",
    ),
    (
        Role::RowVersion,
        "Rises with every change of the row: writers notice that someone was faster, and consumers tell late events from new ones",
    ),
    (
        Role::SchemaVersion,
        "The version of the shape of the row: readers of old rows know how to read them",
    ),
    (
        Role::CorrelationId,
        "Ties together what belongs to one request over all services",
    ),
    (Role::Status, "The state of a process, which sagas look at"),
    (Role::CreatedAt, "When the row was made"),
    (Role::UpdatedAt, "When the row was changed last"),
    (
        Role::Tenant,
        "Whose row it is where many customers share a table; a natural part of the shard key",
    ),
    (
        Role::IdempotencyKey,
        "Tells a repeated request from a new one, so that trying again is safe",
    ),
    (
        Role::Sensitive,
        "Must not be seen by everyone: copies of it in other services are reported",
    ),
];

/// What a role is called at the beginning of a line.
pub(super) fn label(role: &Role<FieldPath>) -> &'static str {
    match role {
        Role::SoftDelete => "Soft delete",
        Role::RowVersion => "Row version",
        Role::SchemaVersion => "Schema version",
        Role::CorrelationId => "Correlation id",
        Role::Status => "Status",
        Role::CreatedAt => "Created at",
        Role::UpdatedAt => "Updated at",
        Role::Tenant => "Tenant",
        Role::IdempotencyKey => "Idempotency key",
        Role::CopyOf(_) => "Copy of",
        Role::AggregateOf(_) => "Aggregate of",
        Role::Sensitive => "Sensitive",
    }
}

/// A role as an attribute.
pub(super) fn path(role: &Role<FieldPath>) -> &'static str {
    match role {
        Role::SoftDelete => "Role.SoftDelete",
        Role::RowVersion => "Role.RowVersion",
        Role::SchemaVersion => "Role.SchemaVersion",
        Role::CorrelationId => "Role.CorrelationId",
        Role::Status => "Role.Status",
        Role::CreatedAt => "Role.CreatedAt",
        Role::UpdatedAt => "Role.UpdatedAt",
        Role::Tenant => "Role.Tenant",
        Role::IdempotencyKey => "Role.IdempotencyKey",
        Role::CopyOf(_) => "Role.CopyOf",
        Role::AggregateOf(_) => "Role.AggregateOf",
        Role::Sensitive => "Role.Sensitive",
    }
}
