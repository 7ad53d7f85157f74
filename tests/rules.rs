//! Every rule: its page is whole, its example trips it, the mended one does not, and its fixes mend without breaking anything.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::collections::BTreeSet;
use std::path::Path;

use erdwall::format::native::{self, Syntax};
use erdwall::lint::{Applicability, Diagnostic, Page, RULES, Report, Rule, Settings, check};
use erdwall::model::{Design, Level};
use jiff::civil::date;

fn design(rule: &Rule, lists: &str) -> Design {
    match native::read(Page::file(lists).as_bytes(), Syntax::Ron) {
        Ok(loaded) => loaded.design,
        Err(error) => panic!("the page of {}: {error}\n{lists}", rule.id),
    }
}

fn report(design: &Design) -> Report {
    let settings = Settings {
        today: Some(date(2026, 1, 31)),
        ..Settings::default()
    };
    check(design, &settings)
}

fn of<'a>(report: &'a Report, rule: &Rule) -> Vec<&'a Diagnostic> {
    let all = report.diagnostics.iter();
    all.filter(|diagnostic| diagnostic.rule.id == rule.id)
        .collect()
}

/// What is at fault, to tell whether a fault is there before and after.
fn faults(report: &Report, level: Level) -> BTreeSet<String> {
    let all = report.diagnostics.iter();
    all.filter(|diagnostic| diagnostic.level >= level)
        .map(|diagnostic| format!("{} {:?}", diagnostic.rule.id, diagnostic.subjects))
        .collect()
}

#[test]
fn every_rule_has_a_page_and_its_examples_do_what_they_say() {
    for rule in RULES {
        let page = rule.page();
        for (part, text) in [
            ("what it finds", page.finds),
            ("why it hurts", page.why),
            ("example", page.example),
            ("mended", page.mended),
        ] {
            assert!(
                !text.is_empty(),
                "the page of {} does not say: {part}",
                rule.id
            );
        }
        let example = report(&design(rule, page.example));
        assert!(
            !of(&example, rule).is_empty(),
            "{}: the example does not trip it",
            rule.id
        );
        let mended = report(&design(rule, page.mended));
        let left = of(&mended, rule);
        assert!(
            left.is_empty(),
            "{}: the mended example trips it: {left:#?}",
            rule.id
        );
    }
}

#[test]
fn every_fix_mends_its_fault_and_breaks_nothing() {
    for rule in RULES {
        let before = design(rule, rule.page().example);
        let report_before = report(&before);
        for diagnostic in of(&report_before, rule) {
            assert!(
                !diagnostic.fixes.is_empty(),
                "{}: nothing mends it",
                rule.id
            );
            for fix in &diagnostic.fixes {
                let mut after = before.clone();
                let transaction = fix.transaction(&before);
                assert_eq!(
                    transaction.is_empty(),
                    fix.applicability == Applicability::Advice,
                    "{}: “{}” changes nothing, or advice changes something",
                    rule.id,
                    fix.label
                );
                if transaction.is_empty() {
                    continue;
                }
                let inverse = after
                    .apply(&transaction)
                    .unwrap_or_else(|error| panic!("{}: “{}”: {error}", rule.id, fix.label));
                let report_after = report(&after);
                let fault = format!("{} {:?}", rule.id, diagnostic.subjects);
                assert!(
                    !faults(&report_after, Level::Info).contains(&fault),
                    "{}: “{}” leaves the fault: {}",
                    rule.id,
                    fix.label,
                    diagnostic.message
                );
                let new: Vec<String> = faults(&report_after, Level::Error)
                    .difference(&faults(&report_before, Level::Error))
                    .cloned()
                    .collect();
                assert!(
                    new.is_empty(),
                    "{}: “{}” brings {new:?}",
                    rule.id,
                    fix.label
                );
                after.apply(&inverse).unwrap();
                assert_eq!(after, before, "{}: “{}” undone", rule.id, fix.label);
            }
        }
    }
}

#[test]
fn the_registry_holds_every_rule_file() {
    let mut files = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    for family in std::fs::read_dir(folder).unwrap() {
        let family = family.unwrap().path();
        if !family.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(family).unwrap() {
            let file = file.unwrap().path();
            let name = file
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .replace('_', "-");
            let text = std::fs::read_to_string(&file).unwrap();
            if !text.contains("rule! {") {
                continue;
            }
            files += 1;
            assert!(
                RULES.iter().any(|rule| rule.id == name),
                "{} is not in the registry",
                file.display()
            );
        }
    }
    assert_eq!(files, RULES.len());
}

#[test]
fn an_accepted_fault_counts_as_accepted_until_its_day_has_passed() {
    let lists = |expires: &str| {
        format!(
            r#"services: [(name: "Orders")],
            entities: [(name: "order", service: "Orders", fields: [(name: "note", type: "text")])],
            decisions: [(rule: "entity-without-key", subject: Entity("order"), reason: "legacy"{expires})],"#
        )
    };
    let counts = |expires: &str| {
        let file = Page::file(&lists(expires));
        report(&native::read(file.as_bytes(), Syntax::Ron).unwrap().design).counts()
    };
    let accepted = counts("");
    assert_eq!((accepted.errors, accepted.accepted), (0, 1));
    let run_out = counts(r#", expires: "2026-01-30""#);
    assert_eq!((run_out.errors, run_out.accepted), (1, 0));
    assert_eq!(
        run_out.warnings >= 1,
        true,
        "the decision itself is a fault"
    );
}

#[test]
fn levels_and_thresholds_are_set_in_the_file_and_by_the_caller() {
    let file = r#"Design(format: 1, name: "x",
        services: [(name: "Orders")],
        entities: [(name: "order", service: "Orders", fields: [(name: "note", type: "text")])],
        rules: {"entity-without-key": (level: Info)},
    )"#;
    let design = native::read(file.as_bytes(), Syntax::Ron).unwrap().design;
    assert_eq!(report(&design).diagnostics[0].level, Level::Info);
    let mut settings = Settings::default();
    settings.set("entity-without-key=off").unwrap();
    assert!(
        of(
            &check(&design, &settings),
            erdwall::lint::rule("entity-without-key").unwrap()
        )
        .is_empty()
    );
    assert_eq!(
        settings
            .set("entity-without-keys=off")
            .unwrap_err()
            .to_string(),
        "there is no rule `entity-without-keys`; did you mean `entity-without-key`?; `erdwall explain` lists all rules"
    );
}
