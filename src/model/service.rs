//! Services and what they run on.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::is_default;

/// A deployable unit that owns data and offers operations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Unique among the services of the design.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// Ours, someone else's, or the way in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: ServiceKind,
    /// How much its failure matters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tier: Tier,
    /// Who runs it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub team: String,
    /// How many run at once.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1))]
    pub instances: u32,
    /// Availability of one instance.
    #[serde(default, skip_serializing_if = "is_default")]
    pub availability: Option<Availability>,
    /// Region, zone and host, from the widest to the narrowest, as in `eu/eu-1a/host-7`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub domain: String,
    /// Hue of its boundary; none lets the window choose.
    #[serde(default, skip_serializing_if = "is_default")]
    pub color: Option<Color>,
}

/// Whose a service is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ServiceKind {
    /// Built and run by the teams of this design.
    #[default]
    Internal,
    /// Run by others.
    External,
    /// The way in from outside.
    Gateway,
}

/// How much a failure of the part matters.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Tier {
    /// Its failure stops the business.
    Critical,
    /// Its failure hurts.
    #[default]
    Standard,
    /// Its failure can wait.
    BestEffort,
}

/// How often a single part works.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Availability {
    /// The share of time that it is up, from 0 to 1.
    Share(f64),
    /// Mean times in hours.
    Repair {
        /// Mean time between failures, in hours.
        mtbf_h: f64,
        /// Mean time to repair, in hours.
        mttr_h: f64,
    },
}

impl Tier {
    /// How much a failure counts, next to those of the other tiers.
    pub fn weight(self) -> u32 {
        match self {
            Self::Critical => 9,
            Self::Standard => 3,
            Self::BestEffort => 1,
        }
    }
}

impl Availability {
    /// The share of time that the part is up: as given, or MTBF / (MTBF + MTTR).
    pub fn share(self) -> f64 {
        match self {
            Self::Share(share) => share,
            Self::Repair { mtbf_h, mttr_h } => mtbf_h / (mtbf_h + mttr_h),
        }
    }

    /// Availabilities by name, one a line: `eu/eu-1a=0.9995`, or `eu/eu-1a=8760/4` for mean hours between failures and to
    /// repair.
    pub fn lines(all: &BTreeMap<String, Self>) -> String {
        let lines = all.iter().map(|(name, value)| match value {
            Self::Share(share) => format!("{name}={share}"),
            Self::Repair { mtbf_h, mttr_h } => format!("{name}={mtbf_h}/{mttr_h}"),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Reads what [`Self::lines`] writes.
    pub fn from_lines(text: &str) -> Result<BTreeMap<String, Self>, String> {
        let lines = text.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(Self::from_line)
            .collect()
    }

    fn from_line(line: &str) -> Result<(String, Self), String> {
        let wrong = || format!("`{line}` is no availability; write it as eu/eu-1a=0.9995");
        let (name, value) = line.rsplit_once('=').ok_or_else(wrong)?;
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
        let value = match value.split_once('/') {
            Some((between, repair)) => Self::Repair {
                mtbf_h: number(between)?,
                mttr_h: number(repair)?,
            },
            None => Self::Share(number(value)?),
        };
        match value.fault() {
            Some(fault) => Err(format!("{name}: {fault}")),
            None => Ok((name.trim().to_owned(), value)),
        }
    }

    /// What is wrong with the numbers, if anything.
    pub(crate) fn fault(self) -> Option<&'static str> {
        let fine = match self {
            Self::Share(share) => (0.0..=1.0).contains(&share),
            Self::Repair { mtbf_h, mttr_h } => {
                mtbf_h > 0.0 && mttr_h >= 0.0 && (mtbf_h + mttr_h).is_finite()
            }
        };
        (!fine).then_some("an availability is a share from 0 to 1, or positive hours between failures and to repair")
    }
}

/// An sRGB color, written `#1a2b3c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Color {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Color {
    /// The color of a `0xRRGGBB` number.
    pub const fn hex(rgb: u32) -> Self {
        Self {
            red: (rgb >> 16) as u8,
            green: (rgb >> 8) as u8,
            blue: rgb as u8,
        }
    }
}

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

impl TryFrom<String> for Color {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .map(Self::hex)
            .ok_or_else(|| format!("`{text}` is not a color; write it as `#1a2b3c`"))
    }
}

impl Default for Availability {
    fn default() -> Self {
        Self::Share(1.0)
    }
}

pub(crate) fn one() -> u32 {
    1
}

pub(crate) fn is_one(n: &u32) -> bool {
    *n == 1
}
