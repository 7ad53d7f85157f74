//! What the rules found in a revision of a document, and where.
//!
//! Invariant: it says which revision it is of. Whoever changes the design by it looks at that first.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::decisions::Standing;
use crate::analysis::coupling::Coupling;
use crate::analysis::dependencies::Dependencies;
use crate::analysis::facts::Facts;
use crate::lint::{Counts, Diagnostic, Report, Settings, check_facts, has_run_out, part_name};
use crate::model::names::Names;
use crate::model::{DecisionId, Design, Level, Part, Reference, ServiceId};
use crate::scene::Risks;

/// What the rules found in a revision of a document.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The document's revision.
    pub revision: u64,
    /// The design that was checked.
    pub design: Design,
    /// How it was checked.
    pub settings: Settings,
    /// What was found.
    pub report: Report,
    /// Who needs whom, as equations.
    pub dependencies: Dependencies,
    /// What couples the services.
    pub coupling: Coupling,
    /// How much was found.
    pub counts: Counts,
    /// How many errors and warnings name a part. One that names a field or a key counts for its entity too.
    pub marks: BTreeMap<Reference, Mark>,
    /// How many errors and warnings name a service or something in it.
    pub services: BTreeMap<ServiceId, Mark>,
    /// The worst that names each entity, accepted or not worth a warning left out.
    pub risks: Arc<Risks>,
    /// The decisions of the design.
    pub decided: Vec<Decided>,
    /// How long it took.
    pub took: Duration,
}

/// A decision, with what the analysis knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Which.
    pub id: DecisionId,
    /// What its subject is called.
    pub subject: String,
    /// Whether it holds.
    pub standing: Standing,
}

/// How many errors and warnings there are somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How many.
    pub count: usize,
    /// How much the worst matters.
    pub worst: Level,
}

impl Analysis {
    /// Checks a design.
    pub fn new(design: Design, revision: u64, settings: Settings) -> Self {
        let start = Instant::now();
        let facts = Facts::new(&design);
        let derived = OnceCell::new();
        let report = check_facts(&facts, &derived, &settings);
        let dependencies = derived
            .into_inner()
            .unwrap_or_else(|| Dependencies::new(&facts));
        let coupling = Coupling::of(&facts);
        let took = start.elapsed();
        let (mut marks, mut services) = (BTreeMap::new(), BTreeMap::new());
        let serious = report.open().filter(|found| found.level >= Level::Warning);
        for diagnostic in serious {
            let mut parts: Vec<Reference> = Vec::new();
            let subjects = diagnostic.subjects.iter().filter_map(Part::reference);
            for part in subjects {
                parts.push(part);
                parts.extend(entity_of(&design, part));
            }
            parts.sort_unstable();
            parts.dedup();
            let mut within: Vec<ServiceId> = parts
                .iter()
                .filter_map(|part| service_of(&design, *part))
                .collect();
            within.sort_unstable();
            within.dedup();
            for part in parts {
                mark(&mut marks, part, diagnostic.level);
            }
            for service in within {
                mark(&mut services, service, diagnostic.level);
            }
        }
        let risks = marks.iter().filter_map(|(part, mark)| match part {
            Reference::Entity(id) => Some((*id, mark.worst)),
            _ => None,
        });
        Self {
            revision,
            counts: report.counts(),
            risks: Arc::new(risks.collect()),
            decided: decided(&design, &report, &settings),
            marks,
            services,
            design,
            settings,
            report,
            dependencies,
            coupling,
            took,
        }
    }

    /// The errors, warnings and notes that name a part, what matters most first. What names a field or a key names its entity too.
    pub fn about(&self, part: Reference) -> impl Iterator<Item = (usize, &Diagnostic)> {
        let all = self.report.diagnostics.iter().enumerate();
        all.filter(move |(_, diagnostic)| {
            let mut subjects = diagnostic.subjects.iter().filter_map(Part::reference);
            diagnostic.accepted.is_none()
                && subjects.any(|subject| {
                    subject == part || entity_of(&self.design, subject) == Some(part)
                })
        })
    }
}

fn decided(design: &Design, report: &Report, settings: &Settings) -> Vec<Decided> {
    if design.decisions().is_empty() {
        return Vec::new();
    }
    let accepted = report.diagnostics.iter().filter_map(|found| found.accepted);
    let used: BTreeSet<DecisionId> = accepted.collect();
    let names = Names::new(design);
    let decisions = design.decisions().iter();
    decisions
        .map(|(id, decision)| Decided {
            id,
            subject: part_name(design, &names, &decision.subject),
            standing: if has_run_out(decision, settings.today) {
                Standing::Expired
            } else if used.contains(&id) {
                Standing::InForce
            } else {
                Standing::Unused
            },
        })
        .collect()
}

fn mark<K: Ord>(marks: &mut BTreeMap<K, Mark>, key: K, level: Level) {
    let mark = marks.entry(key).or_insert(Mark {
        count: 0,
        worst: level,
    });
    mark.count += 1;
    mark.worst = mark.worst.max(level);
}

/// The entity whose card shows what is wrong with a part that is no entity.
fn entity_of(design: &Design, part: Reference) -> Option<Reference> {
    let entity = match part {
        Reference::Field(path) => path.entity,
        Reference::Relationship(id) => design.get(id)?.from.entity,
        Reference::Feed(id) => design.get(id)?.to,
        _ => return None,
    };
    Some(Reference::Entity(entity))
}

/// The service that answers for a part.
pub fn service_of(design: &Design, part: Reference) -> Option<ServiceId> {
    match part {
        Reference::Service(id) => Some(id),
        Reference::Store(id) => design.get(id)?.owner,
        Reference::Zone(_) => None,
        Reference::Entity(id) => design.get(id)?.service,
        Reference::Field(path) => design.get(path.entity)?.service,
        Reference::Relationship(id) => design.get(design.get(id)?.from.entity)?.service,
        Reference::Operation(id) => design.get(id)?.service,
        Reference::Feed(id) => design.get(design.get(id)?.to)?.service,
        Reference::Saga(id) => design.get(id)?.coordinator,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::format::native::{self, Syntax};

    /// A service with so many entities that have no key.
    pub(in crate::session) fn keyless(count: usize) -> Design {
        let entity = |number| {
            format!(
                "(name: \"entity_{number}\", service: \"Orders\", fields: [(name: \"note\", type: \"text\")]),"
            )
        };
        let entities: String = (0..count).map(entity).collect();
        let text =
            format!("Design(format: 1, services: [(name: \"Orders\")], entities: [{entities}])");
        native::read(text.as_bytes(), Syntax::Ron).unwrap().design
    }

    #[test]
    fn what_is_wrong_counts_at_the_part_and_within_its_service() {
        let analysis = Analysis::new(keyless(2), 0, Settings::default());
        let service = analysis.design.services().ids().next().unwrap();
        let within = analysis.services.get(&service).unwrap();
        for (id, _) in analysis.design.entities().iter() {
            let mark = analysis.marks.get(&Reference::Entity(id)).unwrap();
            assert_eq!(mark.worst, Level::Error, "it has no key");
            assert_eq!(analysis.risks.get(&id), Some(&Level::Error));
            assert!(within.count >= mark.count);
        }
    }
}
