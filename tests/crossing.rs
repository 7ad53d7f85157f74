//! A database of many is cut into services by a list, and exactly the foreign keys that cross a boundary are reported.
//!
//! `ERDWALL_CORPUS` names a folder with `INDEX.json` and `expected/*.json`, the keys as real engines report them. Every schema
//! there is cut into three services in several ways. The project's own small schema is checked always.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens; its table is what it is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use erdwall::format::sql::{DesignOptions, Dialect, Services, read, to_design};
use erdwall::lint::{Settings, check};
use erdwall::model::{Design, Endpoint, Part};
use serde_json::Value;

/// `child (columns) → parent (columns)`, in lower case and without a schema.
type Keys = BTreeSet<String>;

fn key<'a>(
    child: &str,
    columns: impl IntoIterator<Item = &'a str>,
    parent: &str,
    parent_columns: impl IntoIterator<Item = &'a str>,
) -> String {
    let mut pairs: Vec<String> = columns
        .into_iter()
        .zip(parent_columns)
        .map(|(child, parent)| format!("{child}={parent}"))
        .collect();
    pairs.sort();
    format!("{child} → {parent} ({})", pairs.join(", ")).to_lowercase()
}

/// The keys that the rules report as crossing a boundary between services.
fn reported(sql: &[u8], dialect: Option<Dialect>, services: &str) -> Keys {
    let import = read(sql, dialect).unwrap();
    let options = DesignOptions {
        name: "monolith".into(),
        services: Services::from_csv(services).unwrap(),
    };
    let (design, _) = to_design(&import.schema, import.dialect, &options);
    let report = check(&design, &Settings::default());
    let found = report.diagnostics.iter().filter_map(|it| {
        let crosses = ["cross-service-foreign-key", "cross-store-foreign-key"];
        match it.subjects.first() {
            Some(Part::Relationship(id)) if crosses.contains(&it.rule.id) => design.get(*id),
            _ => None,
        }
    });
    let side = |end: &Endpoint| side(&design, end);
    found
        .map(|it| {
            let ((child, columns), (parent, parent_columns)) = (side(&it.from), side(&it.to));
            key(child, columns, parent, parent_columns)
        })
        .collect()
}

fn side<'a>(design: &'a Design, end: &Endpoint) -> (&'a str, Vec<&'a str>) {
    let entity = design.get(end.entity).unwrap();
    let fields = end.fields.iter();
    let name = |id| entity.field(id).unwrap().name.as_str();
    (&entity.name, fields.map(|id| name(*id)).collect())
}

#[test]
fn a_small_monolith_reports_composite_and_self_keys_and_those_of_partitions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/monolith");
    let sql = std::fs::read(folder.join("shop.sql")).unwrap();
    let services = std::fs::read_to_string(folder.join("services.csv")).unwrap();
    let found = reported(&sql, Some(Dialect::PostgreSql), &services);
    let expected = [
        // A composite key, of a partitioned table.
        "orders → customer (customer_id=id, tenant=tenant)",
        // Declared by one partition only.
        "orders → warehouse (customer_id=id)",
        "order_line → product (sku=sku)",
        "stock → product (sku=sku)",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
    // In one service nothing crosses; self keys never do.
    assert_eq!(
        reported(&sql, Some(Dialect::PostgreSql), "*,Shop"),
        Keys::new()
    );
}

#[test]
fn every_schema_of_a_corpus_reports_what_its_database_says() {
    let Some(folder) = std::env::var_os("ERDWALL_CORPUS") else {
        println!("no corpus: skipped");
        return;
    };
    let folder = Path::new(&folder);
    let json =
        |path: &Path| -> Value { serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() };
    let index = json(&folder.join("INDEX.json"));
    println!("{:40} {:>6} {:>14}", "schema", "keys", "crossing");
    let (mut faults, mut compared) = (Vec::new(), 0);
    for entry in index["files"].as_array().unwrap() {
        let id = entry["id"].as_str().unwrap();
        let path = folder.join("expected").join(format!("{id}.json"));
        if entry["category"] != "sql" || !path.exists() {
            continue;
        }
        let catalog = Catalog::new(&json(&path));
        if catalog.keys.is_empty() {
            continue;
        }
        let sql = std::fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        let dialect: Dialect = entry["dialect"].as_str().unwrap().parse().unwrap();
        let mut counts = Vec::new();
        for cut in 0..3 {
            let (services, expected) = catalog.cut(cut);
            let found = reported(&sql, Some(dialect), &services);
            compared += expected.len();
            counts.push(expected.len().to_string());
            let missed = expected
                .difference(&found)
                .map(|it| format!("{id}: missed {it}"));
            let wrong = found
                .difference(&expected)
                .map(|it| format!("{id}: false {it}"));
            faults.extend(missed.chain(wrong));
        }
        println!("{id:40} {:>6} {:>14}", catalog.keys.len(), counts.join(" "));
    }
    println!("{compared} crossing keys compared");
    assert!(compared > 0);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// What a database says of its tables, partitions taken for the tables that they are parts of.
struct Catalog {
    tables: BTreeSet<String>,
    /// Child, parent, and the key in full.
    keys: Vec<(String, String, String)>,
}

impl Catalog {
    fn new(catalog: &Value) -> Self {
        let all = catalog["tables"].as_array().unwrap();
        let name = |table: &Value| table["table"].as_str().unwrap().to_lowercase();
        let whole: Vec<String> = (all.iter())
            .filter(|table| table["kind"] == "partitioned")
            .map(name)
            .collect();
        let table_of = |name: &str, kind: &Value| {
            let mut wholes = whole
                .iter()
                .filter(|whole| name.starts_with(whole.as_str()));
            let whole = wholes.next().filter(|_| kind == "partition");
            whole.cloned().unwrap_or_else(|| name.to_owned())
        };
        let mut kinds: BTreeMap<String, &Value> = BTreeMap::new();
        for table in all {
            kinds.insert(name(table), &table["kind"]);
        }
        let mut tables = BTreeSet::new();
        let mut keys = Vec::new();
        for table in all {
            let child = table_of(&name(table), &table["kind"]);
            tables.insert(child.clone());
            for found in table["fks"].as_array().into_iter().flatten() {
                let parent = found["ref"].as_str().unwrap().to_lowercase();
                let parent = parent.rsplit('.').next().unwrap();
                let parent = table_of(parent, kinds.get(parent).unwrap_or(&&Value::Null));
                let columns = |key: &str| {
                    let list = found[key].as_array().unwrap().iter();
                    list.map(|it| it.as_str().unwrap()).collect::<Vec<_>>()
                };
                let full = key(&child, columns("cols"), &parent, columns("refcols"));
                keys.push((child.clone(), parent, full));
            }
        }
        Self { tables, keys }
    }

    /// A list of three services, dealt out in one of several ways, and the keys that cross then.
    fn cut(&self, way: usize) -> (String, Keys) {
        let share = self.tables.len().div_ceil(3).max(1);
        let service_of: BTreeMap<&String, usize> = (self.tables.iter().enumerate())
            .map(|(at, table)| match way {
                0 => (table, at % 3),
                1 => (table, at / share),
                _ => (table, table.len() % 3),
            })
            .collect();
        let lines = service_of
            .iter()
            .map(|(table, service)| format!("{table},Service {service}\n"));
        let crossing = self.keys.iter().filter(|(child, parent, _)| {
            let [child, parent] = [child, parent].map(|table| service_of.get(table));
            matches!((child, parent), (Some(child), Some(parent)) if child != parent)
        });
        (
            lines.collect(),
            crossing.map(|(_, _, full)| full.clone()).collect(),
        )
    }
}
