//! What could stand at the cursor: types, words, entities and their fields.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::lex::{Scanner, Sort, spelled};
use super::target::spell;
use super::words::{self, Meaning, WORDS};
use super::{Place, types};
use crate::model::names::Names;
use crate::model::{Design, Entity, EntityId, TypeFamily};

/// At most so many are offered.
const OFFERED: usize = 8;

/// What a design has words for; collected once for many keystrokes.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Types of the design, the most used first.
    types: Vec<(String, usize)>,
    /// Names of entities with their ids, in lower case, and as the design writes them.
    entities: Vec<(String, EntityId)>,
}

impl Vocabulary {
    /// Of a design.
    pub fn of(design: &Design) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let fields = design.entities().iter().flat_map(|(_, e)| &e.fields);
        for field in fields {
            *counts.entry(field.data_type.as_str()).or_default() += 1;
        }
        counts.remove("");
        let mut types: Vec<(String, usize)> = counts
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count))
            .collect();
        types.sort_by_key(|(_, count)| Reverse(*count));
        let entities = design.entities().iter();
        Self {
            types,
            entities: entities
                .map(|(id, entity)| (entity.name.to_lowercase(), id))
                .collect(),
        }
    }
}

/// What could stand at a place of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// What of the line it would stand in place of, in bytes.
    pub range: Range<usize>,
    /// The best first.
    pub suggestions: Vec<Suggestion>,
    /// Something was typed already, so that the first suggestion is probably meant.
    pub is_likely: bool,
    /// The list helps even where nothing was typed.
    pub is_wanted: bool,
}

/// Something that could stand in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What would stand there.
    pub text: String,
    /// What it is.
    pub says: String,
}

/// What stands before the cursor.
enum Expected {
    Type,
    Word,
    Entity,
    Field,
    Nothing,
}

/// What could stand at the cursor, which is a place in bytes. Nothing if what stands there is complete already.
pub fn complete(
    line: &str,
    cursor: usize,
    vocabulary: &Vocabulary,
    place: Place<'_>,
) -> Completion {
    let Some(before) = line.get(..cursor) else {
        return Completion::default();
    };
    let (expected, start) = expected(before);
    let typed = &before[start..];
    let end = cursor
        + line[cursor..]
            .find(char::is_whitespace)
            .unwrap_or(line.len() - cursor);
    let is_wanted = !typed.is_empty() || !matches!(expected, Expected::Word);
    let suggestions = match expected {
        Expected::Nothing => Vec::new(),
        Expected::Type => of_types(typed, vocabulary, place),
        Expected::Word => of_words(typed),
        Expected::Entity | Expected::Field => of_targets(
            typed,
            vocabulary,
            place,
            matches!(expected, Expected::Field),
        ),
    };
    // What is there already needs no list, though it may go on.
    let whole = &line[start..end];
    let is_complete = suggestions
        .iter()
        .any(|suggestion| suggestion.text.eq_ignore_ascii_case(whole));
    if is_complete {
        return Completion::default();
    }
    Completion {
        range: start..end,
        suggestions,
        is_likely: !typed.is_empty(),
        is_wanted,
    }
}

/// What the piece at the end of the text is, and where it starts.
fn expected(before: &str) -> (Expected, usize) {
    let mut scanner = Scanner::new(before);
    let end = before.len();
    let nothing = (Expected::Nothing, end);
    if scanner.name().is_err() {
        return nothing;
    }
    if scanner.take(':') {
        let start = scanner.place();
        let mut ahead = scanner.clone();
        if !words::is_never_a_type(&ahead.word().text) || ahead.place() == end && start == end {
            match scanner.data_type() {
                Err(_) => return nothing,
                Ok(piece) if piece.range.end == end => return (Expected::Type, start),
                Ok(_) => {}
            }
        } else if ahead.place() == end && !before.ends_with(char::is_whitespace) {
            return (Expected::Word, start);
        }
    }
    let mut after = None;
    loop {
        let start = scanner.place();
        if scanner.clone().comment().is_some() {
            return nothing;
        }
        let goes_on = !before.ends_with(char::is_whitespace);
        let target = match after.take() {
            Some(Meaning::Foreign) => Some(Expected::Entity),
            Some(Meaning::CopyOf | Meaning::AggregateOf | Meaning::ReplacedBy) => {
                Some(Expected::Field)
            }
            Some(Meaning::RemoveAfter | Meaning::Formerly | Meaning::Flag | Meaning::Default) => {
                Some(Expected::Nothing)
            }
            _ => None,
        };
        if let Some(target) = target {
            let piece = match target {
                Expected::Nothing => scanner.value().unwrap_or_else(|_| scanner.word()),
                _ => scanner.target(),
            };
            if piece.range.end == end && (goes_on || piece.text.is_empty()) {
                return (target, start);
            }
            if piece.text.is_empty() {
                return nothing;
            }
            continue;
        }
        if start == end {
            return if goes_on {
                nothing
            } else {
                (Expected::Word, end)
            };
        }
        if scanner.take('=') {
            after = Some(Meaning::Default);
            continue;
        }
        let piece = scanner.word();
        if piece.range.end == end && goes_on {
            return (Expected::Word, start);
        }
        after = words::find(&piece.text).map(|word| word.meaning.clone());
    }
}

/// How well a candidate fits what was typed: the lower, the better.
fn fit(candidate: &str, typed: &str) -> Option<u8> {
    let at = candidate.find(typed)?;
    Some(match at {
        0 if candidate.len() == typed.len() => 0,
        0 => 1,
        _ if candidate[..at].ends_with(['_', '-', '.', ' ']) => 2,
        _ => 3,
    })
}

fn of_types(typed: &str, vocabulary: &Vocabulary, place: Place<'_>) -> Vec<Suggestion> {
    let design = place.design;
    let store = design.get(place.entity).and_then(|entity| entity.store);
    let engine = store
        .and_then(|id| design.get(id))
        .map(|store| &store.engine);
    let typed = typed.to_lowercase();
    let known = types::of(engine);
    let used = vocabulary.types.iter().map(|(name, count)| {
        let says = match count {
            1 => "used once".to_owned(),
            2 => "used twice".to_owned(),
            count => format!("used {count} times"),
        };
        (name.as_str(), says, 0_u8)
    });
    let others = known.iter().filter(|name| {
        let mut used = vocabulary.types.iter();
        !used.any(|(other, _)| other.eq_ignore_ascii_case(name))
    });
    let label = engine.map_or("", |engine| engine.label());
    let others = others.map(|name| (*name, label.to_owned(), 1));
    let mut found: Vec<(u8, u8, usize, &str, String)> = used
        .chain(others)
        .enumerate()
        .filter_map(|(order, (name, says, rank))| {
            let fit = fit(&name.to_lowercase(), &typed)?;
            // Enumerations written out are no help unless they are asked for.
            let long = name.len() > 40 && fit > 1;
            (!long).then_some((fit, rank, order, name, says))
        })
        .collect();
    found.sort_by_key(|(fit, rank, order, ..)| (*fit, *rank, *order));
    found.truncate(OFFERED);
    found
        .into_iter()
        .map(|(.., name, says)| Suggestion {
            text: spelled(name, Sort::DataType),
            says: match (says.is_empty(), family(name)) {
                (true, family) => family.to_owned(),
                (false, _) => says,
            },
        })
        .collect()
}

fn family(name: &str) -> &'static str {
    match TypeFamily::of(name) {
        TypeFamily::Integer => "whole number",
        TypeFamily::Decimal => "exact number",
        TypeFamily::Float => "floating-point number",
        TypeFamily::Boolean => "true or false",
        TypeFamily::Text => "text",
        TypeFamily::Uuid => "unique id",
        TypeFamily::Date => "date",
        TypeFamily::Time => "time of day",
        TypeFamily::Timestamp => "point in time",
        TypeFamily::Interval => "span of time",
        TypeFamily::Binary => "bytes",
        TypeFamily::Json => "JSON",
        TypeFamily::Array => "array",
        TypeFamily::Geometry => "shape",
        TypeFamily::Other => "",
    }
}

fn of_words(typed: &str) -> Vec<Suggestion> {
    let typed = typed.to_ascii_lowercase().replace('_', "-");
    let mut found: Vec<(u8, usize, &words::Word)> = WORDS
        .iter()
        .enumerate()
        .filter_map(|(order, word)| {
            let also = word.also.iter().filter_map(|also| fit(also, &typed));
            let best = also.chain(fit(word.text, &typed)).min()?;
            Some((best, order, word))
        })
        .collect();
    found.sort_by_key(|(fit, order, _)| (*fit, *order));
    found.truncate(OFFERED);
    found
        .into_iter()
        .map(|(.., word)| Suggestion {
            text: word.text.to_owned(),
            says: word.says.to_owned(),
        })
        .collect()
}

fn of_targets(
    typed: &str,
    vocabulary: &Vocabulary,
    place: Place<'_>,
    field_wanted: bool,
) -> Vec<Suggestion> {
    let design = place.design;
    let plain = typed.replace('`', "").to_lowercase();
    // Behind the name of an entity and a dot come its fields.
    let mut owner = plain.match_indices('.').filter_map(|(dot, _)| {
        let (entity, field) = (&plain[..dot], &plain[dot + 1..]);
        let id = named(vocabulary, design, entity)?;
        Some((id, field.trim_start_matches('(').to_owned()))
    });
    let found: Vec<(EntityId, Option<&crate::model::Field>)> =
        if let Some((id, prefix)) = owner.next_back() {
            of_fields(design.get(id), &prefix)
                .into_iter()
                .map(|field| (id, Some(field)))
                .collect()
        } else {
            of_entities(&plain, vocabulary, design)
                .into_iter()
                .map(|id| (id, None))
                .collect()
        };
    // Spelling only what is offered keeps this quick in large designs.
    let twins = |id: EntityId| {
        let name = design.get(id).map(|entity| entity.name.as_str());
        let all = design.entities().iter();
        all.filter(|(_, entity)| Some(entity.name.as_str()) == name)
            .count()
            > 1
    };
    let needs_names = |id: EntityId| {
        let odd =
            |name: &str| name.contains(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
        twins(id) || design.get(id).is_some_and(|entity| odd(&entity.name))
    };
    let names = found
        .iter()
        .any(|(id, field)| needs_names(*id) || field.is_some())
        .then(|| Names::new(design));
    found
        .into_iter()
        .filter_map(|(id, field)| {
            let entity = design.get(id)?;
            let mut text = match &names {
                Some(names) => spell(names, id, field.map(|field| field.id)),
                None => entity.name.clone(),
            };
            if field_wanted && field.is_none() {
                text.push('.');
            }
            let says = match field {
                Some(field) => field.data_type.clone(),
                None => {
                    let service = entity.service.and_then(|id| design.get(id));
                    service.map_or_else(String::new, |service| service.name.clone())
                }
            };
            Some(Suggestion { text, says })
        })
        .collect()
}

/// The entity that is called so, with its service or without.
fn named(vocabulary: &Vocabulary, design: &Design, text: &str) -> Option<EntityId> {
    let of = |text: &str| {
        let mut all = vocabulary.entities.iter();
        all.find(|(name, _)| name == text).map(|(_, id)| *id)
    };
    of(text).or_else(|| {
        let (service, name) = text.split_once('.')?;
        let mut all = vocabulary
            .entities
            .iter()
            .filter(|(known, _)| known == name);
        let in_service = |id: EntityId| {
            let service_of = design.get(id)?.service.and_then(|id| design.get(id))?;
            (service_of.name.to_lowercase() == service).then_some(id)
        };
        all.find_map(|(_, id)| in_service(*id))
    })
}

fn of_entities(typed: &str, vocabulary: &Vocabulary, design: &Design) -> Vec<EntityId> {
    let by_name = vocabulary.entities.iter().enumerate();
    let mut found: Vec<(u8, usize, usize, EntityId)> = by_name
        .filter_map(|(order, (name, id))| Some((fit(name, typed)?, name.len(), order, *id)))
        .collect();
    if found.is_empty() && !typed.is_empty() {
        // By the service, as in `orders.`.
        let of_service = design.entities().iter().enumerate();
        found = of_service
            .filter_map(|(order, (id, entity))| {
                let service = entity.service.and_then(|id| design.get(id))?;
                let full = format!("{}.{}", service.name, entity.name).to_lowercase();
                Some((fit(&full, typed)?, full.len(), order, id))
            })
            .collect();
    }
    if typed.is_empty() {
        found.sort_by_key(|(_, _, order, _)| *order);
    } else {
        found.sort_unstable();
    }
    found.truncate(OFFERED);
    found.into_iter().map(|(.., id)| id).collect()
}

/// The fields that may be meant: those of keys first.
fn of_fields<'a>(entity: Option<&'a Entity>, typed: &str) -> Vec<&'a crate::model::Field> {
    let fields = entity.map_or(&[][..], |entity| &entity.fields);
    let mut found: Vec<(u8, bool, usize, &crate::model::Field)> = fields
        .iter()
        .enumerate()
        .filter_map(|(order, field)| {
            let fit = fit(&field.name.to_lowercase(), typed)?;
            Some((fit, !(field.key || field.unique), order, field))
        })
        .collect();
    found.sort_by_key(|(fit, plain, order, _)| (*fit, *plain, *order));
    found.truncate(OFFERED);
    found.into_iter().map(|(.., field)| field).collect()
}
