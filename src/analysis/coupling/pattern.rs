//! Which architecture services and their stores make, and what that means for this design.

use super::chain::Chains;
use crate::analysis::facts::Facts;
use crate::analysis::needs::{Dependency, DependencyKind};
use crate::model::names::Names;
use crate::model::{Integrity, ServiceId, StoreId};

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
    let writer = Writer {
        facts,
        names: Names::new(design),
        alone: keepers
            .iter()
            .copied()
            .filter(|service| !sharers.contains(service))
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
    /// Services that share no store.
    alone: Vec<ServiceId>,
}

impl Writer<'_> {
    fn pros(&self) -> Vec<String> {
        let mut pros = Vec::new();
        for (store, users) in &self.shared {
            let keys = self.enforced_in(*store);
            let what = match keys.as_slice() {
                [] => "one transaction or join can span their tables".to_owned(),
                [key] => format!("the database itself keeps {key} valid"),
                keys => format!(
                    "the database itself keeps {} of their keys valid, {} among them",
                    keys.len(),
                    keys[0]
                ),
            };
            pros.push(format!(
                "In {}, {} need no call to each other’s data: {what}",
                self.store(*store),
                self.services(users)
            ));
        }
        if self.alone.len() > 1 || (!self.alone.is_empty() && !self.shared.is_empty()) {
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
        let design = self.facts.design;
        let crossing = |enforced: bool| {
            let relationships = design.relationships().iter();
            let found = relationships.filter(move |(_, it)| {
                self.facts.crosses_services(it) && (it.integrity == Integrity::Enforced) == enforced
            });
            found
                .map(|(_, it)| self.names.endpoint(&it.from))
                .collect::<Vec<_>>()
        };
        let enforced = crossing(true);
        if let Some(first) = enforced.first() {
            cons.push(format!(
                "{} a boundary: {first}{}",
                plural(
                    enforced.len(),
                    "enforced key ties two services over",
                    "enforced keys tie services over"
                ),
                and_more(enforced.len()),
            ));
        }
        let open = crossing(false);
        if let Some(first) = open.first() {
            cons.push(format!(
                "No database keeps {} over a boundary valid: {first}{}",
                plural(open.len(), "reference", "references"),
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

    /// The enforced keys between services inside a store.
    fn enforced_in(&self, store: StoreId) -> Vec<String> {
        let relationships = self.facts.design.relationships().iter();
        let keys = relationships.filter(|(_, it)| {
            it.integrity == Integrity::Enforced
                && self.facts.crosses_services(it)
                && self.facts.stores_at(it) == (Some(store), Some(store))
        });
        keys.map(|(_, it)| self.names.endpoint(&it.from)).collect()
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
