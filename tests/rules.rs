//! Every rule: its page is whole, its example trips it, the mended one does not, and its fixes mend without breaking anything.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::collections::BTreeSet;
use std::path::Path;

use erdwall::format::native::{self, Syntax};
use erdwall::lint::{Applicability, Diagnostic, Fix, Page, RULES, Report, Rule, Settings, check};
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
    let mut faults = Vec::new();
    for rule in RULES {
        let page = rule.page();
        for (part, text) in [
            ("what it finds", page.finds),
            ("why it hurts", page.why),
            ("example", page.example),
            ("mended", page.mended),
        ] {
            if text.is_empty() {
                faults.push(format!("the page of {} does not say: {part}", rule.id));
            }
        }
        if of(&report(&design(rule, page.example)), rule).is_empty() {
            faults.push(format!("{}: the example does not trip it", rule.id));
        }
        for left in of(&report(&design(rule, page.mended)), rule) {
            faults.push(format!(
                "{}: the mended example trips it: {}",
                rule.id, left.message
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_fix_mends_its_fault_and_breaks_nothing() {
    let mut faults = Vec::new();
    for rule in RULES {
        let before = design(rule, rule.page().example);
        let report_before = report(&before);
        for diagnostic in of(&report_before, rule) {
            if diagnostic.fixes.is_empty() {
                faults.push(format!("{}: nothing mends it", rule.id));
            }
            for fix in &diagnostic.fixes {
                if let Err(fault) = try_fix(&before, &report_before, diagnostic, fix) {
                    faults.push(format!("{}: “{}” {fault}", rule.id, fix.label));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Applies a fix and takes it back; says what is wrong with it.
fn try_fix(
    before: &Design,
    report_before: &Report,
    diagnostic: &Diagnostic,
    fix: &Fix,
) -> Result<(), String> {
    let transaction = fix.transaction(before);
    if transaction.is_empty() != (fix.applicability == Applicability::Advice) {
        return Err("changes nothing, or is advice and changes something".to_owned());
    }
    let mut after = before.clone();
    let inverse = after
        .apply(&transaction)
        .map_err(|error| error.to_string())?;
    let report_after = report(&after);
    let fault = format!("{} {:?}", diagnostic.rule.id, diagnostic.subjects);
    if !transaction.is_empty() && faults(&report_after, Level::Info).contains(&fault) {
        return Err(format!("leaves the fault: {}", diagnostic.message));
    }
    let (old, new) = (
        faults(report_before, Level::Error),
        faults(&report_after, Level::Error),
    );
    if let Some(new) = new.difference(&old).next() {
        return Err(format!("brings {new}"));
    }
    after.apply(&inverse).map_err(|error| error.to_string())?;
    if after == *before {
        Ok(())
    } else {
        Err("is not undone".to_owned())
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
    assert!(run_out.warnings >= 1, "the decision itself is a fault");
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

/// The message of everything that is found in an example and not accepted, with its level.
fn found_in(example: &str) -> Vec<(Level, &'static str)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(example);
    let design = native::read(&std::fs::read(path).unwrap(), Syntax::Ron)
        .unwrap()
        .design;
    report(&design)
        .open()
        .map(|diagnostic| (diagnostic.level, diagnostic.rule.id))
        .collect()
}

#[test]
fn the_resilient_shop_has_nothing_that_hurts_and_the_weak_one_what_it_was_made_weak_with() {
    let resilient = found_in("shop-resilient.erd.ron");
    let hurts: Vec<_> = resilient
        .iter()
        .filter(|(level, _)| *level >= Level::Warning)
        .collect();
    assert!(hurts.is_empty(), "{hurts:?}");
    let weak: BTreeSet<&str> = found_in("shop.erd.ron")
        .into_iter()
        .map(|(_, id)| id)
        .collect();
    for id in [
        "shared-store",
        "cross-service-foreign-key",
        "blocking-check",
        "no-timeout",
        "no-fallback",
        "timeout-inversion",
        "eventual-where-money",
        "uncompensated-step",
        "dual-write",
        "non-idempotent-consumer",
        "orphans-not-cleaned",
    ] {
        assert!(weak.contains(id), "{id} is not found in {weak:?}");
    }
}

#[test]
fn a_review_starts_with_what_stops_the_business_and_is_mended_soonest() {
    let found = found_in("shop.erd.ron");
    let errors = found.iter().filter(|(level, _)| *level == Level::Error);
    let mut rules: Vec<&str> = errors.map(|(_, rule)| *rule).collect();
    rules.dedup();
    assert_eq!(
        rules,
        [
            // Orders and payments.
            "critical-depends-on-lower-tier",
            "no-timeout",
            "retry-amplification",
            "availability-below-target",
            "uncompensated-step",
            "non-idempotent-compensation",
            "hard-delete-referenced",
            // The same, and a project.
            "shared-store",
            // Search, which can wait.
            "dual-write",
            "non-idempotent-consumer",
        ]
    );
}

#[test]
fn one_fault_is_said_once() {
    let said_of = |lists: &str| -> Vec<&'static str> {
        let file = Page::file(lists);
        let design = native::read(file.as_bytes(), Syntax::Ron).unwrap().design;
        let report = report(&design);
        let serious = report.open().filter(|it| it.level >= Level::Warning);
        let mut rules: Vec<&str> = serious.map(|it| it.rule.id).collect();
        rules.sort_unstable();
        rules
    };
    // A call without a timeout needs neither a circuit breaker nor a bulkhead before it has one.
    let call = r#"services: [(name: "Orders"), (name: "Customers")],
        operations: [
            (name: "show order", service: "Orders", kind: Query, rate: 100, accesses: [(call_service: "Customers", fallback: Cache)]),
            (name: "cancel order", service: "Orders"),
        ],"#;
    assert_eq!(said_of(call), ["no-timeout"]);
    // What a critical operation loses with a service of a lower tier is lost for want of a fallback.
    let lower = r#"services: [(name: "Orders", tier: Critical), (name: "Customers")],
        operations: [
            (name: "show order", service: "Orders", kind: Query, rate: 1, accesses: [(call_service: "Customers", timeout_ms: 200)]),
        ],"#;
    assert_eq!(said_of(lower), ["critical-depends-on-lower-tier"]);
    // A projection of two sources that cannot be filled anew is one projection.
    let projection = r#"services: [(name: "Orders"), (name: "Search")],
        zones: [(name: "all", consistency: Eventual)],
        entities: [
            (name: "order", service: "Orders", zone: "all", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "line", service: "Orders", zone: "all", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "view", service: "Search", zone: "all", kind: Projection, fields: [(name: "id", type: "uuid", key: true)]),
        ],
        feeds: [
            (from: "order", to: "view", mechanism: LogCapture, lag_s: 5, idempotent: true),
            (from: "line", to: "view", mechanism: LogCapture, lag_s: 5, idempotent: true),
        ],"#;
    let rules = said_of(projection);
    assert_eq!(
        rules
            .iter()
            .filter(|rule| **rule == "no-rebuild-source")
            .count(),
        1,
        "{rules:?}"
    );
}
