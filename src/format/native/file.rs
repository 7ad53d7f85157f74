//! The shape of a file. The order of the keys here is their order in the file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{
    Availability, ByName, Decision, Entity, Feed, Operation, Relationship, RuleSetting, Saga,
    Scenario, Service, Store, View, Zone, is_default,
};

/// A design for data in a distributed system, in the format of `.erd.ron` and `.erd.json` files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename = "Design", deny_unknown_fields)]
pub(super) struct File {
    /// Version of the file format.
    #[schemars(extend("const" = super::VERSION))]
    pub format: u32,
    /// Title of the design.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// Deployable units.
    #[serde(default, skip_serializing_if = "is_default")]
    pub services: Vec<Service>,
    /// Databases, caches, logs and buckets.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stores: Vec<Store<ByName>>,
    /// Consistency zones.
    #[serde(default, skip_serializing_if = "is_default")]
    pub zones: Vec<Zone>,
    /// Entities with their fields.
    #[serde(default, skip_serializing_if = "is_default")]
    pub entities: Vec<Entity<ByName>>,
    /// Relationships between entities.
    #[serde(default, skip_serializing_if = "is_default")]
    pub relationships: Vec<Relationship<ByName>>,
    /// What users and other services ask for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub operations: Vec<Operation<ByName>>,
    /// What keeps copies up to date.
    #[serde(default, skip_serializing_if = "is_default")]
    pub feeds: Vec<Feed<ByName>>,
    /// Transactions over several services.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sagas: Vec<Saga<ByName>>,
    /// What is tried on the design, and what must come of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scenarios: Vec<Scenario<ByName>>,
    /// Findings that are accepted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub decisions: Vec<Decision<ByName>>,
    /// What the design changes about the rules of the analysis, by the id of the rule.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rules: BTreeMap<String, RuleSetting>,
    /// Availability of failure domains themselves, by their names as `eu/eu-1a`: what all that runs there shares.
    #[serde(
        default,
        skip_serializing_if = "is_default",
        deserialize_with = "domains"
    )]
    pub domains: BTreeMap<String, Availability>,
    /// Pictures.
    #[serde(default, skip_serializing_if = "is_default")]
    pub views: Vec<View<ByName>>,
}

/// Reads the availability of failure domains; here, so that an error says where.
fn domains<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Availability>, D::Error> {
    let domains: BTreeMap<String, Availability> = Deserialize::deserialize(deserializer)?;
    match domains.values().find_map(|value| value.fault()) {
        Some(fault) => Err(D::Error::custom(fault)),
        None => Ok(domains),
    }
}
