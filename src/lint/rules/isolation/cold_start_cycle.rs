//! `cold-start-cycle`

use super::calls;
use crate::analysis::dependencies::Subject;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Fallback, Part};

rule! {
    /// Parts that work only while the others work: once all of them are down, none can start again.
    ///
    /// # Why it hurts
    /// It runs for years, until a power cut. Then each waits for the next, nothing is broken, and nothing comes up; the way out is
    /// found by hand, at night.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Accounts"), (name: "Settings")],
    /// operations: [
    ///     (name: "log in", service: "Accounts", kind: Query, accesses: [(call: "load settings", timeout_ms: 300, fallback: None)]),
    ///     (name: "load settings", service: "Settings", kind: Query, accesses: [(call: "log in", timeout_ms: 300, fallback: None)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Accounts"), (name: "Settings")],
    /// operations: [
    ///     (name: "log in", service: "Accounts", kind: Query, accesses: [(call: "load settings", timeout_ms: 300, fallback: DefaultValue)]),
    ///     (name: "load settings", service: "Settings", kind: Query, accesses: [(call: "log in", timeout_ms: 300, fallback: None)]),
    /// ],
    /// ```
    RULE = "cold-start-cycle", Isolation, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let words = context.words();
    for circle in context.spreading().cold_start_traps() {
        let names: Vec<String> = circle.iter().map(|s| words.subject(*s)).collect();
        let message = format!(
            "{} cannot start again once {} down: each waits for the other{}",
            context.list(&names),
            if circle.len() == 1 {
                "it is"
            } else {
                "all are"
            },
            if circle.len() > 2 { "s" } else { "" },
        );
        let parts: Vec<Part> = circle.iter().map(|subject| subject.part()).collect();
        let Some(first) = parts.first() else { continue };
        let mut finding = Finding::new(first.clone(), message).along(parts.clone());
        for part in &parts {
            finding = finding.also(part.clone());
        }
        let inside = |operation| circle.contains(&Subject::Operation(operation));
        // A fixed value is enough to begin with, and the first of the calls is as good as any.
        let call = calls(context).find(|call| {
            let called = matches!(call.access.target, AccessTarget::Call(id) if inside(id));
            called
                && inside(call.of.operation)
                && matches!(call.access.fallback, Fallback::Unstated | Fallback::None)
        });
        found.push(finding.fix(match call {
            Some(call) => call.change(
                format!(
                    "Let {} begin with a fixed value",
                    context.name(call.of.operation)
                ),
                "Until the other answers, it works with what was set beforehand.",
                |access| access.fallback = Fallback::DefaultValue,
            ),
            None => Fix::advice("Break the circle at one place, by an event or a fallback"),
        }));
    }
}
