//! Analyzes real systems and compares what is found with what people found in their code.
//!
//! `ERDWALL_CORPUS` names a folder with `systems/*.json`: services, stores, entities, calls, events and sagas of a system as
//! facts, with its weaknesses. Without it the project's own fixtures are read, in the same form.
//!
//! `cargo test --test systems -- --nocapture` prints a table: expected, found, missed, false.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens; its table is what it is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use erdwall::analysis::coupling::Coupling;
use erdwall::analysis::dependencies::{Dependencies, State, Subject};
use erdwall::analysis::facts::Facts;
use erdwall::analysis::needs::DependencyKind;
use erdwall::analysis::spread::Spreading;
use erdwall::lint::{Report, Settings, check};
use erdwall::model::names::Names;
use erdwall::model::{Design, Level, Part, ServiceId};
use serde_json::Value;

#[path = "systems/read.rs"]
mod read;

/// What is compared, in the words of the table.
const QUESTIONS: [&str; 7] = [
    "shared databases",
    "hard keys across services",
    "cycles",
    "deepest chain",
    "most called",
    "most calling",
    "down with a server",
];

#[test]
fn real_systems_have_the_weaknesses_that_people_found_and_no_others() {
    let folder = std::env::var_os("ERDWALL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"),
        PathBuf::from,
    );
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join("systems"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no systems in {}", folder.display());
    println!(
        "{:26} {:26} expected  found  missed  false",
        "system", "what"
    );
    let mut faults = Vec::new();
    for path in &paths {
        let facts: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let system = facts["system"].as_str().unwrap();
        let read = read::design(&facts);
        let report = check(&read.design, &Settings::default());
        let expected = expected(&facts["weaknesses"], &read);
        let mut found = found(&read, &report);
        let down = down_with(&facts["weaknesses"], &calls(&facts), &read);
        found.insert(QUESTIONS[6], down);
        for question in QUESTIONS {
            let none = BTreeSet::new();
            let wanted = expected.get(question).unwrap_or(&none);
            let got = found.get(question).unwrap_or(&none);
            let missed: Vec<&String> = wanted.difference(got).collect();
            let wrong: Vec<&String> = got.difference(wanted).collect();
            println!(
                "{system:26} {question:26} {:>8}  {:>5}  {:>6}  {:>5}",
                wanted.len(),
                wanted.len() - missed.len(),
                missed.len(),
                wrong.len(),
            );
            for one in missed {
                faults.push(format!("{system}: {question}: missed {one}"));
            }
            for one in wrong {
                faults.push(format!("{system}: {question}: false {one}"));
            }
        }
        faults.extend(traps(system, &read, &report));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Who waits for whom.
fn calls(facts: &Value) -> Vec<(String, String)> {
    let calls = list(&facts["sync_calls"]).iter();
    let alive = calls.filter(|call| call["dead_code"] != true);
    alive
        .map(|call| (text(&call["from"]).to_owned(), text(&call["to"]).to_owned()))
        .collect()
}

type Answers = BTreeMap<&'static str, BTreeSet<String>>;

/// What people found in the code of the system.
fn expected(weaknesses: &Value, read: &read::Read) -> Answers {
    let mut answers = Answers::new();
    let mut add = |question, answer: String| {
        answers.entry(question).or_default().insert(answer);
    };
    for shared in list(&weaknesses["shared_databases"]) {
        let name = format!("{}/{}", text(&shared["server"]), text(&shared["database"]));
        add(
            QUESTIONS[0],
            format!("{name}: {}", sorted(&shared["services"])),
        );
    }
    for key in list(&weaknesses["cross_service_hard_foreign_keys"]) {
        // What follows the names is a comment.
        let words: Vec<&str> = text(key).split_whitespace().take(3).collect();
        add(QUESTIONS[1], words.join(" "));
    }
    for cycle in list(&weaknesses["sync_cycles"]) {
        add(QUESTIONS[2], sorted(cycle));
    }
    add(
        QUESTIONS[3],
        text_of_chain(&weaknesses["deepest_sync_chain"], read),
    );
    for (question, key) in [
        (QUESTIONS[4], "most_depended_on_direct"),
        (QUESTIONS[5], "highest_fan_out"),
    ] {
        for pair in list(&weaknesses[key]) {
            add(question, format!("{}: {}", text(&pair[0]), pair[1]));
        }
    }
    for shared in list(&weaknesses["shared_database_servers"]) {
        for service in list(&shared["services"]) {
            let server = text(&shared["server"]);
            add(QUESTIONS[6], format!("{server}: {}", text(service)));
        }
    }
    answers
}

/// The services that a server with several databases takes down. Who waits for one of them may be down, too: that does not
/// count, but nobody else may be.
fn down_with(
    weaknesses: &Value,
    calls: &[(String, String)],
    read: &read::Read,
) -> BTreeSet<String> {
    let dependencies = Dependencies::new(&Facts::new(&read.design));
    let spreading = Spreading::new(&dependencies);
    let mut found = BTreeSet::new();
    for shared in list(&weaknesses["shared_database_servers"]) {
        let server = text(&shared["server"]);
        let spread = spreading
            .failure_of(&Part::Domain(server.to_owned()))
            .expect("a domain can fail");
        let down = spread
            .reached()
            .filter(|(_, state, _)| *state == State::Down);
        let services = down.filter_map(|(subject, ..)| match subject {
            Subject::Operation(id) => read.design.get(id)?.service,
            Subject::Implied(entity, _) | Subject::Data(entity, _) => {
                read.design.get(entity)?.service
            }
            _ => None,
        });
        let names = services.map(|id| read.design.get(id).unwrap().name.clone());
        let mut down: BTreeSet<String> = names.collect();
        let direct: BTreeSet<&str> = list(&shared["services"]).iter().map(text).collect();
        let mut waiting: BTreeSet<&str> = direct.clone();
        while let Some((caller, _)) = calls.iter().find(|(caller, called)| {
            waiting.contains(called.as_str()) && !waiting.contains(caller.as_str())
        }) {
            waiting.insert(caller);
        }
        down.retain(|name| direct.contains(name.as_str()) || !waiting.contains(name.as_str()));
        found.extend(down.into_iter().map(|name| format!("{server}: {name}")));
    }
    found
}

/// Of several chains of the same length any may be named, so only the length and what it is worth are compared.
fn text_of_chain(chain: &Value, read: &read::Read) -> String {
    for group in list(&chain["path"]) {
        for service in list(group) {
            assert!(read.services.contains_key(text(service)), "{service}");
        }
    }
    format!("{} hops", chain["hops"])
}

/// What the analysis finds.
fn found(read: &read::Read, report: &Report) -> Answers {
    let design = &read.design;
    let mut answers = Answers::new();
    let mut add = |question, answer: String| {
        answers.entry(question).or_default().insert(answer);
    };
    let names = Names::new(design);
    for diagnostic in &report.diagnostics {
        let services = services_of(design, &diagnostic.subjects);
        match (diagnostic.rule.id, &diagnostic.subjects[0]) {
            ("shared-store", Part::Store(store)) => {
                add(
                    QUESTIONS[0],
                    format!("{}: {services}", read.databases[store]),
                );
            }
            ("cross-service-foreign-key" | "cross-store-foreign-key", Part::Relationship(id)) => {
                let relationship = design.get(*id).unwrap();
                let (from, to) = (&relationship.from, &relationship.to);
                add(
                    QUESTIONS[1],
                    format!("{} -> {}", names.endpoint(from), names.endpoint(to)),
                );
            }
            ("service-cycle", _) => add(QUESTIONS[2], services),
            _ => {}
        }
    }
    let coupling = Coupling::of(&Facts::new(design));
    add(
        QUESTIONS[3],
        format!("{} hops", coupling.chain.map_or(0, |chain| chain.hops)),
    );
    let mut calls: BTreeMap<(&str, ServiceId), usize> = BTreeMap::new();
    for ((from, to), need) in &coupling.needs {
        if need.count(DependencyKind::Call) > 0 {
            *calls.entry((QUESTIONS[4], *to)).or_default() += 1;
            *calls.entry((QUESTIONS[5], *from)).or_default() += 1;
        }
    }
    for ((question, service), count) in calls {
        add(
            if question == QUESTIONS[4] {
                QUESTIONS[4]
            } else {
                QUESTIONS[5]
            },
            format!("{}: {count}", design.get(service).unwrap().name),
        );
    }
    answers
}

/// What must not be said of the system, whatever else is.
fn traps(system: &str, read: &read::Read, report: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    for diagnostic in &report.diagnostics {
        let tripped = match (diagnostic.rule.id, diagnostic.level) {
            // The facts name no operations that call each other, so no loop of calls is known.
            ("service-cycle", Level::Error) => "a mutual dependency is taken for a loop of calls",
            ("several-writers", _) => "a copy is taken for ownership",
            _ => continue,
        };
        faults.push(format!("{system}: {tripped}: {}", diagnostic.message));
    }
    let coupling = Coupling::of(&Facts::new(&read.design));
    for (from, to) in &read.only_configured {
        let need = coupling.needs.get(&(*from, *to));
        if need.is_some_and(|need| need.count(DependencyKind::Call) > 0) {
            faults.push(format!("{system}: configuration is taken for a call"));
        }
    }
    faults
}

fn services_of(design: &Design, parts: &[Part]) -> String {
    let mut services: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Service(id) => Some(design.get(*id)?.name.as_str()),
            Part::Operation(id) => Some(design.get(design.get(*id)?.service?)?.name.as_str()),
            _ => None,
        })
        .collect();
    services.sort_unstable();
    services.dedup();
    services.join(", ")
}

fn sorted(services: &Value) -> String {
    let mut services: Vec<&str> = list(services).iter().map(text).collect();
    services.sort_unstable();
    services.join(", ")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
