//! `untested-critical-operation`

use crate::analysis::dependencies::Subject;
use crate::edit::unique_name;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Expectation, OperationId, Part, Scenario, Tier, Trial};

rule! {
    /// A critical operation that no failure scenario has an expectation about.
    ///
    /// # Why it hurts
    /// What it should do while a part is down stands nowhere, so nobody notices when a change of the design takes it away.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Customers")],
    /// operations: [(name: "place order", service: "Orders", accesses: [(call_service: "Customers", timeout_ms: 300, fallback: DefaultValue)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Customers")],
    /// operations: [(name: "place order", service: "Orders", accesses: [(call_service: "Customers", timeout_ms: 300, fallback: DefaultValue)])],
    /// scenarios: [(name: "Customers is down", trials: [Down(part: Service("Customers"))], expectations: [MayDegrade("place order")])],
    /// ```
    RULE = "untested-critical-operation", Testing, Info
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let design = context.design;
    for (id, operation) in design.operations().iter() {
        let tested = || {
            let mut scenarios = design.scenarios().iter();
            scenarios.any(|(_, scenario)| tests(scenario, id))
        };
        if context.facts.operation_tier(operation) != Tier::Critical || tested() {
            continue;
        }
        let message = format!(
            "What {} does while a part is down is tried nowhere: no scenario expects anything of it",
            operation.name
        );
        let mut finding = Finding::new(Part::Operation(id), message);
        let parts = smallest_cut_set(context, id);
        if !parts.is_empty() {
            let names: Vec<String> = parts.iter().map(|part| context.part(part)).collect();
            let wanted = format!("{} without {}", operation.name, context.list(&names));
            let taken = design.scenarios().iter().map(|(_, s)| s.name.as_str());
            let scenario = Scenario {
                name: unique_name(&wanted, taken),
                trials: parts
                    .into_iter()
                    .map(|part| Trial::Down {
                        part,
                        count: None,
                        for_s: None,
                    })
                    .collect(),
                expectations: vec![Expectation::MayDegrade(id)],
                ..Scenario::default()
            };
            finding = finding.fix(Fix::look(
                format!("Try it without {}", context.list(&names)),
                "`erdwall test` fails until the operation answers without it, or until the scenario expects less.",
                move |builder| {
                    builder.insert(scenario.clone());
                },
            ));
        }
        found.push(finding);
    }
}

/// Whether a scenario tries a failure and expects something of the operation.
fn tests(scenario: &Scenario, id: OperationId) -> bool {
    let fails = |trial: &Trial| {
        matches!(
            trial,
            Trial::Down { .. } | Trial::Slow { .. } | Trial::CutOff { .. }
        )
    };
    let expects = |expectation: &Expectation| match expectation {
        Expectation::StaysUp(of) | Expectation::MayDegrade(of) | Expectation::MayFail(of) => {
            *of == id
        }
        Expectation::RecoversWithin { operation, .. } => *operation == id,
        Expectation::BlastRadiusAtMost(_) | Expectation::Compatible => false,
    };
    scenario.trials.iter().any(fails) && scenario.expectations.iter().any(expects)
}

/// The parts of the smallest cut set that something can be done about.
fn smallest_cut_set(context: &Context, id: OperationId) -> Vec<Part> {
    let outage = context
        .availabilities()
        .and_then(|all| all.get(Subject::Operation(id)));
    let own = context.design.get(id).and_then(|o| o.service);
    let causes = context.dependencies().causes();
    let sets = outage.map_or(&[][..], |outage| outage.smallest.as_slice());
    let parts = |set: &Vec<usize>| {
        let mut parts: Vec<Part> = Vec::new();
        for part in set.iter().flat_map(|cause| causes[*cause].cause.parts()) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    };
    // Nothing helps against the own service being down, and little against a whole region.
    let own = own.map(Part::Service);
    let is_hopeless = |part: &Part| Some(part) == own.as_ref() || matches!(part, Part::Domain(_));
    let mut sets = sets.iter().map(parts).collect::<Vec<_>>();
    sets.sort_by_key(|parts| (parts.iter().any(is_hopeless), parts.len()));
    sets.into_iter().next().unwrap_or_default()
}
