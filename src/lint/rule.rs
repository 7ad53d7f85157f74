//! What a rule is.

use super::{Context, Finding, Page};
use crate::model::Level;

/// A rule of the analysis.
#[derive(Debug)]
pub struct Rule {
    /// What it is called in files, on the command line and in decisions: it names the fault.
    pub id: &'static str,
    /// What it is about.
    pub family: Family,
    /// How much its findings matter where nobody has said otherwise.
    pub level: Level,
    /// Numbers that decide what it finds.
    pub thresholds: &'static [Threshold],
    /// The text of its page: see [`Page`].
    pub(super) text: &'static str,
    /// Finds what is at fault.
    pub(super) check: fn(&Context<'_>, &mut Vec<Finding>),
}

/// A number that decides what a rule finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Its name in files and on the command line.
    pub name: &'static str,
    /// Its value where nobody has said otherwise.
    pub default: f64,
    /// What it means, with its unit.
    pub about: &'static str,
}

/// What a rule is about. The order is that of the manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Who owns and writes what.
    Ownership,
    /// What stores are shared, fit and suffice.
    Stores,
    /// How the data is cut into services.
    Cut,
    /// What keeps references valid.
    Relationships,
    /// What changes together.
    Transactions,
    /// How reads come by their data.
    Reads,
    /// What stops a failure from spreading.
    Isolation,
    /// What readers are promised.
    Consistency,
    /// What is spread over shards.
    Sharding,
    /// Transactions over services.
    Sagas,
    /// Feeds and those who follow them.
    Events,
    /// What is gone when it is deleted.
    Deletes,
    /// How a design changes over time.
    Evolution,
    /// What can be seen of a running system.
    Observability,
    /// What is tried before it happens.
    Testing,
    /// What was accepted.
    Decisions,
}

impl Rule {
    /// What it finds, why that hurts, an example, the same example mended.
    pub fn page(&self) -> Page<'static> {
        Page::parse(self.text)
    }

    /// The threshold of this name.
    pub fn threshold(&self, name: &str) -> Option<&'static Threshold> {
        self.thresholds
            .iter()
            .find(|threshold| threshold.name == name)
    }
}

impl Family {
    /// What is mended first of faults that matter alike, the lowest first: what stops people or spoils data and takes an
    /// afternoon comes before what takes a project.
    pub(super) fn urgency(self) -> u8 {
        match self {
            Self::Isolation => 0,
            Self::Sagas | Self::Transactions => 1,
            Self::Consistency | Self::Events | Self::Deletes => 2,
            Self::Relationships | Self::Sharding => 3,
            Self::Ownership | Self::Stores => 4,
            Self::Reads | Self::Cut => 5,
            Self::Evolution | Self::Observability | Self::Testing | Self::Decisions => 6,
        }
    }

    /// Its name in lists.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ownership => "Ownership",
            Self::Stores => "Stores",
            Self::Cut => "Cut into services",
            Self::Relationships => "Relationships",
            Self::Transactions => "Transactions",
            Self::Reads => "Reads",
            Self::Isolation => "Isolation",
            Self::Consistency => "Consistency",
            Self::Sharding => "Sharding",
            Self::Sagas => "Sagas",
            Self::Events => "Events",
            Self::Deletes => "Deletes",
            Self::Evolution => "Evolution",
            Self::Observability => "Observability",
            Self::Testing => "Testing",
            Self::Decisions => "Decisions",
        }
    }
}

/// Declares a rule. Its doc comment is its page:
///
/// ````text
/// What it finds, in a sentence or two.
///
/// # Why it hurts
/// …
/// # Example
/// ```ron
/// the lists of a design that trips the rule
/// ```
/// # Mended
/// ```ron
/// the same without the fault
/// ```
/// ````
macro_rules! rule {
    (
        $(#[doc = $line:literal])*
        $name:ident = $id:literal, $family:ident, $level:ident
        $(, [$($option:literal: $default:literal, $about:literal);* $(;)?])?
    ) => {
        #[doc = concat!("The rule `", $id, "`; its page is [`crate::lint::Rule::page`].")]
        pub(in crate::lint) const $name: $crate::lint::Rule = $crate::lint::Rule {
            id: $id,
            family: $crate::lint::Family::$family,
            level: $crate::model::Level::$level,
            thresholds: &[$($($crate::lint::Threshold {
                name: $option,
                default: $default,
                about: $about,
            }),*)?],
            text: concat!($($line, "\n"),*),
            check,
        };
    };
}
pub(in crate::lint) use rule;
