//! Scenarios: what is tried on the design, and what must come of it. And decisions about what the analysis finds.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refs::{ById, OnDisk, Reference, Refs, Relink};
use crate::model::is_default;

/// A trial of the design with expectations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Scenario")]
pub struct Scenario<R: Refs = ById> {
    /// Unique among the scenarios of the design.
    pub name: String,
    /// Why it is tried.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// What happens.
    #[serde(default, skip_serializing_if = "is_default")]
    pub trials: Vec<Trial<R>>,
    /// What must come of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expectations: Vec<Expectation<R>>,
}

/// Something that happens in a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Trial")]
pub enum Trial<R: Refs = ById> {
    /// The part is gone.
    Down {
        /// Which.
        part: Part<R>,
        /// How many instances of the service or nodes of the store, the leader first; none: all.
        #[serde(default, skip_serializing_if = "is_default")]
        count: Option<u32>,
        /// For how long, in seconds; none: for good.
        #[serde(default, skip_serializing_if = "is_default")]
        for_s: Option<f64>,
    },
    /// The part answers late.
    Slow {
        /// Which.
        part: Part<R>,
        /// How many times its usual time it takes.
        factor: f64,
        /// For how long, in seconds; none: for good.
        #[serde(default, skip_serializing_if = "is_default")]
        for_s: Option<f64>,
    },
    /// Two parts cannot reach each other.
    CutOff {
        /// One.
        part: Part<R>,
        /// The other.
        from: Part<R>,
        /// For how long, in seconds; none: for good.
        #[serde(default, skip_serializing_if = "is_default")]
        for_s: Option<f64>,
    },
    /// An operation is called more often.
    Load {
        /// Which.
        operation: R::Operation,
        /// How many times its usual rate.
        factor: f64,
        /// For how long, in seconds; none: for good.
        #[serde(default, skip_serializing_if = "is_default")]
        for_s: Option<f64>,
    },
    /// A consumer reads an entity with an older or newer version of its contract.
    Contract {
        /// Who reads.
        consumer: R::Service,
        /// What.
        entity: R::Entity,
        /// The version that it knows.
        version: String,
    },
}

/// What must come of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Expectation")]
pub enum Expectation<R: Refs = ById> {
    /// The operation works as ever.
    StaysUp(R::Operation),
    /// The operation may answer worse, but answers.
    MayDegrade(R::Operation),
    /// The operation may fail.
    MayFail(R::Operation),
    /// At most this share of all operations, weighted by tier, is down.
    BlastRadiusAtMost(f64),
    /// The operation is up again in time.
    RecoversWithin {
        /// Which.
        operation: R::Operation,
        /// Seconds after the last trial has ended.
        seconds: f64,
    },
    /// The contract is kept.
    Compatible,
}

/// A part of the design that can fail or that a finding is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Part")]
pub enum Part<R: Refs = ById> {
    /// The design as a whole.
    Design,
    /// A service.
    Service(R::Service),
    /// A store.
    Store(R::Store),
    /// A zone.
    Zone(R::Zone),
    /// An entity.
    Entity(R::Entity),
    /// A field, as `order.id`.
    Field(R::FieldPath),
    /// A relationship, as `payment.order_id -> order.id`.
    Relationship(R::Relationship),
    /// An operation.
    Operation(R::Operation),
    /// A feed, as `order -> order_search_view`.
    Feed(R::Feed),
    /// A saga.
    Saga(R::Saga),
    /// A failure domain and all that runs in it.
    Domain(String),
}

/// A finding of the analysis that is accepted: it stays visible as such.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Decision")]
pub struct Decision<R: Refs = ById> {
    /// The rule that speaks up.
    pub rule: String,
    /// What it speaks of.
    pub subject: Part<R>,
    /// Why that is accepted.
    pub reason: String,
    /// Who decided.
    #[serde(default, skip_serializing_if = "is_default")]
    pub author: String,
    /// When, as `2026-01-31`.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// Until when, as `2026-01-31`; none: for good.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(with = "Option<String>")]
    pub expires: Option<Date>,
}

impl<R: Refs> Scenario<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Scenario<T>, L::Error> {
        Ok(Scenario {
            name: self.name.clone(),
            description: self.description.clone(),
            trials: self
                .trials
                .iter()
                .map(|t| t.relink(link))
                .collect::<Result<_, _>>()?,
            expectations: self
                .expectations
                .iter()
                .map(|e| e.relink(link))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl<R: Refs> Trial<R> {
    fn relink<T: Refs, L: Relink<R, T>>(&self, link: &mut L) -> Result<Trial<T>, L::Error> {
        Ok(match self {
            Self::Down { part, count, for_s } => Trial::Down {
                part: part.relink(link)?,
                count: *count,
                for_s: *for_s,
            },
            Self::Slow {
                part,
                factor,
                for_s,
            } => Trial::Slow {
                part: part.relink(link)?,
                factor: *factor,
                for_s: *for_s,
            },
            Self::CutOff { part, from, for_s } => Trial::CutOff {
                part: part.relink(link)?,
                from: from.relink(link)?,
                for_s: *for_s,
            },
            Self::Load {
                operation,
                factor,
                for_s,
            } => Trial::Load {
                operation: link.operation(operation)?,
                factor: *factor,
                for_s: *for_s,
            },
            Self::Contract {
                consumer,
                entity,
                version,
            } => Trial::Contract {
                consumer: link.service(consumer)?,
                entity: link.entity(entity)?,
                version: version.clone(),
            },
        })
    }
}

impl<R: Refs> Expectation<R> {
    fn relink<T: Refs, L: Relink<R, T>>(&self, link: &mut L) -> Result<Expectation<T>, L::Error> {
        Ok(match self {
            Self::StaysUp(operation) => Expectation::StaysUp(link.operation(operation)?),
            Self::MayDegrade(operation) => Expectation::MayDegrade(link.operation(operation)?),
            Self::MayFail(operation) => Expectation::MayFail(link.operation(operation)?),
            Self::BlastRadiusAtMost(share) => Expectation::BlastRadiusAtMost(*share),
            Self::RecoversWithin { operation, seconds } => Expectation::RecoversWithin {
                operation: link.operation(operation)?,
                seconds: *seconds,
            },
            Self::Compatible => Expectation::Compatible,
        })
    }
}

impl<R: Refs> Part<R> {
    fn relink<T: Refs, L: Relink<R, T>>(&self, link: &mut L) -> Result<Part<T>, L::Error> {
        Ok(match self {
            Self::Design => Part::Design,
            Self::Service(service) => Part::Service(link.service(service)?),
            Self::Store(store) => Part::Store(link.store(store)?),
            Self::Zone(zone) => Part::Zone(link.zone(zone)?),
            Self::Entity(entity) => Part::Entity(link.entity(entity)?),
            Self::Field(path) => Part::Field(link.field_path(path)?),
            Self::Relationship(relationship) => {
                Part::Relationship(link.relationship(relationship)?)
            }
            Self::Operation(operation) => Part::Operation(link.operation(operation)?),
            Self::Feed(feed) => Part::Feed(link.feed(feed)?),
            Self::Saga(saga) => Part::Saga(link.saga(saga)?),
            Self::Domain(domain) => Part::Domain(domain.clone()),
        })
    }
}

impl<R: Refs> Decision<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Decision<T>, L::Error> {
        Ok(Decision {
            rule: self.rule.clone(),
            subject: self.subject.relink(link)?,
            reason: self.reason.clone(),
            author: self.author.clone(),
            date: self.date,
            expires: self.expires,
        })
    }
}

impl Part {
    /// The part of the design, if it is one that has an id.
    pub fn reference(&self) -> Option<Reference> {
        Some(match self {
            Self::Design | Self::Domain(_) => return None,
            Self::Service(service) => Reference::Service(*service),
            Self::Store(store) => Reference::Store(*store),
            Self::Zone(zone) => Reference::Zone(*zone),
            Self::Entity(entity) => Reference::Entity(*entity),
            Self::Field(path) => Reference::Field(*path),
            Self::Relationship(relationship) => Reference::Relationship(*relationship),
            Self::Operation(operation) => Reference::Operation(*operation),
            Self::Feed(feed) => Reference::Feed(*feed),
            Self::Saga(saga) => Reference::Saga(*saga),
        })
    }

    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        self.reference().into_iter().for_each(see);
    }
}

impl Scenario {
    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        for trial in &self.trials {
            match trial {
                Trial::Down { part, .. } | Trial::Slow { part, .. } => part.visit(see),
                Trial::CutOff { part, from, .. } => {
                    part.visit(see);
                    from.visit(see);
                }
                Trial::Load { operation, .. } => see(Reference::Operation(*operation)),
                Trial::Contract {
                    consumer, entity, ..
                } => {
                    see(Reference::Service(*consumer));
                    see(Reference::Entity(*entity));
                }
            }
        }
        for expectation in &self.expectations {
            match expectation {
                Expectation::StaysUp(operation)
                | Expectation::MayDegrade(operation)
                | Expectation::MayFail(operation)
                | Expectation::RecoversWithin { operation, .. } => {
                    see(Reference::Operation(*operation));
                }
                Expectation::BlastRadiusAtMost(_) | Expectation::Compatible => {}
            }
        }
    }
}
