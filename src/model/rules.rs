//! What a design says about the rules of the analysis.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::is_default;

/// How much a finding matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Level {
    /// The rule is not asked.
    Off,
    /// Worth knowing.
    Info,
    /// Hurts some day.
    Warning,
    /// Hurts at the next failure.
    Error,
}

/// What a design changes about one rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSetting {
    /// How much its findings matter; none: as much as the rule says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub level: Option<Level>,
    /// Thresholds by name; those that are missing are as the rule says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: BTreeMap<String, f64>,
}

impl Level {
    /// Every level, the quietest first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Info, Self::Warning, Self::Error];

    /// Its name on the command line.
    pub fn label(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.label() == name)
    }
}
