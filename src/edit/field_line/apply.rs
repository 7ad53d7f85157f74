//! Making a design what lines say: fields, and the relationships that they hold the keys of.

use std::collections::BTreeSet;

use super::print::foreign;
use super::target::{Target, sole_key};
use super::{Line, LineError, Place, parse};
use crate::edit::{Builder, Transaction, relate};
use crate::model::{
    DeletePolicy, Design, Endpoint, Entity, EntityId, Field, FieldId, FieldPath, Reference,
    Relationship, RelationshipId, Versioning,
};

/// Adds the field of a line at a place among the fields of its entity.
pub fn insert(builder: &mut Builder, entity: EntityId, place: usize, line: &Line) -> FieldPath {
    let field = builder
        .design()
        .get(entity)
        .map(Entity::next_field_id)
        .unwrap_or_default();
    let path = FieldPath { entity, field };
    builder.update(entity, |entity: &mut Entity| {
        let new = Field {
            id: field,
            ..line.field.clone()
        };
        entity.fields.insert(place.min(entity.fields.len()), new);
    });
    keep_keys(builder, path, line);
    path
}

/// Makes a field what its line says. The relationships that it holds the key of become those of the line: one that
/// leads elsewhere now keeps what else is said of it.
pub fn replace(builder: &mut Builder, path: FieldPath, line: &Line) {
    builder.update(path.entity, |entity: &mut Entity| {
        if let Some(field) = entity.fields.iter_mut().find(|f| f.id == path.field) {
            *field = Field {
                id: path.field,
                ..line.field.clone()
            };
        }
    });
    keep_keys(builder, path, line);
}

/// What came of several lines.
#[derive(Clone, Debug, Default)]
pub struct Pasted {
    /// The fields that were added.
    pub fields: Vec<FieldPath>,
    /// The lines that could not be read, with their numbers from 1.
    pub refused: Vec<(usize, String, LineError)>,
}

/// Adds the fields of several lines from a place on, each seeing those before it. Empty lines do not count, nor do commas
/// at their ends.
pub fn insert_all(
    builder: &mut Builder,
    entity: EntityId,
    place: usize,
    text: &str,
    today: jiff::civil::Date,
) -> Pasted {
    let mut pasted = Pasted::default();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim().trim_end_matches(',').trim_end();
        if line.is_empty() {
            continue;
        }
        let design = builder.design().clone();
        let read = parse(
            line,
            Place {
                design: &design,
                entity,
                field: None,
                today,
            },
        );
        match read {
            Ok(read) => {
                let at = place + pasted.fields.len();
                pasted.fields.push(insert(builder, entity, at, &read));
            }
            Err(error) => pasted.refused.push((number + 1, line.to_owned(), error)),
        }
    }
    pasted
}

/// Takes a field out, and with it what rests on it.
pub fn remove(design: &Design, path: FieldPath) -> Transaction {
    let mut builder = Builder::new(design, format!("Delete {}", label(design, path)));
    // Policies of the entity itself that rest on the field go back to their defaults.
    builder.update(path.entity, |entity: &mut Entity| {
        if entity.deletes == DeletePolicy::Soft(path.field) {
            entity.deletes = DeletePolicy::Hard;
        }
        if entity.versioning == Versioning::Optimistic(path.field) {
            entity.versioning = Versioning::None;
        }
    });
    builder.remove([Reference::Field(path)]);
    builder.finish()
}

/// Moves a field up or down among the fields of its entity.
pub fn move_by(design: &Design, path: FieldPath, rows: isize) -> Transaction {
    let mut builder = Builder::new(design, format!("Move {}", label(design, path)));
    builder.update(path.entity, |entity: &mut Entity| {
        let Some(from) = entity.fields.iter().position(|f| f.id == path.field) else {
            return;
        };
        let to = from
            .saturating_add_signed(rows)
            .min(entity.fields.len().saturating_sub(1));
        let field = entity.fields.remove(from);
        entity.fields.insert(to, field);
    });
    builder.finish()
}

/// What a field is called in the history.
pub(super) fn label(design: &Design, path: FieldPath) -> String {
    let entity = design.get(path.entity);
    match entity.and_then(|entity| Some((entity, entity.field(path.field)?))) {
        Some((entity, field)) => format!("{}.{}", entity.name, field.name),
        None => String::new(),
    }
}

/// Makes the relationships of a field those of its line.
fn keep_keys(builder: &mut Builder, path: FieldPath, line: &Line) {
    let mut wanted: Vec<Target> = line.foreign.clone();
    let mut others: Vec<RelationshipId> = Vec::new();
    for (id, target) in held(builder.design(), path) {
        // One without fields at the parent stands for its key.
        let same = wanted.iter().position(|wanted| {
            wanted.entity == target.entity
                && (wanted.field == target.field
                    || target.field.is_none()
                        && wanted.field == sole_key(builder.design(), target.entity))
        });
        match same {
            Some(place) => {
                wanted.remove(place);
            }
            None => others.push(id),
        }
    }
    let mut others = others.into_iter();
    for target in wanted {
        match others.next() {
            Some(old) => retarget(builder, path, old, target),
            None => relate_to(builder, path, target),
        }
    }
    for old in others {
        release(builder, path, old);
    }
}

/// The relationships that a field is part of the key of, with what it refers to there.
fn held(design: &Design, path: FieldPath) -> Vec<(RelationshipId, Target)> {
    let holds =
        |r: &Relationship| r.from.entity == path.entity && r.from.fields.contains(&path.field);
    let ids = design.relationships().iter().filter(|(_, r)| holds(r));
    ids.map(|(id, _)| id)
        .zip(foreign(design, path))
        .map(|(id, (entity, field))| (id, Target { entity, field }))
        .collect()
}

fn end(entity: EntityId, field: Option<FieldId>) -> Endpoint {
    Endpoint {
        entity,
        fields: field.into_iter().collect(),
    }
}

/// A new relationship, or a further field of one whose key lacks just this.
fn relate_to(builder: &mut Builder, path: FieldPath, target: Target) {
    if let Some(field) = target.field
        && let Some(id) = incomplete(builder.design(), path.entity, target)
    {
        builder.update(id, |relationship: &mut Relationship| {
            relationship.from.fields.push(path.field);
            relationship.to.fields.push(field);
        });
        return;
    }
    relate::insert(
        builder,
        end(path.entity, Some(path.field)),
        end(target.entity, target.field),
    );
}

/// A relationship to the same entity by some fields of its composite key, but not yet by this one.
fn incomplete(design: &Design, child: EntityId, target: Target) -> Option<RelationshipId> {
    let parent = design.get(target.entity)?;
    let key: BTreeSet<FieldId> = parent.primary_key().map(|field| field.id).collect();
    let field = target.field.filter(|field| key.contains(field))?;
    let mut all = design.relationships().iter();
    let fits = |r: &Relationship| {
        r.from.entity == child
            && r.to.entity == target.entity
            && !r.to.fields.is_empty()
            && r.to.fields.len() == r.from.fields.len()
            && !r.to.fields.contains(&field)
            && r.to.fields.iter().all(|field| key.contains(field))
    };
    all.find(|(_, r)| fits(r)).map(|(id, _)| id)
}

/// Lets a relationship lead elsewhere; of a composite key only this field does.
fn retarget(builder: &mut Builder, path: FieldPath, id: RelationshipId, target: Target) {
    let Some(old) = builder.design().get(id) else {
        return;
    };
    let place = old.from.fields.iter().position(|f| *f == path.field);
    let is_composite = old.from.fields.len() > 1;
    match (
        is_composite,
        old.to.entity == target.entity,
        place,
        target.field,
    ) {
        (false, ..) => builder.update(id, |relationship: &mut Relationship| {
            relationship.to = end(target.entity, target.field);
        }),
        (true, true, Some(place), Some(field)) => {
            builder.update(id, |relationship: &mut Relationship| {
                if let Some(old) = relationship.to.fields.get_mut(place) {
                    *old = field;
                }
            });
        }
        _ => {
            release(builder, path, id);
            relate_to(builder, path, target);
        }
    }
}

/// Takes a field out of a relationship's key, and with the last one the relationship.
fn release(builder: &mut Builder, path: FieldPath, id: RelationshipId) {
    let Some(old) = builder.design().get(id) else {
        return;
    };
    let place = old.from.fields.iter().position(|f| *f == path.field);
    match place {
        Some(place) if old.from.fields.len() > 1 => {
            builder.update(id, |relationship: &mut Relationship| {
                relationship.from.fields.remove(place);
                if place < relationship.to.fields.len() {
                    relationship.to.fields.remove(place);
                }
            });
        }
        _ => builder.remove([Reference::Relationship(id)]),
    }
}

/// What changing a field to a line is called in the history.
pub fn change_label(design: &Design, path: FieldPath, line: &Line) -> String {
    let old = design.get(path.entity).and_then(|e| e.field(path.field));
    match old {
        Some(old) if old.name != line.field.name => {
            format!("Rename {} to {}", old.name, line.field.name)
        }
        _ => format!("Change {}", label(design, path)),
    }
}
