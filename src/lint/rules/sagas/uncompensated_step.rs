//! `uncompensated-step`

use super::{pivot, what};
use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Access, AccessTarget, Compensation, Operation, Part, Saga, StepAction};

rule! {
    /// A step before the pivot of a saga writes something, and nothing takes it back.
    ///
    /// # Why it hurts
    /// When a later step fails, the saga can neither go on nor go back: what the step wrote stays, and someone has to find and
    /// undo it by hand.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(write: "order", via: OwnStore)]),
    ///     (name: "authorize", service: "Payments"),
    /// ],
    /// sagas: [(name: "checkout", coordinator: "Orders", steps: [(action: Call("place order")), (action: Call("authorize"), pivot: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(write: "order", via: OwnStore)]),
    ///     (name: "cancel order", service: "Orders", accesses: [(write: "order", via: OwnStore)]),
    ///     (name: "authorize", service: "Payments"),
    /// ],
    /// sagas: [(name: "checkout", coordinator: "Orders", steps: [(action: Call("place order"), compensation: (action: Call("cancel order"), idempotent: true)), (action: Call("authorize"), pivot: true)])],
    /// ```
    RULE = "uncompensated-step", Sagas, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, saga) in context.design.sagas().iter() {
        let pivot = pivot(saga);
        let mut finding: Option<Finding> = None;
        for (place, step) in saga.steps.iter().enumerate().take(pivot) {
            let written = context.facts.written_by(&step.action);
            if step.compensation.is_some() || written.is_empty() {
                continue;
            }
            let step_name = what(context, &step.action);
            let undo = match &step.action {
                StepAction::Call(operation) => format!("undo {}", context.name(*operation)),
                StepAction::Write(entity) => format!("undo {}", context.entity(*entity)),
            };
            let service = match &step.action {
                StepAction::Call(operation) => {
                    context.design.get(*operation).and_then(|o| o.service)
                }
                StepAction::Write(entity) => context.facts.owner(*entity),
            };
            let fix = Fix::look(
                format!("Add “{undo}”"),
                "Someone has to build what takes the step back.",
                move |builder| {
                    let taken = builder
                        .design()
                        .operations()
                        .iter()
                        .map(|(_, o)| o.name.as_str());
                    let name = unique_name(&undo, taken);
                    let accesses = written
                        .iter()
                        .map(|entity| Access::new(AccessTarget::Write(*entity)));
                    let operation = builder.insert(Operation {
                        name,
                        service,
                        accesses: accesses.collect(),
                        ..Operation::default()
                    });
                    builder.update(id, |saga: &mut Saga| {
                        if let Some(step) = saga.steps.get_mut(place) {
                            step.compensation = Some(Compensation {
                                action: StepAction::Call(operation),
                                idempotent: true,
                            });
                        }
                    });
                },
            );
            // One finding per saga, whatever the number of its steps: a decision is about the saga.
            finding = Some(match finding {
                Some(finding) => finding.fix(fix),
                None => {
                    let message = format!(
                        "{} cannot go back once {step_name} is done: nothing takes the step back when a later one fails",
                        saga.name,
                    );
                    Finding::new(Part::Saga(id), message).fix(fix)
                }
            });
        }
        found.extend(finding);
    }
}
