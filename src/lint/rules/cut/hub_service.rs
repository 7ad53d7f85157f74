//! `hub-service`

use std::collections::BTreeMap;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Part, ServiceId};

rule! {
    /// Many services need one service, and it needs many in turn.
    ///
    /// # Why it hurts
    /// Whatever fails behind it reaches all before it. It is in the way of every change, and the first to be slow.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Hub"), (name: "A"), (name: "B"), (name: "C"), (name: "D"), (name: "E"), (name: "F")],
    /// operations: [
    ///     (name: "a", service: "A", accesses: [(call_service: "Hub", timeout_ms: 900, fallback: None)]),
    ///     (name: "b", service: "B", accesses: [(call_service: "Hub", timeout_ms: 900, fallback: None)]),
    ///     (name: "c", service: "C", accesses: [(call_service: "Hub", timeout_ms: 900, fallback: None)]),
    ///     (name: "hub", service: "Hub", accesses: [
    ///         (call_service: "D", timeout_ms: 300, fallback: None), (call_service: "E", timeout_ms: 300, fallback: None), (call_service: "F", timeout_ms: 300, fallback: None),
    ///     ]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Hub"), (name: "A"), (name: "B"), (name: "D")],
    /// operations: [
    ///     (name: "a", service: "A", accesses: [(call_service: "Hub", timeout_ms: 900, fallback: None)]),
    ///     (name: "b", service: "B", accesses: [(call_service: "D", timeout_ms: 900, fallback: None)]),
    /// ],
    /// ```
    RULE = "hub-service", Cut, Warning, ["each_way": 3.0, "Services each way from which on it is a hub"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    // Only what lets failure through counts: who only hears of others by events carries nothing on.
    let mut couplings: BTreeMap<ServiceId, (usize, usize)> = BTreeMap::new();
    for ((from, to), need) in context.facts.needs() {
        if need.lets_failure_through() {
            couplings.entry(*from).or_default().1 += 1;
            couplings.entry(*to).or_default().0 += 1;
        }
    }
    let limit = context.threshold("each_way");
    // An outlier has also clearly more than is usual in this design.
    let usual = couplings
        .values()
        .map(|(inward, outward)| inward.min(outward))
        .sum::<usize>() as f64
        / couplings.len().max(1) as f64;
    for (service, (inward, outward)) in &couplings {
        let both = *inward.min(outward) as f64;
        if both < limit || both < usual * 2.0 {
            continue;
        }
        let message = format!(
            "{} carries failures of {outward} services to {inward} others: nearly everything runs through it",
            context.name(*service),
        );
        found.push(
            Finding::new(Part::Service(*service), message).fix(Fix::advice(
                "Split it by who needs it, or let it hear of the others by events",
            )),
        );
    }
}
