//! What a published entity promises to its consumers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refs::{ById, OnDisk, Reference, Refs, Relink};
use crate::model::is_default;

/// The promise of an entity that others read as a data product.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Contract")]
pub struct Contract<R: Refs = ById> {
    /// Which changes are allowed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub compatibility: Compatibility,
    /// Published versions, oldest first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub versions: Vec<ContractVersion>,
    /// Who relies on it, and on what.
    #[serde(default, skip_serializing_if = "is_default")]
    pub consumers: Vec<Consumer<R>>,
}

/// Which versions must be able to read each other's data; transitive: all earlier ones, not only the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Compatibility {
    /// New readers read old data.
    #[default]
    Backward,
    /// New readers read data of every earlier version.
    BackwardTransitive,
    /// Old readers read new data.
    Forward,
    /// Readers of every earlier version read new data.
    ForwardTransitive,
    /// Both ways.
    Full,
    /// Both ways, for every earlier version.
    FullTransitive,
}

/// A published version of an entity. Its fields may be gone from the entity since.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractVersion {
    /// Its name, as `1.2`.
    pub version: String,
    /// Names and types of the fields.
    pub fields: Vec<(String, String)>,
}

/// A service that relies on some fields of a published entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Consumer")]
pub struct Consumer<R: Refs = ById> {
    /// Who.
    pub service: R::Service,
    /// Names and types that it relies on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fields: Vec<(String, String)>,
}

impl<R: Refs> Contract<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Contract<T>, L::Error> {
        Ok(Contract {
            compatibility: self.compatibility,
            versions: self.versions.clone(),
            consumers: self
                .consumers
                .iter()
                .map(|consumer| {
                    Ok(Consumer {
                        service: link.service(&consumer.service)?,
                        fields: consumer.fields.clone(),
                    })
                })
                .collect::<Result<_, L::Error>>()?,
        })
    }
}

impl Contract {
    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        for consumer in &self.consumers {
            see(Reference::Service(consumer.service));
        }
    }
}
