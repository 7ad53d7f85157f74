//! `slow-tail`

use std::collections::BTreeMap;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, OperationId, Part, Via};

rule! {
    /// An operation that must answer in time waits for so many calls that one of them is slow too often.
    ///
    /// # Why it hurts
    /// If each of n calls is slow once in a hundred times, the whole is slow 1 − 0.99ⁿ of the time: with ten calls, every tenth
    /// user waits for the slowest of them.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Page"), (name: "A"), (name: "B"), (name: "C"), (name: "D"), (name: "E"), (name: "F")],
    /// operations: [(name: "show page", service: "Page", kind: Query, latency_ms: 300, accesses: [
    ///     (call_service: "A", timeout_ms: 200), (call_service: "B", timeout_ms: 200), (call_service: "C", timeout_ms: 200),
    ///     (call_service: "D", timeout_ms: 200), (call_service: "E", timeout_ms: 200), (call_service: "F", timeout_ms: 200),
    /// ])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Page"), (name: "A"), (name: "B"), (name: "C")],
    /// operations: [(name: "show page", service: "Page", kind: Query, latency_ms: 300, accesses: [
    ///     (call_service: "A", timeout_ms: 200), (call_service: "B", timeout_ms: 200), (call_service: "C", timeout_ms: 200),
    /// ])],
    /// ```
    RULE = "slow-tail", Isolation, Warning, [
        "slow": 0.01, "Share of single calls that are slow";
        "budget": 0.05, "Share of answers that may be slow"
    ]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let slow = context.threshold("slow").clamp(0.0, 1.0);
    let budget = context.threshold("budget");
    let mut known = BTreeMap::new();
    for (id, operation) in context.design.operations().iter() {
        let Some(latency_ms) = operation.latency_ms else {
            continue;
        };
        let calls = waits_for(context, id, &mut known);
        let share = 1.0 - (1.0 - slow).powf(calls);
        if calls < 2.0 || share <= budget {
            continue;
        }
        let message = format!(
            "{:.0} in 100 answers of {} miss its {latency_ms} ms: it waits for {calls} calls, each slow {} in 100 times",
            share * 100.0,
            operation.name,
            slow * 100.0,
        );
        found.push(
            Finding::new(Part::Operation(id), message).fix(Fix::advice(
                "Wait for fewer calls: keep copies, let optional parts come later, or ask twice and take the first answer",
            )),
        );
    }
}

/// How many calls an operation waits for, its own and those of the operations that it calls.
fn waits_for(context: &Context, id: OperationId, known: &mut BTreeMap<OperationId, f64>) -> f64 {
    if let Some(known) = known.get(&id) {
        return *known;
    }
    // What goes round in a circle counts once.
    known.insert(id, 0.0);
    let Some(operation) = context.design.get(id) else {
        return 0.0;
    };
    let mut calls = 0.0;
    for access in &operation.accesses {
        if context.facts.via(operation, access) != Via::Call {
            continue;
        }
        if context.facts.target_service(access) != operation.service {
            calls += 1.0;
        }
        if let AccessTarget::Call(called) = access.target {
            calls += waits_for(context, called, known);
        }
    }
    known.insert(id, calls);
    calls
}
