//! What stops a failure from spreading.

pub(in crate::lint) mod availability_below_target;
pub(in crate::lint) mod cold_start_cycle;
pub(in crate::lint) mod critical_depends_on_lower_tier;
pub(in crate::lint) mod no_bulkhead;
pub(in crate::lint) mod no_circuit_breaker;
pub(in crate::lint) mod no_fallback;
pub(in crate::lint) mod no_rate_limit;
pub(in crate::lint) mod no_timeout;
pub(in crate::lint) mod retry_amplification;
pub(in crate::lint) mod slow_tail;
mod spare;
pub(in crate::lint) mod timeout_inversion;

use std::collections::BTreeMap;

use crate::analysis::facts::AccessOf;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Access, AccessTarget, Operation, OperationId, Part, ServiceId, Via};

/// An access that waits for another service.
struct Call<'a> {
    of: AccessOf,
    operation: &'a Operation,
    access: &'a Access,
    target: ServiceId,
}

/// Every access that waits for another service.
fn calls<'a>(context: &'a Context<'_>) -> impl Iterator<Item = Call<'a>> {
    let operations = context.design.operations().iter();
    operations.flat_map(move |(id, operation)| {
        let accesses = operation.accesses.iter().enumerate();
        accesses.filter_map(move |(place, access)| {
            let target = context.facts.target_service(access)?;
            let waits = context.facts.via(operation, access) == Via::Call;
            (waits && operation.service != Some(target)).then_some(Call {
                of: AccessOf {
                    operation: id,
                    place,
                },
                operation,
                access,
                target,
            })
        })
    })
}

impl Call<'_> {
    /// What it does, as part of a sentence: “authorize payment”, “customer”, “Card processor”.
    fn what(&self, context: &Context) -> String {
        match self.access.target {
            AccessTarget::Read(entity) | AccessTarget::Write(entity) => context.entity(entity),
            AccessTarget::Call(operation) => context.name(operation).to_owned(),
            AccessTarget::CallService(service) => context.name(service).to_owned(),
        }
    }

    /// The part that it waits for.
    fn part(&self) -> Part {
        match self.access.target {
            AccessTarget::Read(entity) | AccessTarget::Write(entity) => Part::Entity(entity),
            AccessTarget::Call(operation) => Part::Operation(operation),
            AccessTarget::CallService(service) => Part::Service(service),
        }
    }

    /// A fault of it: what fails is the operation, because of the service that it waits for.
    fn finding(&self, message: String) -> Finding {
        Finding::new(Part::Operation(self.of.operation), message)
            .also(self.part())
            .also(Part::Service(self.target))
            .along(
                [Part::Service(self.target), self.part()]
                    .into_iter()
                    // A call that names no operation is about the service itself.
                    .take(if matches!(self.part(), Part::Service(_)) {
                        1
                    } else {
                        2
                    })
                    .chain([Part::Operation(self.of.operation)]),
            )
    }

    /// A change of it.
    fn change(
        &self,
        label: impl Into<String>,
        cost: impl Into<String>,
        change: impl Fn(&mut Access) + Send + Sync + 'static,
    ) -> Fix {
        let of = self.of;
        Fix::look(label, cost, move |builder| {
            builder.update(of.operation, |operation: &mut Operation| {
                if let Some(access) = operation.accesses.get_mut(of.place) {
                    change(access);
                }
            });
        })
    }
}

/// The operations of each service.
fn operations_by_service(context: &Context) -> BTreeMap<ServiceId, Vec<OperationId>> {
    let mut operations: BTreeMap<ServiceId, Vec<OperationId>> = BTreeMap::new();
    for (id, operation) in context.design.operations().iter() {
        if let Some(service) = operation.service {
            operations.entry(service).or_default().push(id);
        }
    }
    operations
}

/// Operations of the caller's service that do not need the called one, as people list them; of many, the first. None: none.
fn bystanders(
    context: &Context,
    operations: &BTreeMap<ServiceId, Vec<OperationId>>,
    call: &Call,
) -> Option<(String, usize)> {
    const SHOWN: usize = 3;
    let own = operations.get(&call.operation.service?)?;
    let free = own.iter().filter(|id| {
        **id != call.of.operation
            && context.design.get(**id).is_some_and(|operation| {
                let mut accesses = operation.accesses.iter();
                !accesses.any(|access| context.facts.target_service(access) == Some(call.target))
            })
    });
    let names: Vec<&str> = free.map(|id| context.name(*id)).collect();
    let count = names.len();
    let mut shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| (*name).to_owned())
        .collect();
    if count > SHOWN {
        shown.push(format!("{} more", count - SHOWN));
    }
    (count > 0).then(|| (context.list(&shown), count))
}
