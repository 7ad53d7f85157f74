//! What all rules find in a design.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::context::Exact;
use super::rules::{RULES, decisions};
use super::{Context, Diagnostic, Finding, Rule, Settings};
use crate::analysis::dependencies::Dependencies;
use crate::analysis::facts::Facts;
use crate::model::names::Names;
use crate::model::{DecisionId, Design, Level, Part, Reference, ServiceId, Tier};

/// What all rules find in a design.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What is at fault: what matters most first. Accepted faults are among them.
    pub diagnostics: Vec<Diagnostic>,
}

/// How many faults there are. Accepted ones count only as such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// What is worth knowing.
    pub infos: usize,
    /// Accepted faults of any level.
    pub accepted: usize,
}

/// Asks every rule.
pub fn check(design: &Design, settings: &Settings) -> Report {
    check_facts(&Facts::new(design), &OnceCell::new(), settings)
}

/// Asks every rule about a design whose facts are known. The equations are derived when a rule asks for them, and kept.
pub fn check_facts(
    facts: &Facts,
    dependencies: &OnceCell<Dependencies>,
    settings: &Settings,
) -> Report {
    let design = facts.design;
    let names = Names::new(design);
    let exact = Exact::new(dependencies);
    let context = |rule| Context {
        design,
        facts,
        exact: &exact,
        names: &names,
        settings,
        rule,
    };
    let accepted = Accepted::new(design, settings);
    let mut diagnostics = Vec::new();
    let mut used = BTreeSet::new();
    let mut take = |rule: &'static Rule, found: Vec<Finding>, used: &mut BTreeSet<DecisionId>| {
        for finding in found {
            let level = settings.level(design, rule, finding.level.unwrap_or(rule.level));
            if level == Level::Off {
                continue;
            }
            let accepted = accepted.by(rule, &finding);
            used.extend(accepted);
            diagnostics.push(Diagnostic {
                rule,
                level,
                impact: impact(facts, &finding.subjects),
                message: finding.message,
                subjects: finding.subjects,
                path: finding.path,
                fixes: finding.fixes,
                accepted,
            });
        }
    };
    for rule in RULES {
        if settings.level(design, rule, rule.level) != Level::Off {
            let mut found = Vec::new();
            (rule.check)(&context(rule), &mut found);
            take(rule, found, &mut used);
        }
    }
    // Whether a decision is still needed shows only once everything else is known.
    let rule = &decisions::unused_decision::RULE;
    let unused = decisions::unused_decision::unused(&context(rule), &used);
    take(rule, unused, &mut BTreeSet::new());
    diagnostics.sort_by_key(|diagnostic| {
        (
            diagnostic.accepted.is_some(),
            Reverse(diagnostic.level),
            Reverse(diagnostic.impact),
            diagnostic.rule.family.urgency(),
        )
    });
    Report { diagnostics }
}

/// The decisions that hold, by their rule and the part that they name; parts without an id stand together.
struct Accepted<'a>(BTreeMap<Key<'a>, Vec<(DecisionId, &'a Part)>>);

/// A rule and the part that a decision names.
type Key<'a> = (&'a str, Option<Reference>);

impl<'a> Accepted<'a> {
    fn new(design: &'a Design, settings: &Settings) -> Self {
        let mut decisions: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, decision) in design.decisions().iter() {
            if !decisions::has_run_out(decision, settings.today) {
                let key = (decision.rule.as_str(), decision.subject.reference());
                let same = decisions.entry(key).or_default();
                same.push((id, &decision.subject));
            }
        }
        Self(decisions)
    }

    /// The decision that accepts a finding.
    fn by(&self, rule: &Rule, finding: &Finding) -> Option<DecisionId> {
        let subject = finding.subjects.first()?;
        let mut same = self.0.get(&(rule.id, subject.reference()))?.iter();
        same.find(|(_, part)| *part == subject).map(|(id, _)| *id)
    }
}

/// The weight of the most important service among the subjects.
fn impact(facts: &Facts, subjects: &[Part]) -> u32 {
    let tier = |service: Option<ServiceId>| Some(facts.design.get(service?)?.tier);
    let tiers = subjects.iter().filter_map(|part| match part {
        Part::Service(id) => tier(Some(*id)),
        Part::Entity(id) => facts.entity(*id).map(|entity| facts.entity_tier(entity)),
        Part::Field(path) => facts
            .entity(path.entity)
            .map(|entity| facts.entity_tier(entity)),
        Part::Store(id) => tier(facts.design.get(*id)?.owner),
        Part::Operation(id) => Some(facts.operation_tier(facts.design.get(*id)?)),
        Part::Relationship(id) => {
            let child = facts.entity(facts.design.get(*id)?.from.entity)?;
            Some(facts.entity_tier(child))
        }
        Part::Feed(id) => {
            let target = facts.entity(facts.design.get(*id)?.to)?;
            Some(facts.entity_tier(target))
        }
        Part::Saga(id) => tier(facts.design.get(*id)?.coordinator),
        Part::Design | Part::Zone(_) | Part::Domain(_) => None,
    });
    tiers.map(Tier::weight).max().unwrap_or(1)
}

impl Report {
    /// How many faults there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for diagnostic in &self.diagnostics {
            match (diagnostic.accepted, diagnostic.level) {
                (Some(_), _) => counts.accepted += 1,
                (None, Level::Error) => counts.errors += 1,
                (None, Level::Warning) => counts.warnings += 1,
                (None, Level::Info) => counts.infos += 1,
                (None, Level::Off) => {}
            }
        }
        counts
    }

    /// The faults that nobody has accepted.
    pub fn open(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.accepted.is_none())
    }
}
