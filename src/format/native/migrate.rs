//! Files of older formats, brought to the present one step at a time.
//!
//! A step works on the file as a JSON value, whichever syntax it is in, so that each change of the format is told once.

use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::Syntax;
use super::walk::{End, Spot, Step, decode, walk};

/// Turns a file of one format into one of the next.
pub(super) type Migration = fn(&mut Value);

/// All steps from the oldest format that can be read to the present one, in order.
#[derive(Clone, Copy)]
pub(super) struct Migrations {
    /// The oldest format.
    pub oldest: u32,
    /// The first step starts from the oldest format.
    pub steps: &'static [Migration],
}

/// The steps to the present format, which is the first.
pub(super) const MIGRATIONS: Migrations = Migrations {
    oldest: 1,
    steps: &[],
};

impl Migrations {
    /// Takes a file through all steps from its format on. None if it is not well-formed.
    pub fn run(self, text: &str, syntax: Syntax, from: u32) -> Option<Value> {
        let mut value = match syntax {
            Syntax::Json => serde_json::from_str(text).ok()?,
            Syntax::Ron => json_of_ron(text)?,
        };
        let done = from.checked_sub(self.oldest)? as usize;
        for step in self.steps.get(done..)? {
            step(&mut value);
        }
        *value.as_object_mut()?.get_mut("format")? = super::VERSION.into();
        Some(value)
    }
}

/// A struct, list or map that is being read.
struct Container {
    /// What its parent holds it under.
    step: Option<String>,
    /// The name of a variant, which its value goes under.
    variant: Option<String>,
    is_option: bool,
    is_list: bool,
    keyed: Map<String, Value>,
    items: Vec<Value>,
}

/// RON as JSON of the same shape. Structs are taken to be written without their names, as [`super::write`] does.
fn json_of_ron(text: &str) -> Option<Value> {
    let mut open: Vec<Container> = Vec::new();
    let mut root = None;
    let end = walk(text, Syntax::Ron, |path, spot| {
        let value = match spot {
            Spot::Open(start) => {
                let rest = text.get(start..).unwrap_or_default();
                open.push(Container {
                    step: key_of(path),
                    variant: match path {
                        [_, .., Step::Variant(name)] => Some((*name).to_owned()),
                        _ => None,
                    },
                    is_option: rest.starts_with("Some"),
                    is_list: rest.starts_with('['),
                    keyed: Map::new(),
                    items: Vec::new(),
                });
                return ControlFlow::Continue(());
            }
            Spot::Close(_) => {
                let Some(done) = open.pop() else {
                    return ControlFlow::Break(());
                };
                let step = done.step.clone();
                add(&mut open, &mut root, step, done.finish());
                return ControlFlow::Continue(());
            }
            Spot::Text(_) if path.last() == Some(&Step::MapKey) => {
                return ControlFlow::Continue(());
            }
            Spot::Text(span) => {
                let literal = text.get(span).unwrap_or_default();
                decode(literal, Syntax::Ron).map(|text| Value::String(text.into_owned()))
            }
            Spot::Word(span) => {
                let word = text.get(span).unwrap_or_default();
                // Numbers and truth values are the same in JSON; any other word names a variant.
                Some(serde_json::from_str(word).unwrap_or_else(|_| Value::String(word.to_owned())))
            }
        };
        add(
            &mut open,
            &mut root,
            key_of(path),
            value.unwrap_or_default(),
        );
        ControlFlow::Continue(())
    });
    (end == End::Complete).then_some(root).flatten()
}

fn key_of(path: &[Step<'_>]) -> Option<String> {
    let step = path
        .iter()
        .rev()
        .find(|step| !matches!(step, Step::Variant(_)));
    match step {
        Some(Step::Key(key)) => Some(key.clone().into_owned()),
        _ => None,
    }
}

fn add(open: &mut [Container], root: &mut Option<Value>, key: Option<String>, value: Value) {
    match (open.last_mut(), key) {
        (None, _) => *root = Some(value),
        (Some(parent), Some(key)) => {
            parent.keyed.insert(key, value);
        }
        (Some(parent), None) => parent.items.push(value),
    }
}

impl Container {
    fn finish(mut self) -> Value {
        let value = if self.is_list {
            Value::Array(self.items)
        } else if self.items.len() == 1 && (self.variant.is_some() || self.is_option) {
            self.items.pop().unwrap_or_default()
        } else if self.items.is_empty() {
            Value::Object(self.keyed)
        } else {
            Value::Array(self.items)
        };
        match self.variant {
            Some(variant) => Value::Object(Map::from_iter([(variant, value)])),
            None => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::json_of_ron;

    #[test]
    fn ron_becomes_json_of_the_same_shape() {
        let ron = r#"Design(
            format: 1, // comment
            entities: [
                (name: "b", deletes: Soft("gone"), ends: (Many, One), tier: Some(Critical), volume: (rows: 5, reads: 0.5)),
                (name: "a", key: true, integrity: Eventual(), fields: [], replication: Quorum(nodes: 3, w: 2, r: 2)),
            ],
            views: [(at: {"b": (1, -2), "a": (3, 4)})],
        )"#;
        let json = json!({
            "format": 1,
            "entities": [
                {"name": "b", "deletes": {"Soft": "gone"}, "ends": ["Many", "One"], "tier": "Critical", "volume": {"rows": 5, "reads": 0.5}},
                {"name": "a", "key": true, "integrity": {"Eventual": {}}, "fields": [], "replication": {"Quorum": {"nodes": 3, "w": 2, "r": 2}}},
            ],
            "views": [{"at": {"b": [1, -2], "a": [3, 4]}}],
        });
        let converted = json_of_ron(ron).unwrap();
        assert_eq!(converted, json);
        // Order in the file is the user's.
        assert!(
            converted["views"][0]["at"]
                .to_string()
                .starts_with("{\"b\"")
        );
    }
}
