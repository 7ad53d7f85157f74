//! The command line as a user meets it: the real program on real files.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCHEMA: &str = "CREATE TABLE customer (id uuid PRIMARY KEY, name text NOT NULL, deleted_at timestamptz);
CREATE TABLE \"order\" (id uuid PRIMARY KEY, customer_id uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE);
FLY ME TO the moon;
INSERT INTO customer VALUES ('1', 'Ada', NULL);
";

#[test]
fn a_design_is_laid_out_in_its_file_and_its_layout_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let sql = file(&folder, "shop.sql", SCHEMA.as_bytes());
    let design = folder.path().join("shop.erd.ron");
    assert_ok(&erdwall(["import", text(&sql), "-o", text(&design)]));
    assert_ok(&erdwall(["layout", text(&design)]));
    let once = fs::read_to_string(&design).unwrap();
    assert!(once.contains("at: {"), "positions are in the file: {once}");
    assert_ok(&erdwall(["layout", text(&design)]));
    assert_eq!(fs::read_to_string(&design).unwrap(), once);

    let layout = erdwall(["export", text(&design), "--to", "layout-json"]);
    assert_ok(&layout);
    let layout: serde_json::Value = serde_json::from_slice(&layout.stdout).unwrap();
    assert_eq!(layout["nodes"][0]["id"], "customer");
    assert_eq!(layout["edges"][0]["source"], "order");
    assert!(layout["edges"][0]["points"].as_array().unwrap().len() >= 2);
    let rows = [
        &layout["edges"][0]["sourceField"],
        &layout["edges"][0]["targetField"],
    ];
    assert_eq!(rows, [1, 0], "an export is an input for a layout, too");
}

#[test]
fn nodes_and_edges_from_elsewhere_are_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    let input = br#"{"name": "two",
        "nodes": [{"id": "a", "w": 100, "h": 88, "cluster": "all"}, {"id": "b", "w": 120, "h": 48, "cluster": null}],
        "clusters": [{"id": "all"}],
        "edges": [{"id": "e", "source": "a", "target": "b", "sourceField": 1, "targetField": 0}]}"#;
    let input = file(&folder, "input.json", input);
    let layout = erdwall(["layout", "--from", text(&input)]);
    assert_ok(&layout);
    let layout: serde_json::Value = serde_json::from_slice(&layout.stdout).unwrap();
    let (a, all) = (&layout["nodes"][0], &layout["clusters"][0]);
    assert!(all["x"].as_f64() < a["x"].as_f64() && all["y"].as_f64() < a["y"].as_f64());
    let start = &layout["edges"][0]["points"][0];
    let row = start[1].as_f64().unwrap() - a["y"].as_f64().unwrap();
    assert_eq!(row, 58.0, "the line starts at the second row");

    let hub = br#"{"nodes": [{"id": "hub", "w": 100, "h": 88}, {"id": "a", "w": 100, "h": 88}, {"id": "b", "w": 100, "h": 88}],
        "edges": [{"id": "1", "source": "a", "target": "hub", "sourceField": 1}, {"id": "2", "source": "b", "target": "hub"},
            {"id": "3", "source": "a", "target": "b"}]}"#;
    let hub = file(&folder, "hub.json", hub);
    let with_stubs = erdwall(["layout", "--from", text(&hub), "--stubs", "1"]);
    assert_ok(&with_stubs);
    let counts = String::from_utf8_lossy(&with_stubs.stderr).into_owned();
    assert!(counts.contains("1 line in full, 2 as stubs"), "{counts}");
    let layout: serde_json::Value = serde_json::from_slice(&with_stubs.stdout).unwrap();
    assert_eq!(layout["lines"], serde_json::json!({"full": 1, "stubs": 2}));
    let (a, edges) = (&layout["nodes"][1], &layout["edges"]);
    let [start, end] = [0, 1].map(|n| [0, 1].map(|xy| edges[0]["points"][n][xy].as_f64().unwrap()));
    assert_eq!(start[1], a["y"].as_f64().unwrap() + 58.0, "at its row");
    assert_eq!((end[1], (end[0] - start[0]).abs()), (start[1], 15.0));
    assert_eq!(edges[0]["stub"], true);
    assert_eq!(edges[2]["stub"], serde_json::Value::Null);
    let without = erdwall(["layout", "--from", text(&hub)]);
    assert!(!String::from_utf8_lossy(&without.stdout).contains("stub"));
    let nodes: Vec<String> = (0..30)
        .map(|node| format!(r#"{{"id": "{node}", "w": {}, "h": 88}}"#, 100 + node))
        .collect();
    let edges: Vec<String> = (1..30)
        .map(|edge| {
            format!(
                r#"{{"id": "{edge}", "source": "{edge}", "target": "{}"}}"#,
                edge / 3
            )
        })
        .collect();
    let many = format!(
        r#"{{"nodes": [{}], "edges": [{}]}}"#,
        nodes.join(","),
        edges.join(",")
    );
    let many = file(&folder, "many.json", many.as_bytes());
    let with_seed = |seed| {
        let layout = erdwall(["layout", "--from", text(&many), "--seed", seed]);
        assert_ok(&layout);
        let mut layout: serde_json::Value = serde_json::from_slice(&layout.stdout).unwrap();
        layout["nodes"].take()
    };
    assert_eq!(with_seed("7"), with_seed("7"));
    assert_ne!(
        with_seed("7"),
        with_seed("8"),
        "another seed, another arrangement"
    );

    let unknown = br#"{"nodes": [], "edges": [{"id": "e", "source": "a", "target": "b"}]}"#;
    let unknown = file(&folder, "unknown.json", unknown);
    let refused = erdwall(["layout", "--from", text(&unknown)]);
    assert_eq!(refused.status.code(), Some(2));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(message.contains("the edge e refers to a"), "{message}");
}

#[test]
fn a_schema_imports_draws_and_opens_again_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let sql = file(&folder, "shop.sql", SCHEMA.as_bytes());
    let design = folder.path().join("shop.erd.ron");

    let import = erdwall(["import", text(&sql), "-o", text(&design)]);
    assert_ok(&import);
    let report = String::from_utf8_lossy(&import.stderr).into_owned();
    assert!(report.contains("2 entities"), "{report}");
    assert!(
        report.contains("line 3: not part of a data model: FLY ME TO"),
        "{report}"
    );

    let written = fs::read_to_string(&design).unwrap();
    assert!(
        written.contains(r#"(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced, on_delete: Cascade),"#),
        "{written}"
    );
    assert!(
        written.contains(r#"(name: "deleted_at", type: "timestamptz", null: true, roles: [SoftDelete], inferred: true),"#),
        "{written}"
    );

    assert_ok(&erdwall(["fmt", "--check", text(&design)]));
    let svg = erdwall(["export", text(&design), "--to", "svg"]);
    assert_ok(&svg);
    let svg = String::from_utf8(svg.stdout).unwrap();
    assert!(svg.contains(">customer_id<"), "the name is text");

    let json = folder.path().join("shop.erd.json");
    assert_ok(&erdwall([
        "export",
        text(&design),
        "--to",
        "json",
        "-o",
        text(&json),
    ]));
    let back = erdwall(["export", text(&json), "--to", "ron"]);
    assert_ok(&back);
    assert_eq!(String::from_utf8(back.stdout).unwrap(), written);
}

#[test]
fn pictures_come_in_every_format_and_theme() {
    let folder = tempfile::tempdir().unwrap();
    let sql = file(&folder, "shop.sql", SCHEMA.as_bytes());
    for (name, start) in [
        ("a.png", &b"\x89PNG"[..]),
        ("a.pdf", b"%PDF-"),
        ("a.svg", b"<svg"),
    ] {
        let picture = folder.path().join(name);
        assert_ok(&erdwall([
            "export",
            text(&sql),
            "-o",
            text(&picture),
            "--theme",
            "dark",
            "--color-by",
            "service",
        ]));
        let bytes = fs::read(&picture).unwrap();
        assert!(
            bytes
                .windows(start.len())
                .take(200)
                .any(|window| window == start),
            "{name}"
        );
    }
}

#[test]
fn bad_input_gives_one_clear_error_with_place_and_cure() {
    let folder = tempfile::tempdir().unwrap();
    let design = "Design(\n    format: 1,\n    name: \"x\",\n    entities: [\n        (\n            name: \"order\", service: \"Ordrs\",\n        ),\n    ],\n    services: [(name: \"Orders\")],\n)\n";
    for (name, bytes, wanted) in [
        ("empty.erd.ron", &b""[..], "empty"),
        (
            "picture.erd.ron",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "not a design",
        ),
        ("truncated.erd.ron", &design.as_bytes()[..60], "line "),
        (
            "dangling.erd.ron",
            design.as_bytes(),
            "line 6, column 37: no service is called `Ordrs`; did you mean `Orders`?",
        ),
        (
            "newer.erd.ron",
            b"Design(format: 99, name: \"x\", wings: 2)",
            "newer",
        ),
        (
            "broken.erd.json",
            b"{\"format\": 1, \"nme\": 2}",
            "did you mean `name`?",
        ),
        ("empty.sql", b"", "empty"),
        (
            "picture.sql",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "not a text file",
        ),
    ] {
        let path = file(&folder, name, bytes);
        let command = if path.extension().is_some_and(|e| e == "sql") {
            "import"
        } else {
            "export"
        };
        let output = if command == "import" {
            erdwall([command, text(&path)])
        } else {
            erdwall([command, text(&path), "--to", "svg"])
        };
        assert_fails(&output, wanted);
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name} was touched");
    }
}

#[test]
fn a_hundred_megabytes_of_parentheses_are_refused_not_survived_by_luck() {
    let folder = tempfile::tempdir().unwrap();
    let flood = vec![b'('; 100 << 20];
    let design = file(&folder, "flood.erd.ron", &flood);
    assert_fails(&erdwall(["fmt", text(&design)]), "line 1");
    let json = file(&folder, "flood.erd.json", &flood);
    assert_fails(&erdwall(["fmt", text(&json)]), "line 1");
    let sql = file(&folder, "flood.sql", &flood);
    assert_fails(&erdwall(["import", text(&sql)]), "no table");
}

#[test]
fn a_failed_save_leaves_the_old_file_whole_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let sql = file(&folder, "shop.sql", SCHEMA.as_bytes());
    let target = file(&folder, "shop.erd.ron", b"precious");
    let mut permissions = fs::metadata(&target).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&target, permissions).unwrap();
    assert_fails(
        &erdwall(["import", text(&sql), "-o", text(&target)]),
        "the file on disk is as it was",
    );
    assert_eq!(fs::read(&target).unwrap(), b"precious");

    assert_fails(
        &erdwall(["import", text(&sql), "-o", "/no/such/folder/x.erd.ron"]),
        "cannot save",
    );
    if Path::new("/dev/full").exists() {
        assert_fails(
            &erdwall(["import", text(&sql), "-o", "/dev/full"]),
            "free some space",
        );
    }
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "temporary files are left: {left:?}");
}

#[test]
fn fmt_makes_a_file_canonical_and_keeps_a_copy_of_comments() {
    let folder = tempfile::tempdir().unwrap();
    let loose =
        "Design(format:1,name:\"x\", // a remark\n services:[(name:\"Orders\",tier:Standard)])";
    let path = file(&folder, "x.erd.ron", loose.as_bytes());
    let check = erdwall(["fmt", "--check", text(&path)]);
    assert_eq!(check.status.code(), Some(1));
    assert_ok(&erdwall(["fmt", text(&path)]));
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "Design(\n    format: 1,\n    name: \"x\",\n    services: [\n        (name: \"Orders\"),\n    ],\n)\n"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("x.erd.ron.orig")).unwrap(),
        loose
    );
    assert_ok(&erdwall(["fmt", "--check", text(&path)]));
}

#[test]
fn tables_are_assigned_to_services_by_a_csv() {
    let folder = tempfile::tempdir().unwrap();
    let sql = file(&folder, "shop.sql", SCHEMA.as_bytes());
    let csv = file(
        &folder,
        "services.csv",
        b"table,service\ncustomer,Customers\norder,Orders\n",
    );
    let import = erdwall(["import", text(&sql), "--services", text(&csv)]);
    assert_ok(&import);
    let design = String::from_utf8(import.stdout).unwrap();
    assert!(
        design.contains(r#"name: "order", service: "Orders""#),
        "{design}"
    );
}

#[test]
fn the_schema_is_json_and_completions_name_the_program() {
    let schema = erdwall(["schema"]);
    assert_ok(&schema);
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    assert!(schema["properties"]["entities"].is_object());
    let completions = erdwall(["completions", "bash"]);
    assert_ok(&completions);
    assert!(String::from_utf8_lossy(&completions.stdout).contains("_erdwall"));
}

fn erdwall<const N: usize>(arguments: [&str; N]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_erdwall"))
        .args(arguments)
        .output()
        .unwrap()
}

#[track_caller]
fn assert_ok(output: &Output) {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// It ends with exit code 2 and one message that has the words in it.
#[track_caller]
fn assert_fails(output: &Output, wanted: &str) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains(wanted), "{message}");
    assert!(!message.contains("panicked"), "{message}");
    assert!(
        message.lines().count() <= 4 && message.len() < 1_000,
        "{message}"
    );
}

fn file(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
