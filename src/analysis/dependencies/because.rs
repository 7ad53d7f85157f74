//! Where a clause comes from: the attribute of the design that makes it so.

use super::cause::Place;
use crate::analysis::facts::AccessOf;
use crate::model::{
    EntityId, FeedId, OperationId, Part, RelationshipId, SagaId, ServiceId, StoreId,
};

/// The attribute of the design that a clause comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// How many instances a service has.
    Instances(ServiceId),
    /// How a store replicates.
    Replication(StoreId),
    /// The failure domain.
    Domain(Place),
    /// It is the very part that is slow.
    Itself(Place),
    /// The service of an operation.
    Service(OperationId),
    /// The service of an entity.
    Owner(EntityId),
    /// The store of an entity.
    Store(EntityId),
    /// An access, with the protections that it has.
    Access(AccessOf),
    /// An access that has no time limit.
    Unlimited(AccessOf),
    /// What an access uses when there is no answer.
    Fallback(AccessOf),
    /// An access without time limit and bulkhead, in the pool that all operations of its service share.
    Pool(AccessOf),
    /// A relationship that is checked without time limit, in the same way.
    PoolOfCheck(RelationshipId),
    /// How a relationship is kept valid.
    Integrity(RelationshipId),
    /// A feed that keeps a copy up to date.
    Feed(FeedId),
    /// A step of a saga, by its place.
    Step(SagaId, usize),
    /// What takes a step of a saga back.
    Compensation(SagaId, usize),
    /// Who leads a saga.
    Coordinator(SagaId),
    /// A service is what its operations are.
    Operations(ServiceId),
    /// What is down is worse than degraded.
    Worse,
}

impl Because {
    /// The part of the design that has the attribute, and the attribute there; none for what holds by itself.
    pub fn attribute(self) -> Option<(Part, &'static str)> {
        let of = |place: Place, name| Some((place.part(), name));
        match self {
            Self::Instances(id) => Some((Part::Service(id), "instances")),
            Self::Replication(id) => Some((Part::Store(id), "replication")),
            Self::Domain(place) => of(place, "domain"),
            Self::Service(id) => Some((Part::Operation(id), "service")),
            Self::Owner(id) => Some((Part::Entity(id), "service")),
            Self::Store(id) => Some((Part::Entity(id), "store")),
            Self::Access(id) => Some((Part::Operation(id.operation), "accesses")),
            Self::Unlimited(id) => Some((Part::Operation(id.operation), "accesses.timeout_ms")),
            Self::Fallback(id) => Some((Part::Operation(id.operation), "accesses.fallback")),
            Self::Pool(id) => Some((Part::Operation(id.operation), "accesses.bulkhead")),
            Self::PoolOfCheck(id) | Self::Integrity(id) => {
                Some((Part::Relationship(id), "integrity"))
            }
            Self::Feed(id) => Some((Part::Feed(id), "mechanism")),
            Self::Step(id, _) => Some((Part::Saga(id), "steps")),
            Self::Compensation(id, _) => Some((Part::Saga(id), "steps.compensation")),
            Self::Coordinator(id) => Some((Part::Saga(id), "coordinator")),
            Self::Itself(_) | Self::Operations(_) | Self::Worse => None,
        }
    }
}
