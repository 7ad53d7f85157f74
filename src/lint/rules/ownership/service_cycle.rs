//! `service-cycle`

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::analysis::facts::AccessOf;
use crate::analysis::needs::DependencyKind;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Level, Operation, OperationId, Part, ServiceId, Via};

rule! {
    /// Services need each other while they work. Where operations call each other in a circle and wait, that is an error.
    ///
    /// # Why it hurts
    /// Each is down when any other is, none can be deployed or started first, and a circle of waiting calls can stop itself: all
    /// threads of one service wait for a service that waits for a thread of the first.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(call: "check limit", timeout_ms: 500)]),
    ///     (name: "check limit", service: "Customers", accesses: [(call: "place order", timeout_ms: 300)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Customers")],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(call: "check limit", timeout_ms: 500)]),
    ///     (name: "check limit", service: "Customers", accesses: [(call: "place order", via: Event)]),
    /// ],
    /// ```
    RULE = "service-cycle", Ownership, Error
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let loops = operation_loops(context, found);
    service_cycles(context, &loops, found);
}

/// Reports circles of operations that wait for each other. Returns the services in each.
fn operation_loops(context: &Context, found: &mut Vec<Finding>) -> Vec<Vec<ServiceId>> {
    let calls = context
        .design
        .operations()
        .iter()
        .flat_map(|(id, operation)| {
            let accesses = operation.accesses.iter().enumerate();
            accesses.filter_map(move |(place, access)| match access.target {
                AccessTarget::Call(called) if context.facts.via(operation, access) == Via::Call => {
                    Some((
                        id,
                        called,
                        AccessOf {
                            operation: id,
                            place,
                        },
                    ))
                }
                _ => None,
            })
        });
    let calls: Vec<(OperationId, OperationId, AccessOf)> = calls.collect();
    let mut loops = Vec::new();
    for circle in circles(
        context.design.operations().ids(),
        calls.iter().map(|(a, b, _)| (*a, *b)),
    ) {
        let names: Vec<&str> = circle.iter().map(|id| context.name(*id)).collect();
        let message = format!(
            "{} wait for each other in a circle: when one is slow, all of them stop",
            context.list(&names),
        );
        let inside = |of: &&(OperationId, OperationId, AccessOf)| {
            circle.contains(&of.0) && circle.contains(&of.1)
        };
        // The edge that is used least is the cheapest to give up.
        let rate = |of: &AccessOf| {
            context
                .design
                .get(of.operation)
                .and_then(|o| o.rate)
                .unwrap_or(0.0)
        };
        let cheapest = calls
            .iter()
            .filter(inside)
            .min_by(|a, b| rate(&a.2).total_cmp(&rate(&b.2)).then(b.2.cmp(&a.2)));
        let fix = cheapest.map(|(caller, called, of)| by_event(context, *caller, *called, *of));
        let mut finding = Finding::new(Part::Operation(circle[0]), message)
            .along(
                circle
                    .iter()
                    .chain(circle.first())
                    .map(|id| Part::Operation(*id)),
            )
            .maybe_fix(fix);
        for id in &circle[1..] {
            finding = finding.also(Part::Operation(*id));
        }
        found.push(finding);
        loops.push(
            circle
                .iter()
                .filter_map(|id| context.design.get(*id)?.service)
                .collect(),
        );
    }
    loops
}

fn by_event(context: &Context, caller: OperationId, called: OperationId, of: AccessOf) -> Fix {
    Fix::look(
        format!(
            "Let {} ask {} by an event",
            context.name(caller),
            context.name(called)
        ),
        format!(
            "{} no longer knows the answer when it ends.",
            context.name(caller)
        ),
        move |builder| {
            builder.update(of.operation, |operation: &mut Operation| {
                if let Some(access) = operation.accesses.get_mut(of.place) {
                    access.via = Some(Via::Event);
                }
            });
        },
    )
}

/// Reports services that need each other, but for those of a circle of operations.
fn service_cycles(context: &Context, loops: &[Vec<ServiceId>], found: &mut Vec<Finding>) {
    let needs = context.facts.needs();
    let edges = needs
        .iter()
        .filter(|(_, need)| need.is_synchronous())
        .map(|(pair, _)| *pair);
    for circle in circles(context.design.services().ids(), edges) {
        if loops
            .iter()
            .any(|of| circle.iter().all(|service| of.contains(service)))
        {
            continue;
        }
        let names: Vec<&str> = circle.iter().map(|id| context.name(*id)).collect();
        let message = format!(
            "{} need each other to work: none of them can be changed, started or repaired alone",
            context.list(&names),
        );
        let cheapest = needs
            .iter()
            .filter(|((from, to), need)| {
                need.is_synchronous() && circle.contains(from) && circle.contains(to)
            })
            .min_by_key(|(_, need)| {
                need.count(DependencyKind::Call) + need.count(DependencyKind::Check)
            });
        let advice = cheapest.map(|((from, to), _)| {
            Fix::advice(format!(
                "Let {} hear of {} by events",
                context.name(*from),
                context.name(*to)
            ))
        });
        let mut finding = Finding::new(Part::Service(circle[0]), message)
            .at(Level::Warning)
            .along(
                circle
                    .iter()
                    .chain(circle.first())
                    .map(|id| Part::Service(*id)),
            )
            .maybe_fix(advice);
        for id in &circle[1..] {
            finding = finding.also(Part::Service(*id));
        }
        found.push(finding);
    }
}

/// Groups that reach each other, each in the order of the ids.
fn circles<T: Copy + Ord>(
    ids: impl Iterator<Item = T>,
    edges: impl Iterator<Item = (T, T)>,
) -> Vec<Vec<T>> {
    let mut graph: DiGraph<T, ()> = DiGraph::new();
    let nodes: BTreeMap<T, NodeIndex> = ids.map(|id| (id, graph.add_node(id))).collect();
    let mut own = Vec::new();
    for (from, to) in edges {
        if from == to {
            own.push(from);
        }
        if let (Some(from), Some(to)) = (nodes.get(&from), nodes.get(&to)) {
            graph.update_edge(*from, *to, ());
        }
    }
    let mut circles: Vec<Vec<T>> = tarjan_scc(&graph)
        .into_iter()
        .map(|group| {
            let mut group: Vec<T> = group.into_iter().map(|node| graph[node]).collect();
            group.sort();
            group
        })
        .filter(|group| group.len() > 1 || group.iter().any(|id| own.contains(id)))
        .collect();
    circles.sort();
    circles
}
