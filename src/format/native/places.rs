//! Where each part of a design stands in its file, for reports that point at lines.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::locate::from_top;
use super::walk::{Spot, Step, walk};
use super::{Place, Syntax};
use crate::model::{Design, FieldPath, Part};

/// Where each part of a design stands in its file.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// By the key of the list and the place in it; fields of entities with their place there.
    starts: BTreeMap<(String, usize, Option<usize>), Place>,
}

impl Places {
    /// Finds the parts in the text that a design was read from.
    pub fn of(text: &str, syntax: Syntax) -> Self {
        let mut offsets = Vec::new();
        walk(text, syntax, |path, spot| {
            if let Spot::Open(at) = spot {
                match from_top(path) {
                    [Step::Key(list), Step::Item(place)] => {
                        offsets.push(((list.to_string(), *place, None), at));
                    }
                    [
                        Step::Key(list),
                        Step::Item(place),
                        Step::Key(fields),
                        Step::Item(field),
                    ] if list == "entities" && fields == "fields" => {
                        offsets.push(((list.to_string(), *place, Some(*field)), at));
                    }
                    _ => {}
                }
            }
            ControlFlow::Continue(())
        });
        // The walk goes through the text once, so do the lines.
        let (mut line, mut start, mut seen) = (1, 0, 0);
        let mut starts = BTreeMap::new();
        for (key, at) in offsets {
            let passed = text.get(seen..at).unwrap_or_default();
            if let Some(last) = passed.rfind('\n') {
                line += passed.bytes().filter(|byte| *byte == b'\n').count();
                start = seen + last + 1;
            }
            seen = at;
            let column = 1 + text.get(start..at).unwrap_or_default().chars().count();
            starts.insert(key, Place { line, column });
        }
        Self { starts }
    }

    /// Where a part stands, if it has a place of its own.
    pub fn part(&self, design: &Design, part: &Part) -> Option<Place> {
        let (list, place, field) = match part {
            Part::Design | Part::Domain(_) => return None,
            Part::Service(id) => ("services", design.services().place(*id)?, None),
            Part::Store(id) => ("stores", design.stores().place(*id)?, None),
            Part::Zone(id) => ("zones", design.zones().place(*id)?, None),
            Part::Entity(id) => ("entities", design.entities().place(*id)?, None),
            Part::Field(FieldPath { entity, field }) => {
                let fields = &design.get(*entity)?.fields;
                let at = fields.iter().position(|item| item.id == *field);
                ("entities", design.entities().place(*entity)?, at)
            }
            Part::Relationship(id) => ("relationships", design.relationships().place(*id)?, None),
            Part::Operation(id) => ("operations", design.operations().place(*id)?, None),
            Part::Feed(id) => ("feeds", design.feeds().place(*id)?, None),
            Part::Saga(id) => ("sagas", design.sagas().place(*id)?, None),
        };
        self.starts.get(&(list.to_owned(), place, field)).copied()
    }
}
