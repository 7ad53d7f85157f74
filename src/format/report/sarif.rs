//! SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use serde_json::{Value, json};

use super::{Checked, level};
use crate::lint::{Diagnostic, RULES, Rule};

pub(super) fn write(checked: &[Checked]) -> String {
    let results: Vec<Value> = checked
        .iter()
        .flat_map(|file| {
            file.report
                .diagnostics
                .iter()
                .map(|diagnostic| result(file, diagnostic))
        })
        .collect();
    let rules: Vec<Value> = RULES.iter().map(|rule| descriptor(rule)).collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "erdwall",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{report:#}\n")
}

fn descriptor(rule: &Rule) -> Value {
    let page = rule.page();
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    json!({
        "id": rule.id,
        "shortDescription": {"text": one_line(page.finds)},
        "fullDescription": {"text": one_line(page.why)},
        "help": {"text": format!("erdwall explain {}", rule.id)},
        "defaultConfiguration": {"level": level(rule.level)},
    })
}

fn result(file: &Checked, diagnostic: &Diagnostic) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(&file.file)}});
    if let Some(place) = file.place(diagnostic) {
        physical["region"] = json!({"startLine": place.line, "startColumn": place.column});
    }
    let mut result = json!({
        "ruleId": diagnostic.rule.id,
        "ruleIndex": RULES.iter().position(|rule| rule.id == diagnostic.rule.id),
        "level": level(diagnostic.level),
        "message": {"text": diagnostic.message},
        "locations": [{"physicalLocation": physical}],
    });
    if diagnostic.accepted.is_some() {
        result["suppressions"] = json!([{"kind": "inSource", "justification": file.reason(diagnostic).unwrap_or_default()}]);
    }
    result
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
