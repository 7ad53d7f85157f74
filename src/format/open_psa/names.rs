//! What a model defines, and what a reference in it means.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::{OpenPsaError, attribute, content, fault};
use crate::base::nearest::nearest;

/// A definition.
pub(super) struct Definition<'a, 'i> {
    /// Its name; with its scope where it is private to that.
    pub name: String,
    /// The component it stands in, with a dot behind.
    pub scope: String,
    pub element: Node<'a, 'i>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Gate(usize),
    Event(usize),
    House(bool),
}

/// Everything that a model defines.
pub(super) struct Names<'a, 'i> {
    pub gates: Vec<Definition<'a, 'i>>,
    pub events: Vec<Definition<'a, 'i>>,
    meanings: BTreeMap<String, Meaning>,
    parameters: BTreeMap<String, Definition<'a, 'i>>,
}

impl<'a, 'i> Names<'a, 'i> {
    pub fn new(root: Node<'a, 'i>) -> Result<Self, OpenPsaError> {
        let mut names = Self {
            gates: Vec::new(),
            events: Vec::new(),
            meanings: BTreeMap::new(),
            parameters: BTreeMap::new(),
        };
        names.collect(root, "", false)?;
        Ok(names)
    }

    fn collect(
        &mut self,
        parent: Node<'a, 'i>,
        scope: &str,
        private: bool,
    ) -> Result<(), OpenPsaError> {
        for element in content(parent) {
            let private = match element.attribute("role") {
                Some(role) => role == "private",
                None => private,
            };
            let kind = element.tag_name().name();
            match kind {
                "define-fault-tree" | "define-component" => {
                    let inner = format!("{scope}{}.", attribute(element, "name")?);
                    self.collect(element, &inner, private)?;
                }
                "model-data" => self.collect(element, scope, private)?,
                "define-gate" | "define-basic-event" | "define-house-event"
                | "define-parameter" => {
                    self.define(kind, element, scope, private)?;
                }
                // None of these changes what a gate of a fault tree is.
                "define-event-tree"
                | "define-initiating-event"
                | "define-consequence"
                | "define-consequence-group"
                | "define-sequence"
                | "define-rule"
                | "define-alignment"
                | "define-extern-function"
                | "define-extern-library" => {}
                _ => {
                    return Err(fault(
                        element,
                        format!(
                            "<{kind}> is not supported; without it the model would mean something else"
                        ),
                    ));
                }
            }
        }
        Ok(())
    }

    fn define(
        &mut self,
        kind: &str,
        element: Node<'a, 'i>,
        scope: &str,
        private: bool,
    ) -> Result<(), OpenPsaError> {
        let local = attribute(element, "name")?;
        let name = if private {
            format!("{scope}{local}")
        } else {
            local.to_owned()
        };
        let definition = Definition {
            name: name.clone(),
            scope: scope.to_owned(),
            element,
        };
        let twice = |name: &str| {
            Err(fault(
                element,
                format!("“{name}” is defined twice; give one of them another name"),
            ))
        };
        if kind == "define-parameter" {
            return match self.parameters.insert(name.clone(), definition) {
                None => Ok(()),
                Some(_) => twice(&name),
            };
        }
        let meaning = match kind {
            "define-gate" => {
                self.gates.push(definition);
                Meaning::Gate(self.gates.len() - 1)
            }
            "define-basic-event" => {
                self.events.push(definition);
                Meaning::Event(self.events.len() - 1)
            }
            _ => Meaning::House(house(element)?),
        };
        match self.meanings.insert(name.clone(), meaning) {
            None => Ok(()),
            Some(_) => twice(&name),
        }
    }

    /// What a reference to a gate or an event means in a scope.
    pub fn meaning(&self, reference: Node, scope: &str) -> Result<Meaning, OpenPsaError> {
        let name = attribute(reference, "name")?;
        let found = find(&self.meanings, name, scope).copied();
        let kind = match reference.attribute("type") {
            Some(kind) if reference.tag_name().name() == "event" => kind,
            _ => reference.tag_name().name(),
        };
        match (kind, found) {
            ("gate", Some(Meaning::Gate(_)))
            | ("basic-event", Some(Meaning::Event(_)))
            | ("house-event", Some(Meaning::House(_)))
            | ("event", Some(_)) => found.ok_or_else(|| fault(reference, "")),
            (_, Some(other)) => Err(fault(
                reference,
                format!(
                    "“{name}” is a {}, not a {kind}",
                    match other {
                        Meaning::Gate(_) => "gate",
                        Meaning::Event(_) => "basic-event",
                        Meaning::House(_) => "house-event",
                    }
                ),
            )),
            (_, None) => Err(unknown(
                reference,
                name,
                self.meanings.keys().map(String::as_str),
            )),
        }
    }

    /// The definition of a parameter.
    pub fn parameter(
        &self,
        reference: Node,
        scope: &str,
    ) -> Result<&Definition<'a, 'i>, OpenPsaError> {
        let name = attribute(reference, "name")?;
        find(&self.parameters, name, scope)
            .ok_or_else(|| unknown(reference, name, self.parameters.keys().map(String::as_str)))
    }
}

/// Looks from the innermost scope outward.
fn find<'m, T>(map: &'m BTreeMap<String, T>, name: &str, scope: &str) -> Option<&'m T> {
    let mut scope = scope;
    loop {
        if let Some(found) = map.get(&format!("{scope}{name}")) {
            return Some(found);
        }
        if scope.is_empty() {
            // A public name may be given with its path.
            return map.get(name.rsplit('.').next()?);
        }
        let outer = scope.trim_end_matches('.');
        scope = &scope[..outer.rfind('.').map_or(0, |at| at + 1)];
    }
}

fn unknown<'n>(
    reference: Node,
    name: &str,
    candidates: impl IntoIterator<Item = &'n str>,
) -> OpenPsaError {
    let hint = match nearest(name, candidates) {
        Some(near) => format!("; did you mean “{near}”?"),
        None => String::from("; define it or remove the reference"),
    };
    fault(reference, format!("“{name}” is not defined{hint}"))
}

/// The state of a house event.
fn house(element: Node) -> Result<bool, OpenPsaError> {
    match content(element).next() {
        None => Ok(false),
        Some(constant) if constant.tag_name().name() == "constant" => boolean(constant),
        Some(other) => Err(fault(
            other,
            "a house event is <constant value=\"true\"/> or <constant value=\"false\"/>",
        )),
    }
}

/// The value of a constant.
pub(super) fn boolean(constant: Node) -> Result<bool, OpenPsaError> {
    match attribute(constant, "value")? {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        other => Err(fault(
            constant,
            format!("“{other}” is neither true nor false"),
        )),
    }
}
