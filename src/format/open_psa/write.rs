//! A design as fault trees, so that another engine can check the figures.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::availability::fault_tree;
use crate::analysis::dependencies::{Dependencies, Subject, Words};
use crate::analysis::facts::Facts;
use crate::analysis::failure::{FaultTree, Fixpoint, Operator, Term};
use crate::edit::unique_name;
use crate::format::xml;
use crate::model::Design;
use crate::model::names::Names;

/// The fault trees of all operations, services and sagas of a design: a gate for each, named after it, with its own name as the
/// label where the format does not allow that. Causes whose probability nobody has given have none.
pub fn write(design: &Design) -> String {
    let dependencies = Dependencies::new(&Facts::new(design));
    let names = Names::new(design);
    let words = Words::new(design, &names, &dependencies);
    let operations = dependencies.operations().iter();
    let subjects: Vec<Subject> = operations
        .map(|operation| operation.subject)
        .chain(design.services().ids().map(Subject::Service))
        .chain(design.sagas().ids().map(Subject::Saga))
        .collect();
    let (tree, terms) = fault_tree(&dependencies, &subjects, Fixpoint::Least, &|_| {
        String::new()
    });
    let mut writer = Writer {
        tree: &tree,
        taken: BTreeSet::new(),
        events: BTreeMap::new(),
        gates: BTreeMap::new(),
    };
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opsa-mef>\n  <define-fault-tree name=\"",
    );
    text.push_str(&identifier(&design.header().name));
    text.push_str("\">\n");
    let tops: Vec<String> = subjects
        .iter()
        .map(|subject| writer.name(&words.subject(*subject)))
        .collect();
    let (needed_gates, needed_events) = needed(&tree, &terms);
    for event in &needed_events {
        let name = writer.name(&words.cause(&dependencies.causes()[*event].cause));
        writer.events.insert(*event, name);
    }
    for gate in &needed_gates {
        let name = writer.name(&format!("gate {gate}"));
        writer.gates.insert(*gate, name);
    }
    for ((subject, name), term) in subjects.iter().zip(&tops).zip(&terms) {
        text.push_str(&format!("    <define-gate name=\"{name}\">\n      <label>"));
        xml::escape(&words.subject(*subject), &mut text);
        text.push_str("</label>\n      ");
        text.push_str(&writer.term(*term));
        text.push_str("\n    </define-gate>\n");
    }
    for gate in &needed_gates {
        writer.gate(*gate, &mut text);
    }
    text.push_str("  </define-fault-tree>\n  <model-data>\n");
    for (event, name) in &writer.events {
        let known = &dependencies.causes()[*event];
        text.push_str(&format!(
            "    <define-basic-event name=\"{name}\">\n      <label>"
        ));
        xml::escape(&words.cause(&known.cause), &mut text);
        text.push_str("</label>\n");
        if let Some(probability) = known.probability {
            text.push_str(&format!("      <float value=\"{probability:e}\"/>\n"));
        }
        text.push_str("    </define-basic-event>\n");
    }
    text.push_str("  </model-data>\n</opsa-mef>\n");
    text
}

struct Writer<'a> {
    tree: &'a FaultTree,
    taken: BTreeSet<String>,
    events: BTreeMap<usize, String>,
    gates: BTreeMap<usize, String>,
}

impl Writer<'_> {
    /// A name that the format allows and that nothing else has.
    fn name(&mut self, wanted: &str) -> String {
        let name = identifier(wanted);
        // Other readers do not tell capitals apart.
        let taken = self.taken.iter().map(String::as_str);
        let free = if self.taken.contains(&name.to_lowercase()) {
            unique_name(&name.to_lowercase(), taken)
        } else {
            name
        };
        self.taken.insert(free.to_lowercase());
        free
    }

    fn term(&self, term: Term) -> String {
        match term {
            Term::Constant(value) => format!("<constant value=\"{value}\"/>"),
            Term::Event(event) => format!("<basic-event name=\"{}\"/>", self.events[&event]),
            Term::Gate(gate) => format!("<gate name=\"{}\"/>", self.gates[&gate]),
        }
    }

    fn gate(&self, at: usize, text: &mut String) {
        let gate = &self.tree.gates()[at];
        let (open, close) = match gate.operator {
            Operator::And => ("and".to_owned(), "and"),
            Operator::Or => ("or".to_owned(), "or"),
            Operator::AtLeast(minimum) => (format!("atleast min=\"{minimum}\""), "atleast"),
            Operator::Xor => ("xor".to_owned(), "xor"),
            Operator::Not => ("nor".to_owned(), "nor"),
        };
        text.push_str(&format!(
            "    <define-gate name=\"{}\">\n      <{open}>\n",
            self.gates[&at]
        ));
        for input in &gate.inputs {
            text.push_str(&format!("        {}\n", self.term(*input)));
        }
        text.push_str(&format!("      </{close}>\n    </define-gate>\n"));
    }
}

/// Letters, digits and underscores, a letter first.
fn identifier(text: &str) -> String {
    let mut name: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert(0, 'n');
    }
    name
}

/// The gates and events that terms depend on.
fn needed(tree: &FaultTree, terms: &[Term]) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut gates, mut events) = (BTreeSet::new(), BTreeSet::new());
    let mut open = terms.to_vec();
    while let Some(term) = open.pop() {
        match term {
            Term::Constant(_) => {}
            Term::Event(event) => {
                events.insert(event);
            }
            Term::Gate(gate) => {
                if gates.insert(gate) {
                    open.extend(&tree.gates()[gate].inputs);
                }
            }
        }
    }
    (gates, events)
}
