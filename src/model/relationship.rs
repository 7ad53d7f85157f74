//! Relationships between entities.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entity::Lifecycle;
use super::refs::{ById, Endpoint, FieldPath, OnDisk, Reference, Refs, Relink};
use crate::model::{is_default, is_false};

/// A reference of a child entity to its parent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Relationship")]
pub struct Relationship<R: Refs = ById> {
    /// The child: who holds the foreign key.
    pub from: R::Endpoint,
    /// The parent: whom the foreign key points at.
    pub to: R::Endpoint,
    /// How many children and how many parents a pair has, in that order.
    pub ends: (Cardinality, Cardinality),
    /// What keeps the reference valid.
    pub integrity: Integrity,
    /// What happens to the children when the parent is deleted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_delete: OnDelete,
    /// The child cannot be told apart without its parent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub identifying: bool,
    /// The verb on the line.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: String,
    /// Where it is in its life.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lifecycle: Lifecycle<R::FieldPath>,
    /// Labels that it had before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub formerly: Vec<String>,
}

/// How many take part at one end of a relationship.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Cardinality {
    /// 0..1
    ZeroOrOne,
    /// 1
    #[default]
    One,
    /// 0..n
    Many,
    /// 1..n
    OneOrMany,
}

/// What keeps a relationship valid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Integrity {
    /// A database foreign key.
    Enforced,
    /// The application asks before it writes.
    Checked {
        /// What it does when it gets no answer.
        fail: Fail,
        /// How long it waits for the answer, in milliseconds.
        #[serde(default, skip_serializing_if = "is_default")]
        timeout_ms: Option<u32>,
    },
    /// Orphans may come up and are repaired later.
    Eventual {
        /// The job that repairs them.
        #[serde(default, skip_serializing_if = "is_default")]
        cleanup: String,
    },
    /// Nothing.
    #[default]
    None,
}

/// What a check does when it gets no answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Fail {
    /// Refuses the write.
    #[default]
    Closed,
    /// Lets the write through.
    Open,
}

/// What happens to the children when their parent is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OnDelete {
    /// The parent stays while it has children; checked at the end of the statement.
    #[default]
    NoAction,
    /// The parent stays while it has children.
    Restrict,
    /// They go too.
    Cascade,
    /// Their reference becomes null.
    SetNull,
    /// Their reference becomes its default.
    SetDefault,
    /// An event tells the child's service.
    ByEvent,
}

impl Cardinality {
    /// In min–max notation.
    pub fn label(self) -> &'static str {
        match self {
            Self::ZeroOrOne => "0..1",
            Self::One => "1",
            Self::Many => "0..n",
            Self::OneOrMany => "1..n",
        }
    }

    /// Whether more than one may take part.
    pub fn is_many(self) -> bool {
        matches!(self, Self::Many | Self::OneOrMany)
    }

    /// Whether none may take part.
    pub fn is_optional(self) -> bool {
        matches!(self, Self::ZeroOrOne | Self::Many)
    }
}

impl Relationship {
    /// A database foreign key from `from` to `to`, many to one.
    pub fn enforced(from: Endpoint, to: Endpoint) -> Self {
        Self {
            from,
            to,
            ends: (Cardinality::Many, Cardinality::One),
            integrity: Integrity::Enforced,
            on_delete: OnDelete::NoAction,
            identifying: false,
            label: String::new(),
            lifecycle: Lifecycle::Active,
            formerly: Vec::new(),
        }
    }

    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        for end in [&self.from, &self.to] {
            see(Reference::Entity(end.entity));
            for field in &end.fields {
                see(Reference::Field(FieldPath {
                    entity: end.entity,
                    field: *field,
                }));
            }
        }
        if let Some(path) = self.lifecycle.replacement() {
            see(Reference::Field(*path));
        }
    }
}

impl<R: Refs> Relationship<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Relationship<T>, L::Error> {
        Ok(Relationship {
            from: link.endpoint(&self.from)?,
            to: link.endpoint(&self.to)?,
            ends: self.ends,
            integrity: self.integrity.clone(),
            on_delete: self.on_delete,
            identifying: self.identifying,
            label: self.label.clone(),
            lifecycle: self.lifecycle.relink(|path| link.field_path(path))?,
            formerly: self.formerly.clone(),
        })
    }
}
