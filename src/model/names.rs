//! How parts are called in files and messages, and finding them again by that.
//!
//! An entity is called by its bare name where that is enough, and by `Service.entity` where several entities share the
//! name. A field is `order.id`, the fields of a composite key `order_line.(order_id, line)`, a relationship
//! `payment.order_id -> order.id`, a feed `order -> order_view`; a second one between the same ends gets ` #2`.
//! Names may hold dots and anything else: what would be misread is put in backticks throughout, as in
//! `` `Orders`.`order`.(`id`) ``; a backtick in a name is doubled.

use std::collections::HashMap;

use thiserror::Error;

use self::quote::{Quoted, is_quoted, quote};
use super::{Design, Endpoint, EntityId, FeedId, FieldId, FieldPath, RelationshipId};
use crate::base::nearest::nearest;

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

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
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
        if self.find_endpoint(&plain).as_ref() == Ok(end) {
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

    fn quoted_endpoint(&self, end: &Endpoint) -> String {
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
        if self.find_relationship(&plain) == Ok(id) {
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
        if self.find_feed(&plain) == Ok(id) {
            return plain;
        }
        let quoted = |id| self.named(id).map_or_else(String::new, NamedEntity::quoted);
        numbered(&quoted(from), &quoted(to), place)
    }

    /// The entity that is called so.
    pub fn find_entity(&self, text: &str) -> Result<EntityId, NameError> {
        match self.lookup_entity(text)? {
            Some(id) => Ok(id),
            None => Err(self.unknown_entity(text)),
        }
    }

    /// The field that is called so inside an entity.
    pub fn find_field(&self, entity: EntityId, text: &str) -> Result<FieldId, NameError> {
        let fields = self.named(entity).map_or(&[][..], |e| &e.fields);
        fields
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, id)| *id)
            .ok_or_else(|| NameError::unknown("field", text, fields.iter().map(|(name, _)| *name)))
    }

    /// The field that is called so together with its entity.
    pub fn find_field_path(&self, text: &str) -> Result<FieldPath, NameError> {
        let Endpoint { entity, fields } = self.find_endpoint(text)?;
        match fields.as_slice() {
            [field] => Ok(FieldPath {
                entity,
                field: *field,
            }),
            _ => Err(self.unknown_field(entity, "", text)),
        }
    }

    /// The side of a relationship that is called so.
    pub fn find_endpoint(&self, text: &str) -> Result<Endpoint, NameError> {
        if is_quoted(text) {
            return self.find_quoted(text);
        }
        // The longest name of an entity that leaves a name of a field wins. What comes closest tells the error.
        let (mut known_entity, mut ambiguous) = (None, None);
        for (dot, _) in text.rmatch_indices('.') {
            let (entity, rest) = (&text[..dot], &text[dot + 1..]);
            match self.lookup_entity(entity) {
                Ok(Some(entity)) => match self.fields_called(entity, rest) {
                    Ok(fields) => return Ok(Endpoint { entity, fields }),
                    Err(field) => {
                        known_entity.get_or_insert((entity, field));
                    }
                },
                Ok(None) => {}
                Err(error) => {
                    ambiguous.get_or_insert((error, rest));
                }
            }
        }
        if let Some(entity) = self.lookup_entity(text)? {
            return Ok(Endpoint {
                entity,
                fields: Vec::new(),
            });
        }
        Err(match (known_entity, ambiguous) {
            (Some((entity, field)), _) => self.unknown_field(entity, field, text),
            (None, Some((NameError::Ambiguous { first, second, .. }, rest))) => {
                NameError::Ambiguous {
                    text: text.to_owned(),
                    first: format!("{first}.{rest}"),
                    second: format!("{second}.{rest}"),
                }
            }
            (None, _) => self.unknown_entity(text),
        })
    }

    /// The relationship that is called so.
    pub fn find_relationship(&self, text: &str) -> Result<RelationshipId, NameError> {
        let (bare, place) = number(text);
        ends(bare)
            .find_map(|(from, to)| {
                let ends = (self.find_endpoint(from).ok()?, self.find_endpoint(to).ok()?);
                self.relationships.get(&ends)?.get(place).copied()
            })
            .ok_or_else(|| {
                let all: Vec<String> = sorted(&self.relationships)
                    .map(|((from, to), _)| numbered(&self.endpoint(from), &self.endpoint(to), None))
                    .collect();
                NameError::unknown("relationship", text, all.iter().map(String::as_str))
            })
    }

    /// The feed that is called so.
    pub fn find_feed(&self, text: &str) -> Result<FeedId, NameError> {
        let (bare, place) = number(text);
        ends(bare)
            .find_map(|(from, to)| {
                let ends = (self.find_entity(from).ok()?, self.find_entity(to).ok()?);
                self.feeds.get(&ends)?.get(place).copied()
            })
            .ok_or_else(|| {
                let all: Vec<String> = sorted(&self.feeds)
                    .map(|((from, to), _)| numbered(&self.entity(*from), &self.entity(*to), None))
                    .collect();
                NameError::unknown("feed", text, all.iter().map(String::as_str))
            })
    }

    fn named(&self, id: EntityId) -> Option<&NamedEntity<'a>> {
        self.entities.get(*self.places.get(&id)?)
    }

    fn finds(&self, text: &str, id: EntityId) -> bool {
        matches!(self.lookup_entity(text), Ok(Some(found)) if found == id)
    }

    /// The entity that is called so, plainly or in backticks; an error if several are.
    fn lookup_entity(&self, text: &str) -> Result<Option<EntityId>, NameError> {
        if is_quoted(text) {
            let quoted = quote::parse(text).unwrap_or_default();
            return match (quoted.path.as_slice(), quoted.fields.as_slice()) {
                ([name], []) => self.bare(name, text),
                ([service, name], []) => Ok(self.in_service(service, name)),
                _ => Ok(None),
            };
        }
        if let Some(id) = self.bare(text, text)? {
            return Ok(Some(id));
        }
        let mut dots = text.match_indices('.').map(|(dot, _)| dot);
        Ok(dots.find_map(|dot| self.in_service(&text[..dot], &text[dot + 1..])))
    }

    /// The entity of this name: the only one, or the one of no service.
    fn bare(&self, name: &str, text: &str) -> Result<Option<EntityId>, NameError> {
        let all = || self.all_called(name);
        let mut first_two = all().map(|entity| entity.id);
        match (first_two.next(), first_two.next()) {
            (None, _) => Ok(None),
            (Some(only), None) => Ok(Some(only)),
            (Some(first), Some(second)) => match all().find(|entity| entity.service.is_none()) {
                Some(of_no_service) => Ok(Some(of_no_service.id)),
                None => Err(NameError::Ambiguous {
                    text: text.to_owned(),
                    first: self.entity(first),
                    second: self.entity(second),
                }),
            },
        }
    }

    fn in_service(&self, service: &str, name: &str) -> Option<EntityId> {
        self.all_called(name)
            .find(|entity| entity.service == Some(service))
            .map(|entity| entity.id)
    }

    fn all_called(&self, name: &str) -> impl Iterator<Item = &NamedEntity<'a>> {
        let places = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.entities.get(*place))
    }

    /// The field, or the fields in parentheses, that are called so; otherwise the name that no field has.
    fn fields_called<'t>(&self, entity: EntityId, text: &'t str) -> Result<Vec<FieldId>, &'t str> {
        if let Ok(field) = self.find_field(entity, text) {
            return Ok(vec![field]);
        }
        let list = text
            .strip_prefix('(')
            .and_then(|list| list.strip_suffix(')'));
        list.ok_or(text)?
            .split(',')
            .map(|name| {
                self.find_field(entity, name.trim())
                    .map_err(|_| name.trim())
            })
            .collect()
    }

    fn find_quoted(&self, text: &str) -> Result<Endpoint, NameError> {
        let unknown = || self.unknown_entity(text);
        let Quoted {
            mut path,
            mut fields,
        } = quote::parse(text).ok_or_else(unknown)?;
        let find = |path: &[String]| match path {
            [name] => self.bare(name, text),
            [service, name] => Ok(self.in_service(service, name)),
            _ => Ok(None),
        };
        let entity = match find(&path)? {
            Some(entity) => entity,
            // Without parentheses, the last name may be that of a field.
            None if fields.is_empty() && path.len() > 1 => {
                fields.extend(path.pop());
                find(&path)?.ok_or_else(unknown)?
            }
            None => return Err(unknown()),
        };
        let fields = fields
            .iter()
            .map(|name| {
                let found = self.find_field(entity, name);
                found.map_err(|_| self.unknown_field(entity, name, text))
            })
            .collect::<Result<_, _>>()?;
        Ok(Endpoint { entity, fields })
    }

    /// No entity is called `text`, or none that its start names.
    fn unknown_entity(&self, text: &str) -> NameError {
        let names: Vec<String> = self.entities.iter().map(|e| self.entity(e.id)).collect();
        let full: Vec<String> = self.entities.iter().map(NamedEntity::full_name).collect();
        let all = || names.iter().chain(&full).map(String::as_str);
        let with_field = || {
            let (entity, field) = text.rsplit_once('.')?;
            Some(format!("{}.{field}", nearest(entity, all())?))
        };
        NameError::Unknown {
            what: "entity",
            text: text.to_owned(),
            nearest: nearest(text, all()).map(str::to_owned).or_else(with_field),
        }
    }

    /// No field of the entity is called `field`.
    fn unknown_field(&self, entity: EntityId, field: &str, text: &str) -> NameError {
        let fields = self.named(entity).map_or(&[][..], |e| &e.fields);
        let meant = fields
            .iter()
            .find(|_| field.is_empty())
            .map(|(_, id)| *id)
            .or_else(|| {
                let name = nearest(field, fields.iter().map(|(name, _)| *name))?;
                self.find_field(entity, name).ok()
            });
        NameError::Unknown {
            what: "field",
            text: text.to_owned(),
            nearest: meant.map(|field| self.field_path(FieldPath { entity, field })),
        }
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

fn sorted<K, V: Ord + Copy>(map: &HashMap<K, Vec<V>>) -> impl Iterator<Item = (&K, V)> {
    #[expect(clippy::iter_over_hash_type, reason = "sorted right after")]
    let mut all: Vec<(&K, V)> = map
        .iter()
        .flat_map(|(ends, ids)| ids.iter().map(move |id| (ends, *id)))
        .collect();
    all.sort_by_key(|(_, id)| *id);
    all.into_iter()
}

fn numbered(from: &str, to: &str, place: Option<usize>) -> String {
    match place {
        Some(place) if place > 0 => format!("{from} -> {to} #{}", place + 1),
        _ => format!("{from} -> {to}"),
    }
}

/// Splits ` #2` off; the place counts from zero.
fn number(text: &str) -> (&str, usize) {
    text.rsplit_once(" #")
        .and_then(|(name, digits)| Some((name, digits.parse::<usize>().ok()?.checked_sub(1)?)))
        .unwrap_or((text, 0))
}

/// All ways to split `a -> b`; one where `a` is quoted.
fn ends(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let start = match quote::parse_start(text) {
        Some((_, rest)) => text.len() - rest.len(),
        None => 0,
    };
    let ways = if is_quoted(text) { 1 } else { usize::MAX };
    text.match_indices(" -> ")
        .filter(move |(at, _)| *at >= start)
        .map(|(at, arrow)| (&text[..at], &text[at + arrow.len()..]))
        .take(ways)
}

#[cfg(test)]
mod tests;
