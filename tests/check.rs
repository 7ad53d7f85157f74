//! `erdwall check` and `erdwall explain` as a user meets them.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// One error and one note; the note has a safe fix.
const DESIGN: &str = r#"Design(
    format: 1,
    name: "shop",
    entities: [
        (
            name: "order",
            fields: [
                (name: "id", type: "uuid", key: true),
            ],
        ),
        (
            name: "line",
            fields: [
                (name: "order_id", type: "uuid"),
            ],
        ),
    ],
    relationships: [
        (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced),
    ],
)
"#;

fn shop(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("shop.erd.ron");
    std::fs::write(&path, DESIGN).unwrap();
    path
}

fn erdwall(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_erdwall"))
        .args(arguments)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_finding_says_fault_place_rule_and_cure() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(&folder);
    let check = erdwall(&["check", path.to_str().unwrap()]);
    let text = out(&check);
    assert_eq!(check.status.code(), Some(1), "{text}");
    let wanted = format!(
        "error: Rows of line cannot be told apart: it has no primary key\n    {}:11 · entity-without-key\n    fix (needs a look): Add a key id. Rows that are there already need a value.\n",
        path.display()
    );
    assert!(text.starts_with(&wanted), "{text}");
    assert!(text.ends_with("1 error, 1 note\n"), "{text}");
}

#[test]
fn levels_decide_on_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(&folder);
    let path = path.to_str().unwrap();
    let code = |arguments: &[&str]| {
        erdwall(&[&["check", path], arguments].concat())
            .status
            .code()
    };
    assert_eq!(code(&["--rule", "entity-without-key=warning"]), Some(0));
    assert_eq!(
        code(&["--rule", "entity-without-key=warning", "--deny", "warning"]),
        Some(1)
    );
    assert_eq!(code(&["--rule", "entity-without-kye=off"]), Some(2));
}

#[test]
fn safe_fixes_are_applied_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(&folder);
    let check = erdwall(&["check", path.to_str().unwrap(), "--fix"]);
    assert!(out(&check).ends_with("1 error\n"), "{}", out(&check));
    let written = std::fs::read_to_string(&path).unwrap();
    let wanted = DESIGN.replace(
        "                (name: \"order_id\", type: \"uuid\"),\n            ],\n",
        "                (name: \"order_id\", type: \"uuid\"),\n            ],\n            indexes: [\n                (fields: [\"order_id\"]),\n            ],\n",
    );
    assert_eq!(written, wanted);
}

#[test]
fn a_baseline_leaves_out_what_was_there_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(&folder);
    let path = path.to_str().unwrap();
    let json = erdwall(&["check", path, "--format", "json"]);
    let report: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["summary"]["errors"], 1);
    assert_eq!(report["diagnostics"][0]["rule"], "entity-without-key");
    assert_eq!(report["diagnostics"][0]["subjects"][0], "entity line");
    let baseline = folder.path().join("baseline.json");
    std::fs::write(&baseline, &json.stdout).unwrap();
    let check = erdwall(&[
        "check",
        path,
        "--baseline",
        baseline.to_str().unwrap(),
        "--deny",
        "info",
    ]);
    assert_eq!(check.status.code(), Some(0), "{}", out(&check));
    assert!(out(&check).ends_with("nothing found\n"));
}

#[test]
fn other_programs_get_the_forms_that_they_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(&folder);
    let name = path.to_str().unwrap();
    let github = out(&erdwall(&["check", name, "--format", "github"]));
    let wanted = format!(
        "::error file={name},line=11,col=9,title=entity-without-key::Rows of line cannot be told apart"
    );
    assert!(github.starts_with(&wanted), "{github}");
    let junit = out(&erdwall(&["check", name, "--format", "junit"]));
    assert!(
        junit.contains("<failure type=\"error\" message=\"Rows of line cannot be told apart"),
        "{junit}"
    );
    let sarif: Value =
        serde_json::from_slice(&erdwall(&["check", name, "--format", "sarif"]).stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "entity-without-key");
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"]["startLine"],
        11
    );
    let rule = result["ruleIndex"].as_u64().unwrap() as usize;
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["rules"][rule]["id"],
        "entity-without-key"
    );
}

#[test]
fn every_rule_is_explained() {
    let list = out(&erdwall(&["explain"]));
    for rule in erdwall::lint::RULES {
        assert!(list.contains(rule.id), "{}", rule.id);
        let page = out(&erdwall(&["explain", rule.id]));
        assert!(page.starts_with(&format!("# {}\n", rule.id)), "{page}");
    }
    let unknown = erdwall(&["explain", "no-timeuot"]);
    assert_eq!(unknown.status.code(), Some(2));
    let message = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(message.contains("did you mean `no-timeout`?"), "{message}");
}

#[test]
fn the_examples_are_reviewed_without_failing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for example in std::fs::read_dir(folder).unwrap() {
        let example = example.unwrap().path();
        let check = erdwall(&["check", example.to_str().unwrap()]);
        assert_ne!(check.status.code(), Some(2), "{}", example.display());
    }
}

#[test]
fn safe_fixes_leave_fewer_findings_and_a_design_that_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop.erd.ron");
    let path = folder.path().join("shop.erd.ron");
    std::fs::copy(&example, &path).unwrap();
    let count = |arguments: &[&str]| {
        let name = path.to_str().unwrap();
        let json = erdwall(&[&["check", name, "--format", "json"], arguments].concat());
        let report: Value = serde_json::from_slice(&json.stdout).unwrap();
        report["diagnostics"].as_array().unwrap().len()
    };
    let before = count(&[]);
    assert!(count(&["--fix"]) < before);
    assert!(count(&[]) < before, "it was saved");
    // Every line is still there, in its place; what came on top are indexes.
    let (old, new) = (
        std::fs::read_to_string(&example).unwrap(),
        std::fs::read_to_string(&path).unwrap(),
    );
    let mut kept = old.lines().peekable();
    for line in new.lines() {
        if kept.next_if_eq(&line).is_none() {
            let is_index = ["indexes: [", "(fields: [", "],"];
            assert!(
                is_index.iter().any(|it| line.trim().starts_with(it)),
                "{line}"
            );
        }
    }
    assert_eq!(kept.next(), None);
}

#[test]
fn every_finding_of_a_report_points_at_the_part_that_it_is_about() {
    let name = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop.erd.ron");
    let run = |form: &str| -> Value {
        serde_json::from_slice(&erdwall(&["check", name, "--format", form]).stdout).unwrap()
    };
    let text = std::fs::read_to_string(name).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let (json, sarif) = (run("json"), run("sarif"));
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let diagnostics = json["diagnostics"].as_array().unwrap();
    assert_eq!(results.len(), diagnostics.len());
    for (result, diagnostic) in results.iter().zip(diagnostics) {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let line = region["startLine"].as_u64().unwrap() as usize;
        let subject = diagnostic["subjects"][0].as_str().unwrap();
        let (kind, name) = subject.split_once(' ').unwrap();
        // A relationship and a feed start with what they come from; everything else with its name.
        let quoted = match kind {
            "relationship" | "feed" => format!("from: \"{}\"", name.split(" → ").next().unwrap()),
            _ => format!("name: \"{name}\""),
        };
        // A part of several lines starts with its bracket.
        let part = lines[line - 1..=line].join("\n");
        assert!(part.contains(&quoted), "line {line} for {subject}: {part}");
        let column = region["startColumn"].as_u64().unwrap() as usize;
        assert_eq!(
            lines[line - 1].chars().nth(column - 1),
            Some('('),
            "{subject}"
        );
    }
}

#[test]
fn fixes_say_what_they_do_to_downtime_when_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gains.erd.ron");
    std::fs::write(
        &path,
        r#"Design(
            format: 1,
            name: "gains",
            services: [(name: "Orders", tier: Critical), (name: "Customers", tier: Critical, availability: Share(0.99))],
            entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
            operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call, timeout_ms: 300)])],
        )"#,
    )
    .unwrap();
    let path = path.to_str().unwrap();
    // 1 % of a month is 438 minutes.
    let words = "−7.3 h/month of show order";
    assert!(out(&erdwall(&["check", path, "--rank"])).contains(words));
    assert!(!out(&erdwall(&["check", path])).contains(words));
    let json = out(&erdwall(&["check", path, "--rank", "--format", "json"]));
    let json: Value = serde_json::from_str(&json).unwrap();
    let fixes = json["diagnostics"].as_array().unwrap().iter();
    let fixes = fixes.flat_map(|found| found["fixes"].as_array().unwrap());
    let gains = fixes.flat_map(|fix| fix["gains"].as_array().unwrap());
    let minutes = gains.map(|gain| gain["minutes_per_month"].as_f64().unwrap());
    let best = minutes.min_by(f64::total_cmp).unwrap();
    assert!((best + 438.0).abs() < 1e-9, "{best}");
}
