//! What couples the services of a design: who needs whom and by what, how stable each is, how well the data is cut, how long
//! people wait in a row, and which architecture that makes.
//!
//! Near-linear in the size of the design. The result owns what it says, so that it can be made away from the window's thread.

mod chain;
mod cut;
mod partition;
mod pattern;

use std::collections::BTreeMap;

pub use chain::Chain;
pub use cut::{Cut, Move, moves, strength};
pub use partition::Network;
pub use pattern::{Pattern, PatternFound};

use super::facts::Facts;
use super::needs::Needs;
use crate::model::{Integrity, ServiceId};

/// What couples the services of a design.
#[derive(Clone, Debug, Default)]
pub struct Coupling {
    /// Each service, in the order of the design.
    pub services: Vec<ServiceCoupling>,
    /// Who needs whom, and by what.
    pub needs: Needs,
    /// The relationships of the design against the boundaries of its services.
    pub boundary: Crossing,
    /// How well the entities are cut into services.
    pub cut: Cut,
    /// The longest chain of services that wait for each other, if any does.
    pub chain: Option<Chain>,
    /// The architecture that the services and their stores make; none while fewer than two services keep data.
    pub pattern: Option<PatternFound>,
}

/// What couples one service to the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceCoupling {
    /// The service.
    pub service: ServiceId,
    /// How many entities it owns.
    pub entities: usize,
    /// Ca: how many services need it.
    pub afferent: usize,
    /// Ce: how many services it needs.
    pub efferent: usize,
    /// The relationships of its entities against its boundary.
    pub boundary: Crossing,
    /// How many services wait in a row when it is asked, itself not counted. Services that wait for each other count as one.
    pub depth: usize,
    /// It waits for a service that waits for it.
    pub in_circle: bool,
}

/// How many relationships cross a boundary. Only those count whose both ends belong to a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crossing {
    /// All.
    pub relationships: usize,
    /// Those with their ends in different services.
    pub crossing: usize,
    /// Those of them that a database enforces.
    pub enforced: usize,
}

impl Crossing {
    /// The share that crosses; none where there is no relationship.
    pub fn share(self) -> Option<f64> {
        (self.relationships > 0).then(|| self.crossing as f64 / self.relationships as f64)
    }

    fn add(&mut self, crosses: bool, integrity: &Integrity) {
        self.relationships += 1;
        self.crossing += usize::from(crosses);
        self.enforced += usize::from(crosses && *integrity == Integrity::Enforced);
    }
}

impl ServiceCoupling {
    /// Instability I = Ce / (Ca + Ce): 0 is needed only, 1 needs only; none for a service that has to do with no other.
    ///
    /// R. C. Martin, “OO Design Quality Metrics: An Analysis of Dependencies”, 1994, with services for categories of classes.
    pub fn instability(&self) -> Option<f64> {
        let all = self.afferent + self.efferent;
        (all > 0).then(|| self.efferent as f64 / all as f64)
    }
}

impl Coupling {
    /// Finds what couples the services of a design.
    pub fn of(facts: &Facts) -> Self {
        let design = facts.design;
        let degrees = degrees(facts.needs());
        let mut boundary = Crossing::default();
        let mut own: BTreeMap<ServiceId, Crossing> = BTreeMap::new();
        for (_, relationship) in design.relationships().iter() {
            let (Some(child), Some(parent)) = facts.services_of(relationship) else {
                continue;
            };
            let crosses = child != parent;
            boundary.add(crosses, &relationship.integrity);
            let entry = own.entry(child).or_default();
            entry.add(crosses, &relationship.integrity);
            if crosses {
                let entry = own.entry(parent).or_default();
                entry.add(crosses, &relationship.integrity);
            }
        }
        let mut sizes: BTreeMap<ServiceId, usize> = BTreeMap::new();
        for service in design.entities().iter().filter_map(|(_, it)| it.service) {
            *sizes.entry(service).or_default() += 1;
        }
        let chains = chain::Chains::of(facts);
        let services = design.services().ids().map(|service| {
            let (afferent, efferent) = degrees.get(&service).copied().unwrap_or_default();
            ServiceCoupling {
                service,
                entities: sizes.get(&service).copied().unwrap_or_default(),
                afferent,
                efferent,
                boundary: own.get(&service).copied().unwrap_or_default(),
                depth: chains.depth(service),
                in_circle: chains.is_in_circle(service),
            }
        });
        Self {
            services: services.collect(),
            needs: facts.needs().clone(),
            boundary,
            cut: Cut::of(facts),
            chain: chains.longest(),
            pattern: pattern::find(facts, &chains),
        }
    }
}

/// How many services need each service, and how many it needs: Ca and Ce. A service without either is left out.
pub fn degrees(needs: &Needs) -> BTreeMap<ServiceId, (usize, usize)> {
    let mut degrees: BTreeMap<ServiceId, (usize, usize)> = BTreeMap::new();
    for (from, to) in needs.keys() {
        degrees.entry(*from).or_default().1 += 1;
        degrees.entry(*to).or_default().0 += 1;
    }
    degrees
}
