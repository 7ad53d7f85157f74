//! Finding what is called so. Looking up never fails loudly, so that spelling can try names; the errors of the public
//! functions are made last, and may spell names themselves.

use std::collections::HashMap;

use super::quote::{self, Quoted, is_quoted};
use super::{NameError, NamedEntity, Names};
use crate::base::nearest::nearest;
use crate::model::{Endpoint, EntityId, FeedId, FieldId, FieldPath, RelationshipId};

/// What a name of an entity is found to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    None,
    One(EntityId),
    /// The first two.
    Several(EntityId, EntityId),
}

/// Why nothing is found, as far as the name makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Miss<'t> {
    /// No entity is called so.
    Entity,
    /// Several entities are called so; the rest of the text names a field.
    Ambiguous(EntityId, EntityId, &'t str),
    /// The entity has no field that is called so.
    Field(EntityId, String),
}

impl Names<'_> {
    /// The entity that is called so.
    pub fn find_entity(&self, text: &str) -> Result<EntityId, NameError> {
        let miss = match self.lookup_entity(text) {
            Found::One(id) => return Ok(id),
            Found::Several(first, second) => Miss::Ambiguous(first, second, ""),
            Found::None => Miss::Entity,
        };
        Err(self.error(text, miss))
    }

    /// The field that is called so inside an entity.
    pub fn find_field(&self, entity: EntityId, text: &str) -> Result<FieldId, NameError> {
        self.lookup_field(entity, text).ok_or_else(|| {
            let fields = self.fields(entity).iter().map(|(name, _)| *name);
            NameError::unknown("field", text, fields)
        })
    }

    /// The field that is called so together with its entity.
    pub fn find_field_path(&self, text: &str) -> Result<FieldPath, NameError> {
        let Endpoint { entity, fields } = self.find_endpoint(text)?;
        match fields.as_slice() {
            [field] => Ok(FieldPath {
                entity,
                field: *field,
            }),
            _ => Err(self.error(text, Miss::Field(entity, String::new()))),
        }
    }

    /// The side of a relationship that is called so.
    pub fn find_endpoint(&self, text: &str) -> Result<Endpoint, NameError> {
        self.lookup_endpoint(text)
            .map_err(|miss| self.error(text, miss))
    }

    /// The relationship that is called so.
    pub fn find_relationship(&self, text: &str) -> Result<RelationshipId, NameError> {
        self.lookup_relationship(text).ok_or_else(|| {
            let all: Vec<String> = sorted(&self.relationships)
                .map(|((from, to), id)| self.relationship(id, from, to))
                .collect();
            NameError::unknown("relationship", text, all.iter().map(String::as_str))
        })
    }

    /// The feed that is called so.
    pub fn find_feed(&self, text: &str) -> Result<FeedId, NameError> {
        self.lookup_feed(text).ok_or_else(|| {
            let all: Vec<String> = sorted(&self.feeds)
                .map(|((from, to), id)| self.feed(id, *from, *to))
                .collect();
            NameError::unknown("feed", text, all.iter().map(String::as_str))
        })
    }

    pub(super) fn lookup_relationship(&self, text: &str) -> Option<RelationshipId> {
        let (text, place) = number(text);
        ends(text).find_map(|(from, to)| {
            let ends = (
                self.lookup_endpoint(from).ok()?,
                self.lookup_endpoint(to).ok()?,
            );
            self.relationships.get(&ends)?.get(place).copied()
        })
    }

    pub(super) fn lookup_feed(&self, text: &str) -> Option<FeedId> {
        let (text, place) = number(text);
        ends(text).find_map(|(from, to)| {
            let (Found::One(from), Found::One(to)) =
                (self.lookup_entity(from), self.lookup_entity(to))
            else {
                return None;
            };
            self.feeds.get(&(from, to))?.get(place).copied()
        })
    }

    /// What is called so, plainly or in backticks.
    pub(super) fn lookup_entity(&self, text: &str) -> Found {
        if is_quoted(text) {
            return match quote::parse(text) {
                Some(Quoted { path, fields }) if fields.is_empty() => self.at_path(&path),
                _ => Found::None,
            };
        }
        let bare = self.bare(text);
        if bare != Found::None {
            return bare;
        }
        let mut dots = text.match_indices('.').map(|(dot, _)| dot);
        let found = dots.find_map(|dot| self.in_service(&text[..dot], &text[dot + 1..]));
        found.map_or(Found::None, Found::One)
    }

    pub(super) fn lookup_endpoint<'t>(&self, text: &'t str) -> Result<Endpoint, Miss<'t>> {
        if is_quoted(text) {
            return self.lookup_quoted(text);
        }
        // The longest name of an entity that leaves a name of a field wins. What comes closest tells the error.
        let (mut no_field, mut ambiguous) = (None, None);
        for (dot, _) in text.rmatch_indices('.') {
            let (entity, rest) = (&text[..dot], &text[dot + 1..]);
            match self.lookup_entity(entity) {
                Found::One(entity) => match self.fields_called(entity, rest) {
                    Ok(fields) => return Ok(Endpoint { entity, fields }),
                    Err(miss) => {
                        no_field.get_or_insert(miss);
                    }
                },
                Found::None => {}
                Found::Several(first, second) => {
                    ambiguous.get_or_insert(Miss::Ambiguous(first, second, rest));
                }
            }
        }
        match self.lookup_entity(text) {
            Found::One(entity) => Ok(Endpoint {
                entity,
                fields: Vec::new(),
            }),
            Found::Several(first, second) => Err(Miss::Ambiguous(first, second, "")),
            Found::None => Err(no_field.or(ambiguous).unwrap_or(Miss::Entity)),
        }
    }

    fn lookup_quoted<'t>(&self, text: &str) -> Result<Endpoint, Miss<'t>> {
        let Quoted {
            mut path,
            mut fields,
        } = quote::parse(text).ok_or(Miss::Entity)?;
        let mut found = self.at_path(&path);
        // Without parentheses, the last name may be that of a field.
        if found == Found::None && fields.is_empty() {
            fields.extend(path.pop());
            found = self.at_path(&path);
        }
        let entity = match found {
            Found::One(entity) => entity,
            Found::Several(first, second) => return Err(Miss::Ambiguous(first, second, "")),
            Found::None => return Err(Miss::Entity),
        };
        let fields = fields
            .into_iter()
            .map(|name| {
                self.lookup_field(entity, &name)
                    .ok_or(Miss::Field(entity, name))
            })
            .collect::<Result<_, _>>()?;
        Ok(Endpoint { entity, fields })
    }

    /// What is called so by a quoted path.
    fn at_path(&self, path: &[String]) -> Found {
        match path {
            [name] => self.bare(name),
            [service, name] => self
                .in_service(service, name)
                .map_or(Found::None, Found::One),
            _ => Found::None,
        }
    }

    /// The entity of this name: the only one, or the one of no service.
    fn bare(&self, name: &str) -> Found {
        let mut all = self.all_called(name).map(|entity| entity.id);
        match (all.next(), all.next()) {
            (None, _) => Found::None,
            (Some(only), None) => Found::One(only),
            (Some(first), Some(second)) => {
                let mut all = self.all_called(name);
                match all.find(|entity| entity.service.is_none()) {
                    Some(of_no_service) => Found::One(of_no_service.id),
                    None => Found::Several(first, second),
                }
            }
        }
    }

    fn in_service(&self, service: &str, name: &str) -> Option<EntityId> {
        self.all_called(name)
            .find(|entity| entity.service == Some(service))
            .map(|entity| entity.id)
    }

    fn all_called(&self, name: &str) -> impl Iterator<Item = &NamedEntity<'_>> {
        let places = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.entities.get(*place))
    }

    fn fields(&self, entity: EntityId) -> &[(&str, FieldId)] {
        self.named(entity).map_or(&[][..], |entity| &entity.fields)
    }

    fn lookup_field(&self, entity: EntityId, name: &str) -> Option<FieldId> {
        let mut fields = self.fields(entity).iter();
        fields.find(|(known, _)| *known == name).map(|(_, id)| *id)
    }

    /// The field, or the fields in parentheses, that are called so.
    fn fields_called(&self, entity: EntityId, text: &str) -> Result<Vec<FieldId>, Miss<'static>> {
        if let Some(field) = self.lookup_field(entity, text) {
            return Ok(vec![field]);
        }
        let miss = |name: &str| Miss::Field(entity, name.to_owned());
        let list = text
            .strip_prefix('(')
            .and_then(|list| list.strip_suffix(')'));
        let names = list.ok_or_else(|| miss(text))?.split(',').map(str::trim);
        names
            .map(|name| self.lookup_field(entity, name).ok_or_else(|| miss(name)))
            .collect()
    }

    /// What is said of a name that misses.
    fn error(&self, text: &str, miss: Miss<'_>) -> NameError {
        let unknown = |what, nearest| NameError::Unknown {
            what,
            text: text.to_owned(),
            nearest,
        };
        match miss {
            Miss::Ambiguous(first, second, rest) => {
                let dot = if rest.is_empty() { "" } else { "." };
                let spell = |id| format!("{}{dot}{rest}", self.entity(id));
                NameError::Ambiguous {
                    text: text.to_owned(),
                    first: spell(first),
                    second: spell(second),
                }
            }
            Miss::Entity => unknown("entity", self.nearest_entity(text)),
            Miss::Field(entity, name) => {
                let fields = self.fields(entity);
                let meant = if name.is_empty() {
                    fields.first().map(|(_, id)| *id)
                } else {
                    nearest(&name, fields.iter().map(|(name, _)| *name))
                        .and_then(|name| self.lookup_field(entity, name))
                };
                let spell = |field| self.field_path(FieldPath { entity, field });
                unknown("field", meant.map(spell))
            }
        }
    }

    /// The entity, or the field of an entity, that was probably meant.
    fn nearest_entity(&self, text: &str) -> Option<String> {
        let names: Vec<String> = self.entities.iter().map(|e| self.entity(e.id)).collect();
        let full: Vec<String> = self.entities.iter().map(NamedEntity::full_name).collect();
        let like = |text| nearest(text, names.iter().chain(&full).map(String::as_str));
        let with_field = text.rsplit_once('.').and_then(|(entity, field)| {
            let entity = like(entity)?;
            let text = format!("{entity}.{field}");
            self.lookup_endpoint(&text).is_ok().then_some(text)
        });
        with_field.or_else(|| like(text).map(str::to_owned))
    }
}

fn sorted<K, V: Ord + Copy>(map: &HashMap<K, Vec<V>>) -> impl Iterator<Item = (&K, V)> {
    let mut all: Vec<(&K, V)> = map
        .iter()
        .flat_map(|(ends, ids)| ids.iter().map(move |id| (ends, *id)))
        .collect();
    all.sort_by_key(|(_, id)| *id);
    all.into_iter()
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
