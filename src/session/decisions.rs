//! Accepting what the rules found: decisions are made, changed and withdrawn as steps of the history.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::edit::{Builder, Transaction};
use crate::lint::{Diagnostic, Family, part_name};
use crate::model::names::Names;
use crate::model::{Decision, DecisionId, Design, Part, Reference};

/// What a person says when something is accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Why.
    pub reason: String,
    /// Who decided.
    pub author: String,
    /// When.
    pub date: Option<Date>,
    /// Until when; none: for good.
    pub expires: Option<Date>,
}

/// Whether a decision holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It accepts something.
    InForce,
    /// Its day has passed: what it accepted counts as open again.
    Expired,
    /// Nothing is found that it would accept.
    Unused,
}

impl Standing {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::InForce => "In force",
            Self::Expired => "Expired",
            Self::Unused => "Unused",
        }
    }
}

/// Whether a finding can be accepted: what is wrong with a decision is mended at the decision.
pub fn can_be_accepted(diagnostic: &Diagnostic) -> bool {
    diagnostic.accepted.is_none()
        && diagnostic.rule.family != Family::Decisions
        && !diagnostic.subjects.is_empty()
}

/// Accepts what rules found at parts. A decision that has run out is renewed.
pub fn accept(design: &Design, found: &[(&str, Part)], why: &Acceptance) -> Transaction {
    let label = match found {
        [(rule, part)] => format!(
            "Accept {rule} at {}",
            part_name(design, &Names::new(design), part)
        ),
        several => format!("Accept {} problems", several.len()),
    };
    let mut builder = Builder::new(design, label);
    let known: BTreeMap<(&str, Key<'_>), DecisionId> = design
        .decisions()
        .iter()
        .map(|(id, decision)| ((decision.rule.as_str(), key(&decision.subject)), id))
        .collect();
    let mut seen = BTreeSet::new();
    for (rule, subject) in found {
        if !seen.insert((*rule, key(subject))) {
            continue;
        }
        match known.get(&(*rule, key(subject))) {
            Some(id) => say(&mut builder, *id, why),
            None => {
                builder.insert(Decision {
                    rule: (*rule).to_owned(),
                    subject: subject.clone(),
                    reason: why.reason.clone(),
                    author: why.author.clone(),
                    date: why.date,
                    expires: why.expires,
                });
            }
        }
    }
    builder.finish()
}

/// Changes what a decision says.
pub fn revise(design: &Design, id: DecisionId, why: &Acceptance) -> Transaction {
    let mut builder = Builder::new(design, label(design, "Change", id));
    say(&mut builder, id, why);
    builder.finish()
}

/// Takes a decision back: what it accepted counts as open again.
pub fn withdraw(design: &Design, id: DecisionId) -> Transaction {
    let mut builder = Builder::new(design, label(design, "Withdraw", id));
    builder.take(id);
    builder.finish()
}

/// Tells parts apart in order.
type Key<'a> = (Option<Reference>, &'a str);

fn key(part: &Part) -> Key<'_> {
    match part {
        Part::Domain(domain) => (None, domain),
        Part::Design => (None, ""),
        part => (part.reference(), ""),
    }
}

fn label(design: &Design, verb: &str, id: DecisionId) -> String {
    let rule = design.get(id).map_or("", |decision| &decision.rule);
    format!("{verb} the decision on {rule}")
}

fn say(builder: &mut Builder, id: DecisionId, why: &Acceptance) {
    builder.update(id, |decision: &mut Decision| {
        decision.reason.clone_from(&why.reason);
        decision.author.clone_from(&why.author);
        decision.date = why.date;
        decision.expires = why.expires;
    });
}
