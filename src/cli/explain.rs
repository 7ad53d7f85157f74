//! `erdwall explain`

use clap::Args;

use super::{Failure, Outcome};
use crate::lint::{Page, RULES, Rule, known_rule};

/// Say what a rule finds, why that hurts and what mends it
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id of a rule, such as `no-timeout`; without it, all rules are listed
    rule: Option<String>,
}

impl Explain {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let text = match &self.rule {
            None => list(),
            Some(id) => page(known_rule(id)?),
        };
        super::output::write(None, text.as_bytes())?;
        Ok(Outcome::Clean)
    }
}

fn list() -> String {
    let mut text = String::new();
    let mut family = None;
    for rule in RULES {
        if family != Some(rule.family) {
            if family.is_some() {
                text.push('\n');
            }
            text.push_str(rule.family.label());
            text.push('\n');
            family = Some(rule.family);
        }
        let finds = Page::paragraph(rule.page().finds);
        text.push_str(&format!(
            "  {:<30} {:<8} {finds}\n",
            rule.id,
            rule.level.label()
        ));
    }
    text
}

fn page(rule: &Rule) -> String {
    let page = rule.page();
    let mut text = format!(
        "# {}\n\n{} · {}\n\n{}\n\n## Why it hurts\n\n{}\n\n## Example\n\n```ron\n{}\n```\n\n## Mended\n\n```ron\n{}\n```\n",
        rule.id,
        rule.family.label(),
        rule.level.label(),
        Page::lines(page.finds),
        Page::lines(page.why),
        Page::lines(page.example),
        Page::lines(page.mended),
    );
    text.push_str("\n## Options\n\n");
    for threshold in rule.thresholds {
        text.push_str(&format!(
            "- `{}` ({}): {}\n",
            threshold.name, threshold.default, threshold.about
        ));
    }
    text.push_str(&format!(
        "- level: `--rule {id}=off|info|warning|error`, or `rules: {{\"{id}\": (level: Info)}}` in the design\n",
        id = rule.id
    ));
    text
}
