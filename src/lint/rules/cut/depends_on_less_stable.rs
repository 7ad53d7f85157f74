//! `depends-on-less-stable`

use crate::analysis::coupling::degrees;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::Part;

rule! {
    /// A service that many need depends on one that itself depends on many.
    ///
    /// # Why it hurts
    /// Instability is Ce / (Ca + Ce): how many services one needs, of all that it has to do with. A stable service that waits for an
    /// unstable one has to change, and fails, as often as that one does; and all who rely on it with it.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Core"), (name: "A"), (name: "B"), (name: "C"), (name: "Edge"), (name: "X"), (name: "Y")],
    /// operations: [
    ///     (name: "a", service: "A", accesses: [(call_service: "Core", timeout_ms: 900, fallback: None)]),
    ///     (name: "b", service: "B", accesses: [(call_service: "Core", timeout_ms: 900, fallback: None)]),
    ///     (name: "c", service: "C", accesses: [(call_service: "Core", timeout_ms: 900, fallback: None)]),
    ///     (name: "core", service: "Core", accesses: [(call_service: "Edge", timeout_ms: 500, fallback: None)]),
    ///     (name: "edge", service: "Edge", accesses: [(call_service: "X", timeout_ms: 200, fallback: None), (call_service: "Y", timeout_ms: 200, fallback: None)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Core"), (name: "A"), (name: "B"), (name: "C")],
    /// operations: [
    ///     (name: "a", service: "A", accesses: [(call_service: "Core", timeout_ms: 900, fallback: None)]),
    ///     (name: "b", service: "B", accesses: [(call_service: "Core", timeout_ms: 900, fallback: None)]),
    ///     (name: "c", service: "C", accesses: [(call_service: "Core", timeout_ms: 900, fallback: None)]),
    /// ],
    /// ```
    RULE = "depends-on-less-stable", Cut, Info, [
        "difference": 0.3, "How much more unstable the other one is";
        "needed_by": 3.0, "Services that need the first one"
    ]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let couplings = degrees(context.facts.needs());
    let (difference, needed_by) = (
        context.threshold("difference"),
        context.threshold("needed_by"),
    );
    let instability =
        |(inward, outward): (usize, usize)| outward as f64 / (inward + outward).max(1) as f64;
    for ((from, to), need) in context.facts.needs() {
        let (Some(one), Some(other)) = (couplings.get(from), couplings.get(to)) else {
            continue;
        };
        let (stable, unstable) = (instability(*one), instability(*other));
        if !need.is_synchronous() || (one.0 as f64) < needed_by || unstable < stable + difference {
            continue;
        }
        let message = format!(
            "{} services rely on {}, and it waits for {}, which changes far more often: instability {stable:.2} against {unstable:.2}",
            one.0,
            context.name(*from),
            context.name(*to),
        );
        found.push(
            Finding::new(Part::Service(*from), message)
                .also(Part::Service(*to))
                .along([Part::Service(*to), Part::Service(*from)])
                .fix(Fix::advice(format!(
                    "Let {} hear of {} by events",
                    context.name(*from),
                    context.name(*to)
                ))),
        );
    }
}
