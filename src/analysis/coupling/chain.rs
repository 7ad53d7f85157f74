//! How long people wait in a row: chains of services in which each waits for the next.
//!
//! Decided on operations: that A calls B and B calls C is a chain only where the operation of B that A calls is one that calls
//! C. A call that names a service and no operation may mean any of them.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::analysis::facts::Facts;
use crate::model::{AccessTarget, EntityId, Integrity, OperationId, Part, ServiceId, Via};

/// A chain of services in which each waits for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// How many times one service waits for another. Services that wait for each other in a circle count as one.
    pub hops: usize,
    /// The services in order. Those of one circle stand together.
    pub services: Vec<Vec<ServiceId>>,
    /// The operations, entities and services on the way.
    pub path: Vec<Part>,
}

/// What can be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Operation(OperationId),
    /// A service asked without naming an operation.
    Service(ServiceId),
    /// An entity written: its checked references are asked for.
    Write(EntityId),
    /// An entity read: nothing further is waited for.
    Read(EntityId),
}

/// All chains of a design.
pub(super) struct Chains {
    /// Groups of nodes that wait for each other, each after all that it waits for.
    groups: Vec<Group>,
    /// By service: the group with the longest chain among its own.
    of_service: BTreeMap<ServiceId, usize>,
    /// Services that wait for each other.
    circles: BTreeSet<ServiceId>,
}

struct Group {
    nodes: Vec<(Node, Option<ServiceId>)>,
    hops: usize,
    next: Option<usize>,
}

impl Chains {
    pub(super) fn of(facts: &Facts) -> Self {
        let graph = waits(facts);
        let parts = kosaraju_scc(&graph);
        let mut group_of = vec![0; graph.node_count()];
        for (at, part) in parts.iter().enumerate() {
            for node in part {
                group_of[node.index()] = at;
            }
        }
        let mut groups: Vec<Group> = Vec::with_capacity(parts.len());
        let mut of_service: BTreeMap<ServiceId, usize> = BTreeMap::new();
        // In this order, everything that a group waits for comes before it.
        for (at, part) in parts.iter().enumerate() {
            let mut longest: Option<(usize, usize)> = None;
            for node in part {
                for next in graph.neighbors(*node) {
                    let other = group_of[next.index()];
                    if other == at {
                        continue;
                    }
                    let hop = usize::from(differ(graph[*node].1, graph[next].1));
                    let hops = groups[other].hops + hop;
                    if longest.is_none_or(|(most, _)| hops > most) {
                        longest = Some((hops, other));
                    }
                }
            }
            let mut nodes: Vec<_> = part.iter().map(|node| graph[*node]).collect();
            nodes.sort_unstable();
            for (node, service) in &nodes {
                // What only is asked for is no start of a chain of its service.
                let Some(service) = service.filter(|_| !matches!(node, Node::Read(_))) else {
                    continue;
                };
                let hops = longest.map_or(0, |(hops, _)| hops);
                let best = of_service.entry(service).or_insert(at);
                if *best != at && groups[*best].hops < hops {
                    *best = at;
                }
            }
            groups.push(Group {
                nodes,
                hops: longest.map_or(0, |(hops, _)| hops),
                next: longest.map(|(_, next)| next),
            });
        }
        let circles = groups.iter().filter(|group| group.is_circle());
        Self {
            circles: circles.flat_map(Group::services).collect(),
            groups,
            of_service,
        }
    }

    /// How many services wait in a row when this one is asked.
    pub(super) fn depth(&self, service: ServiceId) -> usize {
        let group = self.of_service.get(&service);
        group.map_or(0, |group| self.groups[*group].hops)
    }

    /// Whether a service waits for one that waits for it.
    pub(super) fn is_in_circle(&self, service: ServiceId) -> bool {
        self.circles.contains(&service)
    }

    /// The longest chain, if any service waits for another.
    pub(super) fn longest(&self) -> Option<Chain> {
        let hops = self.groups.iter().map(|group| group.hops).max()?;
        // Of several, the one that starts at the first operation of the design.
        let starts = self
            .groups
            .iter()
            .filter(|group| group.hops == hops && (hops > 0 || group.is_circle()));
        let start = starts.min_by_key(|group| group.nodes.first().map(|(node, _)| *node))?;
        let mut services: Vec<Vec<ServiceId>> = Vec::new();
        let mut path = Vec::new();
        let mut group = Some(start);
        while let Some(current) = group {
            let here = current.services();
            if !here.is_empty() && services.last() != Some(&here) {
                services.push(here);
            }
            path.extend(current.nodes.iter().map(|(node, _)| match node {
                Node::Operation(id) => Part::Operation(*id),
                Node::Service(id) => Part::Service(*id),
                Node::Write(id) | Node::Read(id) => Part::Entity(*id),
            }));
            group = current.next.map(|next| &self.groups[next]);
        }
        path.dedup();
        Some(Chain {
            hops,
            services,
            path,
        })
    }
}

impl Group {
    fn services(&self) -> Vec<ServiceId> {
        let mut services: Vec<ServiceId> = self.nodes.iter().filter_map(|(_, it)| *it).collect();
        services.sort_unstable();
        services.dedup();
        services
    }

    fn is_circle(&self) -> bool {
        self.services().len() > 1
    }
}

/// Whether both are services, and different ones.
fn differ(one: Option<ServiceId>, other: Option<ServiceId>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

type Waits = DiGraph<(Node, Option<ServiceId>), ()>;

/// Who waits for whom.
fn waits(facts: &Facts) -> Waits {
    let design = facts.design;
    let mut graph = Waits::new();
    let mut nodes: BTreeMap<Node, NodeIndex> = BTreeMap::new();
    let service_of = |node: Node| match node {
        Node::Operation(id) => design.get(id).and_then(|operation| operation.service),
        Node::Service(id) => Some(id),
        Node::Write(id) | Node::Read(id) => facts.owner(id),
    };
    let mut wait = |graph: &mut Waits, from: Node, to: Node| {
        let [from, to] = [from, to].map(|node| {
            *nodes
                .entry(node)
                .or_insert_with(|| graph.add_node((node, service_of(node))))
        });
        graph.add_edge(from, to, ());
    };
    for (id, operation) in design.operations().iter() {
        if let Some(service) = operation.service {
            wait(&mut graph, Node::Service(service), Node::Operation(id));
        }
        for access in &operation.accesses {
            let via = facts.via(operation, access);
            let to = match access.target {
                AccessTarget::Read(entity) => Node::Read(entity),
                AccessTarget::Write(entity) => Node::Write(entity),
                AccessTarget::Call(operation) => Node::Operation(operation),
                AccessTarget::CallService(service) => Node::Service(service),
            };
            match (via, to) {
                (Via::Call, _) => wait(&mut graph, Node::Operation(id), to),
                // A write asks for what it refers to, wherever it is done.
                (Via::OwnStore, Node::Write(_)) => wait(&mut graph, Node::Operation(id), to),
                _ => {}
            }
        }
    }
    for (_, relationship) in design.relationships().iter() {
        if matches!(relationship.integrity, Integrity::Checked { .. })
            && facts.crosses_services(relationship)
        {
            wait(
                &mut graph,
                Node::Write(relationship.from.entity),
                Node::Read(relationship.to.entity),
            );
        }
    }
    graph
}
