//! What keeps references valid.

pub(in crate::lint) mod blocking_check;
pub(in crate::lint) mod cross_service_cascade;
pub(in crate::lint) mod cross_service_foreign_key;
pub(in crate::lint) mod cross_store_foreign_key;
pub(in crate::lint) mod dangling_reference;
pub(in crate::lint) mod entity_without_key;
pub(in crate::lint) mod key_type_mismatch;
pub(in crate::lint) mod orphans_not_cleaned;

use crate::lint::{Context, Fix};
use crate::model::{Fail, Integrity, OnDelete, Relationship, RelationshipId};

/// How long a check waits for its answer where nobody has said, in milliseconds.
const TIMEOUT_MS: u32 = 1000;

/// The key no longer stops anything; a job repairs what goes wrong, and deletes travel by events.
fn make_eventual(context: &Context, id: RelationshipId) -> Fix {
    let child = context
        .design
        .get(id)
        .map_or_else(String::new, |r| context.entity(r.from.entity));
    Fix::look(
        "Make it eventual, with a cleanup job",
        format!("Rows of {child} may point at nothing until the job has run."),
        move |builder| {
            builder.update(id, |relationship: &mut Relationship| {
                relationship.integrity = Integrity::Eventual {
                    cleanup: format!("remove orphans of {child}"),
                };
                by_event(relationship);
            });
        },
    )
}

/// The application asks before it writes, and writes anyway when there is no answer in time.
fn make_checked(id: RelationshipId) -> Fix {
    Fix::look(
        "Check it in the application",
        "While the other service does not answer, the write goes through unchecked.",
        move |builder| {
            builder.update(id, |relationship: &mut Relationship| {
                relationship.integrity = Integrity::Checked {
                    fail: Fail::Open,
                    timeout_ms: Some(TIMEOUT_MS),
                };
                by_event(relationship);
            });
        },
    )
}

/// What the database did about the children of a deleted row, or to keep it from being deleted, an event does from now on.
pub(in crate::lint) fn by_event(relationship: &mut Relationship) {
    relationship.on_delete = OnDelete::ByEvent;
}
