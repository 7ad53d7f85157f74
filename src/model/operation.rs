//! Operations: what users and other services ask for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refs::{ById, OnDisk, Reference, Refs, Relink};
use super::service::{Tier, is_one, one};
use crate::model::{is_default, is_false};

/// Something that a service does for its callers, such as "place order".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Operation")]
pub struct Operation<R: Refs = ById> {
    /// Unique among the operations of the design.
    pub name: String,
    /// The service that offers it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub service: Option<R::Service>,
    /// How much its failure matters; none: as much as its service.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tier: Option<Tier>,
    /// Whether it changes data, and for whom it reads.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: OperationKind,
    /// Calls per second.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rate: Option<f64>,
    /// Time in which it must answer, in milliseconds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub latency_ms: Option<u32>,
    /// Share of calls that must succeed, from 0 to 1.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target: Option<f64>,
    /// What it does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// What it needs, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accesses: Vec<Access<R>>,
}

/// Whether an operation changes data, and for whom it reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OperationKind {
    /// Changes data.
    #[default]
    Command,
    /// Answers a user.
    Query,
    /// Reads a lot, for people who can wait.
    Report,
}

/// One thing that an operation needs on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    try_from = "AccessOnDisk<R>",
    into = "AccessOnDisk<R>",
    bound = "R: OnDisk"
)]
#[schemars(with = "AccessOnDisk<crate::model::ByName>")]
pub struct Access<R: Refs = ById> {
    /// What is read, written or called.
    pub target: AccessTarget<R>,
    /// How it is reached; none: the own store for own entities, a synchronous call otherwise.
    pub via: Option<Via>,
    /// The operation goes on without it.
    pub optional: bool,
    /// How long it waits, in milliseconds.
    pub timeout_ms: Option<u32>,
    /// How often it tries, the first time included.
    pub attempts: u32,
    /// Time between attempts, in milliseconds.
    pub backoff_ms: Option<u32>,
    /// What it uses when there is no answer.
    pub fallback: Fallback<R::Entity>,
    /// Stops calling what keeps failing.
    pub circuit_breaker: bool,
    /// Calls that may wait at once; further ones fail at once.
    pub bulkhead: Option<u32>,
    /// Calls per second that it lets through.
    pub rate_limit: Option<f64>,
}

/// What an access is about.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessTarget<R: Refs = ById> {
    /// Reads an entity.
    Read(R::Entity),
    /// Writes an entity.
    Write(R::Entity),
    /// Calls an operation.
    Call(R::Operation),
    /// Calls a service, no operation named.
    CallService(R::Service),
}

/// How an access reaches its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Via {
    /// In the service's own store.
    OwnStore,
    /// By a call that waits for the answer.
    Call,
    /// By an event; nobody waits.
    Event,
    /// From a copy that the service keeps.
    LocalCopy,
}

/// What an access uses when there is no answer. `E` refers to an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Fallback<E> {
    /// Nobody has said.
    #[default]
    #[serde(skip)]
    Unstated,
    /// Nothing: the access fails, and that is meant.
    None,
    /// A fixed value.
    DefaultValue,
    /// The last answer.
    Cache,
    /// A copy of the data.
    Copy(E),
}

/// The shape of [`Access`] in a file: one of the first four keys says what it is about.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Access")]
struct AccessOnDisk<R: Refs> {
    /// Entity that is read.
    #[serde(default, skip_serializing_if = "is_default")]
    read: Option<R::Entity>,
    /// Entity that is written.
    #[serde(default, skip_serializing_if = "is_default")]
    write: Option<R::Entity>,
    /// Operation that is called.
    #[serde(default, skip_serializing_if = "is_default")]
    call: Option<R::Operation>,
    /// Service that is called, no operation named.
    #[serde(default, skip_serializing_if = "is_default")]
    call_service: Option<R::Service>,
    /// How it is reached; none: the own store for own entities, a synchronous call otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    via: Option<Via>,
    /// The operation goes on without it.
    #[serde(default, skip_serializing_if = "is_false")]
    optional: bool,
    /// How long it waits, in milliseconds.
    #[serde(default, skip_serializing_if = "is_default")]
    timeout_ms: Option<u32>,
    /// How often it tries, the first time included.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1))]
    attempts: u32,
    /// Time between attempts, in milliseconds.
    #[serde(default, skip_serializing_if = "is_default")]
    backoff_ms: Option<u32>,
    /// What it uses when there is no answer.
    #[serde(default, skip_serializing_if = "is_default")]
    fallback: Fallback<R::Entity>,
    /// Stops calling what keeps failing.
    #[serde(default, skip_serializing_if = "is_false")]
    circuit_breaker: bool,
    /// Calls that may wait at once; further ones fail at once.
    #[serde(default, skip_serializing_if = "is_default")]
    bulkhead: Option<u32>,
    /// Calls per second that it lets through.
    #[serde(default, skip_serializing_if = "is_default")]
    rate_limit: Option<f64>,
}

impl<R: Refs> TryFrom<AccessOnDisk<R>> for Access<R> {
    type Error = &'static str;

    fn try_from(access: AccessOnDisk<R>) -> Result<Self, Self::Error> {
        let target = match (access.read, access.write, access.call, access.call_service) {
            (Some(entity), None, None, None) => AccessTarget::Read(entity),
            (None, Some(entity), None, None) => AccessTarget::Write(entity),
            (None, None, Some(operation), None) => AccessTarget::Call(operation),
            (None, None, None, Some(service)) => AccessTarget::CallService(service),
            _ => {
                return Err(
                    "an access needs exactly one of `read`, `write`, `call` and `call_service`",
                );
            }
        };
        Ok(Self {
            target,
            via: access.via,
            optional: access.optional,
            timeout_ms: access.timeout_ms,
            attempts: access.attempts,
            backoff_ms: access.backoff_ms,
            fallback: access.fallback,
            circuit_breaker: access.circuit_breaker,
            bulkhead: access.bulkhead,
            rate_limit: access.rate_limit,
        })
    }
}

impl<R: Refs> From<Access<R>> for AccessOnDisk<R> {
    fn from(access: Access<R>) -> Self {
        let (mut read, mut write, mut call, mut call_service) = (None, None, None, None);
        match access.target {
            AccessTarget::Read(entity) => read = Some(entity),
            AccessTarget::Write(entity) => write = Some(entity),
            AccessTarget::Call(operation) => call = Some(operation),
            AccessTarget::CallService(service) => call_service = Some(service),
        }
        Self {
            read,
            write,
            call,
            call_service,
            via: access.via,
            optional: access.optional,
            timeout_ms: access.timeout_ms,
            attempts: access.attempts,
            backoff_ms: access.backoff_ms,
            fallback: access.fallback,
            circuit_breaker: access.circuit_breaker,
            bulkhead: access.bulkhead,
            rate_limit: access.rate_limit,
        }
    }
}

impl<R: Refs> Access<R> {
    /// An access with no protection and no note on how it is reached.
    pub fn new(target: AccessTarget<R>) -> Self {
        Self {
            target,
            via: None,
            optional: false,
            timeout_ms: None,
            attempts: 1,
            backoff_ms: None,
            fallback: Fallback::Unstated,
            circuit_breaker: false,
            bulkhead: None,
            rate_limit: None,
        }
    }

    fn relink<T: Refs, L: Relink<R, T>>(&self, link: &mut L) -> Result<Access<T>, L::Error> {
        Ok(Access {
            target: match &self.target {
                AccessTarget::Read(entity) => AccessTarget::Read(link.entity(entity)?),
                AccessTarget::Write(entity) => AccessTarget::Write(link.entity(entity)?),
                AccessTarget::Call(operation) => AccessTarget::Call(link.operation(operation)?),
                AccessTarget::CallService(service) => {
                    AccessTarget::CallService(link.service(service)?)
                }
            },
            via: self.via,
            optional: self.optional,
            timeout_ms: self.timeout_ms,
            attempts: self.attempts,
            backoff_ms: self.backoff_ms,
            fallback: match &self.fallback {
                Fallback::Unstated => Fallback::Unstated,
                Fallback::None => Fallback::None,
                Fallback::DefaultValue => Fallback::DefaultValue,
                Fallback::Cache => Fallback::Cache,
                Fallback::Copy(entity) => Fallback::Copy(link.entity(entity)?),
            },
            circuit_breaker: self.circuit_breaker,
            bulkhead: self.bulkhead,
            rate_limit: self.rate_limit,
        })
    }
}

impl<R: Refs> Operation<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Operation<T>, L::Error> {
        Ok(Operation {
            name: self.name.clone(),
            service: self.service.as_ref().map(|s| link.service(s)).transpose()?,
            tier: self.tier,
            kind: self.kind,
            rate: self.rate,
            latency_ms: self.latency_ms,
            target: self.target,
            description: self.description.clone(),
            accesses: self
                .accesses
                .iter()
                .map(|a| a.relink(link))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl Operation {
    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        if let Some(service) = self.service {
            see(Reference::Service(service));
        }
        for access in &self.accesses {
            see(match access.target {
                AccessTarget::Read(entity) | AccessTarget::Write(entity) => {
                    Reference::Entity(entity)
                }
                AccessTarget::Call(operation) => Reference::Operation(operation),
                AccessTarget::CallService(service) => Reference::Service(service),
            });
            if let Fallback::Copy(entity) = access.fallback {
                see(Reference::Entity(entity));
            }
        }
    }
}
