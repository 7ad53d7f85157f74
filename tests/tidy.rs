//! The layers of the crate, held: what a module may import, and where window libraries, files and printing may be used.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// For each layer, the layers that it may import, besides itself. The order is that of `src/lib.rs`.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("model", &["base"]),
    ("edit", &["base", "model"]),
    ("analysis", &["base", "model"]),
    ("simulate", &["base", "model", "analysis"]),
    ("lint", &["base", "model", "edit", "analysis"]),
    ("layout", &["base"]),
    ("scene", &["base", "model", "layout", "analysis", "lint"]),
    (
        "format",
        &[
            "base", "model", "edit", "analysis", "simulate", "lint", "layout", "scene",
        ],
    ),
    (
        "session",
        &[
            "base", "model", "edit", "analysis", "simulate", "lint", "layout", "scene", "format",
        ],
    ),
    (
        "tool",
        &[
            "base", "model", "edit", "analysis", "simulate", "lint", "layout", "scene", "format",
            "session",
        ],
    ),
    (
        "gui",
        &[
            "base", "model", "edit", "analysis", "simulate", "lint", "layout", "scene", "format",
            "session", "tool",
        ],
    ),
    (
        "cli",
        &[
            "base", "model", "edit", "analysis", "simulate", "lint", "layout", "scene", "format",
            "session", "gui",
        ],
    ),
];

#[test]
fn every_module_imports_only_layers_below_it() {
    let mut faults = Vec::new();
    for (file, text) in sources() {
        let layer = layer_of(&file);
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            assert!(
                matches!(layer.as_str(), "lib" | "main"),
                "{layer} is not in the table of layers"
            );
            continue;
        };
        for (number, line) in code_lines(&text) {
            for (at, _) in line.match_indices("crate::") {
                let path = line[at + "crate::".len()..].trim_start_matches('{');
                let name: String = path
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if LAYERS.iter().any(|(layer, _)| *layer == name)
                    && name != layer
                    && !allowed.contains(&name.as_str())
                {
                    faults.push(format!(
                        "{}:{number}: {layer} must not import {name}",
                        file.display()
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn window_libraries_stay_in_gui() {
    let faults = places("gui", &["egui", "eframe", "rfd"], |line, word| {
        line.contains(&format!("{word}::")) || line.contains(&format!("use {word}"))
    });
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn printing_stays_in_the_command_line() {
    let faults = places(
        "cli",
        &["println!", "eprintln!", "print!", "eprint!"],
        |line, word| {
            line.match_indices(word)
                .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        },
    );
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_layer_of_the_table_exists_and_is_declared() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for (layer, _) in LAYERS {
        assert!(
            lib.contains(&format!("pub mod {layer};")),
            "src/lib.rs does not declare {layer}"
        );
    }
}

fn places(home: &str, words: &[&str], found: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for (file, text) in sources() {
        if layer_of(&file) == home {
            continue;
        }
        for (number, line) in code_lines(&text) {
            for word in words {
                if found(line, word) {
                    faults.push(format!(
                        "{}:{number}: {word} belongs into {home}",
                        file.display()
                    ));
                }
            }
        }
    }
    faults
}

/// The lines that are code, with their numbers.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

fn layer_of(file: &Path) -> String {
    let first = file.components().nth(1).unwrap();
    Path::new(first.as_os_str())
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All source files, by their path from the root of the package.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    files.sort();
    files
}
