//! `pivot-order`

use super::what;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Part, Saga};

rule! {
    /// A step after the pivot of a saga cannot be tried again.
    ///
    /// # Why it hurts
    /// After the pivot a saga only goes forward. A step that fails there and cannot be tried until it succeeds leaves the saga
    /// half done for good: paid, but never sent.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Payments"), (name: "Shipping")],
    /// operations: [(name: "capture", service: "Payments"), (name: "ship", service: "Shipping")],
    /// sagas: [(name: "checkout", steps: [(action: Call("capture"), pivot: true), (action: Call("ship"))])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Payments"), (name: "Shipping")],
    /// operations: [(name: "capture", service: "Payments"), (name: "ship", service: "Shipping")],
    /// sagas: [(name: "checkout", steps: [(action: Call("capture"), pivot: true), (action: Call("ship"), retriable: true, idempotent: true)])],
    /// ```
    RULE = "pivot-order", Sagas, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, saga) in context.design.sagas().iter() {
        let Some(pivot) = saga.steps.iter().position(|step| step.pivot) else {
            continue;
        };
        let stuck: Vec<String> = saga.steps[pivot + 1..]
            .iter()
            .filter(|step| !step.retriable)
            .map(|step| what(context, &step.action))
            .collect();
        if stuck.is_empty() {
            continue;
        }
        let message = format!(
            "{} is stuck half done when {} fails: it comes after the pivot and cannot be tried again",
            saga.name,
            context.list(&stuck),
        );
        found.push(
            Finding::new(Part::Saga(id), message)
                .fix(Fix::look(
                    "Try it until it succeeds",
                    "Doing it twice must be doing it once.",
                    move |builder| {
                        builder.update(id, |saga: &mut Saga| {
                            for step in saga.steps.iter_mut().skip(pivot + 1) {
                                step.retriable = true;
                                step.idempotent = true;
                            }
                        });
                    },
                ))
                .fix(Fix::advice("Do it before the pivot, with a compensation")),
        );
    }
}
