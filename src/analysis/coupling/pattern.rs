//! Which architecture services and their stores make, and what that means for this design.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::Chains;
use crate::analysis::facts::Facts;
use crate::analysis::needs::{Dependency, DependencyKind};
use crate::model::names::Names;
use crate::model::{Integrity, Relationship, ServiceId, StoreId};

/// How services keep their data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// All services keep their data in one store.
    Centralized,
    /// Every service shares a store with another one; there are several.
    SharedSchema,
    /// Each service has stores of its own.
    PerService,
    /// Some services share stores, some have their own.
    Mixed,
}

/// The architecture of a design, with what it brings and what it costs there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFound {
    /// Which.
    pub pattern: Pattern,
    /// The stores that several services use, each with these services.
    pub shared: Vec<(StoreId, Vec<ServiceId>)>,
    /// What it brings, in sentences that name parts of the design.
    pub pros: Vec<String>,
    /// What it costs, likewise.
    pub cons: Vec<String>,
}

impl Pattern {
    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Centralized => "Centralized",
            Self::SharedSchema => "Shared schema",
            Self::PerService => "Store per service",
            Self::Mixed => "Mixed",
        }
    }

    /// What it is, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Centralized => "All services keep their data in one store",
            Self::SharedSchema => "Every service shares a store with another one",
            Self::PerService => "Each service has stores of its own",
            Self::Mixed => "Some services share a store, others have their own",
        }
    }
}

/// Finds the pattern; none while fewer than two services keep data.
pub(super) fn find(facts: &Facts, chains: &Chains) -> Option<PatternFound> {
    let design = facts.design;
    let mut keepers: Vec<ServiceId> = Vec::new();
    let mut sharers: Vec<ServiceId> = Vec::new();
    let mut shared = Vec::new();
    for store in design.stores().ids() {
        let users: Vec<ServiceId> = facts.users_of(store).collect();
        keepers.extend(&users);
        if users.len() > 1 {
            sharers.extend(&users);
            shared.push((store, users));
        }
    }
    // Where no store is drawn, each service is taken to have its own.
    let mut without_store: Vec<ServiceId> = Vec::new();
    for (id, entity) in design.entities().iter() {
        if facts.store_of(id).is_none() {
            without_store.extend(entity.service);
        }
    }
    keepers.extend(&without_store);
    for list in [&mut keepers, &mut sharers, &mut without_store] {
        list.sort_unstable();
        list.dedup();
    }
    if keepers.len() < 2 {
        return None;
    }
    let pattern = match shared.as_slice() {
        [] => Pattern::PerService,
        [(_, users)] if users.len() == keepers.len() && without_store.is_empty() => {
            Pattern::Centralized
        }
        _ if sharers.len() == keepers.len() => Pattern::SharedSchema,
        _ => Pattern::Mixed,
    };
    let mut keys: BTreeMap<StoreId, (&Relationship, usize)> = BTreeMap::new();
    // Who shares a store, or a key that a database enforces, neither changes nor fails alone.
    let mut tied: BTreeSet<ServiceId> = sharers.iter().copied().collect();
    for (_, it) in design.relationships().iter() {
        if it.integrity != Integrity::Enforced || !facts.crosses_services(it) {
            continue;
        }
        let (child, parent) = facts.services_of(it);
        tied.extend(child.into_iter().chain(parent));
        if let (Some(child), Some(parent)) = facts.stores_at(it)
            && child == parent
        {
            keys.entry(child).or_insert((it, 0)).1 += 1;
        }
    }
    let writer = Writer {
        facts,
        keys,
        names: Names::new(design),
        alone: keepers
            .iter()
            .copied()
            .filter(|service| !tied.contains(service))
            .collect(),
        shared,
    };
    Some(PatternFound {
        pattern,
        pros: writer.pros(),
        cons: writer.cons(chains),
        shared: writer.shared,
    })
}

/// Says what the pattern means for the design.
struct Writer<'a> {
    facts: &'a Facts<'a>,
    names: Names<'a>,
    shared: Vec<(StoreId, Vec<ServiceId>)>,
    /// Services that share neither a store nor an enforced key.
    alone: Vec<ServiceId>,
    /// By store: the first enforced key between services in it, and how many there are.
    keys: BTreeMap<StoreId, (&'a Relationship, usize)>,
}

impl Writer<'_> {
    fn pros(&self) -> Vec<String> {
        let mut pros = Vec::new();
        for (store, users) in &self.shared {
            let what = match self.keys.get(store) {
                None => "one transaction or join can span their tables".to_owned(),
                Some((first, count)) => format!(
                    "the database itself keeps {}{} valid",
                    self.names.endpoint(&first.from),
                    and_more(*count),
                ),
            };
            pros.push(format!(
                "In {}, {} need no call to each other’s data: {what}",
                self.store(*store),
                self.services(users)
            ));
        }
        if !self.alone.is_empty() {
            let one = self.alone.len() == 1;
            pros.push(format!(
                "{} {} schema without asking anyone, and no other service stops with {} stores",
                self.services(&self.alone),
                if one {
                    "changes its"
                } else {
                    "each change their own"
                },
                if one { "its" } else { "their" },
            ));
        }
        let feeds = self.count(DependencyKind::Event);
        if feeds > 0 && self.shared.is_empty() {
            pros.push(format!(
                "{} over a boundary: those who take them work on while the sender is down",
                plural(feeds, "feed or event goes", "feeds and events go"),
            ));
        }
        pros
    }

    fn cons(&self, chains: &Chains) -> Vec<String> {
        let mut cons = Vec::new();
        for (store, users) in &self.shared {
            cons.push(format!(
                "{} stop together with {}, and none of them changes its tables or moves alone",
                self.services(users),
                self.store(*store),
            ));
        }
        let relationships = self.facts.design.relationships().iter().map(|(_, it)| it);
        let crossing = relationships.filter(|it| self.facts.crosses_services(it));
        let (enforced, open): (Vec<_>, Vec<_>) =
            crossing.partition(|it| it.integrity == Integrity::Enforced);
        if let Some(first) = enforced.first() {
            cons.push(format!(
                "{} over a boundary: {}{}",
                plural(
                    enforced.len(),
                    "enforced key ties two services",
                    "enforced keys tie services",
                ),
                self.names.endpoint(&first.from),
                and_more(enforced.len()),
            ));
        }
        if let Some(first) = open.first() {
            cons.push(format!(
                "No database keeps {} over a boundary valid: {}{}",
                plural(open.len(), "reference", "references"),
                self.names.endpoint(&first.from),
                and_more(open.len()),
            ));
        }
        if let Some(chain) = chains.longest().filter(|chain| chain.hops > 0) {
            let services = chain.services.iter().map(|circle| self.services(circle));
            cons.push(format!(
                "Data of others is a call away: {} wait in a row, {}",
                plural(chain.hops + 1, "service", "services"),
                services.collect::<Vec<_>>().join(" → "),
            ));
        }
        cons
    }

    fn count(&self, kind: DependencyKind) -> usize {
        let needs = self.facts.needs().values();
        let dependencies = needs.flat_map(|need| &need.dependencies);
        dependencies
            .filter(|one: &&Dependency| one.kind() == kind)
            .count()
    }

    fn store(&self, id: StoreId) -> &str {
        self.facts.design.get(id).map_or("", |store| &store.name)
    }

    /// The names of services as people list them; of many, the first.
    fn services(&self, ids: &[ServiceId]) -> String {
        const SHOWN: usize = 4;
        let name = |id: &ServiceId| self.facts.design.get(*id).map_or("", |it| it.name.as_str());
        let shown = if ids.len() > SHOWN + 1 {
            SHOWN
        } else {
            ids.len()
        };
        let mut names: Vec<String> = ids[..shown].iter().map(|id| name(id).to_owned()).collect();
        if shown < ids.len() {
            names.push(format!("{} more", ids.len() - shown));
        }
        match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [before @ .., last] => format!("{} and {last}", before.join(", ")),
        }
    }
}

fn plural(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// What follows the first of several.
fn and_more(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        more => format!(" and {} more", more - 1),
    }
}
