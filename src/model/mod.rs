//! The design: services, stores, zones, entities and what ties them together.
//!
//! A [`Design`] is a value: cloning it takes a snapshot that costs a few pointers, and nothing changes it but
//! `Design::apply` of the edit layer, so that every design in memory is valid: each reference resolves, and names are
//! unique in their scope ([`validate`]).
//!
//! Invariant: nothing here knows of files, pictures or windows.

mod contract;
mod design;
mod entity;
mod feed;
mod list;
pub mod names;
mod operation;
mod refs;
mod relationship;
mod rules;
mod saga;
mod scenario;
mod service;
mod store;
mod types;
pub mod validate;
mod view;
mod zone;

pub use contract::{Compatibility, Consumer, Contract, ContractVersion};
pub use design::{Design, Header, Item, Kind};
pub use entity::{
    DeletePolicy, Entity, EntityKind, Field, Index, Lifecycle, Role, Versioning, Volume,
};
pub use feed::{Feed, Mechanism};
pub use list::List;
pub use operation::{Access, AccessTarget, Fallback, Operation, OperationKind, Via};
pub use refs::{
    ById, ByName, Endpoint, FieldId, FieldMark, FieldPath, OnDisk, Reference, Refs, Relink,
};
pub use relationship::{Cardinality, Fail, Integrity, OnDelete, Relationship};
pub use rules::{Level, RuleSetting};
pub use saga::{Compensation, Saga, Step, StepAction};
pub use scenario::{Decision, Expectation, Part, Scenario, Trial};
pub use service::{Availability, Color, Service, ServiceKind, Tier};
pub use store::{Engine, EngineFamily, Failover, Replication, Store, Topology};
pub use types::TypeFamily;
pub use view::{Collapse, ColorBy, Note, Pairs, Shows, Stubs, View};
pub use zone::{Consistency, Zone};

pub use crate::base::id::Id;

/// Identifies a service.
pub type ServiceId = Id<Service>;
/// Identifies a store.
pub type StoreId = Id<Store>;
/// Identifies a zone.
pub type ZoneId = Id<Zone>;
/// Identifies an entity.
pub type EntityId = Id<Entity>;
/// Identifies a relationship.
pub type RelationshipId = Id<Relationship>;
/// Identifies an operation.
pub type OperationId = Id<Operation>;
/// Identifies a feed.
pub type FeedId = Id<Feed>;
/// Identifies a saga.
pub type SagaId = Id<Saga>;
/// Identifies a scenario.
pub type ScenarioId = Id<Scenario>;
/// Identifies a decision.
pub type DecisionId = Id<Decision>;
/// Identifies a view.
pub type ViewId = Id<View>;

/// For serde: defaults are not written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// For serde: `false` is not written.
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}
