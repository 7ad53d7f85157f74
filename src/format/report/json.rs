//! For tools: `{"diagnostics": [{"rule", "level", "message", "subjects", "path", "fixes", "accepted", …}], "summary": {…}}`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Checked, subject_key};
use crate::lint::{Counts, Gain};
use crate::model::names::Names;

pub(super) fn write(checked: &[Checked]) -> String {
    let mut diagnostics = Vec::new();
    let mut sum = Counts::default();
    for file in checked {
        let names = Names::new(&file.design);
        let called = |parts: &[crate::model::Part]| -> Vec<String> {
            parts
                .iter()
                .map(|part| subject_key(&file.design, &names, part))
                .collect()
        };
        for (place, diagnostic) in file.report.diagnostics.iter().enumerate() {
            let fixes: Vec<Value> = diagnostic
                .fixes
                .iter()
                .enumerate()
                .map(|(nth, fix)| {
                    let mut value = json!({"label": fix.label, "applicability": fix.applicability.label(), "cost": fix.cost});
                    if file.ranking.is_some() {
                        let gains = file.gains(place, nth);
                        value["gains"] = gains.map(|gain| gain_json(file, &names, gain)).collect();
                    }
                    value
                })
                .collect();
            let place = file.place(diagnostic);
            diagnostics.push(json!({
                "rule": diagnostic.rule.id,
                "level": diagnostic.level.label(),
                "message": diagnostic.message,
                "file": file.file,
                "line": place.map(|place| place.line),
                "column": place.map(|place| place.column),
                "subjects": called(&diagnostic.subjects),
                "path": called(&diagnostic.path),
                "fixes": fixes,
                "accepted": file.reason(diagnostic),
            }));
        }
        let counts = file.report.counts();
        sum.errors += counts.errors;
        sum.warnings += counts.warnings;
        sum.infos += counts.infos;
        sum.accepted += counts.accepted;
    }
    let report = json!({
        "diagnostics": diagnostics,
        "summary": {"errors": sum.errors, "warnings": sum.warnings, "infos": sum.infos, "accepted": sum.accepted},
    });
    format!("{report:#}\n")
}

fn gain_json(file: &Checked, names: &Names, gain: &Gain) -> Value {
    let fixes = gain.fixes.iter().filter_map(|(place, nth)| {
        let fix = file.report.diagnostics.get(*place)?.fixes.get(*nth)?;
        Some(fix.label.as_str())
    });
    let operations = gain.operations.iter();
    let operations = operations.map(|(subject, minutes)| {
        json!({"name": file.subject(names, *subject), "minutes_per_month": minutes})
    });
    json!({
        "fixes": fixes.collect::<Vec<_>>(),
        "minutes_per_month": gain.minutes,
        "operations": operations.collect::<Vec<_>>(),
        "exact": gain.exact,
    })
}

/// What a baseline needs of a report.
#[derive(Deserialize)]
struct Baseline {
    diagnostics: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    rule: String,
    subjects: Vec<String>,
}

pub(super) fn read_baseline(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
    let baseline: Baseline = serde_json::from_slice(bytes).map_err(|error| {
        format!("this is no report; write one with `erdwall check --format json`: {error}")
    })?;
    let known = baseline.diagnostics.into_iter();
    Ok(known
        .map(|known| {
            (
                known.rule,
                known.subjects.into_iter().next().unwrap_or_default(),
            )
        })
        .collect())
}
