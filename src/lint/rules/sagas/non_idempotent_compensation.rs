//! `non-idempotent-compensation`

use super::what;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Part, Saga, Step};

rule! {
    /// What takes a step of a saga back, or is tried until it succeeds, does harm when it is done twice.
    ///
    /// # Why it hurts
    /// A coordinator that stops and starts again, and a message that is delivered again, do it twice: money is returned twice,
    /// stock is put back twice.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Stock"), (name: "Payments")],
    /// operations: [(name: "reserve", service: "Stock"), (name: "release", service: "Stock"), (name: "authorize", service: "Payments")],
    /// sagas: [(name: "checkout", steps: [(action: Call("reserve"), compensation: (action: Call("release"))), (action: Call("authorize"), pivot: true)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Stock"), (name: "Payments")],
    /// operations: [(name: "reserve", service: "Stock"), (name: "release", service: "Stock"), (name: "authorize", service: "Payments")],
    /// sagas: [(name: "checkout", steps: [(action: Call("reserve"), compensation: (action: Call("release"), idempotent: true)), (action: Call("authorize"), pivot: true)])],
    /// ```
    RULE = "non-idempotent-compensation", Sagas, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, saga) in context.design.sagas().iter() {
        let harmful = |step: &Step| {
            step.compensation
                .as_ref()
                .is_some_and(|compensation| !compensation.idempotent)
                || (step.retriable && !step.idempotent)
        };
        let steps: Vec<usize> = (0..saga.steps.len())
            .filter(|place| harmful(&saga.steps[*place]))
            .collect();
        let Some(first) = steps.first().map(|place| &saga.steps[*place]) else {
            continue;
        };
        let twice = match &first.compensation {
            Some(compensation) if !compensation.idempotent => what(context, &compensation.action),
            _ => what(context, &first.action),
        };
        let message = format!(
            "{} does harm when it is tried again: doing {twice} twice is not doing it once",
            saga.name
        );
        let fix = Fix::look(
            "Make doing it twice harmless",
            "It needs a key by which it recognizes a repetition.",
            move |builder| {
                builder.update(id, |saga: &mut Saga| saga.steps.iter_mut().for_each(mend));
            },
        );
        found.push(Finding::new(Part::Saga(id), message).fix(fix));
    }
}

fn mend(step: &mut Step) {
    if let Some(compensation) = &mut step.compensation {
        compensation.idempotent = true;
    }
    step.idempotent |= step.retriable;
}
