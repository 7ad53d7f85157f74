//! The fields that a line refers to: of foreign keys, copies, replacements.

use crate::base::nearest::nearest;
use crate::model::names::{NameError, Names};
use crate::model::{Design, Endpoint, Entity, EntityId, FieldId, FieldPath};

use super::lex::Piece;
use super::{LineError, Place};

/// What a foreign key refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The entity.
    pub entity: EntityId,
    /// The field of it; none: it has no key yet.
    pub field: Option<FieldId>,
}

/// Names of a design, collected when the first of them is needed.
pub(super) struct Known<'a> {
    place: Place<'a>,
    names: Option<Names<'a>>,
}

impl<'a> Known<'a> {
    pub fn new(place: Place<'a>) -> Self {
        Self { place, names: None }
    }

    fn names(&mut self) -> &Names<'a> {
        self.names
            .get_or_insert_with(|| Names::new(self.place.design))
    }

    /// What a foreign key called `own` refers to.
    pub fn target(&mut self, piece: &Piece, own: &str) -> Result<Target, LineError> {
        let end = self.endpoint(piece)?;
        let entity = self.place.design.get(end.entity);
        let field = match (end.fields.as_slice(), entity) {
            ([field], _) => Some(*field),
            ([], Some(entity)) => self.key(piece, end.entity, entity, own)?,
            _ => {
                let first = self.spell(end.entity, end.fields.first().copied());
                return Err(LineError::new(
                    piece.range.clone(),
                    format!(
                        "a field refers to one field; write `fk {first}` here and the others on their own lines"
                    ),
                ));
            }
        };
        Ok(Target {
            entity: end.entity,
            field,
        })
    }

    /// The field of the entity's key that is meant where only the entity is named.
    fn key(
        &mut self,
        piece: &Piece,
        id: EntityId,
        entity: &Entity,
        own: &str,
    ) -> Result<Option<FieldId>, LineError> {
        let key: Vec<(&str, FieldId)> = entity
            .primary_key()
            .map(|field| (field.name.as_str(), field.id))
            .collect();
        match key.as_slice() {
            [] => Ok(None),
            [(_, only)] => Ok(Some(*only)),
            several => {
                let alike = |name: &str| own == name || own == format!("{}_{name}", entity.name);
                if let Some((_, field)) = several.iter().find(|(name, _)| alike(name)) {
                    return Ok(Some(*field));
                }
                let choices: Vec<String> = several
                    .iter()
                    .map(|(_, field)| format!("`fk {}`", self.spell(id, Some(*field))))
                    .collect();
                let name = nearest(own, several.iter().map(|(name, _)| *name));
                let meant = several
                    .iter()
                    .find(|(known, _)| name.is_none_or(|name| name == *known))
                    .map(|(_, field)| *field);
                Err(LineError {
                    range: piece.range.clone(),
                    message: format!(
                        "{} has a key of {} fields; write {}",
                        entity.name,
                        several.len(),
                        choices.join(" or ")
                    ),
                    nearest: Some(self.spell(id, meant)),
                })
            }
        }
    }

    /// A field of any entity; of this one without the entity's name.
    pub fn field(&mut self, piece: &Piece) -> Result<FieldPath, LineError> {
        let Place { design, entity, .. } = self.place;
        if let Some(field) = design.get(entity).and_then(|e| e.field_named(&piece.text)) {
            return Ok(FieldPath {
                entity,
                field: field.id,
            });
        }
        let end = self.endpoint(piece)?;
        match end.fields.as_slice() {
            [field] => Ok(FieldPath {
                entity: end.entity,
                field: *field,
            }),
            _ => {
                let first = design.get(end.entity).and_then(|e| e.fields.first());
                let example = self.spell(end.entity, first.map(|field| field.id));
                Err(LineError::new(
                    piece.range.clone(),
                    format!("name one field, such as `{example}`"),
                ))
            }
        }
    }

    fn endpoint(&mut self, piece: &Piece) -> Result<Endpoint, LineError> {
        let written = dotted(&piece.text);
        self.names()
            .find_endpoint(&written)
            .map_err(|error| LineError {
                range: piece.range.clone(),
                nearest: match &error {
                    NameError::Unknown { nearest, .. } => nearest.clone(),
                    NameError::Ambiguous { first, .. } => Some(first.clone()),
                },
                message: error.to_string(),
            })
    }

    fn spell(&mut self, entity: EntityId, field: Option<FieldId>) -> String {
        spell(self.names(), entity, field)
    }
}

/// `customer(id)`, as SQL has it, as a path: `customer.id`.
fn dotted(text: &str) -> String {
    let fields = (!text.starts_with('`'))
        .then(|| text.strip_suffix(')')?.split_once('('))
        .flatten();
    match fields {
        Some((entity, fields)) if !entity.ends_with('.') && !entity.is_empty() => {
            if fields.contains(',') {
                format!("{entity}.({fields})")
            } else {
                format!("{entity}.{}", fields.trim())
            }
        }
        _ => text.to_owned(),
    }
}

/// How an entity, or a field of it, is called in a line.
pub(super) fn spell(names: &Names<'_>, entity: EntityId, field: Option<FieldId>) -> String {
    let end = Endpoint {
        entity,
        fields: field.into_iter().collect(),
    };
    let plain = names.endpoint(&end);
    let is_misread = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '`');
    let is_comment = plain.starts_with("//") || plain.starts_with("--");
    if plain.starts_with('`') || !plain.contains(is_misread) && !is_comment {
        plain
    } else {
        names.quoted_endpoint(&end)
    }
}

/// The field that stands for an entity's key, if it is one field.
pub(super) fn sole_key(design: &Design, entity: EntityId) -> Option<FieldId> {
    let mut key = design.get(entity)?.primary_key();
    match (key.next(), key.next()) {
        (Some(only), None) => Some(only.id),
        _ => None,
    }
}
