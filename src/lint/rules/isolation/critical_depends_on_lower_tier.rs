//! `critical-depends-on-lower-tier`

use crate::analysis::dependencies::{Because, State, Subject};
use crate::analysis::facts::AccessOf;
use crate::analysis::spread::Hop;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{
    AccessTarget, Fail, Fallback, Integrity, Operation, OperationKind, Part, Relationship, Tier,
};

rule! {
    /// A service of a lower tier, or its store, alone takes a critical operation down.
    ///
    /// # Why it hurts
    /// The operation is only as dependable as the service that nobody promised to keep up: its team is not woken at night, and
    /// deploys whenever it likes.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Customers")],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: None)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Customers")],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: Cache)])],
    /// ```
    RULE = "critical-depends-on-lower-tier", Isolation, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let design = context.design;
    let critical: Vec<_> = design
        .operations()
        .iter()
        .filter(|(_, operation)| context.facts.operation_tier(operation) == Tier::Critical)
        .map(|(id, _)| id)
        .collect();
    if critical.is_empty() {
        return;
    }
    let spreading = context.spreading();
    let words = context.words();
    for (service, item) in design.services().iter() {
        if item.tier == Tier::Critical {
            continue;
        }
        let stores = context.facts.stores_of(service).iter();
        let parts: Vec<Part> = std::iter::once(Part::Service(service))
            .chain(stores.map(|store| Part::Store(*store)))
            .collect();
        let spreads: Vec<_> = parts
            .iter()
            .filter_map(|part| Some((part, spreading.failure_of(part)?)))
            .collect();
        for operation in &critical {
            let subject = Subject::Operation(*operation);
            // The service first: its store matters by itself only where the service does not.
            let Some((part, spread)) = spreads
                .iter()
                .find(|(_, spread)| spread.reaches(subject, State::Down))
            else {
                continue;
            };
            let path = spread.path(subject, State::Down);
            let because = path.iter().rev().find(|hop| crosses(context, hop.because));
            let because = because.or(path.last());
            let because = because.map(|hop| words.because(hop.because));
            let message = format!(
                "{} is down while {} is, which matters less: {}",
                context.name(*operation),
                context.part(part),
                because.unwrap_or_default(),
            );
            let mut along: Vec<Part> = vec![(*part).clone()];
            for hop in &path {
                let part = context.dependencies().subject(hop.to).0.part();
                if along.last() != Some(&part) {
                    along.push(part);
                }
            }
            found.push(
                Finding::new(Part::Operation(*operation), message)
                    .also(Part::Service(service))
                    .also((*part).clone())
                    .along(along)
                    .fix(fix(context, &path)),
            );
        }
    }
}

/// Whether this lets a failure out of the service where it began: what an operation does with its own data does not.
fn crosses(context: &Context, because: Because) -> bool {
    match because {
        Because::Access(of) | Because::Unlimited(of) => {
            let operation = context.design.get::<Operation>(of.operation);
            operation.is_some_and(|operation| {
                let access = operation.accesses.get(of.place);
                let target = access.and_then(|access| context.facts.target_service(access));
                target != operation.service
            })
        }
        Because::Integrity(_) | Because::Feed(_) => true,
        _ => false,
    }
}

/// What lets the operation go on, at the last place of the path where something can be changed.
fn fix(context: &Context, path: &[Hop]) -> Fix {
    let fixes = path.iter().rev().find_map(|hop| match hop.because {
        Because::Access(of) | Because::Unlimited(of) => fallback(context, of),
        Because::Integrity(id) => {
            let checked = matches!(context.design.get(id)?.integrity, Integrity::Checked { .. });
            checked.then(|| {
                Fix::look(
                    format!(
                        "Let writes through when {} cannot be checked",
                        context.key(id)
                    ),
                    "Orphans may come up and have to be repaired.",
                    move |builder| {
                        builder.update(id, |relationship: &mut Relationship| {
                            if let Integrity::Checked { fail, timeout_ms } =
                                &mut relationship.integrity
                            {
                                *fail = Fail::Open;
                                timeout_ms.get_or_insert(1_000);
                            }
                        });
                    },
                )
            })
        }
        _ => None,
    });
    fixes.unwrap_or_else(|| {
        Fix::advice("Raise its tier, keep a copy of what is needed, or ask for it by an event")
    })
}

/// The last answer in place of every answer that the operation takes from the service that it takes this one from.
fn fallback(context: &Context, of: AccessOf) -> Option<Fix> {
    let operation = context.design.get::<Operation>(of.operation)?;
    let service = context
        .facts
        .target_service(operation.accesses.get(of.place)?);
    if service == operation.service {
        return None;
    }
    let needed = operation.accesses.iter().enumerate().filter(|(_, access)| {
        context.facts.target_service(access) == service
            && !access.optional
            && matches!(access.fallback, Fallback::Unstated | Fallback::None)
    });
    let needed: Vec<usize> = needed.map(|(place, _)| place).collect();
    let reads = |place: &usize| match operation.accesses[*place].target {
        AccessTarget::Read(_) => true,
        AccessTarget::Call(called) => {
            let called = context.design.get(called);
            called.is_some_and(|called| called.kind != OperationKind::Command)
        }
        AccessTarget::Write(_) | AccessTarget::CallService(_) => false,
    };
    if needed.is_empty() || !needed.iter().all(reads) {
        return None;
    }
    Some(Fix::look(
        format!("Fall back to the last answer in {}", operation.name),
        "While the other service is down, what users see may be old.",
        move |builder| {
            builder.update(of.operation, |operation: &mut Operation| {
                for (place, access) in operation.accesses.iter_mut().enumerate() {
                    if needed.contains(&place) {
                        access.fallback = Fallback::Cache;
                        access.timeout_ms.get_or_insert(1_000);
                    }
                }
            });
        },
    ))
}
