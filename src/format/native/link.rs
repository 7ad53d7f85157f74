//! Names to ids, when a file is read, and ids to names, when one is written.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::file::File;
use crate::base::id::Id;
use crate::model::names::{NameError, NamedEntity, Names};
use crate::model::{
    ById, ByName, Design, Endpoint, EntityId, Feed, FeedId, FieldId, FieldPath, Item, OperationId,
    Relationship, RelationshipId, Relink, SagaId, ServiceId, StoreId, ZoneId,
};

/// What a string in a file can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Service,
    Store,
    Zone,
    Entity,
    /// A field of the entity that the string is in.
    Own,
    /// A field of the entity that a feed starts from.
    Source,
    /// A field of the entity that a feed fills.
    Filled,
    Path,
    Endpoint,
    Relationship,
    Operation,
    Feed,
    Saga,
}

/// A reference that does not resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unresolved {
    /// The reference as written.
    pub text: String,
    /// What it should refer to.
    pub target: Target,
    /// What is wrong, and what was probably meant.
    pub problem: String,
}

/// Turns the names of one file into ids. Ids count the parts of a list from 0.
pub(super) struct Linker<'f> {
    names: Names<'f>,
    services: Index<'f>,
    stores: Index<'f>,
    zones: Index<'f>,
    operations: Index<'f>,
    sagas: Index<'f>,
    /// The entity that is being translated.
    own: EntityId,
    /// The source of the feed that is being translated, for telling its fields from those of the target.
    feed_source: Option<&'f str>,
}

/// Places in a list by name.
type Index<'f> = BTreeMap<&'f str, u32>;

impl<'f> Linker<'f> {
    pub fn new(file: &'f File) -> Self {
        let entities = file
            .entities
            .iter()
            .zip(0..)
            .map(|(entity, number)| NamedEntity {
                id: Id::new(number),
                name: &entity.name,
                service: entity.service.as_deref(),
                fields: (entity.fields.iter().zip(0..))
                    .map(|(field, number)| (field.name.as_str(), Id::new(number)))
                    .collect(),
            });
        Self {
            names: Names::of_entities(entities),
            services: index(file.services.iter().map(|s| &s.name)),
            stores: index(file.stores.iter().map(|s| &s.name)),
            zones: index(file.zones.iter().map(|z| &z.name)),
            operations: index(file.operations.iter().map(|o| &o.name)),
            sagas: index(file.sagas.iter().map(|s| &s.name)),
            own: Id::new(0),
            feed_source: None,
        }
    }

    /// The next entity to be translated is the one at this place.
    pub fn enter_entity(&mut self, place: usize) {
        self.own = Id::new(place as u32);
    }

    /// The next feed to be translated starts from the entity that is called so.
    pub fn enter_feed(&mut self, source: &'f str) {
        self.feed_source = Some(source);
    }

    /// Makes a translated relationship known to those that refer to it.
    pub fn know_relationship(&mut self, place: usize, relationship: &Relationship) {
        let id = Id::new(place as u32);
        self.names
            .add_relationship(id, &relationship.from, &relationship.to);
    }

    /// Makes a translated feed known to those that refer to it.
    pub fn know_feed(&mut self, place: usize, feed: &Feed) {
        self.names
            .add_feed(Id::new(place as u32), feed.from, feed.to);
    }
}

fn index<'f>(names: impl Iterator<Item = &'f String>) -> Index<'f> {
    names.map(String::as_str).zip(0..).collect()
}

fn look_up<T>(
    index: &Index<'_>,
    what: &'static str,
    target: Target,
    text: &str,
) -> Result<Id<T>, Unresolved> {
    index
        .get(text)
        .map(|number| Id::new(*number))
        .ok_or_else(|| {
            unresolved(target, text)(NameError::unknown(what, text, index.keys().copied()))
        })
}

fn unresolved(target: Target, text: &str) -> impl FnOnce(NameError) -> Unresolved {
    move |error| Unresolved {
        text: text.to_owned(),
        target,
        problem: error.to_string(),
    }
}

impl Relink<ByName, ById> for Linker<'_> {
    type Error = Unresolved;

    fn service(&mut self, from: &String) -> Result<ServiceId, Unresolved> {
        look_up(&self.services, "service", Target::Service, from)
    }

    fn store(&mut self, from: &String) -> Result<StoreId, Unresolved> {
        look_up(&self.stores, "store", Target::Store, from)
    }

    fn zone(&mut self, from: &String) -> Result<ZoneId, Unresolved> {
        look_up(&self.zones, "zone", Target::Zone, from)
    }

    fn entity(&mut self, from: &String) -> Result<EntityId, Unresolved> {
        self.names
            .find_entity(from)
            .map_err(unresolved(Target::Entity, from))
    }

    fn own_field(&mut self, from: &String) -> Result<FieldId, Unresolved> {
        self.names
            .find_field(self.own, from)
            .map_err(unresolved(Target::Own, from))
    }

    fn field_key(&mut self, (): &(), place: usize) -> FieldId {
        Id::new(place as u32)
    }

    fn field_of(&mut self, entity: &String, from: &String) -> Result<FieldId, Unresolved> {
        let target = if self.feed_source == Some(entity.as_str()) {
            Target::Source
        } else {
            Target::Filled
        };
        let entity = self.entity(entity)?;
        self.names
            .find_field(entity, from)
            .map_err(unresolved(target, from))
    }

    fn field_path(&mut self, from: &String) -> Result<FieldPath, Unresolved> {
        self.names
            .find_field_path(from)
            .map_err(unresolved(Target::Path, from))
    }

    fn endpoint(&mut self, from: &String) -> Result<Endpoint, Unresolved> {
        self.names
            .find_endpoint(from)
            .map_err(unresolved(Target::Endpoint, from))
    }

    fn relationship(&mut self, from: &String) -> Result<RelationshipId, Unresolved> {
        self.names
            .find_relationship(from)
            .map_err(unresolved(Target::Relationship, from))
    }

    fn operation(&mut self, from: &String) -> Result<OperationId, Unresolved> {
        look_up(&self.operations, "operation", Target::Operation, from)
    }

    fn feed(&mut self, from: &String) -> Result<FeedId, Unresolved> {
        self.names
            .find_feed(from)
            .map_err(unresolved(Target::Feed, from))
    }

    fn saga(&mut self, from: &String) -> Result<SagaId, Unresolved> {
        look_up(&self.sagas, "saga", Target::Saga, from)
    }
}

/// Turns the ids of one design into names.
pub(super) struct Namer<'d> {
    design: &'d Design,
    names: Names<'d>,
    own: EntityId,
}

impl<'d> Namer<'d> {
    pub fn new(design: &'d Design) -> Self {
        Self {
            design,
            names: Names::new(design),
            own: Id::new(0),
        }
    }

    /// The next entity to be translated is this one.
    pub fn enter_entity(&mut self, id: EntityId) {
        self.own = id;
    }

    /// A valid design holds no id of something that is not there.
    fn name<T: Item>(&self, id: Id<T>) -> String {
        let name = self.design.get(id).and_then(Item::name);
        name.unwrap_or_default().to_owned()
    }
}

impl Relink<ById, ByName> for Namer<'_> {
    type Error = Infallible;

    fn service(&mut self, from: &ServiceId) -> Result<String, Infallible> {
        Ok(self.name(*from))
    }

    fn store(&mut self, from: &StoreId) -> Result<String, Infallible> {
        Ok(self.name(*from))
    }

    fn zone(&mut self, from: &ZoneId) -> Result<String, Infallible> {
        Ok(self.name(*from))
    }

    fn entity(&mut self, from: &EntityId) -> Result<String, Infallible> {
        Ok(self.names.entity(*from))
    }

    fn own_field(&mut self, from: &FieldId) -> Result<String, Infallible> {
        self.field_of(&self.own.clone(), from)
    }

    fn field_key(&mut self, _: &FieldId, _: usize) {}

    fn field_of(&mut self, entity: &EntityId, from: &FieldId) -> Result<String, Infallible> {
        let path = FieldPath {
            entity: *entity,
            field: *from,
        };
        Ok(self.names.field(path).to_owned())
    }

    fn field_path(&mut self, from: &FieldPath) -> Result<String, Infallible> {
        Ok(self.names.field_path(*from))
    }

    fn endpoint(&mut self, from: &Endpoint) -> Result<String, Infallible> {
        Ok(self.names.endpoint(from))
    }

    fn relationship(&mut self, from: &RelationshipId) -> Result<String, Infallible> {
        let relationship = self.design.get(*from);
        Ok(relationship.map_or_else(String::new, |r| {
            self.names.relationship(*from, &r.from, &r.to)
        }))
    }

    fn operation(&mut self, from: &OperationId) -> Result<String, Infallible> {
        Ok(self.name(*from))
    }

    fn feed(&mut self, from: &FeedId) -> Result<String, Infallible> {
        let feed = self.design.get(*from);
        Ok(feed.map_or_else(String::new, |f| self.names.feed(*from, f.from, f.to)))
    }

    fn saga(&mut self, from: &SagaId) -> Result<String, Infallible> {
        Ok(self.name(*from))
    }
}
