//! Transactions over services.

pub(in crate::lint) mod non_idempotent_compensation;
pub(in crate::lint) mod pivot_order;
pub(in crate::lint) mod saga_without_isolation;
pub(in crate::lint) mod uncompensated_step;

use crate::lint::Context;
use crate::model::{Saga, StepAction};

/// What a step does, as part of a sentence.
fn what(context: &Context, action: &StepAction) -> String {
    match action {
        StepAction::Call(operation) => context.name(*operation).to_owned(),
        StepAction::Write(entity) => format!("writing {}", context.entity(*entity)),
    }
}

/// The place of the step after which a saga only goes forward: its pivot, or else its last step.
fn pivot(saga: &Saga) -> usize {
    let pivot = saga.steps.iter().position(|step| step.pivot);
    pivot.unwrap_or(saga.steps.len().saturating_sub(1))
}
