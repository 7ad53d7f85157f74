//! Gates: formulas over events and other gates.

use roxmltree::Node;

use super::names::{Meaning, Names, boolean};
use super::{OpenPsaError, attribute, content, fault};
use crate::analysis::failure::{FaultTree, Operator, Term};

/// The term of each gate, and whether another gate uses it.
pub(super) fn gates(
    names: &Names,
    events: &[Term],
    tree: &mut FaultTree,
) -> Result<(Vec<Term>, Vec<bool>), OpenPsaError> {
    let uses = names
        .gates
        .iter()
        .map(|gate| {
            let mut found = Vec::new();
            for node in gate.element.descendants().filter(|n| is_reference(*n)) {
                if let Meaning::Gate(used) = names.meaning(node, &gate.scope)? {
                    found.push((used, node));
                }
            }
            Ok(found)
        })
        .collect::<Result<Vec<_>, OpenPsaError>>()?;
    let mut used = vec![false; names.gates.len()];
    for &(gate, _) in uses.iter().flatten() {
        used[gate] = true;
    }
    let mut builder = Builder {
        names,
        events,
        tree,
        gates: vec![None; names.gates.len()],
    };
    for gate in order(names, &uses)? {
        builder.gates[gate] = Some(builder.gate(gate)?);
    }
    let terms = builder.gates.into_iter().flatten().collect();
    Ok((terms, used))
}

fn is_reference(node: Node) -> bool {
    node.is_element() && matches!(node.tag_name().name(), "gate" | "event")
}

/// The gates in an order in which each comes after those it uses.
fn order(names: &Names, uses: &[Vec<(usize, Node)>]) -> Result<Vec<usize>, OpenPsaError> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; uses.len()];
    let mut order = Vec::with_capacity(uses.len());
    for start in 0..uses.len() {
        let mut path = Vec::new();
        if state[start] == State::New {
            state[start] = State::Open;
            path.push((start, 0));
        }
        while let Some((gate, next)) = path.last_mut() {
            let Some(&(used, node)) = uses[*gate].get(*next) else {
                state[*gate] = State::Done;
                order.push(*gate);
                path.pop();
                continue;
            };
            *next += 1;
            match state[used] {
                State::Done => {}
                State::New => {
                    state[used] = State::Open;
                    path.push((used, 0));
                }
                State::Open => {
                    let from = path.iter().position(|&(gate, _)| gate == used).unwrap_or(0);
                    let circle: Vec<_> = path[from..]
                        .iter()
                        .map(|&(gate, _)| names.gates[gate].name.as_str())
                        .take(10)
                        .collect();
                    return Err(fault(
                        node,
                        format!(
                            "gate “{}” depends on itself ({} → …); a fault tree has no cycles",
                            names.gates[used].name,
                            circle.join(" → ")
                        ),
                    ));
                }
            }
        }
    }
    Ok(order)
}

struct Builder<'t, 'n, 'a, 'i> {
    names: &'n Names<'a, 'i>,
    events: &'n [Term],
    tree: &'t mut FaultTree,
    gates: Vec<Option<Term>>,
}

impl Builder<'_, '_, '_, '_> {
    fn gate(&mut self, gate: usize) -> Result<Term, OpenPsaError> {
        let definition = &self.names.gates[gate];
        let mut formulas = content(definition.element);
        let Some(formula) = formulas.next() else {
            return Err(fault(
                definition.element,
                format!("gate “{}” has no formula", definition.name),
            ));
        };
        if let Some(second) = formulas.next() {
            return Err(fault(
                second,
                format!(
                    "gate “{}” has two formulas; combine them with <and> or <or>",
                    definition.name
                ),
            ));
        }
        self.formula(formula, &definition.scope, &definition.name)
    }

    fn formula(&mut self, node: Node, scope: &str, name: &str) -> Result<Term, OpenPsaError> {
        let kind = node.tag_name().name();
        match kind {
            "gate" | "basic-event" | "house-event" | "event" => {
                return Ok(match self.names.meaning(node, scope)? {
                    Meaning::Event(event) => self.events[event],
                    Meaning::House(state) => Term::Constant(state),
                    Meaning::Gate(gate) => self.gates[gate]
                        .ok_or_else(|| fault(node, "this gate depends on itself"))?,
                });
            }
            "constant" => return Ok(Term::Constant(boolean(node)?)),
            _ => {}
        }
        let inputs = content(node)
            .map(|input| self.formula(input, scope, ""))
            .collect::<Result<Vec<_>, _>>()?;
        let takes = |count: usize| {
            if inputs.len() == count {
                Ok(())
            } else {
                Err(fault(
                    node,
                    format!(
                        "<{kind}> takes {count} {}, here are {}",
                        if count == 1 { "input" } else { "inputs" },
                        inputs.len()
                    ),
                ))
            }
        };
        let number = |attribute_name| -> Result<usize, OpenPsaError> {
            let text = attribute(node, attribute_name)?;
            text.trim().parse().map_err(|_| {
                fault(
                    node,
                    format!(
                        "“{text}” is not a number of inputs; {attribute_name} must be 0 or more"
                    ),
                )
            })
        };
        if inputs.is_empty() {
            return Err(fault(node, format!("<{kind}> has no inputs")));
        }
        let (operator, inputs) = match kind {
            "and" => (Operator::And, inputs),
            "or" => (Operator::Or, inputs),
            "atleast" => (Operator::AtLeast(number("min")?), inputs),
            "not" => {
                takes(1)?;
                (Operator::Not, inputs)
            }
            "nor" => (Operator::Not, inputs),
            "nand" => (Operator::Not, vec![self.tree.and(inputs)]),
            "xor" => {
                takes(2)?;
                (Operator::Xor, inputs)
            }
            "iff" => {
                takes(2)?;
                let differ = self.tree.gate("", Operator::Xor, inputs);
                (Operator::Not, vec![differ])
            }
            "imply" => {
                takes(2)?;
                let not = self.tree.gate("", Operator::Not, vec![inputs[0]]);
                (Operator::Or, vec![not, inputs[1]])
            }
            "cardinality" => {
                let (least, most) = (number("min")?, number("max")?);
                let more = self.tree.at_least(most.saturating_add(1), inputs.clone());
                let no_more = self.tree.gate("", Operator::Not, vec![more]);
                let enough = self.tree.at_least(least, inputs);
                (Operator::And, vec![enough, no_more])
            }
            _ => {
                return Err(fault(
                    node,
                    format!("<{kind}> is not a gate that is supported here"),
                ));
            }
        };
        Ok(self.tree.gate(name, operator, inputs))
    }
}
