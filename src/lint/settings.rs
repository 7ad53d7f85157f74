//! Levels and thresholds: as the rules say, as the design changes them, as the caller changes that.

use std::collections::BTreeMap;

use jiff::civil::Date;
use thiserror::Error;

use super::{RULES, Rule};
use crate::base::nearest::{did_you_mean, nearest};
use crate::model::{Design, Level, RuleSetting};

/// How an analysis is done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// What the caller changes about rules, by their ids; stronger than what the design says.
    pub rules: BTreeMap<String, RuleSetting>,
    /// The day on which it is done, for decisions and dates that run out; none: nothing has run out.
    pub today: Option<Date>,
}

/// A setting that cannot be.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SettingsError {
    /// There is no such rule.
    #[error("there is no rule `{id}`{}; `erdwall explain` lists all rules", did_you_mean(.nearest.as_deref()))]
    UnknownRule {
        /// As written.
        id: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// The rule has no such threshold.
    #[error("the rule `{id}` has no threshold `{name}`{}", did_you_mean(.nearest.as_deref()))]
    UnknownThreshold {
        /// The rule.
        id: String,
        /// As written.
        name: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// Neither a level nor a threshold.
    #[error(
        "`{text}` is no setting of a rule; write `ID=off|info|warning|error` or `ID.threshold=number`"
    )]
    Malformed {
        /// As written.
        text: String,
    },
}

impl Settings {
    /// As the design says, on the day that it is.
    pub fn today() -> Self {
        Self {
            today: Some(jiff::Zoned::now().date()),
            ..Self::default()
        }
    }

    /// Takes a setting as the command line has it: `no-timeout=warning` or `deep-join.hops=6`.
    pub fn set(&mut self, text: &str) -> Result<(), SettingsError> {
        let malformed = || SettingsError::Malformed {
            text: text.to_owned(),
        };
        let (name, value) = text.split_once('=').ok_or_else(malformed)?;
        let (id, threshold) = match name.split_once('.') {
            Some((id, threshold)) => (id, Some(threshold)),
            None => (name, None),
        };
        let setting = RuleSetting {
            level: match threshold {
                None => Some(Level::named(value).ok_or_else(malformed)?),
                Some(_) => None,
            },
            options: match threshold {
                None => BTreeMap::new(),
                Some(name) => {
                    let number: f64 = value.parse().map_err(|_| malformed())?;
                    BTreeMap::from([(name.to_owned(), number)])
                }
            },
        };
        known(id, &setting)?;
        let known = self.rules.entry(id.to_owned()).or_default();
        known.level = setting.level.or(known.level);
        known.options.extend(setting.options);
        Ok(())
    }

    /// Settings of rules as [`Self::set`] takes them, one a line.
    pub fn lines(rules: &BTreeMap<String, RuleSetting>) -> String {
        let mut lines = Vec::new();
        for (id, setting) in rules {
            lines.extend(setting.level.map(|level| format!("{id}={}", level.label())));
            let options = setting.options.iter();
            lines.extend(options.map(|(name, value)| format!("{id}.{name}={value}")));
        }
        lines.join("\n")
    }

    /// What is wrong with the settings that a design holds.
    pub fn faults(design: &Design) -> Vec<SettingsError> {
        let rules = design.header().rules.iter();
        rules
            .filter_map(|(id, setting)| known(id, setting).err())
            .collect()
    }

    /// How much the findings of a rule matter.
    pub(super) fn level(&self, design: &Design, rule: &Rule, own: Level) -> Level {
        self.rules
            .get(rule.id)
            .and_then(|setting| setting.level)
            .or_else(|| design.header().rules.get(rule.id)?.level)
            .unwrap_or(own)
    }

    /// The value of a threshold of a rule; zero if the rule has none of this name.
    pub(super) fn threshold(&self, design: &Design, rule: &Rule, name: &str) -> f64 {
        let said =
            |rules: &BTreeMap<String, RuleSetting>| rules.get(rule.id)?.options.get(name).copied();
        said(&self.rules)
            .or_else(|| said(&design.header().rules))
            .or_else(|| Some(rule.threshold(name)?.default))
            .unwrap_or_default()
    }
}

/// The rule of this id, or what was probably meant.
pub fn known_rule(id: &str) -> Result<&'static Rule, SettingsError> {
    super::rule(id).ok_or_else(|| SettingsError::UnknownRule {
        id: id.to_owned(),
        nearest: nearest(id, RULES.iter().map(|rule| rule.id)).map(str::to_owned),
    })
}

fn known(id: &str, setting: &RuleSetting) -> Result<(), SettingsError> {
    let rule = known_rule(id)?;
    for name in setting.options.keys() {
        if rule.threshold(name).is_none() {
            let names = rule.thresholds.iter().map(|threshold| threshold.name);
            return Err(SettingsError::UnknownThreshold {
                id: id.to_owned(),
                name: name.clone(),
                nearest: nearest(name, names).map(str::to_owned),
            });
        }
    }
    Ok(())
}
