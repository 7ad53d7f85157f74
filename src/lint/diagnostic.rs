//! What a rule finds, and what mends it.

use std::fmt;
use std::sync::Arc;

use super::Rule;
use crate::edit::{Builder, Transaction};
use crate::model::{DecisionId, Design, Level, Part};

/// A fault in a design.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Who found it.
    pub rule: &'static Rule,
    /// How much it matters in this design.
    pub level: Level,
    /// The fault and its consequence, in the names of the design.
    pub message: String,
    /// What it is about. The first is what a decision names.
    pub subjects: Vec<Part>,
    /// How the consequence comes about, from the cause to what suffers; empty where there is no path.
    pub path: Vec<Part>,
    /// What would mend it, the best first.
    pub fixes: Vec<Fix>,
    /// The decision that accepts it.
    pub accepted: Option<DecisionId>,
    /// How much suffers, for sorting: the tiers of the services of its subjects, weighted.
    pub impact: u32,
}

/// A fault as a rule reports it.
#[derive(Clone, Debug)]
pub struct Finding {
    pub(super) level: Option<Level>,
    pub(super) message: String,
    pub(super) subjects: Vec<Part>,
    pub(super) path: Vec<Part>,
    pub(super) fixes: Vec<Fix>,
}

/// A change that mends a fault.
#[derive(Clone)]
pub struct Fix {
    /// What it does, as a button says it.
    pub label: String,
    /// Whether it keeps what the design says.
    pub applicability: Applicability,
    /// What it costs, in a sentence.
    pub cost: String,
    edit: Option<EditOf>,
}

/// Makes the edits of a fix when they are asked for: most fixes never are.
type EditOf = Arc<dyn Fn(&mut Builder) + Send + Sync>;

/// Whether a fix keeps what the design says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// The meaning is kept.
    Safe,
    /// What the system promises changes.
    NeedsLook,
    /// There is nothing to apply: a person has to do it.
    Advice,
}

impl Finding {
    /// A fault of `subject`.
    pub(super) fn new(subject: Part, message: impl Into<String>) -> Self {
        Self {
            level: None,
            message: message.into(),
            subjects: vec![subject],
            path: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// It is also about this.
    pub(super) fn also(mut self, part: Part) -> Self {
        if !self.subjects.contains(&part) {
            self.subjects.push(part);
        }
        self
    }

    /// How the consequence comes about.
    pub(super) fn along(mut self, path: impl IntoIterator<Item = Part>) -> Self {
        self.path = path.into_iter().collect();
        self
    }

    /// It matters more or less than the rule says.
    pub(super) fn at(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// What would mend it.
    pub(super) fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// What would mend it, if there is such a thing.
    pub(super) fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fixes.extend(fix);
        self
    }
}

impl Fix {
    /// A change that keeps what the design says.
    pub(super) fn safe(
        label: impl Into<String>,
        edit: impl Fn(&mut Builder) + Send + Sync + 'static,
    ) -> Self {
        Self {
            label: label.into(),
            applicability: Applicability::Safe,
            cost: String::new(),
            edit: Some(Arc::new(edit)),
        }
    }

    /// A change after which the system promises something else; `cost` says what.
    pub(super) fn look(
        label: impl Into<String>,
        cost: impl Into<String>,
        edit: impl Fn(&mut Builder) + Send + Sync + 'static,
    ) -> Self {
        Self {
            label: label.into(),
            applicability: Applicability::NeedsLook,
            cost: cost.into(),
            edit: Some(Arc::new(edit)),
        }
    }

    /// Something that a person has to do.
    pub(super) fn advice(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            applicability: Applicability::Advice,
            cost: String::new(),
            edit: None,
        }
    }

    /// The change as a step of the history; empty for advice.
    pub fn transaction(&self, design: &Design) -> Transaction {
        Self::together(design, [self])
    }

    /// Several fixes, one after the other, as one step of the history.
    pub fn together<'a>(design: &Design, fixes: impl IntoIterator<Item = &'a Self>) -> Transaction {
        let mut builder = Builder::new(design, "");
        let mut labels = Vec::new();
        for fix in fixes {
            fix.apply_to(&mut builder);
            labels.push(fix.label.as_str());
        }
        builder.set_label(labels.join("; "));
        builder.finish()
    }

    /// Makes the change within a larger one. Returns whether it changed anything.
    pub(super) fn apply_to(&self, builder: &mut Builder) -> bool {
        let before = builder.len();
        if let Some(edit) = &self.edit {
            edit(builder);
        }
        builder.len() > before
    }
}

impl fmt::Debug for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fix")
            .field("label", &self.label)
            .field("applicability", &self.applicability)
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
}

impl Applicability {
    /// Its name in reports.
    pub fn label(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::NeedsLook => "needs a look",
            Self::Advice => "advice",
        }
    }
}
