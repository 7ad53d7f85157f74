//! Entities, their fields and indexes.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contract::Contract;
use super::refs::{ById, FieldId, FieldPath, OnDisk, Reference, Refs, Relink};
use super::service::Tier;
use crate::base::id::Id;
use crate::model::{is_default, is_false};

/// A kind of thing that the system keeps data about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Entity")]
pub struct Entity<R: Refs = ById> {
    /// Unique among the entities of its service.
    pub name: String,
    /// The service that owns it: its system of record.
    #[serde(default, skip_serializing_if = "is_default")]
    pub service: Option<R::Service>,
    /// Where it is kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub store: Option<R::Store>,
    /// The consistency that its readers are promised.
    #[serde(default, skip_serializing_if = "is_default")]
    pub zone: Option<R::Zone>,
    /// What kind of data it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: EntityKind,
    /// What happens when one is deleted.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(with = "DeletePolicy<ByNameField>")]
    pub deletes: DeletePolicy<R::Field>,
    /// How concurrent changes are told apart.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(with = "Versioning<ByNameField>")]
    pub versioning: Versioning<R::Field>,
    /// How much its loss matters; none: as much as its service.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tier: Option<Tier>,
    /// How much of it there is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub volume: Volume,
    /// The fields that decide on the shard.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shard_key: Vec<R::Field>,
    /// Days after which rows go for good.
    #[serde(default, skip_serializing_if = "is_default")]
    pub retention_days: Option<u32>,
    /// Where it is in its life.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(with = "Lifecycle<ByNameField>")]
    pub lifecycle: Lifecycle<R::Entity>,
    /// Names that it had before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub formerly: Vec<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: String,
    /// Its fields in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fields: Vec<Field<R>>,
    /// Its indexes besides the primary key and unique fields.
    #[serde(default, skip_serializing_if = "is_default")]
    pub indexes: Vec<Index<R>>,
    /// What it promises to those who read it, when it is published as a data product.
    #[serde(default, skip_serializing_if = "is_default")]
    pub contract: Option<Contract<R>>,
}

/// On disk a field is referred to by its name.
type ByNameField = String;

/// What kind of data an entity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum EntityKind {
    /// Rows of a relational table.
    #[default]
    Table,
    /// Documents.
    Document,
    /// Derived from other entities, for reading.
    Projection,
    /// Events in order; the present is folded from them.
    EventLog,
    /// Values that may be gone any time.
    Cache,
    /// Data that hardly changes.
    ReferenceData,
    /// Kept by someone else.
    External,
}

/// What happens when a row is deleted. `F` refers to a field of the same entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum DeletePolicy<F> {
    /// It is gone.
    #[default]
    Hard,
    /// The field marks it as deleted.
    Soft(F),
    /// An event says that it is deleted.
    Tombstone,
    /// Rows are never deleted.
    Never,
}

/// How concurrent changes of a row are told apart. `F` refers to a field of the same entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Versioning<F> {
    /// The last one wins.
    #[default]
    None,
    /// A writer must name the version that it read.
    Optimistic(F),
    /// Every version is kept.
    History,
}

/// How much of an entity there is and how busy it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Rows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rows: Option<u64>,
    /// Reads per second.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reads: Option<f64>,
    /// Writes per second.
    #[serde(default, skip_serializing_if = "is_default")]
    pub writes: Option<f64>,
}

/// Where a part is in its life. `P` refers to what replaces it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Lifecycle<P> {
    /// Not there yet.
    Proposed,
    /// In use.
    #[default]
    Active,
    /// On its way out.
    Deprecated {
        /// Since when, as `2026-01-31`.
        #[schemars(with = "String")]
        since: Date,
        /// From when on it may be removed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<String>")]
        remove_after: Option<Date>,
        /// What to use instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaced_by: Option<P>,
    },
}

impl<P> Lifecycle<P> {
    /// Whether it is on its way out.
    pub fn is_deprecated(&self) -> bool {
        matches!(self, Self::Deprecated { .. })
    }

    pub(crate) fn relink<Q, E>(
        &self,
        link: impl FnOnce(&P) -> Result<Q, E>,
    ) -> Result<Lifecycle<Q>, E> {
        Ok(match self {
            Self::Proposed => Lifecycle::Proposed,
            Self::Active => Lifecycle::Active,
            Self::Deprecated {
                since,
                remove_after,
                replaced_by,
            } => Lifecycle::Deprecated {
                since: *since,
                remove_after: *remove_after,
                replaced_by: replaced_by.as_ref().map(link).transpose()?,
            },
        })
    }

    /// What replaces it, if it is deprecated for something.
    pub fn replacement(&self) -> Option<&P> {
        match self {
            Self::Deprecated { replaced_by, .. } => replaced_by.as_ref(),
            _ => None,
        }
    }
}

/// One attribute of an entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Field")]
pub struct Field<R: Refs = ById> {
    /// Identifies it in memory.
    #[serde(skip)]
    pub id: R::FieldKey,
    /// Unique in its entity.
    pub name: String,
    /// As the user or the database writes it; empty while undecided.
    #[serde(default, rename = "type", skip_serializing_if = "is_default")]
    pub data_type: String,
    /// Part of the primary key.
    #[serde(default, skip_serializing_if = "is_false")]
    pub key: bool,
    /// May be missing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub null: bool,
    /// No two rows have the same.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// Value where none is given, as the database writes it.
    #[serde(default, rename = "default", skip_serializing_if = "is_default")]
    pub default_value: Option<String>,
    /// What the field means beyond its type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub roles: Vec<Role<R::FieldPath>>,
    /// The roles were guessed from the name and type and nobody has confirmed them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
    /// Where it is in its life.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lifecycle: Lifecycle<R::FieldPath>,
    /// Names that it had before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub formerly: Vec<String>,
    /// The flag that switches it on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub flag: String,
    /// What it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: String,
}

/// What a field means beyond its type. `P` refers to a field of any entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Role<P> {
    /// Says that, or when, the row was deleted.
    SoftDelete,
    /// Rises with every change of the row.
    RowVersion,
    /// The version of the shape of the row.
    SchemaVersion,
    /// Ties what belongs to one request together over services.
    CorrelationId,
    /// The state of a process.
    Status,
    /// When the row was made.
    CreatedAt,
    /// When the row was changed last.
    UpdatedAt,
    /// Whose row it is, where many customers share a table.
    Tenant,
    /// Tells a repeated request from a new one.
    IdempotencyKey,
    /// A copy of another entity's field, which stays the source of truth.
    CopyOf(P),
    /// Computed over many rows of another entity.
    AggregateOf(P),
    /// Must not be seen by everyone.
    Sensitive,
}

impl<P> Role<P> {
    /// The short form on a card's row.
    pub fn glyph(&self) -> &'static str {
        match self {
            Self::SoftDelete => "del",
            Self::RowVersion => "ver",
            Self::SchemaVersion => "sv",
            Self::CorrelationId => "id",
            Self::Status => "st",
            Self::CreatedAt => "cr",
            Self::UpdatedAt => "up",
            Self::Tenant => "ten",
            Self::IdempotencyKey => "idem",
            Self::CopyOf(_) => "cp",
            Self::AggregateOf(_) => "agg",
            Self::Sensitive => "sec",
        }
    }

    /// Its name in the window.
    pub fn label(&self) -> &'static str {
        match self {
            Self::SoftDelete => "soft delete",
            Self::RowVersion => "row version",
            Self::SchemaVersion => "schema version",
            Self::CorrelationId => "correlation id",
            Self::Status => "status",
            Self::CreatedAt => "created at",
            Self::UpdatedAt => "updated at",
            Self::Tenant => "tenant",
            Self::IdempotencyKey => "idempotency key",
            Self::CopyOf(_) => "copy",
            Self::AggregateOf(_) => "aggregate",
            Self::Sensitive => "sensitive",
        }
    }

    /// The field that it is taken from, where it is a copy or an aggregate.
    pub fn source(&self) -> Option<&P> {
        match self {
            Self::CopyOf(source) | Self::AggregateOf(source) => Some(source),
            _ => None,
        }
    }

    fn relink<Q, E>(&self, link: impl FnOnce(&P) -> Result<Q, E>) -> Result<Role<Q>, E> {
        Ok(match self {
            Self::SoftDelete => Role::SoftDelete,
            Self::RowVersion => Role::RowVersion,
            Self::SchemaVersion => Role::SchemaVersion,
            Self::CorrelationId => Role::CorrelationId,
            Self::Status => Role::Status,
            Self::CreatedAt => Role::CreatedAt,
            Self::UpdatedAt => Role::UpdatedAt,
            Self::Tenant => Role::Tenant,
            Self::IdempotencyKey => Role::IdempotencyKey,
            Self::CopyOf(source) => Role::CopyOf(link(source)?),
            Self::AggregateOf(source) => Role::AggregateOf(link(source)?),
            Self::Sensitive => Role::Sensitive,
        })
    }
}

/// An index of an entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Index")]
pub struct Index<R: Refs = ById> {
    /// What the database calls it; may be empty.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// The indexed fields in order.
    pub fields: Vec<R::Field>,
    /// No two rows have the same values in these fields.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// Condition on the rows that are in the index, as the database writes it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub filter: String,
}

impl Entity {
    /// The field with this id.
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.iter().find(|f| f.id == id)
    }

    /// The field with this name.
    pub fn field_named(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The fields of the primary key, in order.
    pub fn primary_key(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|f| f.key)
    }

    /// An id that no field of this entity has.
    pub fn next_field_id(&self) -> FieldId {
        Id::new(
            self.fields
                .iter()
                .map(|f| f.id.number() + 1)
                .max()
                .unwrap_or(0),
        )
    }

    /// Whether these fields together identify a row: they are the primary key, one unique field, or a unique index.
    pub fn is_unique(&self, fields: &[FieldId]) -> bool {
        let same = |key: &[FieldId]| {
            !key.is_empty() && key.len() == fields.len() && key.iter().all(|f| fields.contains(f))
        };
        let primary: Vec<FieldId> = self.primary_key().map(|f| f.id).collect();
        same(&primary)
            || matches!(fields, [one] if self.field(*one).is_some_and(|f| f.unique))
            || self
                .indexes
                .iter()
                .any(|index| index.unique && index.filter.is_empty() && same(&index.fields))
    }

    pub(crate) fn visit(&self, own: Id<Self>, see: &mut dyn FnMut(Reference)) {
        let field = |field: FieldId| Reference::Field(FieldPath { entity: own, field });
        if let Some(service) = self.service {
            see(Reference::Service(service));
        }
        if let Some(store) = self.store {
            see(Reference::Store(store));
        }
        if let Some(zone) = self.zone {
            see(Reference::Zone(zone));
        }
        if let DeletePolicy::Soft(f) = self.deletes {
            see(field(f));
        }
        if let Versioning::Optimistic(f) = self.versioning {
            see(field(f));
        }
        for f in self
            .shard_key
            .iter()
            .chain(self.indexes.iter().flat_map(|i| &i.fields))
        {
            see(field(*f));
        }
        if let Some(entity) = self.lifecycle.replacement() {
            see(Reference::Entity(*entity));
        }
        for f in &self.fields {
            for path in f
                .roles
                .iter()
                .filter_map(Role::source)
                .chain(f.lifecycle.replacement())
            {
                see(Reference::Field(*path));
            }
        }
        if let Some(contract) = &self.contract {
            contract.visit(see);
        }
    }
}

impl<R: Refs> Entity<R> {
    /// The caller has told `link` which entity this is.
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Entity<T>, L::Error> {
        let fields = self
            .fields
            .iter()
            .enumerate()
            .map(|(place, field)| field.relink(place, link))
            .collect::<Result<_, _>>()?;
        Ok(Entity {
            name: self.name.clone(),
            service: self.service.as_ref().map(|s| link.service(s)).transpose()?,
            store: self.store.as_ref().map(|s| link.store(s)).transpose()?,
            zone: self.zone.as_ref().map(|z| link.zone(z)).transpose()?,
            kind: self.kind,
            deletes: match &self.deletes {
                DeletePolicy::Hard => DeletePolicy::Hard,
                DeletePolicy::Soft(field) => DeletePolicy::Soft(link.own_field(field)?),
                DeletePolicy::Tombstone => DeletePolicy::Tombstone,
                DeletePolicy::Never => DeletePolicy::Never,
            },
            versioning: match &self.versioning {
                Versioning::None => Versioning::None,
                Versioning::Optimistic(field) => Versioning::Optimistic(link.own_field(field)?),
                Versioning::History => Versioning::History,
            },
            tier: self.tier,
            volume: self.volume,
            shard_key: own_fields(&self.shard_key, link)?,
            retention_days: self.retention_days,
            lifecycle: self.lifecycle.relink(|e| link.entity(e))?,
            formerly: self.formerly.clone(),
            comment: self.comment.clone(),
            fields,
            indexes: self
                .indexes
                .iter()
                .map(|index| {
                    Ok(Index {
                        name: index.name.clone(),
                        fields: own_fields(&index.fields, link)?,
                        unique: index.unique,
                        filter: index.filter.clone(),
                    })
                })
                .collect::<Result<_, L::Error>>()?,
            contract: self.contract.as_ref().map(|c| c.relink(link)).transpose()?,
        })
    }
}

fn own_fields<R: Refs, T: Refs, L: Relink<R, T>>(
    fields: &[R::Field],
    link: &mut L,
) -> Result<Vec<T::Field>, L::Error> {
    fields.iter().map(|field| link.own_field(field)).collect()
}

impl<R: Refs> Field<R> {
    fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        place: usize,
        link: &mut L,
    ) -> Result<Field<T>, L::Error> {
        Ok(Field {
            id: link.field_key(&self.id, place),
            name: self.name.clone(),
            data_type: self.data_type.clone(),
            key: self.key,
            null: self.null,
            unique: self.unique,
            default_value: self.default_value.clone(),
            roles: self
                .roles
                .iter()
                .map(|role| role.relink(|path| link.field_path(path)))
                .collect::<Result<_, _>>()?,
            inferred: self.inferred,
            lifecycle: self.lifecycle.relink(|path| link.field_path(path))?,
            formerly: self.formerly.clone(),
            flag: self.flag.clone(),
            comment: self.comment.clone(),
        })
    }
}
