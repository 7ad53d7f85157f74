//! The trials of a scenario as the simulation meets them.

use std::collections::BTreeSet;

use super::plan::{Performs, Plan};
use super::time::Time;
use crate::analysis::dependencies::Place;
use crate::analysis::trials::{members, places};
use crate::model::{Design, EntityId, Part, Scenario, Trial};

/// Something that happens from one time to another.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub what: What,
    /// How long; none: for good.
    pub lasts: Option<Time>,
    /// Its place among the trials of the scenario.
    pub trial: usize,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// Parts answer nothing. Services and stores with how many instances or nodes.
    Down {
        services: Vec<(usize, u32)>,
        stores: Vec<(usize, u32)>,
        operations: Vec<usize>,
        entities: Vec<EntityId>,
        feeds: Vec<usize>,
    },
    /// Parts take so many times as long.
    Slow {
        services: Vec<usize>,
        stores: Vec<usize>,
        factor: f64,
    },
    /// Nothing gets from one side to the other.
    CutOff {
        one: BTreeSet<Place>,
        other: BTreeSet<Place>,
    },
    /// An operation is called so many times as often.
    Load { operation: usize, factor: f64 },
}

/// What a scenario does to a design. Trials of contracts are none of it: they take no time.
pub(super) fn faults(design: &Design, plan: &Plan, scenario: &Scenario) -> Vec<Fault> {
    let trials = scenario.trials.iter().enumerate();
    trials
        .filter_map(|(place, trial)| {
            let (what, for_s) = match trial {
                Trial::Down { part, count, for_s } => (down(design, plan, part, *count), *for_s),
                Trial::Slow {
                    part,
                    factor,
                    for_s,
                } => {
                    let (services, stores) = indexes(design, plan, part);
                    let slow = What::Slow {
                        services,
                        stores,
                        factor: factor.clamp(0.0, 1e9),
                    };
                    (slow, *for_s)
                }
                Trial::CutOff { part, from, for_s } => {
                    let cut = What::CutOff {
                        one: members(design, part),
                        other: members(design, from),
                    };
                    (cut, *for_s)
                }
                Trial::Load {
                    operation,
                    factor,
                    for_s,
                } => {
                    let wanted = Performs::Operation(*operation);
                    let mut all = plan.operations.iter();
                    let operation = all.position(|one| one.performs == wanted)?;
                    let load = What::Load {
                        operation,
                        factor: factor.clamp(0.0, 1e6),
                    };
                    (load, *for_s)
                }
                Trial::Contract { .. } => return None,
            };
            Some(Fault {
                what,
                lasts: for_s.map(Time::seconds),
                trial: place,
            })
        })
        .collect()
}

fn indexes(design: &Design, plan: &Plan, part: &Part) -> (Vec<usize>, Vec<usize>) {
    let (services, stores) = places(design, part);
    let service = |id| plan.services.iter().position(|one| one.id == id);
    let store = |id| plan.stores.iter().position(|one| one.id == id);
    (
        services.into_iter().filter_map(service).collect(),
        stores.into_iter().filter_map(store).collect(),
    )
}

fn down(design: &Design, plan: &Plan, part: &Part, count: Option<u32>) -> What {
    let (mut services, mut stores) = (Vec::new(), Vec::new());
    let (mut operations, mut entities, mut feeds) = (Vec::new(), Vec::new(), Vec::new());
    let count = count.unwrap_or(u32::MAX);
    match part {
        Part::Operation(id) => {
            let wanted = Performs::Operation(*id);
            let all = plan.operations.iter().enumerate();
            operations.extend(all.filter(|(_, o)| o.performs == wanted).map(|(at, _)| at));
        }
        Part::Entity(id) => entities.push(*id),
        Part::Zone(zone) => {
            let all = design.entities().iter();
            entities.extend(all.filter(|(_, e)| e.zone == Some(*zone)).map(|(id, _)| id));
        }
        Part::Feed(id) => {
            let all = plan.feeds.iter().enumerate();
            feeds.extend(all.filter(|(_, feed)| feed.id == *id).map(|(at, _)| at));
        }
        _ => {
            let (some_services, some_stores) = indexes(design, plan, part);
            services.extend(some_services.into_iter().map(|at| (at, count)));
            stores.extend(some_stores.into_iter().map(|at| (at, count)));
        }
    }
    What::Down {
        services,
        stores,
        operations,
        entities,
        feeds,
    }
}
