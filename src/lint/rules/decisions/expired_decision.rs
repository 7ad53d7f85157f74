//! `expired-decision`

use super::has_run_out;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::Decision;

rule! {
    /// A finding was accepted until a day that has passed.
    ///
    /// # Why it hurts
    /// A risk that was taken for a while is taken for good when nobody looks again. Until the decision is renewed, what it
    /// accepted counts as open.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "note", type: "text")])],
    /// decisions: [(rule: "entity-without-key", subject: Entity("order"), reason: "being migrated", expires: "2020-01-31")],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders")],
    /// entities: [(name: "order", service: "Orders", fields: [(name: "note", type: "text")])],
    /// decisions: [(rule: "entity-without-key", subject: Entity("order"), reason: "being migrated", expires: "9999-01-31")],
    /// ```
    RULE = "expired-decision", Decisions, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    for (id, decision) in context.design.decisions().iter() {
        let Some(expires) = decision
            .expires
            .filter(|_| has_run_out(decision, context.today()))
        else {
            continue;
        };
        let message = format!(
            "“{}” of {} was accepted until {expires} only, because of “{}”: it counts as open again",
            decision.rule,
            context.part(&decision.subject),
            decision.reason,
        );
        found.push(
            Finding::new(decision.subject.clone(), message)
                .fix(Fix::look(
                    "Accept it for good",
                    "Nobody will be reminded of it again.",
                    move |builder| {
                        builder.update(id, |decision: &mut Decision| decision.expires = None);
                    },
                ))
                .fix(Fix::safe("Remove the decision", move |builder| {
                    builder.take::<Decision>(id);
                })),
        );
    }
}
