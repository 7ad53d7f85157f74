//! `session-guarantee-broken`

use super::read_at_the_owner;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding};
use crate::model::{AccessTarget, Consistency, Part, Role, Versioning, Via};

rule! {
    /// Users are promised to see what they wrote, but an operation reads a copy that has no version to wait for.
    ///
    /// # Why it hurts
    /// A user saves an address, opens the page again and sees the old one. They save it once more, or call support.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Customers")],
    /// zones: [(name: "Accounts", consistency: ReadYourWrites)],
    /// entities: [(name: "customer", service: "Customers", zone: "Accounts", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show account", service: "Customers", kind: Query, accesses: [(read: "customer", via: LocalCopy)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Customers")],
    /// zones: [(name: "Accounts", consistency: ReadYourWrites)],
    /// entities: [(name: "customer", service: "Customers", zone: "Accounts", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show account", service: "Customers", kind: Query, accesses: [(read: "customer", via: OwnStore)])],
    /// ```
    RULE = "session-guarantee-broken", Consistency, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, operation) in context.design.operations().iter() {
        for (place, access) in operation.accesses.iter().enumerate() {
            let AccessTarget::Read(entity) = access.target else {
                continue;
            };
            let promised = context.facts.consistency(entity) == Some(Consistency::ReadYourWrites);
            if !promised || access.via != Some(Via::LocalCopy) {
                continue;
            }
            let token = context
                .facts
                .entity(entity)
                .is_some_and(|entity| entity.versioning != Versioning::None)
                || context
                    .facts
                    .field_with(entity, |role| matches!(role, Role::RowVersion))
                    .is_some();
            if token {
                continue;
            }
            let message = format!(
                "Users of {} may not see what they just wrote: it reads a copy of {} that has no version to wait for",
                operation.name,
                context.entity(entity),
            );
            found.push(
                Finding::new(Part::Operation(id), message)
                    .also(Part::Entity(entity))
                    .fix(read_at_the_owner(context, id, place, entity)),
            );
        }
    }
}
