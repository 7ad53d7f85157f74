//! The rules: what each finds in a design, why that hurts, and what mends it.
//!
//! [`check`] asks every rule of [`RULES`] and gives a [`Report`]. A rule is a file in `rules/<family>/` with its page, its check
//! and its fixes; `tests/rules.rs` runs the examples of every page and holds that no file is missing from the registry.
//!
//! Invariant: nothing here changes a design or knows of windows; a fix is a transaction that others apply.

mod context;
mod diagnostic;
mod gain;
mod mend;
mod page;
mod ranking;
mod report;
mod rule;
mod rules;
mod settings;

pub use context::{Context, part_name};
pub use diagnostic::{Applicability, Diagnostic, Finding, Fix};
pub use gain::Gain;
pub use mend::{Mended, mend};
pub use page::Page;
pub use ranking::{Ranking, candidates, rank};
pub use report::{Counts, Report, check, check_facts};
pub use rule::{Family, Rule, Threshold};
pub use rules::decisions::has_run_out;
pub use rules::{RULES, rule};
pub use settings::{Settings, SettingsError, known_rule};
