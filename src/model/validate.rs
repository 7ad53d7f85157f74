//! What makes a design valid: every reference resolves, names are there and unique in their scope, numbers mean something.

use std::collections::{BTreeSet, HashMap};

use thiserror::Error;

use super::{
    Consistency, Design, Entity, Expectation, Item, Kind, List, Operation, Reference, Relationship,
    Replication, Service, Store, Trial, Zone,
};
use crate::base::id::Id;

/// Why a design would not be valid.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Invalid {
    /// A part refers to something that is not there.
    #[error("{0} refers to something that is not in the design: {1:?}")]
    Dangling(String, Reference),
    /// A name is empty.
    #[error("a {0} needs a name")]
    Nameless(&'static str),
    /// Two parts of one scope have the same name.
    #[error("another {0}{2} is called `{1}`; choose another name")]
    Duplicate(&'static str, String, String),
    /// A number makes no sense where it stands.
    #[error("{0}: {1}")]
    Number(String, &'static str),
    /// The two sides of a relationship do not fit.
    #[error("a relationship needs as many fields on one side as on the other ({0} and {1})")]
    Sides(usize, usize),
}

/// Whether the parts with these ids are valid by themselves, and the lists they are in as a whole.
pub(crate) fn check_items<T: Checked>(
    design: &Design,
    ids: &BTreeSet<Id<T>>,
) -> Result<(), Invalid> {
    if ids.is_empty() {
        return Ok(());
    }
    let list = T::list(design);
    for id in ids {
        let Some(item) = list.get(*id) else { continue };
        let name = item.name().unwrap_or(T::KIND.label());
        let mut dangling = None;
        item.visit(*id, &mut |reference| {
            if dangling.is_none() && !design.resolves(reference) {
                dangling = Some(reference);
            }
        });
        if let Some(reference) = dangling {
            return Err(Invalid::Dangling(name.to_owned(), reference));
        }
        item.check()?;
    }
    check_names(design, list, ids)
}

/// Whether all of a design is valid.
pub fn check(design: &Design) -> Result<(), Invalid> {
    fn all<T: Checked>(design: &Design) -> Result<(), Invalid> {
        check_items(design, &T::list(design).ids().collect())
    }
    all::<Service>(design)?;
    all::<Store>(design)?;
    all::<Zone>(design)?;
    all::<Entity>(design)?;
    all::<Relationship>(design)?;
    all::<Operation>(design)?;
    all::<super::Feed>(design)?;
    all::<super::Saga>(design)?;
    all::<super::Scenario>(design)?;
    all::<super::Decision>(design)?;
    all::<super::View>(design)
}

fn check_names<T: Checked>(
    design: &Design,
    list: &List<T>,
    ids: &BTreeSet<Id<T>>,
) -> Result<(), Invalid> {
    let mut seen: HashMap<(&str, Option<u32>), Id<T>> = HashMap::with_capacity(list.len());
    for (id, item) in list.iter() {
        let Some(name) = item.name() else {
            return Ok(());
        };
        let scope = item.scope();
        if name.trim().is_empty() {
            return Err(Invalid::Nameless(T::KIND.label()));
        }
        if let Some(twin) = seen.insert((name, scope), id)
            && (ids.contains(&id) || ids.contains(&twin))
        {
            let place = match scope {
                Some(service) => design
                    .services()
                    .get(Id::new(service))
                    .map_or_else(String::new, |service| format!(" in {}", service.name)),
                None => String::new(),
            };
            return Err(Invalid::Duplicate(T::KIND.label(), name.to_owned(), place));
        }
    }
    Ok(())
}

/// What an item must be by itself, besides its references.
pub(crate) trait Checked: Item {
    /// Whether its own values make sense.
    fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }

    /// In which scope its name is unique; none: in the design.
    fn scope(&self) -> Option<u32> {
        None
    }
}

fn number(name: &str, fine: bool, rule: &'static str) -> Result<(), Invalid> {
    if fine {
        Ok(())
    } else {
        Err(Invalid::Number(name.to_owned(), rule))
    }
}

fn positive(value: Option<f64>) -> bool {
    value.is_none_or(|v| v.is_finite() && v >= 0.0)
}

impl Checked for Service {
    fn check(&self) -> Result<(), Invalid> {
        number(
            &self.name,
            self.instances > 0,
            "a service runs at least one instance",
        )?;
        match self.availability.and_then(super::Availability::fault) {
            Some(fault) => number(&self.name, false, fault),
            None => Ok(()),
        }
    }
}

impl Checked for Store {
    fn check(&self) -> Result<(), Invalid> {
        number(
            &self.name,
            self.shards > 0,
            "a store has at least one shard",
        )?;
        number(
            &self.name,
            positive(self.capacity),
            "a capacity is a number of requests per second, zero or more",
        )?;
        if let Replication::Quorum { nodes, w, r } = self.replication {
            let fine = (1..=nodes).contains(&w) && (1..=nodes).contains(&r);
            number(&self.name, fine, "a quorum counts from one to all nodes")?;
        }
        match self.availability.and_then(super::Availability::fault) {
            Some(fault) => number(&self.name, false, fault),
            None => Ok(()),
        }
    }
}

impl Checked for Zone {
    fn check(&self) -> Result<(), Invalid> {
        match self.consistency {
            Consistency::Bounded { seconds } => number(
                &self.name,
                positive(Some(seconds)),
                "a staleness bound is a number of seconds, zero or more",
            ),
            _ => Ok(()),
        }
    }
}

impl Checked for Entity {
    fn check(&self) -> Result<(), Invalid> {
        let mut names = BTreeSet::new();
        let mut ids = BTreeSet::new();
        for field in &self.fields {
            if field.name.trim().is_empty() {
                return Err(Invalid::Nameless("field"));
            }
            if !names.insert(&field.name) || !ids.insert(field.id) {
                return Err(Invalid::Duplicate(
                    "field",
                    field.name.clone(),
                    format!(" in {}", self.name),
                ));
            }
        }
        number(
            &self.name,
            positive(self.volume.reads) && positive(self.volume.writes),
            "reads and writes are numbers per second, zero or more",
        )
    }

    fn scope(&self) -> Option<u32> {
        self.service.map(Id::number)
    }
}

impl Checked for Relationship {
    fn check(&self) -> Result<(), Invalid> {
        let (from, to) = (self.from.fields.len(), self.to.fields.len());
        // A side without fields is one whose key nobody has decided yet.
        if from == to || from == 0 || to == 0 {
            Ok(())
        } else {
            Err(Invalid::Sides(from, to))
        }
    }
}

impl Checked for Operation {
    fn check(&self) -> Result<(), Invalid> {
        let share = self.target.is_none_or(|t| (0.0..=1.0).contains(&t));
        number(
            &self.name,
            share,
            "an availability target is a share from 0 to 1",
        )?;
        number(
            &self.name,
            positive(self.rate),
            "a rate is a number of calls per second, zero or more",
        )?;
        number(
            &self.name,
            self.accesses.iter().all(|a| a.attempts > 0),
            "an access is attempted at least once",
        )?;
        number(
            &self.name,
            self.accesses.iter().all(|a| positive(a.rate_limit)),
            "a rate limit is a number of calls per second, zero or more",
        )
    }
}

impl Checked for super::Feed {
    fn check(&self) -> Result<(), Invalid> {
        number(
            Kind::Feed.label(),
            positive(self.lag_s),
            "a lag bound is a number of seconds, zero or more",
        )
    }
}

impl Checked for super::Saga {}
impl Checked for super::Scenario {
    fn check(&self) -> Result<(), Invalid> {
        let trials = self.trials.iter().all(|trial| match trial {
            Trial::Down { for_s, .. } | Trial::CutOff { for_s, .. } => positive(*for_s),
            Trial::Slow { factor, for_s, .. } | Trial::Load { factor, for_s, .. } => {
                positive(Some(*factor)) && positive(*for_s)
            }
            Trial::Contract { .. } => true,
        });
        number(
            &self.name,
            trials,
            "durations in seconds and factors are zero or more",
        )?;
        let expectations = self
            .expectations
            .iter()
            .all(|expectation| match expectation {
                Expectation::BlastRadiusAtMost(share) => (0.0..=1.0).contains(share),
                Expectation::RecoversWithin { seconds, .. } => positive(Some(*seconds)),
                _ => true,
            });
        number(
            &self.name,
            expectations,
            "a blast radius is a share from 0 to 1, a recovery takes zero or more seconds",
        )
    }
}

impl Checked for super::Decision {}
impl Checked for super::View {}
