//! References as numbers: how a journal holds them, so that a rename in between does not matter.

use std::collections::VecDeque;
use std::convert::Infallible;

use crate::base::id::Id;
use crate::model::{
    ById, ByName, Endpoint, EntityId, FeedId, FieldId, FieldPath, OperationId, RelationshipId,
    Relink, SagaId, ServiceId, StoreId, ZoneId,
};

/// Greater numbers are no ids: tables in memory are as long as the greatest of them.
pub(super) const GREATEST_ID: u32 = 1 << 22;

/// A reference in a journal that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoReference;

/// Turns ids into texts of their numbers, and collects the ids of the fields of an entity, which have no place in its text.
#[derive(Default)]
pub(super) struct Numbered {
    /// Ids of the fields that were passed, in order.
    pub keys: Vec<u32>,
}

/// Turns texts of numbers back into ids.
pub(super) struct Identified {
    keys: VecDeque<u32>,
    /// There were fewer ids of fields than fields.
    pub short_of_keys: bool,
}

impl Identified {
    /// The fields of the entity to come have these ids, in order.
    pub fn with_keys(keys: &[u32]) -> Self {
        Self {
            keys: keys.iter().copied().collect(),
            short_of_keys: false,
        }
    }
}

/// The id with this number, if it can be one.
pub(super) fn id<T>(number: u32) -> Result<Id<T>, NoReference> {
    (number <= GREATEST_ID)
        .then(|| Id::new(number))
        .ok_or(NoReference)
}

fn number<T>(id: &Id<T>) -> String {
    id.number().to_string()
}

fn parse<T>(text: &str) -> Result<Id<T>, NoReference> {
    text.parse().map_err(|_| NoReference).and_then(id)
}

impl Relink<ById, ByName> for Numbered {
    type Error = Infallible;

    fn service(&mut self, from: &ServiceId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn store(&mut self, from: &StoreId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn zone(&mut self, from: &ZoneId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn entity(&mut self, from: &EntityId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn own_field(&mut self, from: &FieldId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn field_key(&mut self, from: &FieldId, _: usize) {
        self.keys.push(from.number());
    }

    fn field_of(&mut self, _: &EntityId, from: &FieldId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn field_path(&mut self, from: &FieldPath) -> Result<String, Infallible> {
        Ok(format!("{}.{}", from.entity.number(), from.field.number()))
    }

    fn endpoint(&mut self, from: &Endpoint) -> Result<String, Infallible> {
        let mut text = from.entity.number().to_string();
        for field in &from.fields {
            text.push_str(&format!(".{}", field.number()));
        }
        Ok(text)
    }

    fn relationship(&mut self, from: &RelationshipId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn operation(&mut self, from: &OperationId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn feed(&mut self, from: &FeedId) -> Result<String, Infallible> {
        Ok(number(from))
    }

    fn saga(&mut self, from: &SagaId) -> Result<String, Infallible> {
        Ok(number(from))
    }
}

impl Relink<ByName, ById> for Identified {
    type Error = NoReference;

    fn service(&mut self, from: &String) -> Result<ServiceId, NoReference> {
        parse(from)
    }

    fn store(&mut self, from: &String) -> Result<StoreId, NoReference> {
        parse(from)
    }

    fn zone(&mut self, from: &String) -> Result<ZoneId, NoReference> {
        parse(from)
    }

    fn entity(&mut self, from: &String) -> Result<EntityId, NoReference> {
        parse(from)
    }

    fn own_field(&mut self, from: &String) -> Result<FieldId, NoReference> {
        parse(from)
    }

    fn field_key(&mut self, (): &(), _: usize) -> FieldId {
        match self.keys.pop_front().map(id) {
            Some(Ok(key)) => key,
            Some(Err(NoReference)) | None => {
                self.short_of_keys = true;
                Id::new(0)
            }
        }
    }

    fn field_of(&mut self, _: &String, from: &String) -> Result<FieldId, NoReference> {
        parse(from)
    }

    fn field_path(&mut self, from: &String) -> Result<FieldPath, NoReference> {
        let (entity, field) = from.split_once('.').ok_or(NoReference)?;
        Ok(FieldPath {
            entity: parse(entity)?,
            field: parse(field)?,
        })
    }

    fn endpoint(&mut self, from: &String) -> Result<Endpoint, NoReference> {
        let mut numbers = from.split('.');
        Ok(Endpoint {
            entity: parse(numbers.next().ok_or(NoReference)?)?,
            fields: numbers.map(parse).collect::<Result<_, _>>()?,
        })
    }

    fn relationship(&mut self, from: &String) -> Result<RelationshipId, NoReference> {
        parse(from)
    }

    fn operation(&mut self, from: &String) -> Result<OperationId, NoReference> {
        parse(from)
    }

    fn feed(&mut self, from: &String) -> Result<FeedId, NoReference> {
        parse(from)
    }

    fn saga(&mut self, from: &String) -> Result<SagaId, NoReference> {
        parse(from)
    }
}
