//! Feeds: what keeps copies and projections up to date.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refs::{ById, FieldPath, OnDisk, Reference, Refs, Relink};
use crate::model::{is_default, is_false};

/// Carries changes of one entity into another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Feed")]
pub struct Feed<R: Refs = ById> {
    /// The entity that changes.
    pub from: R::Entity,
    /// The copy or projection that follows.
    pub to: R::Entity,
    /// Which field of the source fills which field of the target.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fields: Vec<(R::Field, R::Field)>,
    /// How a change gets across.
    pub mechanism: Mechanism,
    /// The store that carries the events.
    #[serde(default, skip_serializing_if = "is_default")]
    pub broker: Option<R::Store>,
    /// The greatest delay that is allowed, in seconds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lag_s: Option<f64>,
    /// The field of the source by which late events are told from new ones.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ordered_by: Option<R::Field>,
    /// The consumer takes a repeated event once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub idempotent: bool,
    /// The target can be filled anew from the source.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rebuildable: bool,
}

/// How a change gets from a source to its copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Mechanism {
    /// An event written in the transaction of the change, sent later.
    #[default]
    Outbox,
    /// Changes read from the database's log.
    LogCapture,
    /// Changes caught by triggers.
    TriggerCapture,
    /// A job now and then.
    Batch,
    /// The application writes both.
    DualWrite,
}

impl Mechanism {
    /// Its name on a line's label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::LogCapture => "CDC",
            Self::TriggerCapture => "CDC by trigger",
            Self::Batch => "batch",
            Self::DualWrite => "dual write",
        }
    }
}

impl<R: Refs> Feed<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Feed<T>, L::Error> {
        Ok(Feed {
            from: link.entity(&self.from)?,
            to: link.entity(&self.to)?,
            fields: self
                .fields
                .iter()
                .map(|(source, target)| {
                    Ok((
                        link.field_of(&self.from, source)?,
                        link.field_of(&self.to, target)?,
                    ))
                })
                .collect::<Result<_, L::Error>>()?,
            mechanism: self.mechanism,
            broker: self.broker.as_ref().map(|s| link.store(s)).transpose()?,
            lag_s: self.lag_s,
            ordered_by: self
                .ordered_by
                .as_ref()
                .map(|f| link.field_of(&self.from, f))
                .transpose()?,
            idempotent: self.idempotent,
            rebuildable: self.rebuildable,
        })
    }
}

impl Feed {
    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        see(Reference::Entity(self.from));
        see(Reference::Entity(self.to));
        let source = |field| {
            Reference::Field(FieldPath {
                entity: self.from,
                field,
            })
        };
        for (from, to) in &self.fields {
            see(source(*from));
            see(Reference::Field(FieldPath {
                entity: self.to,
                field: *to,
            }));
        }
        if let Some(field) = self.ordered_by {
            see(source(field));
        }
        if let Some(store) = self.broker {
            see(Reference::Store(store));
        }
    }
}
