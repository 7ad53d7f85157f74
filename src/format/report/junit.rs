//! `JUnit` XML: a suite per file, a test per rule, a failure per fault.

use std::collections::BTreeMap;

use super::{Checked, level};
use crate::format::xml;
use crate::lint::{Diagnostic, RULES};
use crate::model::Level;

pub(super) fn write(checked: &[Checked]) -> String {
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"erdwall\">\n");
    for file in checked {
        let mut found: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
        for diagnostic in file
            .report
            .open()
            .filter(|diagnostic| diagnostic.level >= Level::Warning)
        {
            found
                .entry(diagnostic.rule.id)
                .or_default()
                .push(diagnostic);
        }
        text.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
            escaped(&file.file),
            RULES.len(),
            found.len()
        ));
        for rule in RULES {
            let case = format!(
                "    <testcase classname=\"{}\" name=\"{}\"",
                escaped(&file.file),
                rule.id
            );
            let Some(faults) = found.get(rule.id) else {
                text.push_str(&format!("{case}/>\n"));
                continue;
            };
            let first = faults.first().map_or("", |fault| fault.message.as_str());
            let worst = faults
                .iter()
                .map(|fault| fault.level)
                .max()
                .unwrap_or(Level::Warning);
            let lines: Vec<String> = faults
                .iter()
                .map(|fault| {
                    let line = file
                        .place(fault)
                        .map_or_else(String::new, |place| format!("{place}: "));
                    format!("{line}{}", fault.message)
                })
                .collect();
            text.push_str(&format!(
                "{case}>\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
                level(worst),
                escaped(first),
                escaped(&lines.join("\n"))
            ));
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    xml::escape(text, &mut escaped);
    escaped
}
