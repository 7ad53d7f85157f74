//! `unused-decision`

use std::collections::BTreeSet;

use super::has_run_out;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Decision, DecisionId};

rule! {
    /// A decision accepts something that no rule finds.
    ///
    /// # Why it hurts
    /// What was accepted has been mended, or the decision names the wrong thing. Left behind, it would silently accept the
    /// same fault when it comes back.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// decisions: [(rule: "entity-without-key", subject: Entity("order"), reason: "being migrated")],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true)])],
    /// ```
    RULE = "unused-decision", Decisions, Warning
}

/// Asked by [`unused`], once what the other rules found is known.
fn check(_: &Context, _: &mut Vec<Finding>) {}

/// The decisions that accepted nothing, given those that did.
pub(in crate::lint) fn unused(context: &Context, used: &BTreeSet<DecisionId>) -> Vec<Finding> {
    let decisions = context.design.decisions().iter();
    decisions
        .filter(|(id, decision)| !used.contains(id) && !has_run_out(decision, context.today()))
        .map(|(id, decision)| {
            let message = format!(
                "Nothing of the rule “{}” is found at {} any more: the decision accepts what is not there",
                decision.rule,
                context.part(&decision.subject),
            );
            Finding::new(decision.subject.clone(), message).fix(Fix::safe(
                "Remove the decision",
                move |builder| {
                    builder.take::<Decision>(id);
                },
            ))
        })
        .collect()
}
