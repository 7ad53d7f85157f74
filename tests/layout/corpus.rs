//! Real schemas, laid out from twenty seeds each: nothing overlaps and no line touches what it should not.
//!
//! `ERDWALL_CORPUS` names a folder with `INDEX.json`; without it the project's own small schemas are laid out.

use std::path::{Path, PathBuf};

use erdwall::format::sql::{DesignOptions, Dialect, Services, read, to_design};
use erdwall::layout::{Cancel, Request, place, route};
use erdwall::scene::diagram::Diagram;
use erdwall::scene::text::Fonts;
use serde_json::Value;

use super::measures::{sheet_is_right, unrelated_lines_do_not_lie_on_each_other};

/// The files to lay out, each with its dialect if that is known.
fn files() -> Vec<(PathBuf, Option<Dialect>)> {
    let Some(folder) = std::env::var_os("ERDWALL_CORPUS") else {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sql");
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut paths: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|it| it == "sql"))
            .collect();
        paths.sort();
        return paths.into_iter().map(|path| (path, None)).collect();
    };
    let folder = Path::new(&folder);
    let index: Value =
        serde_json::from_slice(&std::fs::read(folder.join("INDEX.json")).unwrap()).unwrap();
    let entries = index["files"].as_array().unwrap().iter();
    entries
        .filter(|entry| entry["category"] == "sql")
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap();
            (folder.join(text("file")), text("dialect").parse().ok())
        })
        .collect()
}

fn requests(path: &Path, dialect: Option<Dialect>) -> Vec<Request> {
    let import = read(&std::fs::read(path).unwrap(), dialect).unwrap();
    let designs = [Services::None, Services::Schema].map(|services| {
        let options = DesignOptions {
            name: "schema".to_owned(),
            services,
        };
        to_design(&import.schema, import.dialect, &options).0
    });
    let request = |design| Diagram::unplaced(design, None, Fonts::bundled()).request(design, None);
    let mut requests: Vec<Request> = designs.iter().map(request).collect();
    requests.dedup();
    requests
}

#[test]
fn real_schemas_are_laid_out_right() {
    let seeds = if cfg!(debug_assertions) {
        1..=2
    } else {
        1..=20
    };
    let (mut sheets, mut faults) = (0, Vec::new());
    for (path, dialect) in files() {
        for mut request in requests(&path, dialect) {
            for seed in seeds.clone() {
                request.options.seed = seed;
                let placement = place(&request, &Cancel::default());
                let paths = route(&request, &placement, &Cancel::default());
                let right = sheet_is_right(&request, &placement, &paths);
                let apart = || unrelated_lines_do_not_lie_on_each_other(&request, &paths);
                if let Err(fault) = right.and_then(|()| apart()) {
                    faults.push(format!("{} from seed {seed}: {fault}", path.display()));
                }
                sheets += 1;
            }
        }
    }
    assert!(sheets > 0);
    assert!(
        faults.is_empty(),
        "{} of {sheets} sheets:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
