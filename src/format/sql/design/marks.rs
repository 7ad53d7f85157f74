//! Guesses what fields mean from their names and types. Every guess is marked as one.
//!
//! Only names that hardly ever mean anything else count, and only with a type that fits: a mark
//! that is wrong costs more trust than one that is missing costs work.

use super::imply_policies;
use crate::format::sql::dialect::Dialect;
use crate::model::{Entity, EntityKind, Field, FieldId, Role, TypeFamily};

/// Marks the fields of an entity, and sets the policies that follow.
pub fn infer(entity: &mut Entity, dialect: Dialect) {
    let has_address = entity.fields.iter().any(|field| {
        words(&field.name)
            .iter()
            .any(|word| ADDRESS.contains(&word.as_str()))
    });
    let in_unique_key: Vec<FieldId> = entity
        .indexes
        .iter()
        .filter(|index| index.unique)
        .flat_map(|index| index.fields.iter().copied())
        .collect();
    // A projection's rows come from elsewhere, with their marks.
    let is_table = entity.kind != EntityKind::Projection;
    for field in &mut entity.fields {
        let identifies = field.key || field.unique || in_unique_key.contains(&field.id);
        if let Some(role) = role(field, dialect, identifies, has_address) {
            field.roles.push(role);
            field.inferred = true;
        }
    }
    if is_table {
        imply_policies(entity);
    }
}

const ADDRESS: &[&str] = &[
    "city", "zip", "zipcode", "postcode", "postal", "country", "street",
];

/// The words of a name, in lower case: of `deletedAt`, `DELETED_AT_` and `deleted-at` alike.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last_lower = false;
    let mut fresh = true;
    for character in name.chars() {
        if !character.is_alphanumeric() {
            fresh = true;
            continue;
        }
        if fresh || character.is_uppercase() && last_lower {
            words.push(String::new());
        }
        fresh = false;
        last_lower = character.is_lowercase() || character.is_numeric();
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words
}

fn role(
    field: &Field,
    dialect: Dialect,
    identifies: bool,
    has_address: bool,
) -> Option<Role<crate::model::FieldPath>> {
    let words = words(&field.name);
    let name = words.join("_");
    let compact = words.concat();
    let family = TypeFamily::of(&field.data_type);
    let is_time = matches!(family, TypeFamily::Timestamp | TypeFamily::Date);
    let is_number = matches!(family, TypeFamily::Integer | TypeFamily::Decimal);
    let is_flag = matches!(
        family,
        TypeFamily::Boolean | TypeFamily::Integer | TypeFamily::Decimal
    ) || family == TypeFamily::Text && field.data_type.contains("(1)");
    // Many systems keep points in time as numbers.
    let is_moment = is_time || is_number;
    let any = |names: &[&str]| names.contains(&name.as_str()) || names.contains(&compact.as_str());

    if any(&["tenant_id", "tenant", "tenant_key", "tenant_uuid"]) {
        return Some(Role::Tenant);
    }
    if is_row_version_type(field, dialect) {
        return Some(Role::RowVersion);
    }
    if any(&[
        "correlation_id",
        "trace_id",
        "correlation_key",
        "correlation_uuid",
    ]) {
        return Some(Role::CorrelationId);
    }
    if any(&[
        "idempotency_key",
        "idempotence_key",
        "idempotency_token",
        "idempotency_id",
        "deduplication_id",
        "deduplication_key",
        "dedup_key",
        "dedupe_key",
    ]) {
        return Some(Role::IdempotencyKey);
    }
    if any(&["schema_version", "event_version", "payload_version"]) {
        return Some(Role::SchemaVersion);
    }
    let verb = verb_of_moment(&name);
    let moment_of = |verbs: &[&str]| verb.is_some_and(|verb| verbs.contains(&verb));
    let deleted = moment_of(&["deleted", "delete", "deletion", "removed"]) && is_moment
        || any(&[
            "deleted",
            "removed",
            "is_deleted",
            "is_removed",
            "soft_deleted",
            "deleted_flag",
            "delete_flag",
            "del_flag",
        ]) && (is_flag || is_time);
    if deleted && !field.key {
        return Some(Role::SoftDelete);
    }
    if !identifies
        && is_moment
        && any(&[
            "version",
            "row_version",
            "lock_version",
            "record_version",
            "db_record_version",
            "entity_version",
            "opt_lock",
            "opt_lock_version",
            "optimistic_lock",
            "rev",
            "revision",
            "xmin",
            "version_no",
            "version_number",
            "lock",
        ])
    {
        return Some(Role::RowVersion);
    }
    if is_moment && any(&["created"]) && is_time
        || moment_of(&["created", "create", "creation", "inserted", "insert"]) && is_moment
    {
        return Some(Role::CreatedAt);
    }
    if is_time
        && any(&[
            "updated",
            "modified",
            "last_update",
            "last_updated",
            "last_modified",
            "last_change",
            "last_changed",
        ])
        || is_moment
            && moment_of(&[
                "updated",
                "update",
                "modified",
                "modification",
                "changed",
                "last_updated",
                "last_update",
                "last_modified",
                "last_changed",
            ])
    {
        return Some(Role::UpdatedAt);
    }
    is_status(&words, field, family, identifies, has_address).then_some(Role::Status)
}

/// The verb in `created_at`, `createdAt` (its words are `created_at`, too), `createtime` and
/// `date_created`.
fn verb_of_moment(name: &str) -> Option<&str> {
    ["timestamp", "datetime", "time", "date", "at", "on", "ts"]
        .iter()
        .find_map(|when| {
            let before = name
                .strip_suffix(when)
                .map(|verb| verb.trim_end_matches('_'));
            let behind = || name.strip_prefix(when)?.strip_prefix('_');
            before.filter(|verb| !verb.is_empty()).or_else(behind)
        })
}

/// SQL Server's `rowversion`, of old called `timestamp`.
fn is_row_version_type(field: &Field, dialect: Dialect) -> bool {
    let data_type = field.data_type.trim_matches(['[', ']']).to_lowercase();
    data_type == "rowversion" || data_type == "timestamp" && dialect == Dialect::SqlServer
}

/// The state of a process, not of a country.
fn is_status(
    words: &[String],
    field: &Field,
    family: TypeFamily,
    identifies: bool,
    has_address: bool,
) -> bool {
    let fits = matches!(
        family,
        TypeFamily::Text | TypeFamily::Integer | TypeFamily::Decimal | TypeFamily::Other
    ) && !field.data_type.is_empty();
    match words.last().map(String::as_str) {
        Some("status") => fits && !identifies,
        Some("state") => fits && !identifies && !has_address && !field.data_type.contains("(2)"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(data_type: &str, names: &[&str], expected: Option<Role<crate::model::FieldPath>>) {
        for name in names {
            let sql = format!("CREATE TABLE t ({name} {data_type})");
            let import = crate::format::sql::read(sql.as_bytes(), Some(Dialect::Ansi)).unwrap();
            let (design, _) = crate::format::sql::to_design(
                &import.schema,
                import.dialect,
                &crate::format::sql::DesignOptions::default(),
            );
            let (_, entity) = design.entities().iter().next().unwrap();
            let found = entity.fields[0].roles.first().cloned();
            assert_eq!(entity.fields[0].inferred, found.is_some());
            assert_eq!(found, expected, "{name} {data_type}");
        }
    }

    #[test]
    fn names_with_a_fitting_type_tell_the_role() {
        let at = "timestamp with time zone";
        check(
            at,
            &["deleted_at", "deletedAt", "removed_on", "date_deleted"],
            Some(Role::SoftDelete),
        );
        check(
            "boolean",
            &["is_deleted", "deleted"],
            Some(Role::SoftDelete),
        );
        check(
            "integer",
            &["version", "REV_", "lock_version"],
            Some(Role::RowVersion),
        );
        check(
            "uuid",
            &["correlation_id", "CorrelationId"],
            Some(Role::CorrelationId),
        );
        check(
            "text",
            &["status", "order_status", "paymentState"],
            Some(Role::Status),
        );
        check(
            at,
            &["created_at", "CreateTime", "creation_date"],
            Some(Role::CreatedAt),
        );
        check(
            at,
            &["updated_at", "last_update", "ModifiedDate"],
            Some(Role::UpdatedAt),
        );
        check("uuid", &["tenant_id", "TENANT_ID_"], Some(Role::Tenant));
        check("text", &["idempotency_key"], Some(Role::IdempotencyKey));
        check("integer", &["schema_version"], Some(Role::SchemaVersion));
    }

    #[test]
    fn names_alone_tell_nothing() {
        check(
            "text",
            &["version", "deleted_by", "created_by", "revision"],
            None,
        );
        check("integer", &["status_id", "estate_id", "updates"], None);
        check("char(2)", &["state", "c_state"], None);
        check("boolean", &["version"], None);
    }
}
