//! For people: what matters most first, with the way to mend it.

use super::{Checked, summary};
use crate::lint::part_name;
use crate::model::names::Names;

pub(super) fn write(checked: &[Checked]) -> String {
    let mut text = String::new();
    for file in checked {
        let names = Names::new(&file.design);
        for (place, diagnostic) in file.report.diagnostics.iter().enumerate() {
            let accepted = if diagnostic.accepted.is_some() {
                " (accepted)"
            } else {
                ""
            };
            text.push_str(&format!(
                "{}{accepted}: {}\n",
                diagnostic.level.label(),
                diagnostic.message
            ));
            let line = file
                .place(diagnostic)
                .map_or_else(String::new, |place| format!(":{}", place.line));
            text.push_str(&format!(
                "    {}{line} · {}\n",
                file.file, diagnostic.rule.id
            ));
            if let Some(reason) = file.reason(diagnostic) {
                text.push_str(&format!("    accepted: {reason}\n"));
                continue;
            }
            if !diagnostic.path.is_empty() {
                let path: Vec<String> = diagnostic
                    .path
                    .iter()
                    .map(|part| part_name(&file.design, &names, part))
                    .collect();
                text.push_str(&format!("    path: {}\n", path.join(" → ")));
            }
            for (nth, fix) in diagnostic.fixes.iter().enumerate() {
                text.push_str(&format!(
                    "    fix ({}): {}",
                    fix.applicability.label(),
                    fix.label
                ));
                if !fix.cost.is_empty() {
                    text.push_str(&format!(". {}", fix.cost));
                }
                text.push('\n');
                for gain in file.gains(place, nth) {
                    let words = gain.text(|of| file.subject(&names, of));
                    let other = gain.fixes.iter().find(|at| **at != (place, nth));
                    let other = other.and_then(|(place, nth)| {
                        file.report.diagnostics.get(*place)?.fixes.get(*nth)
                    });
                    text.push_str(&match other {
                        None => format!("        {words}\n"),
                        Some(other) => {
                            format!("        together with “{}”: {words}\n", other.label)
                        }
                    });
                }
            }
        }
        text.push_str(&format!(
            "{}: {}\n",
            file.file,
            summary(file.report.counts())
        ));
    }
    text
}
