//! Sagas: transactions over several services, as steps that can be taken back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refs::{ById, OnDisk, Reference, Refs, Relink};
use crate::model::{is_default, is_false};

/// A transaction over several services.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Saga")]
pub struct Saga<R: Refs = ById> {
    /// Unique among the sagas of the design.
    pub name: String,
    /// The service that leads it; none: choreography, each step follows the event of the one before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub coordinator: Option<R::Service>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// Its steps in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub steps: Vec<Step<R>>,
}

/// A step of a saga.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Step")]
pub struct Step<R: Refs = ById> {
    /// What it does.
    pub action: StepAction<R>,
    /// What takes it back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub compensation: Option<Compensation<R>>,
    /// It can be tried until it succeeds.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retriable: bool,
    /// Doing it twice is doing it once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub idempotent: bool,
    /// Once it is done the saga can only go forward.
    #[serde(default, skip_serializing_if = "is_false")]
    pub pivot: bool,
}

/// What a step of a saga does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "StepAction")]
pub enum StepAction<R: Refs = ById> {
    /// Calls an operation.
    Call(R::Operation),
    /// Writes an entity.
    Write(R::Entity),
}

/// What takes a step back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Compensation")]
pub struct Compensation<R: Refs = ById> {
    /// The operation or write that does it.
    pub action: StepAction<R>,
    /// Doing it twice is doing it once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub idempotent: bool,
}

impl<R: Refs> Saga<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Saga<T>, L::Error> {
        Ok(Saga {
            name: self.name.clone(),
            coordinator: self
                .coordinator
                .as_ref()
                .map(|s| link.service(s))
                .transpose()?,
            description: self.description.clone(),
            steps: self
                .steps
                .iter()
                .map(|step| {
                    Ok(Step {
                        action: step.action.relink(link)?,
                        compensation: step
                            .compensation
                            .as_ref()
                            .map(|c| {
                                Ok::<_, L::Error>(Compensation {
                                    action: c.action.relink(link)?,
                                    idempotent: c.idempotent,
                                })
                            })
                            .transpose()?,
                        retriable: step.retriable,
                        idempotent: step.idempotent,
                        pivot: step.pivot,
                    })
                })
                .collect::<Result<_, L::Error>>()?,
        })
    }
}

impl<R: Refs> StepAction<R> {
    fn relink<T: Refs, L: Relink<R, T>>(&self, link: &mut L) -> Result<StepAction<T>, L::Error> {
        Ok(match self {
            Self::Call(operation) => StepAction::Call(link.operation(operation)?),
            Self::Write(entity) => StepAction::Write(link.entity(entity)?),
        })
    }
}

impl Saga {
    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        if let Some(service) = self.coordinator {
            see(Reference::Service(service));
        }
        for step in &self.steps {
            for action in
                std::iter::once(&step.action).chain(step.compensation.as_ref().map(|c| &c.action))
            {
                see(match action {
                    StepAction::Call(operation) => Reference::Operation(*operation),
                    StepAction::Write(entity) => Reference::Entity(*entity),
                });
            }
        }
    }
}
