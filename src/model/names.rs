//! How parts are called in files and messages, and finding them again by that.
//!
//! An entity is called by its bare name where that is enough, and by `Service.entity` where several entities share the
//! name. A field is `order.id`, the fields of a composite key `order_line.(order_id, line)`, a relationship
//! `payment.order_id -> order.id`, a feed `order -> order_view`; a second one between the same ends gets ` #2`.
//! Names may hold dots and anything else: what would be misread is put in backticks throughout, as in
//! `` `Orders`.`order`.(`id`) ``; a backtick in a name is doubled.

use std::collections::HashMap;

use thiserror::Error;

use self::find::Found;
use self::quote::quote;
use super::{Design, Endpoint, EntityId, FeedId, FieldId, FieldPath, RelationshipId};
use crate::base::nearest::{did_you_mean, nearest};

mod find;
mod quote;

/// All names of a design.
#[derive(Debug, Default)]
pub struct Names<'a> {
    entities: Vec<NamedEntity<'a>>,
    /// Places in `entities` by id number.
    places: HashMap<EntityId, usize>,
    by_name: HashMap<&'a str, Vec<usize>>,
    relationships: HashMap<(Endpoint, Endpoint), Vec<RelationshipId>>,
    feeds: HashMap<(EntityId, EntityId), Vec<FeedId>>,
}

/// What an entity and its fields are called.
#[derive(Debug)]
pub struct NamedEntity<'a> {
    /// Its id.
    pub id: EntityId,
    /// Its name.
    pub name: &'a str,
    /// The name of its service, if it has one.
    pub service: Option<&'a str>,
    /// Names and ids of its fields.
    pub fields: Vec<(&'a str, FieldId)>,
}

/// A name that nothing, or more than one thing, answers to.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NameError {
    /// Nothing is called so.
    #[error("no {what} is called `{text}`{}", did_you_mean(nearest.as_deref()))]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// The name as written.
        text: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
    /// Several things are called so.
    #[error("`{text}` is ambiguous; write `{first}` or `{second}`")]
    Ambiguous {
        /// The name as written.
        text: String,
        /// One of them, called so that it is clear.
        first: String,
        /// Another.
        second: String,
    },
}

impl NameError {
    /// The name as written.
    pub fn text(&self) -> &str {
        match self {
            Self::Unknown { text, .. } | Self::Ambiguous { text, .. } => text,
        }
    }

    /// Nothing of this kind is called `text`.
    pub fn unknown<'a>(
        what: &'static str,
        text: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::Unknown {
            what,
            text: text.to_owned(),
            nearest: nearest(text, candidates).map(str::to_owned),
        }
    }
}

impl<'a> Names<'a> {
    /// The names of all that is in a design.
    pub fn new(design: &'a Design) -> Self {
        let mut names = Self::of_entities(design.entities().iter().map(|(id, entity)| {
            NamedEntity {
                id,
                name: &entity.name,
                service: entity
                    .service
                    .and_then(|service| design.services().get(service))
                    .map(|service| service.name.as_str()),
                fields: entity
                    .fields
                    .iter()
                    .map(|f| (f.name.as_str(), f.id))
                    .collect(),
            }
        }));
        for (id, relationship) in design.relationships().iter() {
            names.add_relationship(id, &relationship.from, &relationship.to);
        }
        for (id, feed) in design.feeds().iter() {
            names.add_feed(id, feed.from, feed.to);
        }
        names
    }

    /// The names of entities alone, for a reader that adds the rest as it comes to it.
    pub fn of_entities(entities: impl IntoIterator<Item = NamedEntity<'a>>) -> Self {
        let mut names = Self {
            entities: entities.into_iter().collect(),
            ..Self::default()
        };
        for (place, entity) in names.entities.iter().enumerate() {
            names.places.insert(entity.id, place);
            names.by_name.entry(entity.name).or_default().push(place);
        }
        names
    }

    /// Makes a relationship known.
    pub fn add_relationship(&mut self, id: RelationshipId, from: &Endpoint, to: &Endpoint) {
        self.relationships
            .entry((from.clone(), to.clone()))
            .or_default()
            .push(id);
    }

    /// Makes a feed known.
    pub fn add_feed(&mut self, id: FeedId, from: EntityId, to: EntityId) {
        self.feeds.entry((from, to)).or_default().push(id);
    }

    /// What an entity is called; empty if it is not in the design.
    pub fn entity(&self, id: EntityId) -> String {
        let Some(entity) = self.named(id) else {
            return String::new();
        };
        if self.finds(entity.name, id) {
            return entity.name.to_owned();
        }
        let full = entity.full_name();
        if self.finds(&full, id) {
            return full;
        }
        entity.quoted()
    }

    /// What a field is called together with its entity.
    pub fn field_path(&self, path: FieldPath) -> String {
        self.endpoint(&Endpoint {
            entity: path.entity,
            fields: vec![path.field],
        })
    }

    /// What a field is called inside its entity.
    pub fn field(&self, path: FieldPath) -> &'a str {
        self.named(path.entity)
            .and_then(|entity| entity.fields.iter().find(|(_, id)| *id == path.field))
            .map_or("", |(name, _)| name)
    }

    /// What one side of a relationship is called.
    pub fn endpoint(&self, end: &Endpoint) -> String {
        let entity = self.entity(end.entity);
        let fields: Vec<&str> = self.fields_of(end).collect();
        let plain = match fields.as_slice() {
            [] => entity,
            [one] => format!("{entity}.{one}"),
            several => format!("{entity}.({})", several.join(", ")),
        };
        if self.lookup_endpoint(&plain).as_ref() == Ok(end) {
            plain
        } else {
            self.quoted_endpoint(end)
        }
    }

    fn fields_of(&self, end: &Endpoint) -> impl Iterator<Item = &'a str> {
        let entity = end.entity;
        (end.fields.iter()).map(move |field| {
            self.field(FieldPath {
                entity,
                field: *field,
            })
        })
    }

    /// What one side of a relationship is called, in backticks throughout.
    pub fn quoted_endpoint(&self, end: &Endpoint) -> String {
        let entity = self
            .named(end.entity)
            .map_or_else(String::new, NamedEntity::quoted);
        if end.fields.is_empty() {
            return entity;
        }
        let fields: Vec<String> = self.fields_of(end).map(quote).collect();
        format!("{entity}.({})", fields.join(", "))
    }

    /// What a relationship is called.
    pub fn relationship(&self, id: RelationshipId, from: &Endpoint, to: &Endpoint) -> String {
        let twins = self.relationships.get(&(from.clone(), to.clone()));
        let place = twins.and_then(|ids| ids.iter().position(|twin| *twin == id));
        let plain = numbered(&self.endpoint(from), &self.endpoint(to), place);
        if self.lookup_relationship(&plain) == Some(id) {
            return plain;
        }
        numbered(
            &self.quoted_endpoint(from),
            &self.quoted_endpoint(to),
            place,
        )
    }

    /// What a feed is called.
    pub fn feed(&self, id: FeedId, from: EntityId, to: EntityId) -> String {
        let twins = self.feeds.get(&(from, to));
        let place = twins.and_then(|ids| ids.iter().position(|twin| *twin == id));
        let plain = numbered(&self.entity(from), &self.entity(to), place);
        if self.lookup_feed(&plain) == Some(id) {
            return plain;
        }
        let quoted = |id| self.named(id).map_or_else(String::new, NamedEntity::quoted);
        numbered(&quoted(from), &quoted(to), place)
    }

    fn named(&self, id: EntityId) -> Option<&NamedEntity<'a>> {
        self.entities.get(*self.places.get(&id)?)
    }

    fn finds(&self, text: &str, id: EntityId) -> bool {
        self.lookup_entity(text) == Found::One(id)
    }
}

impl NamedEntity<'_> {
    /// With its service, plainly.
    fn full_name(&self) -> String {
        match self.service {
            Some(service) => format!("{service}.{}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// With its service, in backticks.
    fn quoted(&self) -> String {
        match self.service {
            Some(service) => format!("{}.{}", quote(service), quote(self.name)),
            None => quote(self.name),
        }
    }
}

fn numbered(from: &str, to: &str, place: Option<usize>) -> String {
    match place {
        Some(place) if place > 0 => format!("{from} -> {to} #{}", place + 1),
        _ => format!("{from} -> {to}"),
    }
}

#[cfg(test)]
mod tests;
