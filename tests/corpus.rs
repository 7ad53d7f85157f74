//! Imports a corpus of real SQL files and compares what comes out with what real engines reported
//! after loading the same files.
//!
//! `ERDWALL_CORPUS` names a folder with `INDEX.json`, `expected/*.json` and `known-hard/cases.json`.
//! Without it the project's own small fixtures are read: for every `NAME.sql` of
//! `tests/fixtures/sql` the model beside it in `NAME.json`, in the same form.
//!
//! `cargo test --release --test corpus -- --nocapture` prints a line per file.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens; its table is what it is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use erdwall::format::sql::schema::{ReferentialAction, Table, TableKind};
use erdwall::format::sql::{Dialect, Import, Readers, normalize, read, read_with};
use serde_json::Value;

/// Differences that are not the import's fault, or that are on purpose: the file, the beginning of
/// the difference, the reason. What is listed here and does not occur is a failure, too.
#[rustfmt::skip]
const EXPLAINED: &[(&str, &str, &str)] = &[
    ("temporal-sqlite", "executions_visibility: columns",
     "the report comes from pragma table_info, which leaves out generated columns"),
    ("temporal-sqlite", "table executions_visibility_fts_",
     "the tables in which SQLite keeps a full-text index; no statement of the file creates them"),
    ("temporal-sqlite", "table executionsvisibilityfts", "the full-text indexes are tables in SQLite only"),
    ("temporal-sqlite", "current", "the file has no start_version"),
    ("temporal-mysql", "executionsvisibility", "the file keeps search attributes in tables of their own"),
    ("temporal-mysql", "table c", "the file keeps search attributes in tables of their own"),
    ("temporal-cassandra", "", "modeled anew for Cassandra: other tables, keys and columns in the file"),
    ("benchbase-auctionmark-ansi", "table public.useracct_feedback is too many",
     "PostgreSQL, which stood in for standard SQL, has no tinyint and refused the table"),
    ("benchbase-seats-ansi", "table public.config_histograms is too many",
     "PostgreSQL, which stood in for standard SQL, has no tinyint and refused the table"),
    ("benchbase-seats-sqlserver", "configprofile: primary key", "declared in this file only"),
    ("benchbase-tpcc-phoenix", "history: primary key", "declared in this file only: Phoenix requires one"),
    ("camunda-mysql", "acthiexttasklog: columns", "the file has a column rev_ more"),
    ("camunda-db2", "act", "Db2 has no unique keys over nulls: the file has generated columns for them"),
    ("chinook-oracle", "11 tables, not 12", "the count takes GRANT CREATE TABLE for a table"),
    ("pagila-postgresql18", "16 tables, not 71", "the count has the 55 partitions of payment"),
    ("pagila-postgresql18", "22 foreign keys, not 37",
     "the count has the three keys of payment once for each of the six partitions that declare them"),
    ("quartz-sqlserver", "qblobtriggers: primary key", "not declared in this file"),
    ("quartz-h2", "qblobtriggers: primary key", "not declared in this file"),
];

#[test]
fn imports_agree_with_real_engines() {
    let mut report = Report::default();
    match std::env::var_os("ERDWALL_CORPUS") {
        Some(folder) => corpus(Path::new(&folder), &mut report),
        None => fixtures(&mut report),
    }
    report.finish();
}

#[derive(Default)]
struct Report {
    unexplained: Vec<String>,
    explained: BTreeSet<(&'static str, &'static str)>,
}

impl Report {
    fn file(&mut self, id: &str, import: &Import, expected: &str, differences: &[String]) {
        let tables = base_tables(import);
        let columns: usize = tables.iter().map(|table| table.columns.len()).sum();
        let keys: usize = tables.iter().map(|table| table.foreign_keys.len()).sum();
        let problems = import.skipped.iter().filter(|s| s.reason.is_problem());
        println!(
            "{id:40} {:12} {:4} tables {columns:5} columns {keys:4} foreign keys {:4} skipped \
             {:3} problems {:5} data | {expected} | {} differences",
            import.dialect.name(),
            tables.len(),
            import.skipped.len(),
            problems.clone().count(),
            import.data_statements,
            differences.len(),
        );
        for problem in problems {
            println!("    problem: {problem}");
        }
        for difference in differences {
            let reason = EXPLAINED
                .iter()
                .find(|(file, start, _)| *file == id && difference.starts_with(start));
            match reason {
                Some(&(file, start, why)) => {
                    println!("    explained: {difference} ({why})");
                    self.explained.insert((file, start));
                }
                None => {
                    println!("    DIFFERENCE: {difference}");
                    self.unexplained.push(format!("{id}: {difference}"));
                }
            }
        }
    }

    fn finish(self) {
        if std::env::var_os("ERDWALL_CORPUS").is_some() {
            for (file, start, _) in EXPLAINED {
                assert!(
                    self.explained.contains(&(file, start)),
                    "explained but not there: {file}: {start}"
                );
            }
        }
        assert!(
            self.unexplained.is_empty(),
            "{} differences:\n{}",
            self.unexplained.len(),
            self.unexplained.join("\n")
        );
    }
}

fn fixtures(report: &mut Report) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sql");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        let expected = json(&path.with_extension("json"));
        let bytes = std::fs::read(&path).unwrap();
        let import = read(&bytes, None).unwrap();
        let mut differences = against_model(&import, &expected);
        if let Some(dialect) = expected["dialect"].as_str()
            && dialect != import.dialect.name()
        {
            differences.push(format!("guessed {}, not {dialect}", import.dialect));
        }
        let problems = import.skipped.iter().filter(|s| s.reason.is_problem());
        differences.extend(problems.map(|problem| format!("problem: {problem}")));
        differences.extend(against_each_other(&bytes, import.dialect));
        report.file(&id, &import, "own model", &differences);
    }
}

fn corpus(folder: &Path, report: &mut Report) {
    let index = json(&folder.join("INDEX.json"));
    let mut imports: BTreeMap<String, Import> = BTreeMap::new();
    let mut guessed = 0;
    let mut files = 0;
    for entry in array(&index["files"]) {
        if entry["category"] != "sql" {
            continue;
        }
        let id = text(&entry["id"]);
        let bytes = std::fs::read(folder.join(text(&entry["file"]))).unwrap();
        let dialect: Dialect = text(&entry["dialect"]).parse().unwrap();
        let import = read(&bytes, Some(dialect)).unwrap();
        let guess = read(&bytes, None).unwrap();
        files += 1;
        if guess.dialect == dialect {
            guessed += 1;
        } else {
            let same = comparable(&guess) == comparable(&import);
            let note = if same {
                "with the same model"
            } else {
                "AND ANOTHER MODEL"
            };
            println!(
                "    {id}: guessed {} instead of {dialect}, {note}",
                guess.dialect
            );
        }
        let mut differences = against_each_other(&bytes, dialect);
        let expected = folder.join("expected").join(format!("{id}.json"));
        let against = if expected.exists() {
            differences.extend(against_model(&import, &json(&expected)));
            "engine"
        } else {
            differences.extend(against_counts(&import, entry));
            "counts"
        };
        report.file(id, &import, against, &differences);
        imports.insert(id.to_owned(), import);
    }
    println!("{guessed} of {files} dialects guessed");
    families(&index, &imports, report);
    known_hard(folder, report);
}

/// The members of a family are one model in several dialects.
fn families(index: &Value, imports: &BTreeMap<String, Import>, report: &mut Report) {
    for (family, members) in index["families"].as_object().unwrap() {
        let ids: Vec<&str> = array(members)
            .iter()
            .map(|member| text(&member["id"]))
            .collect();
        let Some(first) = imports.get(ids[0]) else {
            continue;
        };
        let first_model = comparable(first);
        for (id, member) in ids.iter().zip(array(members)).skip(1) {
            let Some(import) = imports.get(*id) else {
                continue;
            };
            let mut model = comparable(import);
            if member["foreign_keys"] != members[0]["foreign_keys"] {
                // The file declares fewer; how many was compared already.
                for (name, table) in &mut model {
                    if let Some(first) = first_model.get(name) {
                        table.foreign_keys.clone_from(&first.foreign_keys);
                    }
                }
            }
            let differences = model_differences(&model, &first_model);
            report.file(id, import, &format!("{family}: {}", ids[0]), &differences);
        }
    }
}

fn known_hard(folder: &Path, report: &mut Report) {
    for case in array(&json(&folder.join("known-hard/cases.json"))) {
        let id = text(&case["id"]);
        let bytes = std::fs::read(folder.join("known-hard").join(text(&case["file"]))).unwrap();
        let dialect: Dialect = text(&case["dialect"]).parse().unwrap();
        let import = read(&bytes, Some(dialect)).unwrap();
        let mut differences = against_each_other(&bytes, dialect);
        let tables = base_tables(&import);
        let keys: usize = tables.iter().map(|table| table.foreign_keys.len()).sum();
        let expected = &case["expect"];
        if expected["tables"] != tables.len() {
            differences.push(format!(
                "{} tables, not {}",
                tables.len(),
                expected["tables"]
            ));
        }
        if expected["foreign_keys"] != keys {
            differences.push(format!(
                "{keys} foreign keys, not {}",
                expected["foreign_keys"]
            ));
        }
        let problems = import.skipped.iter().filter(|s| s.reason.is_problem());
        differences.extend(problems.map(|problem| format!("problem: {problem}")));
        report.file(id, &import, text(&case["construct"]), &differences);
    }
}

fn json(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn strings(value: &Value) -> Vec<String> {
    array(value)
        .iter()
        .map(|value| text(value).to_owned())
        .collect()
}

fn base_tables(import: &Import) -> Vec<&Table> {
    import
        .schema
        .tables
        .iter()
        .filter(|table| table.kind == TableKind::Table)
        .collect()
}

/// What both readers find must be the same, whatever the strict one leaves to the tolerant one.
fn against_each_other(bytes: &[u8], dialect: Dialect) -> Vec<String> {
    let both = read(bytes, Some(dialect)).unwrap();
    let tolerant = read_with(bytes, Some(dialect), Readers::TolerantOnly).unwrap();
    let mut differences = Vec::new();
    for (a, b) in both.schema.tables.iter().zip(&tolerant.schema.tables) {
        if a != b {
            differences.push(format!(
                "the readers disagree on {}: {}",
                a.name,
                first_difference(&format!("{a:#?}"), &format!("{b:#?}"))
            ));
        }
    }
    if differences.is_empty() && both.schema != tolerant.schema {
        differences.push("the readers disagree".to_owned());
    }
    if differences.is_empty() && both.skipped != tolerant.skipped {
        differences.push(format!(
            "the readers skip other statements: {:?} {:?}",
            both.skipped, tolerant.skipped
        ));
    }
    differences
}

/// The first line that differs.
fn first_difference(a: &str, b: &str) -> String {
    let differing = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    differing.map_or("lengths".to_owned(), |(a, b)| {
        format!("{} / {}", a.trim(), b.trim())
    })
}

fn against_counts(import: &Import, entry: &Value) -> Vec<String> {
    let tables = base_tables(import);
    let keys: usize = tables.iter().map(|table| table.foreign_keys.len()).sum();
    let mut differences = Vec::new();
    if entry["create_table_regex"] != tables.len() {
        differences.push(format!(
            "{} tables, not {}",
            tables.len(),
            entry["create_table_regex"]
        ));
    }
    if entry["references_regex"] != keys {
        differences.push(format!(
            "{keys} foreign keys, not {}",
            entry["references_regex"]
        ));
    }
    differences
}

/// A foreign key as engines report it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FoundKey {
    columns: Vec<String>,
    target: String,
    target_columns: Vec<String>,
    on_delete: String,
    on_update: String,
}

/// An engine's report on a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Found {
    /// Name, type, whether it is never null.
    columns: Vec<(String, String, bool)>,
    primary_key: Vec<String>,
    uniques: BTreeSet<Vec<String>>,
    foreign_keys: Vec<FoundKey>,
}

/// Names, types and whether they are required.
type Columns = Vec<(String, String, bool)>;

/// Compares with an engine's report, everything in the engine's spelling.
fn against_model(import: &Import, expected: &Value) -> Vec<String> {
    let engine = text(&expected["engine"]);
    let postgres = engine.starts_with("PostgreSQL");
    let lower_case = postgres && import.dialect.folding() == erdwall::format::sql::Folding::Keep;
    let spell = |name: &str| {
        if lower_case {
            name.to_lowercase()
        } else {
            name.to_owned()
        }
    };
    let has_schema = array(&expected["tables"])
        .iter()
        .any(|table| !table["schema"].is_null());
    let full = |schema: Option<&str>, name: &str| match schema {
        Some(schema) if has_schema => spell(&format!("{schema}.{name}")),
        None if has_schema && postgres => spell(&format!("public.{name}")),
        _ => spell(name),
    };
    let names = |names: &[String]| names.iter().map(|name| spell(name)).collect::<Vec<_>>();

    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for table in base_tables(import) {
        let mut keys: Vec<FoundKey> = table
            .foreign_keys
            .iter()
            .map(|key| FoundKey {
                columns: names(&key.columns),
                target: full(key.target.schema.as_deref(), &key.target.name),
                target_columns: names(&key.target_columns),
                on_delete: action(key.on_delete, engine),
                on_update: action(key.on_update, engine),
            })
            .collect();
        keys.sort();
        let model = Found {
            columns: table
                .columns
                .iter()
                .map(|column| {
                    let data_type = normalize::data_type(import.dialect, &column.data_type);
                    (spell(&column.name), data_type, !column.nullable)
                })
                .collect(),
            primary_key: table
                .primary_key
                .iter()
                .flat_map(|key| names(&key.columns))
                .collect(),
            uniques: table
                .uniques
                .iter()
                .map(|key| names(&key.columns))
                // MariaDB makes no difference between a unique index and a unique constraint.
                .chain(
                    table
                        .indexes
                        .iter()
                        .filter(|index| index.unique && engine.starts_with("MariaDB"))
                        .map(|index| names(&index.columns)),
                )
                .collect(),
            foreign_keys: keys,
        };
        found.insert(full(table.name.schema.as_deref(), &table.name.name), model);
    }

    let mut wanted: BTreeMap<String, Found> = BTreeMap::new();
    let mut of_partitions: Vec<(Columns, Vec<FoundKey>)> = Vec::new();
    for table in array(&expected["tables"]) {
        let mut keys: Vec<FoundKey> = array(&table["fks"])
            .iter()
            .map(|key| FoundKey {
                columns: strings(&key["cols"]),
                target: text(&key["ref"]).to_owned(),
                target_columns: strings(&key["refcols"]),
                on_delete: reported_action(text(&key["on_delete"])),
                on_update: reported_action(text(&key["on_update"])),
            })
            .collect();
        keys.sort();
        let model = Found {
            columns: array(&table["columns"])
                .iter()
                .map(|column| {
                    let not_null = column[2].as_bool().unwrap();
                    (
                        text(&column[0]).to_owned(),
                        text(&column[1]).to_owned(),
                        not_null,
                    )
                })
                .collect(),
            primary_key: strings(&table["pk"]),
            uniques: array(&table["unique"]).iter().map(strings).collect(),
            foreign_keys: keys,
        };
        if table["kind"] == "partition" {
            of_partitions.push((model.columns, model.foreign_keys));
        } else {
            let schema = table["schema"].as_str();
            let name = text(&table["table"]);
            let name = schema.map_or(name.to_owned(), |schema| format!("{schema}.{name}"));
            wanted.insert(name, model);
        }
    }
    // An import folds partitions into their table; what they declare is the table's.
    for (columns, keys) in of_partitions {
        let whole = wanted
            .values_mut()
            .find(|table| table.columns == columns)
            .unwrap();
        for key in keys {
            if !whole.foreign_keys.contains(&key) {
                whole.foreign_keys.push(key);
            }
        }
        whole.foreign_keys.sort();
    }
    let mut differences = model_differences(&found, &wanted);
    for (name, values) in expected["enums"].as_object().into_iter().flatten() {
        let same = import.schema.enums.iter().any(|found| {
            full(found.name.schema.as_deref(), &found.name.name) == *name
                && found.values == strings(values)
        });
        if !same {
            differences.push(format!("enum {name} is missing or differs"));
        }
    }
    differences
}

fn action(action: Option<ReferentialAction>, engine: &str) -> String {
    let default = if engine.starts_with("MariaDB") {
        "RESTRICT"
    } else {
        "NO ACTION"
    };
    match action {
        None => default,
        Some(ReferentialAction::NoAction) => "NO ACTION",
        Some(ReferentialAction::Restrict) => "RESTRICT",
        Some(ReferentialAction::Cascade) => "CASCADE",
        Some(ReferentialAction::SetNull) => "SET NULL",
        Some(ReferentialAction::SetDefault) => "SET DEFAULT",
    }
    .to_owned()
}

/// PostgreSQL reports letters.
fn reported_action(action: &str) -> String {
    match action {
        "a" => "NO ACTION",
        "r" => "RESTRICT",
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        other => other,
    }
    .to_owned()
}

/// What is the same in all dialects: names without case and schema, keys without actions.
fn comparable(import: &Import) -> BTreeMap<String, Found> {
    // Chinook is in snake case for some engines, in camel case for others; Informix allowed only
    // short names, so that Quartz has a short prefix there.
    let plain = |name: &str| name.to_lowercase().replace('_', "").replace("qrtz", "q");
    let lower = |names: &[String]| names.iter().map(|name| plain(name)).collect::<Vec<_>>();
    base_tables(import)
        .into_iter()
        .map(|table| {
            let mut foreign_keys: Vec<FoundKey> = table
                .foreign_keys
                .iter()
                .map(|key| FoundKey {
                    columns: lower(&key.columns),
                    target: plain(&key.target.name),
                    target_columns: lower(&key.target_columns),
                    on_delete: String::new(),
                    on_update: String::new(),
                })
                .collect();
            foreign_keys.sort();
            let found = Found {
                // The order is not the same everywhere.
                columns: table
                    .columns
                    .iter()
                    .map(|column| plain(&column.name))
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .map(|name| (name, String::new(), false))
                    .collect(),
                primary_key: table
                    .primary_key
                    .iter()
                    .flat_map(|key| lower(&key.columns))
                    .collect(),
                uniques: BTreeSet::new(),
                foreign_keys,
            };
            (plain(&table.name.name), found)
        })
        .collect()
}

fn model_differences(
    found: &BTreeMap<String, Found>,
    wanted: &BTreeMap<String, Found>,
) -> Vec<String> {
    let mut differences = Vec::new();
    for (name, wanted) in wanted {
        let Some(found) = found.get(name) else {
            differences.push(format!("table {name} is missing"));
            continue;
        };
        if found.columns != wanted.columns {
            let only = |a: &Found, b: &Found| {
                a.columns
                    .iter()
                    .filter(|column| !b.columns.contains(column))
                    .cloned()
                    .collect::<Vec<_>>()
            };
            let (more, less) = (only(found, wanted), only(wanted, found));
            differences.push(format!("{name}: columns: found {more:?}, wanted {less:?}"));
        }
        if found.primary_key != wanted.primary_key {
            differences.push(format!(
                "{name}: primary key: found {:?}, wanted {:?}",
                found.primary_key, wanted.primary_key
            ));
        }
        if found.uniques != wanted.uniques {
            differences.push(format!(
                "{name}: uniques: found {:?}, wanted {:?}",
                found.uniques, wanted.uniques
            ));
        }
        for key in &found.foreign_keys {
            if !wanted.foreign_keys.contains(key) {
                differences.push(format!("{name}: foreign key too many: {key:?}"));
            }
        }
        for key in &wanted.foreign_keys {
            if !found.foreign_keys.contains(key) {
                differences.push(format!("{name}: foreign key missing: {key:?}"));
            }
        }
    }
    for name in found.keys() {
        if !wanted.contains_key(name) {
            differences.push(format!("table {name} is too many"));
        }
    }
    differences
}
