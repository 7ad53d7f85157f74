//! The native file, as its users see it: what is read, what is written, and what is said of a file that is wrong.

use erdwall::format::native::{Loaded, Syntax, read, write};

#[path = "native/errors.rs"]
mod errors;

const EVERYTHING: &str = include_str!("fixtures/everything.erd.ron");

#[track_caller]
fn load(text: &str) -> Loaded {
    read(text.as_bytes(), Syntax::guess(text.as_bytes())).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn same_lines(written: &str, expected: &str) {
    for (place, (left, right)) in written.lines().zip(expected.lines()).enumerate() {
        assert_eq!(left, right, "line {}", place + 1);
    }
    assert_eq!(written, expected);
}

#[test]
fn a_canonical_file_is_written_back_byte_for_byte() {
    let loaded = load(EVERYTHING);
    same_lines(&write(&loaded.design, Syntax::Ron), EVERYTHING);
    assert!(loaded.canonical && !loaded.has_comments);
}

#[test]
fn json_holds_the_same_design() {
    let design = load(EVERYTHING).design;
    let json = write(&design, Syntax::Json);
    let loaded = load(&json);
    assert!(loaded.canonical);
    assert_eq!(loaded.design, design);
    same_lines(&write(&loaded.design, Syntax::Ron), EVERYTHING);
}
