//! All safe fixes as one change.

use std::collections::BTreeSet;

use super::{Applicability, Settings, check};
use crate::edit::{Builder, Transaction};
use crate::model::{Design, Part, Reference};

/// How often it is looked again what is left to mend. Every fix takes its fault away; the bound is for a pair that would bring
/// each other back.
const ROUNDS: usize = 100;

/// What all safe fixes do.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// The change.
    pub transaction: Transaction,
    /// What each of the fixes is called.
    pub fixes: Vec<String>,
}

/// Applies the fixes that keep what the design says, until none is left.
pub fn mend(design: &Design, settings: &Settings) -> Mended {
    let mut builder = Builder::new(design, "");
    let mut fixes = Vec::new();
    for _ in 0..ROUNDS {
        let report = check(builder.design(), settings);
        let before = fixes.len();
        // What another fix may have changed is looked at again in the next round.
        let mut touched = BTreeSet::new();
        for diagnostic in report.open() {
            let safe = |fix: &&super::Fix| fix.applicability == Applicability::Safe;
            let Some(fix) = diagnostic.fixes.iter().find(safe) else {
                continue;
            };
            let parts = diagnostic.subjects.iter().filter_map(Part::reference);
            let parts: Vec<Reference> = parts.map(|part| holder(builder.design(), part)).collect();
            if !parts.iter().any(|part| touched.contains(part)) && fix.apply_to(&mut builder) {
                fixes.push(fix.label.clone());
                touched.extend(parts);
            }
        }
        if fixes.len() == before {
            break;
        }
    }
    builder.set_label(match fixes.as_slice() {
        [one] => one.clone(),
        several => format!("Apply {} safe fixes", several.len()),
    });
    Mended {
        transaction: builder.finish(),
        fixes,
    }
}

/// The part that a change of this one changes.
fn holder(design: &Design, part: Reference) -> Reference {
    match part {
        Reference::Field(path) => Reference::Entity(path.entity),
        Reference::Relationship(id) => design
            .get(id)
            .map_or(part, |item| Reference::Entity(item.from.entity)),
        other => other,
    }
}
