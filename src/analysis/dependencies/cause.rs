//! What happens by itself: the basic events.

use crate::model::{EntityId, Part, ServiceId, StoreId};

/// Something that happens by itself, independently of all others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// An instance of a service fails; counted from 0.
    Instance(ServiceId, u32),
    /// A node of a store fails; counted from 0, which is the leader where there is one.
    Node(StoreId, u32),
    /// A region, zone or host fails with all that runs there.
    Domain(String),
    /// A service or store answers late.
    Slow(Place),
    /// Two parts cannot reach each other; the smaller one first.
    Link(Place, Place),
    /// A service reads an entity in a form that the entity no longer has.
    Contract(ServiceId, EntityId),
}

/// Where something runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In a service.
    Service(ServiceId),
    /// In a store.
    Store(StoreId),
}

impl Place {
    /// The part of the design.
    pub fn part(self) -> Part {
        match self {
            Self::Service(id) => Part::Service(id),
            Self::Store(id) => Part::Store(id),
        }
    }
}

impl Cause {
    /// Whether it takes its part down by itself: what cut sets are made of. Slow parts, cut links and broken contracts have
    /// no probability and are tried one by one.
    pub fn is_counted(&self) -> bool {
        matches!(self, Self::Instance(..) | Self::Node(..) | Self::Domain(_))
    }

    /// The parts of the design that it is about.
    pub fn parts(&self) -> Vec<Part> {
        match self {
            Self::Instance(id, _) => vec![Part::Service(*id)],
            Self::Node(id, _) => vec![Part::Store(*id)],
            Self::Domain(name) => vec![Part::Domain(name.clone())],
            Self::Slow(place) => vec![place.part()],
            Self::Link(a, b) => vec![a.part(), b.part()],
            Self::Contract(service, entity) => {
                vec![Part::Service(*service), Part::Entity(*entity)]
            }
        }
    }
}

/// A cause, and how likely it is.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownCause {
    /// What happens.
    pub cause: Cause,
    /// The share of time in which it is so; none where the design does not say.
    pub probability: Option<f64>,
}
