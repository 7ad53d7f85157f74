//! How parts are called in files and messages, and finding them again by that.
//!
//! An entity is called by its bare name where that is enough, and by `Service.entity` where several entities share the
//! name. A field is `order.id`, the fields of a composite key `order_line.(order_id, line)`, a relationship
//! `payment.order_id -> order.id`, a feed `order -> order_view`; a second one between the same ends gets ` #2`.
//! Names may hold dots and anything else: what would be misread is put in backticks, a backtick itself is doubled.

use std::collections::HashMap;

use thiserror::Error;

use super::{Design, Endpoint, EntityId, FeedId, FieldId, FieldPath, RelationshipId};
use crate::base::nearest::nearest;

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
        let bare = entity.name.to_owned();
        if self.finds(&bare, id) {
            return bare;
        }
        match entity.service {
            Some(service) => {
                let full = format!("{service}.{}", entity.name);
                if self.finds(&full, id) {
                    full
                } else {
                    format!("{}.{}", quoted(service), quoted(entity.name))
                }
            }
            None => quoted(entity.name),
        }
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
        let name = |field: &FieldId| {
            self.field(FieldPath {
                entity: end.entity,
                field: *field,
            })
        };
        let spell = |entity: &str, quote: bool| {
            let name = |field: &FieldId| {
                if quote {
                    quoted(name(field))
                } else {
                    name(field).to_owned()
                }
            };
            match end.fields.as_slice() {
                [] => entity.to_owned(),
                [one] => format!("{entity}.{}", name(one)),
                several => {
                    let fields: Vec<String> = several.iter().map(name).collect();
                    format!("{entity}.({})", fields.join(", "))
                }
            }
        };
        let plain = spell(&entity, false);
        if self.find_endpoint(&plain).as_ref() == Ok(end) {
            return plain;
        }
        let entity = match self.named(end.entity).map(|e| (e.service, e.name)) {
            Some((Some(service), name)) => format!("{}.{}", quoted(service), quoted(name)),
            Some((None, name)) => quoted(name),
            None => entity,
        };
        spell(&entity, true)
    }

    /// What a relationship is called.
    pub fn relationship(&self, id: RelationshipId, from: &Endpoint, to: &Endpoint) -> String {
        let twins = self.relationships.get(&(from.clone(), to.clone()));
        let place = twins.and_then(|ids| ids.iter().position(|twin| *twin == id));
        numbered(
            format!("{} -> {}", self.endpoint(from), self.endpoint(to)),
            place,
        )
    }

    /// What a feed is called.
    pub fn feed(&self, id: FeedId, from: EntityId, to: EntityId) -> String {
        let place = self
            .feeds
            .get(&(from, to))
            .and_then(|ids| ids.iter().position(|twin| *twin == id));
        numbered(
            format!("{} -> {}", self.entity(from), self.entity(to)),
            place,
        )
    }

    /// The entity that is called so.
    pub fn find_entity(&self, text: &str) -> Result<EntityId, NameError> {
        if let Some(id) = self.lookup_entity(text)? {
            return Ok(id);
        }
        Err(NameError::unknown(
            "entity",
            text,
            self.entities.iter().map(|e| e.name),
        ))
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
        match self.find_endpoint(text)? {
            Endpoint { entity, fields } if fields.len() == 1 => Ok(FieldPath {
                entity,
                field: fields[0],
            }),
            _ => Err(NameError::unknown("field", text, [])),
        }
    }

    /// The side of a relationship that is called so.
    pub fn find_endpoint(&self, text: &str) -> Result<Endpoint, NameError> {
        if text.contains('`')
            && let Some(end) = self.find_quoted(text)
        {
            return Ok(end);
        }
        let mut of_entity = None;
        for (dot, _) in text.rmatch_indices('.') {
            let (entity, rest) = (&text[..dot], &text[dot + 1..]);
            let Some(entity) = self.lookup_entity(entity)? else {
                continue;
            };
            if let Ok(field) = self.find_field(entity, rest) {
                return Ok(Endpoint {
                    entity,
                    fields: vec![field],
                });
            }
            if let Some(list) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
                let fields = list
                    .split(',')
                    .map(|name| self.find_field(entity, name.trim()))
                    .collect::<Result<_, _>>()
                    .map_err(|error| self.in_endpoint(error, text, entity))?;
                return Ok(Endpoint { entity, fields });
            }
            of_entity.get_or_insert((entity, rest));
        }
        if let Some(entity) = self.lookup_entity(text)? {
            return Ok(Endpoint {
                entity,
                fields: Vec::new(),
            });
        }
        match of_entity {
            Some((entity, rest)) => {
                let error = self.find_field(entity, rest).err();
                Err(error.map_or_else(
                    || NameError::unknown("field", text, []),
                    |error| self.in_endpoint(error, text, entity),
                ))
            }
            None => {
                let (entity, field) = text.rsplit_once('.').unwrap_or((text, ""));
                let unknown = self.find_entity(entity).err();
                Err(match unknown {
                    Some(NameError::Unknown { what, nearest, .. }) => NameError::Unknown {
                        what,
                        text: text.to_owned(),
                        nearest: nearest.map(|name| {
                            if field.is_empty() {
                                name
                            } else {
                                format!("{name}.{field}")
                            }
                        }),
                    },
                    Some(error) => error,
                    None => NameError::unknown("entity", text, []),
                })
            }
        }
    }

    /// The relationship that is called so.
    pub fn find_relationship(&self, text: &str) -> Result<RelationshipId, NameError> {
        let (text, place) = number(text);
        ends(text)
            .find_map(|(from, to)| {
                let ends = (self.find_endpoint(from).ok()?, self.find_endpoint(to).ok()?);
                self.relationships.get(&ends)?.get(place).copied()
            })
            .ok_or_else(|| {
                let all: Vec<String> = self
                    .sorted(&self.relationships)
                    .into_iter()
                    .map(|((from, to), id)| self.relationship(id, from, to))
                    .collect();
                NameError::unknown("relationship", text, all.iter().map(String::as_str))
            })
    }

    /// The feed that is called so.
    pub fn find_feed(&self, text: &str) -> Result<FeedId, NameError> {
        let (text, place) = number(text);
        ends(text)
            .find_map(|(from, to)| {
                let ends = (self.find_entity(from).ok()?, self.find_entity(to).ok()?);
                self.feeds.get(&ends)?.get(place).copied()
            })
            .ok_or_else(|| {
                let all: Vec<String> = self
                    .sorted(&self.feeds)
                    .into_iter()
                    .map(|((from, to), id)| self.feed(id, *from, *to))
                    .collect();
                NameError::unknown("feed", text, all.iter().map(String::as_str))
            })
    }

    fn sorted<'m, K, V: Ord + Copy>(&self, map: &'m HashMap<K, Vec<V>>) -> Vec<(&'m K, V)> {
        #[expect(clippy::iter_over_hash_type, reason = "sorted right after")]
        let mut all: Vec<(&K, V)> = map
            .iter()
            .flat_map(|(ends, ids)| ids.iter().map(move |id| (ends, *id)))
            .collect();
        all.sort_by_key(|(_, id)| *id);
        all
    }

    fn named(&self, id: EntityId) -> Option<&NamedEntity<'a>> {
        self.entities.get(*self.places.get(&id)?)
    }

    fn finds(&self, text: &str, id: EntityId) -> bool {
        matches!(self.lookup_entity(text), Ok(Some(found)) if found == id)
    }

    fn lookup_entity(&self, text: &str) -> Result<Option<EntityId>, NameError> {
        if let Some(places) = self.by_name.get(text) {
            let mut candidates = places.iter().filter_map(|place| self.entities.get(*place));
            if let [one] = places.as_slice() {
                return Ok(self.entities.get(*one).map(|e| e.id));
            }
            if let Some(of_no_service) = candidates.clone().find(|e| e.service.is_none()) {
                return Ok(Some(of_no_service.id));
            }
            let full = |e: Option<&NamedEntity<'_>>| {
                e.map_or_else(String::new, |e| {
                    format!("{}.{}", e.service.unwrap_or_default(), e.name)
                })
            };
            return Err(NameError::Ambiguous {
                text: text.to_owned(),
                first: full(candidates.next()),
                second: full(candidates.next()),
            });
        }
        for (dot, _) in text.match_indices('.') {
            if let Some(id) = self.in_service(&text[..dot], &text[dot + 1..]) {
                return Ok(Some(id));
            }
        }
        match segments(text).as_deref() {
            Some([name]) if text.starts_with('`') => Ok(self
                .by_name
                .get(name.as_str())
                .and_then(|places| {
                    let mut all = places.iter().filter_map(|place| self.entities.get(*place));
                    all.clone()
                        .find(|e| e.service.is_none())
                        .or_else(|| all.next())
                })
                .map(|e| e.id)),
            Some([service, name]) => Ok(self.in_service(service, name)),
            _ => Ok(None),
        }
    }

    fn in_service(&self, service: &str, name: &str) -> Option<EntityId> {
        self.by_name
            .get(name)?
            .iter()
            .filter_map(|place| self.entities.get(*place))
            .find(|entity| entity.service == Some(service))
            .map(|entity| entity.id)
    }

    /// Reads `` `service`.`entity`.`field` `` and `` `entity`.(`a`, `b`) ``.
    fn find_quoted(&self, text: &str) -> Option<Endpoint> {
        let (path, list) = match text.rfind(".(`") {
            Some(at) if text.ends_with(')') => (&text[..at], Some(&text[at + 2..text.len() - 1])),
            _ => (text, None),
        };
        let mut path = segments(path)?;
        let fields = match list {
            Some(list) => {
                let mut fields = Vec::new();
                let mut rest = list;
                while !rest.is_empty() {
                    let (name, after) = unquoted(rest)?;
                    fields.push(name);
                    rest = after.strip_prefix(", ").unwrap_or(after);
                }
                fields
            }
            None if path.len() > 1 => vec![path.pop()?],
            None => Vec::new(),
        };
        let find = |path: &[String]| match path {
            [name] => self.lookup_entity(&quoted(name)).ok()?,
            [service, name] => self.in_service(service, name),
            _ => None,
        };
        let resolved = find(&path).and_then(|entity| {
            let fields = fields
                .iter()
                .map(|name| self.find_field(entity, name).ok())
                .collect::<Option<_>>()?;
            Some(Endpoint { entity, fields })
        });
        resolved.or_else(|| {
            // Two segments may also be a service and an entity, with no field.
            path.extend(fields);
            Some(Endpoint {
                entity: find(&path)?,
                fields: Vec::new(),
            })
        })
    }

    fn in_endpoint(&self, error: NameError, text: &str, entity: EntityId) -> NameError {
        match error {
            NameError::Unknown { what, nearest, .. } => NameError::Unknown {
                what,
                text: text.to_owned(),
                nearest: nearest.map(|field| format!("{}.{field}", self.entity(entity))),
            },
            error @ NameError::Ambiguous { .. } => error,
        }
    }
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A name in backticks at the start of `text`, and what follows it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text.strip_prefix('`')?;
    loop {
        let (before, after) = rest.split_once('`')?;
        name.push_str(before);
        match after.strip_prefix('`') {
            Some(more) => {
                name.push('`');
                rest = more;
            }
            None => return Some((name, after)),
        }
    }
}

/// The segments of a path in backticks throughout.
fn segments(text: &str) -> Option<Vec<String>> {
    let mut segments = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = unquoted(rest)?;
        segments.push(name);
        match after.strip_prefix('.') {
            Some(more) => rest = more,
            None if after.is_empty() => return Some(segments),
            None => return None,
        }
    }
}

fn numbered(name: String, place: Option<usize>) -> String {
    match place {
        Some(place) if place > 0 => format!("{name} #{}", place + 1),
        _ => name,
    }
}

/// Splits ` #2` off; the place counts from zero.
fn number(text: &str) -> (&str, usize) {
    text.rsplit_once(" #")
        .and_then(|(name, digits)| Some((name, digits.parse::<usize>().ok()?.checked_sub(1)?)))
        .unwrap_or((text, 0))
}

/// All ways to split `a -> b`.
fn ends(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices(" -> ")
        .map(|(at, arrow)| (&text[..at], &text[at + arrow.len()..]))
}
