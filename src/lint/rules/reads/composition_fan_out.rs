//! `composition-fan-out`

use super::services_called;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::Part;

rule! {
    /// One operation waits for many services.
    ///
    /// # Why it hurts
    /// Five services that are each up 99.9 % of the time make an operation that is up 99.5 %; and the slowest of the five decides
    /// how fast it is.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Web", kind: Gateway), (name: "A"), (name: "B"), (name: "C"), (name: "D")],
    /// operations: [(name: "home page", service: "Web", kind: Query, accesses: [
    ///     (call_service: "A", timeout_ms: 200, fallback: Cache), (call_service: "B", timeout_ms: 200, fallback: Cache),
    ///     (call_service: "C", timeout_ms: 200, fallback: Cache), (call_service: "D", timeout_ms: 200, fallback: Cache),
    /// ])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Web", kind: Gateway), (name: "A"), (name: "B")],
    /// operations: [(name: "home page", service: "Web", kind: Query, accesses: [
    ///     (call_service: "A", timeout_ms: 200, fallback: Cache), (call_service: "B", timeout_ms: 200, fallback: Cache),
    /// ])],
    /// ```
    RULE = "composition-fan-out", Reads, Info, ["services": 4.0, "Services from which on they are many"]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let many = context.threshold("services") as usize;
    for (id, operation) in context.design.operations().iter() {
        let services = services_called(context, operation);
        if services.len() < many {
            continue;
        }
        let names: Vec<&str> = services
            .iter()
            .map(|service| context.name(*service))
            .collect();
        let message = format!(
            "{} is as slow as the slowest of {}: it waits for each",
            operation.name,
            context.list(&names)
        );
        let mut finding = Finding::new(Part::Operation(id), message);
        for service in &services {
            finding = finding.also(Part::Service(*service));
        }
        found.push(finding.fix(Fix::advice(
            "Read a projection or a data product that has it all",
        )));
    }
}
