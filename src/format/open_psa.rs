//! Fault trees in the Open-PSA Model Exchange Format.
//!
//! Gates, basic events and house events, by name and in the scopes of components; formulas of any depth; probabilities
//! as numbers, parameters and arithmetic on them. What would change the answer and is not understood is an error.

mod expression;
mod formula;
mod names;
mod write;

use roxmltree::{Document, Node};

use crate::analysis::failure::{FaultTree, Term};
use names::Names;
pub use write::write;

/// A fault tree as it stands in a file.
#[derive(Clone, Debug)]
pub struct Model {
    /// All its events and gates.
    pub tree: FaultTree,
    /// The gates that no other gate uses, by name.
    pub tops: Vec<(String, Term)>,
    /// The basic events that have no probability; in the tree they have 0.
    pub without_probability: Vec<String>,
}

/// Why a file is no fault tree that can be analyzed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OpenPsaError {
    /// Not text.
    #[error("byte {at} is not UTF-8; save the file as UTF-8")]
    NotUtf8 {
        /// The first such byte, from 1.
        at: usize,
    },
    /// Not XML.
    #[error("this is not XML: {0}")]
    NotXml(roxmltree::Error),
    /// Not a model in this format.
    #[error(
        "the root element is <{found}>; a fault tree in the Open-PSA format starts with <opsa-mef>"
    )]
    NotOpenPsa {
        /// The root element.
        found: String,
    },
    /// Something in the model.
    #[error("line {line}, column {column}: {message}")]
    At {
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
        /// What is wrong there and what to do about it.
        message: String,
    },
    /// There are no gates.
    #[error("the model defines no gate; a fault tree needs one <define-gate>")]
    NoGate,
    /// Every gate is used by another one.
    #[error("no gate is the top: each is an input of another one")]
    NoTop,
}

/// Reads a model.
pub fn read(bytes: &[u8]) -> Result<Model, OpenPsaError> {
    let text = std::str::from_utf8(bytes).map_err(|error| OpenPsaError::NotUtf8 {
        at: error.valid_up_to() + 1,
    })?;
    nesting(text)?;
    let document = Document::parse(text).map_err(OpenPsaError::NotXml)?;
    let root = document.root_element();
    if root.tag_name().name() != "opsa-mef" {
        return Err(OpenPsaError::NotOpenPsa {
            found: root.tag_name().name().to_owned(),
        });
    }
    let names = Names::new(root)?;
    if names.gates.is_empty() {
        return Err(OpenPsaError::NoGate);
    }
    let mut tree = FaultTree::default();
    let mut without_probability = Vec::new();
    let mut events = Vec::with_capacity(names.events.len());
    for event in &names.events {
        let probability = expression::of_event(&names, event)?;
        if probability.is_none() {
            without_probability.push(event.name.clone());
        }
        events.push(tree.event(event.name.clone(), probability.unwrap_or(0.0)));
    }
    let (gates, used) = formula::gates(&names, &events, &mut tree)?;
    let tops: Vec<_> = names
        .gates
        .iter()
        .zip(gates)
        .zip(used)
        .filter(|(_, used)| !used)
        .map(|((gate, term), _)| (gate.name.clone(), term))
        .collect();
    if tops.is_empty() {
        return Err(OpenPsaError::NoTop);
    }
    Ok(Model {
        tree,
        tops,
        without_probability,
    })
}

/// How deep elements may stand in each other: the XML reader and the formulas recurse.
const DEEPEST: usize = 500;

/// Refuses what would exhaust the stack, before anything recurses.
fn nesting(text: &str) -> Result<(), OpenPsaError> {
    let mut depth = 0_usize;
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'<', bytes) {
        match bytes.get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'?' | b'!') | None => {}
            Some(_) => {
                let end = memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |end| at + end);
                if bytes[end - 1] != b'/' {
                    depth += 1;
                }
            }
        }
        if depth > DEEPEST {
            let before = &text[..at];
            return Err(OpenPsaError::At {
                line: before.matches('\n').count() as u32 + 1,
                column: (at - before.rfind('\n').map_or(0, |end| end + 1)) as u32 + 1,
                message: format!(
                    "elements stand in each other more than {DEEPEST} deep; name the inner gates with <define-gate>"
                ),
            });
        }
    }
    Ok(())
}

/// An error at an element.
fn fault(node: Node, message: impl Into<String>) -> OpenPsaError {
    let position = node.document().text_pos_at(node.range().start);
    OpenPsaError::At {
        line: position.row,
        column: position.col,
        message: message.into(),
    }
}

/// The elements in an element, without labels and attributes.
fn content<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(|child| {
        child.is_element() && !matches!(child.tag_name().name(), "label" | "attributes")
    })
}

/// An attribute that has to be there.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Result<&'a str, OpenPsaError> {
    node.attribute(name).ok_or_else(|| {
        fault(
            node,
            format!("<{}> needs the attribute {name}", node.tag_name().name()),
        )
    })
}
