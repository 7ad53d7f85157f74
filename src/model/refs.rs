//! How parts of a design refer to each other: by id in memory, by name on disk.
//!
//! Every part is written once, generic over [`Refs`]; `Entity` alone means `Entity<ById>`. Reading a file turns
//! `Entity<ByName>` into `Entity<ById>` and writing turns it back, both through [`Relink`].

use std::fmt::Debug;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::id::Id;
use crate::model::{Entity, Feed, Operation, Relationship, Saga, Service, Store, Zone};

/// A way of referring to other parts.
pub trait Refs: Clone + Debug + Default + PartialEq + 'static {
    /// A service.
    type Service: Clone + Debug + PartialEq;
    /// A store.
    type Store: Clone + Debug + PartialEq;
    /// A zone.
    type Zone: Clone + Debug + PartialEq;
    /// An entity.
    type Entity: Clone + Debug + PartialEq;
    /// A field of an entity that the context tells.
    type Field: Clone + Debug + PartialEq;
    /// An entity and one of its fields.
    type FieldPath: Clone + Debug + PartialEq;
    /// An entity and the fields of it that take part in a relationship.
    type Endpoint: Clone + Debug + PartialEq;
    /// A relationship.
    type Relationship: Clone + Debug + PartialEq;
    /// An operation.
    type Operation: Clone + Debug + PartialEq;
    /// A feed.
    type Feed: Clone + Debug + PartialEq;
    /// A saga.
    type Saga: Clone + Debug + PartialEq;
    /// What identifies a field inside its entity besides its name.
    type FieldKey: Clone + Debug + Default + PartialEq;
}

/// References by id: how an open design holds them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ById;

/// References by name: how a file holds them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
pub struct ByName;

/// A field inside its entity.
pub type FieldId = Id<FieldMark>;

/// What a [`FieldId`] identifies: a field, whichever way the field refers to others.
#[derive(Debug)]
pub struct FieldMark;

/// A field of a certain entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath {
    /// The entity.
    pub entity: Id<Entity>,
    /// The field in it.
    pub field: FieldId,
}

/// One side of a relationship. Without fields, the entity as a whole: the key is not decided yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The entity.
    pub entity: Id<Entity>,
    /// Its fields, in the order in which they match those of the other side.
    pub fields: Vec<FieldId>,
}

impl Refs for ById {
    type Service = Id<Service>;
    type Store = Id<Store>;
    type Zone = Id<Zone>;
    type Entity = Id<Entity>;
    type Field = FieldId;
    type FieldPath = FieldPath;
    type Endpoint = Endpoint;
    type Relationship = Id<Relationship>;
    type Operation = Id<Operation>;
    type Feed = Id<Feed>;
    type Saga = Id<Saga>;
    type FieldKey = FieldId;
}

impl Refs for ByName {
    type Service = String;
    type Store = String;
    type Zone = String;
    type Entity = String;
    type Field = String;
    type FieldPath = String;
    type Endpoint = String;
    type Relationship = String;
    type Operation = String;
    type Feed = String;
    type Saga = String;
    type FieldKey = ();
}

/// References that can stand in a file.
pub trait OnDisk:
    Refs<
        Service = String,
        Store = String,
        Zone = String,
        Entity = String,
        Field = String,
        FieldPath = String,
        Endpoint = String,
        Relationship = String,
        Operation = String,
        Feed = String,
        Saga = String,
        FieldKey = (),
    > + Serialize
    + for<'de> Deserialize<'de>
    + JsonSchema
{
}

impl OnDisk for ByName {}

impl Serialize for ByName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for ByName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <()>::deserialize(deserializer).map(|()| Self)
    }
}

/// Translates references of one kind into another; the file reader and writer each implement it.
pub trait Relink<S: Refs, T: Refs> {
    /// Why a reference cannot be translated.
    type Error;
    /// A service.
    fn service(&mut self, from: &S::Service) -> Result<T::Service, Self::Error>;
    /// A store.
    fn store(&mut self, from: &S::Store) -> Result<T::Store, Self::Error>;
    /// A zone.
    fn zone(&mut self, from: &S::Zone) -> Result<T::Zone, Self::Error>;
    /// An entity.
    fn entity(&mut self, from: &S::Entity) -> Result<T::Entity, Self::Error>;
    /// A field of the entity that is being translated.
    fn own_field(&mut self, from: &S::Field) -> Result<T::Field, Self::Error>;
    /// The key of the field at this place of the entity that is being translated.
    fn field_key(&mut self, from: &S::FieldKey, place: usize) -> T::FieldKey;
    /// A field of another entity.
    fn field_of(&mut self, entity: &S::Entity, from: &S::Field) -> Result<T::Field, Self::Error>;
    /// An entity with one of its fields.
    fn field_path(&mut self, from: &S::FieldPath) -> Result<T::FieldPath, Self::Error>;
    /// A side of a relationship.
    fn endpoint(&mut self, from: &S::Endpoint) -> Result<T::Endpoint, Self::Error>;
    /// A relationship.
    fn relationship(&mut self, from: &S::Relationship) -> Result<T::Relationship, Self::Error>;
    /// An operation.
    fn operation(&mut self, from: &S::Operation) -> Result<T::Operation, Self::Error>;
    /// A feed.
    fn feed(&mut self, from: &S::Feed) -> Result<T::Feed, Self::Error>;
    /// A saga.
    fn saga(&mut self, from: &S::Saga) -> Result<T::Saga, Self::Error>;
}

/// A reference that a part of an open design holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// To a service.
    Service(Id<Service>),
    /// To a store.
    Store(Id<Store>),
    /// To a zone.
    Zone(Id<Zone>),
    /// To an entity.
    Entity(Id<Entity>),
    /// To a field.
    Field(FieldPath),
    /// To a relationship.
    Relationship(Id<Relationship>),
    /// To an operation.
    Operation(Id<Operation>),
    /// To a feed.
    Feed(Id<Feed>),
    /// To a saga.
    Saga(Id<Saga>),
}
