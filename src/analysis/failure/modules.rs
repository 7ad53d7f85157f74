//! Modules: gates that share nothing with the rest of the tree, so that each is solved on its own.

use super::graph::{Graph, Literal, Node};

/// For each node, whether it is a gate below which nothing is that anything else uses.
///
/// The times of the first and the last visit tell, in linear time (Dutuit and Rauzy, 1996).
pub(super) fn modules(graph: &Graph, top: Literal) -> Vec<bool> {
    let count = graph.nodes().len();
    let mut first = vec![0_u32; count];
    let mut left = vec![0_u32; count];
    let mut last = vec![0_u32; count];
    let mut time = 1;
    first[top.node()] = time;
    last[top.node()] = time;
    let mut path = vec![(top.node(), 0)];
    while let Some((node, next)) = path.last_mut() {
        time += 1;
        if let Some(input) = graph.inputs(*node).get(*next) {
            *next += 1;
            let input = input.node();
            last[input] = time;
            if first[input] == 0 {
                first[input] = time;
                path.push((input, 0));
            }
        } else {
            left[*node] = time;
            last[*node] = time;
            path.pop();
        }
    }
    let mut earliest = vec![u32::MAX; count];
    let mut latest = vec![0; count];
    let mut module = vec![false; count];
    for node in 0..count {
        if first[node] == 0 {
            continue;
        }
        for input in graph.inputs(node) {
            let input = input.node();
            earliest[node] = earliest[node].min(earliest[input]).min(first[input]);
            latest[node] = latest[node].max(latest[input]).max(last[input]);
        }
        module[node] = !graph.inputs(node).is_empty()
            && earliest[node] > first[node]
            && latest[node] < left[node];
    }
    module
}

/// The graph with the inputs that a gate shares with nobody put under a gate of their own: a module that stands
/// for them as one variable.
pub(super) fn grouped(graph: &Graph, top: Literal) -> (Graph, Literal) {
    let uses = graph.uses(top);
    let mut new = Graph::empty();
    let mut literals = vec![Literal::TRUE; graph.nodes().len()];
    let mut private = vec![false; graph.nodes().len()];
    for (at, node) in graph.nodes().iter().enumerate() {
        if uses[at] == 0 {
            continue;
        }
        private[at] =
            uses[at] == 1 && at > 0 && node.inputs().iter().all(|input| private[input.node()]);
        let renamed = |literal: &Literal| literals[literal.node()].toggled(literal.negated());
        literals[at] = match node {
            Node::And(inputs) => {
                let (own, shared): (Vec<_>, Vec<_>) =
                    inputs.iter().partition(|input| private[input.node()]);
                let mut inputs: Vec<_> = shared.into_iter().map(|i| renamed(&i)).collect();
                let own: Vec<_> = own.into_iter().map(|i| renamed(&i)).collect();
                if own.len() < 2 || inputs.is_empty() {
                    inputs.extend(own);
                } else {
                    inputs.push(new.and(own));
                }
                new.and(inputs)
            }
            Node::AtLeast(minimum, inputs) => {
                let inputs = inputs.iter().map(renamed).collect();
                new.add(Node::AtLeast(*minimum, inputs))
            }
            Node::Xor([a, b]) => new.add(Node::Xor([renamed(a), renamed(b)])),
            Node::True => Literal::TRUE,
            Node::Event(event) => new.add(Node::Event(*event)),
        };
    }
    let top = literals[top.node()].toggled(top.negated());
    (new, top)
}
