//! Consistency zones.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Entities that share a promise of consistency. Entities of one strong zone change together, in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Unique among the zones of the design.
    pub name: String,
    /// What readers may rely on.
    pub consistency: Consistency,
}

/// What a reader may rely on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Consistency {
    /// Every read sees the latest write.
    #[default]
    Strong,
    /// A read is at most so old.
    Bounded {
        /// The greatest age, in seconds.
        seconds: f64,
    },
    /// A user sees what the same user wrote.
    ReadYourWrites,
    /// Effects are never seen before their causes.
    Causal,
    /// Reads catch up some time.
    Eventual,
}

impl Consistency {
    /// Its name in the window.
    pub fn label(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Bounded { .. } => "bounded staleness",
            Self::ReadYourWrites => "read-your-writes",
            Self::Causal => "causal",
            Self::Eventual => "eventual",
        }
    }
}
