//! Finding parts of a design by what stands in them.
//!
//! [`Find`] looks for a text in names, types, comments and notes; [`Catalog`] ranks names by how well they fit what was typed.
//! Both are made once for a state of the design and then answer a keystroke within a few milliseconds however large it is.

mod catalog;
mod find;
mod most;

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{Design, Endpoint, EntityId, Reference};

pub use catalog::{Catalog, Fuzzy, Match};
pub use find::{Aspect, Find, Found, Hit};

/// Every part of a design that can be jumped to, those of one kind together, in the design's order.
pub fn parts(design: &Design) -> impl Iterator<Item = Reference> + '_ {
    let fields = design.entities().iter().flat_map(|(entity, item)| {
        item.fields.iter().map(move |field| {
            Reference::Field(crate::model::FieldPath {
                entity,
                field: field.id,
            })
        })
    });
    (design.entities().ids().map(Reference::Entity))
        .chain(fields)
        .chain(design.services().ids().map(Reference::Service))
        .chain(design.stores().ids().map(Reference::Store))
        .chain(design.zones().ids().map(Reference::Zone))
        .chain(design.operations().ids().map(Reference::Operation))
        .chain(design.sagas().ids().map(Reference::Saga))
        .chain(design.feeds().ids().map(Reference::Feed))
        .chain(design.relationships().ids().map(Reference::Relationship))
}

/// What the kind of a part is called, one of them and several.
pub fn kind(part: Reference) -> (&'static str, &'static str) {
    match part {
        Reference::Service(_) => ("Service", "Services"),
        Reference::Store(_) => ("Store", "Stores"),
        Reference::Zone(_) => ("Zone", "Zones"),
        Reference::Entity(_) => ("Entity", "Entities"),
        Reference::Field(_) => ("Field", "Fields"),
        Reference::Relationship(_) => ("Relationship", "Relationships"),
        Reference::Operation(_) => ("Operation", "Operations"),
        Reference::Feed(_) => ("Feed", "Feeds"),
        Reference::Saga(_) => ("Saga", "Sagas"),
    }
}

/// What a part is called: `order`, `order.customer_id`, `order.customer_id → customer.id`. Empty if it is not there.
pub fn title(design: &Design, part: Reference) -> String {
    let entity = |id: EntityId| design.get(id).map_or("", |entity| entity.name.as_str());
    match part {
        Reference::Field(path) => format!("{}.{}", entity(path.entity), name(design, part)),
        Reference::Relationship(id) => design.get(id).map_or_else(String::new, |relationship| {
            let [from, to] = [&relationship.from, &relationship.to].map(|end| end_of(design, end));
            format!("{from} → {to}")
        }),
        Reference::Feed(id) => design.get(id).map_or_else(String::new, |feed| {
            format!("{} → {}", entity(feed.from), entity(feed.to))
        }),
        _ => name(design, part).to_owned(),
    }
}

fn end_of(design: &Design, end: &Endpoint) -> String {
    let Some(entity) = design.get(end.entity) else {
        return String::new();
    };
    let fields: Vec<&str> = (end.fields.iter())
        .filter_map(|field| Some(entity.field(*field)?.name.as_str()))
        .collect();
    match fields.as_slice() {
        [] => entity.name.clone(),
        [one] => format!("{}.{one}", entity.name),
        several => format!("{}.({})", entity.name, several.join(", ")),
    }
}

/// Where a part belongs or what is said about it in a word: the service of an entity, the type of a field.
pub fn detail(design: &Design, part: Reference) -> Cow<'_, str> {
    let service = |id: Option<crate::model::ServiceId>| {
        let service = id.and_then(|id| design.get(id));
        Cow::Borrowed(service.map_or("", |service| service.name.as_str()))
    };
    match part {
        Reference::Entity(id) => service(design.get(id).and_then(|entity| entity.service)),
        Reference::Operation(id) => service(design.get(id).and_then(|item| item.service)),
        Reference::Saga(id) => service(design.get(id).and_then(|saga| saga.coordinator)),
        Reference::Relationship(id) => {
            Cow::Borrowed(design.get(id).map_or("", |item| item.label.as_str()))
        }
        _ => Cow::Borrowed(data_type(design, part)),
    }
}

/// The bare name of a part; of a relationship, its label.
fn name(design: &Design, part: Reference) -> &str {
    match part {
        Reference::Service(id) => design.get(id).map(|item| item.name.as_str()),
        Reference::Store(id) => design.get(id).map(|item| item.name.as_str()),
        Reference::Zone(id) => design.get(id).map(|item| item.name.as_str()),
        Reference::Entity(id) => design.get(id).map(|item| item.name.as_str()),
        Reference::Field(path) => design
            .get(path.entity)
            .and_then(|entity| entity.field(path.field))
            .map(|field| field.name.as_str()),
        Reference::Relationship(id) => design.get(id).map(|item| item.label.as_str()),
        Reference::Operation(id) => design.get(id).map(|item| item.name.as_str()),
        Reference::Saga(id) => design.get(id).map(|item| item.name.as_str()),
        Reference::Feed(_) => None,
    }
    .unwrap_or_default()
}

/// The type of a field, the engine of a store, the consistency of a zone, the mechanism of a feed.
fn data_type(design: &Design, part: Reference) -> &str {
    match part {
        Reference::Field(path) => design
            .get(path.entity)
            .and_then(|entity| entity.field(path.field))
            .map(|field| field.data_type.as_str()),
        Reference::Store(id) => design.get(id).map(|store| store.engine.label()),
        Reference::Zone(id) => design.get(id).map(|zone| zone.consistency.label()),
        Reference::Feed(id) => design.get(id).map(|feed| feed.mechanism.label()),
        _ => None,
    }
    .unwrap_or_default()
}

fn comment(design: &Design, part: Reference) -> &str {
    match part {
        Reference::Service(id) => design.get(id).map(|item| item.description.as_str()),
        Reference::Store(id) => design.get(id).map(|item| item.description.as_str()),
        Reference::Entity(id) => design.get(id).map(|item| item.comment.as_str()),
        Reference::Field(path) => design
            .get(path.entity)
            .and_then(|entity| entity.field(path.field))
            .map(|field| field.comment.as_str()),
        Reference::Operation(id) => design.get(id).map(|item| item.description.as_str()),
        Reference::Saga(id) => design.get(id).map(|item| item.description.as_str()),
        Reference::Zone(_) | Reference::Relationship(_) | Reference::Feed(_) => None,
    }
    .unwrap_or_default()
}

/// A letter without its case, one letter for one, so that places in a text stay places in it.
fn fold(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// Where `wanted` stands in `text`, in bytes, whatever the case of the letters.
pub fn marks(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = wanted.trim().chars().map(fold).collect();
    let letters: Vec<(usize, char)> = (text.char_indices())
        .map(|(at, letter)| (at, fold(letter)))
        .collect();
    let mut found = Vec::new();
    let mut place = 0;
    while !wanted.is_empty() && place + wanted.len() <= letters.len() {
        let (here, rest) = letters.split_at(place);
        let window = rest.iter().take(wanted.len()).map(|(_, letter)| letter);
        if window.eq(wanted.iter()) {
            let start = rest.first().map_or(0, |(at, _)| *at);
            let end = rest.get(wanted.len()).map_or(text.len(), |(at, _)| *at);
            found.push(start..end);
            place += wanted.len();
        } else {
            place = here.len() + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests;
